//! Messages that did not arrive: the administrator looks at them, sends one again, or lets it go.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// A message that did not arrive, with its receiver.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DeadLetter {
    pub id: Uuid,
    pub kind: String,
    /// `push`, `mail` or `webhook`.
    pub channel: String,
    pub user_id: Uuid,
    pub user_name: String,
    pub created_at: DateTime<Utc>,
    pub attempts: i32,
    pub last_error: Option<String>,
    pub state: String,
}

/// The states in which a message can be found here.
macro_rules! failed {
    () => {
        "o.state IN ('dead', 'expired', 'unreachable') AND o.dropped_at IS NULL "
    };
}

macro_rules! letter_columns {
    () => {
        "SELECT o.id, o.kind, o.channel, o.user_id, u.name AS user_name, o.created_at, o.attempts, o.last_error, o.state FROM outbox o
         JOIN users u ON u.federation_id = o.federation_id AND u.id = o.user_id "
    };
}

/// A page of them, newest first; of one state, or of all without it. `before` is where the page before ended.
pub async fn page(
    tx: &mut Tx,
    federation: Uuid,
    state: Option<&str>,
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> StoreResult<Vec<DeadLetter>> {
    const SQL: &str = concat!(
        letter_columns!(),
        "WHERE o.federation_id = $1 AND ",
        failed!(),
        "AND ($2 IS NULL OR o.state = $2) AND ($3 IS NULL OR (o.created_at, o.id) < ($3, $4))
         ORDER BY o.created_at DESC, o.id DESC LIMIT $5"
    );
    let (at, id) = before.unzip();
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(state).bind(at).bind(id).bind(limit).fetch_all(c).await?))
}

/// A message of the federation in whatever state.
pub async fn find(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<Option<DeadLetter>> {
    const SQL: &str = concat!(letter_columns!(), "WHERE o.federation_id = $1 AND o.id = $2");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(id).fetch_optional(c).await?))
}

/// Puts a message back into the queue, alive until `expires_at` at least; says whether it was one that had failed. Browsers that
/// refused it are tried again, those that took it are spared.
pub async fn send_again(
    tx: &mut Tx,
    federation: Uuid,
    id: Uuid,
    expires_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> StoreResult<bool> {
    const QUEUE: &str = "UPDATE outbox AS o SET state = 'retry', next_attempt_at = $4, settled_at = NULL, last_error = NULL,
            lease_until = NULL, fence = fence + 1, expires_at = CASE WHEN expires_at > $3 THEN expires_at ELSE $3 END
        WHERE o.federation_id = $1 AND o.id = $2 AND o.state IN ('dead', 'expired', 'unreachable') AND o.dropped_at IS NULL";
    const FORGET: &str =
        "DELETE FROM deliveries WHERE federation_id = $1 AND message_id = $2 AND outcome <> 'accepted'";
    let changed = on!(tx, c => {
        let changed = sqlx::query(QUEUE).bind(federation).bind(id).bind(expires_at).bind(now).execute(&mut *c).await?;
        if changed.rows_affected() == 1 {
            sqlx::query(FORGET).bind(federation).bind(id).execute(c).await?.rows_affected();
        }
        changed.rows_affected()
    });
    Ok(changed == 1)
}

/// Lets a message go; says whether it was one that had failed. The row stays, so that its fact does not make it again.
pub async fn let_go(tx: &mut Tx, federation: Uuid, id: Uuid, by: Uuid, now: DateTime<Utc>) -> StoreResult<bool> {
    const SQL: &str = "UPDATE outbox SET dropped_at = $4, dropped_by = $3
        WHERE federation_id = $1 AND id = $2 AND state IN ('dead', 'expired', 'unreachable') AND dropped_at IS NULL";
    let changed =
        on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(by).bind(now).execute(c).await?.rows_affected());
    Ok(changed == 1)
}
