//! How far the schema is from what this binary wants.

use super::db::Store;
use super::{StoreError, StoreResult};

/// Refuses a database that a newer version of Vigie has changed: this one does not know what its rows mean.
pub async fn refuse_newer(store: &Store) -> StoreResult<()> {
    const SQLITE: &str = "SELECT COUNT(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'";
    const POSTGRES: &str = "SELECT COUNT(*) FROM pg_catalog.pg_class WHERE oid = to_regclass('_sqlx_migrations')";
    const NEWEST: &str = "SELECT MAX(version) FROM _sqlx_migrations";
    let there: i64 = match store {
        Store::Sqlite { write, .. } => sqlx::query_scalar(SQLITE).fetch_one(write).await?,
        Store::Postgres(pool) => sqlx::query_scalar(POSTGRES).fetch_one(pool).await?,
    };
    if there == 0 {
        return Ok(());
    }
    let newest: Option<i64> = match store {
        Store::Sqlite { write, .. } => sqlx::query_scalar(NEWEST).fetch_one(write).await?,
        Store::Postgres(pool) => sqlx::query_scalar(NEWEST).fetch_one(pool).await?,
    };
    let known = sqlx::migrate!("../migrations/sqlite").iter().map(|migration| migration.version).max().unwrap_or(0);
    match newest {
        Some(database) if database > known => Err(StoreError::Newer { database, known }),
        _ => Ok(()),
    }
}

/// Migrations of this binary that the database has not seen.
pub async fn pending(store: &Store) -> StoreResult<usize> {
    const SQL: &str = "SELECT version FROM _sqlx_migrations WHERE success ORDER BY version";
    let (applied, wanted): (Vec<i64>, Vec<i64>) = match store {
        Store::Sqlite { read, .. } => (
            sqlx::query_scalar(SQL).fetch_all(read).await?,
            sqlx::migrate!("../migrations/sqlite").iter().map(|migration| migration.version).collect(),
        ),
        Store::Postgres(pool) => (
            sqlx::query_scalar(SQL).fetch_all(pool).await?,
            sqlx::migrate!("../migrations/postgres").iter().map(|migration| migration.version).collect(),
        ),
    };
    Ok(wanted.iter().filter(|version| !applied.contains(version)).count())
}
