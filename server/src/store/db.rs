//! The narrow waist over both databases.
//!
//! [`Store`] is chosen at start by the URL. A business transaction is an `async fn` over [`Tx`]; the `on!` macro writes one body
//! into both arms of a `match`, each typed for its engine, so a statement stands once. Where the engines should differ, the
//! `match` is written by hand and the two texts stand side by side. Nothing outside `store/` names sqlx.

use std::str::FromStr;
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Executor as _, Postgres, SqlSafeStr as _, Sqlite, Transaction};

use super::error::{StoreError, StoreResult};
use super::scope::{self, Scope};
use crate::mutant::mutant;

/// Readers of the embedded database at one time; they never wait for the writer.
const SQLITE_READERS: u32 = 8;
/// Pages kept in memory by each connection, in KiB. The default of 2 MiB is the first thing that makes SQLite slow.
const SQLITE_CACHE_KIB: &str = "-65536";
/// How long a connection waits for another process (a backup, say) to let go of the write lock.
const SQLITE_BUSY: Duration = Duration::from_secs(10);
const POSTGRES_CONNECTIONS: u32 = 16;
/// A node that stands still in the middle of a transaction holds its rows; as long as a lease, then they are free for the others.
const POSTGRES_IDLE_IN_TRANSACTION: &str = "SET idle_in_transaction_session_timeout = '60s'";
/// Beyond this wait for a connection the caller is told to come back, rather than kept hanging.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// An open database.
#[derive(Debug, Clone)]
pub enum Store {
    /// The embedded one. SQLite has one writer, so writes queue for a single connection and reads have their own.
    Sqlite {
        read: SqlitePool,
        write: SqlitePool,
    },
    Postgres(PgPool),
}

/// An open transaction.
#[derive(Debug)]
pub enum Tx {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// Runs one body against the connection of whichever engine is open.
macro_rules! on {
    ($tx:expr, $c:ident => $body:expr) => {
        match $tx {
            $crate::store::Tx::Sqlite(transaction) => {
                let $c = &mut **transaction;
                $body
            }
            $crate::store::Tx::Postgres(transaction) => {
                let $c = &mut **transaction;
                $body
            }
        }
    };
}
pub(super) use on;

impl Store {
    /// Opens `sqlite://path` or `postgres://…`. An embedded database is made when it is not there yet.
    pub async fn open(url: &str) -> StoreResult<Self> {
        if url.starts_with("sqlite:") {
            return Self::open_sqlite(url).await;
        }
        if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let options = PgConnectOptions::from_str(url).map_err(StoreError::from)?;
            let pool = PgPoolOptions::new()
                .max_connections(POSTGRES_CONNECTIONS)
                .acquire_timeout(ACQUIRE_TIMEOUT)
                // A statement and not a start-up option: older poolers refuse those.
                .after_connect(|connection, _| {
                    Box::pin(async move { connection.execute(POSTGRES_IDLE_IN_TRANSACTION).await.map(|_| ()) })
                });
            return Ok(Self::Postgres(pool.connect_with(options).await?));
        }
        Err(StoreError::Url)
    }

    async fn open_sqlite(url: &str) -> StoreResult<Self> {
        let options = SqliteConnectOptions::from_str(url)?
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            // An acknowledged rating survives a power cut.
            .synchronous(mutant!("no_sync", SqliteSynchronous::Normal, SqliteSynchronous::Full))
            .busy_timeout(SQLITE_BUSY)
            .pragma("cache_size", SQLITE_CACHE_KIB)
            .pragma("mmap_size", "268435456")
            // What is erased is written over where its page is written anyway.
            .pragma("secure_delete", "FAST");
        let write = SqlitePoolOptions::new().max_connections(1).acquire_timeout(ACQUIRE_TIMEOUT);
        let write = write.connect_with(options.clone()).await?;
        let read = SqlitePoolOptions::new().max_connections(SQLITE_READERS).acquire_timeout(ACQUIRE_TIMEOUT);
        let read = read.connect_with(options.pragma("query_only", "ON")).await?;
        Ok(Self::Sqlite { read, write })
    }

