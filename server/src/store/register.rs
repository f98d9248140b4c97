//! The register: everybody the federation keeps a file about, those who are helped no longer too, for whoever answers for the files.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::persons::{Viewer, containing, covered};
use super::{StoreResult, Tx};

/// A line of the register.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Entry {
    pub id: Uuid,
    pub name: String,
    #[sqlx(rename = "ref")]
    pub reference: Option<String>,
    pub sector_id: Uuid,
    pub sector_name: String,
    pub coordination: String,
    pub version: i32,
    pub archived_at: Option<DateTime<Utc>>,
    pub archive_reason: Option<String>,
    pub pseudonymised_at: Option<DateTime<Utc>>,
    pub erased_at: Option<DateTime<Utc>>,
    /// When the card at the home was made, if there is one.
    pub place_code_at: Option<DateTime<Utc>>,
}

macro_rules! entries {
    ($more:expr) => {
        concat!(
            "SELECT p.id, p.name, p.ref, p.sector_id, s.name AS sector_name, p.coordination, p.version, p.archived_at, p.archive_reason,
                p.pseudonymised_at, p.erased_at, pc.made_at AS place_code_at
            FROM persons p LEFT JOIN place_codes pc ON pc.federation_id = p.federation_id AND pc.person_id = p.id
            JOIN sectors s ON s.federation_id = p.federation_id AND s.id = p.sector_id
            WHERE p.federation_id = $1 AND ($3 = 'administrator' OR (p.pseudonymised_at IS NULL AND (
                p.sector_id IN (SELECT sector_id FROM user_sectors WHERE federation_id = $1 AND user_id = $2) OR ",
            covered!("$4"),
            "))) AND ",
            $more
        )
    };
}

/// One of the viewer's: administrators keep the whole register, sector referents the lines of their sectors.
pub async fn find(tx: &mut Tx, viewer: Viewer<'_>, id: Uuid) -> StoreResult<Option<Entry>> {
    const SQL: &str = entries!("p.id = $5");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(viewer.federation).bind(viewer.user).bind(viewer.role).bind(viewer.now)
        .bind(id).fetch_optional(c).await?))
}

/// Those whose name contains `query` or whose key it is, by name, from `after` on; `archived` none: all.
pub async fn page(
    tx: &mut Tx,
    viewer: Viewer<'_>,
    query: &str,
    archived: Option<bool>,
    after: Option<(&str, Uuid)>,
    limit: i64,
) -> StoreResult<Vec<Entry>> {
    const SQL: &str = entries!(
        "(p.search_name LIKE $5 ESCAPE '\\' OR p.ref = $6) AND ($7 IS NULL OR $7 = (p.archived_at IS NOT NULL))
         AND ($8 IS NULL OR (p.search_name, p.id) > ($8, $9)) ORDER BY p.search_name, p.id LIMIT $10"
    );
    let (name, id) = after.unzip();
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(viewer.federation).bind(viewer.user).bind(viewer.role).bind(viewer.now)
        .bind(containing(query)).bind(query.trim()).bind(archived).bind(name).bind(id).bind(limit).fetch_all(c).await?))
}

/// Ends the help, with the reason. False: somebody was faster, or it had ended.
pub async fn archive(
    tx: &mut Tx,
    federation: Uuid,
    (id, version): (Uuid, i32),
    reason: &str,
    by: Uuid,
    now: DateTime<Utc>,
) -> StoreResult<bool> {
    const SQL: &str =
        "UPDATE persons SET archived_at = $4, archive_reason = $5, archived_by = $6, version = version + 1
        WHERE federation_id = $1 AND id = $2 AND version = $3 AND archived_at IS NULL AND pseudonymised_at IS NULL";
    Ok(on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(version).bind(now).bind(reason).bind(by).execute(c)
        .await?.rows_affected())
        == 1)
}

/// The help goes on. False: somebody was faster, or there is nothing to go back to.
pub async fn restore(
    tx: &mut Tx,
    federation: Uuid,
    (id, version): (Uuid, i32),
    now: DateTime<Utc>,
) -> StoreResult<bool> {
    const SQL: &str =
        "UPDATE persons SET archived_at = NULL, archive_reason = NULL, archived_by = NULL, resumed_at = $4,
            version = version + 1
        WHERE federation_id = $1 AND id = $2 AND version = $3 AND archived_at IS NOT NULL AND pseudonymised_at IS NULL";
    let done = on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(version).bind(now).execute(c).await?.rows_affected());
    Ok(done == 1)
}

/// Takes the line of somebody who is to be forgotten at this version. False: somebody was faster, or nothing is left to forget.
pub async fn erase(
    tx: &mut Tx,
    federation: Uuid,
    (id, version): (Uuid, i32),
    reason: &str,
    by: Uuid,
    now: DateTime<Utc>,
) -> StoreResult<bool> {
    const SQL: &str = "UPDATE persons SET archived_at = COALESCE(archived_at, $4), archive_reason = $6, erased_at = $4,
            erased_by = $5, version = version + 1
        WHERE federation_id = $1 AND id = $2 AND version = $3 AND pseudonymised_at IS NULL";
    Ok(on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(version).bind(now).bind(by).bind(reason).execute(c)
        .await?.rows_affected())
        == 1)
}
