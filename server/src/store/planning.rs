//! What the question of silence looks at: the planning of a federation, what was rated of it, and who was there unplanned.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// A visit with the arrival of its first rating.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct PlannedVisit {
    pub person_id: Uuid,
    pub id: Uuid,
    pub aide_id: Uuid,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub status: String,
    pub rated_at: Option<DateTime<Utc>>,
}

/// A rating that names no visit we know.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Unplanned {
    pub person_id: Uuid,
    pub visited_at: DateTime<Utc>,
    pub received_at: DateTime<Utc>,
}

/// What is asked of visits, up to the condition that says whose.
macro_rules! of_visits {
    ($which:literal) => {
        concat!(
            "SELECT v.person_id, v.id, v.aide_id, v.starts_at, v.ends_at, v.status,
            (SELECT MIN(r.received_at) FROM ratings r WHERE r.federation_id = v.federation_id AND r.visit_id = v.id) AS rated_at
        FROM visits v JOIN persons p ON p.federation_id = v.federation_id AND p.id = v.person_id
        WHERE v.federation_id = $1 AND ",
            $which,
            " AND p.archived_at IS NULL ORDER BY v.person_id, v.starts_at, v.id"
        )
    };
}

/// The same of ratings that name no visit of the planning.
macro_rules! of_unplanned {
    ($which:literal) => {
        concat!(
            "SELECT r.person_id, r.visited_at, r.received_at FROM ratings r
        LEFT JOIN visits v ON v.federation_id = r.federation_id AND v.id = r.visit_id
        WHERE r.federation_id = $1 AND ",
            $which,
            " AND r.timeliness = 'folded' AND v.id IS NULL ORDER BY r.person_id, r.visited_at, r.id"
        )
    };
}

/// The visits of a federation's persons since `from`, by person and time.
pub async fn visits(tx: &mut Tx, federation: Uuid, from: DateTime<Utc>) -> StoreResult<Vec<PlannedVisit>> {
    const SQL: &str = of_visits!("v.starts_at >= $2");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(from).fetch_all(c).await?))
}

/// All visits of one person, by time.
pub async fn visits_of(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<Vec<PlannedVisit>> {
    const SQL: &str = of_visits!("v.person_id = $2");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(person).fetch_all(c).await?))
}

/// The ratings since `from` that name no visit of the planning, by person and time.
pub async fn unplanned(tx: &mut Tx, federation: Uuid, from: DateTime<Utc>) -> StoreResult<Vec<Unplanned>> {
    const SQL: &str = of_unplanned!("r.visited_at >= $2");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(from).fetch_all(c).await?))
}

/// All ratings of one person that name no visit of the planning, by time.
pub async fn unplanned_of(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<Vec<Unplanned>> {
    const SQL: &str = of_unplanned!("r.person_id = $2");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(person).fetch_all(c).await?))
}
