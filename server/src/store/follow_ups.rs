//! Follow-ups: dated promises about a person, each with its version.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;
use vigie_shared::calendar::Calendar;

use super::db::{hex_list, on};
use super::persons::{Viewer, visible};
use super::{StoreResult, Tx, watches};

/// A follow-up with the names its list shows.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct FollowUpRow {
    pub id: Uuid,
    pub version: i32,
    pub person_id: Uuid,
    pub person_name: String,
    pub sector_id: Uuid,
    pub alert_id: Option<Uuid>,
    pub watch_id: Option<Uuid>,
    pub kind: String,
    pub text: Option<String>,
    pub owner_id: Option<Uuid>,
    pub owner_name: Option<String>,
    /// `YYYY-MM-DD` in the federation's calendar.
    pub due_on: String,
    pub due_at: DateTime<Utc>,
    /// Whether somebody named an hour.
    pub timed: bool,
    pub state: String,
    pub postponed: i32,
    pub result: Option<String>,
    pub result_text: Option<String>,
    pub closed_at: Option<DateTime<Utc>>,
    pub closed_by: Option<Uuid>,
    pub closed_by_name: Option<String>,
    pub created_at: DateTime<Utc>,
    pub created_by: Uuid,
    pub created_by_name: Option<String>,
    /// What its end made.
    pub next_id: Option<Uuid>,
    /// 0 nobody, 1 the sector's referents, 2 the administrators were told that it is late.
    pub escalation: i32,
}

macro_rules! from {
    () => {
        "FROM follow_ups f
         JOIN persons p ON p.federation_id = f.federation_id AND p.id = f.person_id
         LEFT JOIN alerts a ON a.federation_id = f.federation_id AND a.id = f.alert_id
         LEFT JOIN users o ON o.federation_id = f.federation_id AND o.id = f.owner_id
         LEFT JOIN users b ON b.federation_id = f.federation_id AND b.id = f.closed_by
         LEFT JOIN users m ON m.federation_id = f.federation_id AND m.id = f.created_by "
    };
}

macro_rules! columns {
    () => {
        concat!(
            "SELECT f.id, f.version, f.person_id, p.name AS person_name, p.sector_id, f.alert_id, f.watch_id, f.kind, f.text,
                f.owner_id, o.name AS owner_name, f.due_on, f.due_at, f.timed, f.state, f.postponed, f.result, f.result_text,
                f.closed_at, f.closed_by, b.name AS closed_by_name, f.created_at, f.created_by, m.name AS created_by_name,
                f.next_id, f.escalation ",
            from!()
        )
    };
}

/// What belongs to an alert about the quality of the visits is the sector referent's business, as the alert is.
macro_rules! for_role {
    () => {
        "($3 <> 'coordinator' OR a.id IS NULL OR a.audience = 'coordination') AND "
    };
}

pub async fn insert(tx: &mut Tx, federation: Uuid, row: &FollowUpRow) -> StoreResult<()> {
    const SQL: &str =
        "INSERT INTO follow_ups (federation_id, id, version, person_id, alert_id, watch_id, kind, text, owner_id,
            due_on, due_at, timed, state, postponed, created_at, created_by, escalation)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(row.id).bind(row.version).bind(row.person_id).bind(row.alert_id)
        .bind(row.watch_id).bind(&row.kind).bind(&row.text).bind(row.owner_id).bind(&row.due_on).bind(row.due_at)
        .bind(row.timed).bind(&row.state).bind(row.postponed).bind(row.created_at).bind(row.created_by)
        .bind(row.escalation).execute(c).await?.rows_affected());
    match row.watch_id {
        Some(watch) => watches::note_next(tx, federation, watch).await,
        None => Ok(()),
    }
}

