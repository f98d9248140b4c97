//! Findings as they were stored: one row a key, marked when late data lifts them, never deleted.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use super::db::{hex_list, on};
use super::{StoreResult, Tx};

/// A finding. `body` is the domain's finding with its evidence.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct FindingRow {
    pub id: Uuid,
    pub person_id: Uuid,
    pub alert_id: Option<Uuid>,
    pub key: String,
    pub rule: String,
    pub family: String,
    pub severity: i32,
    pub at: DateTime<Utc>,
    #[sqlx(json)]
    pub body: serde_json::Value,
    pub found_at: DateTime<Utc>,
    pub lifted_at: Option<DateTime<Utc>>,
}

macro_rules! finding_columns {
    () => {
        "SELECT id, person_id, alert_id, key, rule, family, severity, at, body, found_at, lifted_at FROM findings "
    };
}

/// Stores a finding with the ratings it stands on.
pub async fn insert(tx: &mut Tx, federation: Uuid, row: &FindingRow, ratings: &[Uuid]) -> StoreResult<()> {
    const SQL: &str =
        "INSERT INTO findings (federation_id, id, person_id, alert_id, key, rule, family, severity, at, body, found_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    const LINK: &str = "INSERT INTO finding_ratings (federation_id, rating_id, finding_id) VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING";
    on!(tx, c => {
        sqlx::query(SQL).bind(federation).bind(row.id).bind(row.person_id).bind(row.alert_id).bind(&row.key).bind(&row.rule)
            .bind(&row.family).bind(row.severity).bind(row.at).bind(Json(&row.body)).bind(row.found_at)
            .execute(&mut *c).await?;
        for rating in ratings {
            sqlx::query(LINK).bind(federation).bind(*rating).bind(row.id).execute(&mut *c).await?;
        }
    });
    Ok(())
}

/// The findings of a person dated at or after `from`.
pub async fn since(tx: &mut Tx, federation: Uuid, person: Uuid, from: DateTime<Utc>) -> StoreResult<Vec<FindingRow>> {
    const SQL: &str =
        concat!(finding_columns!(), "WHERE federation_id = $1 AND person_id = $2 AND at >= $3 ORDER BY at, key");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(person).bind(from).fetch_all(c).await?))
}

/// The finding of a person with this key.
pub async fn by_key(tx: &mut Tx, federation: Uuid, person: Uuid, key: &str) -> StoreResult<Option<FindingRow>> {
    const SQL: &str = concat!(finding_columns!(), "WHERE federation_id = $1 AND person_id = $2 AND key = $3");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(person).bind(key).fetch_optional(c).await?))
}

/// Marks a finding as lifted by late data, or takes the mark off again.
pub async fn set_lifted(tx: &mut Tx, federation: Uuid, id: Uuid, lifted_at: Option<DateTime<Utc>>) -> StoreResult<()> {
    const SQL: &str = "UPDATE findings SET lifted_at = $3 WHERE federation_id = $1 AND id = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(lifted_at).execute(c).await?.rows_affected());
    Ok(())
}

/// Puts a finding into an alert.
pub async fn set_alert(tx: &mut Tx, federation: Uuid, id: Uuid, alert: Uuid) -> StoreResult<()> {
    const SQL: &str = "UPDATE findings SET alert_id = $3 WHERE federation_id = $1 AND id = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(alert).execute(c).await?.rows_affected());
    Ok(())
}

/// The findings gathered in these alerts, newest first.
pub async fn of_alerts(tx: &mut Tx, federation: Uuid, alerts: &[Uuid]) -> StoreResult<Vec<FindingRow>> {
    const POSTGRES: &str =
        concat!(finding_columns!(), "WHERE federation_id = $1 AND alert_id = ANY($2) ORDER BY at DESC, key");
    const SQLITE: &str = concat!(
        finding_columns!(),
        "WHERE federation_id = $1 AND alert_id IN (SELECT unhex(value) FROM json_each($2)) ORDER BY at DESC, key"
    );
    if alerts.is_empty() {
        return Ok(Vec::new());
    }
    Ok(match tx {
        Tx::Sqlite(t) => sqlx::query_as(SQLITE).bind(federation).bind(hex_list(alerts)).fetch_all(&mut **t).await?,
        Tx::Postgres(t) => sqlx::query_as(POSTGRES).bind(federation).bind(alerts).fetch_all(&mut **t).await?,
    })
}

/// The aides whose ratings an alert stands on.
pub async fn aides_behind(tx: &mut Tx, federation: Uuid, alert: Uuid) -> StoreResult<Vec<Uuid>> {
    const SQL: &str = "SELECT DISTINCT r.aide_id FROM findings f
        JOIN finding_ratings fr ON fr.federation_id = f.federation_id AND fr.finding_id = f.id
        JOIN ratings r ON r.federation_id = fr.federation_id AND r.id = fr.rating_id
        WHERE f.federation_id = $1 AND f.alert_id = $2 AND f.lifted_at IS NULL ORDER BY r.aide_id";
    Ok(on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(alert).fetch_all(c).await?))
}

/// Gives a finding the numbers a second fold found.
pub async fn set_body(
    tx: &mut Tx,
    federation: Uuid,
    id: Uuid,
    severity: i32,
    body: &serde_json::Value,
) -> StoreResult<()> {
    const SQL: &str = "UPDATE findings SET severity = $3, body = $4 WHERE federation_id = $1 AND id = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(severity).bind(Json(body)).execute(c).await?.rows_affected());
    Ok(())
}
