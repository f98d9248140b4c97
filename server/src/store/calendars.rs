//! Calendars of other software from which visits are planned.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::types::Json;
use uuid::Uuid;

use super::db::{on, text_list};
use super::{StoreResult, Tx, vault};

const URL: &str = "calendars.url";

/// A calendar, and how its last reading went.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Calendar {
    pub federation_id: Uuid,
    pub id: Uuid,
    pub version: i32,
    pub name: String,
    pub url: String,
    pub sector_id: Option<Uuid>,
    pub sector_name: Option<String>,
    pub aide_id: Option<Uuid>,
    pub aide_name: Option<String>,
    pub enabled: bool,
    pub asked_at: Option<DateTime<Utc>>,
    pub tried_at: Option<DateTime<Utc>>,
    pub succeeded_at: Option<DateTime<Utc>>,
    /// Why the last try failed: a code.
    pub failure: Option<String>,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    pub visits: i64,
    #[sqlx(json)]
    pub problems: Vec<Unused>,
}

/// A line that could not be used, and why. Nothing else of it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unused {
    pub line: u64,
    pub code: String,
}

/// What an administrator sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    pub name: String,
    pub url: String,
    pub sector: Option<Uuid>,
    pub aide: Option<Uuid>,
    pub enabled: bool,
}

/// What a reading found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    pub visits: i64,
    pub problems: Vec<Unused>,
}

macro_rules! columns {
    () => {
        "SELECT c.federation_id, c.id, c.version, c.name, c.url, c.sector_id, s.name AS sector_name, c.aide_id, u.name AS aide_name,
            c.enabled, c.asked_at, c.tried_at, c.succeeded_at, c.failure, c.etag, c.last_modified, c.visits, c.problems
         FROM calendars c
         LEFT JOIN sectors s ON s.federation_id = c.federation_id AND s.id = c.sector_id
         LEFT JOIN users u ON u.federation_id = c.federation_id AND u.id = c.aide_id "
    };
}

fn opened(mut found: Vec<Calendar>) -> StoreResult<Vec<Calendar>> {
    for calendar in &mut found {
        calendar.url = vault::opened(URL, calendar.id, std::mem::take(&mut calendar.url))?;
    }
    Ok(found)
}

/// A federation's calendars, by name.
pub async fn list(tx: &mut Tx, federation: Uuid) -> StoreResult<Vec<Calendar>> {
    const SQL: &str = concat!(columns!(), "WHERE c.federation_id = $1 ORDER BY c.name, c.id");
    opened(on!(tx, c => sqlx::query_as(SQL).bind(federation).fetch_all(c).await?))
}

pub async fn find(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<Option<Calendar>> {
    const SQL: &str = concat!(columns!(), "WHERE c.federation_id = $1 AND c.id = $2");
    let found: Vec<Calendar> = on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(id).fetch_all(c).await?);
    Ok(opened(found)?.pop())
}

/// Adds a calendar.
pub async fn insert(
    tx: &mut Tx,
    federation: Uuid,
    id: Uuid,
    new: &Setting,
    by: Uuid,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    const SQL: &str =
        "INSERT INTO calendars (federation_id, id, version, name, url, sector_id, aide_id, enabled, created_at,
            created_by, problems) VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10)";
    let none: Vec<Unused> = Vec::new();
    let url = vault::seal(URL, id, &new.url)?;
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(&new.name).bind(url).bind(new.sector).bind(new.aide)
        .bind(new.enabled).bind(now).bind(by).bind(Json(&none)).execute(c).await?.rows_affected());
    Ok(())
}

/// Writes a setting if the calendar is still at its version; what was known of the answers before is forgotten. Says whether it was.
pub async fn update(tx: &mut Tx, federation: Uuid, (id, version): (Uuid, i32), new: &Setting) -> StoreResult<bool> {
    const SQL: &str =
        "UPDATE calendars SET version = version + 1, name = $4, url = $5, sector_id = $6, aide_id = $7, enabled = $8,
            etag = NULL, last_modified = NULL WHERE federation_id = $1 AND id = $2 AND version = $3";
    let url = vault::seal(URL, id, &new.url)?;
    let changed = on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(version).bind(&new.name).bind(url)
        .bind(new.sector).bind(new.aide).bind(new.enabled).execute(c).await?.rows_affected());
    Ok(changed == 1)
}

pub async fn remove(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<bool> {
    const SQL: &str = "DELETE FROM calendars WHERE federation_id = $1 AND id = $2";
    Ok(on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).execute(c).await?.rows_affected()) == 1)
}

