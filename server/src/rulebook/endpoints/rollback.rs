//! `POST /api/rules/rollback`: the version before the one in force, published again.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use vigie_shared::rules::RuleSet;
use vigie_shared::wire::ProblemCode;

use super::publish::{add_version, none_waiting, reason_of};
use super::view::{RulesView, rules_view};
use crate::app::Ctx;
use crate::http::extract::{Admin, Body, Reader};
use crate::http::problem::ProblemDocument;
use crate::http::{As, Problem};
use crate::store::rule_sets;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Rollback {
    /// Why: 1 to 300 characters.
    pub reason: String,
}

/// Takes the last publication back by publishing what was in force before it.
#[utoipa::path(post, path = "/api/rules/rollback", tag = "administration", request_body = Rollback,
    responses((status = 200, body = RulesView), (status = 409, body = ProblemDocument)))]
pub async fn rollback(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Reader(lang): Reader,
    Body(body): Body<Rollback>,
) -> Result<Json<RulesView>, Problem> {
    let reason = reason_of(&body.reason)?;
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    let rules = app.rules.in_force(&mut tx, caller.federation, now).await?;
    let before = rule_sets::before(&mut tx, caller.federation, rules.version).await?;
    let before = before.ok_or_else(|| Problem::new(ProblemCode::NothingToRollBack))?;
    none_waiting(&mut tx, caller, now).await?;
    let set = RuleSet::parse(&before.body.to_string()).map_err(Problem::rules)?;
    rules.changes_fit(&set).map_err(Problem::rules)?;
    add_version(&mut tx, caller, set, reason, now).await?;
    tx.commit().await?;
    Ok(Json(rules_view(&app, caller.federation, lang).await?))
}
