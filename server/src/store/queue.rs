//! The queue: open alerts in triage order, closed ones newest first, a page at a time, and how many there are.
//!
//! A page costs what it shows, whatever is stored: open alerts are walked along `alerts_queue`, sector by sector, from where the last page
//! ended, and those of one owner along `alerts_owned`, each severity for itself. No index holds an expression such as a turned sign: behind
//! the wall between federations PostgreSQL finds no place by one.

use chrono::{DateTime, Utc};
use sqlx::{PgConnection, SqliteConnection};
use uuid::Uuid;

use super::alerts::{AlertRow, alert_columns, for_role};
use super::db::{hex_list, on};
use super::follow_ups::LAST;
use super::persons::{self, Viewer, containing, visible};
use super::{StoreResult, Tx};

/// What a page of the queue is filtered by.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// None: the three open states.
    pub state: Option<String>,
    pub sector: Option<Uuid>,
    pub owner: Option<OwnerFilter>,
    pub severity: Option<i32>,
    pub scope: Scope,
    /// Any part of the person's name, as it was typed.
    pub name: Option<String>,
    /// Something that stands in it is about this axis.
    pub axis: Option<String>,
    /// Something that stands in it was told by this kind of witness.
    pub family: Option<String>,
    /// Nobody has taken it although its target time is before this moment.
    pub overdue_at: Option<DateTime<Utc>>,
    /// Opened at this moment or later.
    pub opened_from: Option<DateTime<Utc>>,
    /// Opened before this moment.
    pub opened_until: Option<DateTime<Utc>>,
}

/// Which part of what a viewer may see.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Scope {
    /// Everything, alerts of colleagues one covers among them.
    #[default]
    All,
    /// One's own sectors.
    Sectors,
    /// One's own alerts.
    Mine,
}

impl Scope {
    /// How the statement of [`page`] knows it.
    const fn number(self) -> i32 {
        match self {
            Self::All => 0,
            Self::Sectors => 1,
            Self::Mine => 2,
        }
    }
}

/// Whose alerts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnerFilter {
    Nobody,
    User(Uuid),
}

/// Where the last page ended: severity, due time (closing time for closed alerts), id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageKey {
    pub severity: i32,
    pub at: DateTime<Utc>,
    pub id: Uuid,
}

/// What every text of a page asks beside its own order: `$6` to `$15`.
macro_rules! filtered {
    () => {
        "AND ($6 = 0 OR ($6 = 1 AND a.owner_id IS NULL) OR ($6 = 2 AND a.owner_id = $7))
         AND ($8 = 0 OR a.severity = $8)
         AND ($9 = 0 OR ($9 = 2 AND a.owner_id = $2) OR ($9 = 1 AND a.sector_id IN
           (SELECT sector_id FROM user_sectors WHERE federation_id = $1 AND user_id = $2)))
         AND ($10 = '' OR p.search_name LIKE $10 ESCAPE '\\')
         AND ($11 = '' OR EXISTS (SELECT 1 FROM findings f WHERE f.federation_id = $1 AND f.alert_id = a.id
           AND f.lifted_at IS NULL AND ($3 <> 'coordinator' OR f.body ->> 'audience' <> 'referent')
           AND (f.body ->> 'axis' = $11 OR f.body -> 'evidence' -> 'first' ->> 'axis' = $11
             OR f.body -> 'evidence' -> 'second' ->> 'axis' = $11)))
         AND ($12 = '' OR EXISTS (SELECT 1 FROM findings f WHERE f.federation_id = $1 AND f.alert_id = a.id
           AND f.lifted_at IS NULL AND ($3 <> 'coordinator' OR f.body ->> 'audience' <> 'referent') AND f.family = $12))
         AND ($13 IS NULL OR (a.state = 'new' AND a.due_at < $13) OR (a.state = 'taken' AND a.act_due_at < $13))
         AND ($14 IS NULL OR a.opened_at >= $14) AND ($15 IS NULL OR a.opened_at < $15) "
    };
}

