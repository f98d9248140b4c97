//! `GET /api/watches`: the open watches of one's scope, by person.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vigie_shared::wire::ProblemCode;

use crate::app::Ctx;
use crate::follow_ups::agenda::Agenda;
use crate::http::extract::Desk;
use crate::http::{As, Params, Problem, Reader};
use crate::store::watches;
use crate::watch::view::{Watch, views};

/// More than the coordinators of a few sectors can watch.
const MOST: i64 = 1_000;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// An id, or `me`.
    pub owner: Option<String>,
    pub sector_id: Option<Uuid>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Watches {
    pub items: Vec<Watch>,
}

/// The watches.
#[utoipa::path(get, path = "/api/watches", tag = "follow-ups", params(Query), responses((status = 200, body = Watches)))]
pub async fn list(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Reader(lang): Reader,
    Params(query): Params<Query>,
) -> Result<Json<Watches>, Problem> {
    let owner = match query.owner.as_deref() {
        None => None,
        Some("me") => Some(caller.user),
        Some(id) => Some(id.parse().map_err(|_| Problem::new(ProblemCode::InvalidRequest))?),
    };
    let now = app.clock.now();
    let mut tx = app.store.read().await?;
    let agenda = Agenda::of(&mut tx, caller.federation, now).await?;
    let rows = watches::list(&mut tx, caller.viewer(now), owner, query.sector_id, MOST).await?;
    Ok(Json(Watches { items: views(&mut tx, caller.federation, rows, &agenda, lang).await? }))
}
