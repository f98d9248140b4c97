//! Messages between the transaction of their fact and their delivery.
//!
//! A worker leases what is due, sends with no transaction open, and settles. What is due follows the business clock that the
//! caller hands in; how long a lease holds follows the **database's** clock, the only one all nodes share. Each lease raises the
//! row's fence, and settling with an old fence changes nothing: a node that was paused cannot overwrite what another did since.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;
use vigie_shared::delivery::{Channel, DeliveryState, MessageKind};

use super::db::on;
use super::{StoreResult, Tx};
use crate::ids;
use crate::mutant::mutant;

/// `last_error` of a message whose receiver had no browser to push to.
pub const NO_SUBSCRIPTION: &str = "no_subscription";

/// A message about to be written down.
#[derive(Debug, Clone)]
pub struct NewMessage<'a> {
    pub federation: Uuid,
    /// The fact and its receiver: the same fact never makes two messages.
    pub key: &'a str,
    /// The receiver.
    pub user: Uuid,
    pub kind: MessageKind,
    /// Facts in no language: `outbox::message` words them when the message is sent.
    pub body: &'a Value,
    /// When the news is no longer worth telling.
    pub expires_at: DateTime<Utc>,
}

/// A message in a worker's hands.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Leased {
    pub federation_id: Uuid,
    pub id: Uuid,
    pub key: String,
    pub user_id: Uuid,
    /// A word of [`Channel`].
    pub channel: String,
    pub kind: String,
    #[sqlx(json)]
    pub body: Value,
    /// Leases so far, this one included.
    pub attempts: i32,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub fence: i64,
    /// When its channel was first asked to take it.
    pub first_try_at: Option<DateTime<Utc>>,
    /// When mail was made to tell it as well.
    pub handed_on_at: Option<DateTime<Utc>>,
    /// When it was due.
    pub next_attempt_at: DateTime<Utc>,
}

/// What a worker writes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    pub state: DeliveryState,
    /// When to look again; only [`DeliveryState::Retry`] uses it.
    pub next_attempt_at: DateTime<Utc>,
    pub last_error: Option<String>,
}

/// Whether a worker still held what it wrote back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    Done,
    /// The lease had run out and another worker took the message: nothing was changed.
    Stale,
}

/// Writes a message to browsers down unless the same fact already made one; says whether it is new.
pub async fn enqueue(tx: &mut Tx, message: &NewMessage<'_>, now: DateTime<Utc>) -> StoreResult<bool> {
    mutant!("no_message_key" => {
        let key = &format!("{}:{}", message.key, ids::fresh());
        return enqueue_on(tx, Channel::Push, &NewMessage { key, ..message.clone() }, now).await;
    });
    enqueue_on(tx, Channel::Push, message, now).await
}

/// The same for any channel.
pub async fn enqueue_on(
    tx: &mut Tx,
    channel: Channel,
    message: &NewMessage<'_>,
    now: DateTime<Utc>,
) -> StoreResult<bool> {
    const SQL: &str =
        "INSERT INTO outbox (federation_id, id, key, user_id, kind, body, state, attempts, next_attempt_at,
            expires_at, fence, created_at, channel)
        VALUES ($1, $2, $3, $4, $5, $6, 'pending', 0, $7, $8, 0, $7, $9) ON CONFLICT (federation_id, key) DO NOTHING";
    let new = on!(tx, c => sqlx::query(SQL).bind(message.federation).bind(ids::fresh()).bind(message.key).bind(message.user)
        .bind(message.kind.as_str()).bind(Json(message.body)).bind(now).bind(message.expires_at).bind(channel.as_str())
        .execute(c).await?.rows_affected());
    Ok(new == 1)
}

/// SQLite's clock in the form this schema keeps times in.
macro_rules! sqlite_now {
    () => {
        "strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')"
    };
}

/// The columns of [`Leased`].
macro_rules! leased_columns {
    () => {
        "outbox.federation_id, outbox.id, outbox.key, outbox.user_id, outbox.channel, outbox.kind, outbox.body, outbox.attempts, outbox.created_at, outbox.expires_at, outbox.fence, outbox.first_try_at, outbox.handed_on_at, outbox.next_attempt_at"
    };
}

pub(super) use leased_columns;

