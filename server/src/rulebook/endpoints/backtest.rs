//! Start, look at and cancel a back-test of a draft.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::wire::ProblemCode;

use super::check::draft_of;
use crate::app::Ctx;
use crate::backtest::period::Period;
use crate::http::extract::{Admin, Body, Id, Reader};
use crate::http::{As, Problem};
use crate::ids;
use crate::rulebook::lab::job;
use crate::rulebook::lab::replay::Request;
use crate::rulebook::lab::result::LabResult;
use crate::store::{Scope, rule_trials, scope};

/// The lengths an administrator can choose.
const DAYS: [u16; 4] = [30, 90, 180, 365];

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBacktest {
    /// The draft.
    #[schema(value_type = Object)]
    pub rules: Value,
    /// 30, 90, 180 or 365; today is the last one.
    #[schema(minimum = 30, maximum = 365)]
    pub days: u16,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct BacktestView {
    pub id: Uuid,
    pub state: BacktestState,
    /// 0 to 1.
    pub progress: f64,
    pub days: i32,
    #[schema(required = true)]
    pub result: Option<LabResult>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BacktestState {
    Running,
    Done,
    Cancelled,
    Failed,
}

/// Begins a back-test of a draft over the federation's own past.
#[utoipa::path(post, path = "/api/rules/backtest", tag = "administration", request_body = NewBacktest,
    responses((status = 202, body = BacktestView)))]
pub async fn start(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Reader(lang): Reader,
    Body(body): Body<NewBacktest>,
) -> Result<(StatusCode, Json<BacktestView>), Problem> {
    let draft = draft_of(&body.rules)?;
    if !DAYS.contains(&body.days) {
        return Err(Problem::field("/days", "out_of_range"));
    }
    let now = app.clock.now();
    let (id, days) = (ids::fresh(), i32::from(body.days));
    let mut tx = app.store.begin().await?;
    let rules = app.rules.in_force(&mut tx, caller.federation, now).await?;
    if !rule_trials::start(&mut tx, caller.federation, id, days, caller.user, now).await? {
        return Err(Problem::new(ProblemCode::BacktestRunning));
    }
    tx.commit().await?;
    let today = now.with_timezone(&rules.zone).date_naive();
    let period = Period { from: today - TimeDelta::days(i64::from(body.days) - 1), to: today, zone: rules.zone };
    let request = Request { federation: caller.federation, rules, draft, period, until: now, lang };
    tokio::spawn(scope::within(Scope::Federation(caller.federation), job::run(app.clone(), id, request)));
    let view = BacktestView { id, state: BacktestState::Running, progress: 0.0, days, result: None };
    Ok((StatusCode::ACCEPTED, Json(view)))
}

/// How far a back-test is, and what it found.
#[utoipa::path(get, path = "/api/rules/backtest/{id}", tag = "administration", params(("id" = Uuid, Path)),
    responses((status = 200, body = BacktestView)))]
pub async fn read(State(app): State<Ctx>, As(caller, _): As<Admin>, Id(id): Id) -> Result<Json<BacktestView>, Problem> {
    let mut tx = app.store.read().await?;
    let trial = rule_trials::find(&mut tx, caller.federation, id).await?.ok_or_else(Problem::not_found)?;
    let state = serde_json::from_value(Value::String(trial.state)).unwrap_or(BacktestState::Failed);
    let result = trial.result.and_then(|result| serde_json::from_value(result).ok());
    Ok(Json(BacktestView { id: trial.id, state, progress: trial.progress, days: trial.days, result }))
}

/// Cancels a back-test. One that has ended stays as it ended.
#[utoipa::path(delete, path = "/api/rules/backtest/{id}", tag = "administration", params(("id" = Uuid, Path)),
    responses((status = 204)))]
pub async fn cancel(State(app): State<Ctx>, As(caller, _): As<Admin>, Id(id): Id) -> Result<StatusCode, Problem> {
    let mut tx = app.store.begin().await?;
    if rule_trials::find(&mut tx, caller.federation, id).await?.is_none() {
        return Err(Problem::not_found());
    }
    // The one who runs it sees it at the next sign of life.
    rule_trials::finish(&mut tx, caller.federation, id, "cancelled", None).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
