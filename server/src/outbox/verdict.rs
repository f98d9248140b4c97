//! What the outcomes at a receiver's browsers mean for the message. Pure: the worker brings time and chance.
//!
//! A service that is left alone costs nothing: its browsers keep their place, and the message comes back when it may be tried.
//!
//! A message is delivered when at least one browser's service took it and none is left to try. A browser that took it, refused
//! it or is gone is not tried again; one that may pass has its own time before which it is left alone.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use vigie_shared::delivery::{DeliveryState, backoff};

use crate::push::Outcome;
use crate::store::deliveries::Delivery;
use crate::store::outbox::{Leased, NO_SUBSCRIPTION, Settlement};

/// How soon a message looks again for a receiver who has no browser. Subscribing hastens it, so this is only the safety net.
const NO_BROWSER_WAIT: TimeDelta = TimeDelta::minutes(5);

/// The words `deliveries.outcome` holds; the same as [`Outcome::word`].
const ACCEPTED: &str = "accepted";
const GONE: &str = "gone";
const LATER: &str = "later";
const REFUSED: &str = "refused";
/// Refused because the browser subscribed with another key.
const STALE: &str = "stale";

/// Whether a browser should be tried now, by what became of the message there before.
pub fn is_due(before: Option<&Delivery>, now: DateTime<Utc>) -> bool {
    match before {
        None => true,
        Some(delivery) => delivery.outcome == LATER && delivery.at <= now,
    }
}

/// What to write down of one try.
pub fn delivery(subscription: Uuid, outcome: &Outcome, attempts: i32, jitter: f64, now: DateTime<Utc>) -> Delivery {
    let (status, at) = match outcome {
        Outcome::Accepted { status } | Outcome::Gone { status } => (Some(*status), now),
        Outcome::Refused { status, .. } | Outcome::Stale { status, .. } => (*status, now),
        Outcome::Held { until, .. } => (None, *until),
        Outcome::Later { status, retry_after, .. } => {
            let wait = backoff(attempts.max(1).unsigned_abs(), jitter, *retry_after);
            (*status, now + TimeDelta::from_std(wait).unwrap_or(TimeDelta::hours(1)))
        }
    };
    Delivery {
        subscription_id: subscription,
        outcome: outcome.word().to_owned(),
        status: status.map(i32::from),
        at,
        service: None,
    }
}

/// The message's own state once its browsers have been tried. `present` are the receiver's browsers, without those that proved
/// to be gone; `deliveries` the latest outcome at each browser there ever was; `held` is when the first of those may be tried
/// whose service is left alone.
pub fn settlement(
    message: &Leased,
    present: &[Uuid],
    deliveries: &BTreeMap<Uuid, Delivery>,
    held: Option<DateTime<Utc>>,
    error: Option<String>,
    now: DateTime<Utc>,
) -> Settlement {
    let any = |word: &str| deliveries.values().any(|delivery| delivery.outcome == word);
    let retry = |at: DateTime<Utc>, last_error| Settlement {
        state: DeliveryState::Retry,
        // Its end is when it is looked at once more, to be put away.
        next_attempt_at: at.min(message.expires_at),
        last_error,
    };
    let waiting = present.iter().filter_map(|id| deliveries.get(id)).filter(|delivery| delivery.outcome == LATER);
    if let Some(at) = waiting.map(|delivery| delivery.at).chain(held).min() {
        return retry(at, error);
    }
    let last = |state| Settlement { state, next_attempt_at: now, last_error: error.clone() };
    if any(ACCEPTED) {
        last(DeliveryState::Delivered)
    } else if any(REFUSED) || any(STALE) {
        last(DeliveryState::Dead)
    } else {
        retry(now + NO_BROWSER_WAIT, Some(NO_SUBSCRIPTION.to_owned()))
    }
}

/// The last state of a message whose end has come. `present` says whether its receiver has a browser now.
pub fn at_its_end(deliveries: &BTreeMap<Uuid, Delivery>, present: bool, now: DateTime<Utc>) -> Settlement {
    let any = |word: &str| deliveries.values().any(|delivery| delivery.outcome == word);
    let (state, why) = if any(ACCEPTED) {
        (DeliveryState::Delivered, None)
    } else if any(REFUSED) || any(STALE) {
        (DeliveryState::Dead, Some("refused, and its end came"))
    } else if any(LATER) || (present && deliveries.is_empty()) {
        (DeliveryState::Expired, Some("its end came before a push service took it"))
    } else if any(GONE) {
        (DeliveryState::Gone, Some("every subscription of the receiver was gone"))
    } else {
        (DeliveryState::Unreachable, Some(NO_SUBSCRIPTION))
    };
    Settlement { state, next_attempt_at: now, last_error: why.map(str::to_owned) }
}

#[cfg(test)]
#[path = "verdict_tests.rs"]
mod tests;
