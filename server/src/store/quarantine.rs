//! Ratings handed in by devices whose session was ended: kept aside until somebody decides, and for a week at most.

use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::types::Json;
use uuid::Uuid;

use super::db::on;
use super::persons::{Viewer, visible};
use super::{StoreError, StoreResult, Tx, vault};

/// Where a body is sealed, as a text in its JSON; the entry's id is its row.
pub(super) const BODY: &str = "quarantined_ratings.body";

/// An entry about to be kept.
#[derive(Debug)]
pub struct NewEntry<'a> {
    /// The rating's own id.
    pub id: Uuid,
    pub aide: Uuid,
    pub person: Uuid,
    pub visited_at: DateTime<Utc>,
    /// The rating as the device sent it.
    pub body: &'a Value,
    pub content_hash: &'a str,
    pub until: DateTime<Utc>,
}

/// An entry with names.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct Entry {
    pub id: Uuid,
    pub aide_id: Uuid,
    pub aide_name: String,
    pub person_id: Uuid,
    pub person_name: String,
    pub visited_at: DateTime<Utc>,
    pub received_at: DateTime<Utc>,
    pub until: DateTime<Utc>,
    #[sqlx(json)]
    pub body: Value,
}

fn sealed(id: Uuid, body: &Value) -> StoreResult<Value> {
    if vault::is_on() { Ok(Value::from(vault::seal(BODY, id, &body.to_string())?)) } else { Ok(body.clone()) }
}

/// A body as it was sent, whether it is stored sealed or as it stands.
pub(super) fn opened(id: impl std::fmt::Display, body: Value) -> StoreResult<Value> {
    match body {
        Value::String(text) => serde_json::from_str(&vault::opened(BODY, id, text)?).map_err(|_| StoreError::Vault),
        clear => Ok(clear),
    }
}

impl Entry {
    fn opened(mut self) -> StoreResult<Self> {
        self.body = opened(self.id, std::mem::take(&mut self.body))?;
        Ok(self)
    }
}

/// The columns of an [`Entry`] that waits at moment `$4` and is seen through `$2` and `$3`: administrators see all.
macro_rules! waiting {
    () => {
        concat!(
            "SELECT q.id, q.aide_id, a.name AS aide_name, q.person_id, p.name AS person_name, q.visited_at, q.received_at, q.until,
                q.body
             FROM quarantined_ratings q
             JOIN users a ON a.federation_id = q.federation_id AND a.id = q.aide_id
             JOIN persons p ON p.federation_id = q.federation_id AND p.id = q.person_id
             WHERE q.federation_id = $1 AND q.decided_at IS NULL AND q.until > $4 AND ($3 = 'administrator' OR (",
            visible!("$4"),
            "))"
        )
    };
}

/// Keeps an entry; false when its id is there already.
pub async fn insert(tx: &mut Tx, federation: Uuid, new: &NewEntry<'_>, now: DateTime<Utc>) -> StoreResult<bool> {
    const SQL: &str = "INSERT INTO quarantined_ratings
            (federation_id, id, aide_id, person_id, visited_at, received_at, until, body, content_hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (federation_id, id) DO NOTHING";
    let body = sealed(new.id, new.body)?;
    let inserted = on!(tx, c => sqlx::query(SQL).bind(federation).bind(new.id).bind(new.aide).bind(new.person)
        .bind(new.visited_at).bind(now).bind(new.until).bind(Json(&body)).bind(new.content_hash)
        .execute(c).await?.rows_affected());
    Ok(inserted == 1)
}

/// The hash of what an entry says, decided on or not.
pub async fn hash_of(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<Option<String>> {
    const SQL: &str = "SELECT content_hash FROM quarantined_ratings WHERE federation_id = $1 AND id = $2";
    Ok(on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(id).fetch_optional(c).await?))
}

/// How many entries of an aide are kept, decided on or not.
pub async fn count_of(tx: &mut Tx, federation: Uuid, aide: Uuid) -> StoreResult<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM quarantined_ratings WHERE federation_id = $1 AND aide_id = $2";
    Ok(on!(tx, c => sqlx::query_scalar(SQL).bind(federation).bind(aide).fetch_one(c).await?))
}

/// What waits for a decision, the oldest first.
pub async fn list(tx: &mut Tx, viewer: Viewer<'_>, limit: i64) -> StoreResult<Vec<Entry>> {
    const SQL: &str = concat!(waiting!(), " ORDER BY q.received_at, q.id LIMIT $5");
    let rows: Vec<Entry> = on!(tx, c => sqlx::query_as(SQL).bind(viewer.federation).bind(viewer.user).bind(viewer.role)
        .bind(viewer.now).bind(limit).fetch_all(c).await?);
    rows.into_iter().map(Entry::opened).collect()
}

/// One entry that waits, if this viewer sees it.
pub async fn in_scope(tx: &mut Tx, viewer: Viewer<'_>, id: Uuid) -> StoreResult<Option<Entry>> {
    const SQL: &str = concat!(waiting!(), " AND q.id = $5");
    let found: Option<Entry> = on!(tx, c => sqlx::query_as(SQL).bind(viewer.federation).bind(viewer.user)
        .bind(viewer.role).bind(viewer.now).bind(id).fetch_optional(c).await?);
    found.map(Entry::opened).transpose()
}

/// What somebody decided about an entry.
#[derive(Debug)]
pub struct Decision<'a> {
    pub id: Uuid,
    pub by: Uuid,
    /// `accepted` or `discarded`.
    pub decision: &'static str,
    pub reason: Option<&'a str>,
}

/// Writes a decision down; false when there is one already.
pub async fn decide(tx: &mut Tx, federation: Uuid, decided: &Decision<'_>, now: DateTime<Utc>) -> StoreResult<bool> {
    const SQL: &str = "UPDATE quarantined_ratings SET decided_at = $3, decided_by = $4, decision = $5, reason = $6
        WHERE federation_id = $1 AND id = $2 AND decided_at IS NULL";
    let changed = on!(tx, c => sqlx::query(SQL).bind(federation).bind(decided.id).bind(now).bind(decided.by)
        .bind(decided.decision).bind(decided.reason).execute(c).await?.rows_affected());
    Ok(changed == 1)
}

/// Forgets the entries whose week is over. Found through `quarantined_ratings_until`.
pub async fn purge(tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> StoreResult<u64> {
    const SQL: &str = "DELETE FROM quarantined_ratings WHERE federation_id = $1 AND until <= $2";
    Ok(on!(tx, c => sqlx::query(SQL).bind(federation).bind(now).execute(c).await?.rows_affected()))
}
