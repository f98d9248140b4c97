//! What happened around a person, a source at a time, newest first. Each gives up to `limit` rows at or before a moment; whoever
//! merges them sorts out what happened at the very same moment.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx, events, ratings, vault};

/// Whose past, up to when, and how much of it.
#[derive(Debug, Clone, Copy)]
pub struct Past<'a> {
    pub federation: Uuid,
    pub person: Uuid,
    /// The reader's role: what is about the quality of the visits is not for coordinators.
    pub role: &'a str,
    pub until: DateTime<Utc>,
    pub limit: i64,
}

/// A rating that was not replaced.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct RatedRow {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub actor_id: Uuid,
    pub actor_name: String,
    pub intervention: Option<i32>,
    pub health: Option<i32>,
    pub mood: Option<i32>,
    pub form: Option<i32>,
    #[sqlx(json)]
    pub signs: Vec<String>,
    pub text: Option<String>,
}

/// A line of one of the person's alerts.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct AlertLine {
    pub seq: i64,
    pub at: DateTime<Utc>,
    pub kind: String,
    pub actor_id: Option<Uuid>,
    pub actor_name: Option<String>,
    pub alert_id: Uuid,
    /// As it is now: 1 moderate, 2 high, 3 critical.
    pub severity: i32,
    pub text: Option<String>,
    #[sqlx(json)]
    pub data: serde_json::Value,
}

/// A declared absence.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct AbsenceLine {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub actor_id: Option<Uuid>,
    pub actor_name: Option<String>,
    pub from_day: String,
    pub to_day: Option<String>,
    pub kind: String,
}

/// What was said about coordination.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct ConsentLine {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub actor_id: Option<Uuid>,
    pub actor_name: Option<String>,
    pub coordination: String,
    pub given_by: String,
    pub given_as: String,
}

/// A need that somebody wrote down.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct NeedLine {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub alert_id: Option<Uuid>,
    #[sqlx(json)]
    pub body: serde_json::Value,
}

pub async fn ratings_of(tx: &mut Tx, past: Past<'_>) -> StoreResult<Vec<RatedRow>> {
    const SQL: &str =
        "SELECT r.id, r.visited_at AS at, r.aide_id AS actor_id, u.name AS actor_name, r.intervention, r.health,
            r.mood, r.form, r.signs, r.note AS text
        FROM ratings r JOIN users u ON u.federation_id = r.federation_id AND u.id = r.aide_id
        WHERE r.federation_id = $1 AND r.person_id = $2 AND r.visited_at <= $3
          AND NOT EXISTS (SELECT 1 FROM ratings c WHERE c.federation_id = r.federation_id AND c.replaces = r.id
            AND c.person_id = r.person_id AND c.aide_id = r.aide_id)
        ORDER BY r.visited_at DESC, r.id DESC LIMIT $4";
    let mut rows: Vec<RatedRow> = on!(tx, c => sqlx::query_as(SQL).bind(past.federation).bind(past.person)
        .bind(past.until).bind(past.limit).fetch_all(c).await?);
    for row in &mut rows {
        vault::open_in(ratings::NOTE, row.id, &mut row.text)?;
    }
    Ok(rows)
}

pub async fn alert_lines_of(tx: &mut Tx, past: Past<'_>) -> StoreResult<Vec<AlertLine>> {
    const SQL: &str = "SELECT e.seq, e.at, e.kind, e.actor_id, u.name AS actor_name, e.alert_id, a.severity, e.text, e.data
        FROM alerts a
        JOIN alert_events e ON e.federation_id = a.federation_id AND e.alert_id = a.id
        LEFT JOIN users u ON u.federation_id = e.federation_id AND u.id = e.actor_id
        WHERE a.federation_id = $1 AND a.person_id = $2 AND e.at <= $3 AND ($5 <> 'coordinator' OR a.audience = 'coordination')
          AND e.kind IN ('opened', 'reopened', 'resolved', 'note', 'action', 'dac')
        ORDER BY e.at DESC, e.seq DESC LIMIT $4";
    let mut rows: Vec<AlertLine> = on!(tx, c => sqlx::query_as(SQL).bind(past.federation).bind(past.person)
        .bind(past.until).bind(past.limit).bind(past.role).fetch_all(c).await?);
    for row in &mut rows {
        vault::open_in(events::TEXT, row.alert_id, &mut row.text)?;
    }
    Ok(rows)
}

/// The lines of a person's alerts that were taken back: `data` of those that did so.
pub async fn retractions_of(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<Vec<serde_json::Value>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        #[sqlx(json)]
        data: serde_json::Value,
    }
    const SQL: &str = "SELECT e.data FROM alerts a
        JOIN alert_events e ON e.federation_id = a.federation_id AND e.alert_id = a.id
        WHERE a.federation_id = $1 AND a.person_id = $2 AND e.kind IN ('note_retracted', 'action_retracted', 'dac_retracted')";
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(person).fetch_all(c).await?);
    Ok(rows.into_iter().map(|row| row.data).collect())
}

pub async fn absences_of(tx: &mut Tx, past: Past<'_>) -> StoreResult<Vec<AbsenceLine>> {
    const SQL: &str = "SELECT a.id, a.recorded_at AS at, a.recorded_by AS actor_id, u.name AS actor_name, a.from_day, a.to_day, a.kind
        FROM absences a LEFT JOIN users u ON u.federation_id = a.federation_id AND u.id = a.recorded_by
        WHERE a.federation_id = $1 AND a.person_id = $2 AND a.recorded_at <= $3 AND a.removed_at IS NULL
        ORDER BY a.recorded_at DESC, a.id DESC LIMIT $4";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(past.federation).bind(past.person).bind(past.until).bind(past.limit)
        .fetch_all(c).await?))
}

pub async fn consents_of(tx: &mut Tx, past: Past<'_>) -> StoreResult<Vec<ConsentLine>> {
    const SQL: &str =
        "SELECT s.id, s.at, s.recorded_by AS actor_id, u.name AS actor_name, s.coordination, s.given_by, s.given_as
        FROM consents s LEFT JOIN users u ON u.federation_id = s.federation_id AND u.id = s.recorded_by
        WHERE s.federation_id = $1 AND s.person_id = $2 AND s.at <= $3 ORDER BY s.at DESC, s.id DESC LIMIT $4";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(past.federation).bind(past.person).bind(past.until).bind(past.limit)
        .fetch_all(c).await?))
}

pub async fn needs_of(tx: &mut Tx, past: Past<'_>) -> StoreResult<Vec<NeedLine>> {
    const SQL: &str = "SELECT id, found_at AS at, alert_id, body FROM findings
        WHERE federation_id = $1 AND person_id = $2 AND family = 'need' AND found_at <= $3
        ORDER BY found_at DESC, id DESC LIMIT $4";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(past.federation).bind(past.person).bind(past.until).bind(past.limit)
        .fetch_all(c).await?))
}
