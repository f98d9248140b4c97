//! `POST /api/persons/{id}/erase`: forgets who somebody was, now and for good, because they asked. Figures stay; nothing undoes it.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use vigie_shared::wire::ProblemCode;

use super::archive::LONGEST_REASON;
use super::reached;
use super::register::RegisterEntry;
use crate::access_log;
use crate::alerts::verbs::words;
use crate::app::Ctx;
use crate::http::extract::Admin;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem};
use crate::records::forget::{forget, says_the_name};
use crate::store::persons::folded;
use crate::store::{persons, register};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EraseBody {
    pub version: i32,
    /// Who asked, when: without the person's name, since it stays. At most 300 characters.
    pub reason: String,
    /// The person's name, so that nobody is forgotten by a slip. Accents and case do not matter.
    pub confirm: String,
}

/// Forgets who somebody was.
#[utoipa::path(post, path = "/api/persons/{id}/erase", tag = "persons", params(("id" = Uuid, Path)), request_body = EraseBody,
    responses((status = 200, body = RegisterEntry), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument),
    (status = 422, body = ProblemDocument)))]
pub async fn erase(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Id(id): Id,
    Body(body): Body<EraseBody>,
) -> Result<Json<RegisterEntry>, Problem> {
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    reached(&mut tx, caller, id, now).await?;
    let person = persons::lock(&mut tx, caller.federation, id).await?.ok_or_else(Problem::not_found)?;
    let reason = words(&body.reason, "/reason", LONGEST_REASON)?.ok_or_else(|| Problem::field("/reason", "missing"))?;
    let done = register::erase(&mut tx, caller.federation, (id, body.version), &reason, caller.user, now).await?;
    if !done {
        let view: RegisterEntry = reached(&mut tx, caller, id, now).await?.into();
        return Err(Problem::new(ProblemCode::StaleVersion).with_current("person", &view));
    }
    if folded(&body.confirm) != folded(&person.name) {
        return Err(Problem::field("/confirm", "not_the_name"));
    }
    if says_the_name(&reason, &person.name) {
        return Err(Problem::field("/reason", "says_the_name"));
    }
    forget(&mut tx, &person, now).await?;
    access_log::note(&mut tx, caller, id, "erased", now).await?;
    let view = reached(&mut tx, caller, id, now).await?.into();
    tx.commit().await?;
    app.ring();
    Ok(Json(view))
}
