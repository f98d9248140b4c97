//! Whether what was leased may leave now: in the transaction of the lease, before anything is sent.
//!
//! The answer itself is pure (`vigie_shared::delivery::decide`); here is what it needs to know, and what is done about it:
//!
//! * [`overtaken`]: what somebody else has settled since is let go.
//! * [`digest`]: what a digest says is counted now; what waited for the same hour goes into it.
//! * [`missed`]: what came due while no server was up waits like what a server held.
//! * [`release`]: when the hour of what was held has come.
//!
//! Receivers are locked while it is decided about them, so that of several nodes one counts and merges at a time. Who is locked
//! elsewhere is left for the next round, so nobody waits for anybody.

mod digest;
mod missed;
mod overtaken;
mod release;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_shared::delivery::decide::{self as domain, Ask, Decision, Reason, decide};
use vigie_shared::delivery::kinds::{Class, is_needed};
use vigie_shared::delivery::{Channel, DeliveryState, MessageKind};
use vigie_shared::role::Role;
use vigie_shared::rules::Severity;

use super::message::Facts;
use crate::mutant::mutant;
use crate::notifications::Listener;
use crate::settings::Work;
use crate::store::held::{self, End};
use crate::store::outbox::{self, Leased};
use crate::store::{StoreResult, Tx, deliveries, users};

pub use digest::compose;
pub use release::{key as digest_key, run as release};

/// Somebody messages are for.
#[derive(Debug)]
struct Person {
    id: Uuid,
    listener: Listener,
}

/// What was learned about federations and people while a batch is decided about.
#[derive(Debug)]
struct Known {
    now: DateTime<Utc>,
    works: BTreeMap<Uuid, Arc<Work>>,
    people: BTreeMap<(Uuid, Uuid), Option<Arc<Person>>>,
    /// For whom it was looked what nobody had looked at in time.
    looked: BTreeSet<(Uuid, Uuid)>,
}

impl Known {
    fn at(now: DateTime<Utc>) -> Self {
        Self { now, works: BTreeMap::new(), people: BTreeMap::new(), looked: BTreeSet::new() }
    }

    async fn work(&mut self, tx: &mut Tx, federation: Uuid) -> StoreResult<Arc<Work>> {
        if let Some(work) = self.works.get(&federation) {
            return Ok(work.clone());
        }
        let work = Arc::new(Work::of(tx, federation).await?);
        self.works.insert(federation, work.clone());
        Ok(work)
    }

    /// None for who is disabled or unknown: sending says so.
    async fn person(&mut self, tx: &mut Tx, federation: Uuid, user: Uuid) -> StoreResult<Option<Arc<Person>>> {
        if let Some(person) = self.people.get(&(federation, user)) {
            return Ok(person.clone());
        }
        let row = users::find(tx, federation, user).await?.filter(|row| row.disabled_at.is_none());
        let role = row.and_then(|row| row.role.parse::<Role>().ok());
        let person = match role {
            Some(role) => {
                Some(Arc::new(Person { id: user, listener: Listener::of(tx, federation, user, role, self.now).await? }))
            }
            None => None,
        };
        self.people.insert((federation, user), person.clone());
        Ok(person)
    }
}

