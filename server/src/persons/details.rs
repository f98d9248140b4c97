//! `PUT /api/persons/{id}`: where the person lives and can be called.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;

use super::line::optional_line;
use crate::alerts::verbs::words;
use crate::app::Ctx;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem};
use crate::store::persons;

/// Characters of an address, floor and door code included.
const LONGEST_ADDRESS: usize = 300;

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonDetails {
    #[schema(required = true)]
    #[serde(deserialize_with = "Option::deserialize")]
    pub phone: Option<String>,
    /// At most 300 characters, on several lines if need be.
    #[schema(required = true)]
    #[serde(deserialize_with = "Option::deserialize")]
    pub address: Option<String>,
}

/// Writes phone and address; null or empty: none. Both must be said: what is left out would be lost unseen.
#[utoipa::path(put, path = "/api/persons/{id}", tag = "persons", params(("id" = Uuid, Path)), request_body = PersonDetails,
    responses((status = 204), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn put(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(person): Id,
    Body(body): Body<PersonDetails>,
) -> Result<StatusCode, Problem> {
    let phone = optional_line(body.phone.as_deref(), "/phone")?;
    let address = words(body.address.as_deref().unwrap_or(""), "/address", LONGEST_ADDRESS)?;
    let mut tx = app.store.begin().await?;
    let viewer = caller.viewer(app.clock.now());
    persons::in_scope(&mut tx, viewer, person).await?.ok_or_else(Problem::not_found)?;
    persons::set_details(&mut tx, caller.federation, person, phone.as_deref(), address.as_deref()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
