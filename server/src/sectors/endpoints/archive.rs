//! `POST /api/sectors/{id}/archive` and `/restore`: a sector that is no more, and back.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use vigie_shared::wire::ProblemCode;

use super::write::{at_version, one, stale};
use crate::accounts::endpoints::lost_phone::AtVersion;
use crate::app::{App, Ctx};
use crate::http::extract::Admin;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Caller, Id, Problem};
use crate::sectors::view::SectorView;
use crate::store::sectors;

/// Archives a sector in which nobody is any more; otherwise the answer says who is.
#[utoipa::path(post, path = "/api/sectors/{id}/archive", tag = "administration", params(("id" = Uuid, Path)), request_body = AtVersion,
    responses((status = 200, body = SectorView), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument)))]
pub async fn archive(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Id(id): Id,
    Body(body): Body<AtVersion>,
) -> Result<Json<SectorView>, Problem> {
    put(&app, caller, (id, body.version), Some(app.clock.now())).await.map(Json)
}

/// Takes an archived sector back into use.
#[utoipa::path(post, path = "/api/sectors/{id}/restore", tag = "administration", params(("id" = Uuid, Path)), request_body = AtVersion,
    responses((status = 200, body = SectorView), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument)))]
pub async fn restore(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Id(id): Id,
    Body(body): Body<AtVersion>,
) -> Result<Json<SectorView>, Problem> {
    put(&app, caller, (id, body.version), None).await.map(Json)
}

/// Where it is already, nothing changes.
async fn put(
    app: &App,
    caller: Caller,
    (id, version): (uuid::Uuid, i32),
    at: Option<DateTime<Utc>>,
) -> Result<SectorView, Problem> {
    let mut tx = app.store.begin().await?;
    let before = at_version(&mut tx, caller.federation, (id, version)).await?;
    if before.archived_at.is_some() == at.is_some() {
        return Ok(before);
    }
    if at.is_some() && !before.is_empty() {
        return Err(Problem::new(ProblemCode::SectorInUse).with_current("sector", &before));
    }
    if !sectors::set_archived(&mut tx, caller.federation, (id, version), at).await? {
        return Err(stale(&one(&mut tx, caller.federation, id).await?));
    }
    let view = one(&mut tx, caller.federation, id).await?;
    tx.commit().await?;
    Ok(view)
}
