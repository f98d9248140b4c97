//! `GET /api/persons/{id}/export` and `GET /api/persons/{id}/access-log`: what a person may ask to see of what is kept about them.
//! Making either is a look at the file, and stands in the log it prints.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{Html, IntoResponse as _, Response};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::reached;
use crate::access_log;
use crate::app::Ctx;
use crate::http::extract::Overview;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Caller, Id, Params, Problem, Reader};
use crate::records::{self, Made, Record, RecordFormat};
use crate::store::{persons, users};
use crate::visits::Named;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// `json` without it.
    #[serde(default)]
    #[param(inline)]
    pub format: RecordFormat,
}

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Everything,
    Looks,
}

/// Everything that is kept about a person, as JSON or as a page.
#[utoipa::path(get, path = "/api/persons/{id}/export", tag = "persons", params(("id" = Uuid, Path), Query),
    responses((status = 200, content((Record = "application/json"), (String = "text/html"))),
    (status = 400, body = ProblemDocument), (status = 404, body = ProblemDocument)))]
pub async fn export(
    State(app): State<Ctx>,
    As(caller, _): As<Overview>,
    Id(id): Id,
    Reader(lang): Reader,
    Params(query): Params<Query>,
) -> Result<Response, Problem> {
    answer(&app, caller, id, lang, query.format, Part::Everything).await
}

/// Who looked at a person's file, as JSON or as a page.
#[utoipa::path(get, path = "/api/persons/{id}/access-log", tag = "persons", params(("id" = Uuid, Path), Query),
    responses((status = 200, content((Record = "application/json"), (String = "text/html"))),
    (status = 400, body = ProblemDocument), (status = 404, body = ProblemDocument)))]
pub async fn looks(
    State(app): State<Ctx>,
    As(caller, _): As<Overview>,
    Id(id): Id,
    Reader(lang): Reader,
    Params(query): Params<Query>,
) -> Result<Response, Problem> {
    answer(&app, caller, id, lang, query.format, Part::Looks).await
}

async fn answer(
    app: &Ctx,
    caller: Caller,
    id: Uuid,
    lang: vigie_shared::lang::Lang,
    format: RecordFormat,
    part: Part,
) -> Result<Response, Problem> {
    let internal = Problem::internal("a person's record could not be made");
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    reached(&mut tx, caller, id, now).await?;
    let person = persons::find(&mut tx, caller.federation, id).await?.ok_or_else(Problem::not_found)?;
    let by = users::find(&mut tx, caller.federation, caller.user).await?;
    let made = Made { by: by.map(|user| Named { id: user.id, name: user.name }), at: now, lang };
    let (what, name) = match part {
        Part::Everything => ("export", "dossier"),
        Part::Looks => ("access_log", "acces"),
    };
    access_log::note(&mut tx, caller, id, what, now).await?;
    let record = match part {
        Part::Everything => records::gather(&mut tx, &person, made).await,
        Part::Looks => records::looks(&mut tx, &person, made).await,
    };
    let record = record.map_err(internal)?;
    tx.commit().await?;
    // The name of a file says nothing about anybody: it stays in lists of downloads.
    let file = format!("attachment; filename=\"vigie-{name}-{}.{}\"", now.format("%Y%m%d-%H%M"), extension(format));
    let headers = [(header::CONTENT_DISPOSITION, file)];
    Ok(match format {
        RecordFormat::Json => (headers, Json(record)).into_response(),
        RecordFormat::Html => (headers, Html(records::page(&record, lang))).into_response(),
    })
}

const fn extension(format: RecordFormat) -> &'static str {
    match format {
        RecordFormat::Json => "json",
        RecordFormat::Html => "html",
    }
}
