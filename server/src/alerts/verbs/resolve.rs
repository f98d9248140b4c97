//! `POST /api/alerts/{id}/resolve`: ending an alert, with what came of it and words for the aide who noticed.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use vigie_shared::alert::{EventKind, Outcome};

use super::words;
use crate::alerts::change::{Asked, Change, NewUsual};
use crate::alerts::notify;
use crate::alerts::view::AlertDetail;
use crate::app::Ctx;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem, Reader};
use crate::store::persons;

/// Characters for the aide: a sentence or two, read on a phone.
const LONGEST_FEEDBACK: usize = 300;

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Resolve {
    pub version: i32,
    pub outcome: Outcome,
    /// What the aide who noticed may read; at most 300 characters. Never the file.
    pub for_aide: Option<String>,
}

/// Ends an alert.
#[utoipa::path(post, path = "/api/alerts/{id}/resolve", tag = "alerts", params(("id" = Uuid, Path)), request_body = Resolve,
    responses((status = 200, body = AlertDetail), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn resolve(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(alert): Id,
    Reader(lang): Reader,
    Body(body): Body<Resolve>,
) -> Result<Json<AlertDetail>, Problem> {
    let for_aide = words(body.for_aide.as_deref().unwrap_or(""), "/for_aide", LONGEST_FEEDBACK)?;
    let change = Change::begin(&app, Asked { caller, alert, version: body.version, lang }).await?;
    let now = change.now;
    let mut change = change.step(|state| state.resolve(Some(caller.user.into()), now, body.outcome)).await?;
    change.row.for_aide = for_aide.clone();
    change.event(EventKind::Resolved, None, json!({ "outcome": body.outcome, "for_aide": for_aide }));
    let person = persons::find(&mut change.tx, caller.federation, change.row.person_id).await?;
    let person = person.ok_or_else(Problem::not_found)?;
    if body.outcome == Outcome::NewUsualState {
        change.new_usual(NewUsual::Begins).await?;
    }
    notify::closed(&mut change.tx, caller.federation, &change.row, &person, now).await?;
    change.finish().await
}
