//! Declared absences: days on which nobody expects a visit, so that silence means nothing.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// An absence. Days are the federation's, both included.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Absence {
    pub id: Uuid,
    pub from_day: NaiveDate,
    /// None: until further notice.
    #[schema(required = true)]
    pub to_day: Option<NaiveDate>,
    /// `hospital`, `family`, `holiday` or `other`.
    pub kind: String,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    from_day: String,
    to_day: Option<String>,
    kind: String,
}

impl Row {
    /// None for days that do not read: they cannot have been written by us.
    fn parse(self) -> Option<Absence> {
        let to_day = match self.to_day {
            Some(day) => Some(day.parse().ok()?),
            None => None,
        };
        Some(Absence { id: self.id, from_day: self.from_day.parse().ok()?, to_day, kind: self.kind })
    }
}

pub async fn insert(
    tx: &mut Tx,
    federation: Uuid,
    person: Uuid,
    absence: &Absence,
    recorded_by: Option<Uuid>,
    now: DateTime<Utc>,
) -> StoreResult<()> {
    const SQL: &str =
        "INSERT INTO absences (federation_id, id, person_id, from_day, to_day, kind, recorded_by, recorded_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let (from_day, to_day) = (absence.from_day.to_string(), absence.to_day.map(|day| day.to_string()));
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(absence.id).bind(person).bind(from_day).bind(to_day)
        .bind(&absence.kind).bind(recorded_by).bind(now).execute(c).await?.rows_affected());
    Ok(())
}

/// Takes an absence back; it stays in the table. False when there is none to take back.
pub async fn remove(tx: &mut Tx, federation: Uuid, person: Uuid, id: Uuid, now: DateTime<Utc>) -> StoreResult<bool> {
    const SQL: &str = "UPDATE absences SET removed_at = $4
        WHERE federation_id = $1 AND person_id = $2 AND id = $3 AND removed_at IS NULL";
    let changed = on!(tx, c => sqlx::query(SQL).bind(federation).bind(person).bind(id).bind(now).execute(c).await?
        .rows_affected());
    Ok(changed == 1)
}

/// The absences of a person, oldest first.
pub async fn of_person(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<Vec<Absence>> {
    const SQL: &str = "SELECT id, from_day, to_day, kind FROM absences
        WHERE federation_id = $1 AND person_id = $2 AND removed_at IS NULL ORDER BY from_day, id";
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(person).fetch_all(c).await?);
    Ok(rows.into_iter().filter_map(Row::parse).collect())
}

/// The absences of a whole federation, by person.
pub async fn all(tx: &mut Tx, federation: Uuid) -> StoreResult<Vec<(Uuid, Absence)>> {
    #[derive(sqlx::FromRow)]
    struct Owned {
        person_id: Uuid,
        #[sqlx(flatten)]
        row: Row,
    }
    const SQL: &str = "SELECT person_id, id, from_day, to_day, kind FROM absences
        WHERE federation_id = $1 AND removed_at IS NULL ORDER BY person_id, from_day, id";
    let rows: Vec<Owned> = on!(tx, c => sqlx::query_as(SQL).bind(federation).fetch_all(c).await?);
    Ok(rows.into_iter().filter_map(|owned| Some((owned.person_id, owned.row.parse()?))).collect())
}
