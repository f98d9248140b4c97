//! `POST /api/alerts/{id}/wake`: ending a rest early, or undoing a snooze.

use axum::Json;
use axum::extract::State;
use serde_json::json;
use vigie_shared::alert::EventKind;

use super::Versioned;
use crate::alerts::awake::awake;
use crate::alerts::change::{Asked, Change};
use crate::alerts::view::AlertDetail;
use crate::app::Ctx;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem, Reader};

/// Wakes an alert: back to its owner, or to the queue.
#[utoipa::path(post, path = "/api/alerts/{id}/wake", tag = "alerts", params(("id" = Uuid, Path)), request_body = Versioned,
    responses((status = 200, body = AlertDetail), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument)))]
pub async fn wake(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(alert): Id,
    Reader(lang): Reader,
    Body(body): Body<Versioned>,
) -> Result<Json<AlertDetail>, Problem> {
    let mut change = Change::begin(&app, Asked { caller, alert, version: body.version, lang }).await?;
    let next = awake(&mut change.tx, caller.federation, &change.row, change.now).await?;
    let mut change = change.step(|_| next).await?;
    change.event(EventKind::Woken, None, json!({}));
    change.finish().await
}
