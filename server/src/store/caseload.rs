//! The caseload: who is followed closely, by which coordinator, since when.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::{hex_list, on};
use super::persons::{Viewer, visible};
use super::{StoreResult, Tx};

/// An entry with the names its list shows.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct CaseRow {
    pub id: Uuid,
    pub version: i32,
    pub person_id: Uuid,
    pub person_name: String,
    pub sector_id: Uuid,
    pub coordinator_id: Uuid,
    pub coordinator_name: String,
    /// `active`, `requested`, `ended` or `refused`.
    pub state: String,
    pub since: Option<DateTime<Utc>>,
    pub why: String,
    pub requested_by: Uuid,
    pub requested_by_name: String,
    pub requested_at: DateTime<Utc>,
    pub decided_by: Option<Uuid>,
    pub decided_by_name: Option<String>,
    pub decided_why: Option<String>,
    pub ended_at: Option<DateTime<Utc>>,
    /// `decision` or `consent`.
    pub end_cause: Option<String>,
    pub end_reason: Option<String>,
    pub reminded_at: Option<DateTime<Utc>>,
}

macro_rules! columns {
    () => {
        "SELECT k.id, k.version, k.person_id, p.name AS person_name, p.sector_id, k.coordinator_id, o.name AS coordinator_name,
            k.state, k.since, k.why, k.requested_by, r.name AS requested_by_name, k.requested_at, k.decided_by,
            d.name AS decided_by_name, k.decided_why, k.ended_at, k.end_cause, k.end_reason, k.reminded_at
         FROM caseload k
         JOIN persons p ON p.federation_id = k.federation_id AND p.id = k.person_id
         JOIN users o ON o.federation_id = k.federation_id AND o.id = k.coordinator_id
         JOIN users r ON r.federation_id = k.federation_id AND r.id = k.requested_by
         LEFT JOIN users d ON d.federation_id = k.federation_id AND d.id = k.decided_by "
    };
}

pub async fn insert(tx: &mut Tx, federation: Uuid, row: &CaseRow) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO caseload (federation_id, id, version, person_id, coordinator_id, state, since, why,
            requested_by, requested_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(row.id).bind(row.version).bind(row.person_id)
        .bind(row.coordinator_id).bind(&row.state).bind(row.since).bind(&row.why).bind(row.requested_by)
        .bind(row.requested_at).execute(c).await?.rows_affected());
    Ok(())
}

/// Writes a changed entry if nobody changed it since it was read at `version`; false otherwise.
pub async fn update(tx: &mut Tx, federation: Uuid, row: &CaseRow, version: i32) -> StoreResult<bool> {
    const SQL: &str = "UPDATE caseload SET version = $4, state = $5, since = $6, decided_by = $7, decided_why = $8,
            ended_at = $9, end_cause = $10, end_reason = $11, reminded_at = $12
        WHERE federation_id = $1 AND id = $2 AND version = $3";
    let changed = on!(tx, c => sqlx::query(SQL).bind(federation).bind(row.id).bind(version).bind(row.version)
        .bind(&row.state).bind(row.since).bind(row.decided_by).bind(&row.decided_why).bind(row.ended_at)
        .bind(&row.end_cause).bind(&row.end_reason).bind(row.reminded_at).execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// The entry, whoever asks.
pub async fn find(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<Option<CaseRow>> {
    const SQL: &str = concat!(columns!(), "WHERE k.federation_id = $1 AND k.id = $2");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(id).fetch_optional(c).await?))
}

/// The entry, if this viewer may see the person.
pub async fn in_scope(tx: &mut Tx, viewer: Viewer<'_>, id: Uuid) -> StoreResult<Option<CaseRow>> {
    const SQL: &str = concat!(columns!(), "WHERE k.federation_id = $1 AND k.id = $4 AND ", visible!("$5"));
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(viewer.federation).bind(viewer.user).bind(viewer.role).bind(id)
        .bind(viewer.now).fetch_optional(c).await?))
}

/// The entry of a person that is active or asked for.
pub async fn open_of(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<Option<CaseRow>> {
    const SQL: &str =
        concat!(columns!(), "WHERE k.federation_id = $1 AND k.person_id = $2 AND k.state IN ('active', 'requested')");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(person).fetch_optional(c).await?))
}

/// The entries of the viewer's scope: of one coordinator, in one state; without a state the active and the requested ones.
pub async fn list(
    tx: &mut Tx,
    viewer: Viewer<'_>,
    coordinator: Option<Uuid>,
    state: Option<&str>,
    limit: i64,
) -> StoreResult<Vec<CaseRow>> {
    const SQL: &str = concat!(
        columns!(),
        "WHERE k.federation_id = $1 AND ",
        visible!("$7"),
        "AND ($4 IS NULL OR k.coordinator_id = $4)
         AND (k.state = $5 OR ($5 IS NULL AND k.state IN ('active', 'requested')))
         ORDER BY p.search_name, k.requested_at, k.id LIMIT $6"
    );
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(viewer.federation).bind(viewer.user).bind(viewer.role).bind(coordinator)
        .bind(state).bind(limit).bind(viewer.now).fetch_all(c).await?))
}

