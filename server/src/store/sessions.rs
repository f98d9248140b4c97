//! Sessions and their chain of refresh tokens. Only hashes of tokens are stored.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// A link of a session's chain, with what decides whether it may be exchanged.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct RefreshToken {
    pub federation_id: Uuid,
    pub id: Uuid,
    pub session_id: Uuid,
    pub user_id: Uuid,
    pub expires_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
    pub successor_id: Option<Uuid>,
    pub access_used_at: Option<DateTime<Utc>>,
    pub revoked_at: Option<DateTime<Utc>>,
    pub session_revoked_at: Option<DateTime<Utc>>,
    pub session_revoked_why: Option<String>,
}

macro_rules! token_columns {
    () => {
        "SELECT t.federation_id, t.id, t.session_id, s.user_id, t.expires_at, t.used_at, t.successor_id, t.access_used_at,
            t.revoked_at, s.revoked_at AS session_revoked_at, s.revoked_why AS session_revoked_why
         FROM refresh_tokens t JOIN sessions s ON s.federation_id = t.federation_id AND s.id = t.session_id "
    };
}

pub async fn insert(tx: &mut Tx, federation: Uuid, id: Uuid, user: Uuid, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str =
        "INSERT INTO sessions (federation_id, id, user_id, created_at, last_seen_at) VALUES ($1, $2, $3, $4, $4)";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(user).bind(now).execute(c).await?.rows_affected());
    Ok(())
}

/// A token about to be handed out.
#[derive(Debug)]
pub struct NewToken<'a> {
    pub federation: Uuid,
    pub id: Uuid,
    pub session: Uuid,
    pub hash: &'a str,
    pub expires_at: DateTime<Utc>,
}

pub async fn insert_token(tx: &mut Tx, token: &NewToken<'_>, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO refresh_tokens (federation_id, id, session_id, token_hash, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    on!(tx, c => sqlx::query(SQL).bind(token.federation).bind(token.id).bind(token.session).bind(token.hash).bind(now)
        .bind(token.expires_at).execute(c).await?.rows_affected());
    Ok(())
}

/// The token with this hash. On PostgreSQL its row stays locked until the end of the transaction: two exchanges of one token
/// must see each other (SQLite has a single writer).
pub async fn token_for_exchange(tx: &mut Tx, hash: &str) -> StoreResult<Option<RefreshToken>> {
    const SQLITE: &str = concat!(token_columns!(), "WHERE t.token_hash = $1");
    const POSTGRES: &str = concat!(token_columns!(), "WHERE t.token_hash = $1 FOR UPDATE OF t, s");
    Ok(match tx {
        Tx::Sqlite(t) => sqlx::query_as(SQLITE).bind(hash).fetch_optional(&mut **t).await?,
        Tx::Postgres(t) => sqlx::query_as(POSTGRES).bind(hash).fetch_optional(&mut **t).await?,
    })
}

pub async fn token(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<Option<RefreshToken>> {
    const SQL: &str = concat!(token_columns!(), "WHERE t.federation_id = $1 AND t.id = $2");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(id).fetch_optional(c).await?))
}

/// Notes that `id` was exchanged for `successor`.
pub async fn exchange(tx: &mut Tx, federation: Uuid, id: Uuid, successor: Uuid, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "UPDATE refresh_tokens SET used_at = $4, successor_id = $3 WHERE federation_id = $1 AND id = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(successor).bind(now).execute(c).await?.rows_affected());
    Ok(())
}

/// Makes one token worthless: it was handed out in an answer that got lost.
pub async fn revoke_token(tx: &mut Tx, federation: Uuid, id: Uuid, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "UPDATE refresh_tokens SET revoked_at = $3 WHERE federation_id = $1 AND id = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(now).execute(c).await?.rows_affected());
    Ok(())
}

/// Ends a session with every token of its chain.
pub async fn revoke(tx: &mut Tx, federation: Uuid, session: Uuid, why: &str, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "UPDATE sessions SET revoked_at = $3, revoked_why = $4
        WHERE federation_id = $1 AND id = $2 AND revoked_at IS NULL";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(session).bind(now).bind(why).execute(c).await?.rows_affected());
    Ok(())
}

/// Notes the first request made with the access token that was handed out beside refresh token `id`.
pub async fn access_used(tx: &mut Tx, federation: Uuid, id: Uuid, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str =
        "UPDATE refresh_tokens SET access_used_at = $3 WHERE federation_id = $1 AND id = $2 AND access_used_at IS NULL";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(now).execute(c).await?.rows_affected());
    Ok(())
}

/// Whether the session, the token beside the access token, and the account are all still good.
pub async fn is_alive(tx: &mut Tx, federation: Uuid, session: Uuid, token: Uuid) -> StoreResult<bool> {
    const SQL: &str = "SELECT COUNT(*) FROM sessions s
        JOIN users u ON u.federation_id = s.federation_id AND u.id = s.user_id
        JOIN refresh_tokens t ON t.federation_id = s.federation_id AND t.session_id = s.id
        WHERE s.federation_id = $1 AND s.id = $2 AND t.id = $3
          AND s.revoked_at IS NULL AND t.revoked_at IS NULL AND u.disabled_at IS NULL";
    let count: i64 =
        on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(session).bind(token).fetch_one(c).await?);
    Ok(count > 0)
}

/// Ends the sessions of a user, all but `keep`; gives back which.
pub async fn revoke_all(
    tx: &mut Tx,
    federation: Uuid,
    (user, keep): (Uuid, Option<Uuid>),
    why: &str,
    now: DateTime<Utc>,
) -> StoreResult<Vec<Uuid>> {
    const SQL: &str = "UPDATE sessions SET revoked_at = $4, revoked_why = $5
        WHERE federation_id = $1 AND user_id = $2 AND revoked_at IS NULL AND ($3 IS NULL OR id <> $3) RETURNING id";
    Ok(
        on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(user).bind(keep).bind(now).bind(why).fetch_all(c).await?),
    )
}

/// Notes that a session was in use, unless that was noted after `before`: use is not worth a write each time.
pub async fn seen(
    tx: &mut Tx,
    federation: Uuid,
    session: Uuid,
    before: DateTime<Utc>,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    const SQL: &str =
        "UPDATE sessions SET last_seen_at = $4 WHERE federation_id = $1 AND id = $2 AND last_seen_at < $3";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(session).bind(before).bind(now).execute(c).await?.rows_affected());
    Ok(())
}

/// Whether a session was not ended, nor its account closed.
pub async fn lives(tx: &mut Tx, federation: Uuid, session: Uuid) -> StoreResult<bool> {
    const SQL: &str = "SELECT COUNT(*) FROM sessions s
        JOIN users u ON u.federation_id = s.federation_id AND u.id = s.user_id
        WHERE s.federation_id = $1 AND s.id = $2 AND s.revoked_at IS NULL AND u.disabled_at IS NULL";
    let count: i64 = on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(session).fetch_one(c).await?);
    Ok(count > 0)
}
