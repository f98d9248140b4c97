//! Watches: standing cadences of follow-ups about a person, with every step of their ladder.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::{hex_list, on};
use super::persons::{Viewer, visible};
use super::{StoreResult, Tx};

/// A watch with the names its list shows.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct WatchRow {
    pub id: Uuid,
    pub version: i32,
    pub person_id: Uuid,
    pub person_name: String,
    pub sector_id: Uuid,
    /// `weekly`, `monthly` or `quarterly`.
    pub cadence: String,
    pub why: String,
    pub since: DateTime<Utc>,
    pub owner_id: Option<Uuid>,
    pub owner_name: Option<String>,
    pub created_by: Uuid,
    pub ended_at: Option<DateTime<Utc>>,
    pub end_reason: Option<String>,
}

/// A change of cadence.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct StepRow {
    pub id: Uuid,
    pub watch_id: Uuid,
    pub at: DateTime<Utc>,
    pub from_cadence: Option<String>,
    pub to_cadence: String,
    /// `decision`, `kept`, `alert` or `two_alerts`.
    pub cause: String,
    pub why: Option<String>,
    pub by_user: Option<Uuid>,
    pub by_name: Option<String>,
    pub follow_up_id: Option<Uuid>,
    pub alert_id: Option<Uuid>,
}

macro_rules! columns {
    () => {
        "SELECT w.id, w.version, w.person_id, p.name AS person_name, p.sector_id, w.cadence, w.why, w.since, w.owner_id,
            o.name AS owner_name, w.created_by, w.ended_at, w.end_reason
         FROM watches w
         JOIN persons p ON p.federation_id = w.federation_id AND p.id = w.person_id
         LEFT JOIN users o ON o.federation_id = w.federation_id AND o.id = w.owner_id "
    };
}

macro_rules! step_columns {
    () => {
        "SELECT s.id, s.watch_id, s.at, s.from_cadence, s.to_cadence, s.cause, s.why, s.by_user, u.name AS by_name,
            s.follow_up_id, s.alert_id
         FROM watch_steps s LEFT JOIN users u ON u.federation_id = s.federation_id AND u.id = s.by_user "
    };
}

/// Writes a new watch down; its first look may be there already or follow.
pub async fn insert(tx: &mut Tx, federation: Uuid, row: &WatchRow) -> StoreResult<()> {
    const SQL: &str =
        "INSERT INTO watches (federation_id, id, version, person_id, cadence, why, since, owner_id, created_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(row.id).bind(row.version).bind(row.person_id).bind(&row.cadence)
        .bind(&row.why).bind(row.since).bind(row.owner_id).bind(row.created_by).execute(c).await?.rows_affected());
    note_next(tx, federation, row.id).await
}

/// Keeps in the row whether an open follow-up is there, so that those without one are found without a walk over all watches. To be called by
/// whatever writes a watch's follow-ups.
pub(super) async fn note_next(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<()> {
    const SQL: &str = "UPDATE watches SET planned = EXISTS (SELECT 1 FROM follow_ups f
            WHERE f.federation_id = $1 AND f.watch_id = $2 AND f.state = 'open')
        WHERE federation_id = $1 AND id = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).execute(c).await?.rows_affected());
    Ok(())
}

/// Writes a changed watch if nobody changed it since it was read at `version`; false otherwise.
pub async fn update(tx: &mut Tx, federation: Uuid, row: &WatchRow, version: i32) -> StoreResult<bool> {
    const SQL: &str = "UPDATE watches SET version = $4, cadence = $5, owner_id = $6, ended_at = $7, end_reason = $8
        WHERE federation_id = $1 AND id = $2 AND version = $3";
    let changed = on!(tx, c => sqlx::query(SQL).bind(federation).bind(row.id).bind(version).bind(row.version)
        .bind(&row.cadence).bind(row.owner_id).bind(row.ended_at).bind(&row.end_reason).execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// The watch, whoever asks.
pub async fn find(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<Option<WatchRow>> {
    const SQL: &str = concat!(columns!(), "WHERE w.federation_id = $1 AND w.id = $2");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(id).fetch_optional(c).await?))
}

/// The watch, if this viewer may see it.
pub async fn in_scope(tx: &mut Tx, viewer: Viewer<'_>, id: Uuid) -> StoreResult<Option<WatchRow>> {
    const SQL: &str = concat!(columns!(), "WHERE w.federation_id = $1 AND w.id = $4 AND ", visible!("$5"));
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(viewer.federation).bind(viewer.user).bind(viewer.role).bind(id)
        .bind(viewer.now).fetch_optional(c).await?))
}

