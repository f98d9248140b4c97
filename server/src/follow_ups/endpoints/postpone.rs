//! `POST /api/follow-ups/{id}/postpone`: another day, which is counted.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use vigie_shared::follow_up::Preset;

use super::change::Change;
use super::{LONGEST_TEXT, due};
use crate::alerts::verbs::words;
use crate::app::Ctx;
use crate::follow_ups::view::FollowUp;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem};
use crate::store::case_events::{self, NewCaseEvent};

/// One of `due_on`, `due_at` and `preset` says when.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Postpone {
    pub version: i32,
    pub due_on: Option<NaiveDate>,
    pub due_at: Option<DateTime<Utc>>,
    pub preset: Option<Preset>,
    /// At most 500 characters.
    pub reason: Option<String>,
}

/// Puts a promise off.
#[utoipa::path(post, path = "/api/follow-ups/{id}/postpone", tag = "follow-ups", params(("id" = Uuid, Path)), request_body = Postpone,
    responses((status = 200, body = FollowUp), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn postpone(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(id): Id,
    Body(body): Body<Postpone>,
) -> Result<Json<FollowUp>, Problem> {
    let reason = words(body.reason.as_deref().unwrap_or(""), "/reason", LONGEST_TEXT)?;
    let change = Change::begin(&app, caller, id, body.version).await?;
    let mut change = change.step(|state| state.change()).await?;
    let due = due(&change.agenda, body.due_on, body.due_at, body.preset)?;
    // What an undo puts back; the line that people read follows.
    let row = &change.row;
    let before =
        json!({ "due_on": row.due_on, "due_at": row.due_at, "timed": row.timed, "escalation": row.escalation });
    let moved = NewCaseEvent {
        person: row.person_id,
        subject: "follow_up",
        subject_id: row.id,
        what: BEFORE,
        actor: Some(caller.user),
        alert: row.alert_id,
        text: None,
        data: before,
    };
    let now = change.now();
    case_events::append(&mut change.tx, caller.federation, &moved, now).await?;
    change.row.due_on = due.day.to_string();
    (change.row.due_at, change.row.timed) = (due.at, due.timed);
    change.row.postponed += 1;
    // A new day is a new promise: its lateness is told anew.
    change.row.escalation = 0;
    change.finish("postponed", reason.as_deref()).await.map(Json)
}

/// The event that keeps the day before.
pub const BEFORE: &str = "due_before";
