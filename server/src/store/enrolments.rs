//! One-time links that open an account on a device.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// A link that was handed out.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Enrolment {
    pub federation_id: Uuid,
    pub id: Uuid,
    pub user_id: Uuid,
    pub expires_at: DateTime<Utc>,
    pub used_at: Option<DateTime<Utc>>,
    /// argon2id of the short code; none: there is none.
    pub code_hash: Option<String>,
    /// How often a code was tried.
    pub code_tries: i32,
}

/// A link about to be handed out.
#[derive(Debug)]
pub struct NewEnrolment<'a> {
    pub federation: Uuid,
    pub id: Uuid,
    pub user: Uuid,
    pub hash: &'a str,
    /// Of the short code beside it.
    pub code_hash: Option<&'a str>,
    pub expires_at: DateTime<Utc>,
}

macro_rules! enrolment_columns {
    () => {
        "SELECT federation_id, id, user_id, expires_at, used_at, code_hash, code_tries FROM enrolments "
    };
}

pub async fn insert(tx: &mut Tx, new: &NewEnrolment<'_>, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO enrolments
            (federation_id, id, user_id, token_hash, created_at, expires_at, code_hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    on!(tx, c => sqlx::query(SQL).bind(new.federation).bind(new.id).bind(new.user).bind(new.hash).bind(now)
        .bind(new.expires_at).bind(new.code_hash).execute(c).await?.rows_affected());
    Ok(())
}

/// Takes back the links of a user that nobody has used.
pub async fn withdraw(tx: &mut Tx, federation: Uuid, user: Uuid) -> StoreResult<()> {
    const SQL: &str = "DELETE FROM enrolments WHERE federation_id = $1 AND user_id = $2 AND used_at IS NULL";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(user).execute(c).await?.rows_affected());
    Ok(())
}

/// The link of a user that can be opened with a code, if there is one.
pub async fn with_code(
    tx: &mut Tx,
    federation: Uuid,
    user: Uuid,
    now: DateTime<Utc>,
) -> StoreResult<Option<Enrolment>> {
    const SQL: &str = concat!(
        enrolment_columns!(),
        "WHERE federation_id = $1 AND user_id = $2 AND used_at IS NULL AND expires_at > $3 AND code_hash IS NOT NULL
         ORDER BY created_at DESC, id DESC LIMIT 1"
    );
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(user).bind(now).fetch_optional(c).await?))
}

/// Takes one of the tries a code has. False when none is left.
pub async fn take_try(tx: &mut Tx, federation: Uuid, id: Uuid, most: i32) -> StoreResult<bool> {
    const SQL: &str = "UPDATE enrolments SET code_tries = code_tries + 1
        WHERE federation_id = $1 AND id = $2 AND code_tries < $3";
    let taken = on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(most).execute(c).await?.rows_affected());
    Ok(taken == 1)
}

/// Gives a try back: the code was right.
pub async fn give_try_back(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<()> {
    const SQL: &str = "UPDATE enrolments SET code_tries = code_tries - 1
        WHERE federation_id = $1 AND id = $2 AND code_tries > 0";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).execute(c).await?.rows_affected());
    Ok(())
}

pub async fn by_hash(tx: &mut Tx, hash: &str) -> StoreResult<Option<Enrolment>> {
    const SQL: &str = concat!(enrolment_columns!(), "WHERE token_hash = $1");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(hash).fetch_optional(c).await?))
}

/// Spends a link. False when somebody was faster.
pub async fn spend(tx: &mut Tx, federation: Uuid, id: Uuid, now: DateTime<Utc>) -> StoreResult<bool> {
    const SQL: &str = "UPDATE enrolments SET used_at = $3 WHERE federation_id = $1 AND id = $2 AND used_at IS NULL";
    let done = on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(now).execute(c).await?.rows_affected());
    Ok(done == 1)
}
