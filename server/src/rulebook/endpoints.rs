//! `GET /api/rules`: the rule set in force and its versions.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::Ctx;
use crate::http::extract::Admin;
use crate::http::{As, Problem};
use crate::store::rule_sets;

#[derive(Debug, Serialize, ToSchema)]
pub struct RulesView {
    pub current: CurrentRules,
    /// Newest first.
    pub versions: Vec<RulesVersion>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CurrentRules {
    pub version: i32,
    pub effective_from: DateTime<Utc>,
    #[schema(required = true)]
    pub published_by: Option<Uuid>,
    pub reason: String,
    /// The rule set as data.
    pub rules: serde_json::Value,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RulesVersion {
    pub version: i32,
    pub effective_from: DateTime<Utc>,
    pub reason: String,
}

/// The rule set in force.
#[utoipa::path(get, path = "/api/rules", tag = "administration", responses((status = 200, body = RulesView)))]
pub async fn read(State(app): State<Ctx>, As(caller, _): As<Admin>) -> Result<Json<RulesView>, Problem> {
    let mut tx = app.store.read().await?;
    let current = rule_sets::in_force(&mut tx, caller.federation, app.clock.now()).await?;
    let current = current.ok_or_else(Problem::not_found)?;
    let versions = rule_sets::all(&mut tx, caller.federation).await?.into_iter();
    Ok(Json(RulesView {
        current: CurrentRules {
            version: current.version,
            effective_from: current.effective_from,
            published_by: current.published_by,
            reason: current.reason,
            rules: current.body,
        },
        versions: versions
            .map(|row| RulesVersion { version: row.version, effective_from: row.effective_from, reason: row.reason })
            .collect(),
    }))
}
