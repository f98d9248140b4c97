//! Who looked at whose file, when. Written once: a trigger refuses changes, and each line carries a seal (`log_seals`).

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx, log_seals};

/// A look at a person's file.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Look {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub user_id: Uuid,
    pub person_id: Uuid,
    /// What was opened: `file`, `alert` ...
    pub what: String,
}

pub async fn append(tx: &mut Tx, federation: Uuid, look: &Look) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO access_log (federation_id, id, at, user_id, person_id, what, seal)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let seal = log_seals::of_line(tx, federation, look).await?;
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(look.id).bind(look.at).bind(look.user_id).bind(look.person_id)
        .bind(&look.what).bind(&seal).execute(c).await?.rows_affected());
    Ok(())
}

/// The looks at one person's file, newest first.
pub async fn of_person(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<Vec<Look>> {
    const SQL: &str = "SELECT id, at, user_id, person_id, what FROM access_log
        WHERE federation_id = $1 AND person_id = $2 ORDER BY at DESC, id DESC";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(person).fetch_all(c).await?))
}

/// A look with names. Who has no account is the program's own command, in a shell.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct ListedLook {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub user_id: Uuid,
    pub user_name: String,
    pub user_role: String,
    pub person_id: Uuid,
    pub person_name: String,
    pub what: String,
}

/// Which looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LookFilter {
    pub person: Option<Uuid>,
    pub user: Option<Uuid>,
    /// Included.
    pub from: Option<DateTime<Utc>>,
    /// Excluded.
    pub to: Option<DateTime<Utc>>,
    /// Where the page before ended.
    pub before: Option<(DateTime<Utc>, Uuid)>,
}

/// A page of looks, newest first.
pub async fn page(tx: &mut Tx, federation: Uuid, filter: &LookFilter, limit: i64) -> StoreResult<Vec<ListedLook>> {
    const SQL: &str = "SELECT l.id, l.at, l.user_id, COALESCE(u.name, 'vigie') AS user_name, COALESCE(u.role, '') AS user_role, l.person_id,
            p.name AS person_name, l.what
        FROM access_log l
        LEFT JOIN users u ON u.federation_id = l.federation_id AND u.id = l.user_id
        JOIN persons p ON p.federation_id = l.federation_id AND p.id = l.person_id
        WHERE l.federation_id = $1 AND ($2 IS NULL OR l.person_id = $2) AND ($3 IS NULL OR l.user_id = $3)
          AND ($4 IS NULL OR l.at >= $4) AND ($5 IS NULL OR l.at < $5)
          AND ($6 IS NULL OR (l.at, l.id) < ($6, $7)) ORDER BY l.at DESC, l.id DESC LIMIT $8";
    let (at, id) = filter.before.unzip();
    Ok(
        on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(filter.person).bind(filter.user).bind(filter.from).bind(filter.to)
        .bind(at).bind(id).bind(limit).fetch_all(c).await?),
    )
}
