//! `GET /api/alerts/counts`: how much is waiting, without reading the queue itself.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::Ctx;
use crate::http::extract::Desk;
use crate::http::{As, Problem};
use crate::store::{queue, ratings};

/// Open alerts of one's scope. `mine`, `sectors` and `all` are the scopes of the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Counts {
    pub mine: i64,
    pub sectors: i64,
    pub all: i64,
    pub new: i64,
    pub taken: i64,
    pub snoozed: i64,
    pub overdue: i64,
    pub by_severity: BySeverity,
    /// When the last visit was that somebody rated: an empty queue is good news only while ratings come in.
    #[schema(required = true)]
    pub last_rating_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct BySeverity {
    pub critical: i64,
    pub high: i64,
    pub moderate: i64,
}

/// How much is waiting.
#[utoipa::path(get, path = "/api/alerts/counts", tag = "alerts", responses((status = 200, body = Counts)))]
pub async fn counts(State(app): State<Ctx>, As(caller, _): As<Desk>) -> Result<Json<Counts>, Problem> {
    let mut tx = app.store.read().await?;
    let now = app.clock.now();
    let found = queue::counts(&mut tx, caller.viewer(now), now).await?;
    let last_rating_at = ratings::last_rated(&mut tx, caller.viewer(now)).await?;
    Ok(Json(Counts {
        mine: found.mine,
        sectors: found.sectors,
        all: found.total,
        new: found.untaken,
        taken: found.taken,
        snoozed: found.snoozed,
        overdue: found.overdue,
        by_severity: BySeverity { critical: found.critical, high: found.high, moderate: found.moderate },
        last_rating_at,
    }))
}
