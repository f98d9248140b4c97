//! Partners: `ref,name,kind,sectors,area,contact_name,phone,email,availability,note`, the directory of local services.
//!
//! The kind by its word or by its name in either language. An archived partner stays archived: that was somebody's decision.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use uuid::Uuid;
use vigie_shared::alert::Catalogue;

use super::cells::{self, Cells};
use super::{Fields, Named, Present, Refused, Wanted, sector_named};
use crate::imports::table::{Columns, Line, MOST_LINES};
use crate::imports::{LineMistake, Place};
use crate::partners::draft::Draft;
use crate::store::Tx;
use crate::store::partners::{self, Partner};
use crate::store::persons::folded;

pub const COLUMNS: Columns = Columns {
    known: &["ref", "name", "kind", "sectors", "area", "contact_name", "phone", "email", "availability", "note"],
    required: &["ref", "name", "kind"],
    aliases: &[
        ("reference", "ref"),
        ("nom", "name"),
        ("sorte", "kind"),
        ("type", "kind"),
        ("sector", "sectors"),
        ("secteur", "sectors"),
        ("secteurs", "sectors"),
        ("territoire", "area"),
        ("contact", "contact_name"),
        ("telephone", "phone"),
        ("tel", "phone"),
        ("courriel", "email"),
        ("disponibilite", "availability"),
        ("remarque", "note"),
    ],
    most_lines: MOST_LINES,
};
pub const EXAMPLE: &str = "S-0001;Cabinet infirmier Exemple;nurse;Nord|Sud;Plateau;Mme Exemple;01 99 00 00 02;soins@exemple.example;Tous les jours;";

pub(super) fn read(line: &Line, place: &Place, named: &Named) -> Result<Wanted, Vec<LineMistake>> {
    let mut cells = Cells::of(line, place);
    let reference = cells.required("ref");
    let mut sectors = Vec::new();
    for name in line.get("sectors").split('|').map(str::trim).filter(|name| !name.is_empty()) {
        match sector_named(place, name) {
            Some(id) => sectors.push(id),
            None => cells.wrong_part("unknown_sector", "sectors", name),
        }
    }
    let draft = Draft {
        reference: reference.clone(),
        kind: kind_of(line.get("kind"), &named.catalogue),
        name: line.get("name").to_owned(),
        area: line.filled("area"),
        sectors,
        contact_name: line.filled("contact_name"),
        phone: line.filled("phone"),
        email: line.filled("email"),
        availability: line.filled("availability"),
        note: line.filled("note"),
    };
    let known: Vec<Uuid> = place.sectors.iter().map(|sector| sector.id).collect();
    match draft.checked(&named.catalogue, &known) {
        Ok(draft) => {
            let wanted = fields_of(draft.sectors.clone(), draft.into_new(Uuid::nil()));
            for (name, value) in wanted.into_iter().filter(|(name, _)| line.has(name)) {
                cells.set(&name, value);
            }
        }
        Err(found) => {
            for mistake in found {
                cells.wrong(mistake.code, mistake.field);
            }
        }
    }
    cells.finish(reference)
}

/// The kind that is meant: by its word or by its name in either language.
fn kind_of(cell: &str, catalogue: &Catalogue) -> String {
    let wanted = folded(cell);
    let means = |text: &str| folded(text) == wanted;
    let found = catalogue
        .partner_kinds
        .iter()
        .find(|kind| kind.id == cell.to_lowercase() || means(&kind.label.fr) || means(&kind.label.en));
    found.map_or_else(|| cell.to_owned(), |kind| kind.id.clone())
}

/// A partner field by field; the sectors by their ids, none where it works everywhere.
fn fields_of(mut sectors: Vec<Uuid>, row: Partner) -> Fields {
    sectors.sort_unstable();
    let sectors = sectors.iter().map(Uuid::to_string).collect::<Vec<_>>().join("|");
    cells::fields([
        ("ref", row.reference),
        ("name", Some(row.name)),
        ("kind", Some(row.kind)),
        ("sectors", Some(sectors).filter(|ids| !ids.is_empty())),
        ("area", row.area),
        ("contact_name", row.contact_name),
        ("phone", row.phone),
        ("email", row.email),
        ("availability", row.availability),
        ("note", row.note),
    ])
}

