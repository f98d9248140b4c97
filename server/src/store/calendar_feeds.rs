//! The secret addresses of calendar feeds, one a user. Only a hash of the secret is kept.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::users::User;
use super::{StoreResult, Tx};

/// Gives a user an address; the old one dies.
pub async fn put(tx: &mut Tx, federation: Uuid, user: Uuid, hash: &str, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO calendar_feeds (federation_id, user_id, token_hash, created_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (federation_id, user_id) DO UPDATE SET token_hash = excluded.token_hash, created_at = excluded.created_at";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(user).bind(hash).bind(now).execute(c).await?.rows_affected());
    Ok(())
}

/// When a user's address was made.
pub async fn created_at(tx: &mut Tx, federation: Uuid, user: Uuid) -> StoreResult<Option<DateTime<Utc>>> {
    const SQL: &str = "SELECT created_at FROM calendar_feeds WHERE federation_id = $1 AND user_id = $2";
    Ok(on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(user).fetch_optional(c).await?))
}

pub async fn remove(tx: &mut Tx, federation: Uuid, user: Uuid) -> StoreResult<()> {
    const SQL: &str = "DELETE FROM calendar_feeds WHERE federation_id = $1 AND user_id = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(user).execute(c).await?.rows_affected());
    Ok(())
}

/// Whose address this is; none of whose account was disabled.
pub async fn owner(tx: &mut Tx, hash: &str) -> StoreResult<Option<User>> {
    const SQL: &str =
        "SELECT u.federation_id, u.id, u.role, u.login, u.name, u.locale, u.ref, u.password_hash, u.disabled_at
        FROM calendar_feeds f JOIN users u ON u.federation_id = f.federation_id AND u.id = f.user_id
        WHERE f.token_hash = $1 AND u.disabled_at IS NULL";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(hash).fetch_optional(c).await?))
}
