//! Writing what a file changes, and what stood there before.

use uuid::Uuid;

use super::kinds::Fields;
use super::plan::{Counts, Plan};
use super::{Kind, Origin, Place};
use crate::alerts::moved::{self, Move};
use crate::ids;
use crate::store::Tx;
use crate::store::imports::{self, Import, ImportLine};

/// Writes a plan without mistakes. The last step of the transaction: it appends events.
pub async fn write(
    kind: Kind,
    tx: &mut Tx,
    place: &Place,
    plan: &Plan,
    (origin, file_name): (Origin, Option<&str>),
) -> anyhow::Result<Import> {
    let import = imported(kind, place, plan, origin, file_name);
    imports::insert(tx, place.federation, &import).await?;
    for (number, step) in plan.steps.iter().enumerate() {
        let thing = (step.id, step.reference.as_str());
        match step.before {
            None => kind.insert(tx, place, thing, &step.whole).await?,
            Some(_) => kind.write(tx, place, thing, &step.whole).await?,
        }
        let line = ImportLine {
            place: i64::try_from(number)?,
            thing: step.id,
            reference: step.reference.clone(),
            before: step.before.clone(),
            after: step.after.clone(),
        };
        imports::insert_line(tx, place.federation, import.id, &line).await?;
    }
    let moves = plan.steps.iter().filter_map(|step| move_of(kind, step.id, step.before.as_ref()?, &step.after));
    moved::after_moves(tx, place.federation, place.by, &moves.collect::<Vec<_>>(), place.now).await?;
    Ok(import)
}

fn imported(kind: Kind, place: &Place, plan: &Plan, origin: Origin, file_name: Option<&str>) -> Import {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let Counts { added, changed, ended } = plan.counts();
    Import {
        id: ids::fresh(),
        kind: kind.as_str().to_owned(),
        origin: origin.as_str().to_owned(),
        file_name: file_name.map(str::to_owned),
        imported_by: place.by,
        at: place.now,
        added: number(added),
        changed: number(changed),
        ended: number(ended),
        unchanged: number(plan.unchanged),
        undone_at: None,
        undone_by: None,
    }
}

/// Whether a change of a person changes whose business their alerts are.
pub(super) fn move_of(kind: Kind, person: Uuid, before: &Fields, after: &Fields) -> Option<Move> {
    if kind != Kind::Persons {
        return None;
    }
    let archived = |fields: &Fields| fields.get("archived_on").is_some_and(Option::is_some);
    let to_archive = after.contains_key("archived_on").then(|| archived(after)).filter(|now| *now != archived(before));
    let sector = after.get("sector").cloned().flatten().and_then(|id| id.parse().ok());
    (to_archive.is_some() || sector.is_some()).then_some(Move { person, archived: to_archive, sector })
}
