//! Planned and done visits.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// A visit as the planning knows it.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Visit {
    pub federation_id: Uuid,
    pub id: Uuid,
    pub person_id: Uuid,
    pub aide_id: Uuid,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// `planned`, `done` or `cancelled`.
    pub status: String,
}

/// A visit with what is needed to show and rate it.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct ListedVisit {
    pub id: Uuid,
    pub person_id: Uuid,
    pub person_name: String,
    pub aide_id: Uuid,
    pub aide_name: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub status: String,
    pub rating_id: Option<Uuid>,
    /// Of the card at the person's home, if there is one.
    pub code_hash: Option<String>,
}

/// A visit's newest rating that no correction replaced stands for the visit.
macro_rules! listed_columns {
    () => {
        "SELECT v.id, v.person_id, p.name AS person_name, v.aide_id, u.name AS aide_name, v.starts_at, v.ends_at, v.status,
            (SELECT r.id FROM ratings r WHERE r.federation_id = v.federation_id AND r.visit_id = v.id
               AND NOT EXISTS (SELECT 1 FROM ratings c WHERE c.federation_id = r.federation_id AND c.replaces = r.id
                 AND c.person_id = r.person_id AND c.aide_id = r.aide_id)
             ORDER BY r.visited_at DESC, r.id DESC LIMIT 1) AS rating_id,
            pc.code_hash
         FROM visits v
         JOIN persons p ON p.federation_id = v.federation_id AND p.id = v.person_id
         JOIN users u ON u.federation_id = v.federation_id AND u.id = v.aide_id
         LEFT JOIN place_codes pc ON pc.federation_id = v.federation_id AND pc.person_id = v.person_id "
    };
}

pub async fn insert(tx: &mut Tx, visit: &Visit, reference: Option<&str>) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO visits (federation_id, id, ref, person_id, aide_id, starts_at, ends_at, status)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    on!(tx, c => sqlx::query(SQL).bind(visit.federation_id).bind(visit.id).bind(reference).bind(visit.person_id)
        .bind(visit.aide_id).bind(visit.starts_at).bind(visit.ends_at).bind(&visit.status).execute(c).await?.rows_affected());
    Ok(())
}

pub async fn find(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<Option<Visit>> {
    const SQL: &str = "SELECT federation_id, id, person_id, aide_id, starts_at, ends_at, status FROM visits
        WHERE federation_id = $1 AND id = $2";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(id).fetch_optional(c).await?))
}

/// A rated visit took place, whatever the planning still says. A cancelled one stays cancelled: a person looks into that.
pub async fn mark_done(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<()> {
    const SQL: &str = "UPDATE visits SET status = 'done' WHERE federation_id = $1 AND id = $2 AND status = 'planned'";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).execute(c).await?.rows_affected());
    Ok(())
}

/// A night and a day: what began earlier is over, or is no visit. Keeps the look within an index on the start.
const LONGEST_VISIT: TimeDelta = TimeDelta::hours(24);

/// A stretch of time: from, included, to, excluded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
}

/// An aide's own visits.
pub async fn of_aide(
    tx: &mut Tx,
    federation: Uuid,
    aide: Uuid,
    span: Span,
    limit: i64,
) -> StoreResult<Vec<ListedVisit>> {
    const SQL: &str = concat!(
        listed_columns!(),
        "WHERE v.federation_id = $1 AND v.aide_id = $2 AND v.starts_at >= $3 AND v.starts_at < $4 ORDER BY v.starts_at, v.id LIMIT $5"
    );
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(aide).bind(span.from).bind(span.to).bind(limit)
        .fetch_all(c).await?))
}

/// An aide's visits of one person that overlap a stretch of time, without those that were called off.
pub async fn of_aide_with(
    tx: &mut Tx,
    federation: Uuid,
    (aide, person): (Uuid, Uuid),
    span: Span,
) -> StoreResult<Vec<ListedVisit>> {
    const SQL: &str = concat!(
        listed_columns!(),
        "WHERE v.federation_id = $1 AND v.aide_id = $2 AND v.person_id = $3 AND v.ends_at > $4 AND v.starts_at < $5
           AND v.starts_at >= $6 AND v.status <> 'cancelled' ORDER BY v.starts_at, v.id LIMIT 50"
    );
    let earliest = span.from - LONGEST_VISIT;
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(aide).bind(person).bind(span.from).bind(span.to)
        .bind(earliest).fetch_all(c).await?))
}

/// The visits of a referent's sectors.
pub async fn of_sectors(
    tx: &mut Tx,
    federation: Uuid,
    user: Uuid,
    span: Span,
    limit: i64,
) -> StoreResult<Vec<ListedVisit>> {
    const SQL: &str = concat!(
        listed_columns!(),
        "WHERE v.federation_id = $1 AND v.starts_at >= $3 AND v.starts_at < $4
           AND p.sector_id IN (SELECT sector_id FROM user_sectors WHERE federation_id = $1 AND user_id = $2)
         ORDER BY v.starts_at, v.id LIMIT $5"
    );
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(user).bind(span.from).bind(span.to).bind(limit)
        .fetch_all(c).await?))
}

/// Whether somebody has rated a visit.
pub async fn is_rated(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<bool> {
    const SQL: &str = "SELECT COUNT(*) FROM ratings WHERE federation_id = $1 AND visit_id = $2";
    let ratings: i64 = on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(id).fetch_one(c).await?);
    Ok(ratings > 0)
}
