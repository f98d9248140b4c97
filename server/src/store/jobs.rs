//! Scheduled jobs as rows, and the queries by which they find their work.
//!
//! A due occurrence is claimed by moving `next_at` on, in the transaction of its effect: of several nodes one changes the row,
//! the others change nothing and go on.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// A job of a federation.
#[derive(Debug, Clone, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct JobRow {
    pub federation_id: Uuid,
    pub name: String,
    /// Six fields, seconds first.
    pub cron: String,
    pub time_zone: String,
    pub enabled: bool,
    pub next_at: DateTime<Utc>,
    pub last_occurrence: Option<DateTime<Utc>>,
    pub last_finished_at: Option<DateTime<Utc>>,
    pub last_outcome: Option<String>,
    pub last_started_at: Option<DateTime<Utc>>,
    pub last_duration_ms: Option<i64>,
    /// Failures in a row.
    pub failures: i32,
}

/// How a run went, to be written into the job's row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ran<'a> {
    /// What it did, or why it failed.
    pub outcome: &'a str,
    pub started_at: DateTime<Utc>,
    pub finished_at: DateTime<Utc>,
    pub duration_ms: i64,
}

macro_rules! job_columns {
    () => {
        "SELECT federation_id, name, cron, time_zone, enabled, next_at, last_occurrence, last_finished_at, last_outcome,
            last_started_at, last_duration_ms, failures FROM jobs "
    };
}

/// Adds a job that is not there yet; one that is keeps its settings and its history.
pub async fn ensure(tx: &mut Tx, job: &JobRow) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO jobs (federation_id, name, cron, time_zone, enabled, next_at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (federation_id, name) DO NOTHING";
    on!(tx, c => sqlx::query(SQL).bind(job.federation_id).bind(&job.name).bind(&job.cron).bind(&job.time_zone)
        .bind(job.enabled).bind(job.next_at).execute(c).await?.rows_affected());
    Ok(())
}

/// Jobs whose time has come, the most overdue first.
pub async fn due(tx: &mut Tx, now: DateTime<Utc>, limit: i64) -> StoreResult<Vec<JobRow>> {
    const SQL: &str = concat!(job_columns!(), "WHERE next_at <= $1 AND enabled ORDER BY next_at LIMIT $2");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(now).bind(limit).fetch_all(c).await?))
}

/// The jobs of a federation.
pub async fn of_federation(tx: &mut Tx, federation: Uuid) -> StoreResult<Vec<JobRow>> {
    const SQL: &str = concat!(job_columns!(), "WHERE federation_id = $1 ORDER BY name");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).fetch_all(c).await?))
}

/// Whether this node got the occurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    Ours,
    /// Another node was faster, or the job was changed meanwhile.
    Lost,
}

/// Claims the occurrence `job` stands at by moving it on to `next_at`.
pub async fn claim(tx: &mut Tx, job: &JobRow, next_at: DateTime<Utc>) -> StoreResult<Claim> {
    const SQL: &str = "UPDATE jobs SET next_at = $4, last_occurrence = next_at
        WHERE federation_id = $1 AND name = $2 AND next_at = $3 AND cron = $5 AND enabled";
    let changed = on!(tx, c => sqlx::query(SQL).bind(job.federation_id).bind(&job.name).bind(job.next_at).bind(next_at)
        .bind(&job.cron).execute(c).await?.rows_affected());
    Ok(if changed == 1 { Claim::Ours } else { Claim::Lost })
}

/// One job of a federation.
pub async fn find(tx: &mut Tx, federation: Uuid, name: &str) -> StoreResult<Option<JobRow>> {
    const SQL: &str = concat!(job_columns!(), "WHERE federation_id = $1 AND name = $2");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(name).fetch_optional(c).await?))
}

/// Claims an occurrence of its own for a run by hand; the next scheduled one stays. Runs of one job follow each other.
pub async fn claim_by_hand(tx: &mut Tx, job: &JobRow, occurrence: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "UPDATE jobs SET last_occurrence = $3 WHERE federation_id = $1 AND name = $2";
    on!(tx, c => sqlx::query(SQL).bind(job.federation_id).bind(&job.name).bind(occurrence).execute(c).await?.rows_affected());
    Ok(())
}

/// Notes how the claimed occurrence went, in the same transaction.
pub async fn finish(tx: &mut Tx, job: &JobRow, ran: Ran<'_>) -> StoreResult<()> {
    const SQL: &str = "UPDATE jobs SET last_started_at = $3, last_finished_at = $4, last_duration_ms = $5,
            last_outcome = $6, failures = 0 WHERE federation_id = $1 AND name = $2";
    on!(tx, c => sqlx::query(SQL).bind(job.federation_id).bind(&job.name).bind(ran.started_at).bind(ran.finished_at)
        .bind(ran.duration_ms).bind(ran.outcome).execute(c).await?.rows_affected());
    Ok(())
}

