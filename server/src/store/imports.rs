//! Imports that were made: what each changed, and what stood there before.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx};

/// The fields of something that is imported, by name; none for an empty one.
pub type Fields = BTreeMap<String, Option<String>>;

/// An import.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Import {
    pub id: Uuid,
    /// `persons`, `aides`, `visits`, `absences` or `partners`.
    pub kind: String,
    /// `page`, `command` or `feed`.
    pub origin: String,
    pub file_name: Option<String>,
    pub imported_by: Option<Uuid>,
    pub at: DateTime<Utc>,
    pub added: i64,
    pub changed: i64,
    pub unchanged: i64,
    pub ended: i64,
    pub undone_at: Option<DateTime<Utc>>,
    pub undone_by: Option<Uuid>,
}

/// One thing an import changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportLine {
    pub place: i64,
    pub thing: Uuid,
    pub reference: String,
    /// None: it was not there.
    pub before: Option<Fields>,
    pub after: Fields,
}

macro_rules! columns {
    () => {
        "SELECT id, kind, origin, file_name, imported_by, at, added, changed, unchanged, ended, undone_at, undone_by FROM imports "
    };
}

/// Makes other imports of the federation wait until the end of the transaction: two of the same file must not add everything twice.
pub async fn alone(tx: &mut Tx, federation: Uuid) -> StoreResult<()> {
    const POSTGRES: &str = "SELECT 1 FROM federations WHERE federation_id = $1 FOR NO KEY UPDATE";
    // SQLite's one writer is alone already.
    if let Tx::Postgres(t) = tx {
        sqlx::query(POSTGRES).bind(federation).execute(&mut **t).await?;
    }
    Ok(())
}

pub async fn insert(tx: &mut Tx, federation: Uuid, import: &Import) -> StoreResult<()> {
    const SQL: &str =
        "INSERT INTO imports (federation_id, id, kind, origin, file_name, imported_by, at, added, changed,
            unchanged, ended) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(import.id).bind(&import.kind).bind(&import.origin)
        .bind(&import.file_name).bind(import.imported_by).bind(import.at).bind(import.added).bind(import.changed)
        .bind(import.unchanged).bind(import.ended).execute(c).await?.rows_affected());
    Ok(())
}

pub async fn insert_line(tx: &mut Tx, federation: Uuid, import: Uuid, line: &ImportLine) -> StoreResult<()> {
    const SQL: &str = "INSERT INTO import_lines (federation_id, import_id, place, thing_id, ref, before, after)
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let (before, after) = (line.before.as_ref().map(json), json(&line.after));
    on!(tx, c => sqlx::query(SQL).bind(federation).bind(import).bind(line.place).bind(line.thing).bind(&line.reference)
        .bind(before).bind(after).execute(c).await?.rows_affected());
    Ok(())
}

/// The latest imports, those before a moment and id first if given.
pub async fn list(
    tx: &mut Tx,
    federation: Uuid,
    before: Option<(DateTime<Utc>, Uuid)>,
    limit: i64,
) -> StoreResult<Vec<Import>> {
    const SQL: &str = concat!(
        columns!(),
        "WHERE federation_id = $1 AND ($2 IS NULL OR at < $2 OR (at = $2 AND id < $3)) ORDER BY at DESC, id DESC LIMIT $4"
    );
    let (at, id) = before.unzip();
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(at).bind(id).bind(limit).fetch_all(c).await?))
}

pub async fn find(tx: &mut Tx, federation: Uuid, id: Uuid) -> StoreResult<Option<Import>> {
    const SQL: &str = concat!(columns!(), "WHERE federation_id = $1 AND id = $2");
    Ok(on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(id).fetch_optional(c).await?))
}

/// What an import changed, in the order of the things' ids.
pub async fn lines(tx: &mut Tx, federation: Uuid, import: Uuid) -> StoreResult<Vec<ImportLine>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        place: i64,
        thing_id: Uuid,
        #[sqlx(rename = "ref")]
        reference: String,
        before: Option<Value>,
        after: Value,
    }
    const SQL: &str = "SELECT place, thing_id, ref, before, after FROM import_lines
        WHERE federation_id = $1 AND import_id = $2 ORDER BY place";
    let rows: Vec<Row> = on!(tx, c => sqlx::query_as(SQL).bind(federation).bind(import).fetch_all(c).await?);
    let fields = |value: Value| serde_json::from_value(value).unwrap_or_default();
    let line = |row: Row| ImportLine {
        place: row.place,
        thing: row.thing_id,
        reference: row.reference,
        before: row.before.map(fields),
        after: fields(row.after),
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Marks an import as taken back. False when it was already.
pub async fn mark_undone(tx: &mut Tx, federation: Uuid, id: Uuid, by: Uuid, now: DateTime<Utc>) -> StoreResult<bool> {
    const SQL: &str = "UPDATE imports SET undone_at = $3, undone_by = $4
        WHERE federation_id = $1 AND id = $2 AND undone_at IS NULL";
    let done =
        on!(tx, c => sqlx::query(SQL).bind(federation).bind(id).bind(now).bind(by).execute(c).await?.rows_affected());
    Ok(done == 1)
}

/// Forgets what imports before a moment changed: they can no longer be taken back.
pub async fn forget_lines(tx: &mut Tx, federation: Uuid, before: DateTime<Utc>) -> StoreResult<u64> {
    const SQL: &str = "DELETE FROM import_lines WHERE federation_id = $1
        AND import_id IN (SELECT id FROM imports WHERE federation_id = $1 AND at < $2)";
    Ok(on!(tx, c => sqlx::query(SQL).bind(federation).bind(before).execute(c).await?.rows_affected()))
}

fn json(fields: &Fields) -> Value {
    let value = |text: &Option<String>| text.clone().map_or(Value::Null, Value::String);
    Value::Object(fields.iter().map(|(name, text)| (name.clone(), value(text))).collect())
}
