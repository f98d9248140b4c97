//! Persons helped at home: `ref,name,sector,phone,address,archived_on`.
//!
//! No date of birth: nothing in Vigie needs one. Consent is not in a file either: it is asked of the person and starts as `not_asked`.

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::cells::{self, Cells, LONGEST_LINE};
use super::{Fields, Present, Refused, Wanted, sector_named};
use crate::imports::table::{Columns, Line, MOST_LINES};
use crate::imports::{LineMistake, Place};
use crate::store::Tx;
use crate::store::imported_persons::{self, Row};
use crate::visits::start_of;

pub const COLUMNS: Columns = Columns {
    known: &["ref", "name", "sector", "phone", "address", "archived_on"],
    required: &["ref", "name", "sector"],
    aliases: &[
        ("reference", "ref"),
        ("nom", "name"),
        ("secteur", "sector"),
        ("telephone", "phone"),
        ("tel", "phone"),
        ("adresse", "address"),
        ("archive_le", "archived_on"),
        ("sortie", "archived_on"),
    ],
    most_lines: MOST_LINES,
};
pub const EXAMPLE: &str = "P-0001;Mme Jeanne Modèle;Nord;01 99 00 00 01;12 rue des Essais, 26000 Valence;";

/// Characters of an address, floor and door code included.
const LONGEST_ADDRESS: usize = 300;

pub(super) fn read(line: &Line, place: &Place) -> Result<Wanted, Vec<LineMistake>> {
    let mut cells = Cells::of(line, place);
    let reference = cells.required("ref");
    let name = cells.required("name");
    cells.set("name", name);
    let sector = cells.required("sector").and_then(|name| sector_named(place, &name));
    if sector.is_none() && !line.get("sector").is_empty() {
        cells.wrong("unknown_sector", "sector");
    }
    cells.set("sector", sector.map(|id| id.to_string()));
    if line.has("phone") {
        let phone = cells.text("phone", LONGEST_LINE, false);
        cells.set("phone", phone);
    }
    if line.has("address") {
        let address = cells.text("address", LONGEST_ADDRESS, true);
        cells.set("address", address);
    }
    let archived = cells.day("archived_on");
    let archived = archived.and_then(|day| start_of(day, place.zone)).filter(|at| *at <= place.now);
    cells.set("archived_on", archived.map(|at| at.to_rfc3339()));
    cells.finish(reference)
}

/// Archived on the day the file says, at whatever hour: the same.
pub(super) fn settle(wanted: &mut Fields, present: &Present, place: &Place) {
    let day = |fields: &Fields| day_of(fields, place);
    if day(wanted).is_some() && day(wanted) == day(&present.fields) {
        wanted.insert("archived_on".to_owned(), cells::optional(&present.fields, "archived_on"));
    }
}

fn day_of(fields: &Fields, place: &Place) -> Option<NaiveDate> {
    let at: DateTime<Utc> = cells::optional(fields, "archived_on")?.parse().ok()?;
    Some(at.with_timezone(&place.zone).date_naive())
}

fn present(row: Row) -> Option<Present> {
    let fields = cells::fields([
        ("name", Some(row.name)),
        ("sector", Some(row.sector_id.to_string())),
        ("phone", row.phone),
        ("address", row.address),
        ("archived_on", row.archived_at.map(|at| at.to_rfc3339())),
    ]);
    Some(Present { id: row.id, reference: row.reference?, fields, rated: false })
}

pub(super) async fn by_refs(tx: &mut Tx, place: &Place, refs: &[String]) -> anyhow::Result<Vec<Present>> {
    let rows = imported_persons::by_refs(tx, place.federation, refs).await?;
    Ok(rows.into_iter().filter_map(present).collect())
}

pub(super) async fn by_ids(tx: &mut Tx, place: &Place, ids: &[Uuid]) -> anyhow::Result<Vec<Present>> {
    let rows = imported_persons::by_ids(tx, place.federation, ids).await?;
    Ok(rows.into_iter().filter_map(present).collect())
}

/// Everybody who came from a file and is helped.
pub async fn active(tx: &mut Tx, place: &Place) -> anyhow::Result<Vec<Present>> {
    let rows = imported_persons::active(tx, place.federation).await?;
    Ok(rows.into_iter().filter_map(present).collect())
}

fn row(id: Uuid, reference: &str, fields: &Fields) -> anyhow::Result<Row> {
    let archived_at = cells::optional(fields, "archived_on").map(|at| at.parse()).transpose()?;
    Ok(Row {
        id,
        reference: Some(reference.to_owned()),
        sector_id: cells::id(fields, "sector")?,
        name: cells::field(fields, "name")?.to_owned(),
        phone: cells::optional(fields, "phone"),
        address: cells::optional(fields, "address"),
        archived_at,
    })
}

pub(super) async fn insert(
    tx: &mut Tx,
    place: &Place,
    id: Uuid,
    reference: &str,
    fields: &Fields,
) -> anyhow::Result<()> {
    Ok(imported_persons::insert(tx, place.federation, &row(id, reference, fields)?, place.now).await?)
}

pub(super) async fn write(
    tx: &mut Tx,
    place: &Place,
    id: Uuid,
    reference: &str,
    fields: &Fields,
) -> anyhow::Result<()> {
    Ok(imported_persons::write(tx, place.federation, &row(id, reference, fields)?, place.now).await?)
}

pub(super) async fn remove(tx: &mut Tx, place: &Place, id: Uuid) -> anyhow::Result<Result<(), Refused>> {
    let removed = imported_persons::remove(tx, place.federation, id).await?;
    Ok(if removed { Ok(()) } else { Err("left_in_use") })
}
