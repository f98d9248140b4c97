//! Gives back alerts that were taken and on which nothing has followed: what one person forgot, the others see again.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use uuid::Uuid;
use vigie_shared::alert::EventKind;

use crate::alerts::case::back_in_the_queue;
use crate::store::jobs;
use crate::store::{StoreResult, Tx};

/// How long a critical alert may stay with somebody who notes nothing: a working day in which nothing at all was written down
/// is a forgotten case.
pub const CRITICAL_IDLE: TimeDelta = TimeDelta::hours(8);
/// The others: a night and a day.
pub const IDLE: TimeDelta = TimeDelta::hours(48);
/// Alerts given back in one run; the rest follow at the next.
const BATCH: i64 = 200;

pub(super) async fn run(tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> StoreResult<String> {
    let idle = jobs::idle_claims(tx, federation, now - CRITICAL_IDLE, now - IDLE, now, BATCH).await?;
    let back = back_in_the_queue(tx, federation, &idle, EventKind::ClaimExpired, json!({}), now).await?;
    Ok(format!("given back: {back}"))
}