/// Writes a changed follow-up if nobody changed it since it was read at `version`; false otherwise.
pub async fn update(tx: &mut Tx, federation: Uuid, row: &FollowUpRow, version: i32) -> StoreResult<bool> {
    const SQL: &str = "UPDATE follow_ups SET version = $4, owner_id = $5, due_on = $6, due_at = $7, timed = $8, state = $9,
            postponed = $10, result = $11, result_text = $12, closed_at = $13, closed_by = $14, next_id = $15, escalation = $16
        WHERE federation_id = $1 AND id = $2 AND version = $3";
    let changed = on!(tx, c => sqlx::query(SQL).bind(federation).bind(row.id).bind(version).bind(row.version)
        .bind(row.owner_id).bind(&row.due_on).bind(row.due_at).bind(row.timed).bind(&row.state).bind(row.postponed)
        .bind(&row.result).bind(&row.result_text).bind(row.closed_at).bind(row.closed_by).bind(row.next_id)
        .bind(row.escalation).execute(c).await?.rows_affected());
    if let (Some(watch), 1) = (row.watch_id, changed) {
        watches::note_next(tx, federation, watch).await?;
    }
    Ok(changed == 1)
}

/// Takes away a follow-up that an undone step had made and that nobody has touched; says whether it did.
pub async fn remove_untouched(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<bool> {
    const SQL: &str = "DELETE FROM follow_ups WHERE federation_id = $1 AND id = $2 AND version = 1 AND state = 'open'
        RETURNING watch_id";
    let gone: Option<Option<Uuid>> =
        on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(id).fetch_optional(c).await?);
    if let Some(Some(watch)) = gone {
        watches::note_next(tx, federation, watch).await?;
    }
    Ok(gone.is_some())
}

/// The follow-up, whoever asks.
pub async fn find(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<Option<FollowUpRow>> {
    const SQL: &str = concat!(columns!(), "WHERE f.federation_id = $1 AND f.id = $2");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(id).fetch_optional(c).await?))
}

/// The follow-up, if this viewer may see it.
pub async fn in_scope(tx: &mut Tx, viewer: Viewer<'_>, id: Uuid) -> StoreResult<Option<FollowUpRow>> {
    const SQL: &str = concat!(columns!(), "WHERE f.federation_id = $1 AND f.id = $4 AND ", for_role!(), visible!("$5"));
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(viewer.federation).bind(viewer.user).bind(viewer.role).bind(id)
        .bind(viewer.now).fetch_optional(c).await?))
}

/// What a list is filtered by. Days are `YYYY-MM-DD`; neither bound is included.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    pub state: &'static str,
    pub owner: Option<Uuid>,
    pub sector: Option<Uuid>,
    pub person: Option<Uuid>,
    pub after_day: Option<String>,
    pub before_day: Option<String>,
    pub after: Option<DateTime<Utc>>,
    pub before: Option<DateTime<Utc>>,
}

/// Later than anything, and a time every database can compare.
pub(super) const LAST: DateTime<Utc> = match DateTime::from_timestamp(253_402_300_799, 0) {
    Some(last) => last,
    None => DateTime::UNIX_EPOCH,
};

/// Where the last page ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PageKey {
    pub due_at: DateTime<Utc>,
    pub id: Uuid,
}

/// A page, the earliest due first. One comparison of rows finds its beginning, so a page costs what it shows: of one owner along
/// `follow_ups_owed`, of everybody along `follow_ups_due`.
pub async fn page(
    tx: &mut Tx,
    viewer: Viewer<'_>,
    filter: &Filter,
    after: Option<PageKey>,
    limit: i64,
) -> StoreResult<Vec<FollowUpRow>> {
    macro_rules! page {
        ($state:literal, $owner:literal) => {
            concat!(
                columns!(),
                "WHERE f.federation_id = $1 AND f.state = $4 AND ",
                $state,
                $owner,
                for_role!(),
                visible!("$14"),
                "AND ($6 IS NULL OR p.sector_id = $6) AND ($7 IS NULL OR f.person_id = $7)
                 AND ($8 IS NULL OR f.due_on > $8) AND ($9 IS NULL OR f.due_on < $9)
                 AND (f.due_at, f.id) > ($10, $11) AND f.due_at < $12 ORDER BY f.due_at, f.id LIMIT $13"
            )
        };
    }
    const ANYBODYS: &str = page!("f.state = 'open' AND ", "$5 IS NULL AND ");
    const OWNED: &str = page!("f.state = 'open' AND ", "f.owner_id = $5 AND ");
    const ENDED: &str = page!("", "($5 IS NULL OR f.owner_id = $5) AND ");
    let sql = match (filter.state, filter.owner) {
        ("open", None) => ANYBODYS,
        ("open", Some(_)) => OWNED,
        _ => ENDED,
    };
    let behind = filter.after.map(|at| PageKey { due_at: at, id: Uuid::max() });
    let key = after.max(behind).unwrap_or(PageKey { due_at: DateTime::UNIX_EPOCH, id: Uuid::nil() });
    Ok(on!(tx, c => sqlx::query_as(sql).bind(viewer.federation).bind(viewer.user).bind(viewer.role).bind(filter.state)
        .bind(filter.owner).bind(filter.sector).bind(filter.person).bind(&filter.after_day).bind(&filter.before_day)
        .bind(key.due_at).bind(key.id).bind(filter.before.unwrap_or(LAST).min(LAST)).bind(limit).bind(viewer.now).fetch_all(c).await?))
}

