//! The ways in which a message can leave, a file each.
//!
//! To add one: a variant of `Channel` in the shared crate, a file with `send`, and its lines here. A channel sends with no
//! transaction open and says what became of it; whether the message may be sent at this hour was decided before.

mod mail;
mod push;
mod webhook;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use vigie_shared::delivery::{Channel, DeliveryState, backoff};

use super::also;
use super::message::Facts;
use super::round::{Receiver, Round};
use super::verdict;
use crate::app::App;
use crate::handover::Handover;
use crate::store::StoreResult;
use crate::store::outbox::{Leased, Settlement};

/// Sends a message by its channel, and says which others must tell it too.
pub async fn send(app: &App, channel: Channel, message: &Leased, to: &Receiver, facts: Facts) -> StoreResult<Round> {
    let mut round = match channel {
        Channel::Push if to.told_by_mail && to.browsers.is_empty() => return Ok(by_mail(app.clock.now())),
        Channel::Push => push::send(app, message, to, &facts).await?,
        Channel::Mail => mail::send(app, message, to, &facts).await?,
        Channel::Webhook => webhook::send(app, message, &facts).await?,
    };
    round.asked = true;
    if channel == Channel::Push {
        round.also = also::channels(message, to, &facts, &mut round.settlement, app.clock.now());
    }
    Ok(round)
}

/// The last state of a message whose end has come.
pub fn at_its_end(channel: Channel, to: &Receiver, now: DateTime<Utc>) -> Settlement {
    match channel {
        Channel::Push => match verdict::at_its_end(&to.before, !to.browsers.is_empty(), now) {
            ended if ended.state != DeliveryState::Delivered && to.told_by_mail => by_mail(now).settlement,
            ended => ended,
        },
        Channel::Mail | Channel::Webhook => Settlement {
            state: DeliveryState::Expired,
            next_attempt_at: now,
            last_error: Some("its end came before it was taken".to_owned()),
        },
    }
}

/// The end of a push that never arrived and whose news did.
fn by_mail(now: DateTime<Utc>) -> Round {
    Round::ended(DeliveryState::Merged, "it went by mail", now)
}

/// What one try means for a message that has one place to go to.
fn settled(message: &Leased, handover: &Handover, now: DateTime<Utc>) -> Round {
    match handover {
        Handover::Taken => Round::without_sending(Settlement {
            state: DeliveryState::Delivered,
            next_attempt_at: now,
            last_error: None,
        }),
        Handover::Refused { why } => Round::ended(DeliveryState::Dead, why.clone(), now),
        Handover::Later { retry_after, why } => again(message, *retry_after, why, now),
        Handover::Deferred { why } => again(message, None, why, now),
        // Nothing was tried: it was no attempt.
        Handover::Held { until, why } => Round { counts: false, ..retry(message, *until, why) },
    }
}

/// To be tried after its next wait.
fn again(message: &Leased, retry_after: Option<Duration>, why: &str, now: DateTime<Utc>) -> Round {
    let wait = backoff(message.attempts.max(1).unsigned_abs(), rand::random(), retry_after);
    retry(message, now + TimeDelta::from_std(wait).unwrap_or(TimeDelta::hours(1)), why)
}

fn retry(message: &Leased, at: DateTime<Utc>, why: &str) -> Round {
    Round::without_sending(Settlement {
        state: DeliveryState::Retry,
        // Its end is when it is looked at once more, to be put away.
        next_attempt_at: at.min(message.expires_at),
        last_error: Some(why.to_owned()),
    })
}
