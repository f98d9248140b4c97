//! `POST` and `DELETE /api/persons/{id}/place-code`: makes the card of a home, or ends it. The code is in the answer and nowhere else.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::role::Role;
use vigie_shared::wire::ProblemCode;

use crate::access_log;
use crate::app::Ctx;
use crate::auth::token_hash;
use crate::http::extract::Office;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Caller, Id, Problem};
use crate::places::draw;
use crate::store::{Tx, persons, place_codes, register};

/// What is printed. Without a name: a card hangs where visitors read it.
#[derive(Debug, Serialize, ToSchema)]
pub struct PlaceCard {
    /// For the QR code or the tag. Shown this once.
    pub url: String,
    /// The key in the planning software, by which the office knows whose card it is.
    #[schema(required = true)]
    pub r#ref: Option<String>,
    pub made_at: DateTime<Utc>,
}

/// Makes a card; the one before opens nothing any more.
#[utoipa::path(post, path = "/api/persons/{id}/place-code", tag = "persons", params(("id" = Uuid, Path)),
    responses((status = 200, body = PlaceCard), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument)))]
pub async fn make(State(app): State<Ctx>, As(caller, _): As<Office>, Id(id): Id) -> Result<Json<PlaceCard>, Problem> {
    let code = draw().map_err(Problem::internal("no random numbers"))?;
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    let reference = reached(&mut tx, caller, id, now).await?;
    place_codes::put(&mut tx, caller.federation, id, &token_hash(code.as_str()), caller.user, now).await?;
    access_log::note(&mut tx, caller, id, "place_code", now).await?;
    tx.commit().await?;
    let mut url = app.public_url.clone();
    url.set_path(&format!("/v/{}", code.as_str()));
    Ok(Json(PlaceCard { url: url.into(), r#ref: reference, made_at: now }))
}

/// Ends the card of a home.
#[utoipa::path(delete, path = "/api/persons/{id}/place-code", tag = "persons", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument)))]
pub async fn end(State(app): State<Ctx>, As(caller, _): As<Office>, Id(id): Id) -> Result<StatusCode, Problem> {
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    reached(&mut tx, caller, id, now).await?;
    if place_codes::end(&mut tx, caller.federation, id).await? {
        access_log::note(&mut tx, caller, id, "place_code", now).await?;
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The planning software's key of somebody in the caller's reach who is helped.
async fn reached(tx: &mut Tx, caller: Caller, id: Uuid, now: DateTime<Utc>) -> Result<Option<String>, Problem> {
    let viewer = caller.viewer(now);
    if caller.role != Role::Administrator {
        persons::in_scope(tx, viewer, id).await?.ok_or_else(Problem::not_found)?;
    }
    let entry = register::find(tx, viewer, id).await?.ok_or_else(Problem::not_found)?;
    if entry.archived_at.is_some() {
        return Err(Problem::new(ProblemCode::WrongState));
    }
    Ok(entry.reference)
}
