//! `GET /api/alerts`: the queue in triage order, a page at a time.

use axum::Json;
use axum::extract::State;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vigie_shared::alert::StateKind;
use vigie_shared::rating::Axis;
use vigie_shared::rules::{Family, Severity};
use vigie_shared::wire::ProblemCode;

use super::log::rank;
use super::view::{AlertItem, Writing, items};
use crate::app::Ctx;
use crate::http::extract::Desk;
use crate::http::{As, Caller, Params, Problem, Reader};
use crate::store::alerts::AlertRow;
use crate::store::events;
use crate::store::queue::{self, Filter, OwnerFilter, PageKey, Scope};
use crate::visits::start_of;

const DEFAULT_PAGE: i64 = 50;
const LARGEST_PAGE: i64 = 100;
/// Characters of a name somebody looks for; nobody is called longer.
const LONGEST_NAME: usize = 100;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// `new`, `taken`, `snoozed` or `closed`; without it the three open ones.
    pub state: Option<StateKind>,
    pub sector_id: Option<Uuid>,
    /// An id, `me` or `none`.
    pub owner: Option<String>,
    pub severity: Option<Severity>,
    /// `mine`, `sectors` (one's own) or `all`; `all` without it: everything one may see.
    #[param(inline)]
    pub scope: Option<ScopeName>,
    /// Any part of the person's name; accents and case do not matter.
    pub q: Option<String>,
    /// Something that stands in it is about this axis.
    pub axis: Option<Axis>,
    /// Something that stands in it was told by this kind of witness.
    pub family: Option<Family>,
    /// `true`: only those nobody took in time.
    pub overdue: Option<bool>,
    /// Opened on this day of the federation's calendar or later.
    pub opened_after: Option<NaiveDate>,
    /// Opened on this day or earlier.
    pub opened_before: Option<NaiveDate>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
    /// 1 to 100; 50 without it.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
}

/// Which part of what one may see.
#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ScopeName {
    Mine,
    Sectors,
    All,
}

impl From<ScopeName> for Scope {
    fn from(name: ScopeName) -> Self {
        match name {
            ScopeName::Mine => Self::Mine,
            ScopeName::Sectors => Self::Sectors,
            ScopeName::All => Self::All,
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Page {
    pub items: Vec<AlertItem>,
    #[schema(required = true)]
    pub next_cursor: Option<String>,
    /// Where the live stream goes on from this page without a gap.
    pub last_event_id: String,
}

/// The queue.
#[utoipa::path(get, path = "/api/alerts", tag = "alerts", params(Query), responses((status = 200, body = Page)))]
pub async fn list(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Reader(lang): Reader,
    Params(query): Params<Query>,
) -> Result<Json<Page>, Problem> {
    let limit = query.limit.unwrap_or(DEFAULT_PAGE);
    if !(1..=LARGEST_PAGE).contains(&limit) {
        return Err(invalid());
    }
    let after = query.cursor.as_deref().map(|cursor| decode(cursor).ok_or_else(invalid)).transpose()?;
    let now = app.clock.now();
    let mut tx = app.store.read().await?;
    let last = events::last_seq(&mut tx, caller.federation).await?;
    let rules = app.rules.in_force(&mut tx, caller.federation, now).await?;
    let filter = filter(query, caller, rules.zone, now)?;
    // One more than asked for tells whether there is another page.
    let mut rows = queue::page(&mut tx, caller.viewer(now), &filter, after, limit + 1).await?;
    let has_more = i64::try_from(rows.len()).is_ok_and(|count| count > limit);
    if has_more {
        rows.pop();
    }
    let next_cursor = rows.last().filter(|_| has_more).map(encode);
    let writing = Writing { lang, zone: rules.zone, now, role: caller.role };
    let items = items(&mut tx, caller.federation, rows, writing).await?;
    Ok(Json(Page { items, next_cursor, last_event_id: last.to_string() }))
}

fn invalid() -> Problem {
    Problem::new(ProblemCode::InvalidRequest)
}

/// What the query asks for, in the federation's days.
fn filter(query: Query, caller: Caller, zone: Tz, now: DateTime<Utc>) -> Result<Filter, Problem> {
    let owner = match query.owner.as_deref() {
        None => None,
        Some("me") => Some(OwnerFilter::User(caller.user)),
        Some("none") => Some(OwnerFilter::Nobody),
        Some(id) => Some(OwnerFilter::User(id.parse().map_err(|_| invalid())?)),
    };
    if query.q.as_ref().is_some_and(|words| words.chars().count() > LONGEST_NAME) {
        return Err(invalid());
    }
    let start = |day: NaiveDate| start_of(day, zone).ok_or_else(invalid);
    let day_after = |day: NaiveDate| day.succ_opt().ok_or_else(invalid).and_then(start);
    Ok(Filter {
        state: query.state.map(|state| state.as_str().to_owned()),
        sector: query.sector_id,
        owner,
        severity: query.severity.map(rank),
        scope: query.scope.map(Scope::from).unwrap_or_default(),
        name: query.q.filter(|words| !words.trim().is_empty()),
        axis: query.axis.map(|axis| axis.as_str().to_owned()),
        family: query.family.map(|family| family.as_str().to_owned()),
        overdue_at: query.overdue.filter(|overdue| *overdue).map(|_| now),
        opened_from: query.opened_after.map(start).transpose()?,
        opened_until: query.opened_before.map(day_after).transpose()?,
    })
}

fn encode(row: &AlertRow) -> String {
    let at = row.closed_at.unwrap_or(row.due_at).timestamp_micros();
    URL_SAFE_NO_PAD.encode(format!("{}|{at}|{}", row.severity, row.id))
}

fn decode(cursor: &str) -> Option<PageKey> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()?;
    let mut parts = text.split('|');
    let severity = parts.next()?.parse().ok()?;
    // A cursor is not signed: a time of another age was not handed out, and not every database could compare it.
    let at = DateTime::from_timestamp_micros(parts.next()?.parse().ok()?)
        .filter(|at| (1970..=9_999).contains(&at.year()))?;
    let id = parts.next()?.parse().ok()?;
    (parts.next().is_none() && (1..=3).contains(&severity)).then_some(PageKey { severity, at, id })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_up_cursor_is_refused() {
        for cursor in ["", "abc", "MXwyfDM", "%00"] {
            assert_eq!(decode(cursor), None, "{cursor}");
        }
        let id = Uuid::from_u128(9);
        let good = URL_SAFE_NO_PAD.encode(format!("2|1000|{id}"));
        assert_eq!(decode(&good).map(|key| (key.severity, key.id)), Some((2, id)));
    }
}
