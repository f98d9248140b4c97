//! Reads for a whole group of ratings at once, of any federations: one statement where there were as many as ratings. PostgreSQL takes
//! arrays (`unnest`), SQLite a JSON list (`json_each`); the two texts stand side by side. The list is always the outer loop.

use chrono::{DateTime, SecondsFormat, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use super::findings::FindingRow;
use super::persons::{Person, ratable};
use super::{StoreResult, Tx};

/// Federation, then the id of what is looked for in it.
pub type Key = (Uuid, Uuid);

/// A person an aide may rate.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Ratable {
    pub aide_id: Uuid,
    #[sqlx(flatten)]
    pub person: Person,
}

/// Of a stored rating what later ones are compared with.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Stored {
    pub federation_id: Uuid,
    pub id: Uuid,
    pub person_id: Uuid,
    pub aide_id: Uuid,
    pub visited_at: DateTime<Utc>,
    pub content_hash: String,
    pub timeliness: String,
    pub replaces: Option<Uuid>,
}

/// The latest state of a person, if there is one.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct HeadRow {
    pub federation_id: Uuid,
    pub person_id: Uuid,
    /// 0: nobody ever rated the person, so that there is nothing to fold but what comes.
    pub has_past: i32,
    #[sqlx(flatten)]
    pub head: Head,
}

/// All there or none.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Head {
    pub rule_set_version: Option<i32>,
    pub position_at: Option<DateTime<Utc>>,
    pub position_id: Option<Uuid>,
    pub state: Option<Json<serde_json::Value>>,
}

/// A finding with its federation.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct FoundRow {
    pub federation_id: Uuid,
    #[sqlx(flatten)]
    pub finding: FindingRow,
}

/// Keys as a JSON list of texts, 32 hexadecimal digits an id.
pub(super) fn hexes(keys: &[Key]) -> String {
    let quoted: Vec<String> = keys.iter().map(|(one, two)| format!("\"{}{}\"", one.simple(), two.simple())).collect();
    format!("[{}]", quoted.join(","))
}

/// A time as SQLite keeps it.
pub(super) fn moment(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, false)
}

/// The list of wanted rows, `w`, with the columns `f` and `i` that [`Key`] has.
macro_rules! wanted {
    (postgres) => {
        "FROM unnest($1::uuid[], $2::uuid[]) AS w(f, i) "
    };
    (sqlite) => {
        "FROM (SELECT unhex(substr(value, 1, 32)) AS f, unhex(substr(value, 33)) AS i FROM json_each($1)) w "
    };
}

/// One text for each engine, the same but for the list.
macro_rules! both {
    ($head:expr, $tail:expr) => {
        (
            concat!($head, wanted!(postgres), "JOIN ", $tail),
            // The planner may not turn the loops around: CROSS JOIN keeps their order.
            concat!($head, wanted!(sqlite), "CROSS JOIN ", $tail),
        )
    };
}

macro_rules! fetch {
    ($tx:expr, $sql:expr, $keys:expr) => {{
        let (postgres, sqlite) = $sql;
        match $tx {
            Tx::Sqlite(t) => sqlx::query_as(sqlite).bind(hexes($keys)).fetch_all(&mut **t).await?,
            Tx::Postgres(t) => {
                let (one, two): (Vec<Uuid>, Vec<Uuid>) = $keys.iter().copied().unzip();
                sqlx::query_as(postgres).bind(one).bind(two).fetch_all(&mut **t).await?
            }
        }
    }};
}

/// An aide of a federation and a person to rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Wish {
    pub federation: Uuid,
    pub person: Uuid,
    pub aide: Uuid,
}

/// [`super::persons::lock_ratable`] for several aides of several federations: locked in the order of federation and id.
pub async fn lock_ratable(tx: &mut Tx, wishes: &[Wish]) -> StoreResult<Vec<Ratable>> {
    macro_rules! locked {
        ($list:literal, $join:literal) => {
            concat!(
                "SELECT w.a AS aide_id, p.federation_id, p.id, p.sector_id, p.name, p.coordination ",
                $list,
                $join,
                "JOIN persons p ON p.federation_id = w.f AND p.id = w.i WHERE ",
                ratable!("w.f", "w.a"),
                "ORDER BY p.federation_id, p.id"
            )
        };
    }
    const POSTGRES: &str = concat!(
        locked!("FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS w(f, i, a) ", ""),
        " FOR NO KEY UPDATE OF p"
    );
    const SQLITE: &str = locked!(
        "FROM (SELECT unhex(substr(value, 1, 32)) AS f, unhex(substr(value, 33, 32)) AS i, unhex(substr(value, 65)) AS a
            FROM json_each($1)) w ",
        "CROSS "
    );
    Ok(match tx {
        Tx::Sqlite(t) => {
            let hexes: Vec<String> = wishes
                .iter()
                .map(|wish| format!("\"{}{}{}\"", wish.federation.simple(), wish.person.simple(), wish.aide.simple()))
                .collect();
            sqlx::query_as(SQLITE).bind(format!("[{}]", hexes.join(","))).fetch_all(&mut **t).await?
        }
        Tx::Postgres(t) => {
            let column = |pick: fn(&Wish) -> Uuid| wishes.iter().map(pick).collect::<Vec<Uuid>>();
            sqlx::query_as(POSTGRES)
                .bind(column(|wish| wish.federation))
                .bind(column(|wish| wish.person))
                .bind(column(|wish| wish.aide))
                .fetch_all(&mut **t)
                .await?
        }
    })
}

