//! What was done to an account, by whom. Append-only.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// Something about to be noted.
#[derive(Debug, Clone, Copy)]
pub struct NewAccountEvent<'a> {
    pub id: Uuid,
    pub account: Uuid,
    /// Nobody: the owner of the account, or the program.
    pub actor: Option<Uuid>,
    pub what: &'a str,
    pub detail: Option<&'a str>,
}

/// Something that was done.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct AccountEvent {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub actor_id: Option<Uuid>,
    pub actor_name: Option<String>,
    pub what: String,
    pub detail: Option<String>,
}

pub async fn append(tx: &mut Tx, federation: Uuid, event: &NewAccountEvent<'_>, now: DateTime<Utc>) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO account_events (federation_id, id, account_id, at, actor_id, what, detail)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(event.id).bind(event.account).bind(now).bind(event.actor)
        .bind(event.what).bind(event.detail).execute(c).await?.rows_affected());
    Ok(())
}

/// The latest things done to an account, newest first.
pub async fn of_account(tx: &mut Tx, federation: Uuid, account: Uuid, limit: i64) -> StoreResult<Vec<AccountEvent>> {
    const SQL: &str = "SELECT e.id, e.at, e.actor_id, u.name AS actor_name, e.what, e.detail FROM account_events e
        LEFT JOIN users u ON u.federation_id = e.federation_id AND u.id = e.actor_id
        WHERE e.federation_id = $1 AND e.account_id = $2 ORDER BY e.at DESC, e.id DESC LIMIT $3";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(account).bind(limit).fetch_all(c).await?))
}
