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

/// The values of a series, oldest first: the one under `name`, then those that [`add`] put behind it.
pub async fn series(tx: &mut Tx, name: &str) -> StoreResult<Vec<String>> {
    const SQL: &str =
        "SELECT value FROM server_keys WHERE name = $1 OR name LIKE $1 || '.%' ORDER BY LENGTH(name), name";
    Ok(on!(tx, c => sqlx::query_scalar(SQL).bind(name).fetch_all(c).await?))
}

/// Puts a value at the end of a series; says whether nobody else did meanwhile.
pub async fn add(tx: &mut Tx, name: &str, value: &str, now: DateTime<Utc>) -> StoreResult<bool> {
    const SQL: &str =
        "INSERT INTO server_keys (name, value, created_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING";
    let next = format!("{name}.{}", series(tx, name).await?.len() + 1);
    Ok(on!(tx, c => sqlx::query(SQL).bind(next).bind(value).bind(now).execute(c).await?.rows_affected()) == 1)
}

/// Stores `value` under `name`, whatever stood there: for what the installation notes about itself.
pub async fn put(tx: &mut Tx, name: &str, value: &str, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO server_keys (name, value, created_at) VALUES ($1, $2, $3)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value, created_at = excluded.created_at";
    on!(tx, c => sqlx::query(SQL).bind(name).bind(value).bind(now).execute(c).await?.rows_affected());
    Ok(())
}
