//! The rules' memory of each person: the latest state, and weekly checkpoints from which a late rating is folded again.

use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// A state and the position in the person's ratings up to which it is folded.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct StateRow {
    pub person_id: Uuid,
    pub rule_set_version: i32,
    pub position_at: DateTime<Utc>,
    pub position_id: Uuid,
    #[sqlx(json)]
    pub state: serde_json::Value,
}

/// The latest state of a person.
pub async fn head(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<Option<StateRow>> {
    const SQL: &str = "SELECT person_id, rule_set_version, position_at, position_id, state FROM person_states
        WHERE federation_id = $1 AND person_id = $2";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(person).fetch_optional(c).await?))
}

pub async fn save_head(tx: &mut Tx, federation: Uuid, row: &StateRow) -> StoreResult<()> {
    const SQL: &str =
        "INSERT INTO person_states (federation_id, person_id, rule_set_version, position_at, position_id, state)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (federation_id, person_id) DO UPDATE SET rule_set_version = excluded.rule_set_version,
            position_at = excluded.position_at, position_id = excluded.position_id, state = excluded.state";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(row.person_id).bind(row.rule_set_version).bind(row.position_at)
        .bind(row.position_id).bind(Json(&row.state)).execute(c).await?.rows_affected());
    Ok(())
}

/// Forgets the latest state: nothing of the person's is folded any more.
pub async fn drop_head(tx: &mut Tx, federation: Uuid, person: Uuid) -> StoreResult<()> {
    const SQL: &str = "DELETE FROM person_states WHERE federation_id = $1 AND person_id = $2";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(person).execute(c).await?.rows_affected());
    Ok(())
}

/// The latest checkpoint of this rule set version that lies before a position.
pub async fn checkpoint_before(
    tx: &mut Tx,
    federation: Uuid,
    person: Uuid,
    version: i32,
    position: (DateTime<Utc>, Uuid),
) -> StoreResult<Option<StateRow>> {
    const SQL: &str = "SELECT person_id, rule_set_version, position_at, position_id, state FROM person_checkpoints
        WHERE federation_id = $1 AND person_id = $2 AND rule_set_version = $3 AND (position_at, position_id) < ($4, $5)
        ORDER BY position_at DESC, position_id DESC LIMIT 1";
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(person).bind(version).bind(position.0).bind(position.1)
        .fetch_optional(c).await?))
}

pub async fn add_checkpoint(tx: &mut Tx, federation: Uuid, row: &StateRow) -> StoreResult<()> {
    const SQL: &str =
        "INSERT INTO person_checkpoints (federation_id, person_id, rule_set_version, position_at, position_id, state)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (federation_id, person_id, position_at, position_id)
        DO UPDATE SET rule_set_version = excluded.rule_set_version, state = excluded.state";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(row.person_id).bind(row.rule_set_version).bind(row.position_at)
        .bind(row.position_id).bind(Json(&row.state)).execute(c).await?.rows_affected());
    Ok(())
}

/// Forgets the checkpoints at or after a position (they were folded without a rating that has come since) and those older than
/// `keep_from` (nothing that old is folded any more).
pub async fn drop_checkpoints(
    tx: &mut Tx,
    federation: Uuid,
    person: Uuid,
    stale_from: Option<(DateTime<Utc>, Uuid)>,
    keep_from: DateTime<Utc>,
) -> StoreResult<()> {
    const STALE: &str = "DELETE FROM person_checkpoints
        WHERE federation_id = $1 AND person_id = $2 AND (position_at, position_id) >= ($3, $4)";
    // The newest of the old ones stays: it is the ground on which the oldest foldable rating stands.
    const OLD: &str = "DELETE FROM person_checkpoints WHERE federation_id = $1 AND person_id = $2 AND position_at <
        (SELECT MAX(position_at) FROM person_checkpoints WHERE federation_id = $1 AND person_id = $2 AND position_at < $3)";
    on!(tx, c => {
        if let Some((at, id)) = stale_from {
            sqlx::query(STALE).bind(federation).bind(person).bind(at).bind(id).execute(&mut *c).await?;
        }
        sqlx::query(OLD).bind(federation).bind(person).bind(keep_from).execute(c).await?.rows_affected()
    });
    Ok(())
}
