//! Seals what was stored before there was a key, or under an earlier one: in batches, each a transaction, so that it can be stopped
//! and begun again at any time, beside a server at work.

use uuid::Uuid;

use super::db::on;
use super::{StoreResult, Tx, contacts, events, ratings, vault};

/// Values sealed in one transaction.
const BATCH: i64 = 500;

/// A column with sealed values: where, how rows that are not sealed with the key in use are found after a place, and written.
struct Column {
    place: &'static str,
    pick: &'static str,
    write: &'static str,
}

macro_rules! column {
    ($place:expr, $table:literal, $column:literal, $row:literal) => {
        Column {
            place: $place,
            pick: concat!(
                "SELECT federation_id, ",
                $row,
                ", ",
                $column,
                " FROM ",
                $table,
                " WHERE ",
                $column,
                " IS NOT NULL AND SUBSTR(",
                $column,
                ", 1, $1) <> $2 AND (federation_id, ",
                $row,
                ") >= ($3, $4) ORDER BY federation_id, ",
                $row,
                " LIMIT $5"
            ),
            // What somebody changed meanwhile is not written over.
            write: concat!(
                "UPDATE ",
                $table,
                " SET ",
                $column,
                " = $1 WHERE federation_id = $2 AND ",
                $row,
                " = $3 AND ",
                $column,
                " = $4"
            ),
        }
    };
}

const COLUMNS: &[Column] = &[
    column!(ratings::NOTE, "ratings", "note", "id"),
    column!(events::TEXT, "alert_events", "text", "alert_id"),
    column!(contacts::NAME, "contacts", "name", "id"),
    column!(contacts::PHONE, "contacts", "phone", "id"),
    column!(contacts::EMAIL, "contacts", "email", "id"),
    column!(contacts::NOTE, "contacts", "note", "id"),
    column!("user_factors.secret", "user_factors", "secret", "id"),
    column!("calendars.url", "calendars", "url", "id"),
    column!("webhooks.secret", "webhooks", "secret", "federation_id"),
    column!("webhooks.secret", "webhooks", "secret_before", "federation_id"),
];

/// Where sealing stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Place {
    column: usize,
    federation: Uuid,
    row: Uuid,
}

/// Seals the next values; none when everything is sealed with the key in use. Says how many were.
pub async fn seal_some(tx: &mut Tx, from: Place) -> StoreResult<Option<(Place, u64)>> {
    let (Some(column), Some(mark)) = (COLUMNS.get(from.column), vault::mark()) else { return Ok(None) };
    let length = i32::try_from(mark.len()).unwrap_or(i32::MAX);
    let found: Vec<(Uuid, Uuid, String)> = on!(tx, c => sqlx::query_as(column.pick).bind(length).bind(&mark)
        .bind(from.federation).bind(from.row).bind(BATCH).fetch_all(c).await?);
    let Some((federation, row, _)) = found.last() else {
        return Ok(Some((Place { column: from.column + 1, ..Place::default() }, 0)));
    };
    let next = Place { column: from.column, federation: *federation, row: *row };
    let mut sealed = 0;
    for (federation, row, stored) in &found {
        let value = vault::seal(column.place, row, &vault::opened(column.place, row, stored.clone())?)?;
        sealed += on!(tx, c => sqlx::query(column.write).bind(&value).bind(*federation).bind(*row).bind(stored).execute(c)
            .await?.rows_affected());
    }
    Ok(Some((next, sealed)))
}
