//! `POST /api/calendars`, `PUT` and `DELETE /api/calendars/{id}`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::lang::Lang;
use vigie_shared::role::Role;
use vigie_shared::wire::ProblemCode;

use super::list::CalendarView;
use crate::alerts::verbs::words;
use crate::app::{App, Ctx};
use crate::calendars::compare::{hold, without};
use crate::http::extract::Admin;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Caller, Id, Problem, Reader};
use crate::ids;
use crate::imports::{Kind, Origin, Place, run as imported};
use crate::store::calendars::{self, Setting};
use crate::store::users::{self, User};
use crate::store::{Tx, imports, sectors};
use crate::webhook::target::Target;

/// Characters of a calendar's name.
const LONGEST_NAME: usize = 120;
/// Calendars of a federation: one an aide.
const MOST: usize = 1_000;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCalendar {
    /// At most 120 characters.
    pub name: String,
    /// https and a host name, or an origin the operator lists.
    pub url: String,
    /// The sector whose persons it plans for; this or `aide_id`.
    pub sector_id: Option<Uuid>,
    /// The aide whose visits it holds; this or `sector_id`.
    pub aide_id: Option<Uuid>,
    pub enabled: bool,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CalendarChange {
    pub version: i32,
    pub name: String,
    /// None: the address stays.
    pub url: Option<String>,
    pub sector_id: Option<Uuid>,
    pub aide_id: Option<Uuid>,
    pub enabled: bool,
}

/// Adds a calendar. It is read within a quarter of an hour, or when it is run by hand.
#[utoipa::path(post, path = "/api/calendars", tag = "administration", request_body = NewCalendar,
    responses((status = 200, body = CalendarView), (status = 422, body = ProblemDocument)))]
pub async fn add(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Reader(lang): Reader,
    Body(body): Body<NewCalendar>,
) -> Result<Json<CalendarView>, Problem> {
    let NewCalendar { name, url, sector_id, aide_id, enabled } = body;
    let (id, now) = (ids::fresh(), app.clock.now());
    let url = admitted(&app, &url)?;
    let mut tx = app.store.begin().await?;
    let new = checked(&mut tx, caller, &name, url, (sector_id, aide_id), enabled).await?;
    if calendars::list(&mut tx, caller.federation).await?.len() >= MOST {
        return Err(Problem::field("/name", "too_many_calendars"));
    }
    calendars::insert(&mut tx, caller.federation, id, &new, caller.user, now).await?;
    let view = shown(&mut tx, caller, id, lang).await?;
    tx.commit().await?;
    Ok(Json(view))
}

/// Changes a calendar. What it planned stays; the next reading says what of it still holds.
#[utoipa::path(put, path = "/api/calendars/{id}", tag = "administration", params(("id" = Uuid, Path)), request_body = CalendarChange,
    responses((status = 200, body = CalendarView), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument),
    (status = 422, body = ProblemDocument)))]
pub async fn change(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Id(id): Id,
    Reader(lang): Reader,
    Body(body): Body<CalendarChange>,
) -> Result<Json<CalendarView>, Problem> {
    let CalendarChange { version, name, url, sector_id, aide_id, enabled } = body;
    let mut tx = app.store.begin().await?;
    let before = calendars::find(&mut tx, caller.federation, id).await?.ok_or_else(Problem::not_found)?;
    let url = url.map_or(Ok(before.url), |url| admitted(&app, &url))?;
    let new = checked(&mut tx, caller, &name, url, (sector_id, aide_id), enabled).await?;
    let done = calendars::update(&mut tx, caller.federation, (id, version), &new).await?;
    let view = shown(&mut tx, caller, id, lang).await?;
    if !done {
        return Err(Problem::new(ProblemCode::StaleVersion).with_current("calendar", &view));
    }
    tx.commit().await?;
    Ok(Json(view))
}

/// Removes a calendar. Its visits to come that nobody rated are called off; those of the past stay.
#[utoipa::path(delete, path = "/api/calendars/{id}", tag = "administration", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = ProblemDocument)))]
pub async fn remove(State(app): State<Ctx>, As(caller, _): As<Admin>, Id(id): Id) -> Result<StatusCode, Problem> {
    let internal = Problem::internal("a calendar could not be removed");
    let mut tx = app.store.begin().await?;
    imports::alone(&mut tx, caller.federation).await?;
    let calendar = calendars::find(&mut tx, caller.federation, id).await?.ok_or_else(Problem::not_found)?;
    let place = Place::of(&mut tx, caller.federation, Some(caller.user), app.clock.now()).await?;
    let plan = without(&mut tx, &place, id).await.map_err(internal)?;
    if !plan.steps.is_empty() {
        hold(&mut tx, &place, &plan).await?;
        let plan = without(&mut tx, &place, id).await.map_err(internal)?;
        let from = (Origin::Feed, Some(calendar.name.as_str()));
        imported::write(Kind::Visits, &mut tx, &place, &plan, from).await.map_err(internal)?;
    }
    calendars::remove(&mut tx, caller.federation, id).await?;
    tx.commit().await?;
    app.ring();
    Ok(StatusCode::NO_CONTENT)
}

async fn shown(tx: &mut Tx, caller: Caller, id: Uuid, lang: Lang) -> Result<CalendarView, Problem> {
    let row = calendars::find(tx, caller.federation, id).await?.ok_or_else(Problem::not_found)?;
    Ok(CalendarView::of(row, lang))
}

/// An address that may be called.
fn admitted(app: &App, url: &str) -> Result<String, Problem> {
    let url = url.trim();
    match Target::parse(url, app.webhooks.origins()) {
        Ok(_) => Ok(url.to_owned()),
        Err(_) => Err(Problem::field("/url", "invalid_webhook")),
    }
}

/// A setting that can be used. One that is switched off may be of an aide who has left.
async fn checked(
    tx: &mut Tx,
    caller: Caller,
    name: &str,
    url: String,
    (sector, aide): (Option<Uuid>, Option<Uuid>),
    enabled: bool,
) -> Result<Setting, Problem> {
    let name = words(name, "/name", LONGEST_NAME)?.ok_or_else(|| Problem::field("/name", "missing"))?;
    match (sector, aide) {
        (Some(id), None) => {
            if sectors::find(tx, caller.federation, id).await?.is_none() {
                return Err(Problem::field("/sector_id", "calendar_sector"));
            }
        }
        (None, Some(id)) => {
            let there = users::find(tx, caller.federation, id).await?;
            let at_work = |user: &User| !enabled || user.disabled_at.is_none();
            let is_aide = there.is_some_and(|user| user.role == Role::Aide.as_str() && at_work(&user));
            if !is_aide {
                return Err(Problem::field("/aide_id", "calendar_aide"));
            }
        }
        (None, None) => return Err(Problem::field("/sector_id", "missing")),
        (Some(_), Some(_)) => return Err(Problem::field("/aide_id", "sector_or_aide")),
    }
    Ok(Setting { name, url, sector, aide, enabled })
}
