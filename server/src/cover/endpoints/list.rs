//! `GET /api/covers`: who stands in for whom, as far as it is the caller's business.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vigie_shared::calendar::Calendar;
use vigie_shared::wire::ProblemCode;

use crate::app::Ctx;
use crate::cover::view::{Circle, Cover};
use crate::http::extract::Office;
use crate::http::{As, Params, Problem};
use crate::settings::Work;
use crate::store::covers;

/// How far ahead the list looks when nothing else is asked.
const AHEAD: TimeDelta = TimeDelta::days(92);

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// A day of the federation or a time; now without it.
    pub from: Option<String>,
    /// A day of the federation, included, or a time; three months from now without it.
    pub to: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Covers {
    pub items: Vec<Cover>,
}

/// Who stands in for whom.
#[utoipa::path(get, path = "/api/covers", tag = "cover", params(Query), responses((status = 200, body = Covers)))]
pub async fn list(
    State(app): State<Ctx>,
    As(caller, _): As<Office>,
    Params(query): Params<Query>,
) -> Result<Json<Covers>, Problem> {
    let now = app.clock.now();
    let mut tx = app.store.read().await?;
    let work = Work::of(&mut tx, caller.federation).await?;
    let from = query.from.as_deref().map(|text| moment(text, &work.calendar, false)).transpose()?.unwrap_or(now);
    let to = query.to.as_deref().map(|text| moment(text, &work.calendar, true)).transpose()?.unwrap_or(from + AHEAD);
    let rows = covers::between(&mut tx, caller.federation, from, to).await?;
    let circle = Circle::of(&mut tx, caller.viewer(now)).await?;
    Ok(Json(Covers { items: circle.readable(&mut tx, rows).await? }))
}

/// A day's beginning (or, as an end, its end) or a time.
fn moment(text: &str, calendar: &Calendar, end: bool) -> Result<DateTime<Utc>, Problem> {
    let invalid = || Problem::new(ProblemCode::InvalidRequest);
    if let Ok(day) = text.parse::<chrono::NaiveDate>() {
        let day = if end { day.succ_opt().ok_or_else(invalid)? } else { day };
        return Ok(calendar.midnight(day));
    }
    DateTime::parse_from_rfc3339(text).map(|time| time.to_utc()).map_err(|_| invalid())
}
