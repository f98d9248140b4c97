//! `POST /api/alerts/{id}/snooze`: putting an alert off until a date, or until it gets worse.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use vigie_shared::alert::EventKind;

use crate::alerts::change::{Asked, Change};
use crate::alerts::view::AlertDetail;
use crate::app::Ctx;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem, Reader};

/// A longer rest is a closing with a follow-up.
const LONGEST: TimeDelta = TimeDelta::days(90);

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Snooze {
    pub version: i32,
    /// When it comes back by itself; at most 90 days from now.
    pub until: DateTime<Utc>,
}

/// Puts an alert off.
#[utoipa::path(post, path = "/api/alerts/{id}/snooze", tag = "alerts", params(("id" = Uuid, Path)), request_body = Snooze,
    responses((status = 200, body = AlertDetail), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn snooze(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(alert): Id,
    Reader(lang): Reader,
    Body(body): Body<Snooze>,
) -> Result<Json<AlertDetail>, Problem> {
    let change = Change::begin(&app, Asked { caller, alert, version: body.version, lang }).await?;
    let now = change.now;
    if body.until <= now || body.until > now + LONGEST {
        return Err(Problem::field("/until", "invalid_time"));
    }
    let mut change = change.step(|state| state.snooze(body.until)).await?;
    change.event(EventKind::Snoozed, None, json!({ "until": body.until }));
    change.finish().await
}
