//! `GET /api/jobs`: the scheduled jobs with how they went, for the administrator.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::Ctx;
use crate::http::extract::Admin;
use crate::http::{As, Problem};
use crate::store::jobs::{self, JobRow};

#[derive(Debug, Serialize, ToSchema)]
pub struct Jobs {
    pub items: Vec<JobView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct JobView {
    pub name: String,
    /// Six fields, seconds first.
    pub cron: String,
    pub time_zone: String,
    pub enabled: bool,
    /// The time the last run stood for; it may have run later.
    #[schema(required = true)]
    pub last_occurrence: Option<DateTime<Utc>>,
    #[schema(required = true)]
    pub last_finished_at: Option<DateTime<Utc>>,
    /// What it did, or why it failed.
    #[schema(required = true)]
    pub last_outcome: Option<String>,
    pub next_at: DateTime<Utc>,
}

impl From<JobRow> for JobView {
    fn from(row: JobRow) -> Self {
        Self {
            name: row.name,
            cron: row.cron,
            time_zone: row.time_zone,
            enabled: row.enabled,
            last_occurrence: row.last_occurrence,
            last_finished_at: row.last_finished_at,
            last_outcome: row.last_outcome,
            next_at: row.next_at,
        }
    }
}

/// The federation's jobs.
#[utoipa::path(get, path = "/api/jobs", tag = "administration", responses((status = 200, body = Jobs)))]
pub async fn list(State(app): State<Ctx>, As(caller, _): As<Admin>) -> Result<Json<Jobs>, Problem> {
    let mut tx = app.store.read().await?;
    let rows = jobs::of_federation(&mut tx, caller.federation).await?;
    Ok(Json(Jobs { items: rows.into_iter().map(JobView::from).collect() }))
}
