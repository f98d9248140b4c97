//! `POST /api/alerts/{id}/claim`: taking an alert for oneself.

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

/// Takes an alert. The first one gets it; the second learns who was faster.
#[utoipa::path(post, path = "/api/alerts/{id}/claim", tag = "alerts", params(("id" = Uuid, Path)), request_body = Versioned,
    responses((status = 200, body = AlertDetail), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument)))]
pub async fn claim(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(alert): Id,
    Reader(lang): Reader,
    Body(body): Body<Versioned>,
) -> Result<Json<AlertDetail>, Problem> {
    let change = Change::begin(&app, Asked { caller, alert, version: body.version, lang }).await?;
    let now = change.now;
    let mut change = change.step(|state| state.claim(caller.user.into(), now)).await?;
    change.event(EventKind::Claimed, None, json!({}));
    change.finish().await
}
