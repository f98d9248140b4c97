//! Who stands in for whom, from when to when, and what was done to it.
//!
//! Sight through cover is in `persons::visible!`, duty in [`super::users::on_duty`]: both look at these rows and the moment, so a cover
//! begins and ends by itself.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use super::db::on;
use super::persons::{Viewer, visible};
use super::{StoreResult, Tx};

/// A cover with the names its list shows.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct CoverRow {
    pub id: Uuid,
    pub version: i32,
    /// `replace`, `add` or `remove`.
    pub kind: String,
    pub absent_id: Option<Uuid>,
    pub absent_name: Option<String>,
    pub cover_id: Option<Uuid>,
    pub cover_name: Option<String>,
    pub sector_id: Option<Uuid>,
    pub sector_name: Option<String>,
    pub person_id: Option<Uuid>,
    pub person_name: Option<String>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub reason: Option<String>,
    /// `declared`, `imported`, `taken_over` or `imposed`.
    pub origin: String,
    /// What an imported absence is known by where it came from.
    pub source: Option<String>,
    pub created_by: Uuid,
    pub created_by_name: String,
    pub created_at: DateTime<Utc>,
    /// Ended by hand before its time.
    pub ended_at: Option<DateTime<Utc>>,
}

/// A line of a cover's history.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct CoverEvent {
    pub at: DateTime<Utc>,
    pub actor_id: Option<Uuid>,
    pub actor_name: Option<String>,
    pub what: String,
    #[sqlx(json)]
    pub data: serde_json::Value,
}

macro_rules! cover_columns {
    () => {
        "SELECT c.id, c.version, c.kind, c.absent_id, ab.name AS absent_name, c.cover_id, co.name AS cover_name, c.sector_id,
            s.name AS sector_name, c.person_id, p.name AS person_name, c.starts_at, c.ends_at, c.reason, c.origin, c.source,
            c.created_by, cr.name AS created_by_name, c.created_at, c.ended_at
         FROM covers c
         JOIN users cr ON cr.federation_id = c.federation_id AND cr.id = c.created_by
         LEFT JOIN users ab ON ab.federation_id = c.federation_id AND ab.id = c.absent_id
         LEFT JOIN users co ON co.federation_id = c.federation_id AND co.id = c.cover_id
         LEFT JOIN sectors s ON s.federation_id = c.federation_id AND s.id = c.sector_id
         LEFT JOIN persons p ON p.federation_id = c.federation_id AND p.id = c.person_id "
    };
}

/// Whether the person `p` is what a cover is about, its reach bound as `$2` (person), `$3` (sector), `$4` (absent one).
macro_rules! reached {
    () => {
        "p.archived_at IS NULL AND (p.id = $2 OR ($2 IS NULL AND (p.sector_id = $3 OR ($3 IS NULL
            AND p.sector_id IN (SELECT sector_id FROM user_sectors WHERE federation_id = $1 AND user_id = $4))))) "
    };
}

pub async fn insert(tx: &mut Tx, federation: Uuid, row: &CoverRow) -> StoreResult<()> {
    const SQL: &str =
        "INSERT INTO covers (federation_id, id, version, kind, absent_id, cover_id, sector_id, person_id, starts_at,
            ends_at, reason, origin, source, created_by, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(row.id).bind(row.version).bind(&row.kind).bind(row.absent_id)
        .bind(row.cover_id).bind(row.sector_id).bind(row.person_id).bind(row.starts_at).bind(row.ends_at).bind(&row.reason)
        .bind(&row.origin).bind(&row.source).bind(row.created_by).bind(row.created_at).execute(c).await?.rows_affected());
    Ok(())
}

pub async fn find(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<Option<CoverRow>> {
    const SQL: &str = concat!(cover_columns!(), "WHERE c.federation_id = $1 AND c.id = $2");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(id).fetch_optional(c).await?))
}

/// The imported absence of somebody that is known by `source`.
pub async fn by_source(tx: &mut Tx, federation: Uuid, absent: Uuid, source: &str) -> StoreResult<Option<CoverRow>> {
    const SQL: &str = concat!(cover_columns!(), "WHERE c.federation_id = $1 AND c.absent_id = $2 AND c.source = $3");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(absent).bind(source).fetch_optional(c).await?))
}

