//! The alert events: the append-only truth behind every alert, numbered so that a cursor never misses one.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx, vault};

/// Where a text is sealed; the alert's id is its row.
pub(super) const TEXT: &str = "alert_events.text";

/// An event about to be appended.
#[derive(Debug, Clone)]
pub struct NewEvent {
    pub alert_id: Uuid,
    /// A timeline kind, such as `claimed`.
    pub kind: &'static str,
    pub actor_id: Option<Uuid>,
    /// What a person wrote, if anything.
    pub text: Option<String>,
    pub data: serde_json::Value,
}

/// An event of an alert's timeline.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct EventRow {
    pub seq: i64,
    pub alert_id: Uuid,
    pub kind: String,
    pub at: DateTime<Utc>,
    pub actor_id: Option<Uuid>,
    pub actor_name: Option<String>,
    pub actor_role: Option<String>,
    pub text: Option<String>,
    #[sqlx(json)]
    pub data: serde_json::Value,
}

macro_rules! event_columns {
    () => {
        "SELECT e.seq, e.alert_id, e.kind, e.at, e.actor_id, u.name AS actor_name, u.role AS actor_role, e.text, e.data
         FROM alert_events e LEFT JOIN users u ON u.federation_id = e.federation_id AND u.id = e.actor_id "
    };
}

/// Appends events and returns the number of the last. Call it last in a transaction: it holds the federation's counter until
/// the commit, which is what makes the numbers visible in their order.
pub async fn append(tx: &mut Tx, federation: Uuid, events: &[NewEvent], now: DateTime<Utc>) -> StoreResult<i64> {
    const COUNT: &str = "INSERT INTO event_counters (federation_id, last_seq) VALUES ($1, $2)
        ON CONFLICT (federation_id) DO UPDATE SET last_seq = event_counters.last_seq + $2 RETURNING last_seq";
    const INSERT: &str = "INSERT INTO alert_events (federation_id, seq, alert_id, kind, at, actor_id, text, data)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let count = events.len() as i64;
    let last: i64 = on!(tx, c => sqlx::query_scalar(COUNT).bind(federation).bind(count).fetch_one(c).await?);
    for (seq, event) in (last - count + 1..).zip(events) {
        let text = vault::seal_some(TEXT, event.alert_id, event.text.as_deref())?;
        on!(tx, c => sqlx::query(INSERT).bind(federation).bind(seq).bind(event.alert_id).bind(event.kind).bind(now)
            .bind(event.actor_id).bind(&text).bind(Json(&event.data)).execute(c).await?.rows_affected());
    }
    Ok(last)
}

/// The number of the last event of a federation.
pub async fn last_seq(tx: &mut Tx, federation: Uuid) -> StoreResult<i64> {
    const SQL: &str = "SELECT last_seq FROM event_counters WHERE federation_id = $1";
    let last: Option<i64> = on!(tx, c => sqlx::query_scalar(SQL).bind(federation).fetch_optional(c).await?);
    Ok(last.unwrap_or(0))
}

/// The timeline of an alert, oldest first.
pub async fn of_alert(tx: &mut Tx, federation: Uuid, alert: Uuid) -> StoreResult<Vec<EventRow>> {
    const SQL: &str = concat!(event_columns!(), "WHERE e.federation_id = $1 AND e.alert_id = $2 ORDER BY e.seq");
    let mut rows: Vec<EventRow> = on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(alert).fetch_all(c).await?);
    for row in &mut rows {
        vault::open_in(TEXT, alert, &mut row.text)?;
    }
    Ok(rows)
}

/// An alert that changed after a cursor.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Changed {
    pub alert_id: Uuid,
    /// The number of its last change.
    pub seq: i64,
    /// Whether it went to other people meanwhile.
    pub rerouted: bool,
}

/// The alerts that changed after a cursor, in the order of their last change.
pub async fn changed_since(tx: &mut Tx, federation: Uuid, cursor: i64, limit: i64) -> StoreResult<Vec<Changed>> {
    const SQL: &str = "SELECT alert_id, MAX(seq) AS seq, MAX(CASE WHEN kind = 'rerouted' THEN 1 ELSE 0 END) = 1 AS rerouted
        FROM (SELECT alert_id, seq, kind FROM alert_events WHERE federation_id = $1 AND seq > $2 ORDER BY seq LIMIT $3) recent
        GROUP BY alert_id ORDER BY MAX(seq)";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(cursor).bind(limit).fetch_all(c).await?))
}

/// Where every federation's events stand.
pub async fn counters(tx: &mut Tx) -> StoreResult<Vec<(Uuid, i64)>> {
    const SQL: &str = "SELECT federation_id, last_seq FROM event_counters";
    Ok(on!(tx, c => sqlx::query_as(SQL).fetch_all(c).await?))
}
