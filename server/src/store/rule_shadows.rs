//! The draft that a federation tries out beside its rules: it tells nobody.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// A trial run.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct RuleShadow {
    pub since: DateTime<Utc>,
    pub until: DateTime<Utc>,
    #[sqlx(json)]
    pub body: serde_json::Value,
    pub started_by: Option<Uuid>,
}

/// Begins a trial run; an earlier one ends.
pub async fn put(tx: &mut Tx, federation: Uuid, row: &RuleShadow) -> StoreResult<()> {
    const SQL: &str =
        "INSERT INTO rule_shadows (federation_id, since, until, body, started_by) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (federation_id) DO UPDATE SET since = excluded.since, until = excluded.until, body = excluded.body,
            started_by = excluded.started_by";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(row.since).bind(row.until).bind(Json(&row.body))
        .bind(row.started_by).execute(c).await?.rows_affected());
    Ok(())
}

pub async fn find(tx: &mut Tx, federation: Uuid) -> StoreResult<Option<RuleShadow>> {
    const SQL: &str = "SELECT since, until, body, started_by FROM rule_shadows WHERE federation_id = $1";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).fetch_optional(c).await?))
}

/// Ends the trial run. False when there is none.
pub async fn remove(tx: &mut Tx, federation: Uuid) -> StoreResult<bool> {
    const SQL: &str = "DELETE FROM rule_shadows WHERE federation_id = $1";
    let changed = on!(tx, c => sqlx::query(SQL).bind(federation).execute(c).await?.rows_affected());
    Ok(changed == 1)
}