/// The partner that fields make, on top of what no file says: its id, its version and whether it is archived.
fn onto(before: Partner, fields: &Fields) -> anyhow::Result<Partner> {
    Ok(Partner {
        reference: cells::optional(fields, "ref"),
        name: cells::field(fields, "name")?.to_owned(),
        kind: cells::field(fields, "kind")?.to_owned(),
        area: cells::optional(fields, "area"),
        contact_name: cells::optional(fields, "contact_name"),
        phone: cells::optional(fields, "phone"),
        email: cells::optional(fields, "email"),
        availability: cells::optional(fields, "availability"),
        note: cells::optional(fields, "note"),
        ..before
    })
}

fn sectors_in(fields: &Fields) -> anyhow::Result<Vec<Uuid>> {
    let ids = cells::optional(fields, "sectors").unwrap_or_default();
    let ids: Result<Vec<Uuid>, _> = ids.split('|').filter(|id| !id.is_empty()).map(str::parse).collect();
    Ok(ids?)
}

pub(super) async fn by_refs(tx: &mut Tx, place: &Place, refs: &[String]) -> anyhow::Result<Vec<Present>> {
    let wanted: BTreeSet<&str> = refs.iter().map(String::as_str).collect();
    let mut rows = partners::imported(tx, place.federation).await?;
    rows.retain(|row| row.reference.as_deref().is_some_and(|reference| wanted.contains(reference)));
    present(tx, place, rows).await
}

pub(super) async fn by_ids(tx: &mut Tx, place: &Place, ids: &[Uuid]) -> anyhow::Result<Vec<Present>> {
    let rows = partners::by_ids(tx, place.federation, ids).await?;
    present(tx, place, rows).await
}

async fn present(tx: &mut Tx, place: &Place, rows: Vec<Partner>) -> anyhow::Result<Vec<Present>> {
    let mut works_at: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for (partner, sector) in partners::sectors(tx, place.federation, None).await? {
        works_at.entry(partner).or_default().push(sector);
    }
    let one = |row: Partner| {
        let (id, reference) = (row.id, row.reference.clone().unwrap_or_default());
        Present { id, reference, fields: fields_of(works_at.remove(&id).unwrap_or_default(), row), rated: false }
    };
    Ok(rows.into_iter().map(one).collect())
}

pub(super) async fn insert(tx: &mut Tx, place: &Place, id: Uuid, fields: &Fields) -> anyhow::Result<()> {
    let partner = onto(Draft::default().into_new(id), fields)?;
    partners::insert(tx, place.federation, &partner, place.now).await?;
    Ok(partners::set_sectors(tx, place.federation, id, &sectors_in(fields)?).await?)
}

/// With a new version: who has the partner's form open is told.
pub(super) async fn write(tx: &mut Tx, place: &Place, id: Uuid, fields: &Fields) -> anyhow::Result<()> {
    let before = partners::find(tx, place.federation, id).await?.context("a partner is not there any more")?;
    let version = before.version;
    let after = Partner { version: version + 1, ..onto(before, fields)? };
    let written = partners::update(tx, place.federation, &after, version, place.now).await?;
    anyhow::ensure!(written, "a partner was changed while a file was written over it");
    Ok(partners::set_sectors(tx, place.federation, id, &sectors_in(fields)?).await?)
}

pub(super) async fn remove(tx: &mut Tx, place: &Place, id: Uuid) -> anyhow::Result<Result<(), Refused>> {
    let removed = partners::remove(tx, place.federation, id).await?;
    Ok(if removed { Ok(()) } else { Err("left_in_use") })
}
