//! Sectors as an administrator keeps them; archived rather than deleted, since what happened there names them.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::federations::Sector;
use super::{StoreResult, Tx};

/// A sector with who is in it.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct SectorRow {
    pub id: Uuid,
    pub version: i32,
    pub name: String,
    /// Persons who are not archived.
    pub persons: i64,
    /// Accounts that are not closed.
    pub aides: i64,
    pub coordinators: i64,
    pub referents: i64,
    pub archived_at: Option<DateTime<Utc>>,
}

macro_rules! working {
    ($role:literal) => {
        concat!(
            "(SELECT COUNT(*) FROM user_sectors us
                JOIN users u ON u.federation_id = us.federation_id AND u.id = us.user_id
                WHERE us.federation_id = s.federation_id AND us.sector_id = s.id AND u.disabled_at IS NULL AND u.role = '",
            $role,
            "')"
        )
    };
}

macro_rules! sector_columns {
    () => {
        concat!(
            "SELECT s.id, s.version, s.name,
                (SELECT COUNT(*) FROM persons p WHERE p.federation_id = s.federation_id AND p.sector_id = s.id
                    AND p.archived_at IS NULL) AS persons, ",
            working!("aide"),
            " AS aides, ",
            working!("coordinator"),
            " AS coordinators, ",
            working!("sector_referent"),
            " AS referents, s.archived_at FROM sectors s "
        )
    };
}

/// Every sector of a federation by name, archived ones too.
pub async fn list(tx: &mut Tx, federation: Uuid) -> StoreResult<Vec<SectorRow>> {
    const SQL: &str = concat!(sector_columns!(), "WHERE s.federation_id = $1 ORDER BY s.name, s.id");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).fetch_all(c).await?))
}

pub async fn find(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<Option<SectorRow>> {
    const SQL: &str = concat!(sector_columns!(), "WHERE s.federation_id = $1 AND s.id = $2");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(id).fetch_optional(c).await?))
}

/// Those that are not archived, by name.
pub async fn in_use(tx: &mut Tx, federation: Uuid) -> StoreResult<Vec<Sector>> {
    const SQL: &str = "SELECT id, name FROM sectors WHERE federation_id = $1 AND archived_at IS NULL ORDER BY name";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).fetch_all(c).await?))
}

/// Moves everybody who is helped in a sector to another one; gives back whom.
pub async fn move_persons(tx: &mut Tx, federation: Uuid, from: Uuid, to: Uuid) -> StoreResult<Vec<Uuid>> {
    const SQL: &str = "UPDATE persons SET sector_id = $3
        WHERE federation_id = $1 AND sector_id = $2 AND archived_at IS NULL RETURNING id";
    Ok(on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(from).bind(to).fetch_all(c).await?))
}

/// Names a sector anew; false when somebody was faster.
pub async fn rename(tx: &mut Tx, federation: Uuid, (id, version): (Uuid, i32), name: &str) -> StoreResult<bool> {
    const SQL: &str = "UPDATE sectors SET name = $4, version = version + 1
        WHERE federation_id = $1 AND id = $2 AND version = $3";
    let changed = on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(version).bind(name).execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// Archives a sector, or takes it back into use (`at` none); false when somebody was faster.
pub async fn set_archived(
    tx: &mut Tx,
    federation: Uuid,
    (id, version): (Uuid, i32),
    at: Option<DateTime<Utc>>,
) -> StoreResult<bool> {
    const SQL: &str = "UPDATE sectors SET archived_at = $4, version = version + 1
        WHERE federation_id = $1 AND id = $2 AND version = $3";
    let changed = on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(version).bind(at).execute(c).await?.rows_affected());
    Ok(changed == 1)
}