/// How many open ones there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct Counts {
    pub overdue: i64,
    pub today: i64,
    pub week: i64,
}

/// Counts the open ones of owner, sector and person: due before `today`, today, and from today until before the day of `week_end`, no
/// moment of which lies behind its end.
pub async fn counts(
    tx: &mut Tx,
    viewer: Viewer<'_>,
    filter: &Filter,
    today: &str,
    week_end: &DayBounds,
) -> StoreResult<Counts> {
    macro_rules! counted {
        ($owner:literal) => {
            concat!(
                "SELECT COUNT(CASE WHEN f.due_on < $4 THEN 1 END) AS overdue, COUNT(CASE WHEN f.due_on = $4 THEN 1 END) AS today,
                    COUNT(CASE WHEN f.due_on >= $4 AND f.due_on < $5 THEN 1 END) AS week ",
                from!(),
                "WHERE f.federation_id = $1 AND f.state = 'open' AND f.due_at < $10 AND ",
                $owner,
                for_role!(),
                visible!("$9"),
                "AND ($7 IS NULL OR p.sector_id = $7) AND ($8 IS NULL OR f.person_id = $8)"
            )
        };
    }
    const ANYBODYS: &str = counted!("$6 IS NULL AND ");
    const OWNED: &str = counted!("f.owner_id = $6 AND ");
    let sql = if filter.owner.is_some() { OWNED } else { ANYBODYS };
    Ok(on!(tx, c => sqlx::query_as(sql).bind(viewer.federation).bind(viewer.user).bind(viewer.role).bind(today)
        .bind(&week_end.day).bind(filter.owner).bind(filter.sector).bind(filter.person).bind(viewer.now)
        .bind(week_end.ends.min(LAST)).fetch_one(c).await?))
}

/// The follow-ups of these alerts, the earliest due first.
pub async fn of_alerts(tx: &mut Tx, federation: Uuid, alerts: &[Uuid]) -> StoreResult<Vec<FollowUpRow>> {
    const POSTGRES: &str =
        concat!(columns!(), "WHERE f.federation_id = $1 AND f.alert_id = ANY($2) ORDER BY f.due_at, f.id");
    const SQLITE: &str = concat!(
        columns!(),
        "WHERE f.federation_id = $1 AND f.alert_id IN (SELECT unhex(value) FROM json_each($2)) ORDER BY f.due_at, f.id"
    );
    if alerts.is_empty() {
        return Ok(Vec::new());
    }
    Ok(match tx {
        Tx::Sqlite(t) => sqlx::query_as(SQLITE).bind(federation).bind(hex_list(alerts)).fetch_all(&mut **t).await?,
        Tx::Postgres(t) => sqlx::query_as(POSTGRES).bind(federation).bind(alerts).fetch_all(&mut **t).await?,
    })
}

