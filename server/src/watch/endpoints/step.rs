//! `POST /api/watches/{id}/step`: another cadence, by decision. A tighter one brings the next look forward; with a looser one the
//! next look stays as it was promised.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use vigie_shared::watch::{Cadence, StepCause};
use vigie_shared::wire::ProblemCode;

use super::change::Change;
use super::reason;
use crate::app::Ctx;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem, Reader};
use crate::watch::ladder::{self, Because};
use crate::watch::view::Watch;

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStep {
    pub version: i32,
    pub cadence: Cadence,
    /// At most 500 characters.
    pub why: String,
}

/// Changes the cadence.
#[utoipa::path(post, path = "/api/watches/{id}/step", tag = "follow-ups", params(("id" = Uuid, Path)), request_body = NewStep,
    responses((status = 200, body = Watch), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn step(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(id): Id,
    Reader(lang): Reader,
    Body(body): Body<NewStep>,
) -> Result<Json<Watch>, Problem> {
    let why = reason(&body.why, "/why")?;
    let mut change = Change::begin(&app, caller, lang, id, body.version).await?;
    if change.row.ended_at.is_some() {
        return Err(change.refuse(ProblemCode::WrongState).await);
    }
    if body.cadence == ladder::cadence_of(&change.row) {
        return Err(Problem::field("/cadence", "out_of_range"));
    }
    let because = Because { by: Some(caller.user), why: Some(&why), ..Because::default() };
    let (federation, now) = (caller.federation, change.agenda.now);
    let to = (body.cadence, StepCause::Decision);
    ladder::step(&mut change.tx, federation, &mut change.row, to, because, now).await?;
    ladder::pull_nearer(&mut change.tx, federation, &change.agenda, &change.row, because).await?;
    change.finish().await
}
