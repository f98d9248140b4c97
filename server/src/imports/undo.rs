//! Taking an import back: exactly what it changed, where nobody has changed it since. What is left alone is named, with why.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::lang::Lang;
use vigie_shared::messages;

use super::kinds::{Fields, Present, Refused, aides};
use super::run::move_of;
use super::{Kind, Place};
use crate::alerts::moved::{self, Move};
use crate::store::Tx;
use crate::store::imports::{self, Import, ImportLine};

/// How long an import can be taken back: what stood there before holds names and addresses, and is kept no longer than this.
pub const KEPT: TimeDelta = TimeDelta::days(30);
/// Things left alone that are listed one by one.
const MOST_LISTED: usize = 1_000;

/// What was taken back and what was not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ImportUndone {
    pub id: Uuid,
    pub taken_back: u64,
    /// How many were left alone, wholly or in part.
    pub left_alone: u64,
    /// At most 1,000 of them.
    pub left: Vec<LeftAlone>,
}

/// Something that was left as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct LeftAlone {
    #[serde(rename = "ref")]
    pub reference: String,
    /// Which fields; empty: all of it.
    pub fields: Vec<String>,
    /// `left_changed`, `left_in_use`, `left_rated`, `left_gone` or `login_taken`.
    pub why: String,
    /// The same in the reader's language.
    pub detail: String,
}

/// What became of one line.
#[derive(Debug, Default, PartialEq, Eq)]
struct Outcome {
    taken_back: bool,
    moved: Option<Move>,
    left: Option<(Vec<String>, Refused)>,
}

impl Outcome {
    fn left(why: Refused) -> Self {
        Self { left: Some((Vec::new(), why)), ..Self::default() }
    }
}

/// Whether an import may still be taken back.
pub fn is_in_time(import: &Import, now: DateTime<Utc>) -> bool {
    import.undone_at.is_none() && now - import.at < KEPT
}

/// Takes an import back. The last step of a transaction: it appends events.
pub async fn undo(kind: Kind, tx: &mut Tx, place: &Place, import: Uuid, lang: Lang) -> anyhow::Result<ImportUndone> {
    let lines = imports::lines(tx, place.federation, import).await?;
    let ids: Vec<Uuid> = lines.iter().map(|line| line.thing).collect();
    let there = kind.present_by_ids(tx, place, &ids).await?;
    let (mut moves, mut undone) =
        (Vec::new(), ImportUndone { id: import, taken_back: 0, left_alone: 0, left: Vec::new() });
    for line in &lines {
        let outcome = take_back(kind, tx, place, line, &there).await?;
        undone.taken_back += u64::from(outcome.taken_back);
        moves.extend(outcome.moved);
        let Some((fields, why)) = outcome.left else { continue };
        undone.left_alone += 1;
        if undone.left.len() < MOST_LISTED {
            let detail = messages::text(lang, &format!("import.{why}")).to_owned();
            undone.left.push(LeftAlone { reference: line.reference.clone(), fields, why: why.to_owned(), detail });
        }
    }
    moved::after_moves(tx, place.federation, place.by, &moves, place.now).await?;
    Ok(undone)
}

async fn take_back(
    kind: Kind,
    tx: &mut Tx,
    place: &Place,
    line: &ImportLine,
    there: &BTreeMap<Uuid, Present>,
) -> anyhow::Result<Outcome> {
    let Some(present) = there.get(&line.thing) else { return Ok(Outcome::left("left_gone")) };
    let Some(before) = &line.before else {
        if !changed_since(&line.after, &present.fields).is_empty() {
            return Ok(Outcome::left(if present.rated { "left_rated" } else { "left_changed" }));
        }
        return Ok(match kind.remove(tx, place, present).await? {
            Ok(()) => Outcome { taken_back: true, ..Outcome::default() },
            Err(why) => Outcome::left(why),
        });
    };
    let touched = changed_since(&line.after, &present.fields);
    // Half a visit, or half an absence, is neither what it was nor what it became.
    if !touched.is_empty() && matches!(kind, Kind::Visits | Kind::Absences) {
        return Ok(Outcome { left: Some((touched, "left_changed")), ..Outcome::default() });
    }
    let restored: Fields = before.iter().filter(|(name, _)| !touched.contains(name)).map(pair).collect();
    if restored.is_empty() {
        return Ok(Outcome { left: Some((touched, "left_changed")), ..Outcome::default() });
    }
    if let Some(Some(login)) = restored.get("login").filter(|_| kind == Kind::Aides)
        && !aides::taken(tx, &[(login.clone(), Some(line.thing))]).await?.is_empty()
    {
        return Ok(Outcome { left: Some((vec!["login".to_owned()], "login_taken")), ..Outcome::default() });
    }
    let mut whole = present.fields.clone();
    whole.extend(restored.clone());
    kind.write(tx, place, (line.thing, &line.reference), &whole).await?;
    let left = (!touched.is_empty()).then_some((touched, "left_changed"));
    Ok(Outcome { taken_back: true, moved: move_of(kind, line.thing, &present.fields, &restored), left })
}

fn pair((name, value): (&String, &Option<String>)) -> (String, Option<String>) {
    (name.clone(), value.clone())
}

/// The fields that are no longer as the import left them.
fn changed_since(after: &Fields, now: &Fields) -> Vec<String> {
    after
        .iter()
        .filter(|(name, value)| now.get(*name).unwrap_or(&None) != *value)
        .map(|(name, _)| name.clone())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_somebody_touched_is_known_by_its_value() {
        let of = |pairs: &[(&str, Option<&str>)]| -> Fields {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), value.map(str::to_owned))).collect()
        };
        let after = of(&[("name", Some("a")), ("phone", None)]);
        assert!(changed_since(&after, &of(&[("name", Some("a")), ("address", Some("x"))])).is_empty());
        assert_eq!(changed_since(&after, &of(&[("name", Some("b")), ("phone", Some("1"))])), ["name", "phone"]);
    }
}
