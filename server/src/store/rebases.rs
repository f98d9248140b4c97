//! Closings as 'new usual state', which the fold takes in like ratings.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// A moment from which a person is compared with how they have been lately.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Rebase {
    pub id: Uuid,
    pub person_id: Uuid,
    /// The alert that was closed so.
    pub alert_id: Uuid,
    pub at: DateTime<Utc>,
}

pub async fn insert(tx: &mut Tx, federation: Uuid, rebase: &Rebase) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO rebases (federation_id, id, person_id, alert_id, at) VALUES ($1, $2, $3, $4, $5)";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(rebase.id).bind(rebase.person_id).bind(rebase.alert_id)
        .bind(rebase.at).execute(c).await?.rows_affected());
    Ok(())
}

/// The rebase an alert's closing made, if it made one that still stands.
pub async fn of_alert(tx: &mut Tx, federation: Uuid, alert: Uuid) -> StoreResult<Option<Rebase>> {
    const SQL: &str = "SELECT id, person_id, alert_id, at FROM rebases
        WHERE federation_id = $1 AND alert_id = $2 AND removed_at IS NULL ORDER BY at DESC, id DESC LIMIT 1";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(alert).fetch_optional(c).await?))
}

/// Takes a rebase back: the closing was undone.
pub async fn remove(tx: &mut Tx, federation: Uuid, id: Uuid, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "UPDATE rebases SET removed_at = $3 WHERE federation_id = $1 AND id = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(now).execute(c).await?.rows_affected());
    Ok(())
}

/// The rebases of a person after a position, oldest first.
pub async fn after(
    tx: &mut Tx,
    federation: Uuid,
    person: Uuid,
    position: Option<(DateTime<Utc>, Uuid)>,
) -> StoreResult<Vec<Rebase>> {
    const SQL: &str = "SELECT id, person_id, alert_id, at FROM rebases
        WHERE federation_id = $1 AND person_id = $2 AND removed_at IS NULL AND (at, id) > ($3, $4) ORDER BY at, id";
    let (at, id) = position.unwrap_or((DateTime::UNIX_EPOCH, Uuid::nil()));
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(person).bind(at).bind(id).fetch_all(c).await?))
}