/// What is to be done with a message.
#[derive(Debug, PartialEq)]
enum Verdict {
    Send,
    Wait(DateTime<Utc>),
    /// It would have waited until then, and no server was there to hold it.
    Late(DateTime<Utc>),
    /// Ends without being sent.
    End(DeliveryState, &'static str),
    /// Today's digest tells of it.
    Merge(Uuid),
}

/// Decides about leased messages; gives those back that are to be sent.
pub async fn sort_out(tx: &mut Tx, taken: Vec<Leased>, now: DateTime<Utc>) -> StoreResult<Vec<Leased>> {
    let free = lock_receivers(tx, &taken).await?;
    let mut known = Known::at(now);
    let mut sendable = Vec::with_capacity(taken.len());
    for mut message in taken {
        if !is_decided_about(&message) {
            sendable.push(message);
        } else if !free.contains(&message.user_id) {
            outbox::hand_back(tx, &message).await?;
        } else if admit(tx, &mut known, &mut message).await? {
            sendable.push(message);
        }
    }
    Ok(sendable)
}

/// What somebody has just done or asked for is told at once, and a webhook has no hours.
fn is_decided_about(message: &Leased) -> bool {
    let at_once = [MessageKind::Test.as_str(), MessageKind::Security.as_str()];
    !at_once.contains(&message.kind.as_str()) && message.channel != Channel::Webhook.as_str()
}

async fn lock_receivers(tx: &mut Tx, taken: &[Leased]) -> StoreResult<BTreeSet<Uuid>> {
    let mut receivers: BTreeMap<Uuid, BTreeSet<Uuid>> = BTreeMap::new();
    for message in taken.iter().filter(|message| is_decided_about(message)) {
        receivers.entry(message.federation_id).or_default().insert(message.user_id);
    }
    let mut free = BTreeSet::new();
    for (federation, users) in receivers {
        let users: Vec<Uuid> = users.into_iter().collect();
        free.extend(users::lock_free(tx, federation, &users).await?);
    }
    Ok(free)
}

/// Does what is to be done about one leased message; says whether it is to be sent.
async fn admit(tx: &mut Tx, known: &mut Known, message: &mut Leased) -> StoreResult<bool> {
    let now = known.now;
    let is_digest = message.kind == MessageKind::Digest.as_str() && message.channel == Channel::Push.as_str();
    // With whatever else has waited for this hour.
    if is_digest && !release::into_digest(tx, known, message).await? {
        outbox::hand_back(tx, message).await?;
        return Ok(false);
    }
    match verdict(tx, known, message).await? {
        Verdict::Send => {
            count(tx, known, message).await?;
            return Ok(true);
        }
        Verdict::Wait(_) | Verdict::Late(_) | Verdict::Merge(_) if was_taken(tx, message).await? => {
            let end =
                End { state: DeliveryState::Delivered, why: "one browser had it before", into: None, by_rule: false };
            held::end(tx, message, end, now).await?;
        }
        Verdict::Wait(until) => {
            held::hold(tx, message, until, !is_digest, now).await?;
        }
        Verdict::Late(moment) => {
            held::hold(tx, message, moment, true, now).await?;
            missed::gather(tx, known, (message.federation_id, message.user_id)).await?;
        }
        Verdict::Merge(digest) => {
            held::end(tx, message, merged(digest), now).await?;
        }
        Verdict::End(state, why) => let_go(tx, message, state, why, now).await?,
    }
    Ok(false)
}

/// The end of a message that a digest tells of.
fn merged(digest: Uuid) -> End<'static> {
    End { state: DeliveryState::Merged, why: "told in one message", into: Some(digest), by_rule: false }
}

/// Ends a message that will not be sent (any more). What one browser has already taken was delivered.
async fn let_go(tx: &mut Tx, message: &Leased, state: DeliveryState, why: &str, now: DateTime<Utc>) -> StoreResult<()> {
    let delivered = was_taken(tx, message).await?;
    let state = if delivered { DeliveryState::Delivered } else { state };
    let end = End { state, why, into: None, by_rule: state == DeliveryState::Expired };
    held::end(tx, message, end, now).await?;
    metrics::counter!("vigie_outbox_settled_total", "state" => state.as_str()).increment(1);
    tracing::info!(message = %message.id, kind = message.kind, %state, why, "message {} is {state}", message.id);
    Ok(())
}

/// Whether a browser's service has taken it in an earlier round.
async fn was_taken(tx: &mut Tx, message: &Leased) -> StoreResult<bool> {
    if message.attempts <= 1 {
        return Ok(false);
    }
    let before = deliveries::of_message(tx, message.federation_id, message.id).await?;
    Ok(before.iter().any(|delivery| delivery.outcome == "accepted"))
}