/// The open alerts of one sector or owner and of one severity behind a place, the earliest due first.
macro_rules! open {
    ($whose:literal, $behind:literal) => {
        concat!(
            alert_columns!(),
            "WHERE a.federation_id = $1 AND ",
            $whose,
            " AND a.state <> 'closed' AND ($16 = '' OR a.state = $16) AND ",
            for_role!(),
            visible!("$5"),
            filtered!(),
            "AND (a.due_at, a.id) > ",
            $behind,
            " ORDER BY a.due_at, a.id LIMIT $4"
        )
    };
}

/// Binds a page's parameters up to `$15`.
macro_rules! bound {
    ($sql:expr, $look:expr) => {{
        let Look { viewer, filter, limit } = $look;
        let (owner_kind, owner) = match filter.owner {
            None => (0, None),
            Some(OwnerFilter::Nobody) => (1, None),
            Some(OwnerFilter::User(id)) => (2, Some(id)),
        };
        sqlx::query_as($sql)
            .bind(viewer.federation)
            .bind(viewer.user)
            .bind(viewer.role)
            .bind(limit)
            .bind(viewer.now)
            .bind(owner_kind)
            .bind(owner)
            .bind(filter.severity.unwrap_or(0))
            .bind(filter.scope.number())
            .bind(filter.name.as_deref().map(containing).unwrap_or_default())
            .bind(filter.axis.as_deref().unwrap_or(""))
            .bind(filter.family.as_deref().unwrap_or(""))
            .bind(filter.overdue_at)
            .bind(filter.opened_from)
            .bind(filter.opened_until)
    }};
}

/// Who looks for what, and how much of it.
#[derive(Debug, Clone, Copy)]
struct Look<'a> {
    viewer: Viewer<'a>,
    filter: &'a Filter,
    limit: i64,
}

/// A page of the queue. Open alerts come gravest first, then the one whose target time is earliest; closed ones newest first.
pub async fn page(
    tx: &mut Tx,
    viewer: Viewer<'_>,
    filter: &Filter,
    after: Option<PageKey>,
    limit: i64,
) -> StoreResult<Vec<AlertRow>> {
    let look = Look { viewer, filter, limit };
    if filter.state.as_deref() == Some("closed") {
        return closed(tx, look, after).await;
    }
    let owner = match (filter.scope, filter.owner) {
        (Scope::Mine, _) => Some(viewer.user),
        (_, Some(OwnerFilter::User(owner))) => Some(owner),
        _ => None,
    };
    let walk = match owner {
        Some(owner) => Walk::Owner(owner),
        None => {
            let mut sectors = persons::reach(tx, viewer).await?;
            sectors.retain(|sector| filter.sector.is_none_or(|only| only == *sector));
            Walk::Sectors(sectors)
        }
    };
    let steps = steps(after, filter.severity);
    match tx {
        Tx::Sqlite(t) => step_by_step(t, look, &walk, &steps).await,
        Tx::Postgres(t) => at_once(t, look, &walk, &steps).await,
    }
}

const GRAVEST: i32 = 3;

/// What is walked along.
#[derive(Debug)]
enum Walk {
    Sectors(Vec<Uuid>),
    Owner(Uuid),
}

/// Where to go on in each severity that is asked for, the gravest first: behind the place in its own, from the beginning in the lesser ones.
fn steps(after: Option<PageKey>, only: Option<i32>) -> Vec<PageKey> {
    let gravest = after.map_or(GRAVEST, |key| key.severity.min(GRAVEST));
    let begin = |severity: i32| PageKey { severity, at: DateTime::UNIX_EPOCH, id: Uuid::nil() };
    let step = |severity: i32| after.filter(|key| key.severity == severity).unwrap_or_else(|| begin(severity));
    (1..=gravest).rev().filter(|severity| only.is_none_or(|only| only == *severity)).map(step).collect()
}

