//! Persons as the planning software knows them, by its own key.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::{hex_list, on, text_list};
use super::persons::folded;
use super::{StoreResult, Tx, place_codes};

/// A person with everything an import may say.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Row {
    pub id: Uuid,
    #[sqlx(rename = "ref")]
    pub reference: Option<String>,
    pub sector_id: Uuid,
    pub name: String,
    pub phone: Option<String>,
    pub address: Option<String>,
    pub archived_at: Option<DateTime<Utc>>,
}

macro_rules! columns {
    () => {
        "SELECT id, ref, sector_id, name, phone, address, archived_at FROM persons "
    };
}

/// Those with these keys, archived ones too.
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

/// Those that came from a file and are helped.
pub async fn active(tx: &mut Tx, federation: Uuid) -> StoreResult<Vec<Row>> {
    const SQL: &str =
        concat!(columns!(), "WHERE federation_id = $1 AND ref IS NOT NULL AND archived_at IS NULL ORDER BY ref");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).fetch_all(c).await?))
}

/// Adds a person who was not asked about coordination yet.
pub async fn insert(tx: &mut Tx, federation: Uuid, row: &Row, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO persons (federation_id, id, ref, sector_id, name, search_name, phone, address,
            archived_at, coordination, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'not_asked', $10)";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(row.id).bind(&row.reference).bind(row.sector_id).bind(&row.name)
        .bind(folded(&row.name)).bind(&row.phone).bind(&row.address).bind(row.archived_at).bind(now).execute(c).await?
        .rows_affected());
    Ok(())
}

/// Writes everything but the key.
pub async fn write(tx: &mut Tx, federation: Uuid, row: &Row, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "UPDATE persons SET sector_id = $3, name = $4, search_name = $5, phone = $6, address = $7, archived_at = $8,
            resumed_at = CASE WHEN archived_at IS NOT NULL AND $8 IS NULL THEN $9 ELSE resumed_at END WHERE federation_id = $1 AND id = $2 AND pseudonymised_at IS NULL";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(row.id).bind(row.sector_id).bind(&row.name)
        .bind(folded(&row.name)).bind(&row.phone).bind(&row.address).bind(row.archived_at).bind(now).execute(c).await?
        .rows_affected());
    if row.archived_at.is_some() {
        place_codes::end(tx, federation, row.id).await?;
    }
    Ok(())
}

macro_rules! traces {
    ($($table:literal)+) => {
        /// Every table that names a person: whoever is in none of them has left no trace.
        pub const TRACES: &[&str] = &[$($table),+];
        const REMOVE: &str = concat!(
            "DELETE FROM persons WHERE federation_id = $1 AND id = $2",
            $(" AND NOT EXISTS (SELECT 1 FROM ", $table, " t WHERE t.federation_id = $1 AND t.person_id = $2)"),+
        );
    };
}

traces! {
    "absences" "access_log" "actions" "alerts" "caseload" "case_events" "consents" "contacts" "covers" "dac_cases" "findings"
    "follow_ups" "person_checkpoints" "person_coordinators" "person_states" "place_codes" "quarantined_ratings" "ratings" "rebases" "rule_overrides" "visits" "watches"
}

/// Takes somebody away whom nothing was written about since. False when there is something.
pub async fn remove(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<bool> {
    Ok(on!(tx, c => sqlx::query(REMOVE).bind(federation).bind(id).execute(c).await?.rows_affected()) == 1)
}
