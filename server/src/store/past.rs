//! A federation's past, as a back-test reads it: person by person, a hundred at a time.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::{hex_list, on};
use super::planning::PlannedVisit;
use super::rebases::Rebase;
use super::{StoreResult, Tx};

/// Somebody whose past is read.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct PastPerson {
    pub id: Uuid,
    pub sector_id: Uuid,
    pub name: String,
    pub coordination: String,
}

/// A rating without what the rules do not look at.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct PastRating {
    pub id: Uuid,
    pub person_id: Uuid,
    pub aide_id: Uuid,
    pub visit_id: Option<Uuid>,
    pub visited_at: DateTime<Utc>,
    pub received_at: DateTime<Utc>,
    pub intervention: Option<i32>,
    pub health: Option<i32>,
    pub mood: Option<i32>,
    pub form: Option<i32>,
    #[sqlx(json)]
    pub signs: Vec<String>,
    pub replaces: Option<Uuid>,
    pub timeliness: String,
}

/// An alert there really was.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct PastAlert {
    pub person_id: Uuid,
    pub opened_at: DateTime<Utc>,
    pub outcome: Option<String>,
}

/// Everybody of the federation, by id.
pub async fn persons(tx: &mut Tx, federation: Uuid) -> StoreResult<Vec<PastPerson>> {
    const SQL: &str = "SELECT id, sector_id, name, coordination FROM persons
        WHERE federation_id = $1 AND archived_at IS NULL ORDER BY id";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).fetch_all(c).await?))
}

/// The same text for both engines but for the list of persons, `$2`.
macro_rules! of_persons {
    ($tx:expr, $federation:expr, $persons:expr, $from:expr, $select:literal, $end:literal) => {
        match $tx {
            Tx::Sqlite(t) => {
                let sql = concat!($select, " IN (SELECT unhex(value) FROM json_each($2))", $end);
                let query = sqlx::query_as(sql).bind($federation).bind(hex_list($persons)).bind($from);
                query.fetch_all(&mut **t).await?
            }
            Tx::Postgres(t) => {
                let sql = concat!($select, " = ANY($2)", $end);
                sqlx::query_as(sql).bind($federation).bind($persons).bind($from).fetch_all(&mut **t).await?
            }
        }
    };
}

/// The ratings of these persons since `from`, by person, in fold order; replaced and marked ones among them.
pub async fn ratings(
    tx: &mut Tx,
    federation: Uuid,
    persons: &[Uuid],
    from: DateTime<Utc>,
) -> StoreResult<Vec<PastRating>> {
    Ok(of_persons!(
        tx,
        federation,
        persons,
        from,
        "SELECT r.id, r.person_id, r.aide_id, r.visit_id, r.visited_at, r.received_at, r.intervention, r.health, r.mood,
            r.form, r.signs, r.replaces, r.timeliness
         FROM ratings r WHERE r.federation_id = $1 AND r.person_id",
        " AND r.visited_at >= $3 ORDER BY r.person_id, r.visited_at, r.id"
    ))
}

/// The visits of these persons since `from`, by person. When they were rated is found in the ratings.
pub async fn visits(
    tx: &mut Tx,
    federation: Uuid,
    persons: &[Uuid],
    from: DateTime<Utc>,
) -> StoreResult<Vec<PlannedVisit>> {
    Ok(of_persons!(
        tx,
        federation,
        persons,
        from,
        "SELECT v.person_id, v.id, v.aide_id, v.starts_at, v.ends_at, v.status, NULL AS rated_at
         FROM visits v WHERE v.federation_id = $1 AND v.person_id",
        " AND v.starts_at >= $3 ORDER BY v.person_id, v.starts_at, v.id"
    ))
}

/// The closings of these persons as 'new usual state' since `from`, by person.
pub async fn rebases(tx: &mut Tx, federation: Uuid, persons: &[Uuid], from: DateTime<Utc>) -> StoreResult<Vec<Rebase>> {
    Ok(of_persons!(
        tx,
        federation,
        persons,
        from,
        "SELECT id, person_id, alert_id, at FROM rebases WHERE federation_id = $1 AND person_id",
        " AND at >= $3 AND removed_at IS NULL ORDER BY person_id, at, id"
    ))
}

/// The alerts that were opened within a time, with how they were closed.
pub async fn alerts(
    tx: &mut Tx,
    federation: Uuid,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> StoreResult<Vec<PastAlert>> {
    const SQL: &str = "SELECT person_id, opened_at, outcome FROM alerts
        WHERE federation_id = $1 AND opened_at >= $2 AND opened_at < $3 ORDER BY person_id, opened_at";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(from).bind(to).fetch_all(c).await?))
}

/// Who works which sectors: a row a coordinator and sector.
pub async fn coordinators(tx: &mut Tx, federation: Uuid) -> StoreResult<Vec<(Uuid, String, Uuid)>> {
    const SQL: &str = "SELECT u.id, u.name, us.sector_id FROM users u
        JOIN user_sectors us ON us.federation_id = u.federation_id AND us.user_id = u.id
        WHERE u.federation_id = $1 AND u.role = 'coordinator' AND u.disabled_at IS NULL ORDER BY u.name, u.id, us.sector_id";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).fetch_all(c).await?))
}
