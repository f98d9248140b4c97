//! `GET` and `PUT /api/catalogue`: the actions and kinds of partners of a federation.

use axum::Json;
use axum::extract::State;
use vigie_shared::alert::Catalogue;
use vigie_shared::wire::ProblemCode;

use super::in_force;
use crate::app::Ctx;
use crate::http::extract::{Admin, Office};
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Problem};
use crate::store::{actions, federations, partners};

/// What can be noted as done, and the kinds of partners.
#[utoipa::path(get, path = "/api/catalogue", tag = "alerts", responses((status = 200, body = Catalogue)))]
pub async fn read(State(app): State<Ctx>, As(caller, _): As<Office>) -> Result<Json<Catalogue>, Problem> {
    let mut tx = app.store.read().await?;
    Ok(Json(in_force(&mut tx, caller.federation).await?))
}

/// Changes the lists. Vigie's own entries stay, and so do words that were used: actions hidden, kinds as they were.
#[utoipa::path(put, path = "/api/catalogue", tag = "administration", request_body = Catalogue,
    responses((status = 200, body = Catalogue), (status = 422, body = ProblemDocument)))]
pub async fn write(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Body(wanted): Body<Catalogue>,
) -> Result<Json<Catalogue>, Problem> {
    let mut wanted = wanted.completed().map_err(|mistakes| {
        let problem = Problem::new(ProblemCode::ValidationFailed);
        mistakes.iter().fold(problem, |problem, mistake| problem.and_field(&mistake.pointer, mistake.code))
    })?;
    let mut tx = app.store.begin().await?;
    let before = in_force(&mut tx, caller.federation).await?;
    let used = actions::kinds(&mut tx, caller.federation).await?;
    for mut entry in before.actions.into_iter().filter(|entry| used.contains(&entry.id)) {
        if wanted.action(&entry.id).is_none() {
            entry.hidden = true;
            wanted.actions.push(entry);
        }
    }
    let mut used = partners::kinds(&mut tx, caller.federation).await?;
    used.extend(wanted.actions.iter().filter_map(|entry| entry.partner_kind.clone()));
    for entry in before.partner_kinds.into_iter().filter(|entry| used.contains(&entry.id)) {
        if wanted.partner_kind(&entry.id).is_none() {
            wanted.partner_kinds.push(entry);
        }
    }
    let value = serde_json::to_value(&wanted).map_err(|_| Problem::new(ProblemCode::Internal))?;
    federations::set_setting(&mut tx, caller.federation, "catalogue", &value).await?;
    tx.commit().await?;
    Ok(Json(wanted))
}
