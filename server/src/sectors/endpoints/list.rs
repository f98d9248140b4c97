//! `GET /api/sectors`: every sector with who is in it.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::Ctx;
use crate::http::extract::Admin;
use crate::http::{As, Problem};
use crate::sectors::view::SectorView;
use crate::store::sectors;

#[derive(Debug, Serialize, ToSchema)]
pub struct Sectors {
    /// By name; archived ones too.
    pub items: Vec<SectorView>,
}

/// The sectors.
#[utoipa::path(get, path = "/api/sectors", tag = "administration", responses((status = 200, body = Sectors)))]
pub async fn list(State(app): State<Ctx>, As(caller, _): As<Admin>) -> Result<Json<Sectors>, Problem> {
    let mut tx = app.store.read().await?;
    let rows = sectors::list(&mut tx, caller.federation).await?;
    Ok(Json(Sectors { items: rows.into_iter().map(SectorView::from).collect() }))
}
