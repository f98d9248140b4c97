//! `POST /api/persons/{id}/archive` and `…/restore`: the help ends, or goes on. The file stays as it is; from the end on the
//! federation's period runs, after which it loses the name.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::wire::ProblemCode;

use super::reached;
use super::register::RegisterEntry;
use crate::access_log;
use crate::alerts::moved::{Move, after_moves};
use crate::alerts::verbs::words;
use crate::app::Ctx;
use crate::http::extract::Overview;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Caller, Id, Problem};
use crate::store::Tx;
use crate::store::{place_codes, register};

/// Characters of a reason: a word to whoever asks later.
pub const LONGEST_REASON: usize = 300;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArchiveBody {
    pub version: i32,
    /// Why the help ends: moved away, went into a home, died ... At most 300 characters.
    pub reason: String,
}

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreBody {
    pub version: i32,
}

/// Ends the help. What is open goes to the sector's referents.
#[utoipa::path(post, path = "/api/persons/{id}/archive", tag = "persons", params(("id" = Uuid, Path)), request_body = ArchiveBody,
    responses((status = 200, body = RegisterEntry), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument),
    (status = 422, body = ProblemDocument)))]
pub async fn archive(
    State(app): State<Ctx>,
    As(caller, _): As<Overview>,
    Id(id): Id,
    Body(body): Body<ArchiveBody>,
) -> Result<Json<RegisterEntry>, Problem> {
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    reached(&mut tx, caller, id, now).await?;
    let reason = words(&body.reason, "/reason", LONGEST_REASON)?.ok_or_else(|| Problem::field("/reason", "missing"))?;
    let done = register::archive(&mut tx, caller.federation, (id, body.version), &reason, caller.user, now).await?;
    if done {
        place_codes::end(&mut tx, caller.federation, id).await?;
    }
    settle(&app, tx, caller, id, done, true).await
}

/// The help goes on.
#[utoipa::path(post, path = "/api/persons/{id}/restore", tag = "persons", params(("id" = Uuid, Path)), request_body = RestoreBody,
    responses((status = 200, body = RegisterEntry), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument)))]
pub async fn restore(
    State(app): State<Ctx>,
    As(caller, _): As<Overview>,
    Id(id): Id,
    Body(body): Body<RestoreBody>,
) -> Result<Json<RegisterEntry>, Problem> {
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    reached(&mut tx, caller, id, now).await?;
    let done = register::restore(&mut tx, caller.federation, (id, body.version), now).await?;
    settle(&app, tx, caller, id, done, false).await
}

async fn settle(
    app: &Ctx,
    mut tx: Tx,
    caller: Caller,
    id: Uuid,
    done: bool,
    archived: bool,
) -> Result<Json<RegisterEntry>, Problem> {
    let now = app.clock.now();
    let view: RegisterEntry = reached(&mut tx, caller, id, now).await?.into();
    if !done {
        return Err(Problem::new(ProblemCode::StaleVersion).with_current("person", &view));
    }
    access_log::note(&mut tx, caller, id, if archived { "archived" } else { "restored" }, now).await?;
    let moved = Move { person: id, archived: Some(archived), sector: None };
    let told = after_moves(&mut tx, caller.federation, Some(caller.user), &[moved], now).await;
    told.map_err(Problem::internal("a person's alert could not be moved"))?;
    tx.commit().await?;
    app.ring();
    Ok(Json(view))
}
