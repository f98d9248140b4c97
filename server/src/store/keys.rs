//! Keys the servers of one installation share. Whoever starts first makes them; everybody reads back the same.

use chrono::{DateTime, Utc};

use super::db::on;
use super::{StoreResult, Tx};

/// Stores `value` under `name` unless there is one already, and returns the one in force.
pub async fn keep_first(tx: &mut Tx, name: &str, value: &str, now: DateTime<Utc>) -> StoreResult<String> {
    const INSERT: &str =
        "INSERT INTO server_keys (name, value, created_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING";
    const READ: &str = "SELECT value FROM server_keys WHERE name = $1";
    Ok(on!(tx, c => {
        sqlx::query(INSERT).bind(name).bind(value).bind(now).execute(&mut *c).await?;
        sqlx::query_scalar(READ).bind(name).fetch_one(c).await?
    }))
}

/// The value under `name`, if there is one.
pub async fn find(tx: &mut Tx, name: &str) -> StoreResult<Option<String>> {
    const SQL: &str = "SELECT value FROM server_keys WHERE name = $1";
    Ok(on!(tx, c => sqlx::query_scalar(SQL).bind(name).fetch_optional(c).await?))
}
