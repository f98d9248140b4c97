//! The cards at persons' homes: one live code a person, of which only a hash is kept.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::persons::ratable;
use super::{StoreResult, Tx};

/// That there is a card.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PlaceCode {
    pub made_at: DateTime<Utc>,
    pub made_by: Uuid,
    /// None: the account is not there any more.
    pub made_by_name: Option<String>,
}

/// Somebody a code stands for.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Home {
    pub id: Uuid,
    pub name: String,
}

/// Gives a person a code; the one before opens nothing any more.
pub async fn put(
    tx: &mut Tx,
    federation: Uuid,
    person: Uuid,
    hash: &str,
    by: Uuid,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    const SQL: &str =
        "INSERT INTO place_codes (federation_id, person_id, code_hash, made_at, made_by) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (federation_id, person_id) DO UPDATE SET code_hash = excluded.code_hash, made_at = excluded.made_at,
            made_by = excluded.made_by";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(person).bind(hash).bind(now).bind(by).execute(c).await?
        .rows_affected());
    Ok(())
}

/// Ends a person's code. False: there was none.
pub async fn end(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<bool> {
    const SQL: &str = "DELETE FROM place_codes WHERE federation_id = $1 AND person_id = $2";
    Ok(on!(tx, c => sqlx::query(SQL).bind(federation).bind(person).execute(c).await?.rows_affected()) == 1)
}

/// Whether a person has a card.
pub async fn of_person(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<Option<PlaceCode>> {
    const SQL: &str = "SELECT pc.made_at, pc.made_by, u.name AS made_by_name FROM place_codes pc
        LEFT JOIN users u ON u.federation_id = pc.federation_id AND u.id = pc.made_by
        WHERE pc.federation_id = $1 AND pc.person_id = $2";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(person).fetch_optional(c).await?))
}

/// Whose home a code stands for; nobody's who is helped no longer.
pub async fn home(tx: &mut Tx, federation: Uuid, hash: &str) -> StoreResult<Option<Home>> {
    const SQL: &str = "SELECT p.id, p.name FROM place_codes pc
        JOIN persons p ON p.federation_id = pc.federation_id AND p.id = pc.person_id
        WHERE pc.federation_id = $1 AND pc.code_hash = $2 AND p.archived_at IS NULL AND p.pseudonymised_at IS NULL";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(hash).fetch_optional(c).await?))
}

/// Whether an aide may rate a person, as capture would say.
pub async fn may_rate(tx: &mut Tx, federation: Uuid, aide: Uuid, person: Uuid) -> StoreResult<bool> {
    const SQL: &str =
        concat!("SELECT COUNT(*) FROM persons p WHERE p.federation_id = $1 AND p.id = $3 AND ", ratable!("$1", "$2"));
    let found: i64 = on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(aide).bind(person).fetch_one(c).await?);
    Ok(found > 0)
}
