//! `DELETE /api/partners/{id}` and `POST /api/partners/{id}/restore`: out of the directory, and back. Actions go on naming it.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_shared::wire::ProblemCode;

use super::write::one;
use crate::app::{App, Ctx};
use crate::http::extract::Office;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Caller, Id, Problem};
use crate::partners::view::PartnerView;
use crate::store::partners::{self, Partner};

/// Takes a partner out of the directory.
#[utoipa::path(delete, path = "/api/partners/{id}", tag = "partners", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = ProblemDocument)))]
pub async fn archive(State(app): State<Ctx>, As(caller, _): As<Office>, Id(id): Id) -> Result<StatusCode, Problem> {
    put(&app, caller, id, Some(app.clock.now())).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts an archived partner back.
#[utoipa::path(post, path = "/api/partners/{id}/restore", tag = "partners", params(("id" = Uuid, Path)),
    responses((status = 200, body = PartnerView), (status = 404, body = ProblemDocument)))]
pub async fn restore(
    State(app): State<Ctx>,
    As(caller, _): As<Office>,
    Id(id): Id,
) -> Result<Json<PartnerView>, Problem> {
    put(&app, caller, id, None).await.map(Json)
}

/// Where it is already, nothing changes.
async fn put(app: &App, caller: Caller, id: Uuid, archived_at: Option<DateTime<Utc>>) -> Result<PartnerView, Problem> {
    let mut tx = app.store.begin().await?;
    let before = partners::find(&mut tx, caller.federation, id).await?.ok_or_else(Problem::not_found)?;
    if before.archived_at.is_some() == archived_at.is_some() {
        return one(&mut tx, caller.federation, before).await;
    }
    let version = before.version;
    let after = Partner { archived_at, version: version + 1, ..before };
    if !partners::update(&mut tx, caller.federation, &after, version, app.clock.now()).await? {
        return Err(Problem::new(ProblemCode::StaleVersion));
    }
    let view = one(&mut tx, caller.federation, after).await?;
    tx.commit().await?;
    Ok(view)
}
