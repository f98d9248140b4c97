//! Back-tests of drafts that run in the background: their progress and result, shared by every server process.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// Seconds without a sign of life after which a running back-test counts as lost with its process.
const LOST_AFTER: i64 = 60;

/// A back-test.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct RuleTrial {
    pub id: Uuid,
    pub days: i32,
    /// `running`, `done`, `cancelled` or `failed`.
    pub state: String,
    /// 0 to 1.
    pub progress: f64,
    #[sqlx(json(nullable))]
    pub result: Option<serde_json::Value>,
}

/// The database's clock, and a minute of it ago, on each engine.
macro_rules! sqlite_now {
    () => {
        "strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')"
    };
}
macro_rules! sqlite_lost {
    ($seconds:literal) => {
        concat!("strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now', '-' || ", $seconds, " || ' seconds')")
    };
}

/// Begins a back-test. False when one is running in this federation.
pub async fn start(
    tx: &mut Tx,
    federation: Uuid,
    id: Uuid,
    days: i32,
    started_by: Uuid,
    now: DateTime<Utc>,
) -> StoreResult<bool> {
    const POSTGRES: &str = "INSERT INTO rule_trials (federation_id, id, days, state, progress, started_by, started_at, beat_at)
        VALUES ($1, $2, $3, 'running', 0, $4, $5, clock_timestamp())
        ON CONFLICT (federation_id) DO UPDATE SET id = excluded.id, days = excluded.days, state = 'running', progress = 0,
            result = NULL, started_by = excluded.started_by, started_at = excluded.started_at, beat_at = excluded.beat_at
        WHERE rule_trials.state <> 'running' OR rule_trials.beat_at < clock_timestamp() - $6 * interval '1 second'";
    const SQLITE: &str = concat!(
        "INSERT INTO rule_trials (federation_id, id, days, state, progress, started_by, started_at, beat_at)
        VALUES ($1, $2, $3, 'running', 0, $4, $5, ",
        sqlite_now!(),
        ") ON CONFLICT (federation_id) DO UPDATE SET id = excluded.id, days = excluded.days, state = 'running', progress = 0,
            result = NULL, started_by = excluded.started_by, started_at = excluded.started_at, beat_at = excluded.beat_at
        WHERE rule_trials.state <> 'running' OR rule_trials.beat_at < ",
        sqlite_lost!("$6")
    );
    let changed = match tx {
        Tx::Sqlite(t) => {
            let query = sqlx::query(SQLITE).bind(federation).bind(id).bind(days).bind(started_by).bind(now);
            query.bind(LOST_AFTER).execute(&mut **t).await?.rows_affected()
        }
        Tx::Postgres(t) => {
            let query = sqlx::query(POSTGRES).bind(federation).bind(id).bind(days).bind(started_by).bind(now);
            query.bind(LOST_AFTER).execute(&mut **t).await?.rows_affected()
        }
    };
    Ok(changed == 1)
}

/// A back-test of the federation. One that was lost with its process shows as failed.
pub async fn find(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<Option<RuleTrial>> {
    const POSTGRES: &str = "SELECT id, days, progress, result, CASE WHEN state = 'running'
            AND beat_at < clock_timestamp() - $3 * interval '1 second' THEN 'failed' ELSE state END AS state
        FROM rule_trials WHERE federation_id = $1 AND id = $2";
    const SQLITE: &str = concat!(
        "SELECT id, days, progress, result, CASE WHEN state = 'running' AND beat_at < ",
        sqlite_lost!("$3"),
        " THEN 'failed' ELSE state END AS state FROM rule_trials WHERE federation_id = $1 AND id = $2"
    );
    Ok(match tx {
        Tx::Sqlite(t) => {
            sqlx::query_as(SQLITE).bind(federation).bind(id).bind(LOST_AFTER).fetch_optional(&mut **t).await?
        }
        Tx::Postgres(t) => {
            sqlx::query_as(POSTGRES).bind(federation).bind(id).bind(LOST_AFTER).fetch_optional(&mut **t).await?
        }
    })
}

/// A sign of life with the progress. False when somebody cancelled it, or it was given up as lost.
pub async fn beat(tx: &mut Tx, federation: Uuid, id: Uuid, progress: f64) -> StoreResult<bool> {
    const POSTGRES: &str = "UPDATE rule_trials SET progress = $3, beat_at = clock_timestamp()
        WHERE federation_id = $1 AND id = $2 AND state = 'running'";
    const SQLITE: &str = concat!(
        "UPDATE rule_trials SET progress = $3, beat_at = ",
        sqlite_now!(),
        " WHERE federation_id = $1 AND id = $2 AND state = 'running'"
    );
    let changed = match tx {
        Tx::Sqlite(t) => {
            sqlx::query(SQLITE).bind(federation).bind(id).bind(progress).execute(&mut **t).await?.rows_affected()
        }
        Tx::Postgres(t) => {
            sqlx::query(POSTGRES).bind(federation).bind(id).bind(progress).execute(&mut **t).await?.rows_affected()
        }
    };
    Ok(changed == 1)
}

/// Ends a running back-test: `done` with its result, `cancelled` or `failed`. False when it was not running any more.
pub async fn finish(
    tx: &mut Tx,
    federation: Uuid,
    id: Uuid,
    state: &str,
    result: Option<&serde_json::Value>,
) -> StoreResult<bool> {
    const SQL: &str = "UPDATE rule_trials SET state = $3, result = $4,
            progress = CASE WHEN $3 = 'done' THEN 1 ELSE progress END
        WHERE federation_id = $1 AND id = $2 AND state = 'running'";
    let changed = on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(state).bind(result.map(Json)).execute(c)
        .await?.rows_affected());
    Ok(changed == 1)
}
