//! Aides as the planning software knows them, by its own key or by their login.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::{hex_list, on, text_list};
use super::persons::folded;
use super::{StoreResult, Tx, scope};

/// An aide with everything an import may say.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Row {
    pub id: Uuid,
    #[sqlx(rename = "ref")]
    pub reference: Option<String>,
    pub login: String,
    pub name: String,
    #[sqlx(skip)]
    pub sectors: Vec<Uuid>,
}

/// Those with one of these keys, or without a key and with one of these logins.
pub async fn by_refs(tx: &mut Tx, federation: Uuid, refs: &[String], logins: &[String]) -> StoreResult<Vec<Row>> {
    const SQLITE: &str = "SELECT id, ref, login, name FROM users WHERE federation_id = $1 AND role = 'aide'
        AND (ref IN (SELECT value FROM json_each($2)) OR (ref IS NULL AND login IN (SELECT value FROM json_each($3))))
        ORDER BY login";
    const POSTGRES: &str = "SELECT id, ref, login, name FROM users WHERE federation_id = $1 AND role = 'aide'
        AND (ref = ANY($2) OR (ref IS NULL AND login = ANY($3))) ORDER BY login";
    let rows = match tx {
        Tx::Sqlite(t) => {
            let query = sqlx::query_as(SQLITE).bind(federation).bind(text_list(refs)).bind(text_list(logins));
            query.fetch_all(&mut **t).await?
        }
        Tx::Postgres(t) => {
            sqlx::query_as(POSTGRES).bind(federation).bind(refs).bind(logins).fetch_all(&mut **t).await?
        }
    };
    with_sectors(tx, federation, rows).await
}

/// Those a file means by one of these keys or logins; without their sectors.
pub async fn named(tx: &mut Tx, federation: Uuid, refs: &[String], logins: &[String]) -> StoreResult<Vec<Row>> {
    const SQLITE: &str = "SELECT id, ref, login, name FROM users WHERE federation_id = $1 AND role = 'aide'
        AND (ref IN (SELECT value FROM json_each($2)) OR login IN (SELECT value FROM json_each($3))) ORDER BY login";
    const POSTGRES: &str = "SELECT id, ref, login, name FROM users WHERE federation_id = $1 AND role = 'aide'
        AND (ref = ANY($2) OR login = ANY($3)) ORDER BY login";
    Ok(match tx {
        Tx::Sqlite(t) => {
            let query = sqlx::query_as(SQLITE).bind(federation).bind(text_list(refs)).bind(text_list(logins));
            query.fetch_all(&mut **t).await?
        }
        Tx::Postgres(t) => {
            sqlx::query_as(POSTGRES).bind(federation).bind(refs).bind(logins).fetch_all(&mut **t).await?
        }
    })
}

pub async fn by_ids(tx: &mut Tx, federation: Uuid, ids: &[Uuid]) -> StoreResult<Vec<Row>> {
    const SQLITE: &str = "SELECT id, ref, login, name FROM users WHERE federation_id = $1 AND role = 'aide'
        AND id IN (SELECT unhex(value) FROM json_each($2)) ORDER BY login";
    const POSTGRES: &str = "SELECT id, ref, login, name FROM users WHERE federation_id = $1 AND role = 'aide' AND id = ANY($2) ORDER BY login";
    let rows = match tx {
        Tx::Sqlite(t) => sqlx::query_as(SQLITE).bind(federation).bind(hex_list(ids)).fetch_all(&mut **t).await?,
        Tx::Postgres(t) => sqlx::query_as(POSTGRES).bind(federation).bind(ids).fetch_all(&mut **t).await?,
    };
    with_sectors(tx, federation, rows).await
}

async fn with_sectors(tx: &mut Tx, federation: Uuid, mut rows: Vec<Row>) -> StoreResult<Vec<Row>> {
    const SQL: &str = "SELECT us.user_id, us.sector_id FROM user_sectors us
        JOIN users u ON u.federation_id = us.federation_id AND u.id = us.user_id
        WHERE us.federation_id = $1 AND u.role = 'aide' ORDER BY us.user_id, us.sector_id";
    let all: Vec<(Uuid, Uuid)> = on!(tx, c => sqlx::query_as(SQL).bind(federation).fetch_all(c).await?);
    let mut of: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for (user, sector) in all {
        of.entry(user).or_default().push(sector);
    }
    for row in &mut rows {
        row.sectors = of.remove(&row.id).unwrap_or_default();
    }
    Ok(rows)
}

