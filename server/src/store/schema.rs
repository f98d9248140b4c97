//! How far the schema is from what this binary wants.

use super::StoreResult;
use super::db::Store;

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
