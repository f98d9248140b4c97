//! A consistent copy of the embedded database while it is written to.

use std::path::Path;
use std::str::FromStr as _;

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Connection as _};

use super::StoreResult;

/// What a look at a copy found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// `ok`, or what SQLite says is broken.
    pub integrity: String,
    /// Rows that refer to something that is not there.
    pub dangling: i64,
    /// The newest migration in it.
    pub schema: i64,
    pub ratings: i64,
}

/// Writes the database as it is now into a file that is empty or not there. Readers and writers go on meanwhile: the copy is one picture, of
/// the moment it began.
pub async fn write(url: &str, to: &Path) -> StoreResult<()> {
    let options = SqliteConnectOptions::from_str(url)?.create_if_missing(false);
    let mut connection = options.connect().await?;
    sqlx::query("VACUUM INTO $1").bind(to.to_string_lossy()).execute(&mut connection).await?;
    Ok(connection.close().await?)
}

/// Reads every page of a copy and follows every reference. Changes nothing, not even beside it.
pub async fn look(file: &Path) -> StoreResult<Looked> {
    let mut copy = open_still(file).await?;
    let integrity = sqlx::query_scalar("PRAGMA integrity_check(1)").fetch_one(&mut copy).await?;
    let dangling = sqlx::query_scalar("SELECT COUNT(*) FROM pragma_foreign_key_check").fetch_one(&mut copy).await?;
    let schema =
        sqlx::query_scalar("SELECT MAX(version) FROM _sqlx_migrations WHERE success").fetch_one(&mut copy).await?;
    let ratings = sqlx::query_scalar("SELECT COUNT(*) FROM ratings").fetch_one(&mut copy).await?;
    copy.close().await?;
    Ok(Looked { integrity, dangling, schema, ratings })
}

async fn open_still(file: &Path) -> StoreResult<SqliteConnection> {
    Ok(SqliteConnectOptions::new().filename(file).read_only(true).immutable(true).connect().await?)
}