/// The open follow-ups of a person and the `closed` that ended last, as this viewer may see them: open ones first, by due day,
/// then the others, newest first.
pub async fn of_person(tx: &mut Tx, viewer: Viewer<'_>, person: Uuid, closed: i64) -> StoreResult<Vec<FollowUpRow>> {
    const OPEN: &str = concat!(
        columns!(),
        "WHERE f.federation_id = $1 AND f.person_id = $4 AND f.state = 'open' AND ",
        for_role!(),
        visible!("$5"),
        "ORDER BY f.due_at, f.id"
    );
    const CLOSED: &str = concat!(
        columns!(),
        "WHERE f.federation_id = $1 AND f.person_id = $4 AND f.state <> 'open' AND ",
        for_role!(),
        visible!("$6"),
        "ORDER BY f.closed_at DESC, f.id DESC LIMIT $5"
    );
    let mut rows: Vec<FollowUpRow> = on!(tx, c => sqlx::query_as(OPEN).bind(viewer.federation).bind(viewer.user)
        .bind(viewer.role).bind(person).bind(viewer.now).fetch_all(c).await?);
    let ended: Vec<FollowUpRow> = on!(tx, c => sqlx::query_as(CLOSED).bind(viewer.federation).bind(viewer.user)
        .bind(viewer.role).bind(person).bind(closed).bind(viewer.now).fetch_all(c).await?);
    rows.extend(ended);
    Ok(rows)
}

/// Takes a person's open follow-ups from the coordinators who hold them: they are nobody's, which is the referents'.
pub async fn leave_coordinators(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<u64> {
    const SQL: &str = "UPDATE follow_ups SET owner_id = NULL, version = version + 1
        WHERE federation_id = $1 AND person_id = $2 AND state = 'open'
          AND owner_id IN (SELECT id FROM users WHERE federation_id = $1 AND role = 'coordinator')";
    Ok(on!(tx, c => sqlx::query(SQL).bind(federation).bind(person).execute(c).await?.rows_affected()))
}

/// The follow-ups of these watches, in the order they ended; open ones last.
pub async fn of_watches(tx: &mut Tx, federation: Uuid, watches: &[Uuid]) -> StoreResult<Vec<FollowUpRow>> {
    const POSTGRES: &str = concat!(
        columns!(),
        "WHERE f.federation_id = $1 AND f.watch_id = ANY($2)
         ORDER BY CASE WHEN f.state = 'open' THEN 1 ELSE 0 END, f.closed_at, f.id"
    );
    const SQLITE: &str = concat!(
        columns!(),
        "WHERE f.federation_id = $1 AND f.watch_id IN (SELECT unhex(value) FROM json_each($2))
         ORDER BY CASE WHEN f.state = 'open' THEN 1 ELSE 0 END, f.closed_at, f.id"
    );
    if watches.is_empty() {
        return Ok(Vec::new());
    }
    Ok(match tx {
        Tx::Sqlite(t) => sqlx::query_as(SQLITE).bind(federation).bind(hex_list(watches)).fetch_all(&mut **t).await?,
        Tx::Postgres(t) => sqlx::query_as(POSTGRES).bind(federation).bind(watches).fetch_all(&mut **t).await?,
    })
}

/// The word of a role that answers for its sectors.
const REFERENT: &str = "sector_referent";

/// A day of the federation's calendar, from its first moment to that of the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayBounds {
    /// `YYYY-MM-DD`.
    pub day: String,
    pub begins: DateTime<Utc>,
    pub ends: DateTime<Utc>,
}

impl DayBounds {
    pub fn of(calendar: &Calendar, day: NaiveDate) -> Self {
        let ends = day.succ_opt().map_or(DateTime::<Utc>::MAX_UTC, |next| calendar.midnight(next));
        Self { day: day.to_string(), begins: calendar.midnight(day), ends }
    }
}

/// How many promises of a day somebody holds in a sector.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct DueThen {
    /// None when nobody holds them: no owner, one who left, or one who may no longer see the person.
    pub holder: Option<Uuid>,
    pub sector_id: Uuid,
    pub count: i64,
}

/// Counts the open follow-ups due on a day and promised before it, of persons who are still helped.
pub async fn due_then(tx: &mut Tx, federation: Uuid, day: &DayBounds) -> StoreResult<Vec<DueThen>> {
    const SQL: &str = "SELECT o.id AS holder, p.sector_id, COUNT(*) AS count
        FROM follow_ups f
        JOIN persons p ON p.federation_id = f.federation_id AND p.id = f.person_id
        LEFT JOIN users o ON o.federation_id = f.federation_id AND o.id = f.owner_id AND o.disabled_at IS NULL
            AND (o.role <> 'coordinator' OR p.coordination NOT IN ('refused', 'withdrawn'))
        WHERE f.federation_id = $1 AND f.state = 'open' AND f.due_at >= $2 AND f.due_at < $3 AND f.due_on = $4
          AND f.created_at < $2 AND p.archived_at IS NULL
        GROUP BY o.id, p.sector_id ORDER BY p.sector_id, o.id";
    Ok(
        on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(day.begins).bind(day.ends).bind(&day.day).fetch_all(c).await?),
    )
}

