//! To the address at which the federation's other software listens.

use vigie_shared::delivery::{DeliveryState, MessageKind};

use super::settled;
use crate::app::App;
use crate::outbox::message::Facts;
use crate::outbox::round::Round;
use crate::store::outbox::Leased;
use crate::store::{StoreResult, alerts, users, webhooks};
use crate::webhook::event::Event;

/// Makes the event and posts it, signed.
pub async fn send(app: &App, message: &Leased, facts: &Facts) -> StoreResult<Round> {
    let mut tx = app.store.read().await?;
    let hook = webhooks::find(&mut tx, message.federation_id).await?;
    let user = users::find(&mut tx, message.federation_id, message.user_id).await?;
    let sector = match facts {
        Facts::AlertRaised(about) | Facts::Escalation(about) => {
            alerts::glance(&mut tx, message.federation_id, about.alert_id).await?.map(|alert| alert.sector_id)
        }
        Facts::CoverGap(gap) => Some(gap.sector_id),
        _ => None,
    };
    drop(tx);
    let (kind, now) = (facts.kind(), app.clock.now());
    // A trial comes before it is switched on.
    let Some(hook) = hook.filter(|hook| kind == MessageKind::Test || hook.hears(kind)) else {
        return Ok(Round::ended(DeliveryState::Expired, "the webhook was switched off before it heard of it", now));
    };
    let reference = user.and_then(|user| user.reference).unwrap_or_else(|| message.user_id.to_string());
    let severity = match facts {
        Facts::AlertRaised(about) | Facts::Escalation(about) => Some(about.severity.as_str()),
        _ => None,
    };
    let (at, id) = (message.created_at, message.id);
    let event = Event { kind, at, message: id, user_ref: &reference, severity, sector };
    let handover = app.webhooks.send(&hook, &id.to_string(), event.body(), now).await;
    Ok(settled(message, &handover, app.clock.now()))
}
