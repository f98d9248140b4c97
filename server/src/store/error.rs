//! Database errors by kind. SQLite names no constraint, so neither do we.

use super::link::bad_certificate;

/// What went wrong in the database, as far as a caller can act on it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the database URL must start with sqlite:// or postgres://")]
    Url,
    /// A unique key is taken.
    #[error("this already exists")]
    Taken,
    /// A row that is referred to does not exist.
    #[error("this refers to something that does not exist")]
    Dangling,
    /// The database cannot be reached, is starting, or is too busy: the same call may go through later.
    #[error("the database cannot be reached: {0}")]
    Unavailable(sqlx::Error),
    /// PostgreSQL shows a certificate that does not hold.
    #[error(
        "the database's certificate is refused: {0}. `sslrootcert=` in VIGIE_DATABASE_URL names the file of the authority that signed \
         it, and the host in the URL is the name it was made for"
    )]
    Certificate(String),
    /// The disk is full: nothing was written.
    #[error("the disk is full")]
    Full,
    /// A newer program has changed it.
    #[error(
        "this database has schema {database}, and this program knows no further than {known}: it was made or changed by a \
         newer version of Vigie. Start that version, or a newer one"
    )]
    Newer { database: i64, known: i64 },
    /// Something sealed was met without its key, or was changed where it stands.
    #[error("a sealed value cannot be opened: VIGIE_DATA_KEY_FILE lacks its key, or the value was changed")]
    Vault,
    /// A task begins a transaction without having said for whom (`store/scope.rs`).
    #[error("a transaction was begun for nobody: the task has no scope")]
    NoScope,
    #[error("the schema could not be brought up to date: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    #[error("database: {0}")]
    Other(sqlx::Error),
}

pub type StoreResult<T> = Result<T, StoreError>;

/// SQLite's result code for a full disk.
const SQLITE_FULL: &str = "13";

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error as E;
        if let Some(why) = bad_certificate(&error) {
            return Self::Certificate(why);
        }
        match &error {
            E::Database(db) if db.is_unique_violation() => Self::Taken,
            E::Database(db) if db.is_foreign_key_violation() => Self::Dangling,
            E::Database(db) if db.code().is_some_and(|code| code == SQLITE_FULL) => Self::Full,
            // 57: the server is being stopped or started. 53: it lacks resources; 53100 is its full disk. 40: serialization, deadlock.
            E::Database(db) if db.code().is_some_and(|code| code == "53100") => Self::Full,
            E::Database(db)
                if db.code().is_some_and(|code| {
                    ["57", "53", "40", "08"].iter().any(|class| code.len() == 5 && code.starts_with(class))
                }) =>
            {
                Self::Unavailable(error)
            }
            E::Database(db) if db.code().is_some_and(|code| code == "5" || code == "6") => Self::Unavailable(error),
            // Several waited for a connection that had to be replaced.
            E::InvalidSavePointStatement => Self::Unavailable(error),
            E::Io(_) | E::PoolTimedOut | E::PoolClosed | E::Tls(_) | E::WorkerCrashed => Self::Unavailable(error),
            _ => Self::Other(error),
        }
    }
}
