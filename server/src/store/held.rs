//! Messages that wait for their receiver's hours, what becomes of them, and how many a receiver was sent on a day.
//!
//! A held message is `pending` or `retry` like any other, with `held_since` set: no worker leases it before it is released.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;
use vigie_shared::delivery::DeliveryState;

use super::db::on;
use super::outbox::{Leased, Settled, leased_columns};
use super::{StoreResult, Tx};

/// Puts a leased message back until its hour. What was not tried does not count as a try. `held` ones are looked at together when
/// it has come.
pub async fn hold(
    tx: &mut Tx,
    message: &Leased,
    until: DateTime<Utc>,
    held: bool,
    now: DateTime<Utc>,
) -> StoreResult<Settled> {
    const SQL: &str = "UPDATE outbox SET state = CASE WHEN attempts > 1 THEN 'retry' ELSE 'pending' END,
            attempts = attempts - 1, lease_until = NULL, next_attempt_at = $4, first_try_at = NULL,
            held_since = CASE WHEN $5 THEN $6 END
        WHERE federation_id = $1 AND id = $2 AND fence = $3 AND state = 'leased'";
    let changed = on!(tx, c => sqlx::query(SQL).bind(message.federation_id).bind(message.id).bind(message.fence).bind(until)
        .bind(held).bind(now).execute(c).await?.rows_affected());
    Ok(if changed == 1 { Settled::Done } else { Settled::Stale })
}

/// Those for whom the hour of something held has come, with their federation.
pub async fn receivers(tx: &mut Tx, now: DateTime<Utc>, limit: i64) -> StoreResult<Vec<(Uuid, Uuid)>> {
    const SQL: &str = "SELECT federation_id, user_id FROM outbox
        WHERE held_since IS NOT NULL AND next_attempt_at <= $1 AND state IN ('pending', 'retry')
        GROUP BY federation_id, user_id ORDER BY federation_id, user_id LIMIT $2";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(now).bind(limit).fetch_all(c).await?))
}

/// What is held for somebody and whose hour has come, the oldest first; it is due since the moment it waited for.
pub async fn due(tx: &mut Tx, federation: Uuid, user: Uuid, now: DateTime<Utc>) -> StoreResult<Vec<Leased>> {
    const SQL: &str = concat!(
        "SELECT ",
        leased_columns!(),
        " FROM outbox WHERE federation_id = $1 AND user_id = $2 AND held_since IS NOT NULL AND next_attempt_at <= $3
            AND state IN ('pending', 'retry') ORDER BY created_at, id"
    );
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(user).bind(now).fetch_all(c).await?))
}

/// Pushes to somebody that came due and that nobody has looked at since, locked; and whether another node looks at one of them just
/// now.
pub async fn overdue(
    tx: &mut Tx,
    federation: Uuid,
    user: Uuid,
    now: DateTime<Utc>,
) -> StoreResult<(Vec<Leased>, bool)> {
    macro_rules! overdue {
        ($what:expr) => {
            concat!(
                "SELECT ",
                $what,
                " FROM outbox WHERE federation_id = $1 AND user_id = $2 AND state IN ('pending', 'retry')
                    AND next_attempt_at < $3 AND held_since IS NULL AND channel = 'push' AND kind NOT IN ('digest', 'test')"
            )
        };
    }
    const ALL: &str = overdue!("COUNT(*)");
    const SQLITE: &str = overdue!(leased_columns!());
    const POSTGRES: &str = concat!(overdue!(leased_columns!()), " FOR UPDATE SKIP LOCKED");
    let all: i64 = on!(tx, c => sqlx::query_scalar(ALL).bind(federation).bind(user).bind(now).fetch_one(c).await?);
    let found: Vec<Leased> = match tx {
        Tx::Sqlite(t) => sqlx::query_as(SQLITE).bind(federation).bind(user).bind(now).fetch_all(&mut **t).await?,
        Tx::Postgres(t) => sqlx::query_as(POSTGRES).bind(federation).bind(user).bind(now).fetch_all(&mut **t).await?,
    };
    let is_complete = i64::try_from(found.len()).is_ok_and(|found| found >= all);
    Ok((found, !is_complete))
}

/// Holds a message that is in nobody's hands for a moment that has come already.
pub async fn hold_back(tx: &mut Tx, message: &Leased, moment: DateTime<Utc>, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "UPDATE outbox SET next_attempt_at = $4, held_since = $5, first_try_at = NULL
        WHERE federation_id = $1 AND id = $2 AND fence = $3 AND state IN ('pending', 'retry')";
    on!(tx, c => sqlx::query(SQL).bind(message.federation_id).bind(message.id).bind(message.fence).bind(moment).bind(now)
        .execute(c).await?.rows_affected());
    Ok(())
}

