//! Looks past the store, at the rows themselves: for counts that no query of the product needs, and for changes that only an
//! operator makes.

use sqlx::AssertSqlSafe;
use uuid::Uuid;
use vigie_server::store::Store;

/// The single number a query gives.
pub async fn count(store: &Store, sql: &str) -> i64 {
    let sql = AssertSqlSafe(sql.to_owned());
    match store {
        Store::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_one(read).await,
        Store::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await,
    }
    .expect("a number")
}

/// The ids in the single column a query gives.
pub async fn ids(store: &Store, sql: &str) -> Vec<Uuid> {
    let sql = AssertSqlSafe(sql.to_owned());
    match store {
        Store::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_all(read).await,
        Store::Postgres(pool) => sqlx::query_scalar(sql).fetch_all(pool).await,
    }
    .expect("ids")
}

/// The texts in the single column a query gives.
pub async fn texts(store: &Store, sql: &str) -> Vec<String> {
    let sql = AssertSqlSafe(sql.to_owned());
    match store {
        Store::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_all(read).await,
        Store::Postgres(pool) => sqlx::query_scalar(sql).fetch_all(pool).await,
    }
    .expect("texts")
}

/// Changes rows; says how many.
pub async fn change(store: &Store, sql: &str) -> u64 {
    let sql = AssertSqlSafe(sql.to_owned());
    match store {
        Store::Sqlite { write, .. } => sqlx::query(sql).execute(write).await.map(|done| done.rows_affected()),
        Store::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(|done| done.rows_affected()),
    }
    .expect("changed")
}

/// An id as a literal of this database.
pub fn literal(store: &Store, id: Uuid) -> String {
    match store {
        Store::Sqlite { .. } => format!("x'{}'", id.simple()),
        Store::Postgres(_) => format!("'{id}'::uuid"),
    }
}