/// Every entry of a federation in a state, of persons who are still helped: the oldest first.
pub async fn in_state(tx: &mut Tx, federation: Uuid, state: &str) -> StoreResult<Vec<CaseRow>> {
    const SQL: &str = concat!(
        columns!(),
        "WHERE k.federation_id = $1 AND k.state = $2 AND p.archived_at IS NULL ORDER BY k.since, k.requested_at, k.id"
    );
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(state).fetch_all(c).await?))
}

/// What one coordinator has.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Count {
    pub id: Uuid,
    pub name: String,
    pub active: i64,
    pub requested: i64,
}

/// What every coordinator has who works in a sector of `colleague`'s; of the whole federation without one.
pub async fn counts(tx: &mut Tx, federation: Uuid, colleague: Option<Uuid>) -> StoreResult<Vec<Count>> {
    const SQL: &str = "SELECT u.id, u.name, COUNT(CASE WHEN k.state = 'active' THEN 1 END) AS active,
            COUNT(CASE WHEN k.state = 'requested' THEN 1 END) AS requested
        FROM users u LEFT JOIN caseload k ON k.federation_id = u.federation_id AND k.coordinator_id = u.id
        WHERE u.federation_id = $1 AND u.role = 'coordinator' AND u.disabled_at IS NULL
          AND ($2 IS NULL OR u.id = $2 OR u.id IN (SELECT theirs.user_id FROM user_sectors theirs
              JOIN user_sectors own ON own.federation_id = theirs.federation_id AND own.sector_id = theirs.sector_id
              WHERE theirs.federation_id = $1 AND own.user_id = $2))
        GROUP BY u.id, u.name ORDER BY u.name, u.id";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(colleague).fetch_all(c).await?))
}

/// How many persons a coordinator follows. The coordinator's account is locked until the end of the transaction, so that two who
/// come for the last place follow each other.
pub async fn count_locked(tx: &mut Tx, federation: Uuid, coordinator: Uuid) -> StoreResult<i64> {
    const LOCK: &str = "SELECT id FROM users WHERE federation_id = $1 AND id = $2 FOR NO KEY UPDATE";
    const COUNT: &str =
        "SELECT COUNT(*) FROM caseload WHERE federation_id = $1 AND coordinator_id = $2 AND state = 'active'";
    if let Tx::Postgres(t) = tx {
        sqlx::query(LOCK).bind(federation).bind(coordinator).execute(&mut **t).await?;
    }
    Ok(on!(tx, c => sqlx::query_scalar(COUNT).bind(federation).bind(coordinator).fetch_one(c).await?))
}

/// When each of these persons was last met at home: an action or a follow-up that was a visit.
pub async fn home_contacts(tx: &mut Tx, federation: Uuid, persons: &[Uuid]) -> StoreResult<Vec<(Uuid, DateTime<Utc>)>> {
    macro_rules! contacts {
        ($among:literal) => {
            concat!(
                "SELECT met.person_id, MAX(met.at) FROM (
                    SELECT person_id, at FROM actions
                    WHERE federation_id = $1 AND contact = 'visit' AND retracted_at IS NULL AND person_id ",
                $among,
                " UNION ALL SELECT person_id, closed_at AS at FROM follow_ups
                    WHERE federation_id = $1 AND kind = 'visit' AND state = 'done' AND result <> 'not_reached' AND person_id ",
                $among,
                ") met GROUP BY met.person_id"
            )
        };
    }
    const POSTGRES: &str = contacts!("= ANY($2)");
    const SQLITE: &str = contacts!("IN (SELECT unhex(value) FROM json_each($2))");
    if persons.is_empty() {
        return Ok(Vec::new());
    }
    Ok(match tx {
        Tx::Sqlite(t) => sqlx::query_as(SQLITE).bind(federation).bind(hex_list(persons)).fetch_all(&mut **t).await?,
        Tx::Postgres(t) => sqlx::query_as(POSTGRES).bind(federation).bind(persons).fetch_all(&mut **t).await?,
    })
}

/// Ends a person's entry because coordination was refused.
pub async fn end_by_consent(tx: &mut Tx, federation: Uuid, person: Uuid, now: DateTime<Utc>) -> StoreResult<u64> {
    const SQL: &str = "UPDATE caseload SET state = 'ended', version = version + 1, ended_at = $3, end_cause = 'consent'
        WHERE federation_id = $1 AND person_id = $2 AND state IN ('active', 'requested')";
    Ok(on!(tx, c => sqlx::query(SQL).bind(federation).bind(person).bind(now).execute(c).await?.rows_affected()))
}

/// Notes that the coordinator was reminded of a home contact. Not a change of the entry: its version stays.
pub async fn mark_reminded(tx: &mut Tx, federation: Uuid, id: Uuid, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "UPDATE caseload SET reminded_at = $3 WHERE federation_id = $1 AND id = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(now).execute(c).await?.rows_affected());
    Ok(())
}