/// Asks for a reading of every calendar that is switched on; says of how many. Who waits already keeps the place in the line.
pub async fn ask(tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> StoreResult<u64> {
    const SQL: &str = "UPDATE calendars SET asked_at = $2 WHERE federation_id = $1 AND enabled AND asked_at IS NULL";
    Ok(on!(tx, c => sqlx::query(SQL).bind(federation).bind(now).execute(c).await?.rows_affected()))
}

/// Calendars of all federations that were asked for, the longest waiting first. Found through `calendars_asked`.
pub async fn asked(tx: &mut Tx, limit: i64) -> StoreResult<Vec<Calendar>> {
    const SQL: &str =
        concat!(columns!(), "WHERE c.asked_at IS NOT NULL AND c.enabled ORDER BY c.asked_at, c.id LIMIT $1");
    opened(on!(tx, c => sqlx::query_as(SQL).bind(limit).fetch_all(c).await?))
}

/// Takes a reading that was asked for. False: another node was faster. Who dies with it in hand is asked again by the next run.
pub async fn take(tx: &mut Tx, calendar: &Calendar, now: DateTime<Utc>) -> StoreResult<bool> {
    const SQL: &str =
        "UPDATE calendars SET asked_at = NULL, tried_at = $4 WHERE federation_id = $1 AND id = $2 AND asked_at = $3";
    let taken = on!(tx, c => sqlx::query(SQL).bind(calendar.federation_id).bind(calendar.id).bind(calendar.asked_at).bind(now)
        .execute(c).await?.rows_affected());
    Ok(taken == 1)
}

/// Writes down that a reading failed. Another setting since is no business of it.
pub async fn failed(
    tx: &mut Tx,
    federation: Uuid,
    (id, version): (Uuid, i32),
    failure: &str,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    const SQL: &str =
        "UPDATE calendars SET tried_at = $4, failure = $5 WHERE federation_id = $1 AND id = $2 AND version = $3";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(version).bind(now).bind(failure).execute(c).await?
        .rows_affected());
    Ok(())
}

/// Writes down that a reading succeeded; none: all is as it was.
pub async fn succeeded(
    tx: &mut Tx,
    federation: Uuid,
    (id, version): (Uuid, i32),
    reading: Option<&Reading>,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    const SAME: &str = "UPDATE calendars SET tried_at = $4, succeeded_at = $4, failure = NULL
        WHERE federation_id = $1 AND id = $2 AND version = $3";
    const NEW: &str =
        "UPDATE calendars SET tried_at = $4, succeeded_at = $4, failure = NULL, etag = $5, last_modified = $6,
            visits = $7, problems = $8 WHERE federation_id = $1 AND id = $2 AND version = $3";
    let Some(new) = reading else {
        on!(tx, c => sqlx::query(SAME).bind(federation).bind(id).bind(version).bind(now).execute(c).await?.rows_affected());
        return Ok(());
    };
    on!(tx, c => sqlx::query(NEW).bind(federation).bind(id).bind(version).bind(now).bind(&new.etag).bind(&new.last_modified)
        .bind(new.visits).bind(Json(&new.problems)).execute(c).await?.rows_affected());
    Ok(())
}

/// An aide and the address by which a calendar names her.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Address {
    pub id: Uuid,
    /// In small letters.
    pub email: String,
}

/// The aides at work with one of these addresses, in small letters.
pub async fn aides_at(tx: &mut Tx, federation: Uuid, addresses: &[String]) -> StoreResult<Vec<Address>> {
    const SQLITE: &str = "SELECT id, LOWER(email) AS email FROM users WHERE federation_id = $1 AND role = 'aide'
        AND disabled_at IS NULL AND LOWER(email) IN (SELECT value FROM json_each($2)) ORDER BY id";
    const POSTGRES: &str = "SELECT id, LOWER(email) AS email FROM users WHERE federation_id = $1 AND role = 'aide'
        AND disabled_at IS NULL AND LOWER(email) = ANY($2) ORDER BY id";
    Ok(match tx {
        Tx::Sqlite(t) => sqlx::query_as(SQLITE).bind(federation).bind(text_list(addresses)).fetch_all(&mut **t).await?,
        Tx::Postgres(t) => sqlx::query_as(POSTGRES).bind(federation).bind(addresses).fetch_all(&mut **t).await?,
    })
}

/// A visit that a calendar planned.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Coming {
    pub id: Uuid,
    #[sqlx(rename = "ref")]
    pub reference: String,
}

/// The visits of a calendar (those whose key begins with `start`) that are still to come and that nobody has rated. Found through
/// `visits_ended`.
pub async fn coming(tx: &mut Tx, federation: Uuid, start: &str, now: DateTime<Utc>) -> StoreResult<Vec<Coming>> {
    const SQL: &str =
        "SELECT v.id, v.ref FROM visits v WHERE v.federation_id = $1 AND v.status = 'planned' AND v.ends_at > $3
            AND v.starts_at > $3 AND v.ref LIKE $2
            AND NOT EXISTS (SELECT 1 FROM ratings r WHERE r.federation_id = v.federation_id AND r.visit_id = v.id)
        ORDER BY v.id";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(format!("{start}%")).bind(now).fetch_all(c).await?))
}