/// Who has these logins in the whole installation: login and id.
pub async fn logins(tx: &mut Tx, logins: &[String]) -> StoreResult<Vec<(String, Uuid)>> {
    const SQLITE: &str = "SELECT login, id FROM users WHERE login IN (SELECT value FROM json_each($1)) ORDER BY login";
    const POSTGRES: &str = "SELECT login, id FROM users WHERE login = ANY($1) ORDER BY login";
    let before = scope::widen(tx).await?;
    let found = match tx {
        Tx::Sqlite(t) => sqlx::query_as(SQLITE).bind(text_list(logins)).fetch_all(&mut **t).await?,
        Tx::Postgres(t) => sqlx::query_as(POSTGRES).bind(logins).fetch_all(&mut **t).await?,
    };
    scope::back(tx, before).await?;
    Ok(found)
}

pub async fn insert(tx: &mut Tx, federation: Uuid, row: &Row, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO users (federation_id, id, role, ref, login, name, created_at, search_name)
        VALUES ($1, $2, 'aide', $3, $4, $5, $6, $7)";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(row.id).bind(&row.reference).bind(&row.login).bind(&row.name)
        .bind(now).bind(folded(&row.name)).execute(c).await?.rows_affected());
    set_sectors(tx, federation, row).await
}

/// Writes everything, the key too: an account made by hand gets it with the first import.
pub async fn write(tx: &mut Tx, federation: Uuid, row: &Row) -> StoreResult<()> {
    const SQL: &str = "UPDATE users SET version = version + 1, ref = $3, login = $4, name = $5, search_name = $6
        WHERE federation_id = $1 AND id = $2 AND role = 'aide'";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(row.id).bind(&row.reference).bind(&row.login).bind(&row.name)
        .bind(folded(&row.name)).execute(c).await?.rows_affected());
    set_sectors(tx, federation, row).await
}

async fn set_sectors(tx: &mut Tx, federation: Uuid, row: &Row) -> StoreResult<()> {
    const CLEAR: &str = "DELETE FROM user_sectors WHERE federation_id = $1 AND user_id = $2";
    const ADD: &str = "INSERT INTO user_sectors (federation_id, user_id, sector_id) VALUES ($1, $2, $3)";
    on!(tx, c => {
        sqlx::query(CLEAR).bind(federation).bind(row.id).execute(&mut *c).await?;
        for sector in &row.sectors {
            sqlx::query(ADD).bind(federation).bind(row.id).bind(*sector).execute(&mut *c).await?;
        }
    });
    Ok(())
}

/// Takes away an account that nobody has used and that nothing is planned for. False when somebody has, or something is.
pub async fn remove(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<bool> {
    const USED: &str = "SELECT EXISTS (SELECT 1 FROM sessions t WHERE t.federation_id = $1 AND t.user_id = $2)
        OR EXISTS (SELECT 1 FROM push_subscriptions t WHERE t.federation_id = $1 AND t.user_id = $2)
        OR EXISTS (SELECT 1 FROM outbox t WHERE t.federation_id = $1 AND t.user_id = $2)
        OR EXISTS (SELECT 1 FROM visits t WHERE t.federation_id = $1 AND t.aide_id = $2)
        OR EXISTS (SELECT 1 FROM calendars t WHERE t.federation_id = $1 AND t.aide_id = $2)
        OR EXISTS (SELECT 1 FROM ratings t WHERE t.federation_id = $1 AND t.aide_id = $2)";
    const EVENTS: &str = "DELETE FROM account_events WHERE federation_id = $1 AND account_id = $2";
    const LINKS: &str = "DELETE FROM enrolments WHERE federation_id = $1 AND user_id = $2";
    const SECTORS: &str = "DELETE FROM user_sectors WHERE federation_id = $1 AND user_id = $2";
    const USER: &str = "DELETE FROM users WHERE federation_id = $1 AND id = $2 AND role = 'aide'";
    Ok(on!(tx, c => {
        let used: bool = sqlx::query_scalar(USED).bind(federation).bind(id).fetch_one(&mut *c).await?;
        if used {
            return Ok(false);
        }
        sqlx::query(EVENTS).bind(federation).bind(id).execute(&mut *c).await?;
        sqlx::query(LINKS).bind(federation).bind(id).execute(&mut *c).await?;
        sqlx::query(SECTORS).bind(federation).bind(id).execute(&mut *c).await?;
        sqlx::query(USER).bind(federation).bind(id).execute(c).await?.rows_affected() == 1
    }))
}
