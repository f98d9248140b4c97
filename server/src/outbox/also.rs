//! When a push is not enough: which other channels must tell the same. Pure: the worker writes their messages down in the transaction
//! that settles the push, keyed by it, so that each is made once whatever crashes.

use chrono::{DateTime, TimeDelta, Utc};
use vigie_shared::delivery::{Channel, DeliveryState};
use vigie_shared::rules::Severity;

use super::message::Facts;
use super::round::Receiver;
use crate::store::outbox::{Leased, NO_SUBSCRIPTION, Settlement};

/// How long an important push may be under way before mail tells it as well.
pub const PATIENCE: TimeDelta = TimeDelta::minutes(10);

/// Whether somebody must hear of it, by mail if need be.
pub fn is_important(facts: &Facts) -> bool {
    match facts {
        Facts::AlertRaised(about) => {
            about.severity.parse::<Severity>().is_ok_and(|severity| severity >= Severity::High)
        }
        Facts::Escalation(_)
        | Facts::FollowUpOverdue(_)
        | Facts::CoverGap(_)
        | Facts::CoverBegins(_)
        | Facts::Digest(_) => true,
        Facts::Feedback(_)
        | Facts::UnratedVisit(_)
        | Facts::FollowUpDue(_)
        | Facts::Caseload(_)
        | Facts::AideReply(_)
        | Facts::CaseMoved
        | Facts::Quarantine
        // It is a letter from the beginning.
        | Facts::Security(_)
        | Facts::Test => false,
    }
}

/// The key of the message that tells the same on another channel.
pub fn key(of: &str, channel: Channel) -> String {
    format!("{of}:{channel}")
}

/// The key of the push for which a letter stands in.
pub fn push_of(letter: &str) -> Option<&str> {
    letter.strip_suffix(Channel::Mail.as_str())?.strip_suffix(':')
}

/// When mail must tell it, if its push stays as it is now; never, if it arrived.
fn mail_from(now_is: &Settlement, first_try: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match now_is.state {
        DeliveryState::Gone | DeliveryState::Dead | DeliveryState::Unreachable => Some(now),
        DeliveryState::Retry if now_is.last_error.as_deref() == Some(NO_SUBSCRIPTION) => Some(now),
        DeliveryState::Retry => Some(first_try + PATIENCE),
        DeliveryState::Pending
        | DeliveryState::Leased
        | DeliveryState::Delivered
        | DeliveryState::Expired
        | DeliveryState::Merged => None,
    }
}

/// Which channels must tell a message now that its push ended a round with `settlement`. If one must later, the push looks again by then.
pub fn channels(
    message: &Leased,
    to: &Receiver,
    facts: &Facts,
    settlement: &mut Settlement,
    now: DateTime<Utc>,
) -> Vec<Channel> {
    // What people are told, the federation's other software is told when they are.
    let mut also = if to.webhook_hears { vec![Channel::Webhook] } else { Vec::new() };
    // Who wants mail instead of pushes is told everything by mail.
    let by_mail = to.takes_mail && (is_important(facts) || !to.takes_push);
    if message.handed_on_at.is_some() || !by_mail {
        return also;
    }
    match mail_from(settlement, message.first_try_at.unwrap_or(now), now) {
        Some(at) if at <= now => also.push(Channel::Mail),
        Some(at) => settlement.next_attempt_at = settlement.next_attempt_at.min(at),
        None => {}
    }
    also
}
