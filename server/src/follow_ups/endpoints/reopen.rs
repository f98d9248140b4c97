//! `POST /api/follow-ups/{id}/reopen`: the undo. What was kept or called off is promised again, as it was; an open one that was
//! put off gets its day back.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::ToSchema;
use vigie_shared::follow_up::FollowUpState;
use vigie_shared::wire::ProblemCode;

use super::change::Change;
use super::postpone::BEFORE;
use crate::alerts::verbs::Versioned;
use crate::app::Ctx;
use crate::follow_ups::view::{FollowUp, state_of};
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem};
use crate::store::{case_events, follow_ups};
use crate::watch::ladder;

/// Promises it again, or takes the last postponement back.
#[utoipa::path(post, path = "/api/follow-ups/{id}/reopen", tag = "follow-ups", params(("id" = Uuid, Path)), request_body = Versioned,
    responses((status = 200, body = FollowUp), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument)))]
pub async fn reopen(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(id): Id,
    Body(body): Body<Versioned>,
) -> Result<Json<FollowUp>, Problem> {
    let mut change = Change::begin(&app, caller, id, body.version).await?;
    if state_of(&change.row) == FollowUpState::Open {
        if !put_back(&mut change).await? {
            return Err(change.refuse(ProblemCode::WrongState).await);
        }
        return change.finish("put_back", None).await.map(Json);
    }
    let mut change = change.step(|state| state.reopen()).await?;
    if let Some(next) = change.row.next_id.take() {
        // What its end had made goes with its end, unless somebody has worked on it since.
        follow_ups::remove_untouched(&mut change.tx, caller.federation, next).await?;
        let now = change.now();
        ladder::undo_done(&mut change.tx, caller.federation, &change.row, now).await?;
    }
    (change.row.result, change.row.result_text) = (None, None);
    (change.row.closed_at, change.row.closed_by) = (None, None);
    change.finish("reopened", None).await.map(Json)
}

/// The day before the last postponement.
#[derive(Debug, Deserialize, ToSchema)]
struct Before {
    due_on: String,
    due_at: DateTime<Utc>,
    timed: bool,
    escalation: i32,
}

/// Gives it back the day it had before it was put off; false when that was not the last thing that happened to it.
async fn put_back(change: &mut Change<'_>) -> Result<bool, Problem> {
    let events = case_events::of_subject(&mut change.tx, change.caller.federation, change.row.id).await?;
    let [.., before, last] = events.as_slice() else { return Ok(false) };
    let is_postponement = before.what == BEFORE && last.what == "postponed" && before.at == last.at;
    let Some(before) = Before::deserialize(&before.data).ok().filter(|_| is_postponement) else { return Ok(false) };
    change.row.due_on = before.due_on;
    (change.row.due_at, change.row.timed) = (before.due_at, before.timed);
    change.row.escalation = before.escalation;
    change.row.postponed = (change.row.postponed - 1).max(0);
    Ok(true)
}
