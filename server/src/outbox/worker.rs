//! Lease, send, settle.
//!
//! [`step`] does one round and says what it did; tests call it. Only [`run`] around it sleeps. Nothing is sent inside a
//! transaction, and nothing is marked as sent before it is: a node that dies in between sends again, with the same tag.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use vigie_shared::delivery::DeliveryState;
use vigie_shared::lang::Lang;

use super::message::Facts;
use super::verdict;
use crate::app::{App, Ctx};
use crate::push::Outcome;
use crate::push::cipher::Letter;
use crate::store::deliveries::{self, Delivery};
use crate::store::outbox::{self, Leased, Settled, Settlement};
use crate::store::subscriptions::{self, Subscription};
use crate::store::{StoreResult, users};

/// Messages taken at once: enough to keep connections busy, few enough to be sent well within a lease.
const BATCH: i64 = 32;
/// Rounds running side by side, so that one that waits for a hanging service does not hold up the others.
const LANES: usize = 4;
/// How long a lease holds: three times the longest a message can take (its turn and its call, ten seconds each).
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// How often the worker looks when nobody rings: another node may have enqueued, or a retry may have become due.
const LOOK: Duration = Duration::from_secs(1);
/// How long the worker leaves a database alone that did not answer.
const AFTER_AN_ERROR: Duration = Duration::from_secs(2);
/// RFC 8030 lets services cap the time they keep a message; four weeks is what they offer at most.
const LONGEST_TTL: i64 = 28 * 24 * 3_600;

/// What one round did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepOutcome {
    /// Nothing was due.
    Idle,
    /// So many messages were taken; each was settled, handed back, or left to its lease.
    Worked(usize),
}

/// Sends what is due until `stop` is cancelled; then finishes what is in flight and hands the rest back.
pub async fn run(app: Ctx, stop: CancellationToken) {
    let mut lanes = JoinSet::new();
    for _ in 0..LANES {
        lanes.spawn(lane(app.clone(), stop.clone()));
    }
    while let Some(ended) = lanes.join_next().await {
        if let Err(error) = ended
            && !stop.is_cancelled()
        {
            tracing::error!(%error, "a lane of the outbox broke; another takes its place");
            lanes.spawn(lane(app.clone(), stop.clone()));
        }
    }
}