/// What is to be done with one message, leased or held. A digest gets its figures.
async fn verdict(tx: &mut Tx, known: &mut Known, message: &mut Leased) -> StoreResult<Verdict> {
    let (now, federation) = (known.now, message.federation_id);
    let Some(person) = known.person(tx, federation, message.user_id).await? else { return Ok(Verdict::Send) };
    // Sending says why of what has ended and of what cannot be read.
    let Ok(facts) = Facts::read(&message.kind, &message.body) else { return Ok(Verdict::Send) };
    if message.expires_at <= now {
        return Ok(Verdict::Send);
    }
    let work = known.work(tx, federation).await?;
    let about = match overtaken::look(tx, &work, &person, message, &facts, now).await? {
        Ok(about) => about,
        Err(verdict) => return Ok(verdict),
    };
    if let (Facts::Digest(_), true) = (&facts, message.channel == Channel::Push.as_str()) {
        let summary =
            digest::compose(tx, &work, (federation, person.id), person.listener.role, Some(message.id), now).await?;
        if summary.is_empty() {
            return Ok(Verdict::End(DeliveryState::Expired, overtaken::NOTHING_WAITS));
        }
        message.body = Facts::Digest(summary).to_body();
        held::set_body(tx, message, &message.body).await?;
    }
    let class = Class::of(facts.kind(), severity(&facts));
    let role = person.listener.role;
    let (decision, missed) = hours(tx, &work, &person, message, (class, about), now).await?;
    Ok(match decision {
        Decision::Now => missed.filter(|_| is_told_in_one(message)).map_or(Verdict::Send, Verdict::Late),
        Decision::Wait(until) => Verdict::Wait(until),
        Decision::Drop(Reason::Expired) => Verdict::Send,
        // No channel at all: somebody should know.
        Decision::Drop(why @ Reason::SwitchedOff) if is_needed(role, facts.kind(), class) => {
            Verdict::End(DeliveryState::Unreachable, why.as_str())
        }
        Decision::Drop(why) => Verdict::End(DeliveryState::Expired, why.as_str()),
    })
}

/// A push with news of its own.
fn is_told_in_one(message: &Leased) -> bool {
    message.channel == Channel::Push.as_str() && message.kind != MessageKind::Digest.as_str()
}

/// Asks the domain; and for which moment the message would have waited, had it been looked at when it was due.
async fn hours(
    tx: &mut Tx,
    work: &Work,
    person: &Person,
    message: &Leased,
    (class, about): (Class, Option<(Uuid, Uuid)>),
    now: DateTime<Utc>,
) -> StoreResult<(Decision, Option<DateTime<Utc>>)> {
    let Person { id, listener } = person;
    let kind = message.kind.parse().unwrap_or(MessageKind::Test);
    let today = work.calendar.day_of(now).to_string();
    let sent_today = match class {
        Class::Ordinary => held::count(tx, message.federation_id, *id, &today, message.id).await?,
        Class::Critical | Class::Test => 0,
    };
    let ask = Ask {
        class,
        now,
        expires_at: message.expires_at,
        quiet: &listener.quiet(work),
        duty: &listener.duty(work, about),
        sent_today: u32::try_from(sent_today).unwrap_or(u32::MAX),
        cap: work.settings.notifications.daily_cap,
        off: listener.wishes.is_off(listener.role, kind, class) || !(listener.push || listener.mail),
    };
    let decision = mutant!("told_at_any_hour", Decision::Now, decide(&ask));
    Ok((decision, domain::missed(&ask, message.next_attempt_at)))
}

fn severity(facts: &Facts) -> Option<Severity> {
    match facts {
        Facts::AlertRaised(about) | Facts::Escalation(about) => about.severity.parse().ok(),
        _ => None,
    }
}

/// Lets what is about to be sent count for its receiver's day. What mail tells as well was counted with its push.
async fn count(tx: &mut Tx, known: &mut Known, message: &Leased) -> StoreResult<()> {
    let ordinary = Facts::read(&message.kind, &message.body)
        .is_ok_and(|facts| Class::of(facts.kind(), severity(&facts)) == Class::Ordinary);
    if ordinary && message.channel == Channel::Push.as_str() {
        let day = known.work(tx, message.federation_id).await?.calendar.day_of(known.now);
        held::counted(tx, message, &day.to_string()).await?;
    }
    Ok(())
}
