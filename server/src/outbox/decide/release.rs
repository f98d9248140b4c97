//! When the hour of what was held has come: one message goes as itself, several become one digest.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_shared::delivery::{Channel, MessageKind};

use super::{Known, Verdict, let_go, merged, missed, verdict};
use crate::app::App;
use crate::outbox::message::{Facts, Summary};
use crate::store::outbox::{self, Leased, NewMessage};
use crate::store::{StoreResult, Tx, held, users};

/// Receivers looked at in one round; the rest follow in the next, which comes at once.
const BATCH: i64 = 32;

/// Releases what has waited long enough, a transaction a receiver; says for how many receivers.
pub async fn run(app: &App) -> StoreResult<usize> {
    let now = app.clock.now();
    let mut tx = app.store.read().await?;
    let receivers = held::receivers(&mut tx, now, BATCH).await?;
    drop(tx);
    let mut done = 0;
    for (federation, user) in receivers {
        let mut tx = app.store.begin().await?;
        if users::lock_free(&mut tx, federation, &[user]).await?.is_empty() {
            // Another node is about it.
            continue;
        }
        let mut known = Known::at(now);
        if !missed::gather(&mut tx, &mut known, (federation, user)).await? {
            // Another node is about to give back some of what belongs to it.
            continue;
        }
        let free = sift(&mut tx, &mut known, (federation, user)).await?;
        gather(&mut tx, (federation, user), free, now).await?;
        tx.commit().await?;
        done += 1;
    }
    Ok(done)
}

/// Merges what has waited for the same hour into a digest that is about to be sent. False: another node is about to give back some of it.
pub(super) async fn into_digest(tx: &mut Tx, known: &mut Known, digest: &Leased) -> StoreResult<bool> {
    let receiver = (digest.federation_id, digest.user_id);
    if !missed::gather(tx, known, receiver).await? {
        return Ok(false);
    }
    for message in sift(tx, known, receiver).await? {
        held::end(tx, &message, merged(digest.id), known.now).await?;
    }
    Ok(true)
}

/// Decides anew about everything held whose hour has come: the hours may have changed, or the world. Gives what may leave.
async fn sift(tx: &mut Tx, known: &mut Known, (federation, user): (Uuid, Uuid)) -> StoreResult<Vec<Leased>> {
    let mut free = Vec::new();
    for mut message in held::due(tx, federation, user, known.now).await? {
        match verdict(tx, known, &mut message).await? {
            Verdict::Wait(until) => held::release(tx, &message, Some(until)).await?,
            Verdict::End(state, why) => let_go(tx, &message, state, why, known.now).await?,
            Verdict::Merge(digest) => {
                held::end(tx, &message, merged(digest), known.now).await?;
            }
            // What is over, or cannot be read, goes its way and is put away there.
            Verdict::Send | Verdict::Late(_) if message.expires_at <= known.now || !is_merged(&message) => {
                held::release(tx, &message, None).await?;
            }
            Verdict::Send | Verdict::Late(_) => free.push(message),
        }
    }
    Ok(free)
}

/// Mail and what no server can read are nobody's digest.
fn is_merged(message: &Leased) -> bool {
    message.channel == Channel::Push.as_str() && Facts::read(&message.kind, &message.body).is_ok()
}

/// One message as itself, several as one; any number into the digest that is there.
async fn gather(
    tx: &mut Tx,
    (federation, user): (Uuid, Uuid),
    free: Vec<Leased>,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let Some(moment) = free.iter().map(|message| message.next_attempt_at).max() else { return Ok(()) };
    let digest = match held::open_digest(tx, federation, user, now).await? {
        Some(digest) => Some(digest),
        None if free.len() > 1 => make(tx, (federation, user), moment, now).await?,
        None => None,
    };
    for message in free {
        match digest {
            Some(digest) => {
                held::end(tx, &message, merged(digest), now).await?;
            }
            None => held::release(tx, &message, None).await?,
        }
    }
    Ok(())
}

/// A digest of this moment; none when there was one that has gone out already.
async fn make(
    tx: &mut Tx,
    (federation, user): (Uuid, Uuid),
    moment: DateTime<Utc>,
    now: DateTime<Utc>,
) -> StoreResult<Option<Uuid>> {
    let kind = MessageKind::Digest;
    let body = Facts::Digest(Summary::default()).to_body();
    let message =
        NewMessage { federation, key: &key(user, moment), user, kind, body: &body, expires_at: now + kind.ttl() };
    outbox::enqueue(tx, &message, now).await?;
    held::open_digest(tx, federation, user, now).await
}

/// One digest a receiver and moment.
pub fn key(user: Uuid, moment: DateTime<Utc>) -> String {
    format!("digest:{user}:{}", moment.timestamp())
}
