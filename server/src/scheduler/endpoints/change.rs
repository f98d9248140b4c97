//! `PUT /api/jobs/{name}`: another schedule, or a rest.

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use utoipa::ToSchema;

use super::list::JobView;
use super::{named, schedule};
use crate::app::Ctx;
use crate::http::extract::Admin;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Problem};
use crate::store::{job_runs, jobs};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangedJob {
    pub enabled: bool,
    /// Six fields, seconds first; at most once a minute.
    pub cron: String,
}

/// Changes when a job runs. What a rest has missed is not caught up.
#[utoipa::path(put, path = "/api/jobs/{name}", tag = "administration", params(("name" = String, Path)), request_body = ChangedJob,
    responses((status = 200, body = JobView), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn change(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Path(name): Path<String>,
    Body(body): Body<ChangedJob>,
) -> Result<Json<JobView>, Problem> {
    let mut tx = app.store.begin().await?;
    let row = named(&mut tx, caller.federation, &name).await?;
    let (cron, read) = schedule(&body.cron, &row.time_zone)?;
    let stays = row.enabled && body.enabled && row.cron == cron;
    let next_at = if stays { Some(row.next_at) } else { read.next_after(app.clock.now()) };
    let next_at = next_at.ok_or_else(|| Problem::field("/cron", "cron_never"))?;
    jobs::change(&mut tx, caller.federation, &name, body.enabled, &cron, next_at).await?;
    let row = named(&mut tx, caller.federation, &name).await?;
    let runs = job_runs::of_job(&mut tx, caller.federation, &name).await?;
    tx.commit().await?;
    Ok(Json(JobView::of(row, runs)))
}
