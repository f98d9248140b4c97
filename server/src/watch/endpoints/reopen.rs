//! `POST /api/watches/{id}/reopen`: the undo. A watch that was ended goes on, with the look it waited for; of one that goes on, the
//! last change of cadence is taken back if it was the caller's own.

use axum::Json;
use axum::extract::State;
use serde_json::json;
use uuid::Uuid;
use vigie_shared::follow_up::FollowUpState;
use vigie_shared::watch::StepCause;
use vigie_shared::wire::ProblemCode;

use super::change::Change;
use crate::alerts::verbs::Versioned;
use crate::app::Ctx;
use crate::follow_ups::plan;
use crate::follow_ups::view::state_of;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem, Reader};
use crate::ids;
use crate::store::{StoreError, follow_ups, watches};
use crate::watch::ladder::{self, Because};
use crate::watch::view::Watch;

/// Goes on with a watch, or takes one's last change of cadence back.
#[utoipa::path(post, path = "/api/watches/{id}/reopen", tag = "follow-ups", params(("id" = Uuid, Path)), request_body = Versioned,
    responses((status = 200, body = Watch), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument)))]
pub async fn reopen(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(id): Id,
    Reader(lang): Reader,
    Body(body): Body<Versioned>,
) -> Result<Json<Watch>, Problem> {
    let mut change = Change::begin(&app, caller, lang, id, body.version).await?;
    let (federation, now) = (caller.federation, change.agenda.now);
    let because = Because { by: Some(caller.user), ..Because::default() };
    if change.row.ended_at.is_none() {
        let steps = watches::steps(&mut change.tx, federation, &[id]).await?;
        let own = steps.last().filter(|step| {
            step.from_cadence.is_some()
                && step.cause == StepCause::Decision.as_str()
                && step.by_user == Some(caller.user)
        });
        let Some(last) = own else { return Err(change.refuse(ProblemCode::WrongState).await) };
        ladder::take_back(&mut change.tx, federation, &mut change.row, last, because, now).await?;
        return change.finish().await;
    }
    let other = watches::open_of(&mut change.tx, federation, change.person.id).await?;
    if other.is_some() {
        return Err(change.refuse(ProblemCode::WrongState).await);
    }
    let ended_at = change.row.ended_at.take();
    change.row.end_reason = None;
    change.save().await?;
    ladder::note(&mut change.tx, federation, &change.row, "reopened", because, json!({}), now).await?;
    let rows = follow_ups::of_watches(&mut change.tx, federation, &[id]).await?;
    let called_off = rows
        .into_iter()
        .find(|row| state_of(row) == FollowUpState::Cancelled && row.closed_at == ended_at && ended_at.is_some());
    match called_off {
        Some(row) => promise_again(&mut change, row, caller.user).await?,
        None => {
            let due = change.agenda.working_day(ladder::cadence_of(&change.row).after(change.agenda.today()));
            let next = (ids::fresh(), due);
            ladder::plan_next(&mut change.tx, federation, &change.person, &change.row, next, caller.user, now).await?;
        }
    }
    change.finish().await
}

/// The look that was called off with the watch is due as it was.
async fn promise_again(change: &mut Change<'_>, mut row: follow_ups::FollowUpRow, by: Uuid) -> Result<(), Problem> {
    let (federation, now) = (change.caller.federation, change.agenda.now);
    let read_at = row.version;
    row.version += 1;
    row.state = FollowUpState::Open.as_str().to_owned();
    (row.closed_at, row.closed_by) = (None, None);
    if !follow_ups::update(&mut change.tx, federation, &row, read_at).await? {
        return Err(StoreError::Taken.into());
    }
    plan::note(&mut change.tx, federation, &row, "reopened", by, None, now).await?;
    Ok(())
}
