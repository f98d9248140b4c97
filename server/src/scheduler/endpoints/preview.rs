//! `POST /api/jobs/{name}/preview`: when a schedule would come, before it is saved.

use axum::Json;
use axum::extract::{Path, State};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{named, schedule};
use crate::app::Ctx;
use crate::http::extract::Admin;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Problem};

/// Enough to see a weekend or a month's end come.
const SHOWN: usize = 3;

#[derive(Debug, Deserialize, ToSchema)]
pub struct Draft {
    pub cron: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Coming {
    pub next: Vec<DateTime<Utc>>,
}

/// The next three runs of a schedule in the job's time zone. Changes nothing.
#[utoipa::path(post, path = "/api/jobs/{name}/preview", tag = "administration", params(("name" = String, Path)), request_body = Draft,
    responses((status = 200, body = Coming), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn preview(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Path(name): Path<String>,
    Body(body): Body<Draft>,
) -> Result<Json<Coming>, Problem> {
    let mut tx = app.store.read().await?;
    let row = named(&mut tx, caller.federation, &name).await?;
    let (_, read) = schedule(&body.cron, &row.time_zone)?;
    Ok(Json(Coming { next: read.preview(app.clock.now(), SHOWN) }))
}
