//! What a file would change: its lines beside what is there. Writes nothing.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::kinds::{Fields, Named, Present, Wanted, aides, persons};
use super::table::{self, Line};
use super::{Kind, LineMistake, Place};
use crate::ids;
use crate::store::Tx;

/// One thing that would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub id: Uuid,
    pub reference: String,
    /// The fields that change, as they are; none: it is not there yet.
    pub before: Option<Fields>,
    /// The fields that change, as they will be; all of them for something new.
    pub after: Fields,
    /// All fields as they will be.
    pub whole: Fields,
    /// It comes to its end: archived, called off, taken back.
    pub ends: bool,
}

/// What a file would change.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// In the order of ids: whoever else writes about several persons takes them in that order too.
    pub steps: Vec<Step>,
    pub unchanged: u64,
    /// If there is any, nothing may be written.
    pub mistakes: Vec<LineMistake>,
    /// Columns that mean nothing here.
    pub ignored: Vec<String>,
}

/// How many things a plan touches, each counted once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub added: u64,
    pub changed: u64,
    pub ended: u64,
}

impl Plan {
    /// Something new that is over already is new.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for step in &self.steps {
            match (&step.before, step.ends) {
                (None, _) => counts.added += 1,
                (Some(_), false) => counts.changed += 1,
                (Some(_), true) => counts.ended += 1,
            }
        }
        counts
    }

    fn wrong(mistakes: Vec<LineMistake>) -> Self {
        Self { mistakes, ..Self::default() }
    }
}

/// What to do with those whom a file does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    LeftAlone,
    /// Persons only: nobody else's absence from a file means anything.
    Archived,
}

/// Reads a file and compares.
pub async fn of_text(kind: Kind, tx: &mut Tx, place: &Place, text: &str, missing: Missing) -> anyhow::Result<Plan> {
    let table = match table::read(text, kind.columns()) {
        Ok(table) => table,
        Err(mistakes) => return Ok(Plan::wrong(mistakes)),
    };
    let named = Named::by(kind, tx, place, &table.lines).await?;
    let (wanted, mistakes) = read_all(kind, &table.lines, place, &named);
    if !mistakes.is_empty() {
        return Ok(Plan::wrong(mistakes));
    }
    let plan = of_wanted(kind, tx, place, wanted, missing).await?;
    Ok(Plan { ignored: table.ignored, ..plan })
}

/// Compares what is wanted with what is there.
pub async fn of_wanted(
    kind: Kind,
    tx: &mut Tx,
    place: &Place,
    wanted: Vec<Wanted>,
    missing: Missing,
) -> anyhow::Result<Plan> {
    if missing == Missing::Archived && wanted.is_empty() {
        // A file that was cut off must not archive a whole federation.
        return Ok(Plan::wrong(vec![LineMistake::new(1, "nobody_left", "")]));
    }
    let there = kind.present(tx, place, &wanted).await?;
    let mut plan = Plan { mistakes: refused(kind, tx, &wanted, &there).await?, ..Plan::default() };
    if !plan.mistakes.is_empty() {
        return Ok(plan);
    }
    let kept: BTreeSet<Uuid> = there.values().map(|present| present.id).collect();
    for one in wanted {
        match step(kind, place, one, &there) {
            Some(step) => plan.steps.push(step),
            None => plan.unchanged += 1,
        }
    }
    if kind == Kind::Persons && missing == Missing::Archived {
        let all = persons::active(tx, place).await?;
        plan.steps.extend(all.iter().filter(|one| !kept.contains(&one.id)).map(|one| archived(one, place)));
    }
    plan.steps.sort_by_key(|step| step.id);
    Ok(plan)
}

/// Every line as what it wants, or what is wrong with it.
fn read_all(kind: Kind, lines: &[Line], place: &Place, named: &Named) -> (Vec<Wanted>, Vec<LineMistake>) {
    let (mut wanted, mut mistakes) = (Vec::new(), Vec::new());
    let mut seen: BTreeMap<String, u64> = BTreeMap::new();
    for line in lines {
        match kind.read(line, place, named) {
            Ok(one) => {
                if let Some(before) = seen.insert(one.reference.clone(), one.line) {
                    let what = format!("ref {} ({before})", one.reference);
                    mistakes.push(LineMistake::new(one.line, "ref_twice", what));
                }
                wanted.push(one);
            }
            Err(found) => mistakes.extend(found),
        }
    }
    (wanted, mistakes)
}

/// What only a look at the others shows to be wrong: a login that somebody else has.
async fn refused(
    kind: Kind,
    tx: &mut Tx,
    wanted: &[Wanted],
    there: &BTreeMap<String, Present>,
) -> anyhow::Result<Vec<LineMistake>> {
    if kind != Kind::Aides {
        return Ok(Vec::new());
    }
    let login = |one: &Wanted| one.fields.get("login").cloned().flatten().unwrap_or_default();
    let own = |one: &Wanted| there.get(&one.reference).map(|present| present.id);
    let logins: Vec<(String, Option<Uuid>)> = wanted.iter().map(|one| (login(one), own(one))).collect();
    let taken = aides::taken(tx, &logins).await?;
    let mut seen = BTreeSet::new();
    let mut mistakes = Vec::new();
    for one in wanted {
        let login = login(one);
        if taken.contains(&login) || !seen.insert(login.clone()) {
            mistakes.push(LineMistake::new(one.line, "login_taken", format!("login {login}")));
        }
    }
    Ok(mistakes)
}

/// What a line changes; none when all is as it says.
fn step(kind: Kind, place: &Place, wanted: Wanted, there: &BTreeMap<String, Present>) -> Option<Step> {
    let Wanted { reference, fields, .. } = wanted;
    let Some(present) = there.get(&reference) else {
        let ends = kind.ends(&Fields::new(), &fields);
        return Some(Step { id: ids::fresh(), reference, before: None, after: fields.clone(), whole: fields, ends });
    };
    let mut fields = fields;
    kind.settle(&mut fields, present, place);
    let after: Fields =
        fields.into_iter().filter(|(name, value)| present.fields.get(name).unwrap_or(&None) != value).collect();
    if after.is_empty() {
        return None;
    }
    let was = |name: &String| (name.clone(), present.fields.get(name).cloned().flatten());
    let before: Fields = after.keys().map(was).collect();
    let mut whole = present.fields.clone();
    whole.extend(after.clone());
    let ends = kind.ends(&present.fields, &after);
    Some(Step { id: present.id, reference, before: Some(before), after, whole, ends })
}

/// Somebody who is not in the file.
fn archived(present: &Present, place: &Place) -> Step {
    let field = "archived_on".to_owned();
    let after = Fields::from([(field.clone(), Some(place.now.to_rfc3339()))]);
    let mut whole = present.fields.clone();
    whole.extend(after.clone());
    let before = Some(Fields::from([(field, None)]));
    Step { id: present.id, reference: present.reference.clone(), before, after, whole, ends: true }
}
