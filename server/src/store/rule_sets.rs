//! The versions of a federation's rule set.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use super::db::{hex_list, on};
use super::{StoreResult, Tx};

/// A published version.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct RuleSetRow {
    pub version: i32,
    #[sqlx(json)]
    pub body: serde_json::Value,
    pub effective_from: DateTime<Utc>,
    pub published_by: Option<Uuid>,
    pub reason: String,
}

pub async fn insert(tx: &mut Tx, federation: Uuid, row: &RuleSetRow) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO rule_sets (federation_id, version, body, effective_from, published_by, reason)
        VALUES ($1, $2, $3, $4, $5, $6)";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(row.version).bind(Json(&row.body)).bind(row.effective_from)
        .bind(row.published_by).bind(&row.reason).execute(c).await?.rows_affected());
    Ok(())
}

/// The version in force at `now`.
pub async fn in_force(tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> StoreResult<Option<RuleSetRow>> {
    const SQL: &str = "SELECT version, body, effective_from, published_by, reason FROM rule_sets
        WHERE federation_id = $1 AND effective_from <= $2 ORDER BY effective_from DESC, version DESC LIMIT 1";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(now).fetch_optional(c).await?))
}

/// Every version, newest first.
pub async fn all(tx: &mut Tx, federation: Uuid) -> StoreResult<Vec<RuleSetRow>> {
    const SQL: &str = "SELECT version, body, effective_from, published_by, reason FROM rule_sets
        WHERE federation_id = $1 ORDER BY version DESC";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).fetch_all(c).await?))
}

/// The number of the version in force at `now`.
pub async fn version_in_force(tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> StoreResult<Option<i32>> {
    const SQL: &str = "SELECT version FROM rule_sets
        WHERE federation_id = $1 AND effective_from <= $2 ORDER BY effective_from DESC, version DESC LIMIT 1";
    Ok(on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(now).fetch_optional(c).await?))
}

/// The same for several federations; those without a rule set are left out.
pub async fn versions_in_force(tx: &mut Tx, federations: &[Uuid], now: DateTime<Utc>) -> StoreResult<Vec<(Uuid, i32)>> {
    const POSTGRES: &str = "SELECT federation_id, version FROM rule_sets
        WHERE federation_id = ANY($1) AND effective_from <= $2 ORDER BY effective_from, version";
    const SQLITE: &str = "SELECT federation_id, version FROM rule_sets
        WHERE federation_id IN (SELECT unhex(value) FROM json_each($1)) AND effective_from <= $2
        ORDER BY effective_from, version";
    let rows: Vec<(Uuid, i32)> = match tx {
        Tx::Sqlite(t) => sqlx::query_as(SQLITE).bind(hex_list(federations)).bind(now).fetch_all(&mut **t).await?,
        Tx::Postgres(t) => sqlx::query_as(POSTGRES).bind(federations).bind(now).fetch_all(&mut **t).await?,
    };
    // The last of each federation's.
    Ok(rows.into_iter().collect::<std::collections::BTreeMap<_, _>>().into_iter().collect())
}

/// The number of the newest version, in force or yet to come.
pub async fn newest(tx: &mut Tx, federation: Uuid) -> StoreResult<Option<i32>> {
    const SQL: &str = "SELECT MAX(version) FROM rule_sets WHERE federation_id = $1";
    Ok(on!(tx, c => sqlx::query_scalar(SQL).bind(federation).fetch_one(c).await?))
}

/// Whether a version waits for its day.
pub async fn is_waiting(tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> StoreResult<bool> {
    const SQL: &str = "SELECT COUNT(*) FROM rule_sets WHERE federation_id = $1 AND effective_from > $2";
    let waiting: i64 = on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(now).fetch_one(c).await?);
    Ok(waiting > 0)
}

/// Removes the version whose day has not come: nothing was ever judged by it. False when there is none.
pub async fn take_back_waiting(tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> StoreResult<bool> {
    const SQL: &str = "DELETE FROM rule_sets WHERE federation_id = $1 AND effective_from > $2";
    Ok(on!(tx, c => sqlx::query(SQL).bind(federation).bind(now).execute(c).await?.rows_affected()) > 0)
}

/// The version published before another.
pub async fn before(tx: &mut Tx, federation: Uuid, version: i32) -> StoreResult<Option<RuleSetRow>> {
    const SQL: &str = "SELECT version, body, effective_from, published_by, reason FROM rule_sets
        WHERE federation_id = $1 AND version < $2 ORDER BY version DESC LIMIT 1";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(version).fetch_optional(c).await?))
}
