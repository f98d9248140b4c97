//! `/api/calendar-feed` and `/calendrier/{secret}.ics`: one's own open promises in a calendar program, behind a secret address.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use vigie_shared::lang::Lang;
use vigie_shared::wire::ProblemCode;

use crate::app::{App, Ctx};
use crate::auth::{random_token, token_hash};
use crate::follow_ups::ics;
use crate::http::extract::Desk;
use crate::http::{As, Problem};
use crate::store::follow_ups::{self, Filter};
use crate::store::persons::Viewer;
use crate::store::{StoreResult, calendar_feeds};

/// Promises in a calendar: more than anybody keeps.
const MOST: i64 = 1_000;

#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarFeed {
    /// None: there is no address.
    #[schema(required = true)]
    pub created_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CalendarAddress {
    /// Shown this once: only a hash of it is kept.
    pub url: String,
}

/// Whether there is an address.
#[utoipa::path(get, path = "/api/calendar-feed", tag = "follow-ups", responses((status = 200, body = CalendarFeed)))]
pub async fn read(State(app): State<Ctx>, As(caller, _): As<Desk>) -> Result<Json<CalendarFeed>, Problem> {
    let mut tx = app.store.read().await?;
    let created_at = calendar_feeds::created_at(&mut tx, caller.federation, caller.user).await?;
    Ok(Json(CalendarFeed { created_at }))
}

/// Makes a new address; the old one dies.
#[utoipa::path(post, path = "/api/calendar-feed", tag = "follow-ups", responses((status = 200, body = CalendarAddress)))]
pub async fn renew(State(app): State<Ctx>, As(caller, _): As<Desk>) -> Result<Json<CalendarAddress>, Problem> {
    let token = random_token().map_err(|error| {
        tracing::error!(%error, "no random numbers");
        Problem::new(ProblemCode::Internal)
    })?;
    let mut tx = app.store.begin().await?;
    calendar_feeds::put(&mut tx, caller.federation, caller.user, &token_hash(&token), app.clock.now()).await?;
    tx.commit().await?;
    let mut url = app.public_url.clone();
    url.set_path(&format!("/calendrier/{token}.ics"));
    Ok(Json(CalendarAddress { url: url.into() }))
}

/// Takes the address away.
#[utoipa::path(delete, path = "/api/calendar-feed", tag = "follow-ups", responses((status = 204)))]
pub async fn remove(State(app): State<Ctx>, As(caller, _): As<Desk>) -> Result<StatusCode, Problem> {
    let mut tx = app.store.begin().await?;
    calendar_feeds::remove(&mut tx, caller.federation, caller.user).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The calendar behind an address.
pub async fn serve(State(app): State<Ctx>, Path(file): Path<String>) -> Result<Response, Problem> {
    let token = file.strip_suffix(".ics").ok_or_else(Problem::not_found)?;
    let text = text_of(&app, token).await?.ok_or_else(Problem::not_found)?;
    let headers =
        [(header::CONTENT_TYPE, "text/calendar; charset=utf-8"), (header::CACHE_CONTROL, "private, no-cache")];
    Ok((headers, text).into_response())
}

async fn text_of(app: &App, token: &str) -> StoreResult<Option<String>> {
    let now = app.clock.now();
    let mut tx = app.store.read().await?;
    let Some(user) = calendar_feeds::owner(&mut tx, &token_hash(token)).await? else { return Ok(None) };
    // The owner's own eyes: who refused coordination since is not in a coordinator's calendar either.
    let viewer = Viewer { federation: user.federation_id, user: user.id, role: &user.role, now };
    let filter = Filter { state: "open", owner: Some(user.id), ..Filter::default() };
    let rows = follow_ups::page(&mut tx, viewer, &filter, None, MOST).await?;
    let lang = Lang::negotiate(&user.locale);
    Ok(Some(ics::calendar(&rows, lang, &app.public_url, now)))
}
