//! What somebody wants to be told, how and when: one document a user, none while they keep what is built in.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// The document with the channels it allows.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct PreferenceRow {
    pub version: i32,
    pub push: bool,
    pub mail: bool,
    #[sqlx(json)]
    pub body: serde_json::Value,
}

pub async fn find(tx: &mut Tx, federation: Uuid, user: Uuid) -> StoreResult<Option<PreferenceRow>> {
    const SQL: &str = "SELECT version, push, mail, body FROM notification_preferences
        WHERE federation_id = $1 AND user_id = $2";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(user).fetch_optional(c).await?))
}

/// Writes the document if it is still at the row's version (0: not there yet); says whether it was.
pub async fn save(
    tx: &mut Tx,
    federation: Uuid,
    user: Uuid,
    row: &PreferenceRow,
    now: DateTime<Utc>,
) -> StoreResult<bool> {
    const FIRST: &str =
        "INSERT INTO notification_preferences (federation_id, user_id, version, push, mail, body, updated_at)
        VALUES ($1, $2, $3 + 1, $4, $5, $6, $7) ON CONFLICT (federation_id, user_id) DO NOTHING";
    const NEXT: &str = "UPDATE notification_preferences SET version = version + 1, push = $4, mail = $5, body = $6,
            updated_at = $7 WHERE federation_id = $1 AND user_id = $2 AND version = $3";
    let sql = if row.version == 0 { FIRST } else { NEXT };
    let changed = on!(tx, c => sqlx::query(sql).bind(federation).bind(user).bind(row.version).bind(row.push).bind(row.mail)
        .bind(Json(&row.body)).bind(now).execute(c).await?.rows_affected());
    Ok(changed == 1)
}