/// Takes up to `limit` messages of a channel that are due, or whose lease ran out, for `length`.
pub async fn lease(
    tx: &mut Tx,
    channel: Channel,
    limit: i64,
    now: DateTime<Utc>,
    length: TimeDelta,
) -> StoreResult<Vec<Leased>> {
    // SKIP LOCKED: workers of other nodes take the next ones instead of waiting for these.
    const POSTGRES: &str = concat!(
        "WITH due AS MATERIALIZED (
            SELECT federation_id, id FROM outbox
            WHERE channel = $4 AND state IN ('pending', 'retry', 'leased') AND next_attempt_at <= $1
              AND held_since IS NULL AND (state <> 'leased' OR lease_until < clock_timestamp())
            ORDER BY next_attempt_at LIMIT $2 FOR UPDATE SKIP LOCKED)
         UPDATE outbox SET state = 'leased', fence = outbox.fence + 1, attempts = outbox.attempts + 1,
            lease_until = clock_timestamp() + $3 * interval '1 second'
         FROM due WHERE outbox.federation_id = due.federation_id AND outbox.id = due.id RETURNING ",
        leased_columns!()
    );
    // One writer at a time: nothing to skip.
    const SQLITE: &str = concat!(
        "UPDATE outbox SET state = 'leased', fence = outbox.fence + 1, attempts = outbox.attempts + 1,
            lease_until = strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now', '+' || $3 || ' seconds')
         WHERE outbox.rowid IN (
            SELECT rowid FROM outbox
            WHERE channel = $4 AND state IN ('pending', 'retry', 'leased') AND next_attempt_at <= $1
              AND held_since IS NULL AND (state <> 'leased' OR lease_until < ",
        sqlite_now!(),
        ") ORDER BY next_attempt_at LIMIT $2) RETURNING ",
        leased_columns!()
    );
    let seconds = length.num_seconds();
    Ok(match tx {
        Tx::Sqlite(t) => {
            sqlx::query_as(SQLITE)
                .bind(now)
                .bind(limit)
                .bind(seconds)
                .bind(channel.as_str())
                .fetch_all(&mut **t)
                .await?
        }
        Tx::Postgres(t) => {
            #[expect(clippy::cast_precision_loss, reason = "a lease is seconds long")]
            let seconds = seconds as f64;
            sqlx::query_as(POSTGRES)
                .bind(now)
                .bind(limit)
                .bind(seconds)
                .bind(channel.as_str())
                .fetch_all(&mut **t)
                .await?
        }
    })
}

/// Writes down what became of a leased message, if the lease is still this worker's.
pub async fn settle(tx: &mut Tx, message: &Leased, outcome: &Settlement, now: DateTime<Utc>) -> StoreResult<Settled> {
    const SQL: &str =
        "UPDATE outbox SET state = $4, next_attempt_at = $5, last_error = $6, settled_at = $7, lease_until = NULL
        WHERE federation_id = $1 AND id = $2 AND fence = $3 AND state = 'leased'";
    let settled_at = outcome.state.is_terminal().then_some(now);
    let sql = mutant!(
        "lease_without_fence",
        "UPDATE outbox SET state = $4, next_attempt_at = $5, last_error = $6, settled_at = $7, lease_until = NULL WHERE federation_id = $1 AND id = $2 AND fence >= $3",
        SQL
    );
    let changed = on!(tx, c => sqlx::query(sql).bind(message.federation_id).bind(message.id).bind(message.fence)
        .bind(outcome.state.as_str()).bind(outcome.next_attempt_at).bind(&outcome.last_error).bind(settled_at)
        .execute(c).await?.rows_affected());
    Ok(if changed == 1 { Settled::Done } else { Settled::Stale })
}

/// Takes back the attempt that a lease counted: nothing was tried. After [`settle`] with [`DeliveryState::Retry`].
pub async fn uncount(tx: &mut Tx, message: &Leased) -> StoreResult<()> {
    const SQL: &str = "UPDATE outbox SET attempts = attempts - 1
        WHERE federation_id = $1 AND id = $2 AND fence = $3 AND state = 'retry' AND attempts > 0";
    on!(tx, c => sqlx::query(SQL).bind(message.federation_id).bind(message.id).bind(message.fence)
        .execute(c).await?.rows_affected());
    Ok(())
}

/// Notes that a message's channel was asked to take it, for the first time.
pub async fn tried(tx: &mut Tx, message: &Leased, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str =
        "UPDATE outbox SET first_try_at = $3 WHERE federation_id = $1 AND id = $2 AND first_try_at IS NULL";
    on!(tx, c => sqlx::query(SQL).bind(message.federation_id).bind(message.id).bind(now).execute(c).await?.rows_affected());
    Ok(())
}

/// Notes that mail tells a message as well.
pub async fn handed_on(tx: &mut Tx, message: &Leased, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "UPDATE outbox SET handed_on_at = $3 WHERE federation_id = $1 AND id = $2";
    on!(tx, c => sqlx::query(SQL).bind(message.federation_id).bind(message.id).bind(now).execute(c).await?.rows_affected());
    Ok(())
}

/// Gives back a message that was leased and not tried, so that another worker need not wait for the lease to run out.
pub async fn hand_back(tx: &mut Tx, message: &Leased) -> StoreResult<Settled> {
    const SQL: &str = "UPDATE outbox SET state = CASE WHEN attempts > 1 THEN 'retry' ELSE 'pending' END,
            attempts = attempts - 1, lease_until = NULL
        WHERE federation_id = $1 AND id = $2 AND fence = $3 AND state = 'leased'";
    let changed = on!(tx, c => sqlx::query(SQL).bind(message.federation_id).bind(message.id).bind(message.fence)
        .execute(c).await?.rows_affected());
    Ok(if changed == 1 { Settled::Done } else { Settled::Stale })
}

/// Takes back a message that was overtaken by events and that nobody is sending just now; says whether it did.
pub async fn retract(tx: &mut Tx, federation: Uuid, key: &str, why: &str, now: DateTime<Utc>) -> StoreResult<bool> {
    const SQL: &str = "UPDATE outbox SET state = 'expired', settled_at = $4, last_error = $3
        WHERE federation_id = $1 AND key = $2 AND state IN ('pending', 'retry')";
    let changed = on!(tx, c => sqlx::query(SQL).bind(federation).bind(key).bind(why).bind(now)
        .execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// Makes what waits for a user due now: a browser has just subscribed.
pub async fn hasten(tx: &mut Tx, federation: Uuid, user: Uuid, now: DateTime<Utc>) -> StoreResult<u64> {
    const SQL: &str = "UPDATE outbox SET next_attempt_at = $3
        WHERE federation_id = $1 AND user_id = $2 AND state = 'retry' AND next_attempt_at > $3
          AND last_error = $4";
    Ok(
        on!(tx, c => sqlx::query(SQL).bind(federation).bind(user).bind(now).bind(NO_SUBSCRIPTION).execute(c).await?.rows_affected()),
    )
}

/// How many messages are in each state that is not final.
pub async fn unsent(tx: &mut Tx) -> StoreResult<Vec<(String, i64)>> {
    const SQL: &str = "SELECT state, COUNT(*) FROM outbox WHERE state IN ('pending', 'retry', 'leased') GROUP BY state";
    Ok(on!(tx, c => sqlx::query_as(SQL).fetch_all(c).await?))
}

/// When the oldest message that is not settled was written down.
pub async fn oldest_unsent(tx: &mut Tx) -> StoreResult<Option<DateTime<Utc>>> {
    const SQL: &str =
        "SELECT created_at FROM outbox WHERE state IN ('pending', 'retry', 'leased') ORDER BY created_at LIMIT 1";
    Ok(on!(tx, c => sqlx::query_scalar(SQL).fetch_optional(c).await?))
}

/// Since when the longest due message of each kind waits for its turn. What waits for its hour is not late.
pub async fn due_since(tx: &mut Tx, now: DateTime<Utc>) -> StoreResult<Vec<(String, DateTime<Utc>)>> {
    const SQL: &str = "SELECT kind, MIN(next_attempt_at) AS since FROM outbox
        WHERE channel IN ('push', 'mail', 'webhook') AND state IN ('pending', 'retry', 'leased') AND next_attempt_at <= $1
          AND held_since IS NULL GROUP BY kind ORDER BY kind";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(now).fetch_all(c).await?))
}

/// A message with where it stands, for tests and the administrator.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Standing {
    pub id: Uuid,
    pub key: String,
    pub user_id: Uuid,
    pub kind: String,
    pub state: String,
    pub attempts: i32,
    pub next_attempt_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub fence: i64,
    pub last_error: Option<String>,
    pub settled_at: Option<DateTime<Utc>>,
}

/// Where the message of a fact stands.
pub async fn standing(tx: &mut Tx, federation: Uuid, key: &str) -> StoreResult<Option<Standing>> {
    const SQL: &str =
        "SELECT id, key, user_id, kind, state, attempts, next_attempt_at, expires_at, fence, last_error, settled_at
        FROM outbox WHERE federation_id = $1 AND key = $2";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(key).fetch_optional(c).await?))
}