/// What was imported of one event of somebody's calendar and is not over.
pub async fn by_event(
    tx: &mut Tx,
    federation: Uuid,
    absent: Uuid,
    event: &str,
    now: DateTime<Utc>,
) -> StoreResult<Vec<CoverRow>> {
    const SQL: &str = concat!(
        cover_columns!(),
        "WHERE c.federation_id = $1 AND c.absent_id = $2 AND c.source LIKE $3 ESCAPE '\\'
           AND c.ended_at IS NULL AND c.ends_at > $4 ORDER BY c.id"
    );
    let event = event.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let pattern = format!("{event}@%");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(absent).bind(pattern).bind(now).fetch_all(c).await?))
}

/// How many open promises of the absent one fall due before the end of a cover.
pub async fn promises(tx: &mut Tx, federation: Uuid, reach: Reach, to: DateTime<Utc>) -> StoreResult<i64> {
    const SQL: &str = concat!(
        "SELECT COUNT(*) FROM follow_ups f JOIN persons p ON p.federation_id = f.federation_id AND p.id = f.person_id
         WHERE f.federation_id = $1 AND f.state = 'open' AND f.owner_id = $4 AND f.due_at < $5 AND ",
        reached!()
    );
    Ok(on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(reach.person).bind(reach.sector).bind(reach.absent)
        .bind(to).fetch_one(c).await?))
}

/// The covers that touch a span of time, in order, those that were ended by hand among them as long as they lasted.
pub async fn between(
    tx: &mut Tx,
    federation: Uuid,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> StoreResult<Vec<CoverRow>> {
    const SQL: &str = concat!(
        cover_columns!(),
        "WHERE c.federation_id = $1 AND c.starts_at < $3 AND c.ends_at > $2 AND (c.ended_at IS NULL OR c.ended_at > $2)
         ORDER BY c.starts_at, c.id LIMIT 1000"
    );
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(from).bind(to).fetch_all(c).await?))
}

/// The sectors a user has through cover now.
pub async fn lent_sectors(tx: &mut Tx, federation: Uuid, user: Uuid, now: DateTime<Utc>) -> StoreResult<Vec<Uuid>> {
    const SQL: &str = "SELECT DISTINCT s.id FROM covers c
        JOIN sectors s ON s.federation_id = c.federation_id AND (s.id = c.sector_id OR (c.sector_id IS NULL AND EXISTS
          (SELECT 1 FROM user_sectors us
            WHERE us.federation_id = $1 AND us.user_id = c.absent_id AND us.sector_id = s.id)))
        WHERE c.federation_id = $1 AND c.cover_id = $2 AND c.kind <> 'remove' AND c.person_id IS NULL
          AND c.ended_at IS NULL AND c.starts_at <= $3 AND c.ends_at > $3 ORDER BY s.id";
    Ok(on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(user).bind(now).fetch_all(c).await?))
}

/// When somebody has no duty, and for what.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Away {
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// None with no person: for everything of theirs.
    pub sector_id: Option<Uuid>,
    pub person_id: Option<Uuid>,
}

/// When somebody is replaced or away, from now on.
pub async fn absences_of(tx: &mut Tx, federation: Uuid, user: Uuid, now: DateTime<Utc>) -> StoreResult<Vec<Away>> {
    const SQL: &str = "SELECT starts_at, ends_at, sector_id, person_id FROM covers
        WHERE federation_id = $1 AND absent_id = $2 AND kind <> 'add' AND ended_at IS NULL AND ends_at > $3
        ORDER BY starts_at, id";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(user).bind(now).fetch_all(c).await?))
}

/// What a cover is about: one person, one sector, or every sector of the absent one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    pub absent: Option<Uuid>,
    pub sector: Option<Uuid>,
    pub person: Option<Uuid>,
}

impl CoverRow {
    pub fn reach(&self) -> Reach {
        Reach { absent: self.absent_id, sector: self.sector_id, person: self.person_id }
    }
}

/// How many open alerts and how many persons somebody of `role` gets with a cover.
pub async fn weight(tx: &mut Tx, federation: Uuid, reach: Reach, role: &str) -> StoreResult<(i64, i64)> {
    const ALERTS: &str = concat!(
        "SELECT COUNT(*) FROM alerts a JOIN persons p ON p.federation_id = a.federation_id AND p.id = a.person_id
         WHERE a.federation_id = $1 AND a.state <> 'closed' AND ",
        reached!(),
        "AND ($5 <> 'coordinator' OR (a.audience = 'coordination' AND p.coordination NOT IN ('refused', 'withdrawn')))"
    );
    const PERSONS: &str = concat!(
        "SELECT COUNT(*) FROM persons p WHERE p.federation_id = $1 AND ",
        reached!(),
        "AND ($5 <> 'coordinator' OR p.coordination NOT IN ('refused', 'withdrawn'))"
    );
    let mut found = [0_i64; 2];
    for (count, sql) in found.iter_mut().zip([ALERTS, PERSONS]) {
        *count = on!(&mut *tx, c => sqlx::query_scalar(sql).bind(federation).bind(reach.person).bind(reach.sector)
            .bind(reach.absent).bind(role).fetch_one(c).await?);
    }
    Ok((found[0], found[1]))
}

