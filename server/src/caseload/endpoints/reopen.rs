//! `POST /api/caseload/{id}/reopen`: the undo. What ended goes on, what was refused waits for a decision again. It does not go past
//! a refusal of coordination, nor past the limit of a coordinator who is full by now.

use axum::Json;
use axum::extract::State;
use vigie_shared::caseload::{CaseState, Load};
use vigie_shared::rules::Audience;
use vigie_shared::wire::ProblemCode;

use super::change::Change;
use crate::alerts::verbs::Versioned;
use crate::app::Ctx;
use crate::caseload::notify;
use crate::caseload::view::{CaseEntry, state_of};
use crate::follow_ups::owners;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem, Reader};
use crate::store::caseload;

/// Goes on with an entry.
#[utoipa::path(post, path = "/api/caseload/{id}/reopen", tag = "follow-ups", params(("id" = Uuid, Path)), request_body = Versioned,
    responses((status = 200, body = CaseEntry), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument)))]
pub async fn reopen(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(id): Id,
    Reader(lang): Reader,
    Body(body): Body<Versioned>,
) -> Result<Json<CaseEntry>, Problem> {
    let mut change = Change::begin(&app, caller, lang, id, body.version).await?;
    let (federation, coordinator, now) = (caller.federation, change.row.coordinator_id, change.agenda.now);
    let may =
        owners::may_hold(&mut change.tx, federation, &change.person, Audience::Coordination, coordinator, now).await?;
    let was_active = match state_of(&change.row) {
        CaseState::Ended if may => change.row.since.is_some(),
        CaseState::Refused if may => false,
        _ => return Err(change.refuse(ProblemCode::WrongState).await),
    };
    let full = Load::of(caseload::count_locked(&mut change.tx, federation, coordinator).await?) == Load::Full;
    let state = if was_active && !full { CaseState::Active } else { CaseState::Requested };
    change.row.state = state.as_str().to_owned();
    if state == CaseState::Requested {
        change.row.since = None;
        (change.row.decided_by, change.row.decided_why) = (None, None);
        notify::requested(&mut change.tx, federation, id, change.row.sector_id, now).await?;
    }
    (change.row.ended_at, change.row.end_cause, change.row.end_reason) = (None, None, None);
    change.finish("reopened", None).await
}