/// How many open follow-ups due on a day or before are somebody's to keep: their own, and for a referent those of the sectors that
/// nobody holds.
pub async fn owed(tx: &mut Tx, viewer: Viewer<'_>, day: &DayBounds) -> StoreResult<i64> {
    const OWN: &str = "SELECT COUNT(*) FROM follow_ups f
        JOIN persons p ON p.federation_id = f.federation_id AND p.id = f.person_id
        JOIN users o ON o.federation_id = f.federation_id AND o.id = f.owner_id AND o.disabled_at IS NULL
            AND (o.role <> 'coordinator' OR p.coordination NOT IN ('refused', 'withdrawn'))
        WHERE f.federation_id = $1 AND f.state = 'open' AND f.owner_id = $2 AND f.due_at < $3 AND f.due_on <= $4
          AND p.archived_at IS NULL";
    const NOBODYS: &str = "SELECT COUNT(*) FROM follow_ups f
        JOIN persons p ON p.federation_id = f.federation_id AND p.id = f.person_id
        LEFT JOIN users o ON o.federation_id = f.federation_id AND o.id = f.owner_id AND o.disabled_at IS NULL
            AND (o.role <> 'coordinator' OR p.coordination NOT IN ('refused', 'withdrawn'))
        WHERE f.federation_id = $1 AND f.state = 'open' AND f.due_at < $3 AND f.due_on <= $4 AND p.archived_at IS NULL
          AND o.id IS NULL AND p.sector_id IN (SELECT sector_id FROM user_sectors WHERE federation_id = $1 AND user_id = $2)";
    let mut owed = 0;
    for sql in if viewer.role == REFERENT { &[OWN, NOBODYS][..] } else { &[OWN] } {
        let found: i64 = on!(tx, c => sqlx::query_scalar(*sql).bind(viewer.federation).bind(viewer.user).bind(day.ends)
            .bind(&day.day).fetch_one(c).await?);
        owed += found;
    }
    Ok(owed)
}

/// A follow-up whose lateness is told one step further up.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Late {
    pub id: Uuid,
    pub person_id: Uuid,
    pub sector_id: Uuid,
    pub alert_id: Option<Uuid>,
    pub due_on: String,
}

/// Takes open follow-ups that were due on `day` or before from the step below to `step`, the earliest first, and returns them: each comes
/// back once, whoever asks how often.
pub async fn tell_late(
    tx: &mut Tx,
    federation: Uuid,
    step: i32,
    day: &DayBounds,
    limit: i64,
) -> StoreResult<Vec<Late>> {
    // The moment stands in an index of its own, empty once everybody was told: PostgreSQL, which takes columns for independent, would rather
    // walk all that was ever due. What is said twice lets the outer part walk the same stretch of it.
    const SQL: &str = "UPDATE follow_ups SET escalation = $2
        WHERE federation_id = $1 AND state = 'open' AND escalation < 2 AND escalation = $3
          AND CASE WHEN state = 'open' AND escalation < 2 THEN due_at END < $4 AND id IN (
            SELECT f.id FROM follow_ups f
            JOIN persons p ON p.federation_id = f.federation_id AND p.id = f.person_id
            WHERE f.federation_id = $1 AND f.state = 'open' AND f.escalation < 2 AND f.escalation = $3
              AND CASE WHEN f.state = 'open' AND f.escalation < 2 THEN f.due_at END < $4
              AND f.due_on <= $5 AND p.archived_at IS NULL
            ORDER BY CASE WHEN f.state = 'open' AND f.escalation < 2 THEN f.due_at END, f.id LIMIT $6)
        RETURNING id, person_id, alert_id, due_on, (SELECT p.sector_id FROM persons p
            WHERE p.federation_id = follow_ups.federation_id AND p.id = follow_ups.person_id) AS sector_id";
    Ok(
        on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(step).bind(step - 1).bind(day.ends).bind(&day.day).bind(limit)
        .fetch_all(c).await?),
    )
}
