//! Identities at a provider, the accounts they open, and who has just come back from there.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_shared::mail_address::MailAddress;

use super::db::on;
use super::{StoreResult, Tx};

/// Whom an identity opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Owner {
    pub federation_id: Uuid,
    pub user_id: Uuid,
}

/// The account an identity is linked to, whatever its federation.
pub async fn owner_of(tx: &mut Tx, issuer: &str, subject: &str) -> StoreResult<Option<Owner>> {
    const SQL: &str = "SELECT federation_id, user_id FROM identities WHERE issuer = $1 AND subject = $2";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(issuer).bind(subject).fetch_optional(c).await?))
}

/// Links an identity to an account. False if either has another already.
pub async fn link(tx: &mut Tx, owner: Owner, issuer: &str, subject: &str, now: DateTime<Utc>) -> StoreResult<bool> {
    const SQL: &str = "INSERT INTO identities (federation_id, user_id, issuer, subject, linked_at, last_used_at)
        VALUES ($1, $2, $3, $4, $5, $5) ON CONFLICT DO NOTHING";
    Ok(on!(tx, c => sqlx::query(SQL).bind(owner.federation_id).bind(owner.user_id).bind(issuer).bind(subject).bind(now)
        .execute(c).await?.rows_affected())
        == 1)
}

/// Notes that an identity was used.
pub async fn used(tx: &mut Tx, owner: Owner, issuer: &str, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str =
        "UPDATE identities SET last_used_at = $4 WHERE federation_id = $1 AND user_id = $2 AND issuer = $3";
    on!(tx, c => sqlx::query(SQL).bind(owner.federation_id).bind(owner.user_id).bind(issuer).bind(now).execute(c).await?
        .rows_affected());
    Ok(())
}

/// Takes an account's identities off. Says how many there were.
pub async fn unlink(tx: &mut Tx, federation: Uuid, user: Uuid) -> StoreResult<u64> {
    const SQL: &str = "DELETE FROM identities WHERE federation_id = $1 AND user_id = $2";
    Ok(on!(tx, c => sqlx::query(SQL).bind(federation).bind(user).execute(c).await?.rows_affected()))
}

/// An account that may be meant by an address or a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Candidate {
    pub federation_id: Uuid,
    pub id: Uuid,
    pub disabled_at: Option<DateTime<Utc>>,
}

/// Accounts with this address, in whatever federation: two of those that are open are one too many, so no more are looked for.
pub async fn with_email(tx: &mut Tx, email: &MailAddress) -> StoreResult<Vec<Candidate>> {
    const SQL: &str = "SELECT federation_id, id, disabled_at FROM users WHERE email IS NOT NULL AND LOWER(email) = $1
        ORDER BY CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END, federation_id, id LIMIT 2";
    let email = email.as_str().to_ascii_lowercase();
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(email).fetch_all(c).await?))
}

/// Somebody who has come back from the provider and has no session yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct Arrival {
    pub federation_id: Uuid,
    pub user_id: Uuid,
    pub strong: bool,
}

/// Keeps an arrival under the hash of its token.
pub async fn arrive(
    tx: &mut Tx,
    (id, arrival): (Uuid, Arrival),
    token_hash: &str,
    now: DateTime<Utc>,
    expires_at: DateTime<Utc>,
) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO arrivals (federation_id, id, user_id, token_hash, strong, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    on!(tx, c => sqlx::query(SQL).bind(arrival.federation_id).bind(id).bind(arrival.user_id).bind(token_hash)
        .bind(arrival.strong).bind(now).bind(expires_at).execute(c).await?.rows_affected());
    Ok(())
}

/// Spends an arrival: once, and in time.
pub async fn spend(tx: &mut Tx, token_hash: &str, now: DateTime<Utc>) -> StoreResult<Option<Arrival>> {
    const SQL: &str = "UPDATE arrivals SET done_at = $2 WHERE token_hash = $1 AND done_at IS NULL AND expires_at > $2
        RETURNING federation_id, user_id, strong";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(token_hash).bind(now).fetch_optional(c).await?))
}

/// How a session was opened, when it was through a provider.
pub async fn arrived(tx: &mut Tx, federation: Uuid, session: Uuid) -> StoreResult<Option<String>> {
    const SQL: &str = "SELECT arrived FROM sessions WHERE federation_id = $1 AND id = $2";
    let found: Option<Option<String>> =
        on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(session).fetch_optional(c).await?);
    Ok(found.flatten())
}

/// Notes how a session was opened.
pub async fn set_arrived(tx: &mut Tx, federation: Uuid, session: Uuid, how: &str) -> StoreResult<()> {
    const SQL: &str = "UPDATE sessions SET arrived = $3 WHERE federation_id = $1 AND id = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(session).bind(how).execute(c).await?.rows_affected());
    Ok(())
}
