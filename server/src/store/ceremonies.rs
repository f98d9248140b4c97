//! What is begun in one request and ended in another: a sign-in that waits for its second factor, a passkey being made.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// Something under way.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Ceremony {
    pub federation_id: Uuid,
    pub id: Uuid,
    pub user_id: Uuid,
    /// `sign_in` or `passkey`.
    pub purpose: String,
    pub state: Option<String>,
    pub device: String,
    pub expires_at: DateTime<Utc>,
    pub done_at: Option<DateTime<Utc>>,
}

pub async fn begin(tx: &mut Tx, new: &Ceremony, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str =
        "INSERT INTO ceremonies (federation_id, id, user_id, purpose, state, device, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    on!(tx, c => sqlx::query(SQL).bind(new.federation_id).bind(new.id).bind(new.user_id).bind(&new.purpose).bind(&new.state)
        .bind(&new.device).bind(now).bind(new.expires_at).execute(c).await?.rows_affected());
    Ok(())
}

/// One of a user's, if it can still be ended. On PostgreSQL its row stays locked: two answers to one question see each other.
pub async fn open(
    tx: &mut Tx,
    (federation, user): (Uuid, Uuid),
    id: Uuid,
    purpose: &str,
    now: DateTime<Utc>,
) -> StoreResult<Option<Ceremony>> {
    macro_rules! select {
        () => {
            "SELECT federation_id, id, user_id, purpose, state, device, expires_at, done_at FROM ceremonies
             WHERE federation_id = $1 AND user_id = $2 AND id = $3 AND purpose = $4 AND expires_at > $5 AND done_at IS NULL"
        };
    }
    const SQLITE: &str = select!();
    const POSTGRES: &str = concat!(select!(), " FOR UPDATE");
    Ok(match tx {
        Tx::Sqlite(t) => {
            sqlx::query_as(SQLITE)
                .bind(federation)
                .bind(user)
                .bind(id)
                .bind(purpose)
                .bind(now)
                .fetch_optional(&mut **t)
                .await?
        }
        Tx::Postgres(t) => {
            sqlx::query_as(POSTGRES)
                .bind(federation)
                .bind(user)
                .bind(id)
                .bind(purpose)
                .bind(now)
                .fetch_optional(&mut **t)
                .await?
        }
    })
}

/// The newest of a user's that can still be ended.
pub async fn latest(
    tx: &mut Tx,
    federation: Uuid,
    user: Uuid,
    purpose: &str,
    now: DateTime<Utc>,
) -> StoreResult<Option<Uuid>> {
    const SQL: &str = "SELECT id FROM ceremonies WHERE federation_id = $1 AND user_id = $2 AND purpose = $3
        AND expires_at > $4 AND done_at IS NULL ORDER BY created_at DESC, id DESC LIMIT 1";
    Ok(
        on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(user).bind(purpose).bind(now).fetch_optional(c).await?),
    )
}

/// It has come to its end: nobody can answer it again.
pub async fn end(tx: &mut Tx, federation: Uuid, id: Uuid, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "UPDATE ceremonies SET done_at = $3 WHERE federation_id = $1 AND id = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(now).execute(c).await?.rows_affected());
    Ok(())
}

/// All of a user's come to their end.
pub async fn end_all(tx: &mut Tx, federation: Uuid, user: Uuid, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str =
        "UPDATE ceremonies SET done_at = $3 WHERE federation_id = $1 AND user_id = $2 AND done_at IS NULL";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(user).bind(now).execute(c).await?.rows_affected());
    Ok(())
}

/// Counts a wrong answer.
pub async fn failed(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<()> {
    const SQL: &str = "UPDATE ceremonies SET tries = tries + 1 WHERE federation_id = $1 AND id = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).execute(c).await?.rows_affected());
    Ok(())
}

/// Wrong answers of a user's sign-ins since a moment, from one device or from all unknown ones, and when the first of those was begun.
pub async fn failures(
    tx: &mut Tx,
    (federation, user): (Uuid, Uuid),
    device: &str,
    since: DateTime<Utc>,
) -> StoreResult<(i64, Option<DateTime<Utc>>)> {
    const SQL: &str = "SELECT COALESCE(SUM(tries), 0), MIN(created_at) FROM ceremonies
        WHERE federation_id = $1 AND user_id = $2 AND purpose = 'sign_in' AND device = $3 AND created_at > $4 AND tries > 0";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(user).bind(device).bind(since).fetch_one(c).await?))
}
