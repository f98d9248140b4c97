//! Second factors of accounts.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx, vault};

/// Where a secret is sealed; the factor's id is its row.
const SECRET: &str = "user_factors.secret";

/// A second factor.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Factor {
    pub id: Uuid,
    /// `totp` or `passkey`.
    pub kind: String,
    pub label: String,
    /// The secret in base32, or the passkey as JSON.
    pub secret: String,
    pub created_at: DateTime<Utc>,
    /// None: not yet shown to work.
    pub confirmed_at: Option<DateTime<Utc>>,
    pub last_used_at: Option<DateTime<Utc>>,
    pub last_step: Option<i64>,
}

pub async fn insert(tx: &mut Tx, (federation, user): (Uuid, Uuid), new: &Factor) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO user_factors
        (federation_id, id, user_id, kind, label, secret, created_at, confirmed_at, last_used_at, last_step)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    let secret = vault::seal(SECRET, new.id, &new.secret)?;
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(new.id).bind(user).bind(&new.kind).bind(&new.label).bind(&secret)
        .bind(new.created_at).bind(new.confirmed_at).bind(new.last_used_at).bind(new.last_step).execute(c).await?.rows_affected());
    Ok(())
}

/// Those of an account, oldest first, with those not yet shown to work.
pub async fn of_user(tx: &mut Tx, federation: Uuid, user: Uuid) -> StoreResult<Vec<Factor>> {
    const SQL: &str =
        "SELECT id, kind, label, secret, created_at, confirmed_at, last_used_at, last_step FROM user_factors
        WHERE federation_id = $1 AND user_id = $2 ORDER BY created_at, id";
    let mut found: Vec<Factor> = on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(user).fetch_all(c).await?);
    for factor in &mut found {
        factor.secret = vault::opened(SECRET, factor.id, std::mem::take(&mut factor.secret))?;
    }
    Ok(found)
}

/// Whether an account signs in with a password, and whether it has a second factor that works.
pub async fn standing(tx: &mut Tx, federation: Uuid, user: Uuid) -> StoreResult<(bool, bool)> {
    const SQL: &str = "SELECT u.password_hash IS NOT NULL, EXISTS (SELECT 1 FROM user_factors f
            WHERE f.federation_id = u.federation_id AND f.user_id = u.id AND f.confirmed_at IS NOT NULL)
        FROM users u WHERE u.federation_id = $1 AND u.id = $2";
    let found: Option<(bool, bool)> =
        on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(user).fetch_optional(c).await?);
    Ok(found.unwrap_or_default())
}

/// It has shown that it works. False if it had before.
pub async fn confirm(tx: &mut Tx, federation: Uuid, id: Uuid, step: i64, now: DateTime<Utc>) -> StoreResult<bool> {
    const SQL: &str = "UPDATE user_factors SET confirmed_at = $4, last_step = $3
        WHERE federation_id = $1 AND id = $2 AND confirmed_at IS NULL";
    let done =
        on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(step).bind(now).execute(c).await?.rows_affected());
    Ok(done == 1)
}

/// Uses a step's code. False if it, or a later one, was used before.
pub async fn use_step(tx: &mut Tx, federation: Uuid, id: Uuid, step: i64, now: DateTime<Utc>) -> StoreResult<bool> {
    const SQL: &str = "UPDATE user_factors SET last_used_at = $4, last_step = $3
        WHERE federation_id = $1 AND id = $2 AND confirmed_at IS NOT NULL AND (last_step IS NULL OR last_step < $3)";
    let done =
        on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(step).bind(now).execute(c).await?.rows_affected());
    Ok(done == 1)
}

/// A passkey was used: its counter has moved.
pub async fn use_passkey(
    tx: &mut Tx,
    federation: Uuid,
    id: Uuid,
    credential: &str,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    const SQL: &str = "UPDATE user_factors SET last_used_at = $4, secret = $3 WHERE federation_id = $1 AND id = $2 AND kind = 'passkey'";
    let credential = vault::seal(SECRET, id, credential)?;
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(credential).bind(now).execute(c).await?.rows_affected());
    Ok(())
}

/// Takes one away. False if it is not there.
pub async fn remove(tx: &mut Tx, federation: Uuid, user: Uuid, id: Uuid) -> StoreResult<bool> {
    const SQL: &str = "DELETE FROM user_factors WHERE federation_id = $1 AND user_id = $2 AND id = $3";
    let gone = on!(tx, c => sqlx::query(SQL).bind(federation).bind(user).bind(id).execute(c).await?.rows_affected());
    Ok(gone == 1)
}

/// Takes away those that were never shown to work.
pub async fn remove_unconfirmed(tx: &mut Tx, federation: Uuid, user: Uuid) -> StoreResult<u64> {
    const SQL: &str = "DELETE FROM user_factors WHERE federation_id = $1 AND user_id = $2 AND confirmed_at IS NULL";
    Ok(on!(tx, c => sqlx::query(SQL).bind(federation).bind(user).execute(c).await?.rows_affected()))
}

/// Takes all away.
pub async fn remove_all(tx: &mut Tx, federation: Uuid, user: Uuid) -> StoreResult<u64> {
    const SQL: &str = "DELETE FROM user_factors WHERE federation_id = $1 AND user_id = $2";
    Ok(on!(tx, c => sqlx::query(SQL).bind(federation).bind(user).execute(c).await?.rows_affected()))
}

/// Locks an account against other changes of its sign-in until the end of the transaction (SQLite has a single writer).
pub async fn lock_owner(tx: &mut Tx, federation: Uuid, user: Uuid) -> StoreResult<()> {
    const POSTGRES: &str = "SELECT id FROM users WHERE federation_id = $1 AND id = $2 FOR NO KEY UPDATE";
    if let Tx::Postgres(t) = tx {
        sqlx::query(POSTGRES).bind(federation).bind(user).execute(&mut **t).await?;
    }
    Ok(())
}
