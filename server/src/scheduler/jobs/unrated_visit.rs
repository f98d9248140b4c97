//! Reminds an aide of a done visit she has not rated: one push a visit, between two and twenty-four hours after it.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::outbox::message::{Facts, UnratedVisit};
use crate::store::outbox::NewMessage;
use crate::store::{StoreResult, Tx, jobs, outbox};

/// A reminder before this would come between two visits, or while the phone still looks for a network.
pub const UNRATED_FOR: TimeDelta = TimeDelta::hours(2);
/// After this the visit is hard to remember, and an invented rating is worse than none.
pub const UNRATED_UNTIL: TimeDelta = TimeDelta::hours(24);
/// Reminders written in one run; the rest follow in the next, minutes later.
const BATCH: i64 = 2_000;

pub(super) async fn run(tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> StoreResult<String> {
    let unrated = jobs::unrated_visits(tx, federation, now - UNRATED_UNTIL, now - UNRATED_FOR, BATCH).await?;
    let mut told = 0;
    for visit in &unrated {
        let facts = Facts::UnratedVisit(UnratedVisit { visit_id: visit.visit_id });
        let message = NewMessage {
            federation,
            // The query looks for this key: without hyphens, as both databases can write it.
            key: &format!("unrated:{}", visit.visit_id.simple()),
            user: visit.aide_id,
            kind: facts.kind(),
            body: &facts.to_body(),
            expires_at: (now + facts.kind().ttl()).min(visit.ends_at + UNRATED_UNTIL),
        };
        told += usize::from(outbox::enqueue(tx, &message, now).await?);
    }
    Ok(format!("reminders: {told}"))
}
