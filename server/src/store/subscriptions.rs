//! Browsers that may be pushed to.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx, scope};

/// A browser's push subscription.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Subscription {
    pub federation_id: Uuid,
    pub id: Uuid,
    pub user_id: Uuid,
    /// The session it was last offered in; none: before that was kept.
    pub session_id: Option<Uuid>,
    pub endpoint: String,
    /// Public key and secret of the browser, base64url without padding.
    pub p256dh: String,
    pub auth: String,
    /// The public VAPID key the page subscribed with; none: the oldest of ours.
    pub vapid_key: Option<String>,
}

/// The same, as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Device {
    pub id: Uuid,
    pub endpoint: String,
    pub created_at: DateTime<Utc>,
    /// When a push service last took a message for it.
    pub last_success_at: Option<DateTime<Utc>>,
    /// When it last said itself that a message is there.
    pub last_received_at: Option<DateTime<Utc>>,
    /// Since when its push service refuses our key.
    pub stale_at: Option<DateTime<Utc>>,
}

/// What became of a subscription that was put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    Kept,
    /// The endpoint is another user's.
    Taken,
}

/// Keeps a subscription, or refreshes the one this user has at the same endpoint. A page that does not say which key it subscribed
/// with gets `usual` when it is new, and keeps the one it had otherwise.
pub async fn put(tx: &mut Tx, new: &Subscription, usual: Option<&str>, now: DateTime<Utc>) -> StoreResult<Put> {
    const SQL: &str = "INSERT INTO push_subscriptions
            (federation_id, id, user_id, endpoint, p256dh, auth, created_at, offered_at, vapid_key, session_id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $7, COALESCE($8, $9), $10)
        ON CONFLICT (endpoint) DO UPDATE SET p256dh = excluded.p256dh, auth = excluded.auth, offered_at = excluded.offered_at,
            session_id = COALESCE(excluded.session_id, push_subscriptions.session_id),
            stale_at = CASE WHEN $8 <> push_subscriptions.vapid_key THEN NULL ELSE push_subscriptions.stale_at END,
            vapid_key = COALESCE($8, push_subscriptions.vapid_key)
        WHERE push_subscriptions.federation_id = excluded.federation_id AND push_subscriptions.user_id = excluded.user_id";
    // A browser has one subscription in the whole installation: another federation's must be met to be left alone.
    let before = scope::widen(tx).await?;
    let kept = on!(tx, c => sqlx::query(SQL).bind(new.federation_id).bind(new.id).bind(new.user_id).bind(&new.endpoint)
        .bind(&new.p256dh).bind(&new.auth).bind(now).bind(&new.vapid_key).bind(usual).bind(new.session_id).execute(c).await?.rows_affected());
    scope::back(tx, before).await?;
    Ok(if kept == 1 { Put::Kept } else { Put::Taken })
}

