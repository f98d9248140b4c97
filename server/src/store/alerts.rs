//! Alerts: the projection of their events. The queue is in `queue.rs`.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::persons::{Viewer, covered, visible};
use super::{StoreResult, Tx};

/// An alert with the names its list shows.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct AlertRow {
    pub id: Uuid,
    pub version: i32,
    pub person_id: Uuid,
    pub person_name: String,
    pub sector_id: Uuid,
    pub state: String,
    /// 1 moderate, 2 high, 3 critical.
    pub severity: i32,
    /// `coordination`, or `referent` while everything in it is about the quality of the visits.
    pub audience: String,
    pub owner_id: Option<Uuid>,
    pub owner_name: Option<String>,
    pub opened_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub due_at: DateTime<Utc>,
    pub taken_at: Option<DateTime<Utc>>,
    pub snoozed_until: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    pub closed_by: Option<Uuid>,
    pub outcome: Option<String>,
    pub for_aide: Option<String>,
    pub seen_at: Option<DateTime<Utc>>,
    /// When others were last told that nobody took it.
    pub escalated_at: Option<DateTime<Utc>>,
    /// 0 nobody, 1 cover and coordinators, 2 referents, 3 administrators: whom the escalation has reached.
    pub escalation_step: i32,
    /// Since when it waits in the queue; none: since its opening.
    pub queued_at: Option<DateTime<Utc>>,
    /// When whoever took it should have acted; none while nobody has it or once something was done.
    pub act_due_at: Option<DateTime<Utc>>,
    /// When something was first done about it.
    pub acted_at: Option<DateTime<Utc>>,
    /// When somebody last worked on it; none while nobody has it.
    pub worked_at: Option<DateTime<Utc>>,
}

macro_rules! alert_columns {
    () => {
        "SELECT a.id, a.version, a.person_id, p.name AS person_name, a.sector_id, a.state, a.severity, a.audience, a.owner_id,
            o.name AS owner_name, a.opened_at, a.updated_at, a.due_at, a.taken_at, a.snoozed_until, a.closed_at,
            a.closed_by, a.outcome, a.for_aide, a.seen_at, a.escalated_at, a.escalation_step, a.queued_at, a.act_due_at, a.acted_at,
            a.worked_at
         FROM alerts a
         JOIN persons p ON p.federation_id = a.federation_id AND p.id = a.person_id
         LEFT JOIN users o ON o.federation_id = a.federation_id AND o.id = a.owner_id "
    };
}

/// What is about the quality of the visits alone is the sector referent's business.
macro_rules! for_role {
    () => {
        "($3 <> 'coordinator' OR a.audience = 'coordination') AND "
    };
}

pub(super) use alert_columns;
pub(super) use for_role;

pub async fn insert(tx: &mut Tx, federation: Uuid, row: &AlertRow) -> StoreResult<()> {
    const SQL: &str =
        "INSERT INTO alerts (federation_id, id, version, person_id, sector_id, state, severity, opened_at,
            updated_at, due_at, audience) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(row.id).bind(row.version).bind(row.person_id).bind(row.sector_id)
        .bind(&row.state).bind(row.severity).bind(row.opened_at).bind(row.updated_at).bind(row.due_at)
        .bind(&row.audience).execute(c).await?.rows_affected());
    Ok(())
}

