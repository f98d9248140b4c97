//! Gives back alerts that were taken and on which nothing has followed: what one person forgot, the others see again. How long that may
//! be is the federation's to say, in its working time.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_shared::alert::EventKind;
use vigie_shared::rules::Severity;

use crate::alerts::case::back_in_the_queue;
use crate::settings::Work;
use crate::store::jobs;
use crate::store::{StoreResult, Tx};

/// Alerts given back in one run; the rest follow at the next.
const BATCH: i64 = 200;

pub(super) async fn run(tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> StoreResult<String> {
    let work = Work::of(tx, federation).await?;
    let (critical, others) = (work.idle_since(Severity::Critical, now), work.idle_since(Severity::Moderate, now));
    let idle = jobs::idle_claims(tx, federation, critical, others, now, BATCH).await?;
    let back = back_in_the_queue(tx, federation, &idle, EventKind::ClaimExpired, None, now).await?;
    Ok(format!("given back: {back}"))
}