/// Lets a held message go its way, at once or at a later hour (`until`), to be held again by then.
pub async fn release(tx: &mut Tx, message: &Leased, until: Option<DateTime<Utc>>) -> StoreResult<()> {
    const SQL: &str = "UPDATE outbox SET next_attempt_at = COALESCE($3, next_attempt_at),
            held_since = CASE WHEN $4 THEN held_since END
        WHERE federation_id = $1 AND id = $2 AND held_since IS NOT NULL AND state IN ('pending', 'retry')";
    on!(tx, c => sqlx::query(SQL).bind(message.federation_id).bind(message.id).bind(until).bind(until.is_some())
        .execute(c).await?.rows_affected());
    Ok(())
}

/// How a message ends that is not sent.
#[derive(Debug, Clone, Copy)]
pub struct End<'a> {
    pub state: DeliveryState,
    pub why: &'a str,
    /// The message that tells of it instead.
    pub into: Option<Uuid>,
    /// By the rules: nothing failed, and nobody need look at it.
    pub by_rule: bool,
}

/// Ends a message that is leased by the caller or held.
pub async fn end(tx: &mut Tx, message: &Leased, end: End<'_>, now: DateTime<Utc>) -> StoreResult<Settled> {
    const SQL: &str = "UPDATE outbox SET state = $4, last_error = $5, merged_into = $6, settled_at = $7,
            dropped_at = CASE WHEN $8 THEN $7 END, held_since = NULL, lease_until = NULL
        WHERE federation_id = $1 AND id = $2 AND fence = $3
          AND (state = 'leased' OR (held_since IS NOT NULL AND state IN ('pending', 'retry')))";
    let changed = on!(tx, c => sqlx::query(SQL).bind(message.federation_id).bind(message.id).bind(message.fence)
        .bind(end.state.as_str()).bind(end.why).bind(end.into).bind(now).bind(end.by_rule).execute(c).await?.rows_affected());
    Ok(if changed == 1 { Settled::Done } else { Settled::Stale })
}

/// The digest of somebody that is due and not in anybody's hands.
pub async fn open_digest(tx: &mut Tx, federation: Uuid, user: Uuid, now: DateTime<Utc>) -> StoreResult<Option<Uuid>> {
    const SQL: &str = "SELECT id FROM outbox WHERE federation_id = $1 AND user_id = $2 AND kind = 'digest'
        AND channel = 'push' AND state IN ('pending', 'retry') AND held_since IS NULL AND next_attempt_at <= $3
        AND expires_at > $3 ORDER BY created_at DESC, id LIMIT 1";
    Ok(on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(user).bind(now).fetch_optional(c).await?))
}

/// A digest that somebody got, or is about to get, since a moment.
pub async fn digest_since(
    tx: &mut Tx,
    federation: Uuid,
    user: Uuid,
    since: DateTime<Utc>,
) -> StoreResult<Option<Uuid>> {
    const SQL: &str = "SELECT id FROM outbox WHERE federation_id = $1 AND user_id = $2 AND kind = 'digest'
        AND channel = 'push' AND state IN ('pending', 'retry', 'leased', 'delivered') AND created_at >= $3
        ORDER BY created_at DESC, id LIMIT 1";
    Ok(on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(user).bind(since).fetch_optional(c).await?))
}

/// Kind and facts of what was merged into a digest.
pub async fn merged(tx: &mut Tx, federation: Uuid, digest: Uuid) -> StoreResult<Vec<(String, serde_json::Value)>> {
    const SQL: &str = "SELECT kind, body FROM outbox WHERE federation_id = $1 AND merged_into = $2
        AND state = 'merged' ORDER BY created_at, id";
    let rows: Vec<(String, Json<serde_json::Value>)> =
        on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(digest).fetch_all(c).await?);
    Ok(rows.into_iter().map(|(kind, body)| (kind, body.0)).collect())
}

/// Gives a message in the caller's hands other facts.
pub async fn set_body(tx: &mut Tx, message: &Leased, body: &serde_json::Value) -> StoreResult<()> {
    const SQL: &str = "UPDATE outbox SET body = $4 WHERE federation_id = $1 AND id = $2 AND fence = $3";
    on!(tx, c => sqlx::query(SQL).bind(message.federation_id).bind(message.id).bind(message.fence).bind(Json(body))
        .execute(c).await?.rows_affected());
    Ok(())
}

/// How many messages count for somebody's day.
pub async fn count(tx: &mut Tx, federation: Uuid, user: Uuid, day: &str, but: Uuid) -> StoreResult<i64> {
    const SQL: &str =
        "SELECT COUNT(*) FROM outbox WHERE federation_id = $1 AND user_id = $2 AND counted_on = $3 AND id <> $4";
    Ok(on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(user).bind(day).bind(but).fetch_one(c).await?))
}

/// Lets a message count for its receiver's day. Sent again, it does not count twice.
pub async fn counted(tx: &mut Tx, message: &Leased, day: &str) -> StoreResult<()> {
    const SQL: &str = "UPDATE outbox SET counted_on = $3 WHERE federation_id = $1 AND id = $2";
    on!(tx, c => sqlx::query(SQL).bind(message.federation_id).bind(message.id).bind(day).execute(c).await?.rows_affected());
    Ok(())
}
