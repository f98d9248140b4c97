//! `POST /api/caseload/{id}/end`: the close follow-up of somebody is over.

use axum::Json;
use axum::extract::State;
use vigie_shared::caseload::CaseState;
use vigie_shared::wire::ProblemCode;

use super::change::Change;
use crate::app::Ctx;
use crate::caseload::view::{CaseEntry, state_of};
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem, Reader};
use crate::watch::endpoints::end::EndWatch;
use crate::watch::endpoints::reason;

/// Ends an entry, or takes a request back.
#[utoipa::path(post, path = "/api/caseload/{id}/end", tag = "follow-ups", params(("id" = Uuid, Path)), request_body = EndWatch,
    responses((status = 200, body = CaseEntry), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn end(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(id): Id,
    Reader(lang): Reader,
    Body(body): Body<EndWatch>,
) -> Result<Json<CaseEntry>, Problem> {
    let why = reason(&body.reason, "/reason")?;
    let mut change = Change::begin(&app, caller, lang, id, body.version).await?;
    if !matches!(state_of(&change.row), CaseState::Active | CaseState::Requested) {
        return Err(change.refuse(ProblemCode::WrongState).await);
    }
    change.row.state = CaseState::Ended.as_str().to_owned();
    change.row.ended_at = Some(change.agenda.now);
    change.row.end_cause = Some("decision".to_owned());
    change.row.end_reason = Some(why.clone());
    change.finish("ended", Some(&why)).await
}
