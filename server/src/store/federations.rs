//! Federations (the tenants) and their sectors.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// A federation.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Federation {
    pub federation_id: Uuid,
    pub name: String,
    /// An IANA zone, such as `Europe/Paris` or `Indian/Reunion`.
    pub time_zone: String,
    #[sqlx(json)]
    pub settings: Settings,
}

/// What a federation sets for itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Numbers an aide may need at a door, shown offline below 15, 18 and 112.
    pub emergency: Vec<EmergencyNumber>,
    /// The catalogue of signs; empty means Vigie's own.
    pub signs: Option<serde_json::Value>,
    /// Actions and kinds of partners; empty means Vigie's own.
    pub catalogue: Option<serde_json::Value>,
}

/// A number to call, with its name in both languages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct EmergencyNumber {
    pub label: Bilingual,
    pub phone: String,
}

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Bilingual {
    pub fr: String,
    pub en: String,
}

/// A sector.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Sector {
    pub id: Uuid,
    pub name: String,
}

pub async fn insert(tx: &mut Tx, federation: &Federation, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str =
        "INSERT INTO federations (federation_id, name, time_zone, settings, created_at) VALUES ($1, $2, $3, $4, $5)";
    on!(tx, c => sqlx::query(SQL).bind(federation.federation_id).bind(&federation.name).bind(&federation.time_zone)
        .bind(Json(&federation.settings)).bind(now).execute(c).await?.rows_affected());
    Ok(())
}

pub async fn find(tx: &mut Tx, federation: Uuid) -> StoreResult<Option<Federation>> {
    const SQL: &str = "SELECT federation_id, name, time_zone, settings FROM federations WHERE federation_id = $1";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).fetch_optional(c).await?))
}

pub async fn all(tx: &mut Tx) -> StoreResult<Vec<Federation>> {
    const SQL: &str = "SELECT federation_id, name, time_zone, settings FROM federations ORDER BY name, federation_id";
    Ok(on!(tx, c => sqlx::query_as(SQL).fetch_all(c).await?))
}

pub async fn insert_sector(tx: &mut Tx, federation: Uuid, sector: &Sector) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO sectors (federation_id, id, name) VALUES ($1, $2, $3)";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(sector.id).bind(&sector.name).execute(c).await?.rows_affected());
    Ok(())
}

pub async fn sectors(tx: &mut Tx, federation: Uuid) -> StoreResult<Vec<Sector>> {
    const SQL: &str = "SELECT id, name FROM sectors WHERE federation_id = $1 ORDER BY name";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).fetch_all(c).await?))
}

/// Replaces one entry of a federation's settings and leaves the others as they are.
pub async fn set_setting(tx: &mut Tx, federation: Uuid, name: &str, value: &serde_json::Value) -> StoreResult<()> {
    const SQLITE: &str =
        "UPDATE federations SET settings = json_set(settings, '$.' || $2, json($3)) WHERE federation_id = $1";
    const POSTGRES: &str =
        "UPDATE federations SET settings = jsonb_set(settings, ARRAY[$2], $3) WHERE federation_id = $1";
    match tx {
        Tx::Sqlite(t) => {
            sqlx::query(SQLITE).bind(federation).bind(name).bind(Json(value)).execute(&mut **t).await?.rows_affected()
        }
        Tx::Postgres(t) => {
            sqlx::query(POSTGRES).bind(federation).bind(name).bind(Json(value)).execute(&mut **t).await?.rows_affected()
        }
    };
    Ok(())
}
