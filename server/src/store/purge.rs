//! What the installation remembers for itself and needs no longer: heartbeats, spent tokens, settled messages, old runs.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// Heartbeats of who looks at what.
pub async fn presence(tx: &mut Tx, federation: Uuid, before: DateTime<Utc>) -> StoreResult<u64> {
    const SQL: &str = "DELETE FROM presence WHERE federation_id = $1 AND seen_at < $2";
    Ok(on!(tx, c => sqlx::query(SQL).bind(federation).bind(before).execute(c).await?.rows_affected()))
}

/// Refresh tokens whose end came before: used again, they would be refused as any unknown one.
pub async fn refresh_tokens(tx: &mut Tx, federation: Uuid, before: DateTime<Utc>) -> StoreResult<u64> {
    const SQL: &str = "DELETE FROM refresh_tokens WHERE federation_id = $1 AND expires_at < $2";
    Ok(on!(tx, c => sqlx::query(SQL).bind(federation).bind(before).execute(c).await?.rows_affected()))
}

/// Sessions of which no token is left.
pub async fn sessions(tx: &mut Tx, federation: Uuid, before: DateTime<Utc>) -> StoreResult<u64> {
    const SQL: &str = "DELETE FROM sessions WHERE federation_id = $1 AND last_seen_at < $2
        AND NOT EXISTS (SELECT 1 FROM refresh_tokens t WHERE t.federation_id = sessions.federation_id
            AND t.session_id = sessions.id)";
    Ok(on!(tx, c => sqlx::query(SQL).bind(federation).bind(before).execute(c).await?.rows_affected()))
}

/// One-time links whose end came before.
pub async fn enrolments(tx: &mut Tx, federation: Uuid, before: DateTime<Utc>) -> StoreResult<u64> {
    const SQL: &str = "DELETE FROM enrolments WHERE federation_id = $1 AND expires_at < $2";
    Ok(on!(tx, c => sqlx::query(SQL).bind(federation).bind(before).execute(c).await?.rows_affected()))
}

/// Sign-ins and set-ups of passkeys whose end came before.
pub async fn ceremonies(tx: &mut Tx, federation: Uuid, before: DateTime<Utc>) -> StoreResult<u64> {
    const SQL: &str = "DELETE FROM ceremonies WHERE federation_id = $1 AND expires_at < $2";
    Ok(on!(tx, c => sqlx::query(SQL).bind(federation).bind(before).execute(c).await?.rows_affected()))
}

/// Who came back from a provider and opened no session in time.
pub async fn arrivals(tx: &mut Tx, federation: Uuid, before: DateTime<Utc>) -> StoreResult<u64> {
    const SQL: &str = "DELETE FROM arrivals WHERE federation_id = $1 AND expires_at < $2";
    Ok(on!(tx, c => sqlx::query(SQL).bind(federation).bind(before).execute(c).await?.rows_affected()))
}

/// Up to `limit` messages settled before, with what browsers said of them. Found through `outbox_settled`.
pub async fn messages(tx: &mut Tx, federation: Uuid, before: DateTime<Utc>, limit: i64) -> StoreResult<u64> {
    macro_rules! old {
        () => {
            "IN (SELECT id FROM outbox WHERE federation_id = $1 AND settled_at < $2 ORDER BY settled_at, id LIMIT $3)"
        };
    }
    const SAID: &str = concat!("DELETE FROM deliveries WHERE federation_id = $1 AND message_id ", old!());
    const GONE: &str = concat!("DELETE FROM outbox WHERE federation_id = $1 AND id ", old!());
    Ok(on!(tx, c => {
        sqlx::query(SAID).bind(federation).bind(before).bind(limit).execute(&mut *c).await?;
        sqlx::query(GONE).bind(federation).bind(before).bind(limit).execute(c).await?.rows_affected()
    }))
}

/// Runs of jobs that began before, such as those of a job that is at rest.
pub async fn runs(tx: &mut Tx, federation: Uuid, before: DateTime<Utc>) -> StoreResult<u64> {
    const SQL: &str = "DELETE FROM job_runs WHERE federation_id = $1 AND at < $2";
    Ok(on!(tx, c => sqlx::query(SQL).bind(federation).bind(before).execute(c).await?.rows_affected()))
}