/// Puts a failed occurrence off to `retry_at`, unless another node has moved it on. It stays the same occurrence: not run yet.
pub async fn put_off(tx: &mut Tx, job: &JobRow, retry_at: DateTime<Utc>, ran: Ran<'_>) -> StoreResult<Claim> {
    const SQL: &str =
        "UPDATE jobs SET next_at = $4, last_started_at = $5, last_finished_at = $6, last_duration_ms = $7,
            last_outcome = $8, failures = failures + 1 WHERE federation_id = $1 AND name = $2 AND next_at = $3";
    let changed = on!(tx, c => sqlx::query(SQL).bind(job.federation_id).bind(&job.name).bind(job.next_at).bind(retry_at)
        .bind(ran.started_at).bind(ran.finished_at).bind(ran.duration_ms).bind(ran.outcome)
        .execute(c).await?.rows_affected());
    Ok(if changed == 1 { Claim::Ours } else { Claim::Lost })
}

/// Notes that a run by hand failed. The schedule stays as it is.
pub async fn fail_by_hand(tx: &mut Tx, job: &JobRow, ran: Ran<'_>) -> StoreResult<()> {
    const SQL: &str = "UPDATE jobs SET last_started_at = $3, last_finished_at = $4, last_duration_ms = $5,
            last_outcome = $6, failures = failures + 1 WHERE federation_id = $1 AND name = $2";
    on!(tx, c => sqlx::query(SQL).bind(job.federation_id).bind(&job.name).bind(ran.started_at).bind(ran.finished_at)
        .bind(ran.duration_ms).bind(ran.outcome).execute(c).await?.rows_affected());
    Ok(())
}

/// Gives a job another schedule, or rests it.
pub async fn change(
    tx: &mut Tx,
    federation: Uuid,
    name: &str,
    enabled: bool,
    cron: &str,
    next_at: DateTime<Utc>,
) -> StoreResult<()> {
    const SQL: &str = "UPDATE jobs SET enabled = $3, cron = $4, next_at = $5 WHERE federation_id = $1 AND name = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(name).bind(enabled).bind(cron).bind(next_at)
        .execute(c).await?.rows_affected());
    Ok(())
}

/// When the most late job of each name is or was due, in any federation.
pub async fn next_of_each(tx: &mut Tx) -> StoreResult<Vec<(String, DateTime<Utc>)>> {
    const SQL: &str = "SELECT name, MIN(next_at) AS next_at FROM jobs WHERE enabled GROUP BY name ORDER BY name";
    Ok(on!(tx, c => sqlx::query_as(SQL).fetch_all(c).await?))
}

/// A done visit that nobody rated.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Unrated {
    pub visit_id: Uuid,
    pub aide_id: Uuid,
    pub ends_at: DateTime<Utc>,
}

/// Done visits that ended after `after` and no later than `until`, have no rating, and of which their aide was not told yet
/// (a message whose key is `unrated:` and the id without hyphens). Found through `visits_ended`.
pub async fn unrated_visits(
    tx: &mut Tx,
    federation: Uuid,
    after: DateTime<Utc>,
    until: DateTime<Utc>,
    limit: i64,
) -> StoreResult<Vec<Unrated>> {
    macro_rules! unrated {
        ($key:literal) => {
            concat!(
                "SELECT v.id AS visit_id, v.aide_id, v.ends_at FROM visits v
                 JOIN users u ON u.federation_id = v.federation_id AND u.id = v.aide_id AND u.disabled_at IS NULL
                 WHERE v.federation_id = $1 AND v.status = 'done' AND v.ends_at > $2 AND v.ends_at <= $3
                   AND NOT EXISTS (SELECT 1 FROM ratings r WHERE r.federation_id = v.federation_id AND r.visit_id = v.id)
                   AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.federation_id = v.federation_id AND o.key = ",
                $key,
                ") ORDER BY v.ends_at, v.id LIMIT $4"
            )
        };
    }
    const SQLITE: &str = unrated!("'unrated:' || lower(hex(v.id))");
    const POSTGRES: &str = unrated!("'unrated:' || replace(v.id::text, '-', '')");
    Ok(match tx {
        Tx::Sqlite(t) => {
            sqlx::query_as(SQLITE).bind(federation).bind(after).bind(until).bind(limit).fetch_all(&mut **t).await?
        }
        Tx::Postgres(t) => {
            sqlx::query_as(POSTGRES).bind(federation).bind(after).bind(until).bind(limit).fetch_all(&mut **t).await?
        }
    })
}

/// An alert that waits for somebody to take it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Waiting {
    pub alert_id: Uuid,
    pub person_id: Uuid,
    pub sector_id: Uuid,
    pub sector_name: String,
    pub severity: i32,
    pub audience: String,
    /// The person's word about coordination.
    pub coordination: String,
    /// Whom the escalation has reached.
    pub escalation_step: i32,
    pub queued_at: Option<DateTime<Utc>>,
}

