//! What a draft would be doing now, beside the rules in force.
//!
//! Nothing is evaluated twice while ratings come in: whoever looks at the trial has its days replayed under both rule sets, which
//! gives the same as if it had been done live, and what was replayed is kept for a while.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use vigie_shared::lang::Lang;
use vigie_shared::rules::RuleSet;

use super::compare::only_in;
use super::replay::{Request, Watch, replay};
use super::result::LabCase;
use crate::app::App;
use crate::backtest::period::Period;
use crate::store::rule_shadows::{self, RuleShadow};

/// How long a replay is shown before it is made again.
const FRESH: TimeDelta = TimeDelta::minutes(15);

/// Replays made lately, by federation.
#[derive(Debug, Default)]
pub struct Replays(Mutex<HashMap<Uuid, Arc<Replayed>>>);

/// What a replay depends on, and what it showed.
#[derive(Debug)]
pub struct Replayed {
    since: DateTime<Utc>,
    version: i32,
    draft: u64,
    lang: Lang,
    at: DateTime<Utc>,
    pub live_alerts: u64,
    pub shadow_alerts: u64,
    pub gained: Vec<LabCase>,
    pub lost: Vec<LabCase>,
}

/// The trial of a federation and what it has shown so far.
pub async fn of(app: &App, federation: Uuid, lang: Lang) -> anyhow::Result<Option<(RuleShadow, Arc<Replayed>)>> {
    let now = app.clock.now();
    let mut tx = app.store.read().await?;
    let Some(row) = rule_shadows::find(&mut tx, federation).await? else { return Ok(None) };
    let rules = app.rules.in_force(&mut tx, federation, now).await?;
    drop(tx);
    // It was checked on the way in; a newer server may have stored what we cannot read.
    let Ok(draft) = RuleSet::parse(&row.body.to_string()) else { return Ok(None) };
    let until = now.min(row.until);
    let key = (row.since, rules.version, draft.fingerprint(), lang);
    let known = app.rules.shadows.0.lock().ok().and_then(|known| known.get(&federation).cloned());
    let is_fresh = |known: &Arc<Replayed>| {
        (known.since, known.version, known.draft, known.lang) == key && known.at <= until && until - known.at < FRESH
    };
    if let Some(known) = known.filter(is_fresh) {
        return Ok(Some((row, known)));
    }
    let day = |at: DateTime<Utc>| at.with_timezone(&rules.zone).date_naive();
    let period = Period { from: day(row.since), to: day(until), zone: rules.zone };
    let request = Request { federation, rules, draft, period, until, lang };
    let made = Arc::new(made(app, &request, key).await?);
    if let Ok(mut known) = app.rules.shadows.0.lock() {
        known.insert(federation, made.clone());
    }
    Ok(Some((row, made)))
}

async fn made(
    app: &App,
    request: &Request,
    (since, version, draft, lang): (DateTime<Utc>, i32, u64, Lang),
) -> anyhow::Result<Replayed> {
    let replayed = replay(app, request, &mut Watch::Caller).await?;
    let mut replayed = replayed.ok_or_else(|| anyhow::anyhow!("the server is stopping"))?;
    // The first day had begun before the trial did.
    for outcome in [&mut replayed.current, &mut replayed.draft] {
        outcome.alerts.retain(|alert| alert.opened_at >= since);
    }
    let (live, shadow) = (&replayed.current.alerts, &replayed.draft.alerts);
    Ok(Replayed {
        since,
        version,
        draft,
        lang,
        at: request.until,
        live_alerts: live.len() as u64,
        shadow_alerts: shadow.len() as u64,
        gained: only_in(shadow, live, &replayed.persons, |_| true).0,
        lost: only_in(live, shadow, &replayed.persons, |_| true).0,
    })
}
