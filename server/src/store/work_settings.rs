//! When a federation works and how long things may wait: one document a federation, none while it keeps the built-in one.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// The document with the federation's time zone.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct WorkRow {
    pub time_zone: String,
    /// None: nobody changed anything yet.
    pub version: Option<i32>,
    #[sqlx(json(nullable))]
    pub body: Option<serde_json::Value>,
}

pub async fn find(tx: &mut Tx, federation: Uuid) -> StoreResult<Option<WorkRow>> {
    const SQL: &str = "SELECT f.time_zone, w.version, w.body FROM federations f
        LEFT JOIN work_settings w ON w.federation_id = f.federation_id WHERE f.federation_id = $1";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).fetch_optional(c).await?))
}

/// Writes the document if it is still at `version` (0: not there yet); says whether it was.
pub async fn save(
    tx: &mut Tx,
    federation: Uuid,
    version: i32,
    body: &serde_json::Value,
    by: Uuid,
    now: DateTime<Utc>,
) -> StoreResult<bool> {
    const FIRST: &str = "INSERT INTO work_settings (federation_id, version, body, updated_at, updated_by)
        VALUES ($1, $2 + 1, $3, $4, $5) ON CONFLICT (federation_id) DO NOTHING";
    const NEXT: &str = "UPDATE work_settings SET version = version + 1, body = $3, updated_at = $4, updated_by = $5
        WHERE federation_id = $1 AND version = $2";
    let sql = if version == 0 { FIRST } else { NEXT };
    let changed = on!(tx, c => sqlx::query(sql).bind(federation).bind(version).bind(Json(body)).bind(now).bind(by)
        .execute(c).await?.rows_affected());
    Ok(changed == 1)
}
