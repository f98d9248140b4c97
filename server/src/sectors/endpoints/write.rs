//! `POST /api/sectors` and `PUT /api/sectors/{id}`: a new sector, another name.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::wire::ProblemCode;

use crate::accounts::draft::line;
use crate::app::Ctx;
use crate::http::extract::Admin;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem};
use crate::ids;
use crate::sectors::view::SectorView;
use crate::store::federations::{self, Sector};
use crate::store::{StoreError, Tx, sectors};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSector {
    pub name: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SectorChange {
    /// `version` of the sector as it was seen.
    pub version: i32,
    pub name: String,
}

/// Makes a sector.
#[utoipa::path(post, path = "/api/sectors", tag = "administration", request_body = NewSector,
    responses((status = 201, body = SectorView), (status = 422, body = ProblemDocument)))]
pub async fn add(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Body(body): Body<NewSector>,
) -> Result<(StatusCode, Json<SectorView>), Problem> {
    let sector = Sector { id: ids::fresh(), name: named(&body.name)? };
    let mut tx = app.store.begin().await?;
    federations::insert_sector(&mut tx, caller.federation, &sector).await.map_err(taken)?;
    let view = one(&mut tx, caller.federation, sector.id).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(view)))
}

/// Names a sector anew.
#[utoipa::path(put, path = "/api/sectors/{id}", tag = "administration", params(("id" = Uuid, Path)), request_body = SectorChange,
    responses((status = 200, body = SectorView), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument),
    (status = 422, body = ProblemDocument)))]
pub async fn change(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Id(id): Id,
    Body(body): Body<SectorChange>,
) -> Result<Json<SectorView>, Problem> {
    let mut tx = app.store.begin().await?;
    at_version(&mut tx, caller.federation, (id, body.version)).await?;
    let name = named(&body.name)?;
    if !sectors::rename(&mut tx, caller.federation, (id, body.version), &name).await.map_err(taken)? {
        return Err(stale(&one(&mut tx, caller.federation, id).await?));
    }
    let view = one(&mut tx, caller.federation, id).await?;
    tx.commit().await?;
    Ok(Json(view))
}

fn named(name: &str) -> Result<String, Problem> {
    let name = line(name).map_err(|code| Problem::field("/name", code))?;
    name.ok_or_else(|| Problem::field("/name", "missing"))
}

/// Another sector has this name.
fn taken(error: StoreError) -> Problem {
    match error {
        StoreError::Taken => Problem::field("/name", "name_taken"),
        error => error.into(),
    }
}

/// The sector as it is now.
pub(super) async fn one(tx: &mut Tx, federation: Uuid, id: Uuid) -> Result<SectorView, Problem> {
    let found = sectors::find(tx, federation, id).await?;
    found.map(SectorView::from).ok_or_else(Problem::not_found)
}

/// The same at the version somebody saw; otherwise the answer is the sector as it is now.
pub(super) async fn at_version(
    tx: &mut Tx,
    federation: Uuid,
    (id, version): (Uuid, i32),
) -> Result<SectorView, Problem> {
    let view = one(tx, federation, id).await?;
    if view.version == version { Ok(view) } else { Err(stale(&view)) }
}

/// Somebody was faster.
pub(super) fn stale(view: &SectorView) -> Problem {
    Problem::new(ProblemCode::StaleVersion).with_current("sector", view)
}
