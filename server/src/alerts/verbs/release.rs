//! `POST /api/alerts/{id}/release`: giving an alert back to the queue, or undoing a claim.

use axum::Json;
use axum::extract::State;
use serde_json::json;
use vigie_shared::alert::EventKind;

use super::Versioned;
use crate::alerts::change::{Asked, Change};
use crate::alerts::view::AlertDetail;
use crate::app::Ctx;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem, Reader};

/// Gives an alert back.
#[utoipa::path(post, path = "/api/alerts/{id}/release", tag = "alerts", params(("id" = Uuid, Path)), request_body = Versioned,
    responses((status = 200, body = AlertDetail), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument)))]
pub async fn release(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(alert): Id,
    Reader(lang): Reader,
    Body(body): Body<Versioned>,
) -> Result<Json<AlertDetail>, Problem> {
    let change = Change::begin(&app, Asked { caller, alert, version: body.version, lang }).await?;
    let mut change = change.step(vigie_shared::alert::AlertState::release).await?;
    change.event(EventKind::Released, None, json!({}));
    change.finish().await
}