/// Of what a cover is about, the alerts this viewer may see that are open (`during` none), or to which something happened during a
/// span of time, each with how much: the busiest first.
pub async fn alerts_of(
    tx: &mut Tx,
    viewer: Viewer<'_>,
    reach: Reach,
    during: Option<(DateTime<Utc>, DateTime<Utc>)>,
    limit: i64,
) -> StoreResult<Vec<(Uuid, i64)>> {
    macro_rules! theirs {
        () => {
            concat!(
                "JOIN persons p ON p.federation_id = a.federation_id AND p.id = a.person_id
                 WHERE a.federation_id = $1 AND a.person_id IN (SELECT q.id FROM persons q WHERE q.federation_id = $1
                   AND (q.id = $4 OR ($4 IS NULL AND (q.sector_id = $5 OR ($5 IS NULL AND q.sector_id IN
                     (SELECT sector_id FROM user_sectors WHERE federation_id = $1 AND user_id = $6))))))
                   AND ($3 <> 'coordinator' OR a.audience = 'coordination') AND ",
                visible!("$7")
            )
        };
    }
    const OPEN: &str = concat!(
        "SELECT a.id, CAST(a.severity AS BIGINT) FROM alerts a ",
        theirs!(),
        "AND a.state <> 'closed' ORDER BY a.severity DESC, a.due_at, a.id LIMIT $8"
    );
    const CHANGED: &str = concat!(
        "SELECT a.id, COUNT(*) FROM alerts a JOIN alert_events e ON e.federation_id = a.federation_id AND e.alert_id = a.id
           AND e.at >= $9 AND e.at < $10 ",
        theirs!(),
        "GROUP BY a.id ORDER BY COUNT(*) DESC, a.id LIMIT $8"
    );
    let sql = if during.is_some() { CHANGED } else { OPEN };
    Ok(on!(tx, c => {
        let query = sqlx::query_as(sql).bind(viewer.federation).bind(viewer.user).bind(viewer.role).bind(reach.person)
            .bind(reach.sector).bind(reach.absent).bind(viewer.now).bind(limit);
        match during {
            Some((from, to)) => query.bind(from).bind(to).fetch_all(c).await?,
            None => query.fetch_all(c).await?,
        }
    }))
}

/// Ends a cover now if it is still at `version`; says whether it was.
pub async fn end(tx: &mut Tx, federation: Uuid, id: Uuid, version: i32, now: DateTime<Utc>) -> StoreResult<bool> {
    const SQL: &str = "UPDATE covers SET ended_at = $4, version = version + 1
        WHERE federation_id = $1 AND id = $2 AND version = $3 AND ended_at IS NULL AND ends_at > $4";
    let changed = on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(version).bind(now).execute(c).await?
        .rows_affected());
    Ok(changed == 1)
}

/// Writes down what was done to a cover.
pub async fn note(
    tx: &mut Tx,
    federation: Uuid,
    (id, cover): (Uuid, Uuid),
    actor: Option<Uuid>,
    what: &str,
    data: &serde_json::Value,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO cover_events (federation_id, id, cover_id, at, actor_id, what, data)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(cover).bind(now).bind(actor).bind(what).bind(Json(data))
        .execute(c).await?.rows_affected());
    Ok(())
}

/// What was done to a cover, oldest first.
pub async fn history(tx: &mut Tx, federation: Uuid, cover: Uuid) -> StoreResult<Vec<CoverEvent>> {
    const SQL: &str = "SELECT e.at, e.actor_id, u.name AS actor_name, e.what, e.data FROM cover_events e
        LEFT JOIN users u ON u.federation_id = e.federation_id AND u.id = e.actor_id
        WHERE e.federation_id = $1 AND e.cover_id = $2 ORDER BY e.at, e.id";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(cover).fetch_all(c).await?))
}
