//! `POST /api/covers`: planning a cover.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;
use vigie_shared::cover::CoverOrigin;
use vigie_shared::role::Role;

use super::plan::{NewCover, Plan, plan};
use crate::app::Ctx;
use crate::cover::notify;
use crate::cover::view::Cover;
use crate::http::extract::Office;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Caller, Problem};
use crate::ids;
use crate::store::{Tx, covers};

/// Plans a cover, or begins one at once.
#[utoipa::path(post, path = "/api/covers", tag = "cover", request_body = NewCover,
    responses((status = 201, body = Cover), (status = 422, body = ProblemDocument)))]
pub async fn declare(
    State(app): State<Ctx>,
    As(caller, _): As<Office>,
    Body(body): Body<NewCover>,
) -> Result<(StatusCode, Json<Cover>), Problem> {
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    let plan = plan(&mut tx, caller, &body, now).await?;
    let origin = if caller.role == Role::Administrator { CoverOrigin::Imposed } else { CoverOrigin::Declared };
    let cover = make(&mut tx, caller, &plan, origin, None, now).await?;
    tx.commit().await?;
    app.ring();
    Ok((StatusCode::CREATED, Json(cover)))
}

/// Writes a cover down with the first line of its history, and the message to whoever stands in.
pub async fn make(
    tx: &mut Tx,
    caller: Caller,
    plan: &Plan,
    origin: CoverOrigin,
    source: Option<String>,
    now: DateTime<Utc>,
) -> Result<Cover, Problem> {
    let row = plan.row(origin, source, caller.user, now);
    covers::insert(tx, caller.federation, &row).await?;
    let what = match origin {
        CoverOrigin::Declared => "created",
        other => other.as_str(),
    };
    let data = json!({ "kind": plan.kind, "from": plan.from, "to": plan.to });
    covers::note(tx, caller.federation, (ids::fresh(), row.id), Some(caller.user), what, &data, now).await?;
    notify::begins(tx, caller.federation, &row, caller.user, now).await?;
    read(tx, caller.federation, row.id, now).await
}

/// A cover as it is now.
pub async fn read(tx: &mut Tx, federation: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<Cover, Problem> {
    let row = covers::find(tx, federation, id).await?.ok_or_else(Problem::not_found)?;
    Ok(Cover::of(row, now))
}
