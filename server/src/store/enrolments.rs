//! One-time links that open an account on a device.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// A link that was handed out.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Enrolment {
    pub federation_id: Uuid,
    pub id: Uuid,
    pub user_id: Uuid,
    pub expires_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
}

/// A link about to be handed out.
#[derive(Debug)]
pub struct NewEnrolment<'a> {
    pub federation: Uuid,
    pub id: Uuid,
    pub user: Uuid,
    pub hash: &'a str,
    pub expires_at: DateTime<Utc>,
}

pub async fn insert(tx: &mut Tx, new: &NewEnrolment<'_>, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO enrolments (federation_id, id, user_id, token_hash, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    on!(tx, c => sqlx::query(SQL).bind(new.federation).bind(new.id).bind(new.user).bind(new.hash).bind(now)
        .bind(new.expires_at).execute(c).await?.rows_affected());
    Ok(())
}

pub async fn by_hash(tx: &mut Tx, hash: &str) -> StoreResult<Option<Enrolment>> {
    const SQL: &str = "SELECT federation_id, id, user_id, expires_at, used_at FROM enrolments WHERE token_hash = $1";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(hash).fetch_optional(c).await?))
}

/// Spends a link. False when somebody was faster.
pub async fn spend(tx: &mut Tx, federation: Uuid, id: Uuid, now: DateTime<Utc>) -> StoreResult<bool> {
    const SQL: &str = "UPDATE enrolments SET used_at = $3 WHERE federation_id = $1 AND id = $2 AND used_at IS NULL";
    let done = on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(now).execute(c).await?.rows_affected());
    Ok(done == 1)
}
