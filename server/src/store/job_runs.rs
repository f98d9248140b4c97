//! The last runs of each job, for the administrator. A row is written in the transaction of the run's effect: one row, one effect.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// Runs kept of each job.
pub const KEPT: i64 = 50;

/// A run that has ended.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct JobRun {
    pub name: String,
    pub id: Uuid,
    /// When it began.
    pub at: DateTime<Utc>,
    /// The time it stood for; for a run by hand, when it was asked for.
    pub occurrence: DateTime<Utc>,
    pub by_hand: bool,
    /// What it did; none when it failed.
    pub outcome: Option<String>,
    pub error: Option<String>,
    pub duration_ms: i64,
}

/// Writes a run down unless its id is there; says whether it was new. A second transaction with the same id waits for the first.
pub async fn insert(tx: &mut Tx, federation: Uuid, run: &JobRun) -> StoreResult<bool> {
    const SQL: &str =
        "INSERT INTO job_runs (federation_id, name, id, at, occurrence, by_hand, outcome, error, duration_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (federation_id, name, id) DO NOTHING";
    let new = on!(tx, c => sqlx::query(SQL).bind(federation).bind(&run.name).bind(run.id).bind(run.at).bind(run.occurrence)
        .bind(run.by_hand).bind(&run.outcome).bind(&run.error).bind(run.duration_ms).execute(c).await?.rows_affected());
    Ok(new == 1)
}

/// Completes a run that was written down before its work, so that nobody else would begin it.
pub async fn complete(tx: &mut Tx, federation: Uuid, run: &JobRun) -> StoreResult<()> {
    const SQL: &str = "UPDATE job_runs SET outcome = $4, error = $5, duration_ms = $6
        WHERE federation_id = $1 AND name = $2 AND id = $3";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(&run.name).bind(run.id).bind(&run.outcome).bind(&run.error)
        .bind(run.duration_ms).execute(c).await?.rows_affected());
    Ok(())
}

/// Forgets all runs of a job but the newest `kept`.
pub async fn keep_newest(tx: &mut Tx, federation: Uuid, name: &str, kept: i64) -> StoreResult<u64> {
    const SQL: &str = "DELETE FROM job_runs WHERE federation_id = $1 AND name = $2 AND id IN (
            SELECT id FROM (SELECT id, ROW_NUMBER() OVER (ORDER BY at DESC, id DESC) AS place FROM job_runs
                WHERE federation_id = $1 AND name = $2) ranked WHERE place > $3)";
    Ok(on!(tx, c => sqlx::query(SQL).bind(federation).bind(name).bind(kept).execute(c).await?.rows_affected()))
}

/// The runs of a federation's jobs, by job, newest first.
pub async fn of_federation(tx: &mut Tx, federation: Uuid) -> StoreResult<Vec<JobRun>> {
    const SQL: &str = "SELECT name, id, at, occurrence, by_hand, outcome, error, duration_ms FROM job_runs
        WHERE federation_id = $1 ORDER BY name, at DESC, id DESC";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).fetch_all(c).await?))
}

/// The runs of one job, newest first.
pub async fn of_job(tx: &mut Tx, federation: Uuid, name: &str) -> StoreResult<Vec<JobRun>> {
    const SQL: &str = "SELECT name, id, at, occurrence, by_hand, outcome, error, duration_ms FROM job_runs
        WHERE federation_id = $1 AND name = $2 ORDER BY at DESC, id DESC";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(name).fetch_all(c).await?))
}
