//! `POST /api/jobs/{name}/run`: now, beside the schedule.

use axum::Json;
use axum::extract::{Path, State};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::list::JobView;
use super::named;
use crate::app::Ctx;
use crate::http::extract::Admin;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Problem};
use crate::scheduler::attempt;
use crate::store::job_runs;

#[derive(Debug, Deserialize, ToSchema)]
pub struct RunNow {
    /// Made by the page: the same id runs once, however often it is sent.
    pub id: Uuid,
}

/// Runs a job now. The answer says how it went; the schedule stays.
#[utoipa::path(post, path = "/api/jobs/{name}/run", tag = "administration", params(("name" = String, Path)), request_body = RunNow,
    responses((status = 200, body = JobView), (status = 404, body = ProblemDocument)))]
pub async fn run(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Path(name): Path<String>,
    Body(body): Body<RunNow>,
) -> Result<Json<JobView>, Problem> {
    let mut tx = app.store.read().await?;
    let row = named(&mut tx, caller.federation, &name).await?;
    drop(tx);
    attempt::by_hand(&app, &row, body.id, app.clock.now()).await?;
    app.ring();
    let mut tx = app.store.read().await?;
    let row = named(&mut tx, caller.federation, &name).await?;
    let runs = job_runs::of_job(&mut tx, caller.federation, &name).await?;
    Ok(Json(JobView::of(row, runs)))
}