/// Forgets a user's subscriptions that were offered longest ago, beyond `most`.
pub async fn keep_newest(tx: &mut Tx, federation: Uuid, user: Uuid, most: i64) -> StoreResult<()> {
    // SQLite knows no OFFSET without LIMIT; nobody has a thousand.
    const SQL: &str = "DELETE FROM push_subscriptions WHERE federation_id = $1 AND id IN
          (SELECT id FROM push_subscriptions WHERE federation_id = $1 AND user_id = $2
           ORDER BY COALESCE(offered_at, created_at) DESC, id DESC LIMIT 1000 OFFSET $3)";
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

/// Forgets every browser of a user; says how many there were.
pub async fn remove_all(tx: &mut Tx, federation: Uuid, user: Uuid) -> StoreResult<u64> {
    const SQL: &str = "DELETE FROM push_subscriptions WHERE federation_id = $1 AND user_id = $2";
    Ok(on!(tx, c => sqlx::query(SQL).bind(federation).bind(user).execute(c).await?.rows_affected()))
}

/// Forgets the browsers of a user that were signed out; a session that merely ran out keeps its browser, for the morning's messages.
pub async fn remove_signed_out(tx: &mut Tx, federation: Uuid, user: Uuid) -> StoreResult<u64> {
    const SQL: &str = "DELETE FROM push_subscriptions WHERE federation_id = $1 AND user_id = $2 AND session_id IN
        (SELECT id FROM sessions WHERE federation_id = $1 AND user_id = $2 AND revoked_at IS NOT NULL)";
    Ok(on!(tx, c => sqlx::query(SQL).bind(federation).bind(user).execute(c).await?.rows_affected()))
}

/// Forgets a subscription whose push service says that it is gone.
pub async fn remove_gone(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<()> {
    const SQL: &str = "DELETE FROM push_subscriptions WHERE federation_id = $1 AND id = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).execute(c).await?.rows_affected());
    Ok(())
}

/// Forgets one of a user's own subscriptions; says whether it was there.
pub async fn remove_own(tx: &mut Tx, federation: Uuid, user: Uuid, id: Uuid) -> StoreResult<bool> {
    const SQL: &str = "DELETE FROM push_subscriptions WHERE federation_id = $1 AND user_id = $2 AND id = $3";
    let gone = on!(tx, c => sqlx::query(SQL).bind(federation).bind(user).bind(id).execute(c).await?.rows_affected());
    Ok(gone == 1)
}

/// Notes that a push service took a message; so it knows our key.
pub async fn mark_success(tx: &mut Tx, federation: Uuid, id: Uuid, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str =
        "UPDATE push_subscriptions SET last_success_at = $3, stale_at = NULL WHERE federation_id = $1 AND id = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(now).execute(c).await?.rows_affected());
    Ok(())
}

/// Notes that a push service refuses our key for a browser: it subscribed with another one.
pub async fn mark_stale(tx: &mut Tx, federation: Uuid, id: Uuid, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str =
        "UPDATE push_subscriptions SET stale_at = $3 WHERE federation_id = $1 AND id = $2 AND stale_at IS NULL";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(now).execute(c).await?.rows_affected());
    Ok(())
}

/// Notes that a browser said that a message is there.
pub async fn mark_received(tx: &mut Tx, federation: Uuid, id: Uuid, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "UPDATE push_subscriptions SET last_received_at = $3 WHERE federation_id = $1 AND id = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(now).execute(c).await?.rows_affected());
    Ok(())
}

/// The browsers of a user, oldest first.
pub async fn of_user(tx: &mut Tx, federation: Uuid, user: Uuid) -> StoreResult<Vec<Subscription>> {
    const SQL: &str =
        "SELECT federation_id, id, user_id, session_id, endpoint, p256dh, auth, vapid_key FROM push_subscriptions
        WHERE federation_id = $1 AND user_id = $2 ORDER BY created_at, id";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(user).fetch_all(c).await?))
}

/// The same as their owner sees them.
pub async fn devices(tx: &mut Tx, federation: Uuid, user: Uuid) -> StoreResult<Vec<Device>> {
    const SQL: &str = "SELECT id, endpoint, created_at, last_success_at, last_received_at, stale_at
        FROM push_subscriptions WHERE federation_id = $1 AND user_id = $2 ORDER BY created_at, id";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(user).fetch_all(c).await?))
}

/// How many browsers there are in the whole installation, by the key they subscribed with.
pub async fn by_key(tx: &mut Tx) -> StoreResult<Vec<(Option<String>, i64)>> {
    const SQL: &str = "SELECT vapid_key, COUNT(*) FROM push_subscriptions GROUP BY vapid_key ORDER BY vapid_key";
    Ok(on!(tx, c => sqlx::query_as(SQL).fetch_all(c).await?))
}

/// How many browsers of the whole installation must subscribe again.
pub async fn stale(tx: &mut Tx) -> StoreResult<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM push_subscriptions WHERE stale_at IS NOT NULL";
    Ok(on!(tx, c => sqlx::query_scalar(SQL).fetch_one(c).await?))
}
