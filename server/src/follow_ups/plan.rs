//! Writing a promise down: the row and its line in the person's timeline, in the caller's transaction.

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;
use vigie_shared::alert::EventKind;
use vigie_shared::follow_up::{FollowUpKind, FollowUpState};

use super::agenda::Due;
use crate::store::alerts;
use crate::store::case_events::{self, NewCaseEvent};
use crate::store::events::NewEvent;
use crate::store::follow_ups::{self, FollowUpRow};
use crate::store::persons::Person;
use crate::store::{StoreResult, Tx};

/// A promise about to be made.
#[derive(Debug)]
pub struct NewFollowUp<'a> {
    pub id: Uuid,
    pub person: &'a Person,
    pub alert: Option<Uuid>,
    pub watch: Option<Uuid>,
    pub kind: FollowUpKind,
    pub text: Option<String>,
    pub owner: Option<Uuid>,
    pub due: Due,
    pub by: Uuid,
}

/// Writes it down, and says what belongs into the alert's timeline: events are appended last in a transaction.
pub async fn plan(
    tx: &mut Tx,
    federation: Uuid,
    new: NewFollowUp<'_>,
    now: DateTime<Utc>,
) -> StoreResult<Option<NewEvent>> {
    let row = FollowUpRow {
        id: new.id,
        version: 1,
        person_id: new.person.id,
        person_name: String::new(),
        sector_id: new.person.sector_id,
        alert_id: new.alert,
        watch_id: new.watch,
        kind: new.kind.as_str().to_owned(),
        text: new.text,
        owner_id: new.owner,
        owner_name: None,
        due_on: new.due.day.to_string(),
        due_at: new.due.at,
        timed: new.due.timed,
        state: FollowUpState::Open.as_str().to_owned(),
        postponed: 0,
        result: None,
        result_text: None,
        closed_at: None,
        closed_by: None,
        closed_by_name: None,
        created_at: now,
        created_by: new.by,
        created_by_name: None,
        next_id: None,
        escalation: 0,
    };
    follow_ups::insert(tx, federation, &row).await?;
    note(tx, federation, &row, "planned", new.by, row.text.as_deref(), now).await
}

/// Notes what happened to a follow-up in the person's timeline, and says what belongs into the alert's.
pub async fn note(
    tx: &mut Tx,
    federation: Uuid,
    row: &FollowUpRow,
    what: &'static str,
    by: Uuid,
    text: Option<&str>,
    now: DateTime<Utc>,
) -> StoreResult<Option<NewEvent>> {
    let mut data = json!({ "kind": row.kind, "due_on": row.due_on, "result": row.result });
    let event = NewCaseEvent {
        person: row.person_id,
        subject: "follow_up",
        subject_id: row.id,
        what,
        actor: Some(by),
        alert: row.alert_id,
        text,
        data: data.clone(),
    };
    case_events::append(tx, federation, &event, now).await?;
    if let Some(alert) = row.alert_id {
        // A dated promise is something done about it.
        alerts::mark_acted(tx, federation, alert, now).await?;
    }
    data["follow_up_id"] = json!(row.id);
    data["what"] = json!(what);
    Ok(row.alert_id.map(|alert_id| NewEvent {
        alert_id,
        kind: EventKind::FollowUp.as_str(),
        actor_id: Some(by),
        text: text.map(str::to_owned),
        data,
    }))
}
