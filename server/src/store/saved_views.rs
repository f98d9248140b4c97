//! Filters of the queue that somebody keeps under a name. Everybody sees only their own.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// A kept filter.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct SavedView {
    pub id: Uuid,
    pub name: String,
    /// The filters, as the page's address has them.
    pub query: String,
    pub created_at: DateTime<Utc>,
}

/// Whose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    pub federation: Uuid,
    pub user: Uuid,
}

/// Keeps a view; one that is there already stays as it is, so that sending it twice keeps one.
pub async fn insert(tx: &mut Tx, owner: Owner, view: &SavedView) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO saved_views (federation_id, user_id, id, name, query, created_at)
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (federation_id, user_id, id) DO NOTHING";
    on!(tx, c => sqlx::query(SQL).bind(owner.federation).bind(owner.user).bind(view.id).bind(&view.name).bind(&view.query)
        .bind(view.created_at).execute(c).await?.rows_affected());
    Ok(())
}

/// The views of somebody, oldest first.
pub async fn of_user(tx: &mut Tx, owner: Owner) -> StoreResult<Vec<SavedView>> {
    const SQL: &str = "SELECT id, name, query, created_at FROM saved_views
        WHERE federation_id = $1 AND user_id = $2 ORDER BY created_at, id";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(owner.federation).bind(owner.user).fetch_all(c).await?))
}

/// Everybody's views, with whose they are.
pub async fn of_federation(tx: &mut Tx, federation: Uuid) -> StoreResult<Vec<(Owner, SavedView)>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        user_id: Uuid,
        #[sqlx(flatten)]
        view: SavedView,
    }
    const SQL: &str =
        "SELECT user_id, id, name, query, created_at FROM saved_views WHERE federation_id = $1 ORDER BY id";
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(SQL).bind(federation).fetch_all(c).await?);
    Ok(rows.into_iter().map(|row| (Owner { federation, user: row.user_id }, row.view)).collect())
}

/// Gives a view another name or other filters; none when it is not there.
pub async fn change(tx: &mut Tx, owner: Owner, id: Uuid, name: &str, query: &str) -> StoreResult<Option<SavedView>> {
    const SQL: &str =
        "UPDATE saved_views SET name = $4, query = $5 WHERE federation_id = $1 AND user_id = $2 AND id = $3
        RETURNING id, name, query, created_at";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(owner.federation).bind(owner.user).bind(id).bind(name).bind(query)
        .fetch_optional(c).await?))
}

/// Forgets a view; false when it is not there.
pub async fn remove(tx: &mut Tx, owner: Owner, id: Uuid) -> StoreResult<bool> {
    const SQL: &str = "DELETE FROM saved_views WHERE federation_id = $1 AND user_id = $2 AND id = $3";
    let gone = on!(tx, c => sqlx::query(SQL).bind(owner.federation).bind(owner.user).bind(id).execute(c).await?.rows_affected());
    Ok(gone == 1)
}
