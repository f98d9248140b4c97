//! Partial rules for a sector or a person, laid over the federation's set. Taken back ones stay in the table.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use super::db::{hex_list, on};
use super::{StoreResult, Tx};

/// An override; either `sector_id` or `person_id` is there.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct RuleOverride {
    pub id: Uuid,
    pub sector_id: Option<Uuid>,
    pub person_id: Option<Uuid>,
    #[sqlx(json)]
    pub body: serde_json::Value,
    pub reason: String,
    pub created_by: Option<Uuid>,
    pub created_at: DateTime<Utc>,
}

pub async fn insert(tx: &mut Tx, federation: Uuid, row: &RuleOverride) -> StoreResult<()> {
    const SQL: &str =
        "INSERT INTO rule_overrides (federation_id, id, sector_id, person_id, body, reason, created_by, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(row.id).bind(row.sector_id).bind(row.person_id)
        .bind(Json(&row.body)).bind(&row.reason).bind(row.created_by).bind(row.created_at).execute(c).await?.rows_affected());
    Ok(())
}

/// Takes an override back. False when there is none to take back.
pub async fn remove(tx: &mut Tx, federation: Uuid, id: Uuid, now: DateTime<Utc>) -> StoreResult<bool> {
    const SQL: &str =
        "UPDATE rule_overrides SET removed_at = $3 WHERE federation_id = $1 AND id = $2 AND removed_at IS NULL";
    let changed = on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(now).execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// The overrides in force; of several for the same sector or person the newest comes last and wins.
pub async fn in_force(tx: &mut Tx, federation: Uuid) -> StoreResult<Vec<RuleOverride>> {
    const SQL: &str = "SELECT id, sector_id, person_id, body, reason, created_by, created_at FROM rule_overrides
        WHERE federation_id = $1 AND removed_at IS NULL ORDER BY created_at, id";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).fetch_all(c).await?))
}

/// Their ids alone: whether anything has changed is asked before each use.
pub async fn ids_in_force(tx: &mut Tx, federation: Uuid) -> StoreResult<Vec<Uuid>> {
    const SQL: &str = "SELECT id FROM rule_overrides
        WHERE federation_id = $1 AND removed_at IS NULL ORDER BY created_at, id";
    Ok(on!(tx, c => sqlx::query_scalar(SQL).bind(federation).fetch_all(c).await?))
}

/// The same for several federations: federation and id.
pub async fn ids_in_force_of(tx: &mut Tx, federations: &[Uuid]) -> StoreResult<Vec<(Uuid, Uuid)>> {
    const POSTGRES: &str = "SELECT federation_id, id FROM rule_overrides
        WHERE federation_id = ANY($1) AND removed_at IS NULL ORDER BY created_at, id";
    const SQLITE: &str = "SELECT federation_id, id FROM rule_overrides
        WHERE federation_id IN (SELECT unhex(value) FROM json_each($1)) AND removed_at IS NULL ORDER BY created_at, id";
    Ok(match tx {
        Tx::Sqlite(t) => sqlx::query_as(SQLITE).bind(hex_list(federations)).fetch_all(&mut **t).await?,
        Tx::Postgres(t) => sqlx::query_as(POSTGRES).bind(federations).fetch_all(&mut **t).await?,
    })
}