    /// Begins a transaction that may write, for whom the task's scope says.
    pub async fn begin(&self) -> StoreResult<Tx> {
        let scope = scope::current()?;
        Ok(match self {
            // IMMEDIATE: taking the write lock later, in the middle, could only fail.
            Self::Sqlite { write, .. } => Tx::Sqlite(begin_writing(write).await?),
            Self::Postgres(pool) => begin_within(pool, "BEGIN", scope).await?,
        })
    }

    /// Begins a transaction that only reads, for whom the task's scope says: one consistent picture, in nobody's way.
    pub async fn read(&self) -> StoreResult<Tx> {
        const BEGIN: &str = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY";
        let scope = scope::current()?;
        Ok(match self {
            Self::Sqlite { read, .. } => Tx::Sqlite(read.begin().await?),
            Self::Postgres(pool) => begin_within(pool, BEGIN, scope).await?,
        })
    }

    /// Brings the schema up to date.
    pub async fn migrate(&self) -> StoreResult<()> {
        super::schema::refuse_newer(self).await?;
        match self {
            Self::Sqlite { write, .. } => sqlx::migrate!("../migrations/sqlite").run(write).await?,
            Self::Postgres(pool) => everybodys(sqlx::migrate!("../migrations/postgres")).run(pool).await?,
        }
        Ok(())
    }

    /// Writes the embedded database anew, so that nothing of what was changed or deleted is left in it. PostgreSQL does that by
    /// itself, in its own time.
    pub async fn compact(&self) -> StoreResult<()> {
        if let Self::Sqlite { write, .. } = self {
            sqlx::query("VACUUM").execute(write).await?;
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(write).await?;
        }
        Ok(())
    }

    /// Which engine is open, for messages and metrics.
    pub fn engine(&self) -> &'static str {
        match self {
            Self::Sqlite { .. } => "sqlite",
            Self::Postgres(_) => "postgres",
        }
    }

    /// Waits for the connections in use and closes them.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// Begins on the one connection that writes. When the engine has rolled back by itself, as it does with a full disk, the driver takes
/// its transaction for open and would refuse every other one for good: such a connection is replaced.
async fn begin_writing(write: &SqlitePool) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
    const BEGIN: &str = "BEGIN IMMEDIATE";
    match write.begin_with(BEGIN).await {
        Err(sqlx::Error::InvalidSavePointStatement) => {
            write.acquire().await?.close().await?;
            write.begin_with(BEGIN).await
        }
        begun => begun,
    }
}

/// Migrations that see every federation's rows. What was run is still known by the checksum of the file.
fn everybodys(mut migrator: Migrator) -> Migrator {
    for migration in migrator.migrations.to_mut() {
        let sql = format!("{}; {}", Scope::All.statement(), migration.sql.as_str());
        migration.sql = AssertSqlSafe(sql).into_sql_str();
    }
    migrator
}

/// Begins and says for whom, in one exchange with the server.
async fn begin_within(pool: &PgPool, begin: &str, scope: Scope) -> StoreResult<Tx> {
    let both = format!("{begin}; {}", scope.statement());
    Ok(Tx::Postgres(pool.begin_with(AssertSqlSafe(both)).await?))
}

impl Tx {
    /// Makes everything since [`Store::begin`] durable and visible.
    pub async fn commit(self) -> StoreResult<()> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await?,
            Self::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }
}

/// Ids as a JSON list of hexadecimal texts: SQLite has no arrays, `unhex(value)` over `json_each` is its `ANY`.
pub(super) fn hex_list(ids: &[uuid::Uuid]) -> String {
    let quoted: Vec<String> = ids.iter().map(|id| format!("\"{}\"", id.simple())).collect();
    format!("[{}]", quoted.join(","))
}

/// Texts as a JSON list, for `value` over `json_each`.
pub(super) fn text_list(texts: &[String]) -> String {
    serde_json::Value::from(texts).to_string()
}
