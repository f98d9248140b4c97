//! The sessions of one account, as its owner sees and ends them.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// A session that lives.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Open {
    pub id: Uuid,
    /// Browser and system; none for one that did not say.
    pub label: Option<String>,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
}

/// What [`of_user`] lists: neither ended nor run out.
macro_rules! lives {
    () => {
        "s.revoked_at IS NULL AND EXISTS (SELECT 1 FROM refresh_tokens t WHERE t.federation_id = s.federation_id
            AND t.session_id = s.id AND t.used_at IS NULL AND t.revoked_at IS NULL AND t.expires_at > $3)"
    };
}

/// Those that live, the one used last first.
pub async fn of_user(tx: &mut Tx, federation: Uuid, user: Uuid, now: DateTime<Utc>) -> StoreResult<Vec<Open>> {
    const SQL: &str = concat!(
        "SELECT s.id, s.label, s.created_at, s.last_seen_at FROM sessions s
         WHERE s.federation_id = $1 AND s.user_id = $2 AND ",
        lives!(),
        " ORDER BY s.last_seen_at DESC, s.id DESC"
    );
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(user).bind(now).fetch_all(c).await?))
}

/// Keeps where a session was opened.
pub async fn set_label(tx: &mut Tx, federation: Uuid, session: Uuid, label: Option<&str>) -> StoreResult<()> {
    const SQL: &str = "UPDATE sessions SET label = $3 WHERE federation_id = $1 AND id = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(session).bind(label).execute(c).await?.rows_affected());
    Ok(())
}

/// Ends one of a user's. False if it had ended, or is somebody else's.
pub async fn end(
    tx: &mut Tx,
    (federation, user): (Uuid, Uuid),
    session: Uuid,
    why: &str,
    now: DateTime<Utc>,
) -> StoreResult<bool> {
    const SQL: &str = "UPDATE sessions SET revoked_at = $4, revoked_why = $5
        WHERE federation_id = $1 AND user_id = $2 AND id = $3 AND revoked_at IS NULL";
    let ended = on!(tx, c => sqlx::query(SQL).bind(federation).bind(user).bind(session).bind(now).bind(why).execute(c).await?
        .rows_affected());
    Ok(ended == 1)
}

/// Ends all of a user's but one, if there is one to keep; says which.
pub async fn end_others(
    tx: &mut Tx,
    (federation, user): (Uuid, Uuid),
    keep: Option<Uuid>,
    why: &str,
    now: DateTime<Utc>,
) -> StoreResult<Vec<Uuid>> {
    const SQL: &str = "UPDATE sessions SET revoked_at = $4, revoked_why = $5
        WHERE federation_id = $1 AND user_id = $2 AND ($3 IS NULL OR id <> $3) AND revoked_at IS NULL RETURNING id";
    Ok(
        on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(user).bind(keep).bind(now).bind(why).fetch_all(c).await?),
    )
}
