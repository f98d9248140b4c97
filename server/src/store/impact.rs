//! The facts behind the figures, sector by sector, for one month: each a statement of its own, so that it can be read and checked alone.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::visits::Span;
use super::{StoreResult, Tx};

/// A number of a sector.
pub type Count = (Uuid, i64);

/// An alert that was opened, with when somebody first did something about it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct OpenedRow {
    pub sector_id: Uuid,
    pub person_id: Uuid,
    pub opened_at: DateTime<Utc>,
    /// Somebody took it or was given it.
    pub taken_at: Option<DateTime<Utc>>,
    /// Somebody closed it.
    pub resolved_at: Option<DateTime<Utc>>,
    /// The first action nobody took back.
    pub action_at: Option<DateTime<Utc>>,
    /// The first follow-up that was promised.
    pub promised_at: Option<DateTime<Utc>>,
}

/// The alerts opened in a span of time.
pub async fn opened(tx: &mut Tx, federation: Uuid, span: Span) -> StoreResult<Vec<OpenedRow>> {
    const SQL: &str = "SELECT a.sector_id, a.person_id, a.opened_at,
            (SELECT MIN(e.at) FROM alert_events e WHERE e.federation_id = a.federation_id AND e.alert_id = a.id
               AND e.kind IN ('claimed', 'assigned') AND e.actor_id IS NOT NULL) AS taken_at,
            (SELECT MIN(e.at) FROM alert_events e WHERE e.federation_id = a.federation_id AND e.alert_id = a.id
               AND e.kind = 'resolved' AND e.actor_id IS NOT NULL) AS resolved_at,
            (SELECT MIN(x.at) FROM actions x WHERE x.federation_id = a.federation_id AND x.alert_id = a.id
               AND x.retracted_at IS NULL) AS action_at,
            (SELECT MIN(f.created_at) FROM follow_ups f WHERE f.federation_id = a.federation_id AND f.alert_id = a.id)
              AS promised_at
        FROM alerts a WHERE a.federation_id = $1 AND a.opened_at >= $2 AND a.opened_at < $3 ORDER BY a.opened_at, a.id";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(span.from).bind(span.to).fetch_all(c).await?))
}

/// An alert that was closed.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ClosedRow {
    pub sector_id: Uuid,
    pub person_id: Uuid,
    pub outcome: Option<String>,
    /// Nobody, when it closed itself.
    pub closed_by: Option<Uuid>,
}

/// The alerts closed in a span of time that are closed still.
pub async fn closed(tx: &mut Tx, federation: Uuid, span: Span) -> StoreResult<Vec<ClosedRow>> {
    const SQL: &str = "SELECT sector_id, person_id, outcome, closed_by FROM alerts
        WHERE federation_id = $1 AND state = 'closed' AND closed_at >= $2 AND closed_at < $3 ORDER BY closed_at, id";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(span.from).bind(span.to).fetch_all(c).await?))
}

/// Done visits that ended in a span of time, and how many of them have a rating that stands: sector, done, rated.
pub async fn visits(tx: &mut Tx, federation: Uuid, span: Span) -> StoreResult<Vec<(Uuid, i64, i64)>> {
    const SQL: &str = "SELECT p.sector_id, COUNT(*) AS done, COUNT(CASE WHEN EXISTS (SELECT 1 FROM ratings r
              WHERE r.federation_id = v.federation_id AND r.visit_id = v.id
                AND NOT EXISTS (SELECT 1 FROM ratings c WHERE c.federation_id = r.federation_id AND c.replaces = r.id
                  AND c.person_id = r.person_id AND c.aide_id = r.aide_id)) THEN 1 END) AS rated
        FROM visits v JOIN persons p ON p.federation_id = v.federation_id AND p.id = v.person_id
        WHERE v.federation_id = $1 AND v.status = 'done' AND v.ends_at >= $2 AND v.ends_at < $3 GROUP BY p.sector_id";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(span.from).bind(span.to).fetch_all(c).await?))
}

/// Coordinators whose account existed at some time of a span, once for each of their sectors.
pub async fn coordinators(tx: &mut Tx, federation: Uuid, span: Span) -> StoreResult<Vec<(Uuid, Uuid)>> {
    const SQL: &str = "SELECT us.sector_id, u.id FROM users u
        JOIN user_sectors us ON us.federation_id = u.federation_id AND us.user_id = u.id
        WHERE u.federation_id = $1 AND u.role = 'coordinator' AND u.created_at < $3
          AND (u.disabled_at IS NULL OR u.disabled_at >= $2)";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(span.from).bind(span.to).fetch_all(c).await?))
}

/// A follow-up whose day has come, or that is done.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DueRow {
    pub sector_id: Uuid,
    /// `YYYY-MM-DD` in the federation's calendar.
    pub due_on: String,
    pub state: String,
    pub closed_at: Option<DateTime<Utc>>,
}

/// The follow-ups due from one day (included) to another (not included) that nobody cancelled, if their day has passed or they are done.
pub async fn due(tx: &mut Tx, federation: Uuid, (from, to): (&str, &str), today: &str) -> StoreResult<Vec<DueRow>> {
    const SQL: &str = "SELECT p.sector_id, f.due_on, f.state, f.closed_at FROM follow_ups f
        JOIN persons p ON p.federation_id = f.federation_id AND p.id = f.person_id
        WHERE f.federation_id = $1 AND f.due_on >= $2 AND f.due_on < $3
          AND (f.state = 'done' OR (f.state = 'open' AND f.due_on < $4))";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(from).bind(to).bind(today).fetch_all(c).await?))
}

/// Persons in a watch at a moment.
pub async fn in_watch(tx: &mut Tx, federation: Uuid, at: DateTime<Utc>) -> StoreResult<Vec<Count>> {
    const SQL: &str = "SELECT p.sector_id, COUNT(DISTINCT w.person_id) FROM watches w
        JOIN persons p ON p.federation_id = w.federation_id AND p.id = w.person_id
        WHERE w.federation_id = $1 AND w.since <= $2 AND (w.ended_at IS NULL OR w.ended_at > $2) GROUP BY p.sector_id";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(at).fetch_all(c).await?))
}

/// Persons in reinforced follow-up at a moment.
pub async fn in_reinforced(tx: &mut Tx, federation: Uuid, at: DateTime<Utc>) -> StoreResult<Vec<Count>> {
    const SQL: &str = "SELECT p.sector_id, COUNT(DISTINCT l.person_id) FROM caseload l
        JOIN persons p ON p.federation_id = l.federation_id AND p.id = l.person_id
        WHERE l.federation_id = $1 AND l.state IN ('active', 'ended') AND l.since <= $2
          AND (l.ended_at IS NULL OR l.ended_at > $2) GROUP BY p.sector_id";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(at).fetch_all(c).await?))
}

/// Needs written down in a span of time.
pub async fn needs(tx: &mut Tx, federation: Uuid, span: Span) -> StoreResult<Vec<Count>> {
    const SQL: &str = "SELECT p.sector_id, COUNT(*) FROM findings f
        JOIN persons p ON p.federation_id = f.federation_id AND p.id = f.person_id
        WHERE f.federation_id = $1 AND f.family = 'need' AND f.found_at >= $2 AND f.found_at < $3 GROUP BY p.sector_id";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(span.from).bind(span.to).fetch_all(c).await?))
}
