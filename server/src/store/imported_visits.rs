//! Visits as the planning software knows them, by its own key.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::{hex_list, on, text_list};
use super::{StoreResult, Tx};

/// A visit with its key, and whether somebody has rated it.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Row {
    pub id: Uuid,
    #[sqlx(rename = "ref")]
    pub reference: Option<String>,
    pub person_id: Uuid,
    pub aide_id: Uuid,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub status: String,
    pub rated: bool,
}

macro_rules! columns {
    () => {
        "SELECT v.id, v.ref, v.person_id, v.aide_id, v.starts_at, v.ends_at, v.status,
            EXISTS (SELECT 1 FROM ratings r WHERE r.federation_id = v.federation_id AND r.visit_id = v.id) AS rated FROM visits v "
    };
}

pub async fn by_refs(tx: &mut Tx, federation: Uuid, refs: &[String]) -> StoreResult<Vec<Row>> {
    const SQLITE: &str =
        concat!(columns!(), "WHERE v.federation_id = $1 AND v.ref IN (SELECT value FROM json_each($2)) ORDER BY v.ref");
    const POSTGRES: &str = concat!(columns!(), "WHERE v.federation_id = $1 AND v.ref = ANY($2) ORDER BY v.ref");
    Ok(match tx {
        Tx::Sqlite(t) => sqlx::query_as(SQLITE).bind(federation).bind(text_list(refs)).fetch_all(&mut **t).await?,
        Tx::Postgres(t) => sqlx::query_as(POSTGRES).bind(federation).bind(refs).fetch_all(&mut **t).await?,
    })
}

pub async fn by_ids(tx: &mut Tx, federation: Uuid, ids: &[Uuid]) -> StoreResult<Vec<Row>> {
    const SQLITE: &str = concat!(
        columns!(),
        "WHERE v.federation_id = $1 AND v.id IN (SELECT unhex(value) FROM json_each($2)) ORDER BY v.id"
    );
    const POSTGRES: &str = concat!(columns!(), "WHERE v.federation_id = $1 AND v.id = ANY($2) ORDER BY v.id");
    Ok(match tx {
        Tx::Sqlite(t) => sqlx::query_as(SQLITE).bind(federation).bind(hex_list(ids)).fetch_all(&mut **t).await?,
        Tx::Postgres(t) => sqlx::query_as(POSTGRES).bind(federation).bind(ids).fetch_all(&mut **t).await?,
    })
}

/// Makes whoever rates one of these wait until the end of the transaction.
pub async fn hold(tx: &mut Tx, federation: Uuid, ids: &[Uuid]) -> StoreResult<()> {
    const POSTGRES: &str =
        "SELECT id FROM visits WHERE federation_id = $1 AND id = ANY($2) ORDER BY id FOR NO KEY UPDATE";
    // SQLite's one writer is alone already.
    if let Tx::Postgres(t) = tx {
        sqlx::query(POSTGRES).bind(federation).bind(ids).execute(&mut **t).await?;
    }
    Ok(())
}

/// Writes everything but the key. The rating of a visit names it by its id, so it stays with the visit wherever that moves.
pub async fn write(tx: &mut Tx, federation: Uuid, row: &Row) -> StoreResult<()> {
    const SQL: &str = "UPDATE visits SET person_id = $3, aide_id = $4, starts_at = $5, ends_at = $6, status = $7
        WHERE federation_id = $1 AND id = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(row.id).bind(row.person_id).bind(row.aide_id).bind(row.starts_at)
        .bind(row.ends_at).bind(&row.status).execute(c).await?.rows_affected());
    Ok(())
}

/// Takes a visit away that nobody has rated. False when somebody has.
pub async fn remove(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<bool> {
    const SQL: &str = "DELETE FROM visits WHERE federation_id = $1 AND id = $2
        AND NOT EXISTS (SELECT 1 FROM ratings r WHERE r.federation_id = $1 AND r.visit_id = $2)";
    Ok(on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).execute(c).await?.rows_affected()) == 1)
}
