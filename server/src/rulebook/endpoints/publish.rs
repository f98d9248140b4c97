//! `PUT /api/rules`: a draft becomes the rule set in force, with a reason, at once or from a day that was chosen.
//!
//! One version at most waits for its day; until it has come or was taken back nothing else is published, so that nobody is
//! surprised by a set they had forgotten. Alerts and findings that people have seen stay; see [`crate::rulebook`].

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;
use vigie_shared::rules::RuleSet;
use vigie_shared::wire::ProblemCode;

use super::check::draft_of;
use super::view::{RulesView, rules_view};
use crate::app::Ctx;
use crate::http::extract::{Admin, Body, Caller, Reader};
use crate::http::{As, Problem};
use crate::store::rule_sets::{self, RuleSetRow};
use crate::store::{StoreError, Tx};

/// Longest reason, in characters.
const MOST_REASON: usize = 300;
/// A set that comes into force later than in a year is a slip of the pen.
const FARTHEST: TimeDelta = TimeDelta::days(366);

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRules {
    #[schema(value_type = Object)]
    pub rules: Value,
    /// Why, for those who will ask: 1 to 300 characters.
    pub reason: String,
    /// The version in force that the draft was made from.
    pub base_version: i32,
    /// When it comes into force, within a year; at once without it.
    pub effective_from: Option<DateTime<Utc>>,
}

/// Publishes a rule set.
#[utoipa::path(put, path = "/api/rules", tag = "administration", request_body = NewRules,
    responses((status = 200, body = RulesView)))]
pub async fn publish(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Reader(lang): Reader,
    Body(body): Body<NewRules>,
) -> Result<Json<RulesView>, Problem> {
    let draft = draft_of(&body.rules)?;
    let reason = reason_of(&body.reason)?;
    let now = app.clock.now();
    let from = beginning(body.effective_from, now)?;
    let mut tx = app.store.begin().await?;
    let rules = app.rules.in_force(&mut tx, caller.federation, now).await?;
    if rules.version != body.base_version {
        return Err(Problem::new(ProblemCode::StaleVersion));
    }
    // What a sector or a person changes must still mean something.
    rules.changes_fit(&draft).map_err(Problem::rules)?;
    none_waiting(&mut tx, caller, now).await?;
    add_version(&mut tx, caller, draft, reason, from).await?;
    tx.commit().await?;
    Ok(Json(rules_view(&app, caller.federation, lang).await?))
}

/// Takes back the version that waits for its day.
#[utoipa::path(delete, path = "/api/rules/waiting", tag = "administration", responses((status = 200, body = RulesView)))]
pub async fn take_back(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Reader(lang): Reader,
) -> Result<Json<RulesView>, Problem> {
    let mut tx = app.store.begin().await?;
    if !rule_sets::take_back_waiting(&mut tx, caller.federation, app.clock.now()).await? {
        return Err(Problem::not_found());
    }
    tx.commit().await?;
    Ok(Json(rules_view(&app, caller.federation, lang).await?))
}

fn beginning(asked: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Result<DateTime<Utc>, Problem> {
    match asked {
        None => Ok(now),
        Some(from) if from > now && from - now <= FARTHEST => Ok(from),
        Some(_) => Err(Problem::field("/effective_from", "out_of_range")),
    }
}

/// Refuses while a version waits for its day.
pub async fn none_waiting(tx: &mut Tx, caller: Caller, now: DateTime<Utc>) -> Result<(), Problem> {
    if rule_sets::is_waiting(tx, caller.federation, now).await? {
        return Err(Problem::new(ProblemCode::RulesWaiting));
    }
    Ok(())
}

/// A reason without blanks around it.
pub fn reason_of(text: &str) -> Result<String, Problem> {
    let reason = text.trim();
    if reason.is_empty() {
        return Err(Problem::field("/reason", "missing"));
    }
    if reason.chars().count() > MOST_REASON {
        return Err(Problem::field("/reason", "too_long"));
    }
    if reason.chars().any(char::is_control) {
        return Err(Problem::field("/reason", "control_character"));
    }
    Ok(reason.to_owned())
}

/// Appends a version that is in force from that moment on.
pub async fn add_version(
    tx: &mut Tx,
    caller: Caller,
    set: RuleSet,
    reason: String,
    effective_from: DateTime<Utc>,
) -> Result<(), Problem> {
    let newest = rule_sets::newest(tx, caller.federation).await?;
    let version = newest.unwrap_or(0) + 1;
    let body = serde_json::to_value(set.with_version(version.unsigned_abs()));
    let body = body.map_err(|_| Problem::new(ProblemCode::Internal))?;
    let row = RuleSetRow { version, body, effective_from, published_by: Some(caller.user), reason };
    match rule_sets::insert(tx, caller.federation, &row).await {
        // Somebody else published between our look and our write.
        Err(StoreError::Taken) => Err(Problem::new(ProblemCode::StaleVersion)),
        done => Ok(done?),
    }
}
