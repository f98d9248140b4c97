//! Wakes alerts whose rest is over: back to their owner, or to the queue, and whoever it is hears of it.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_shared::alert::EventKind;

use crate::alerts::case::back_in_the_queue;
use crate::app::App;
use crate::store::jobs;
use crate::store::{StoreResult, Tx};

/// Alerts woken in one run; the rest follow a minute later.
const BATCH: i64 = 200;

pub(super) async fn run(app: &App, tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> StoreResult<String> {
    let over = jobs::rests_over(tx, federation, now, BATCH).await?;
    let rules = app.rules.in_force(tx, federation, now).await?;
    let policy = &rules.engine.rule_set().alert_log;
    let woken = back_in_the_queue(tx, federation, &over, EventKind::Woken, Some(policy), now).await?;
    Ok(format!("woken: {woken}"))
}
