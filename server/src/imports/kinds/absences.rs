//! Absences of persons, on whose days nobody expects a visit: `ref,person,from,to,kind,status`.
//!
//! Without a key of its own an absence is known by the person and the first day.

use uuid::Uuid;

use super::cells::{self, Cells, LONGEST_LINE};
use super::{Fields, Named, Present, Refused, Wanted};
use crate::imports::table::{Columns, Line, MOST_LINES};
use crate::imports::{LineMistake, Place};
use crate::persons::absence::LONGEST;
use crate::store::Tx;
use crate::store::imported_absences::{self, Row};
use crate::store::persons::folded;

pub const COLUMNS: Columns = Columns {
    known: &["ref", "person", "from", "to", "kind", "status"],
    required: &["person", "from"],
    aliases: &[
        ("reference", "ref"),
        ("personne", "person"),
        ("beneficiaire", "person"),
        ("du", "from"),
        ("debut", "from"),
        ("au", "to"),
        ("fin", "to"),
        ("motif", "kind"),
        ("type", "kind"),
        ("statut", "status"),
    ],
    most_lines: MOST_LINES,
};
pub const EXAMPLE: &str = "ABS-0001;P-0001;24/12/2026;02/01/2027;family;";

pub(super) fn read(line: &Line, place: &Place, named: &Named) -> Result<Wanted, Vec<LineMistake>> {
    let mut cells = Cells::of(line, place);
    let reference = cells.text("ref", LONGEST_LINE, false);
    let key = cells.required("person");
    let person = key.as_ref().and_then(|key| named.persons.get(key).copied());
    if person.is_none() && !line.get("person").is_empty() {
        cells.wrong("unknown_person", "person");
    }
    cells.set("person", person.map(|id| id.to_string()));
    if line.get("from").is_empty() {
        cells.wrong("missing", "from");
    }
    let (from, to) = (cells.day("from"), cells.day("to"));
    if let (Some(from), Some(to)) = (from, to)
        && (to < from || to - from > LONGEST)
    {
        cells.wrong("invalid_absence_span", "to");
    }
    cells.set("from", from.map(|day| day.to_string()));
    if line.has("to") {
        cells.set("to", to.map(|day| day.to_string()));
    }
    if line.has("kind") {
        let kind = kind(line.get("kind"));
        if kind.is_none() {
            cells.wrong("unknown_absence_kind", "kind");
        }
        cells.set("kind", kind.map(str::to_owned));
    }
    let status = status(line.get("status"));
    if status.is_none() {
        cells.wrong("unknown_status", "status");
    }
    // Without the column, one that somebody took back by hand stays taken back.
    if line.has("status") {
        cells.set("status", status.map(str::to_owned));
    }
    let own = key.zip(from).map(|(key, from)| format!("{key}/{from}"));
    cells.finish(reference.or(own))
}

/// The words of planning software; nothing said is something else.
fn kind(cell: &str) -> Option<&'static str> {
    Some(match folded(cell).as_str() {
        "hospital" | "hopital" | "hospitalisation" | "hospitalise" | "hospitalisee" => "hospital",
        "family" | "famille" | "en famille" => "family",
        "holiday" | "vacances" | "conge" | "conges" | "sejour" => "holiday",
        "" | "other" | "autre" => "other",
        _ => return None,
    })
}

fn status(cell: &str) -> Option<&'static str> {
    Some(match folded(cell).as_str() {
        "" | "declared" | "declaree" | "prevu" | "prevue" => "declared",
        "cancelled" | "canceled" | "annule" | "annulee" | "supprime" | "supprimee" => "cancelled",
        _ => return None,
    })
}

fn present(row: Row) -> Option<Present> {
    let status = if row.removed_at.is_some() { "cancelled" } else { "declared" };
    let fields = cells::fields([
        ("person", Some(row.person_id.to_string())),
        ("from", Some(row.from_day)),
        ("to", row.to_day),
        ("kind", Some(row.kind)),
        ("status", Some(status.to_owned())),
    ]);
    Some(Present { id: row.id, reference: row.reference?, fields, rated: false })
}

pub(super) async fn by_refs(tx: &mut Tx, place: &Place, refs: &[String]) -> anyhow::Result<Vec<Present>> {
    let rows = imported_absences::by_refs(tx, place.federation, refs).await?;
    Ok(rows.into_iter().filter_map(present).collect())
}

pub(super) async fn by_ids(tx: &mut Tx, place: &Place, ids: &[Uuid]) -> anyhow::Result<Vec<Present>> {
    let rows = imported_absences::by_ids(tx, place.federation, ids).await?;
    Ok(rows.into_iter().filter_map(present).collect())
}

fn row(place: &Place, id: Uuid, reference: &str, fields: &Fields) -> anyhow::Result<Row> {
    let is_cancelled = cells::optional(fields, "status").as_deref() == Some("cancelled");
    Ok(Row {
        id,
        reference: Some(reference.to_owned()),
        person_id: cells::id(fields, "person")?,
        from_day: cells::field(fields, "from")?.to_owned(),
        to_day: cells::optional(fields, "to"),
        kind: cells::optional(fields, "kind").unwrap_or_else(|| "other".to_owned()),
        removed_at: is_cancelled.then_some(place.now),
    })
}

pub(super) async fn insert(
    tx: &mut Tx,
    place: &Place,
    id: Uuid,
    reference: &str,
    fields: &Fields,
) -> anyhow::Result<()> {
    let row = row(place, id, reference, fields)?;
    Ok(imported_absences::insert(tx, place.federation, &row, place.by, place.now).await?)
}

pub(super) async fn write(tx: &mut Tx, place: &Place, id: Uuid, fields: &Fields) -> anyhow::Result<()> {
    Ok(imported_absences::write(tx, place.federation, &row(place, id, "", fields)?).await?)
}

/// An absence is taken back and not deleted; the next file makes it anew.
pub(super) async fn remove(tx: &mut Tx, place: &Place, id: Uuid) -> anyhow::Result<Result<(), Refused>> {
    imported_absences::let_go(tx, place.federation, id, place.now).await?;
    Ok(Ok(()))
}
