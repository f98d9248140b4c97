//! The rule sets of a federation as they go over the wire.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::lang::Lang;
use vigie_shared::rules::RuleSet;
use vigie_shared::wire::ProblemCode;

use super::shadow::Shadow;
use crate::app::App;
use crate::http::Problem;
use crate::persons::history::names;
use crate::store::rule_sets;
use crate::visits::Named;

#[derive(Debug, Serialize, ToSchema)]
pub struct RulesView {
    pub current: CurrentRules,
    /// Newest first.
    pub versions: Vec<RulesVersion>,
    pub builtin: BuiltIn,
    /// The draft that is being tried out.
    #[schema(required = true)]
    pub shadow: Option<Shadow>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct CurrentRules {
    pub version: i32,
    pub effective_from: DateTime<Utc>,
    #[schema(required = true)]
    pub published_by: Option<Uuid>,
    pub reason: String,
    /// The rule set as data.
    #[schema(value_type = Object)]
    pub rules: Value,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RulesVersion {
    pub version: i32,
    pub effective_from: DateTime<Utc>,
    pub reason: String,
    #[schema(required = true)]
    pub published_by: Option<Named>,
    pub in_force: bool,
}

/// The sets that come with Vigie.
#[derive(Debug, Serialize, ToSchema)]
pub struct BuiltIn {
    #[schema(value_type = Object)]
    pub default: Value,
    #[schema(value_type = Object)]
    pub lean: Value,
}

/// Everything an administrator sees before touching anything.
pub async fn rules_view(app: &App, federation: Uuid, lang: Lang) -> Result<RulesView, Problem> {
    let shadow = super::shadow::view(app, federation, lang).await?;
    let mut tx = app.store.read().await?;
    let current = rule_sets::in_force(&mut tx, federation, app.clock.now()).await?;
    let current = current.ok_or_else(Problem::not_found)?;
    let rows = rule_sets::all(&mut tx, federation).await?;
    let mut publishers: Vec<Uuid> = rows.iter().filter_map(|row| row.published_by).collect();
    publishers.sort_unstable();
    publishers.dedup();
    let names: BTreeMap<Uuid, String> = names(&mut tx, federation, &publishers).await?;
    let named = |id: Uuid| Named { id, name: names.get(&id).cloned().unwrap_or_default() };
    let version = |row: rule_sets::RuleSetRow| RulesVersion {
        in_force: row.version == current.version,
        version: row.version,
        effective_from: row.effective_from,
        reason: row.reason,
        published_by: row.published_by.map(named),
    };
    let as_data = |set| serde_json::to_value(set).map_err(|_| Problem::new(ProblemCode::Internal));
    Ok(RulesView {
        versions: rows.into_iter().map(version).collect(),
        builtin: BuiltIn { default: as_data(RuleSet::default_set())?, lean: as_data(RuleSet::lean_set())? },
        current: CurrentRules {
            version: current.version,
            effective_from: current.effective_from,
            published_by: current.published_by,
            reason: current.reason,
            rules: current.body,
        },
        shadow,
    })
}
