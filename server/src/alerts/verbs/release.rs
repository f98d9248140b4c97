//! `POST /api/alerts/{id}/release`: giving an alert back to the queue, with a word for the next owner, or undoing a claim.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use vigie_shared::alert::EventKind;
use vigie_shared::rating::MAX_NOTE;

use super::words;
use crate::alerts::change::{Asked, Change};
use crate::alerts::view::AlertDetail;
use crate::app::Ctx;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem, Reader};

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Release {
    pub version: i32,
    /// For the next owner; at most 2,000 characters.
    pub note: Option<String>,
}

/// Gives an alert back.
#[utoipa::path(post, path = "/api/alerts/{id}/release", tag = "alerts", params(("id" = Uuid, Path)), request_body = Release,
    responses((status = 200, body = AlertDetail), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn release(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(alert): Id,
    Reader(lang): Reader,
    Body(body): Body<Release>,
) -> Result<Json<AlertDetail>, Problem> {
    let note = words(body.note.as_deref().unwrap_or(""), "/note", MAX_NOTE)?;
    let change = Change::begin(&app, Asked { caller, alert, version: body.version, lang }).await?;
    let mut change = change.step(vigie_shared::alert::AlertState::release).await?;
    change.event(EventKind::Released, note, json!({}));
    change.finish().await
}
