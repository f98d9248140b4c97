//! What became of a message at each browser of its receiver, so that trying again spares those who have it.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// The state of one message at one browser.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Delivery {
    pub subscription_id: Uuid,
    /// `accepted`, `gone`, `refused`, or `later`.
    pub outcome: String,
    /// What the push service answered, if it did.
    pub status: Option<i32>,
    /// When it was so; for `later`: not before then.
    pub at: DateTime<Utc>,
    /// The push service it went through.
    pub service: Option<String>,
}

/// Writes down the latest outcome. What the browser itself said stands: whatever the push service answered, the message is there.
pub async fn record(tx: &mut Tx, federation: Uuid, message: Uuid, delivery: &Delivery) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO deliveries (federation_id, message_id, subscription_id, outcome, status, at, service)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (federation_id, message_id, subscription_id)
        DO UPDATE SET outcome = CASE WHEN deliveries.received_at IS NULL THEN excluded.outcome ELSE deliveries.outcome END,
            status = excluded.status, at = excluded.at, service = excluded.service";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(message).bind(delivery.subscription_id).bind(&delivery.outcome)
        .bind(delivery.status).bind(delivery.at).bind(&delivery.service).execute(c).await?.rows_affected());
    Ok(())
}

/// The outcomes of a message so far.
pub async fn of_message(tx: &mut Tx, federation: Uuid, message: Uuid) -> StoreResult<Vec<Delivery>> {
    const SQL: &str = "SELECT subscription_id, outcome, status, at, service FROM deliveries
        WHERE federation_id = $1 AND message_id = $2 ORDER BY subscription_id";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(message).fetch_all(c).await?))
}

/// Writes down that a browser has the message, if there is such a message; says whether that was news. A browser may be faster than
/// the worker that waits for the push service's answer.
pub async fn received(
    tx: &mut Tx,
    federation: Uuid,
    message: Uuid,
    subscription: Uuid,
    now: DateTime<Utc>,
) -> StoreResult<bool> {
    const SQL: &str = "INSERT INTO deliveries (federation_id, message_id, subscription_id, outcome, at, received_at)
        SELECT $1, $2, $3, 'accepted', $4, $4 WHERE EXISTS (SELECT 1 FROM outbox WHERE federation_id = $1 AND id = $2)
        ON CONFLICT (federation_id, message_id, subscription_id)
        DO UPDATE SET outcome = 'accepted', received_at = excluded.received_at WHERE deliveries.received_at IS NULL";
    let changed = on!(tx, c => sqlx::query(SQL).bind(federation).bind(message).bind(subscription).bind(now)
        .execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// Whether a browser has said that it has the message.
pub async fn is_received(tx: &mut Tx, federation: Uuid, message: Uuid, subscription: Uuid) -> StoreResult<bool> {
    const SQL: &str = "SELECT COUNT(*) FROM deliveries WHERE federation_id = $1 AND message_id = $2
        AND subscription_id = $3 AND received_at IS NOT NULL";
    let found: i64 = on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(message).bind(subscription)
        .fetch_one(c).await?);
    Ok(found > 0)
}
