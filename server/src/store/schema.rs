//! How far the schema is from what this binary wants.

use super::db::{Store, Tx, on};
use super::{StoreError, StoreResult};

/// Refuses a database that a newer version of Vigie has changed: this one does not know what its rows mean.
pub async fn refuse_newer(store: &Store) -> StoreResult<()> {
    const SQLITE: &str = "SELECT COUNT(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'";
    const POSTGRES: &str = "SELECT COUNT(*) FROM pg_catalog.pg_class WHERE oid = to_regclass('_sqlx_migrations')";
    const NEWEST: &str = "SELECT MAX(version) FROM _sqlx_migrations";
    // In a transaction, like everything: between them a pooler may change the connection.
    let mut tx = store.read().await?;
    let there: i64 = match &mut tx {
        Tx::Sqlite(c) => sqlx::query_scalar(SQLITE).fetch_one(&mut **c).await?,
        Tx::Postgres(c) => sqlx::query_scalar(POSTGRES).fetch_one(&mut **c).await?,
    };
    if there == 0 {
        return Ok(());
    }
    let newest: Option<i64> = on!(&mut tx, c => sqlx::query_scalar(NEWEST).fetch_one(c).await?);
    let known = sqlx::migrate!("../migrations/sqlite").iter().map(|migration| migration.version).max().unwrap_or(0);
    match newest {
        Some(database) if database > known => Err(StoreError::Newer { database, known }),
        _ => Ok(()),
    }
}

/// Migrations of this binary that the database has not seen.
pub async fn pending(store: &Store) -> StoreResult<usize> {
    const SQL: &str = "SELECT version FROM _sqlx_migrations WHERE success ORDER BY version";
    let mut tx = store.read().await?;
    let applied: Vec<i64> = on!(&mut tx, c => sqlx::query_scalar(SQL).fetch_all(c).await?);
    let wanted = match store {
        Store::Sqlite { .. } => sqlx::migrate!("../migrations/sqlite"),
        Store::Postgres(_) => sqlx::migrate!("../migrations/postgres"),
    };
    Ok(wanted.iter().filter(|migration| !applied.contains(&migration.version)).count())
}
