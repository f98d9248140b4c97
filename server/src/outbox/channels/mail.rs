//! To the receiver's mail address, through the operator's mail server.

use vigie_shared::delivery::DeliveryState;

use super::settled;
use crate::app::App;
use crate::mail::letter::Envelope;
use crate::outbox::also;
use crate::outbox::message::Facts;
use crate::outbox::round::{Receiver, Round};
use crate::store::StoreResult;
use crate::store::outbox::{self, Leased};

/// Writes the letter and hands it to the mail server.
pub async fn send(app: &App, message: &Leased, to: &Receiver, facts: &Facts) -> StoreResult<Round> {
    let now = app.clock.now();
    let Some(mailer) = &app.mail else {
        return Ok(Round::ended(DeliveryState::Unreachable, "this server sends no mail", now));
    };
    let Some(address) = &to.email else {
        return Ok(Round::ended(DeliveryState::Unreachable, "the receiver has no mail address", now));
    };
    if push_arrived(app, message).await? {
        return Ok(Round::ended(DeliveryState::Merged, "its push arrived meanwhile", now));
    }
    let letter = facts.letter(to.lang, &app.public_url);
    let envelope = Envelope { to: address, id: message.id, at: message.created_at };
    let handover = mailer.send(&envelope, &letter, now).await;
    Ok(settled(message, &handover, app.clock.now()))
}

/// Whether the push for which the letter stands in got through after all.
async fn push_arrived(app: &App, message: &Leased) -> StoreResult<bool> {
    let Some(push) = also::push_of(&message.key) else { return Ok(false) };
    let mut tx = app.store.read().await?;
    let standing = outbox::standing(&mut tx, message.federation_id, push).await?;
    Ok(standing.is_some_and(|push| push.state == DeliveryState::Delivered.as_str()))
}