/// PostgreSQL takes all steps in one statement.
async fn at_once(tx: &mut PgConnection, look: Look<'_>, walk: &Walk, steps: &[PageKey]) -> StoreResult<Vec<AlertRow>> {
    macro_rules! all {
        ($whose:literal) => {
            concat!(
                "SELECT q.* FROM unnest($17::uuid[], $18::integer[], $19::timestamptz[], $20::uuid[]) AS w(whose, severity, due_at, id)
                 CROSS JOIN LATERAL (",
                open!($whose, "(w.due_at, w.id)"),
                ") q ORDER BY q.severity DESC, q.due_at, q.id LIMIT $4"
            )
        };
    }
    const SECTORS: &str = all!("a.sector_id = w.whose AND a.severity = w.severity");
    const OWNER: &str = all!("a.owner_id = w.whose AND a.severity = w.severity AND ($21 IS NULL OR a.sector_id = $21)");
    let (sql, whose) = match walk {
        Walk::Sectors(sectors) => (SECTORS, sectors.clone()),
        Walk::Owner(owner) => (OWNER, vec![*owner]),
    };
    let all: Vec<(Uuid, PageKey)> =
        whose.iter().flat_map(|whose| steps.iter().map(move |step| (*whose, *step))).collect();
    let query = bound!(sql, look)
        .bind(look.filter.state.as_deref().unwrap_or(""))
        .bind(all.iter().map(|(whose, _)| *whose).collect::<Vec<_>>())
        .bind(all.iter().map(|(_, step)| step.severity).collect::<Vec<_>>())
        .bind(all.iter().map(|(_, step)| step.at).collect::<Vec<_>>())
        .bind(all.iter().map(|(_, step)| step.id).collect::<Vec<_>>());
    Ok(match walk {
        Walk::Sectors(_) => query.fetch_all(tx).await?,
        Walk::Owner(_) => query.bind(look.filter.sector).fetch_all(tx).await?,
    })
}

/// SQLite, which has no `LATERAL`, takes a statement a step: they cost it no way over a network.
async fn step_by_step(
    tx: &mut SqliteConnection,
    look: Look<'_>,
    walk: &Walk,
    steps: &[PageKey],
) -> StoreResult<Vec<AlertRow>> {
    const SECTOR: &str = open!("a.sector_id = $17 AND a.severity = $18", "($19, $20)");
    const OWNER: &str =
        open!("a.owner_id = $17 AND a.severity = $18 AND ($21 IS NULL OR a.sector_id = $21)", "($19, $20)");
    let limit = usize::try_from(look.limit).unwrap_or(0);
    let state = look.filter.state.as_deref().unwrap_or("");
    let mut rows: Vec<AlertRow> = Vec::new();
    for step in steps {
        let mut found: Vec<AlertRow> = Vec::new();
        match walk {
            Walk::Sectors(sectors) => {
                for sector in sectors {
                    let query = bound!(SECTOR, look).bind(state).bind(*sector).bind(step.severity);
                    let more: Vec<AlertRow> = query.bind(step.at).bind(step.id).fetch_all(&mut *tx).await?;
                    found.extend(more);
                }
            }
            Walk::Owner(owner) => {
                let query = bound!(OWNER, look).bind(state).bind(*owner).bind(step.severity);
                found = query.bind(step.at).bind(step.id).bind(look.filter.sector).fetch_all(&mut *tx).await?;
            }
        }
        found.sort_by_key(|row| (row.due_at, row.id));
        rows.extend(found);
        if rows.len() >= limit {
            break;
        }
    }
    rows.truncate(limit);
    Ok(rows)
}

async fn closed(tx: &mut Tx, look: Look<'_>, after: Option<PageKey>) -> StoreResult<Vec<AlertRow>> {
    const SQL: &str = concat!(
        alert_columns!(),
        "WHERE a.federation_id = $1 AND a.state = 'closed' AND ",
        for_role!(),
        visible!("$5"),
        filtered!(),
        "AND ($16 IS NULL OR a.sector_id = $16) AND (a.closed_at, a.id) < ($17, $18)
         ORDER BY a.closed_at DESC, a.id DESC LIMIT $4"
    );
    let (at, id) = after.map_or((LAST, Uuid::max()), |key| (key.at, key.id));
    Ok(on!(tx, c => bound!(SQL, look).bind(look.filter.sector).bind(at).bind(id).fetch_all(c).await?))
}

/// How many open alerts a viewer has before them.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Counts {
    pub mine: i64,
    pub sectors: i64,
    pub total: i64,
    pub untaken: i64,
    pub taken: i64,
    pub snoozed: i64,
    pub overdue: i64,
    pub critical: i64,
    pub high: i64,
    pub moderate: i64,
}

