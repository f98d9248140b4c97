//! Who looked at whose file, when. Append-only.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

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
    const SQL: &str =
        "INSERT INTO access_log (federation_id, id, at, user_id, person_id, what) VALUES ($1, $2, $3, $4, $5, $6)";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(look.id).bind(look.at).bind(look.user_id).bind(look.person_id)
        .bind(&look.what).execute(c).await?.rows_affected());
    Ok(())
}

/// The looks at one person's file, newest first.
pub async fn of_person(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<Vec<Look>> {
    const SQL: &str = "SELECT id, at, user_id, person_id, what FROM access_log
        WHERE federation_id = $1 AND person_id = $2 ORDER BY at DESC, id DESC";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(person).fetch_all(c).await?))
}
