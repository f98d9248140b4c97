//! `GET /api/covers/{id}/history`: who did what to a cover.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::readable;
use crate::app::Ctx;
use crate::http::extract::Office;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Id, Problem};
use crate::store::covers;
use crate::visits::Named;

#[derive(Debug, Serialize, ToSchema)]
pub struct CoverHistory {
    /// Oldest first.
    pub items: Vec<CoverLine>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CoverLine {
    pub at: DateTime<Utc>,
    #[schema(required = true)]
    pub actor: Option<Named>,
    /// `created`, `imported`, `taken_over`, `imposed`, `changed`, `cancelled` or `ended`.
    pub what: String,
    #[schema(value_type = Object)]
    pub data: serde_json::Value,
}

/// What was done to a cover.
#[utoipa::path(get, path = "/api/covers/{id}/history", tag = "cover", params(("id" = Uuid, Path)),
    responses((status = 200, body = CoverHistory), (status = 404, body = ProblemDocument)))]
pub async fn history(
    State(app): State<Ctx>,
    As(caller, _): As<Office>,
    Id(id): Id,
) -> Result<Json<CoverHistory>, Problem> {
    let mut tx = app.store.read().await?;
    readable(&mut tx, caller, id, app.clock.now()).await?;
    let lines = covers::history(&mut tx, caller.federation, id).await?;
    let line = |line: covers::CoverEvent| CoverLine {
        at: line.at,
        actor: line.actor_id.map(|id| Named { id, name: line.actor_name.unwrap_or_default() }),
        what: line.what,
        data: line.data,
    };
    Ok(Json(CoverHistory { items: lines.into_iter().map(line).collect() }))
}
