//! What happened to follow-ups, watches and the caseload. Append-only: the person's timeline reads it.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use super::db::on;
use super::timeline::Past;
use super::{StoreResult, Tx};
use crate::ids;

/// An event about to be appended.
#[derive(Debug, Clone)]
pub struct NewCaseEvent<'a> {
    pub person: Uuid,
    /// `follow_up`, `watch` or `caseload`.
    pub subject: &'static str,
    pub subject_id: Uuid,
    /// `planned`, `done`, `stepped` ...
    pub what: &'static str,
    pub actor: Option<Uuid>,
    pub alert: Option<Uuid>,
    /// What a person wrote, if anything.
    pub text: Option<&'a str>,
    pub data: serde_json::Value,
}

/// An event as it is read back.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct CaseEvent {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub subject: String,
    pub subject_id: Uuid,
    pub what: String,
    pub actor_id: Option<Uuid>,
    pub actor_name: Option<String>,
    pub alert_id: Option<Uuid>,
    pub text: Option<String>,
    #[sqlx(json)]
    pub data: serde_json::Value,
}

macro_rules! columns {
    () => {
        "SELECT e.id, e.at, e.subject, e.subject_id, e.what, e.actor_id, u.name AS actor_name, e.alert_id, e.text, e.data
         FROM case_events e LEFT JOIN users u ON u.federation_id = e.federation_id AND u.id = e.actor_id "
    };
}

pub async fn append(tx: &mut Tx, federation: Uuid, event: &NewCaseEvent<'_>, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str =
        "INSERT INTO case_events (federation_id, id, person_id, at, subject, subject_id, what, actor_id, alert_id,
            text, data) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(ids::fresh()).bind(event.person).bind(now).bind(event.subject)
        .bind(event.subject_id).bind(event.what).bind(event.actor).bind(event.alert).bind(event.text)
        .bind(Json(&event.data)).execute(c).await?.rows_affected());
    Ok(())
}

/// Events in one statement: enough to make the way there and back cheap, few enough for one parameter.
const TOGETHER: usize = 1_000;

/// Appends many events of one moment.
pub async fn append_all(
    tx: &mut Tx,
    federation: Uuid,
    events: &[NewCaseEvent<'_>],
    now: DateTime<Utc>,
) -> StoreResult<()> {
    const SQLITE: &str = "INSERT INTO case_events (federation_id, id, person_id, at, subject, subject_id, what, actor_id, alert_id, text, data)
        SELECT $1, unhex(e.value ->> 'id'), unhex(e.value ->> 'person'), $2, e.value ->> 'subject', unhex(e.value ->> 'subject_id'),
            e.value ->> 'what', unhex(e.value ->> 'actor'), unhex(e.value ->> 'alert'), e.value ->> 'text', e.value -> 'data'
        FROM json_each($3) e";
    const POSTGRES: &str = "INSERT INTO case_events (federation_id, id, person_id, at, subject, subject_id, what, actor_id, alert_id, text, data)
        SELECT $1, e.id, e.person, $2, e.subject, e.subject_id, e.what, e.actor, e.alert, e.text, e.data
        FROM jsonb_to_recordset($3) AS e (id uuid, person uuid, subject text, subject_id uuid, what text, actor uuid, alert uuid,
            text text, data jsonb)";
    for some in events.chunks(TOGETHER) {
        let rows = Json(some.iter().map(row).collect::<Vec<_>>());
        match tx {
            Tx::Sqlite(t) => {
                sqlx::query(SQLITE).bind(federation).bind(now).bind(rows).execute(&mut **t).await?.rows_affected()
            }
            Tx::Postgres(t) => {
                sqlx::query(POSTGRES).bind(federation).bind(now).bind(rows).execute(&mut **t).await?.rows_affected()
            }
        };
    }
    Ok(())
}

/// An event as both databases read it: ids as hexadecimal text without hyphens.
fn row(event: &NewCaseEvent<'_>) -> serde_json::Value {
    let hex = |id: Uuid| id.simple().to_string();
    serde_json::json!({
        "id": hex(ids::fresh()), "person": hex(event.person), "subject": event.subject, "subject_id": hex(event.subject_id),
        "what": event.what, "actor": event.actor.map(hex), "alert": event.alert.map(hex), "text": event.text, "data": event.data,
    })
}

/// What happened to one subject, oldest first.
pub async fn of_subject(tx: &mut Tx, federation: Uuid, subject: Uuid) -> StoreResult<Vec<CaseEvent>> {
    const SQL: &str = concat!(columns!(), "WHERE e.federation_id = $1 AND e.subject_id = $2 ORDER BY e.at, e.id");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(subject).fetch_all(c).await?))
}

/// What happened about a person, newest first: what belongs to an alert about the quality of the visits is not for coordinators.
/// The day an undo would put back is no line to read.
pub async fn of_person(tx: &mut Tx, past: Past<'_>) -> StoreResult<Vec<CaseEvent>> {
    const SQL: &str = concat!(
        columns!(),
        "LEFT JOIN alerts a ON a.federation_id = e.federation_id AND a.id = e.alert_id
         WHERE e.federation_id = $1 AND e.person_id = $2 AND e.at <= $3 AND e.what <> 'due_before'
           AND ($5 <> 'coordinator' OR a.id IS NULL OR a.audience = 'coordination')
         ORDER BY e.at DESC, e.id DESC LIMIT $4"
    );
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(past.federation).bind(past.person).bind(past.until).bind(past.limit)
        .bind(past.role).fetch_all(c).await?))
}
