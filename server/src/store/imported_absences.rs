//! Absences as the planning software knows them, by its own key. One that was taken back keeps its row.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::{hex_list, on, text_list};
use super::{StoreResult, Tx};

/// An absence with its key. Days as they are stored: `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Row {
    pub id: Uuid,
    #[sqlx(rename = "ref")]
    pub reference: Option<String>,
    pub person_id: Uuid,
    pub from_day: String,
    pub to_day: Option<String>,
    pub kind: String,
    pub removed_at: Option<DateTime<Utc>>,
}

macro_rules! columns {
    () => {
        "SELECT id, ref, person_id, from_day, to_day, kind, removed_at FROM absences "
    };
}

pub async fn by_refs(tx: &mut Tx, federation: Uuid, refs: &[String]) -> StoreResult<Vec<Row>> {
    const SQLITE: &str =
        concat!(columns!(), "WHERE federation_id = $1 AND ref IN (SELECT value FROM json_each($2)) ORDER BY ref");
    const POSTGRES: &str = concat!(columns!(), "WHERE federation_id = $1 AND ref = ANY($2) ORDER BY ref");
    Ok(match tx {
        Tx::Sqlite(t) => sqlx::query_as(SQLITE).bind(federation).bind(text_list(refs)).fetch_all(&mut **t).await?,
        Tx::Postgres(t) => sqlx::query_as(POSTGRES).bind(federation).bind(refs).fetch_all(&mut **t).await?,
    })
}

pub async fn by_ids(tx: &mut Tx, federation: Uuid, ids: &[Uuid]) -> StoreResult<Vec<Row>> {
    const SQLITE: &str =
        concat!(columns!(), "WHERE federation_id = $1 AND id IN (SELECT unhex(value) FROM json_each($2)) ORDER BY id");
    const POSTGRES: &str = concat!(columns!(), "WHERE federation_id = $1 AND id = ANY($2) ORDER BY id");
    Ok(match tx {
        Tx::Sqlite(t) => sqlx::query_as(SQLITE).bind(federation).bind(hex_list(ids)).fetch_all(&mut **t).await?,
        Tx::Postgres(t) => sqlx::query_as(POSTGRES).bind(federation).bind(ids).fetch_all(&mut **t).await?,
    })
}

pub async fn insert(
    tx: &mut Tx,
    federation: Uuid,
    row: &Row,
    recorded_by: Option<Uuid>,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    const SQL: &str =
        "INSERT INTO absences (federation_id, id, ref, person_id, from_day, to_day, kind, removed_at, recorded_by,
            recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(row.id).bind(&row.reference).bind(row.person_id)
        .bind(&row.from_day).bind(&row.to_day).bind(&row.kind).bind(row.removed_at).bind(recorded_by).bind(now).execute(c)
        .await?.rows_affected());
    Ok(())
}

/// Writes everything but the key.
pub async fn write(tx: &mut Tx, federation: Uuid, row: &Row) -> StoreResult<()> {
    const SQL: &str = "UPDATE absences SET person_id = $3, from_day = $4, to_day = $5, kind = $6, removed_at = $7
        WHERE federation_id = $1 AND id = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(row.id).bind(row.person_id).bind(&row.from_day).bind(&row.to_day)
        .bind(&row.kind).bind(row.removed_at).execute(c).await?.rows_affected());
    Ok(())
}

/// Takes an absence back that only a file said, and its key from it.
pub async fn let_go(tx: &mut Tx, federation: Uuid, id: Uuid, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "UPDATE absences SET ref = NULL, removed_at = $3 WHERE federation_id = $1 AND id = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(now).execute(c).await?.rows_affected());
    Ok(())
}
