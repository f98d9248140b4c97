//! `POST /api/outbox/{id}/retry` and `/drop`.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::TimeDelta;
use uuid::Uuid;
use vigie_shared::delivery::MessageKind;
use vigie_shared::wire::ProblemCode;

use super::list::DeadLetterView;
use crate::app::Ctx;
use crate::http::extract::{Admin, Id};
use crate::http::problem::ProblemDocument;
use crate::http::{As, Problem};
use crate::store::{Tx, dead_letters};

/// How long a message lives again whose kind this version does not know: it will be refused with that reason.
const UNKNOWN_KIND: TimeDelta = TimeDelta::hours(1);

/// Why nothing was changed: the message is not there, or it has not failed.
async fn refusal(tx: &mut Tx, federation: Uuid, id: Uuid) -> Result<Problem, Problem> {
    let there = dead_letters::find(tx, federation, id).await?;
    Ok(there.map_or_else(Problem::not_found, |_| Problem::new(ProblemCode::WrongState)))
}

/// Sends a message again, with a new end.
#[utoipa::path(post, path = "/api/outbox/{id}/retry", tag = "administration", params(("id" = Uuid, Path)),
    responses((status = 200, body = DeadLetterView), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument)))]
pub async fn retry(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Id(id): Id,
) -> Result<Json<DeadLetterView>, Problem> {
    let mut tx = app.store.begin().await?;
    let letter = dead_letters::find(&mut tx, caller.federation, id).await?.ok_or_else(Problem::not_found)?;
    let now = app.clock.now();
    let lives = letter.kind.parse().map_or(UNKNOWN_KIND, MessageKind::ttl);
    if !dead_letters::send_again(&mut tx, caller.federation, id, now + lives, now).await? {
        return Err(refusal(&mut tx, caller.federation, id).await?);
    }
    let letter = dead_letters::find(&mut tx, caller.federation, id).await?.ok_or_else(Problem::not_found)?;
    tx.commit().await?;
    app.ring();
    Ok(Json(letter.into()))
}

/// Lets a message go: it leaves the list and is never sent.
#[utoipa::path(post, path = "/api/outbox/{id}/drop", tag = "administration", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument)))]
pub async fn let_go(State(app): State<Ctx>, As(caller, _): As<Admin>, Id(id): Id) -> Result<StatusCode, Problem> {
    let mut tx = app.store.begin().await?;
    if !dead_letters::let_go(&mut tx, caller.federation, id, caller.user, app.clock.now()).await? {
        return Err(refusal(&mut tx, caller.federation, id).await?);
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
