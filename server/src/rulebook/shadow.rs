//! A draft that is tried out beside the rules in force, and tells nobody.
//!
//! Nothing is evaluated twice while ratings come in: whoever looks at the trial has its days replayed under both rule sets, which
//! gives the same as if it had been done live, and what was replayed is kept for a while.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

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
use vigie_shared::rules::RuleSet;
use vigie_shared::wire::ProblemCode;

use super::check::draft_of;
use super::lab::compare::only_in;
use super::lab::replay::{Request, Watch, replay};
use super::lab::result::LabCase;
use crate::app::{App, Ctx};
use crate::backtest::period::Period;
use crate::http::extract::{Admin, Body, Reader};
use crate::http::{As, Problem};
use crate::store::rule_shadows::{self, RuleShadow};

/// A longer trial is a decision put off.
const MOST_DAYS: u16 = 60;
/// How long a replay is shown before it is made again.
const FRESH: TimeDelta = TimeDelta::minutes(15);

#[derive(Debug, Deserialize, ToSchema)]
pub struct NewShadow {
    #[schema(value_type = Object)]
    pub rules: Value,
    /// 1 to 60.
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

/// Replays made lately, by federation.
#[derive(Debug, Default)]
pub struct Replays(Mutex<HashMap<Uuid, Arc<Replayed>>>);

/// What a replay depends on, and what it showed.
#[derive(Debug)]
struct Replayed {
    since: DateTime<Utc>,
    version: i32,
    draft: u64,
    lang: Lang,
    at: DateTime<Utc>,
    live_alerts: u64,
    shadow_alerts: u64,
    gained: Vec<LabCase>,
    lost: Vec<LabCase>,
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
    let now = app.clock.now();
    let mut tx = app.store.read().await?;
    let Some(row) = rule_shadows::find(&mut tx, federation).await? else { return Ok(None) };
    let rules = app.rules.in_force(&mut tx, federation, now).await?;
    drop(tx);
    // It was checked on the way in; a newer server may have stored what we cannot read.
    let Ok(draft) = RuleSet::parse(&row.body.to_string()) else { return Ok(None) };
    let until = now.min(row.until);
    let (version, fingerprint) = (rules.version, draft.fingerprint());
    let known = app.rules.shadows.0.lock().ok().and_then(|known| known.get(&federation).cloned());
    let known = known.filter(|known| {
        (known.since, known.version, known.draft, known.lang) == (row.since, version, fingerprint, lang)
            && (until - known.at) < FRESH
            && known.at <= until
    });
    let replayed = match known {
        Some(known) => known,
        None => {
            let day = |at: DateTime<Utc>| at.with_timezone(&rules.zone).date_naive();
            let period = Period { from: day(row.since), to: day(until), zone: rules.zone };
            let request = Request { federation, rules, draft, period, until, lang };
            let made = made(app, &request, row.since).await.map_err(|error| {
                tracing::error!(%federation, %error, "a trial could not be replayed");
                Problem::new(ProblemCode::Internal)
            })?;
            let made = Arc::new(Replayed { version, draft: fingerprint, ..made });
            if let Ok(mut known) = app.rules.shadows.0.lock() {
                known.insert(federation, made.clone());
            }
            made
        }
    };
    let day = row.since.date_naive().to_string();
    Ok(Some(Shadow {
        since: row.since,
        until: row.until,
        version_label: messages::fill(lang, "lab.shadow.label", &[("day", &day)]),
        rules: row.body,
        live_alerts: replayed.live_alerts,
        shadow_alerts: replayed.shadow_alerts,
        gained: replayed.gained.clone(),
        lost: replayed.lost.clone(),
    }))
}

async fn made(app: &App, request: &Request, since: DateTime<Utc>) -> anyhow::Result<Replayed> {
    let replayed = replay(app, request, &mut Watch::Caller).await?;
    let mut replayed = replayed.ok_or_else(|| anyhow::anyhow!("the server is stopping"))?;
    // The first day had begun before the trial did.
    for outcome in [&mut replayed.current, &mut replayed.draft] {
        outcome.alerts.retain(|alert| alert.opened_at >= since);
    }
    let (live, shadow) = (&replayed.current.alerts, &replayed.draft.alerts);
    Ok(Replayed {
        since,
        version: 0,
        draft: 0,
        lang: request.lang,
        at: request.until,
        live_alerts: live.len() as u64,
        shadow_alerts: shadow.len() as u64,
        gained: only_in(shadow, live, &replayed.persons).0,
        lost: only_in(live, shadow, &replayed.persons).0,
    })
}
