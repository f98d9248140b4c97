//! Looks past the store, at the rows themselves: for counts that no query of the product needs, and for changes that only an
//! operator makes.

use sqlx::{AssertSqlSafe, Postgres, Transaction};
use uuid::Uuid;
use vigie_server::store::scope::everywhere;
use vigie_server::store::{Store, Tx};

/// A transaction that sees every federation's rows.
pub(crate) async fn inside(store: &Store) -> Transaction<'static, Postgres> {
    match everywhere(store.begin()).await.expect("a transaction") {
        Tx::Postgres(transaction) => transaction,
        Tx::Sqlite(_) => panic!("the embedded database has no walls"),
    }
}

/// The single number a query gives.
pub async fn count(store: &Store, sql: &str) -> i64 {
    let sql = AssertSqlSafe(sql.to_owned());
    match store {
        Store::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_one(read).await,
        Store::Postgres(_) => sqlx::query_scalar(sql).fetch_one(&mut *inside(store).await).await,
    }
    .expect("a number")
}

/// The ids in the single column a query gives.
pub async fn ids(store: &Store, sql: &str) -> Vec<Uuid> {
    let sql = AssertSqlSafe(sql.to_owned());
    match store {
        Store::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_all(read).await,
        Store::Postgres(_) => sqlx::query_scalar(sql).fetch_all(&mut *inside(store).await).await,
    }
    .expect("ids")
}

/// The texts in the single column a query gives.
pub async fn texts(store: &Store, sql: &str) -> Vec<String> {
    let sql = AssertSqlSafe(sql.to_owned());
    match store {
        Store::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_all(read).await,
        Store::Postgres(_) => sqlx::query_scalar(sql).fetch_all(&mut *inside(store).await).await,
    }
    .expect("texts")
}

/// Changes rows; says how many.
pub async fn change(store: &Store, sql: &str) -> u64 {
    let sql = AssertSqlSafe(sql.to_owned());
    match store {
        Store::Sqlite { write, .. } => sqlx::query(sql).execute(write).await.map(|done| done.rows_affected()),
        Store::Postgres(_) => {
            let mut transaction = inside(store).await;
            let done = sqlx::query(sql).execute(&mut *transaction).await.map(|done| done.rows_affected());
            transaction.commit().await.expect("committed");
            done
        }
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

/// The tables in which a word stands anywhere, also inside JSON.
pub async fn mentions(store: &Store, word: &str) -> Vec<String> {
    let tables = match store {
        Store::Sqlite { .. } => {
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%sqlx%' ORDER BY name"
        }
        Store::Postgres(_) => {
            "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'
            AND table_name NOT LIKE '%sqlx%' ORDER BY 1"
        }
    };
    let mut found = Vec::new();
    for table in texts(store, tables).await {
        let holds = match store {
            Store::Postgres(_) => format!("{table}::text LIKE '%{word}%'"),
            Store::Sqlite { .. } => {
                let columns = texts(store, &format!("SELECT name FROM pragma_table_info('{table}')")).await;
                // As bytes: LIKE stops at the first zero byte, which an id may have.
                let hit = |column: &String| format!("INSTR(CAST(\"{column}\" AS BLOB), CAST('{word}' AS BLOB)) > 0");
                columns.iter().map(hit).collect::<Vec<_>>().join(" OR ")
            }
        };
        if count(store, &format!("SELECT COUNT(*) FROM {table} WHERE {holds}")).await > 0 {
            found.push(table);
        }
    }
    found
}

/// What the database says to a change that it refuses.
pub async fn refused(store: &Store, sql: &str) -> String {
    let sql = AssertSqlSafe(sql.to_owned());
    let done = match store {
        Store::Sqlite { write, .. } => sqlx::query(sql).execute(write).await.map(|_| ()),
        Store::Postgres(_) => sqlx::query(sql).execute(&mut *inside(store).await).await.map(|_| ()),
    };
    done.expect_err("it is refused").to_string()
}
