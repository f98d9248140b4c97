//! Lease, decide, send, settle.
//!
//! What sending means is each channel's own business ([`super::channels`]); when to send and what was settled is here.
//! [`step`] does one round and says what it did; tests call it. Only [`run`] around it sleeps. Nothing is sent inside a
//! transaction, and nothing is marked as sent before it is: a node that dies in between sends again, with the same tag.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::join_all;
use tokio_util::sync::CancellationToken;
use vigie_shared::delivery::{Channel, DeliveryState};

use super::lanes::{InHand, LANES, Lane};
use super::message::Facts;
use super::round::{Receiver, Round};
use super::{also, channels, decide};
use crate::app::{App, Ctx};
use crate::store::outbox::{self, Leased, NewMessage, Settled, Settlement};
use crate::store::{Scope, StoreResult, Tx, deliveries, scope, subscriptions};

/// How long a lease holds: three times the longest a message can take (its turn, `services::turns::LONGEST_WAIT`, and its call, ten
/// seconds each).
const LEASE: TimeDelta = TimeDelta::seconds(60);
/// How often the worker looks when nobody rings: another node may have enqueued, or a retry may have become due.
const LOOK: Duration = Duration::from_secs(1);
/// How long the worker leaves a database alone that did not answer.
const AFTER_AN_ERROR: Duration = Duration::from_secs(2);

/// What one round did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepOutcome {
    /// Nothing was due.
    Idle,
    /// So many messages were taken; each was settled, put back for later, or left to its lease.
    Worked(usize),
}

/// Sends what is due until `stop` is cancelled; then finishes what is in flight and hands the rest back.
///
/// Messages do not wait for each other: whoever is done makes room for the next of its lane. A service that hangs holds at most its own
/// calls.
pub async fn run(app: Ctx, stop: CancellationToken) {
    let mut in_hand = InHand::default();
    while !stop.is_cancelled() {
        let pause = match take(&app, &in_hand.open_lanes()).await {
            Ok((0, _)) => LOOK,
            Ok((_, sendable)) => {
                for (channel, message) in sendable {
                    let (app, stop) = (app.clone(), stop.clone());
                    in_hand.spawn(channel, async move { handle(&app, &message, &stop).await });
                }
                continue;
            }
            Err(error) => {
                tracing::warn!(%error, "the outbox could not be read");
                AFTER_AN_ERROR
            }
        };
        in_hand.rest(&app, pause, &stop).await;
    }
    in_hand.end().await;
}

/// Leases what is due in these lanes and decides what of it may go now: how many messages were looked at, and those to send.
async fn take(app: &App, lanes: &[Lane]) -> StoreResult<(usize, Vec<(Channel, Leased)>)> {
    if lanes.is_empty() {
        return Ok((0, Vec::new()));
    }
    let takes_pushes = lanes.iter().any(|lane| lane.channel == Channel::Push);
    let mut count = if takes_pushes { decide::release(app).await? } else { 0 };
    let mut tx = app.store.begin().await?;
    let now = app.clock.now();
    let mut sendable = Vec::new();
    for lane in lanes {
        let limit = i64::try_from(lane.batch).unwrap_or(i64::MAX);
        let taken = outbox::lease(&mut tx, lane.channel, limit, now, LEASE).await?;
        count += taken.len();
        let free = decide::sort_out(&mut tx, taken, now).await?;
        sendable.extend(free.into_iter().map(|message| (lane.channel, message)));
    }
    tx.commit().await?;
    Ok((count, sendable))
}

/// One round: takes what is due, sends it and settles it.
pub async fn step(app: &App) -> StoreResult<StepOutcome> {
    step_until(app, &CancellationToken::new()).await
}

/// The same; what has not begun when `stop` is cancelled is handed back.
pub async fn step_until(app: &App, stop: &CancellationToken) -> StoreResult<StepOutcome> {
    let (count, sendable) = take(app, &LANES).await?;
    if count == 0 {
        return Ok(StepOutcome::Idle);
    }
    join_all(sendable.iter().map(|(_, message)| handle(app, message, stop))).await;
    Ok(StepOutcome::Worked(count))
}

/// Brings one leased message to its end for now, within its federation. An error leaves the message to its lease: it will be tried again.
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
    if let Err(error) = scope::within(Scope::Federation(message.federation_id), done).await {
        tracing::warn!(message = %message.id, %error, "message {} could not be settled; it stays leased", message.id);
    }
}

/// Looks at the message and its receiver, and gives what can be sent to its channel.
async fn send(app: &App, message: &Leased) -> StoreResult<Round> {
    let to = Receiver::of(app, message).await?;
    let now = app.clock.now();
    if to.disabled {
        return Ok(Round::ended(DeliveryState::Unreachable, "the account is disabled", now));
    }
    let Ok(channel) = message.channel.parse::<Channel>() else {
        return Ok(Round::ended(DeliveryState::Dead, "this version does not know the channel", now));
    };
    if message.expires_at <= now {
        return Ok(Round::without_sending(channels::at_its_end(channel, &to, now)));
    }
    match Facts::read(&message.kind, &message.body) {
        Ok(facts) => channels::send(app, channel, message, &to, facts).await,
        Err(why) => Ok(Round::ended(DeliveryState::Dead, why.to_string(), now)),
    }
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
    if !round.counts {
        outbox::uncount(&mut tx, message).await?;
    }
    for delivery in &round.tried {
        deliveries::record(&mut tx, federation, message.id, delivery).await?;
        match delivery.outcome.as_str() {
            "accepted" => subscriptions::mark_success(&mut tx, federation, delivery.subscription_id, now).await?,
            "gone" => subscriptions::remove_gone(&mut tx, federation, delivery.subscription_id).await?,
            "stale" => subscriptions::mark_stale(&mut tx, federation, delivery.subscription_id, now).await?,
            _ => {}
        }
    }
    if round.asked {
        outbox::tried(&mut tx, message, now).await?;
    }
    for channel in &round.also {
        tell_on(&mut tx, message, *channel, now).await?;
    }
    tx.commit().await?;
    log_end(message, &round.settlement, now);
    if !round.also.is_empty() {
        app.outbox_bell.notify_one();
    }
    Ok(())
}

/// Writes down the message that tells the same on another channel.
async fn tell_on(tx: &mut Tx, message: &Leased, channel: Channel, now: DateTime<Utc>) -> StoreResult<()> {
    // What cannot be read was never sent, and so has nothing to be told on.
    let Ok(kind) = message.kind.parse() else { return Ok(()) };
    let key = also::key(&message.key, channel);
    let (federation, user, body) = (message.federation_id, message.user_id, &message.body);
    let new = NewMessage { federation, key: &key, user, kind, body, expires_at: message.expires_at };
    outbox::enqueue_on(tx, channel, &new, now).await?;
    if channel == Channel::Mail {
        outbox::handed_on(tx, message, now).await?;
    }
    Ok(())
}

fn log_end(message: &Leased, settlement: &Settlement, now: DateTime<Utc>) {
    let (state, age) = (settlement.state, (now - message.created_at).num_seconds());
    if state.is_terminal() {
        metrics::counter!("vigie_outbox_settled_total", "state" => state.as_str()).increment(1);
        tracing::info!(message = %message.id, kind = message.kind, %state, age, "message {} is {state}", message.id);
    }
}
