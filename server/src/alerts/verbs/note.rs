//! `POST /api/alerts/{id}/note`: writing something down.

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
pub struct NewNote {
    pub version: i32,
    /// At most 2,000 characters.
    pub text: String,
}

/// Writes something down.
#[utoipa::path(post, path = "/api/alerts/{id}/note", tag = "alerts", params(("id" = Uuid, Path)), request_body = NewNote,
    responses((status = 200, body = AlertDetail), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn note(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(alert): Id,
    Reader(lang): Reader,
    Body(body): Body<NewNote>,
) -> Result<Json<AlertDetail>, Problem> {
    let text = words(&body.text, "/text", MAX_NOTE)?.ok_or_else(|| Problem::field("/text", "missing"))?;
    let mut change = Change::begin(&app, Asked { caller, alert, version: body.version, lang }).await?;
    change.event(EventKind::Note, Some(text), json!({}));
    change.finish().await
}
