//! `POST /api/caseload/{id}/decide`: whether a coordinator who is full takes one more.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use vigie_shared::caseload::CaseState;
use vigie_shared::wire::ProblemCode;

use super::change::Change;
use crate::app::Ctx;
use crate::caseload::view::{CaseEntry, state_of};
use crate::http::extract::Decider;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem, Reader};
use crate::watch::endpoints::reason;

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    pub version: i32,
    pub accept: bool,
    /// At most 500 characters.
    pub why: String,
}

/// Decides on a request.
#[utoipa::path(post, path = "/api/caseload/{id}/decide", tag = "follow-ups", params(("id" = Uuid, Path)), request_body = Decision,
    responses((status = 200, body = CaseEntry), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn decide(
    State(app): State<Ctx>,
    As(caller, _): As<Decider>,
    Id(id): Id,
    Reader(lang): Reader,
    Body(body): Body<Decision>,
) -> Result<Json<CaseEntry>, Problem> {
    let why = reason(&body.why, "/why")?;
    let mut change = Change::begin(&app, caller, lang, id, body.version).await?;
    if state_of(&change.row) != CaseState::Requested {
        return Err(change.refuse(ProblemCode::WrongState).await);
    }
    let now = change.agenda.now;
    let state = if body.accept { CaseState::Active } else { CaseState::Refused };
    change.row.state = state.as_str().to_owned();
    change.row.since = body.accept.then_some(now);
    change.row.decided_by = Some(caller.user);
    change.row.decided_why = Some(why.clone());
    change.finish(if body.accept { "accepted" } else { "refused" }, Some(&why)).await
}
