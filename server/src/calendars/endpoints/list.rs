//! `GET /api/calendars`: which calendars are read, and how it went.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use url::Url;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::lang::Lang;

use crate::app::Ctx;
use crate::calendars::in_words;
use crate::http::extract::Admin;
use crate::http::{As, Problem, Reader};
use crate::store::calendars::{self, Calendar, Unused};
use crate::visits::Named;

#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarList {
    /// By name.
    pub items: Vec<CalendarView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarView {
    pub id: Uuid,
    /// To be sent back with a change.
    pub version: i32,
    pub name: String,
    /// The machine alone: the rest of the address is a secret, shown to nobody again.
    pub host: String,
    /// The persons' sector, for a calendar of a sector.
    #[schema(required = true)]
    pub sector: Option<Named>,
    /// Whose visits they are, for the calendar of an aide.
    #[schema(required = true)]
    pub aide: Option<Named>,
    pub enabled: bool,
    #[schema(required = true)]
    pub tried_at: Option<DateTime<Utc>>,
    #[schema(required = true)]
    pub succeeded_at: Option<DateTime<Utc>>,
    /// Why the last try failed.
    #[schema(required = true)]
    pub failure: Option<CalendarFailure>,
    /// Visits of the coming fortnight, when it was last read.
    pub visits: i64,
    /// Lines of the feed that could not be used.
    pub problems: Vec<CalendarProblem>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarFailure {
    pub code: String,
    /// In the reader's language.
    pub detail: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarProblem {
    pub line: u64,
    pub code: String,
    /// What to mend, in the reader's language.
    pub detail: String,
}

impl CalendarProblem {
    pub fn of(unused: &Unused, lang: Lang) -> Self {
        Self { line: unused.line, detail: in_words(&unused.code, lang), code: unused.code.clone() }
    }
}

impl CalendarFailure {
    pub fn of(code: String, lang: Lang) -> Self {
        Self { detail: in_words(&code, lang), code }
    }
}

impl CalendarView {
    pub fn of(row: Calendar, lang: Lang) -> Self {
        let host = Url::parse(&row.url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        let named = |id: Option<Uuid>, name: Option<String>| id.zip(name).map(|(id, name)| Named { id, name });
        Self {
            id: row.id,
            version: row.version,
            name: row.name,
            host,
            sector: named(row.sector_id, row.sector_name),
            aide: named(row.aide_id, row.aide_name),
            enabled: row.enabled,
            tried_at: row.tried_at,
            succeeded_at: row.succeeded_at,
            failure: row.failure.map(|code| CalendarFailure::of(code, lang)),
            visits: row.visits,
            problems: row.problems.iter().map(|unused| CalendarProblem::of(unused, lang)).collect(),
        }
    }
}

/// The calendars of the federation.
#[utoipa::path(get, path = "/api/calendars", tag = "administration", responses((status = 200, body = CalendarList)))]
pub async fn list(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Reader(lang): Reader,
) -> Result<Json<CalendarList>, Problem> {
    let mut tx = app.store.read().await?;
    let rows = calendars::list(&mut tx, caller.federation).await?;
    Ok(Json(CalendarList { items: rows.into_iter().map(|row| CalendarView::of(row, lang)).collect() }))
}
