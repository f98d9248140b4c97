//! `POST /api/covers/take-over`: a colleague is suddenly away, and somebody of the sector takes over at once.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::cover::{CoverKind, CoverOrigin};

use super::declare::make;
use super::plan::{NewCover, plan};
use crate::app::Ctx;
use crate::cover::view::Cover;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Problem};

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeOver {
    /// A colleague of one's sector.
    pub absent_id: Uuid,
    pub to: DateTime<Utc>,
    /// At most 200 characters.
    pub reason: Option<String>,
}

/// Takes over from a colleague, from now on.
#[utoipa::path(post, path = "/api/covers/take-over", tag = "cover", request_body = TakeOver,
    responses((status = 201, body = Cover), (status = 422, body = ProblemDocument)))]
pub async fn take_over(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Body(body): Body<TakeOver>,
) -> Result<(StatusCode, Json<Cover>), Problem> {
    let now = app.clock.now();
    let asked = NewCover {
        kind: CoverKind::Replace,
        absent_id: Some(body.absent_id),
        cover_id: Some(caller.user),
        sector_id: None,
        person_id: None,
        from: now,
        to: body.to,
        reason: body.reason,
    };
    let mut tx = app.store.begin().await?;
    let plan = plan(&mut tx, caller, &asked, now).await?;
    let cover = make(&mut tx, caller, &plan, CoverOrigin::TakenOver, None, now).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(cover)))
}
