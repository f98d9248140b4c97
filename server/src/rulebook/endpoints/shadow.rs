//! A draft that is tried out beside the rules in force, and tells nobody.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::lang::Lang;
use vigie_shared::messages;
use vigie_shared::wire::ProblemCode;

use super::check::draft_of;
use crate::app::{App, Ctx};
use crate::http::extract::{Admin, Body, Reader};
use crate::http::{As, Problem};
use crate::rulebook::lab::result::LabCase;
use crate::rulebook::lab::shadow;
use crate::store::rule_shadows::{self, RuleShadow};

/// A longer trial is a decision put off.
const MOST_DAYS: u16 = 60;

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewShadow {
    #[schema(value_type = Object)]
    pub rules: Value,
    /// 1 to 60.
    #[schema(minimum = 1, maximum = 60)]
    pub days: u16,
}

/// A trial and what it has shown so far.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Shadow {
    pub since: DateTime<Utc>,
    pub until: DateTime<Utc>,
    pub version_label: String,
    #[schema(value_type = Object)]
    pub rules: Value,
    /// Alerts of the rules in force since then.
    pub live_alerts: u64,
    /// Alerts there would have been under the draft.
    pub shadow_alerts: u64,
    pub gained: Vec<LabCase>,
    pub lost: Vec<LabCase>,
}

/// Begins a trial; one that is running ends.
#[utoipa::path(post, path = "/api/rules/shadow", tag = "administration", request_body = NewShadow,
    responses((status = 200, body = Shadow)))]
pub async fn start(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Reader(lang): Reader,
    Body(body): Body<NewShadow>,
) -> Result<Json<Shadow>, Problem> {
    let draft = draft_of(&body.rules)?;
    if !(1..=MOST_DAYS).contains(&body.days) {
        return Err(Problem::field("/days", "out_of_range"));
    }
    let now = app.clock.now();
    let until = now + TimeDelta::days(i64::from(body.days));
    let body = serde_json::to_value(&draft).map_err(|_| Problem::new(ProblemCode::Internal))?;
    let mut tx = app.store.begin().await?;
    let row = RuleShadow { since: now, until, body, started_by: Some(caller.user) };
    rule_shadows::put(&mut tx, caller.federation, &row).await?;
    tx.commit().await?;
    view(&app, caller.federation, lang).await?.map(Json).ok_or_else(Problem::not_found)
}

/// Ends a trial.
#[utoipa::path(delete, path = "/api/rules/shadow", tag = "administration", responses((status = 204)))]
pub async fn stop(State(app): State<Ctx>, As(caller, _): As<Admin>) -> Result<StatusCode, Problem> {
    let mut tx = app.store.begin().await?;
    if !rule_shadows::remove(&mut tx, caller.federation).await? {
        return Err(Problem::not_found());
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The trial of a federation, if there is one.
pub async fn view(app: &App, federation: Uuid, lang: Lang) -> Result<Option<Shadow>, Problem> {
    let shown = shadow::of(app, federation, lang).await.map_err(Problem::internal("a trial could not be replayed"))?;
    let shown = shown.map(|(row, shown)| Shadow {
        version_label: messages::fill(lang, "lab.shadow.label", &[("day", &row.since.date_naive().to_string())]),
        since: row.since,
        until: row.until,
        rules: row.body,
        live_alerts: shown.live_alerts,
        shadow_alerts: shown.shadow_alerts,
        gained: shown.gained.clone(),
        lost: shown.lost.clone(),
    });
    Ok(shown)
}