async fn lane(app: Ctx, stop: CancellationToken) {
    while !stop.is_cancelled() {
        let pause = match step_until(&app, &stop).await {
            Ok(StepOutcome::Worked(_)) => continue,
            Ok(StepOutcome::Idle) => LOOK,
            Err(error) => {
                tracing::warn!(%error, "the outbox could not be read");
                AFTER_AN_ERROR
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = app.outbox_bell.notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// One round: takes what is due, sends it and settles it.
pub async fn step(app: &App) -> StoreResult<StepOutcome> {
    step_until(app, &CancellationToken::new()).await
}

/// The same; what has not begun when `stop` is cancelled is handed back.
pub async fn step_until(app: &App, stop: &CancellationToken) -> StoreResult<StepOutcome> {
    let mut tx = app.store.begin().await?;
    let taken = outbox::lease(&mut tx, BATCH, app.clock.now(), LEASE).await?;
    tx.commit().await?;
    if taken.is_empty() {
        return Ok(StepOutcome::Idle);
    }
    join_all(taken.iter().map(|message| handle(app, message, stop))).await;
    Ok(StepOutcome::Worked(taken.len()))
}

/// Brings one leased message to its end for now. An error leaves the message to its lease: it will be tried again.
async fn handle(app: &App, message: &Leased, stop: &CancellationToken) {
    let done = async {
        if stop.is_cancelled() {
            let mut tx = app.store.begin().await?;
            outbox::hand_back(&mut tx, message).await?;
            return tx.commit().await;
        }
        let round = send(app, message).await?;
        settle(app, message, &round).await
    };
    if let Err(error) = done.await {
        tracing::warn!(message = %message.id, %error, "message {} could not be settled; it stays leased", message.id);
    }
}

/// Everything one round found out about a message.
struct Round {
    settlement: Settlement,
    /// Outcomes of this round alone.
    tried: Vec<Delivery>,
}

impl Round {
    fn without_sending(settlement: Settlement) -> Self {
        Self { settlement, tried: Vec::new() }
    }
}

/// What sending needs to know of the receiver.
struct Receiver {
    lang: Lang,
    disabled: bool,
    browsers: Vec<Subscription>,
    before: BTreeMap<Uuid, Delivery>,
}

async fn receiver(app: &App, message: &Leased) -> StoreResult<Receiver> {
    let mut tx = app.store.read().await?;
    let user = users::find(&mut tx, message.federation_id, message.user_id).await?;
    let browsers = subscriptions::of_user(&mut tx, message.federation_id, message.user_id).await?;
    let before = deliveries::of_message(&mut tx, message.federation_id, message.id).await?;
    Ok(Receiver {
        lang: user.as_ref().and_then(|user| user.locale.parse().ok()).unwrap_or_default(),
        disabled: user.is_none_or(|user| user.disabled_at.is_some()),
        browsers,
        before: before.into_iter().map(|delivery| (delivery.subscription_id, delivery)).collect(),
    })
}

async fn send(app: &App, message: &Leased) -> StoreResult<Round> {
    let mut to = receiver(app, message).await?;
    let now = app.clock.now();
    let last =
        |state, why: String| Round::without_sending(Settlement { state, next_attempt_at: now, last_error: Some(why) });
    if to.disabled {
        return Ok(last(DeliveryState::Unreachable, "the account is disabled".to_owned()));
    }
    if message.expires_at <= now {
        return Ok(Round::without_sending(verdict::at_its_end(&to.before, now)));
    }
    let facts = match Facts::read(&message.kind, &message.body) {
        Ok(facts) => facts,
        Err(why) => return Ok(last(DeliveryState::Dead, why.to_string())),
    };
    let (text, topic) = (facts.payload(message.id, to.lang, &app.public_url), facts.topic(message.user_id));
    let ttl = (message.expires_at - now).num_seconds().clamp(1, LONGEST_TTL);
    let letter =
        Letter { text: &text, ttl: u32::try_from(ttl).unwrap_or(1), urgency: facts.kind().urgency(), topic: &topic };
    let due = to.browsers.iter().filter(|browser| verdict::is_due(to.before.get(&browser.id), now));
    let tries = due.map(|browser| async move { (browser.id, app.push.send(browser, letter, now).await) });
    let outcomes: Vec<(Uuid, Outcome)> = join_all(tries).await;
    Ok(judge(app, message, &mut to, &outcomes))
}

/// Turns this round's outcomes into what is written down.
fn judge(app: &App, message: &Leased, to: &mut Receiver, outcomes: &[(Uuid, Outcome)]) -> Round {
    // Sending took time: waiting starts from the answer.
    let now = app.clock.now();
    let mut error = None;
    let mut tried = Vec::new();
    for (browser, outcome) in outcomes {
        let jitter = rand::random::<f64>();
        tried.push(verdict::delivery(*browser, outcome, message.attempts, jitter, now));
        match outcome {
            Outcome::Refused { why, .. } => {
                tracing::error!(message = %message.id, subscription = %browser, why, "a push was refused");
                error = Some(why.clone());
            }
            Outcome::Later { why, .. } => error = error.or_else(|| Some(why.clone())),
            Outcome::Gone { .. } => to.browsers.retain(|kept| kept.id != *browser),
            Outcome::Accepted { .. } => {}
        }
    }
    to.before.extend(tried.iter().map(|delivery| (delivery.subscription_id, delivery.clone())));
    let present: Vec<Uuid> = to.browsers.iter().map(|browser| browser.id).collect();
    Round { settlement: verdict::settlement(message, &present, &to.before, error, now), tried }
}

/// One transaction: the message's state, each browser's outcome, and the end of subscriptions that are gone.
async fn settle(app: &App, message: &Leased, round: &Round) -> StoreResult<()> {
    let now = app.clock.now();
    let federation = message.federation_id;
    let mut tx = app.store.begin().await?;
    if outbox::settle(&mut tx, message, &round.settlement, now).await? == Settled::Stale {
        // Another worker has it. Dropping the transaction leaves everything as that one will say.
        tracing::warn!(message = %message.id, "message {} was settled too late; its lease had run out", message.id);
        return Ok(());
    }
    for delivery in &round.tried {
        deliveries::record(&mut tx, federation, message.id, delivery).await?;
        match delivery.outcome.as_str() {
            "accepted" => subscriptions::mark_success(&mut tx, federation, delivery.subscription_id, now).await?,
            "gone" => subscriptions::remove_gone(&mut tx, federation, delivery.subscription_id).await?,
            _ => {}
        }
    }
    tx.commit().await?;
    log_end(message, &round.settlement, now);
    Ok(())
}

fn log_end(message: &Leased, settlement: &Settlement, now: DateTime<Utc>) {
    let (state, age) = (settlement.state, (now - message.created_at).num_seconds());
    if state.is_terminal() {
        metrics::counter!("vigie_outbox_settled_total", "state" => state.as_str()).increment(1);
        tracing::info!(message = %message.id, kind = message.kind, %state, age, "message {} is {state}", message.id);
    }
}
