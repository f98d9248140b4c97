//! `POST /api/covers/{id}/end`: ending a cover before its time. One that has not begun never begins.

use axum::Json;
use axum::extract::State;
use serde_json::json;
use vigie_shared::wire::ProblemCode;

use super::declare::read;
use super::readable;
use crate::alerts::verbs::Versioned;
use crate::app::Ctx;
use crate::cover::view::Cover;
use crate::http::extract::Office;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem};
use crate::ids;
use crate::store::covers;

/// Ends a cover now.
#[utoipa::path(post, path = "/api/covers/{id}/end", tag = "cover", params(("id" = Uuid, Path)), request_body = Versioned,
    responses((status = 200, body = Cover), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument)))]
pub async fn end(
    State(app): State<Ctx>,
    As(caller, _): As<Office>,
    Id(id): Id,
    Body(body): Body<Versioned>,
) -> Result<Json<Cover>, Problem> {
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    let (row, _) = readable(&mut tx, caller, id, now).await?;
    if !covers::end(&mut tx, caller.federation, id, body.version, now).await? {
        let code = if row.version == body.version { ProblemCode::WrongState } else { ProblemCode::StaleVersion };
        return Err(Problem::new(code).with_current("cover", &Cover::of(row, now)));
    }
    let what = if row.starts_at > now { "cancelled" } else { "ended" };
    let data = json!({ "to": row.ends_at });
    covers::note(&mut tx, caller.federation, (ids::fresh(), id), Some(caller.user), what, &data, now).await?;
    let cover = read(&mut tx, caller.federation, id, now).await?;
    tx.commit().await?;
    Ok(Json(cover))
}
