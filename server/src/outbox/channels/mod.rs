//! The ways in which a message can leave, a file each.
//!
//! To add one: a variant of `Channel` in the shared crate, a file with `send`, and its lines here. A channel sends with no
//! transaction open and says what became of it; whether the message may be sent at this hour was decided before.

mod push;

use chrono::{DateTime, Utc};
use vigie_shared::delivery::{Channel, DeliveryState};

use super::message::Facts;
use super::round::{Receiver, Round};
use super::verdict;
use crate::app::App;
use crate::store::StoreResult;
use crate::store::outbox::{Leased, Settlement};

/// Sends a message by its channel.
pub async fn send(app: &App, channel: Channel, message: &Leased, to: &Receiver, facts: Facts) -> StoreResult<Round> {
    match channel {
        Channel::Push => push::send(app, message, to, facts).await,
        Channel::Mail | Channel::Webhook => {
            Ok(Round::ended(DeliveryState::Dead, "this server has no such channel", app.clock.now()))
        }
    }
}

/// The last state of a message whose end has come.
pub fn at_its_end(channel: Channel, to: &Receiver, now: DateTime<Utc>) -> Settlement {
    match channel {
        Channel::Push => verdict::at_its_end(&to.before, !to.browsers.is_empty(), now),
        Channel::Mail | Channel::Webhook => Settlement {
            state: DeliveryState::Expired,
            next_attempt_at: now,
            last_error: Some("its end came before it was taken".to_owned()),
        },
    }
}
