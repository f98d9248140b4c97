//! What somebody who leaves has in hand: taken from them, so that it is found by those who stay.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// The open alerts that are somebody's.
pub async fn alerts_of(tx: &mut Tx, federation: Uuid, user: Uuid) -> StoreResult<Vec<Uuid>> {
    const SQL: &str =
        "SELECT id FROM alerts WHERE federation_id = $1 AND owner_id = $2 AND closed_at IS NULL ORDER BY id";
    Ok(on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(user).fetch_all(c).await?))
}

/// Something that is nobody's now, with the person it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Freed {
    pub id: Uuid,
    pub person_id: Uuid,
    pub alert_id: Option<Uuid>,
}

/// Takes somebody's open follow-ups: they are nobody's, which is the referents'.
pub async fn free_follow_ups(tx: &mut Tx, federation: Uuid, user: Uuid) -> StoreResult<Vec<Freed>> {
    const SQL: &str = "UPDATE follow_ups SET owner_id = NULL, version = version + 1
        WHERE federation_id = $1 AND owner_id = $2 AND state = 'open' RETURNING id, person_id, alert_id";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(user).fetch_all(c).await?))
}

/// The same of their open watches.
pub async fn free_watches(tx: &mut Tx, federation: Uuid, user: Uuid) -> StoreResult<Vec<Freed>> {
    const SQL: &str = "UPDATE watches SET owner_id = NULL, version = version + 1
        WHERE federation_id = $1 AND owner_id = $2 AND ended_at IS NULL RETURNING id, person_id";
    let rows: Vec<(Uuid, Uuid)> = on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(user).fetch_all(c).await?);
    Ok(rows.into_iter().map(|(id, person_id)| Freed { id, person_id, alert_id: None }).collect())
}

/// Ends the entries of somebody's caseload, those that were only asked for too.
pub async fn end_caseload(
    tx: &mut Tx,
    federation: Uuid,
    user: Uuid,
    reason: &str,
    now: DateTime<Utc>,
) -> StoreResult<Vec<Freed>> {
    const SQL: &str =
        "UPDATE caseload SET state = 'ended', version = version + 1, ended_at = $4, end_cause = 'decision',
            end_reason = $3
        WHERE federation_id = $1 AND coordinator_id = $2 AND state IN ('active', 'requested') RETURNING id, person_id";
    let rows: Vec<(Uuid, Uuid)> =
        on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(user).bind(reason).bind(now).fetch_all(c).await?);
    Ok(rows.into_iter().map(|(id, person_id)| Freed { id, person_id, alert_id: None }).collect())
}

/// Ends the covers in which somebody stands in, or is stood in for, that are not over; gives back which.
pub async fn end_covers(tx: &mut Tx, federation: Uuid, user: Uuid, now: DateTime<Utc>) -> StoreResult<Vec<Uuid>> {
    const SQL: &str = "UPDATE covers SET ended_at = $3, version = version + 1
        WHERE federation_id = $1 AND (cover_id = $2 OR absent_id = $2) AND ended_at IS NULL AND ends_at > $3 RETURNING id";
    Ok(on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(user).bind(now).fetch_all(c).await?))
}