/// Alerts in nobody's hands whose next step of the escalation has come: `since` says, for critical, high and moderate ones, from when
/// they must have waited. The first step of those that are not critical comes once their target has passed. Found through `alerts_climbing`.
pub async fn waiting_alerts(
    tx: &mut Tx,
    federation: Uuid,
    [critical, high, moderate]: [DateTime<Utc>; 3],
    now: DateTime<Utc>,
    limit: i64,
) -> StoreResult<Vec<Waiting>> {
    // One look a severity, each a range of the index `alerts_climbing`; what waits since when stands there word for word.
    macro_rules! climbing {
        ($severity:literal, $since:literal, $more:literal) => {
            concat!(
                "SELECT a.id, a.person_id, a.sector_id, a.severity, a.audience, a.escalation_step, a.queued_at, a.opened_at
                FROM alerts a WHERE a.federation_id = $1 AND a.state = 'new' AND a.escalation_step < 3 AND a.severity = ",
                $severity,
                " AND CASE WHEN a.escalation_step = 0 THEN CASE WHEN a.queued_at IS NULL THEN a.opened_at ELSE a.queued_at END
                    WHEN a.escalated_at IS NULL THEN a.opened_at ELSE a.escalated_at END <= ",
                $since,
                $more
            )
        };
    }
    const SQL: &str = concat!(
        "SELECT a.id AS alert_id, a.person_id, a.sector_id, s.name AS sector_name, a.severity, a.audience, p.coordination,
            a.escalation_step, a.queued_at
        FROM (",
        climbing!("3", "$2", ""),
        " UNION ALL ",
        climbing!("2", "$3", " AND (a.escalation_step > 0 OR a.due_at <= $5)"),
        " UNION ALL ",
        climbing!("1", "$4", " AND (a.escalation_step > 0 OR a.due_at <= $5)"),
        ") a
        JOIN sectors s ON s.federation_id = $1 AND s.id = a.sector_id
        JOIN persons p ON p.federation_id = $1 AND p.id = a.person_id
        ORDER BY a.severity DESC, a.opened_at, a.id LIMIT $6"
    );
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(critical).bind(high).bind(moderate).bind(now).bind(limit)
        .fetch_all(c).await?))
}

/// Marks an alert as escalated from one step to another if it still waits there; says whether it did. The version moves on, so that
/// whoever holds the alert as it was cannot write the mark away.
pub async fn mark_escalated(
    tx: &mut Tx,
    federation: Uuid,
    alert: Uuid,
    (from, to): (i32, i32),
    now: DateTime<Utc>,
) -> StoreResult<bool> {
    const SQL: &str =
        "UPDATE alerts SET escalation_step = $4, escalated_at = $5, updated_at = $5, version = version + 1
        WHERE federation_id = $1 AND id = $2 AND state = 'new' AND escalation_step = $3";
    let changed = on!(tx, c => sqlx::query(SQL).bind(federation).bind(alert).bind(from).bind(to).bind(now).execute(c)
        .await?.rows_affected());
    Ok(changed == 1)
}

/// Alerts whose rest is over.
pub async fn rests_over(tx: &mut Tx, federation: Uuid, now: DateTime<Utc>, limit: i64) -> StoreResult<Vec<Uuid>> {
    const SQL: &str = "SELECT id FROM alerts WHERE federation_id = $1 AND state = 'snoozed'
          AND snoozed_until <= $2 ORDER BY snoozed_until, id LIMIT $3";
    Ok(on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(now).bind(limit).fetch_all(c).await?))
}

/// Alerts that were taken and on which nobody has worked since: critical ones since `critical`, others since `others`. One
/// with an open follow-up still to come is not forgotten. Found through `alerts_worked`, which has its expression word for word.
pub async fn idle_claims(
    tx: &mut Tx,
    federation: Uuid,
    critical: DateTime<Utc>,
    others: DateTime<Utc>,
    now: DateTime<Utc>,
    limit: i64,
) -> StoreResult<Vec<Uuid>> {
    const SQL: &str = "SELECT a.id FROM alerts a
        WHERE a.federation_id = $1 AND a.state = 'taken'
          AND CASE WHEN a.worked_at IS NULL THEN a.updated_at ELSE a.worked_at END <= $6
          AND CASE WHEN a.worked_at IS NULL THEN a.updated_at ELSE a.worked_at END <= CASE WHEN a.severity = 3 THEN $2 ELSE $3 END
          AND NOT EXISTS (SELECT 1 FROM follow_ups f WHERE f.federation_id = a.federation_id AND f.alert_id = a.id
              AND f.state = 'open' AND f.due_at > $4)
        ORDER BY a.severity DESC, CASE WHEN a.worked_at IS NULL THEN a.updated_at ELSE a.worked_at END, a.id LIMIT $5";
    Ok(on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(critical).bind(others).bind(now).bind(limit)
        .bind(critical.max(others)).fetch_all(c).await?))
}
