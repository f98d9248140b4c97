//! `POST /api/alerts/{id}/reopen`: opening a closed alert again, or undoing the closing.

use axum::Json;
use axum::extract::State;
use serde_json::json;
use vigie_shared::alert::{EventKind, Outcome};

use super::Versioned;
use crate::alerts::change::{Asked, Change, NewUsual};
use crate::alerts::notify;
use crate::alerts::view::AlertDetail;
use crate::app::Ctx;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem, Reader};
use crate::store::persons;

/// Opens an alert again; it is the caller's then.
#[utoipa::path(post, path = "/api/alerts/{id}/reopen", tag = "alerts", params(("id" = Uuid, Path)), request_body = Versioned,
    responses((status = 200, body = AlertDetail), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument)))]
pub async fn reopen(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(alert): Id,
    Reader(lang): Reader,
    Body(body): Body<Versioned>,
) -> Result<Json<AlertDetail>, Problem> {
    let change = Change::begin(&app, Asked { caller, alert, version: body.version, lang }).await?;
    let now = change.now;
    let closed = change.row.clone();
    let mut change = change.step(|state| state.reopen(Some(caller.user.into()), now)).await?;
    // Locked, so that nobody moves the person meanwhile; they may have moved since the closing.
    let person = persons::lock(&mut change.tx, caller.federation, closed.person_id).await?;
    change.row.sector_id = person.map_or(closed.sector_id, |person| person.sector_id);
    if closed.outcome.as_deref() == Some(Outcome::NewUsualState.as_str()) {
        change.new_usual(NewUsual::TakenBack).await?;
    }
    if change.row.acted_at == closed.closed_at {
        // Closing it was all that was done.
        change.row.acted_at = None;
    }
    notify::unclosed(&mut change.tx, caller.federation, &closed, now).await?;
    change.event(EventKind::Reopened, None, json!({}));
    change.finish().await
}