/// Counts what [`page`] would list without a filter, in the same scopes.
pub async fn counts(tx: &mut Tx, viewer: Viewer<'_>, now: DateTime<Utc>) -> StoreResult<Counts> {
    macro_rules! counted {
        ($from:literal) => {
            concat!(
                "SELECT COUNT(CASE WHEN a.owner_id = $2 THEN 1 END) AS mine,
                    COUNT(CASE WHEN a.sector_id IN (SELECT sector_id FROM user_sectors WHERE federation_id = $1 AND user_id = $2)
                      THEN 1 END) AS sectors,
                    COUNT(*) AS total,
                    COUNT(CASE WHEN a.state = 'new' THEN 1 END) AS untaken,
                    COUNT(CASE WHEN a.state = 'taken' THEN 1 END) AS taken,
                    COUNT(CASE WHEN a.state = 'snoozed' THEN 1 END) AS snoozed,
                    COUNT(CASE WHEN (a.state = 'new' AND a.due_at < $4) OR (a.state = 'taken' AND a.act_due_at < $4)
                      THEN 1 END) AS overdue,
                    COUNT(CASE WHEN a.severity = 3 THEN 1 END) AS critical,
                    COUNT(CASE WHEN a.severity = 2 THEN 1 END) AS high,
                    COUNT(CASE WHEN a.severity = 1 THEN 1 END) AS moderate
                 FROM ",
                $from,
                " AND a.state <> 'closed' AND ",
                for_role!(),
                visible!("$5")
            )
        };
    }
    // CROSS JOIN: the planner of SQLite may not turn the loops around, and begin with every person there is.
    const SQLITE: &str = counted!(
        "(SELECT unhex(value) AS id FROM json_each($6)) s
         CROSS JOIN alerts a ON a.federation_id = $1 AND a.sector_id = s.id
         CROSS JOIN persons p ON p.federation_id = a.federation_id AND p.id = a.person_id WHERE TRUE"
    );
    const POSTGRES: &str = counted!(
        "alerts a JOIN persons p ON p.federation_id = a.federation_id AND p.id = a.person_id
         WHERE a.federation_id = $1 AND a.sector_id = ANY($6)"
    );
    let sectors = persons::reach(tx, viewer).await?;
    Ok(match tx {
        Tx::Sqlite(t) => {
            sqlx::query_as(SQLITE)
                .bind(viewer.federation)
                .bind(viewer.user)
                .bind(viewer.role)
                .bind(now)
                .bind(viewer.now)
                .bind(hex_list(&sectors))
                .fetch_one(&mut **t)
                .await?
        }
        Tx::Postgres(t) => {
            sqlx::query_as(POSTGRES)
                .bind(viewer.federation)
                .bind(viewer.user)
                .bind(viewer.role)
                .bind(now)
                .bind(viewer.now)
                .bind(sectors)
                .fetch_one(&mut **t)
                .await?
        }
    })
}
