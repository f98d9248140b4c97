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
}

/// Writes down the latest outcome.
pub async fn record(tx: &mut Tx, federation: Uuid, message: Uuid, delivery: &Delivery) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO deliveries (federation_id, message_id, subscription_id, outcome, status, at)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (federation_id, message_id, subscription_id)
        DO UPDATE SET outcome = excluded.outcome, status = excluded.status, at = excluded.at";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(message).bind(delivery.subscription_id).bind(&delivery.outcome)
        .bind(delivery.status).bind(delivery.at).execute(c).await?.rows_affected());
    Ok(())
}

/// The outcomes of a message so far.
pub async fn of_message(tx: &mut Tx, federation: Uuid, message: Uuid) -> StoreResult<Vec<Delivery>> {
    const SQL: &str = "SELECT subscription_id, outcome, status, at FROM deliveries
        WHERE federation_id = $1 AND message_id = $2 ORDER BY subscription_id";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(message).fetch_all(c).await?))
}
