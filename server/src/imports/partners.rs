//! The directory of partners from a file.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_shared::alert::Catalogue;

use super::table::{self, Columns, Line};
use super::{LineMistake, Outcome};
use crate::catalogue;
use crate::ids;
use crate::partners::draft::Draft;
use crate::store::federations::{self, Sector};
use crate::store::partners::{self, Partner};
use crate::store::persons::folded;
use crate::store::{StoreResult, Tx};

const COLUMNS: Columns = Columns {
    known: &["ref", "name", "kind", "sectors", "area", "contact_name", "phone", "email", "availability", "note"],
    required: &["ref", "name", "kind"],
    aliases: &[],
    most_lines: table::MOST_LINES,
};

/// What lines are checked against.
struct Known {
    catalogue: Catalogue,
    sectors: Vec<Sector>,
    sector_ids: Vec<Uuid>,
}

/// Imports partners into the open transaction, to be committed if all is good. An archived partner stays archived: that was
/// somebody's decision.
pub async fn import(tx: &mut Tx, federation: Uuid, text: &str, now: DateTime<Utc>) -> StoreResult<Outcome> {
    let lines = match table::read(text, COLUMNS) {
        Ok(table) => table.lines,
        Err(mistakes) => return Ok(Outcome { mistakes, ..Outcome::default() }),
    };
    let sectors = federations::sectors(tx, federation).await?;
    let sector_ids = sectors.iter().map(|sector| sector.id).collect();
    let known = Known { catalogue: catalogue::in_force(tx, federation).await?, sectors, sector_ids };
    let (drafts, mistakes) = read_all(&lines, &known);
    if !mistakes.is_empty() {
        return Ok(Outcome { mistakes, ..Outcome::default() });
    }
    write_all(tx, federation, drafts, now).await
}

/// Every line as a partner, or what is wrong with it.
fn read_all(lines: &[Line], known: &Known) -> (Vec<Draft>, Vec<LineMistake>) {
    let (mut drafts, mut mistakes) = (Vec::new(), Vec::new());
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    for line in lines {
        let reference = line.get("ref");
        if reference.is_empty() {
            mistakes.push(LineMistake { line: line.number, code: "missing", what: "ref".to_owned() });
        } else if let Some(before) = seen.insert(reference.to_owned(), line.number) {
            let what = format!("ref {reference} ({before})");
            mistakes.push(LineMistake { line: line.number, code: "ref_twice", what });
        }
        match read(line, known) {
            Ok(draft) => drafts.push(draft),
            Err(found) => mistakes.extend(found),
        }
    }
    (drafts, mistakes)
}

fn read(line: &Line, known: &Known) -> Result<Draft, Vec<LineMistake>> {
    let mut mistakes = Vec::new();
    let mut sectors = Vec::new();
    for name in line.get("sectors").split('|').map(str::trim).filter(|name| !name.is_empty()) {
        match known.sectors.iter().find(|sector| folded(&sector.name) == folded(name)) {
            Some(sector) => sectors.push(sector.id),
            None => {
                let what = format!("sectors {name}");
                mistakes.push(LineMistake { line: line.number, code: "unknown_sector", what });
            }
        }
    }
    let draft = Draft {
        reference: line.filled("ref"),
        kind: kind_of(line.get("kind"), &known.catalogue),
        name: line.get("name").to_owned(),
        area: line.filled("area"),
        sectors,
        contact_name: line.filled("contact_name"),
        phone: line.filled("phone"),
        email: line.filled("email"),
        availability: line.filled("availability"),
        note: line.filled("note"),
    };
    match draft.checked(&known.catalogue, &known.sector_ids) {
        Ok(draft) if mistakes.is_empty() => Ok(draft),
        Ok(_) => Err(mistakes),
        Err(found) => {
            mistakes.extend(found.into_iter().map(|mistake| LineMistake {
                line: line.number,
                code: mistake.code,
                what: [mistake.field, line.get(mistake.field)].join(" ").trim().to_owned(),
            }));
            Err(mistakes)
        }
    }
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

async fn write_all(tx: &mut Tx, federation: Uuid, drafts: Vec<Draft>, now: DateTime<Utc>) -> StoreResult<Outcome> {
    let mut outcome = Outcome::default();
    let before = partners::imported(tx, federation).await?;
    let mut by_ref: BTreeMap<String, Partner> =
        before.into_iter().filter_map(|row| Some((row.reference.clone()?, row))).collect();
    let mut places: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for (partner, sector) in partners::sectors(tx, federation, None).await? {
        places.entry(partner).or_default().push(sector);
    }
    for draft in drafts {
        let known = draft.reference.as_ref().and_then(|reference| by_ref.remove(reference));
        let Some(before) = known else {
            let sectors = draft.sectors.clone();
            let partner = draft.into_new(ids::fresh());
            partners::insert(tx, federation, &partner, now).await?;
            partners::set_sectors(tx, federation, partner.id, &sectors).await?;
            outcome.added += 1;
            continue;
        };
        let after = draft.onto(&before);
        let mut works_at = places.remove(&before.id).unwrap_or_default();
        works_at.sort_unstable();
        if after == before && works_at == draft.sectors {
            outcome.unchanged += 1;
            continue;
        }
        let after = Partner { version: before.version + 1, ..after };
        partners::update(tx, federation, &after, before.version, now).await?;
        partners::set_sectors(tx, federation, after.id, &draft.sectors).await?;
        outcome.changed += 1;
    }
    Ok(outcome)
}