/// The open watch of a person.
pub async fn open_of(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<Option<WatchRow>> {
    const SQL: &str = concat!(columns!(), "WHERE w.federation_id = $1 AND w.person_id = $2 AND w.ended_at IS NULL");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(person).fetch_optional(c).await?))
}

/// The open watches of the viewer's scope, by person.
pub async fn list(
    tx: &mut Tx,
    viewer: Viewer<'_>,
    owner: Option<Uuid>,
    sector: Option<Uuid>,
    limit: i64,
) -> StoreResult<Vec<WatchRow>> {
    const SQL: &str = concat!(
        columns!(),
        "WHERE w.federation_id = $1 AND w.ended_at IS NULL AND ",
        visible!("$7"),
        "AND ($4 IS NULL OR w.owner_id = $4) AND ($5 IS NULL OR p.sector_id = $5) ORDER BY p.search_name, w.id LIMIT $6"
    );
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(viewer.federation).bind(viewer.user).bind(viewer.role).bind(owner)
        .bind(sector).bind(limit).bind(viewer.now).fetch_all(c).await?))
}

/// Open watches that wait for no follow-up, of persons who are still helped.
pub async fn without_next(tx: &mut Tx, federation: Uuid, limit: i64) -> StoreResult<Vec<WatchRow>> {
    const SQL: &str = concat!(
        columns!(),
        "WHERE w.federation_id = $1 AND w.ended_at IS NULL AND NOT w.planned AND p.archived_at IS NULL
         ORDER BY w.since, w.id LIMIT $2"
    );
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(limit).fetch_all(c).await?))
}

pub async fn add_step(tx: &mut Tx, federation: Uuid, step: &StepRow) -> StoreResult<()> {
    const SQL: &str =
        "INSERT INTO watch_steps (federation_id, id, watch_id, at, from_cadence, to_cadence, cause, why, by_user,
            follow_up_id, alert_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(step.id).bind(step.watch_id).bind(step.at).bind(&step.from_cadence)
        .bind(&step.to_cadence).bind(&step.cause).bind(&step.why).bind(step.by_user).bind(step.follow_up_id)
        .bind(step.alert_id).execute(c).await?.rows_affected());
    Ok(())
}

/// Takes back a step whose cause was undone.
pub async fn remove_step(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<()> {
    const SQL: &str = "DELETE FROM watch_steps WHERE federation_id = $1 AND id = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).execute(c).await?.rows_affected());
    Ok(())
}

/// The steps of these watches, oldest first.
pub async fn steps(tx: &mut Tx, federation: Uuid, watches: &[Uuid]) -> StoreResult<Vec<StepRow>> {
    const POSTGRES: &str =
        concat!(step_columns!(), "WHERE s.federation_id = $1 AND s.watch_id = ANY($2) ORDER BY s.at, s.id");
    const SQLITE: &str = concat!(
        step_columns!(),
        "WHERE s.federation_id = $1 AND s.watch_id IN (SELECT unhex(value) FROM json_each($2)) ORDER BY s.at, s.id"
    );
    if watches.is_empty() {
        return Ok(Vec::new());
    }
    Ok(match tx {
        Tx::Sqlite(t) => sqlx::query_as(SQLITE).bind(federation).bind(hex_list(watches)).fetch_all(&mut **t).await?,
        Tx::Postgres(t) => sqlx::query_as(POSTGRES).bind(federation).bind(watches).fetch_all(&mut **t).await?,
    })
}

/// Alerts about a person, not about the quality of the visits, that were opened since a moment.
pub async fn recent_alerts(tx: &mut Tx, federation: Uuid, person: Uuid, since: DateTime<Utc>) -> StoreResult<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM alerts
        WHERE federation_id = $1 AND person_id = $2 AND opened_at > $3 AND audience = 'coordination'";
    Ok(on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(person).bind(since).fetch_one(c).await?))
}

/// Takes a person's open watch from a coordinator.
pub async fn leave_coordinators(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<u64> {
    const SQL: &str = "UPDATE watches SET owner_id = NULL, version = version + 1
        WHERE federation_id = $1 AND person_id = $2 AND ended_at IS NULL
          AND owner_id IN (SELECT id FROM users WHERE federation_id = $1 AND role = 'coordinator')";
    Ok(on!(tx, c => sqlx::query(SQL).bind(federation).bind(person).execute(c).await?.rows_affected()))
}
