//! Keys the servers of one installation share. Whoever starts first makes them; everybody reads back the same.

use chrono::{DateTime, Utc};

use super::db::on;
use super::{StoreError, StoreResult, Tx, vault};

/// Where a key is sealed; its name is its row.
const PLACE: &str = "server_keys.value";

/// Stores `value` under `name` unless there is one already, and returns the one in force.
pub async fn keep_first(tx: &mut Tx, name: &str, value: &str, now: DateTime<Utc>) -> StoreResult<String> {
    const INSERT: &str =
        "INSERT INTO server_keys (name, value, created_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING";
    const READ: &str = "SELECT value FROM server_keys WHERE name = $1";
    let sealed = vault::seal(PLACE, name, value)?;
    let kept = on!(tx, c => {
        sqlx::query(INSERT).bind(name).bind(&sealed).bind(now).execute(&mut *c).await?;
        sqlx::query_scalar(READ).bind(name).fetch_one(c).await?
    });
    vault::opened(PLACE, name, kept)
}

/// The value under `name`, if there is one.
pub async fn find(tx: &mut Tx, name: &str) -> StoreResult<Option<String>> {
    const SQL: &str = "SELECT value FROM server_keys WHERE name = $1";
    let found: Option<String> = on!(tx, c => sqlx::query_scalar(SQL).bind(name).fetch_optional(c).await?);
    found.map(|value| vault::opened(PLACE, name, value)).transpose()
}

/// The values of a series, oldest first: the one under `name`, then those that [`add`] put behind it.
pub async fn series(tx: &mut Tx, name: &str) -> StoreResult<Vec<String>> {
    const SQL: &str =
        "SELECT name, value FROM server_keys WHERE name = $1 OR name LIKE $1 || '.%' ORDER BY LENGTH(name), name";
    let rows: Vec<(String, String)> = on!(tx, c => sqlx::query_as(SQL).bind(name).fetch_all(c).await?);
    rows.into_iter().map(|(name, value)| vault::opened(PLACE, name, value)).collect()
}

/// Puts a value at the end of a series; says whether nobody else did meanwhile.
pub async fn add(tx: &mut Tx, name: &str, value: &str, now: DateTime<Utc>) -> StoreResult<bool> {
    const SQL: &str =
        "INSERT INTO server_keys (name, value, created_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING";
    let next = format!("{name}.{}", series(tx, name).await?.len() + 1);
    let sealed = vault::seal(PLACE, &next, value)?;
    Ok(on!(tx, c => sqlx::query(SQL).bind(next).bind(sealed).bind(now).execute(c).await?.rows_affected()) == 1)
}

/// Stores `value` under `name`, whatever stood there: for what the installation notes about itself.
pub async fn put(tx: &mut Tx, name: &str, value: &str, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO server_keys (name, value, created_at) VALUES ($1, $2, $3)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value, created_at = excluded.created_at";
    let sealed = vault::seal(PLACE, name, value)?;
    on!(tx, c => sqlx::query(SQL).bind(name).bind(sealed).bind(now).execute(c).await?.rows_affected());
    Ok(())
}

/// What tells at start whether the keys of the process open what is here.
const CHECK: &str = "data_key_check";
const CHECKED: &str = "vigie";

/// Fails when something is sealed here that the process has no key for. With the first key it is noted that things are sealed.
pub async fn check_vault(tx: &mut Tx, now: DateTime<Utc>) -> StoreResult<()> {
    let found = find(tx, CHECK).await?;
    match found {
        Some(text) if text == CHECKED => Ok(()),
        Some(_) => Err(StoreError::Vault),
        None if vault::is_on() => put(tx, CHECK, CHECKED, now).await,
        None => Ok(()),
    }
}

/// Seals every key with the key in use.
pub async fn reseal(tx: &mut Tx, now: DateTime<Utc>) -> StoreResult<()> {
    const NAMES: &str = "SELECT name FROM server_keys ORDER BY name";
    const WRITE: &str = "UPDATE server_keys SET value = $2 WHERE name = $1";
    check_vault(tx, now).await?;
    let names: Vec<String> = on!(tx, c => sqlx::query_scalar(NAMES).fetch_all(c).await?);
    for name in names {
        if let Some(value) = find(tx, &name).await? {
            let sealed = vault::seal(PLACE, &name, &value)?;
            on!(tx, c => sqlx::query(WRITE).bind(&name).bind(&sealed).execute(c).await?.rows_affected());
        }
    }
    Ok(())
}
