//! `POST /api/alerts/{id}/action`: what was done, how the person was met, and who agreed.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use vigie_shared::alert::{ActionKind, Agreement, Contact, EventKind};
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
pub struct NewAction {
    pub version: i32,
    pub kind: ActionKind,
    pub contact: Contact,
    pub agreement: Agreement,
    /// At most 2,000 characters.
    pub text: Option<String>,
}

/// Notes what was done.
#[utoipa::path(post, path = "/api/alerts/{id}/action", tag = "alerts", params(("id" = Uuid, Path)), request_body = NewAction,
    responses((status = 200, body = AlertDetail), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn action(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(alert): Id,
    Reader(lang): Reader,
    Body(body): Body<NewAction>,
) -> Result<Json<AlertDetail>, Problem> {
    let text = words(body.text.as_deref().unwrap_or(""), "/text", MAX_NOTE)?;
    let mut change = Change::begin(&app, Asked { caller, alert, version: body.version, lang }).await?;
    let data = json!({ "action": body.kind, "contact": body.contact, "agreement": body.agreement });
    change.event(EventKind::Action, text, data);
    change.finish().await
}
