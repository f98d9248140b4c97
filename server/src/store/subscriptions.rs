//! Browsers that may be pushed to.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// A browser's push subscription.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Subscription {
    pub federation_id: Uuid,
    pub id: Uuid,
    pub user_id: Uuid,
    pub endpoint: String,
    /// Public key and secret of the browser, base64url without padding.
    pub p256dh: String,
    pub auth: String,
}

/// What became of a subscription that was put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    Kept,
    /// The endpoint is another user's.
    Taken,
}

/// Keeps a subscription, or refreshes the one this user has at the same endpoint. `created_at` is when it was last offered.
pub async fn put(tx: &mut Tx, new: &Subscription, now: DateTime<Utc>) -> StoreResult<Put> {
    const SQL: &str = "INSERT INTO push_subscriptions (federation_id, id, user_id, endpoint, p256dh, auth, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (endpoint) DO UPDATE SET p256dh = excluded.p256dh, auth = excluded.auth, created_at = excluded.created_at
        WHERE push_subscriptions.federation_id = excluded.federation_id AND push_subscriptions.user_id = excluded.user_id";
    let kept = on!(tx, c => sqlx::query(SQL).bind(new.federation_id).bind(new.id).bind(new.user_id).bind(&new.endpoint)
        .bind(&new.p256dh).bind(&new.auth).bind(now).execute(c).await?.rows_affected());
    Ok(if kept == 1 { Put::Kept } else { Put::Taken })
}

/// Forgets a user's oldest subscriptions beyond `most`.
pub async fn keep_newest(tx: &mut Tx, federation: Uuid, user: Uuid, most: i64) -> StoreResult<()> {
    // SQLite knows no OFFSET without LIMIT; nobody has a thousand.
    const SQL: &str = "DELETE FROM push_subscriptions WHERE federation_id = $1 AND id IN
          (SELECT id FROM push_subscriptions WHERE federation_id = $1 AND user_id = $2
           ORDER BY created_at DESC, id DESC LIMIT 1000 OFFSET $3)";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(user).bind(most).execute(c).await?.rows_affected());
    Ok(())
}

/// Forgets the subscription this user has at an endpoint.
pub async fn delete(tx: &mut Tx, federation: Uuid, user: Uuid, endpoint: &str) -> StoreResult<()> {
    const SQL: &str = "DELETE FROM push_subscriptions WHERE federation_id = $1 AND user_id = $2 AND endpoint = $3";
    // PostgreSQL takes no NUL in a text; no endpoint has one.
    if endpoint.contains('\0') {
        return Ok(());
    }
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(user).bind(endpoint).execute(c).await?.rows_affected());
    Ok(())
}

/// Forgets a subscription whose push service says that it is gone.
pub async fn remove_gone(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<()> {
    const SQL: &str = "DELETE FROM push_subscriptions WHERE federation_id = $1 AND id = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).execute(c).await?.rows_affected());
    Ok(())
}

/// Notes that a push service took a message.
pub async fn mark_success(tx: &mut Tx, federation: Uuid, id: Uuid, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "UPDATE push_subscriptions SET last_success_at = $3 WHERE federation_id = $1 AND id = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(now).execute(c).await?.rows_affected());
    Ok(())
}

/// The browsers of a user, oldest first.
pub async fn of_user(tx: &mut Tx, federation: Uuid, user: Uuid) -> StoreResult<Vec<Subscription>> {
    const SQL: &str = "SELECT federation_id, id, user_id, endpoint, p256dh, auth FROM push_subscriptions
        WHERE federation_id = $1 AND user_id = $2 ORDER BY created_at, id";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(user).fetch_all(c).await?))
}