/// Writes a changed alert if nobody changed it since it was read at `version`; false otherwise.
pub async fn update(tx: &mut Tx, federation: Uuid, row: &AlertRow, version: i32) -> StoreResult<bool> {
    const SQL: &str =
        "UPDATE alerts SET version = $4, state = $5, severity = $6, owner_id = $7, updated_at = $8, due_at = $9,
            taken_at = $10, snoozed_until = $11, closed_at = $12, closed_by = $13, outcome = $14, for_aide = $15,
            seen_at = $16, escalated_at = $17, audience = $18, escalation_step = $19, queued_at = $20, act_due_at = $21, acted_at = $22,
            worked_at = $23, sector_id = $24
        WHERE federation_id = $1 AND id = $2 AND version = $3";
    let changed = on!(tx, c => sqlx::query(SQL).bind(federation).bind(row.id).bind(version).bind(row.version)
        .bind(&row.state).bind(row.severity).bind(row.owner_id).bind(row.updated_at).bind(row.due_at).bind(row.taken_at)
        .bind(row.snoozed_until).bind(row.closed_at).bind(row.closed_by).bind(&row.outcome).bind(&row.for_aide)
        .bind(row.seen_at).bind(row.escalated_at).bind(&row.audience).bind(row.escalation_step).bind(row.queued_at)
        .bind(row.act_due_at).bind(row.acted_at).bind(row.worked_at).bind(row.sector_id).execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// Notes that something was done about an alert outside its own verbs: whoever took it has acted.
pub async fn mark_acted(tx: &mut Tx, federation: Uuid, id: Uuid, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "UPDATE alerts SET acted_at = $3, act_due_at = NULL
        WHERE federation_id = $1 AND id = $2 AND state <> 'closed' AND acted_at IS NULL";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(now).execute(c).await?.rows_affected());
    Ok(())
}

/// Notes that somebody who could act has opened the alert. Not an event: it changes nothing in the queue.
pub async fn mark_seen(tx: &mut Tx, federation: Uuid, id: Uuid, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "UPDATE alerts SET seen_at = $3 WHERE federation_id = $1 AND id = $2 AND seen_at IS NULL";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(now).execute(c).await?.rows_affected());
    Ok(())
}

/// Notes that something was promised or kept on an alert, which is to act on it. Its version stays, so nobody's draft is refused.
pub async fn touch(tx: &mut Tx, federation: Uuid, id: Uuid, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "UPDATE alerts SET updated_at = $3, acted_at = COALESCE(acted_at, $3), act_due_at = NULL,
            worked_at = CASE WHEN state = 'taken' THEN $3 END
        WHERE federation_id = $1 AND id = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(now).execute(c).await?.rows_affected());
    Ok(())
}

/// The alert, whoever asks: for the pipeline and the jobs. On PostgreSQL the row is locked until the end of the transaction.
pub async fn find(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<Option<AlertRow>> {
    const SQLITE: &str = concat!(alert_columns!(), "WHERE a.federation_id = $1 AND a.id = $2");
    const POSTGRES: &str = concat!(alert_columns!(), "WHERE a.federation_id = $1 AND a.id = $2 FOR UPDATE OF a");
    Ok(match tx {
        Tx::Sqlite(t) => sqlx::query_as(SQLITE).bind(federation).bind(id).fetch_optional(&mut **t).await?,
        Tx::Postgres(t) => sqlx::query_as(POSTGRES).bind(federation).bind(id).fetch_optional(&mut **t).await?,
    })
}

/// The open alert of a person, locked like [`find`].
pub async fn open_of(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<Option<AlertRow>> {
    const SQLITE: &str =
        concat!(alert_columns!(), "WHERE a.federation_id = $1 AND a.person_id = $2 AND a.state <> 'closed'");
    const POSTGRES: &str = concat!(
        alert_columns!(),
        "WHERE a.federation_id = $1 AND a.person_id = $2 AND a.state <> 'closed' FOR UPDATE OF a"
    );
    Ok(match tx {
        Tx::Sqlite(t) => sqlx::query_as(SQLITE).bind(federation).bind(person).fetch_optional(&mut **t).await?,
        Tx::Postgres(t) => sqlx::query_as(POSTGRES).bind(federation).bind(person).fetch_optional(&mut **t).await?,
    })
}

/// The alert of a person that was closed last.
pub async fn last_closed_of(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<Option<AlertRow>> {
    const SQL: &str = concat!(
        alert_columns!(),
        "WHERE a.federation_id = $1 AND a.person_id = $2 AND a.state = 'closed' ORDER BY a.closed_at DESC, a.id DESC LIMIT 1"
    );
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(person).fetch_optional(c).await?))
}

/// Every alert of a person, newest first.
pub async fn of_person(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<Vec<AlertRow>> {
    const SQL: &str = concat!(
        alert_columns!(),
        "WHERE a.federation_id = $1 AND a.person_id = $2 ORDER BY a.opened_at DESC, a.id DESC LIMIT 100"
    );
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(person).fetch_all(c).await?))
}

