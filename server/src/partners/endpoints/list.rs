//! `GET /api/partners`: the directory, by name.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::app::Ctx;
use crate::http::extract::Office;
use crate::http::{As, Params, Problem};
use crate::partners::view::{PartnerView, views};
use crate::store::partners::{self, PartnerFilter};

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// Any part of a name or an area; accents and case do not matter.
    pub q: Option<String>,
    pub kind: Option<String>,
    /// Those who work in this sector, and those who work everywhere.
    pub sector_id: Option<Uuid>,
    /// The archived ones instead of the others.
    pub archived: Option<bool>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Partners {
    pub items: Vec<PartnerView>,
}

/// The directory of partners.
#[utoipa::path(get, path = "/api/partners", tag = "partners", params(Query), responses((status = 200, body = Partners)))]
pub async fn list(
    State(app): State<Ctx>,
    As(caller, _): As<Office>,
    Params(query): Params<Query>,
) -> Result<Json<Partners>, Problem> {
    let filter = PartnerFilter {
        query: query.q.unwrap_or_default(),
        // No kind has a NUL, and PostgreSQL takes none in a text.
        kind: query.kind.filter(|kind| !kind.is_empty()).map(|kind| kind.replace('\0', "\u{fffd}")),
        sector: query.sector_id,
        archived: query.archived.unwrap_or(false),
    };
    let mut tx = app.store.read().await?;
    let rows = partners::list(&mut tx, caller.federation, &filter).await?;
    Ok(Json(Partners { items: views(&mut tx, caller.federation, rows).await? }))
}
