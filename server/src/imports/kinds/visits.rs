//! Visits: `ref,person,aide,date,start,end,status`. Person and aide by their keys; times with their day, or with the day in `date`.
//!
//! A visit whose time changes is the same visit: its rating stays with it. One that was rated took place, whatever the planning says.

use chrono::{TimeDelta, Utc};
use uuid::Uuid;

use super::cells::{self, Cells};
use super::{Fields, Named, Present, Refused, Wanted};
use crate::imports::table::{Columns, Line};
use crate::imports::{LineMistake, Place};
use crate::store::Tx;
use crate::store::imported_visits::{self, Row};
use crate::store::persons::folded;
use crate::store::visits::{self, Visit};

pub const COLUMNS: Columns = Columns {
    known: &["ref", "person", "aide", "date", "start", "end", "status"],
    required: &["ref", "person", "aide", "start", "end"],
    aliases: &[
        ("reference", "ref"),
        ("personne", "person"),
        ("beneficiaire", "person"),
        ("auxiliaire", "aide"),
        ("intervenant", "aide"),
        ("jour", "date"),
        ("debut", "start"),
        ("fin", "end"),
        ("statut", "status"),
        ("etat", "status"),
    ],
    // A month of a large federation.
    most_lines: 60_000,
};
pub const EXAMPLE: &str = "V-0001;P-0001;A-0001;31/12/2026;8h30;9h15;planned";

/// Nobody stays longer in one go; a live-in aide's day is planned day by day.
const LONGEST: TimeDelta = TimeDelta::hours(24);

pub(super) fn read(line: &Line, place: &Place, named: &Named) -> Result<Wanted, Vec<LineMistake>> {
    let mut cells = Cells::of(line, place);
    let reference = cells.required("ref");
    let person = cells.required("person").and_then(|key| named.persons.get(&key).copied());
    if person.is_none() && !line.get("person").is_empty() {
        cells.wrong("unknown_person", "person");
    }
    cells.set("person", person.map(|id| id.to_string()));
    let aide = cells.required("aide").and_then(|key| named.aide(&key));
    if aide.is_none() && !line.get("aide").is_empty() {
        cells.wrong("unknown_aide", "aide");
    }
    cells.set("aide", aide.map(|id| id.to_string()));
    let day = cells.day("date");
    let (start, end) = (cells.moment("start", day), cells.moment("end", day));
    // With times alone, a visit that ends before it begins goes on past midnight.
    let end = match (start, end) {
        (Some(start), Some(end)) if day.is_some() && end < start => {
            day.and_then(|day| day.succ_opt()).and_then(|next| cells.moment("end", Some(next)))
        }
        (_, end) => end,
    };
    if let (Some(start), Some(end)) = (start, end)
        && (end <= start || end - start > LONGEST)
    {
        cells.wrong("invalid_visit_span", "end");
    }
    cells.set("start", start.map(|at| at.to_rfc3339()));
    cells.set("end", end.map(|at| at.to_rfc3339()));
    let status = status(line.get("status"));
    if status.is_none() {
        cells.wrong("unknown_status", "status");
    }
    // Without the column, a visit that is there keeps its status.
    if line.has("status") {
        cells.set("status", status.map(str::to_owned));
    }
    cells.finish(reference)
}

/// The words of planning software; nothing said is planned.
fn status(cell: &str) -> Option<&'static str> {
    Some(match folded(cell).as_str() {
        "" | "planned" | "prevu" | "prevue" | "planifie" | "planifiee" => "planned",
        "done" | "fait" | "faite" | "effectue" | "effectuee" | "realise" | "realisee" => "done",
        "cancelled" | "canceled" | "annule" | "annulee" | "supprime" | "supprimee" => "cancelled",
        _ => return None,
    })
}

/// A plan that says *planned* of a visit that is over is older than what we know; a rated one was not called off.
pub(super) fn settle(wanted: &mut Fields, present: &Present) {
    let wants = cells::optional(wanted, "status");
    let is = cells::optional(&present.fields, "status");
    let is_behind = is.as_deref() == Some("done") && wants.as_deref() == Some("planned");
    if is_behind || (present.rated && wants.as_deref() == Some("cancelled")) {
        wanted.insert("status".to_owned(), is);
    }
}

fn present(row: Row) -> Option<Present> {
    let fields = cells::fields([
        ("person", Some(row.person_id.to_string())),
        ("aide", Some(row.aide_id.to_string())),
        ("start", Some(row.starts_at.with_timezone(&Utc).to_rfc3339())),
        ("end", Some(row.ends_at.with_timezone(&Utc).to_rfc3339())),
        ("status", Some(row.status)),
    ]);
    Some(Present { id: row.id, reference: row.reference?, fields, rated: row.rated })
}

pub(super) async fn by_refs(tx: &mut Tx, place: &Place, refs: &[String]) -> anyhow::Result<Vec<Present>> {
    let rows = imported_visits::by_refs(tx, place.federation, refs).await?;
    Ok(rows.into_iter().filter_map(present).collect())
}

pub(super) async fn by_ids(tx: &mut Tx, place: &Place, ids: &[Uuid]) -> anyhow::Result<Vec<Present>> {
    let rows = imported_visits::by_ids(tx, place.federation, ids).await?;
    Ok(rows.into_iter().filter_map(present).collect())
}

pub(super) async fn insert(
    tx: &mut Tx,
    place: &Place,
    id: Uuid,
    reference: &str,
    fields: &Fields,
) -> anyhow::Result<()> {
    let visit = Visit {
        federation_id: place.federation,
        id,
        person_id: cells::id(fields, "person")?,
        aide_id: cells::id(fields, "aide")?,
        starts_at: cells::time(fields, "start")?,
        ends_at: cells::time(fields, "end")?,
        status: cells::optional(fields, "status").unwrap_or_else(|| "planned".to_owned()),
    };
    Ok(visits::insert(tx, &visit, Some(reference)).await?)
}

pub(super) async fn write(tx: &mut Tx, place: &Place, id: Uuid, fields: &Fields) -> anyhow::Result<()> {
    let row = Row {
        id,
        reference: None,
        person_id: cells::id(fields, "person")?,
        aide_id: cells::id(fields, "aide")?,
        starts_at: cells::time(fields, "start")?,
        ends_at: cells::time(fields, "end")?,
        status: cells::field(fields, "status")?.to_owned(),
        rated: false,
    };
    Ok(imported_visits::write(tx, place.federation, &row).await?)
}

pub(super) async fn remove(tx: &mut Tx, place: &Place, id: Uuid) -> anyhow::Result<Result<(), Refused>> {
    let removed = imported_visits::remove(tx, place.federation, id).await?;
    Ok(if removed { Ok(()) } else { Err("left_rated") })
}

#[cfg(test)]
mod tests {
    use super::status;

    #[test]
    fn planning_softwares_words_are_understood_and_others_are_not_guessed() {
        for (cell, expected) in
            [("", Some("planned")), ("Annulée", Some("cancelled")), (" EFFECTUÉ ", Some("done")), ("peut-être", None)]
        {
            assert_eq!(status(cell), expected, "{cell}");
        }
    }
}
