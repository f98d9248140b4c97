//! Figures about messages: how many were made, what became of them, how long they took, and how each push service does.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// Messages of one kind on one channel.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Counts {
    pub kind: String,
    pub channel: String,
    pub made: i64,
    /// A push service, a mail server or a webhook took it.
    pub delivered: i64,
    /// A browser said that it is there.
    pub received: i64,
    pub expired: i64,
    pub dead: i64,
    pub unreachable: i64,
    /// Told together with others in a digest.
    pub merged: i64,
}

/// How long delivered messages took from their fact to being taken.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Seconds {
    pub kind: String,
    pub channel: String,
    pub median: Option<f64>,
    pub p95: Option<f64>,
}

/// What became of messages at one service, or on one channel.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct AtService {
    pub service: String,
    pub accepted: i64,
    /// Tried last without success: refused, or waiting for another try.
    pub failed: i64,
}

/// Messages made since then, by kind and channel. Found through `outbox_made`.
pub async fn counts(tx: &mut Tx, federation: Uuid, since: DateTime<Utc>) -> StoreResult<Vec<Counts>> {
    const SQL: &str = "SELECT o.kind, o.channel, COUNT(*) AS made,
            COUNT(*) FILTER (WHERE o.state = 'delivered') AS delivered,
            COUNT(*) FILTER (WHERE EXISTS (SELECT 1 FROM deliveries d WHERE d.federation_id = o.federation_id
                AND d.message_id = o.id AND d.received_at IS NOT NULL)) AS received,
            COUNT(*) FILTER (WHERE o.state = 'expired') AS expired, COUNT(*) FILTER (WHERE o.state = 'dead') AS dead,
            COUNT(*) FILTER (WHERE o.state IN ('unreachable', 'gone')) AS unreachable,
            COUNT(*) FILTER (WHERE o.state = 'merged') AS merged
        FROM outbox o WHERE o.federation_id = $1 AND o.created_at >= $2
        GROUP BY o.kind, o.channel ORDER BY o.kind, o.channel";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(since).fetch_all(c).await?))
}

/// The median and the 95th percentile (nearest rank), by kind and channel. The engines measure time differently.
pub async fn seconds(tx: &mut Tx, federation: Uuid, since: DateTime<Utc>) -> StoreResult<Vec<Seconds>> {
    macro_rules! ranked {
        ($took:literal) => {
            concat!(
                "WITH ranked AS (SELECT kind, channel, took,
                    ROW_NUMBER() OVER (PARTITION BY kind, channel ORDER BY took) AS place,
                    COUNT(*) OVER (PARTITION BY kind, channel) AS number
                 FROM (SELECT kind, channel, ",
                $took,
                " AS took FROM outbox WHERE federation_id = $1 AND created_at >= $2 AND state = 'delivered'
                    AND settled_at IS NOT NULL) AS delivered)
                 SELECT kind, channel, MAX(CASE WHEN place = (number + 1) / 2 THEN took END) AS median,
                    MAX(CASE WHEN place = (95 * number + 99) / 100 THEN took END) AS p95
                 FROM ranked GROUP BY kind, channel ORDER BY kind, channel"
            )
        };
    }
    const SQLITE: &str = ranked!("(julianday(settled_at) - julianday(created_at)) * 86400.0");
    const POSTGRES: &str = ranked!("CAST(EXTRACT(EPOCH FROM settled_at - created_at) AS DOUBLE PRECISION)");
    Ok(match tx {
        Tx::Sqlite(t) => sqlx::query_as(SQLITE).bind(federation).bind(since).fetch_all(&mut **t).await?,
        Tx::Postgres(t) => sqlx::query_as(POSTGRES).bind(federation).bind(since).fetch_all(&mut **t).await?,
    })
}

/// The latest outcome of each message at each browser since then, by push service. Found through `deliveries_at`.
pub async fn at_services(tx: &mut Tx, federation: Uuid, since: DateTime<Utc>) -> StoreResult<Vec<AtService>> {
    const SQL: &str = "SELECT service, COUNT(*) FILTER (WHERE outcome = 'accepted') AS accepted,
            COUNT(*) FILTER (WHERE outcome IN ('later', 'refused', 'stale')) AS failed
        FROM deliveries WHERE federation_id = $1 AND at >= $2 AND service IS NOT NULL GROUP BY service ORDER BY service";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(since).fetch_all(c).await?))
}

/// What became of letters and webhook events since then: what was taken, and what was refused or waits for another try.
pub async fn on_channels(tx: &mut Tx, federation: Uuid, since: DateTime<Utc>) -> StoreResult<Vec<AtService>> {
    // The one part is found through `outbox_settled`, the other through `outbox_waiting`.
    const SQL: &str = "SELECT channel AS service, COUNT(*) FILTER (WHERE state = 'delivered') AS accepted,
            COUNT(*) FILTER (WHERE state <> 'delivered') AS failed
        FROM (
            SELECT channel, state FROM outbox WHERE federation_id = $1 AND settled_at >= $2
                AND channel IN ('mail', 'webhook') AND state IN ('delivered', 'dead')
            UNION ALL
            SELECT channel, state FROM outbox WHERE federation_id = $1 AND state = 'retry'
                AND channel IN ('mail', 'webhook') AND first_try_at >= $2) AS tried
        GROUP BY channel ORDER BY channel";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(since).fetch_all(c).await?))
}
