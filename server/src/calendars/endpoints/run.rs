//! `POST /api/calendars/{id}/run`: reads a calendar now, or only says what a reading would change.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::lang::Lang;

use super::list::{CalendarFailure, CalendarProblem};
use crate::app::{App, Ctx};
use crate::calendars::compare::{Compared, compare};
use crate::calendars::round::refresh;
use crate::calendars::{Failure, read};
use crate::http::extract::Admin;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem, Reader};
use crate::imports::report::ImportDiff;
use crate::imports::{Kind, Place};
use crate::store::calendars::{self, Calendar};

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarRun {
    /// Only say what would change.
    pub dry_run: bool,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarRan {
    /// Why it could not be read; then nothing changes.
    #[schema(required = true)]
    pub failure: Option<CalendarFailure>,
    /// What changes, or would.
    #[schema(required = true)]
    pub diff: Option<ImportDiff>,
    /// Lines of the feed that cannot be used.
    pub problems: Vec<CalendarProblem>,
}

/// Reads a calendar now.
#[utoipa::path(post, path = "/api/calendars/{id}/run", tag = "administration", params(("id" = Uuid, Path)), request_body = CalendarRun,
    responses((status = 200, body = CalendarRan), (status = 404, body = ProblemDocument)))]
pub async fn run(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Id(id): Id,
    Reader(lang): Reader,
    Body(body): Body<CalendarRun>,
) -> Result<Json<CalendarRan>, Problem> {
    let mut tx = app.store.read().await?;
    let calendar = calendars::find(&mut tx, caller.federation, id).await?.ok_or_else(Problem::not_found)?;
    drop(tx);
    let done = if body.dry_run {
        tried(&app, &calendar, caller.user).await?
    } else {
        refresh(&app, &calendar, Some(caller.user)).await
    };
    let compared = match done {
        Ok(compared) => compared,
        Err(failure) => {
            let failure = Some(CalendarFailure::of(failure.code(), lang));
            return Ok(Json(CalendarRan { failure, diff: None, problems: Vec::new() }));
        }
    };
    Ok(Json(shown(&app, &calendar, caller.user, compared, body.dry_run, lang).await?))
}

/// Reads alone: whoever rates meanwhile does not wait.
async fn tried(app: &App, calendar: &Calendar, by: Uuid) -> Result<Result<Option<Compared>, Failure>, Problem> {
    let mut tx = app.store.read().await?;
    let place = Place::of(&mut tx, calendar.federation_id, Some(by), app.clock.now()).await?;
    drop(tx);
    let answer = match read(app, calendar, &place, true).await {
        Ok(Some(answer)) => answer,
        Ok(None) => return Ok(Ok(None)),
        Err(failure) => return Ok(Err(failure)),
    };
    let mut tx = app.store.read().await?;
    let compared = compare(&mut tx, &place, calendar, &answer.read).await;
    Ok(Ok(Some(compared.map_err(Problem::internal("a calendar could not be compared"))?)))
}

async fn shown(
    app: &App,
    calendar: &Calendar,
    by: Uuid,
    compared: Option<Compared>,
    dry_run: bool,
    lang: Lang,
) -> Result<CalendarRan, Problem> {
    let Some(Compared { plan, problems, .. }) = compared else {
        return Ok(CalendarRan { failure: None, diff: None, problems: Vec::new() });
    };
    let mut tx = app.store.read().await?;
    let place = Place::of(&mut tx, calendar.federation_id, Some(by), app.clock.now()).await?;
    let diff = ImportDiff::of(Kind::Visits, &mut tx, &place, &plan, lang).await;
    let diff = diff.map_err(Problem::internal("what a calendar changes could not be shown"))?;
    let problems = problems.iter().map(|unused| CalendarProblem::of(unused, lang)).collect();
    Ok(CalendarRan { failure: None, diff: Some(ImportDiff { dry_run, ..diff }), problems })
}
