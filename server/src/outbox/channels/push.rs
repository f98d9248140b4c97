//! To each of the receiver's browsers, through its push service.

use chrono::{DateTime, Utc};
use futures_util::future::join_all;
use uuid::Uuid;

use crate::app::App;
use crate::outbox::message::Facts;
use crate::outbox::round::{Receiver, Round};
use crate::outbox::verdict;
use crate::push::Outcome;
use crate::push::cipher::Letter;
use crate::push::receipt::Receipt;
use crate::push::vapid::VapidError;
use crate::store::StoreResult;
use crate::store::deliveries::Delivery;
use crate::store::outbox::Leased;

/// RFC 8030 lets services cap the time they keep a message; four weeks is what they offer at most.
const LONGEST_TTL: i64 = 28 * 24 * 3_600;

/// Words the message and posts it to the browsers that do not have it yet.
pub async fn send(app: &App, message: &Leased, to: &Receiver, facts: &Facts) -> StoreResult<Round> {
    let now = app.clock.now();
    look_for_keys(app, to).await?;
    let (topic, urgency) = (facts.topic(message.user_id), facts.kind().urgency());
    let ttl = (message.expires_at - now).num_seconds().clamp(1, LONGEST_TTL);
    let ttl = u32::try_from(ttl).unwrap_or(1);
    let due = to.browsers.iter().filter(|browser| verdict::is_due(to.before.get(&browser.id), now));
    let tries = due.map(|browser| {
        let (federation, subscription, topic) = (message.federation_id, browser.id, &topic);
        let receipt = app.receipts.make(Receipt { federation, message: message.id, subscription });
        let text = facts.payload(message.id, &receipt, to.lang, &app.public_url);
        async move {
            let letter = Letter { text: &text, ttl, urgency, topic };
            (browser.id, app.push.send(browser, letter, now).await)
        }
    });
    let outcomes: Vec<(Uuid, Outcome)> = join_all(tries).await;
    Ok(judge(app, message, to, &outcomes))
}

/// A browser may have subscribed at another server, with a key that was made there since this one looked last.
async fn look_for_keys(app: &App, to: &Receiver) -> StoreResult<()> {
    let keyring = app.push.keyring();
    if to.browsers.iter().all(|browser| keyring.of(browser.vapid_key.as_deref()).is_some()) {
        return Ok(());
    }
    let mut tx = app.store.read().await?;
    match app.push.reload(&mut tx, app.clock.now()).await {
        Ok(()) => Ok(()),
        Err(VapidError::Store(error)) => Err(error),
        Err(error) => {
            tracing::error!(%error, "the push keys cannot be used");
            Ok(())
        }
    }
}

/// Turns this round's outcomes into what is written down.
fn judge(app: &App, message: &Leased, to: &Receiver, outcomes: &[(Uuid, Outcome)]) -> Round {
    // Sending took time: waiting starts from the answer.
    let now = app.clock.now();
    let (mut error, mut held) = (None, None);
    let mut tried = Vec::new();
    let mut known = to.before.clone();
    let mut present: Vec<Uuid> = to.browsers.iter().map(|browser| browser.id).collect();
    for (browser, outcome) in outcomes {
        if let Outcome::Held { until, why } = outcome {
            held = held.map_or(Some(*until), |first: DateTime<Utc>| Some(first.min(*until)));
            error = error.or_else(|| Some(why.clone()));
            // Its time had come, or it would not have been asked for: it waits for its service now.
            known.remove(browser);
            continue;
        }
        let jitter = rand::random::<f64>();
        let endpoint = to.browsers.iter().find(|kept| kept.id == *browser).map(|kept| kept.endpoint.as_str());
        let service = endpoint.and_then(|endpoint| app.push.service_of(endpoint));
        tried.push(Delivery { service, ..verdict::delivery(*browser, outcome, message.attempts, jitter, now) });
        match outcome {
            Outcome::Refused { why, .. } | Outcome::Stale { why, .. } => {
                tracing::error!(message = %message.id, subscription = %browser, why, "a push was refused");
                error = Some(why.clone());
            }
            Outcome::Later { why, .. } => error = error.or_else(|| Some(why.clone())),
            Outcome::Gone { .. } => present.retain(|kept| kept != browser),
            Outcome::Accepted { .. } | Outcome::Held { .. } => {}
        }
    }
    known.extend(tried.iter().map(|delivery| (delivery.subscription_id, delivery.clone())));
    // Nothing was tried: it was no attempt.
    let counts = held.is_none() || !tried.is_empty();
    let settlement = verdict::settlement(message, &present, &known, held, error, now);
    Round { tried, counts, ..Round::without_sending(settlement) }
}
