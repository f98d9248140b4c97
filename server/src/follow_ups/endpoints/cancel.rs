//! `POST /api/follow-ups/{id}/cancel`: calling a promise off.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;

use super::LONGEST_TEXT;
use super::change::Change;
use crate::alerts::verbs::words;
use crate::app::Ctx;
use crate::follow_ups::view::FollowUp;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem};

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Cancel {
    pub version: i32,
    /// At most 500 characters; shown as the result's text.
    pub reason: Option<String>,
}

/// Calls a promise off.
#[utoipa::path(post, path = "/api/follow-ups/{id}/cancel", tag = "follow-ups", params(("id" = Uuid, Path)), request_body = Cancel,
    responses((status = 200, body = FollowUp), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn cancel(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(id): Id,
    Body(body): Body<Cancel>,
) -> Result<Json<FollowUp>, Problem> {
    let reason = words(body.reason.as_deref().unwrap_or(""), "/reason", LONGEST_TEXT)?;
    let change = Change::begin(&app, caller, id, body.version).await?;
    let mut change = change.step(|state| state.cancel()).await?;
    let now = change.now();
    change.row.result_text = reason.clone();
    (change.row.closed_at, change.row.closed_by) = (Some(now), Some(caller.user));
    change.finish("cancelled", reason.as_deref()).await.map(Json)
}
