//! `GET /api/persons?q`: finding somebody by any part of the name, accents ignored.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vigie_shared::person::Consent;
use vigie_shared::role::Role;

use crate::app::Ctx;
use crate::http::extract::Lookup;
use crate::http::{As, Params, Problem};
use crate::store::persons;

/// More than fits on a screen; whoever needs more types another letter.
const MOST: i64 = 200;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// Any part of a name.
    pub q: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Persons {
    pub items: Vec<PersonItem>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct PersonItem {
    pub id: Uuid,
    pub name: String,
    pub sector_id: Uuid,
    /// Not for aides: whether somebody accepts coordination is no business of theirs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coordination: Option<Consent>,
}

/// Persons of one's scope, by name.
#[utoipa::path(get, path = "/api/persons", tag = "persons", params(Query), responses((status = 200, body = Persons)))]
pub async fn search(
    State(app): State<Ctx>,
    As(caller, _): As<Lookup>,
    Params(query): Params<Query>,
) -> Result<Json<Persons>, Problem> {
    let mut tx = app.store.read().await?;
    let rows = persons::search(&mut tx, caller.viewer(app.clock.now()), query.q.as_deref().unwrap_or(""), MOST).await?;
    let shows_consent = caller.role != Role::Aide;
    let items = rows.into_iter().map(|row| PersonItem {
        id: row.id,
        name: row.name,
        sector_id: row.sector_id,
        coordination: shows_consent.then(|| row.coordination.parse().ok()).flatten(),
    });
    Ok(Json(Persons { items: items.collect() }))
}
