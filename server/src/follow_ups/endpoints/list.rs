//! `GET /api/follow-ups`: the promises of one's scope by due day, with how many are late, due today and due this week.

use axum::Json;
use axum::extract::State;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Datelike as _, Days, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vigie_shared::follow_up::FollowUpState;
use vigie_shared::wire::ProblemCode;

use crate::app::Ctx;
use crate::follow_ups::agenda::Agenda;
use crate::follow_ups::view::{FollowUp, view};
use crate::http::extract::Desk;
use crate::http::{As, Params, Problem};
use crate::store::follow_ups::{self, Filter, FollowUpRow, PageKey};

const DEFAULT_PAGE: i64 = 100;
/// A planner asks for a week of a whole team.
const LARGEST_PAGE: i64 = 500;
/// Today and the six days after it.
const WEEK: Days = Days::new(7);

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// Due before this day (`2026-03-09`, itself not included) or time (RFC 3339).
    pub due_before: Option<String>,
    /// Due after this day or time (itself not included).
    pub due_after: Option<String>,
    /// An id, or `me`.
    pub owner: Option<String>,
    /// `open` without it.
    pub state: Option<FollowUpState>,
    pub sector_id: Option<Uuid>,
    pub person_id: Option<Uuid>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// 1 to 500; 100 without it.
    #[param(minimum = 1, maximum = 500)]
    pub limit: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FollowUpPage)]
pub struct Page {
    pub items: Vec<FollowUp>,
    #[schema(required = true)]
    pub next_cursor: Option<String>,
    /// Of the open ones of the owner, sector and person asked for, whatever their day.
    pub counts: FollowUpCounts,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct FollowUpCounts {
    pub overdue: i64,
    pub today: i64,
    /// Today and the six days after it.
    pub week: i64,
}

/// A day or a moment, as a bound.
enum Bound {
    Day(String),
    Time(DateTime<Utc>),
}

fn bound(text: Option<&str>) -> Result<(Option<String>, Option<DateTime<Utc>>), Problem> {
    let Some(text) = text else { return Ok((None, None)) };
    let sane = |year: i32| (1970..=9_999).contains(&year);
    let day = text.parse::<NaiveDate>().ok().filter(|day| sane(day.year())).map(|day| Bound::Day(day.to_string()));
    let time = || DateTime::parse_from_rfc3339(text).ok().map(|time| time.to_utc()).filter(|time| sane(time.year()));
    match day.or_else(|| time().map(Bound::Time)) {
        Some(Bound::Day(day)) => Ok((Some(day), None)),
        Some(Bound::Time(time)) => Ok((None, Some(time))),
        None => Err(Problem::new(ProblemCode::InvalidRequest)),
    }
}

/// The promises.
#[utoipa::path(get, path = "/api/follow-ups", tag = "follow-ups", params(Query), responses((status = 200, body = Page)))]
pub async fn list(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Params(query): Params<Query>,
) -> Result<Json<Page>, Problem> {
    let invalid = || Problem::new(ProblemCode::InvalidRequest);
    let limit = query.limit.unwrap_or(DEFAULT_PAGE);
    if !(1..=LARGEST_PAGE).contains(&limit) {
        return Err(invalid());
    }
    let owner = match query.owner.as_deref() {
        None => None,
        Some("me") => Some(caller.user),
        Some(id) => Some(id.parse().map_err(|_| invalid())?),
    };
    let after = query.cursor.as_deref().map(|cursor| decode(cursor).ok_or_else(invalid)).transpose()?;
    let mut tx = app.store.read().await?;
    let agenda = Agenda::of(&mut tx, caller.federation, app.clock.now()).await?;
    let (after_day, later) = bound(query.due_after.as_deref())?;
    let (before_day, before) = bound(query.due_before.as_deref())?;
    let filter = Filter {
        state: query.state.unwrap_or(FollowUpState::Open).as_str(),
        owner,
        sector: query.sector_id,
        person: query.person_id,
        // A moment beside each day, a day wider: a list is walked by moments.
        after: later.or_else(|| Some(agenda.bounds(after_day.as_deref()?.parse().ok()?).begins)),
        before: before.or_else(|| Some(agenda.bounds(before_day.as_deref()?.parse().ok()?).ends)),
        after_day,
        before_day,
    };
    let today = agenda.today();
    // One more than asked for tells whether there is another page.
    let mut rows = follow_ups::page(&mut tx, caller.viewer(app.clock.now()), &filter, after, limit + 1).await?;
    let has_more = i64::try_from(rows.len()).is_ok_and(|count| count > limit);
    if has_more {
        rows.pop();
    }
    let next_cursor = rows.last().filter(|_| has_more).map(encode);
    let week_end = agenda.bounds(today.checked_add_days(WEEK).unwrap_or(today));
    let counts =
        follow_ups::counts(&mut tx, caller.viewer(app.clock.now()), &filter, &today.to_string(), &week_end).await?;
    let counts = FollowUpCounts { overdue: counts.overdue, today: counts.today, week: counts.week };
    let items = rows.into_iter().map(|row| view(row, today)).collect();
    Ok(Json(Page { items, next_cursor, counts }))
}

fn encode(row: &FollowUpRow) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}|{}", row.due_at.timestamp_micros(), row.id))
}

fn decode(cursor: &str) -> Option<PageKey> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let (at, id) = text.split_once('|')?;
    // A cursor is not signed: a time of another age was not handed out, and not every database could compare it.
    let due_at = DateTime::from_timestamp_micros(at.parse().ok()?).filter(|at| (1970..=9_999).contains(&at.year()))?;
    Some(PageKey { due_at, id: id.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_up_cursor_is_refused() {
        for cursor in ["", "abc", "MXwy", "%00"] {
            assert_eq!(decode(cursor), None, "{cursor}");
        }
        let id = Uuid::from_u128(9);
        let good = URL_SAFE_NO_PAD.encode(format!("1000|{id}"));
        assert_eq!(decode(&good).map(|key| key.id), Some(id));
    }
}
