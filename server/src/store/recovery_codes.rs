//! Codes on paper for who has lost the second factor. Only hashes are stored; each is good once.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// Puts codes in the place of all that were there.
pub async fn replace(
    tx: &mut Tx,
    (federation, user): (Uuid, Uuid),
    hashes: &[String],
    now: DateTime<Utc>,
) -> StoreResult<()> {
    const GONE: &str = "DELETE FROM recovery_codes WHERE federation_id = $1 AND user_id = $2";
    const NEW: &str =
        "INSERT INTO recovery_codes (federation_id, user_id, code_hash, created_at) VALUES ($1, $2, $3, $4)";
    on!(tx, c => sqlx::query(GONE).bind(federation).bind(user).execute(c).await?.rows_affected());
    for hash in hashes {
        on!(tx, c => sqlx::query(NEW).bind(federation).bind(user).bind(hash).bind(now).execute(c).await?.rows_affected());
    }
    Ok(())
}

/// Uses a code. False if it is unknown or was used.
pub async fn spend(tx: &mut Tx, federation: Uuid, user: Uuid, hash: &str, now: DateTime<Utc>) -> StoreResult<bool> {
    const SQL: &str = "UPDATE recovery_codes SET used_at = $4
        WHERE federation_id = $1 AND user_id = $2 AND code_hash = $3 AND used_at IS NULL";
    let done = on!(tx, c => sqlx::query(SQL).bind(federation).bind(user).bind(hash).bind(now).execute(c).await?.rows_affected());
    Ok(done == 1)
}

/// How many are left.
pub async fn left(tx: &mut Tx, federation: Uuid, user: Uuid) -> StoreResult<i64> {
    const SQL: &str =
        "SELECT COUNT(*) FROM recovery_codes WHERE federation_id = $1 AND user_id = $2 AND used_at IS NULL";
    Ok(on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(user).fetch_one(c).await?))
}
