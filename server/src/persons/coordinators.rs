//! `PUT /api/persons/{id}/coordinators`: who coordinates around the person already, so that nobody does it twice.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::around::OutsideCoordinator;
use super::line::{line, optional_line};
use crate::app::Ctx;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem};
use crate::store::contacts::{self, CoordinatorRow};
use crate::store::persons;

/// More services than anybody has.
const MOST: usize = 20;

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Coordinators {
    /// All of them, in the order they are to be shown.
    pub items: Vec<OutsideCoordinator>,
}

/// Says who coordinates already.
#[utoipa::path(put, path = "/api/persons/{id}/coordinators", tag = "persons", params(("id" = Uuid, Path)),
    request_body = Coordinators, responses((status = 204), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn put(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(person): Id,
    Body(body): Body<Coordinators>,
) -> Result<StatusCode, Problem> {
    if body.items.len() > MOST {
        return Err(Problem::field("/items", "too_many_entries"));
    }
    let mut rows = Vec::with_capacity(body.items.len());
    for (place, item) in body.items.into_iter().enumerate() {
        rows.push(CoordinatorRow {
            kind: item.kind.as_str().to_owned(),
            name: line(&item.name, &format!("/items/{place}/name"))?,
            phone: optional_line(item.phone.as_deref(), &format!("/items/{place}/phone"))?,
        });
    }
    let mut tx = app.store.begin().await?;
    let viewer = caller.viewer(app.clock.now());
    persons::in_scope(&mut tx, viewer, person).await?.ok_or_else(Problem::not_found)?;
    contacts::set_coordinators(&mut tx, caller.federation, person, &rows).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