/// The ratings with these ids, and those that correct one of them; one that does both comes twice.
pub async fn stored(tx: &mut Tx, ids: &[Key]) -> StoreResult<Vec<Stored>> {
    macro_rules! columns {
        () => {
            "SELECT r.federation_id, r.id, r.person_id, r.aide_id, r.visited_at, r.content_hash, r.timeliness, r.replaces "
        };
    }
    const OWN: (&str, &str) = both!(columns!(), "ratings r ON r.federation_id = w.f AND r.id = w.i");
    const CORRECTING: (&str, &str) = both!(columns!(), "ratings r ON r.federation_id = w.f AND r.replaces = w.i");
    let mut found: Vec<Stored> = fetch!(tx, OWN, ids);
    let correcting: Vec<Stored> = fetch!(tx, CORRECTING, ids);
    found.extend(correcting);
    Ok(found)
}

/// Whom these visits are planned for: federation, visit, person.
pub async fn persons_visited(tx: &mut Tx, visits: &[Key]) -> StoreResult<Vec<(Uuid, Uuid, Uuid)>> {
    const SQL: (&str, &str) =
        both!("SELECT v.federation_id, v.id, v.person_id ", "visits v ON v.federation_id = w.f AND v.id = w.i");
    Ok(if visits.is_empty() { Vec::new() } else { fetch!(tx, SQL, visits) })
}

/// The latest states of these persons, a row for each.
pub async fn heads(tx: &mut Tx, persons: &[Key]) -> StoreResult<Vec<HeadRow>> {
    macro_rules! head {
        ($list:expr) => {
            concat!(
                "SELECT w.f AS federation_id, w.i AS person_id, s.rule_set_version, s.position_at, s.position_id, s.state,
                    CASE WHEN s.person_id IS NOT NULL
                        OR EXISTS (SELECT 1 FROM ratings r WHERE r.federation_id = w.f AND r.person_id = w.i)
                        OR EXISTS (SELECT 1 FROM rebases b WHERE b.federation_id = w.f AND b.person_id = w.i)
                        OR EXISTS (SELECT 1 FROM person_checkpoints c WHERE c.federation_id = w.f AND c.person_id = w.i)
                    THEN 1 ELSE 0 END AS has_past ",
                $list,
                "LEFT JOIN person_states s ON s.federation_id = w.f AND s.person_id = w.i"
            )
        };
    }
    const SQL: (&str, &str) = (head!(wanted!(postgres)), head!(wanted!(sqlite)));
    Ok(fetch!(tx, SQL, persons))
}

/// The findings of these persons dated at or after a time of each.
pub async fn findings_since(tx: &mut Tx, from: &[(Key, DateTime<Utc>)]) -> StoreResult<Vec<FoundRow>> {
    macro_rules! findings {
        ($list:literal) => {
            concat!(
                "SELECT f.federation_id, f.id, f.person_id, f.alert_id, f.key, f.rule, f.family, f.severity, f.at, f.body,
                    f.found_at, f.lifted_at ",
                $list,
                "JOIN findings f ON f.federation_id = w.f AND f.person_id = w.i AND f.at >= w.at ORDER BY f.at, f.key"
            )
        };
    }
    const POSTGRES: &str = findings!("FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS w(f, i, at) ");
    const SQLITE: &str = findings!(
        "FROM (SELECT unhex(substr(value, 1, 32)) AS f, unhex(substr(value, 33, 32)) AS i, substr(value, 65) AS at
            FROM json_each($1)) w CROSS "
    );
    Ok(match tx {
        Tx::Sqlite(t) => {
            let texts: Vec<String> = from
                .iter()
                .map(|((one, two), at)| format!("\"{}{}{}\"", one.simple(), two.simple(), moment(*at)))
                .collect();
            sqlx::query_as(SQLITE).bind(format!("[{}]", texts.join(","))).fetch_all(&mut **t).await?
        }
        Tx::Postgres(t) => {
            let (one, two): (Vec<Uuid>, Vec<Uuid>) = from.iter().map(|(key, _)| *key).unzip();
            let at: Vec<DateTime<Utc>> = from.iter().map(|(_, at)| *at).collect();
            sqlx::query_as(POSTGRES).bind(one).bind(two).bind(at).fetch_all(&mut **t).await?
        }
    })
}