/// The alert, if this viewer may open it.
pub async fn in_scope(tx: &mut Tx, viewer: Viewer<'_>, id: Uuid) -> StoreResult<Option<AlertRow>> {
    const SQL: &str =
        concat!(alert_columns!(), "WHERE a.federation_id = $1 AND a.id = $4 AND ", for_role!(), visible!("$5"));
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(viewer.federation).bind(viewer.user).bind(viewer.role).bind(id)
        .bind(viewer.now).fetch_optional(c).await?))
}

/// As much of an alert as a message about it needs.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Glance {
    pub person_id: Uuid,
    pub sector_id: Uuid,
    pub state: String,
    pub owner_id: Option<Uuid>,
    pub taken_at: Option<DateTime<Utc>>,
}

/// Where an alert stands, whoever asks; locks nothing.
pub async fn glance(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<Option<Glance>> {
    const SQL: &str =
        "SELECT person_id, sector_id, state, owner_id, taken_at FROM alerts WHERE federation_id = $1 AND id = $2";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(id).fetch_optional(c).await?))
}

/// What waits for somebody: alerts in their sight that nobody has taken, and their own that are past the target to act.
pub async fn waiting_for(tx: &mut Tx, viewer: Viewer<'_>) -> StoreResult<Vec<Uuid>> {
    const SQL: &str = concat!(
        "SELECT a.id FROM alerts a JOIN persons p ON p.federation_id = a.federation_id AND p.id = a.person_id
         WHERE a.federation_id = $1 AND a.state <> 'closed'
           AND (a.state = 'new' OR (a.state = 'taken' AND a.owner_id = $2 AND a.act_due_at < $4)) AND ",
        for_role!(),
        visible!("$4"),
        "ORDER BY a.id"
    );
    Ok(
        on!(tx, c => sqlx::query_scalar(SQL).bind(viewer.federation).bind(viewer.user).bind(viewer.role).bind(viewer.now)
        .fetch_all(c).await?),
    )
}

/// The moment the oldest untaken critical alert was opened: what an operator watches.
pub async fn oldest_untaken_critical(tx: &mut Tx) -> StoreResult<Option<DateTime<Utc>>> {
    const SQL: &str = "SELECT MIN(opened_at) FROM alerts WHERE state = 'new' AND severity = 3";
    Ok(on!(tx, c => sqlx::query_scalar(SQL).fetch_one(c).await?))
}

/// Whether the alert belongs to one of the viewer's sectors or to what they cover, whatever the person said about coordination.
pub async fn is_in_sectors(tx: &mut Tx, viewer: Viewer<'_>, id: Uuid) -> StoreResult<bool> {
    const SQL: &str = concat!(
        "SELECT COUNT(*) FROM alerts a JOIN persons p ON p.federation_id = a.federation_id AND p.id = a.person_id
        WHERE a.federation_id = $1 AND a.id = $3
          AND (a.sector_id IN (SELECT sector_id FROM user_sectors WHERE federation_id = $1 AND user_id = $2) OR ",
        covered!("$4"),
        ")"
    );
    let count: i64 = on!(tx, c => sqlx::query_scalar(SQL).bind(viewer.federation).bind(viewer.user).bind(id)
        .bind(viewer.now).fetch_one(c).await?);
    Ok(count > 0)
}
