//! `GET /api/jobs`: the scheduled jobs with how they went.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::Ctx;
use crate::http::extract::Admin;
use crate::http::{As, Problem};
use crate::store::job_runs::{self, JobRun};
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
    pub last_started_at: Option<DateTime<Utc>>,
    #[schema(required = true)]
    pub last_finished_at: Option<DateTime<Utc>>,
    #[schema(required = true)]
    pub last_duration_ms: Option<i64>,
    /// What it did, or why it failed.
    #[schema(required = true)]
    pub last_outcome: Option<String>,
    /// Failures in a row; 0 when the last run went well.
    pub failures: i32,
    pub next_at: DateTime<Utc>,
    /// The last runs, newest first; at most 50.
    pub runs: Vec<RunView>,
}

/// A run that has ended.
#[derive(Debug, Serialize, ToSchema)]
pub struct RunView {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    /// The time it stood for.
    pub occurrence: DateTime<Utc>,
    pub by_hand: bool,
    /// What it did; null when it failed.
    #[schema(required = true)]
    pub outcome: Option<String>,
    #[schema(required = true)]
    pub error: Option<String>,
    pub duration_ms: i64,
}

impl From<JobRun> for RunView {
    fn from(run: JobRun) -> Self {
        let JobRun { name: _, id, at, occurrence, by_hand, outcome, error, duration_ms } = run;
        Self { id, at, occurrence, by_hand, outcome, error, duration_ms }
    }
}

impl JobView {
    pub fn of(row: JobRow, runs: Vec<JobRun>) -> Self {
        Self {
            name: row.name,
            cron: row.cron,
            time_zone: row.time_zone,
            enabled: row.enabled,
            last_occurrence: row.last_occurrence,
            last_started_at: row.last_started_at,
            last_finished_at: row.last_finished_at,
            last_duration_ms: row.last_duration_ms,
            last_outcome: row.last_outcome,
            failures: row.failures,
            next_at: row.next_at,
            runs: runs.into_iter().map(RunView::from).collect(),
        }
    }
}

/// The federation's jobs.
#[utoipa::path(get, path = "/api/jobs", tag = "administration", responses((status = 200, body = Jobs)))]
pub async fn list(State(app): State<Ctx>, As(caller, _): As<Admin>) -> Result<Json<Jobs>, Problem> {
    let mut tx = app.store.read().await?;
    let rows = jobs::of_federation(&mut tx, caller.federation).await?;
    let mut runs = job_runs::of_federation(&mut tx, caller.federation).await?;
    let items = rows.into_iter().map(|row| {
        let own = runs.extract_if(.., |run| run.name == row.name).collect();
        JobView::of(row, own)
    });
    Ok(Json(Jobs { items: items.collect() }))
}
