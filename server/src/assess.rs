//! The second stage, inside capture's transaction: what do the rules say now?
//!
//! A rating that comes in order is folded onto the person's latest state. A late one, or a correction, goes back to the last weekly
//! checkpoint before it and the tail is folded again; findings that appear or no longer stand are handed to the alert log.
//! Findings are thus a function of the set of ratings and not of the order they came in.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use vigie_shared::rating::{TOO_OLD, Timeliness};
use vigie_shared::rules::{Finding, Known, PersonState, RatingEvent, checkpoint_due, diff};
use vigie_shared::sign::SignId;

use crate::alerts::log::Journal;
use crate::persons::history::scores_of;
use crate::rulebook::Rules;
use crate::store::persons::Person;
use crate::store::ratings::{self, RatingRow};
use crate::store::states::{self, StateRow};
use crate::store::{Tx, findings};

/// A place in a person's ratings: time of the visit, then id.
type Position = (DateTime<Utc>, Uuid);

/// How long a checkpoint is kept: as long as a rating that old may still come, and a week more for the one below it.
const KEEP: TimeDelta = TimeDelta::days(TOO_OLD.num_days() + 7);

/// Runs the rules over ratings of one person that were just stored.
pub async fn assess(
    tx: &mut Tx,
    rules: &Rules,
    person: &Person,
    fresh: &[RatingRow],
    journal: &mut Journal,
) -> anyhow::Result<()> {
    let federation = person.federation_id;
    let Some(earliest) = earliest_change(tx, federation, fresh).await? else {
        // Kept and marked, but not for the rules.
        return Ok(());
    };
    let head = states::head(tx, federation, person.id).await?;
    let head = head.filter(|row| row.rule_set_version == rules.version);
    let in_order = head.as_ref().filter(|row| (row.position_at, row.position_id) < earliest);
    let base = match in_order {
        Some(row) => Some(row.clone()),
        None => states::checkpoint_before(tx, federation, person.id, rules.version, earliest).await?,
    };
    let position = base.as_ref().map(|row| (row.position_at, row.position_id));
    let events = if in_order.is_some() {
        standing(tx, federation, fresh).await?
    } else {
        ratings::after(tx, federation, person.id, position).await?
    };
    let state = match base {
        Some(row) => serde_json::from_value(row.state)?,
        None => PersonState::new(),
    };
    let events: Vec<RatingEvent> = events.iter().map(event_of).collect();
    let (state, found) = fold_and_keep(tx, rules, person, state, &events, earliest).await?;
    match state_row(rules, person.id, &state)? {
        Some(row) => states::save_head(tx, federation, &row).await?,
        None => states::drop_head(tx, federation, person.id).await?,
    }
    metrics::counter!("vigie_folds_total", "order" => if in_order.is_some() { "in_order" } else { "late" })
        .increment(events.len() as u64);
    settle(tx, rules, person, &found, earliest, journal).await
}

/// The first place in the person's ratings that the fresh ones touch: their own, and those of the ratings they correct.
async fn earliest_change(tx: &mut Tx, federation: Uuid, fresh: &[RatingRow]) -> anyhow::Result<Option<Position>> {
    let mut earliest: Option<Position> = None;
    for row in fresh {
        let mut touched = vec![row.clone()];
        if let Some(replaced) = row.replaces {
            touched.extend(ratings::find(tx, federation, replaced).await?);
        }
        let places = touched.iter().filter(|row| row.timeliness == Timeliness::Folded.as_str());
        let first = places.map(|row| (row.visited_at, row.id)).min();
        earliest = [earliest, first].into_iter().flatten().min();
    }
    Ok(earliest)
}

/// Of the fresh ratings, those the rules see: believable times, and not corrected already.
async fn standing(tx: &mut Tx, federation: Uuid, fresh: &[RatingRow]) -> anyhow::Result<Vec<RatingRow>> {
    let mut standing = Vec::with_capacity(fresh.len());
    for row in fresh.iter().filter(|row| row.timeliness == Timeliness::Folded.as_str()) {
        if !ratings::is_replaced(tx, federation, row.id).await? {
            standing.push(row.clone());
        }
    }
    standing.sort_by_key(|row| (row.visited_at, row.id));
    Ok(standing)
}

/// Folds, replacing the checkpoints that were made without the fresh ratings.
async fn fold_and_keep(
    tx: &mut Tx,
    rules: &Rules,
    person: &Person,
    mut state: PersonState,
    events: &[RatingEvent],
    earliest: Position,
) -> anyhow::Result<(PersonState, Vec<Finding>)> {
    let federation = person.federation_id;
    let mut found = Vec::new();
    let mut kept = Vec::new();
    for event in events {
        let before = state.clone();
        rules.engine.fold(&mut state, event, &mut found);
        if checkpoint_due(&before, &state) {
            kept.extend(state_row(rules, person.id, &before)?);
        }
    }
    if !kept.is_empty() || state.position().is_none_or(|(at, id)| (at, id.uuid()) >= earliest) {
        let oldest = earliest.0 - KEEP;
        states::drop_checkpoints(tx, federation, person.id, Some(earliest), oldest).await?;
    }
    for row in kept {
        states::add_checkpoint(tx, federation, &row).await?;
    }
    Ok((state, found))
}

/// Compares what is found now with what was stored, from the first touched place on, and tells the alert log.
async fn settle(
    tx: &mut Tx,
    rules: &Rules,
    person: &Person,
    found: &[Finding],
    earliest: Position,
    journal: &mut Journal,
) -> anyhow::Result<()> {
    // What people already saw from before the first change stands as they saw it, also under a newer rule set.
    let after: Vec<Finding> = found.iter().filter(|finding| completed_at(finding) >= earliest).cloned().collect();
    let stored = findings::since(tx, person.federation_id, person.id, earliest.0).await?;
    let mut before = Vec::with_capacity(stored.len());
    for row in &stored {
        let finding: Finding = serde_json::from_value(row.body.clone())?;
        if completed_at(&finding) < earliest {
            continue;
        }
        let lifted = row.lifted_at.is_some();
        before.push(Known { lifted, finding });
    }
    let change = diff(&before, &after);
    if change.is_empty() {
        return Ok(());
    }
    journal.record(tx, rules, person, &stored, &after, &change).await
}

/// The rating that completed a finding, as a place in the person's ratings.
fn completed_at(finding: &Finding) -> Position {
    (finding.at, finding.ratings.last().map_or(Uuid::nil(), |id| id.uuid()))
}

fn state_row(rules: &Rules, person: Uuid, state: &PersonState) -> anyhow::Result<Option<StateRow>> {
    let Some((position_at, position_id)) = state.position() else {
        return Ok(None);
    };
    Ok(Some(StateRow {
        person_id: person,
        rule_set_version: rules.version,
        position_at,
        position_id: position_id.uuid(),
        state: serde_json::to_value(state)?,
    }))
}

fn event_of(row: &RatingRow) -> RatingEvent {
    RatingEvent {
        id: row.id.into(),
        aide: row.aide_id.into(),
        at: row.visited_at,
        scores: scores_of(row),
        // They were checked on the way in.
        signs: row.signs.iter().filter_map(|sign| sign.parse::<SignId>().ok()).collect(),
    }
}
