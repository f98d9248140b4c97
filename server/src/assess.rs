//! The second stage, inside capture's transaction: what do the rules say now?
//!
//! A rating that comes in order is folded onto the person's latest state. A late one, or a correction, goes back to the last weekly
//! checkpoint before it and the tail is folded again; findings that appear or no longer stand are handed to the alert log.
//! Findings are thus a function of the set of ratings and not of the order they came in.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use vigie_shared::rating::{TOO_OLD, Timeliness};
use vigie_shared::rules::{
    Finding, FindingsDiff, Known, PersonEvent, PersonState, RatingEvent, RebaseEvent, checkpoint_due, diff,
};
use vigie_shared::sign::SignId;

use crate::alerts::log::Journal;
use crate::persons::history::scores_of;
use crate::rulebook::Rules;
use crate::store::findings::FindingRow;
use crate::store::persons::Person;
use crate::store::ratings::{self, RatingRow};
use crate::store::rebases::{self, Rebase};
use crate::store::states::{self, StateRow};
use crate::store::{Tx, findings};

/// A place in a person's ratings: time of the visit, then id.
pub type Position = (DateTime<Utc>, Uuid);

/// How long a checkpoint is kept: as long as a rating that old may still come, and a week more for the one below it.
pub const KEEP: TimeDelta = TimeDelta::days(TOO_OLD.num_days() + 7);

/// Runs the rules over ratings of one person that were just stored.
pub async fn assess(
    tx: &mut Tx,
    rules: &Arc<Rules>,
    person: &Person,
    fresh: &[RatingRow],
    journal: &mut Journal,
) -> anyhow::Result<()> {
    let Some(earliest) = earliest_change(tx, person.federation_id, fresh).await? else {
        // Kept and marked, but not for the rules.
        return Ok(());
    };
    let news = standing(tx, person.federation_id, fresh).await?;
    bring_up(tx, rules, person, earliest, news, journal).await
}

/// From `rebase` on the person is compared with how they have been lately. The person must be locked.
pub async fn rebase(
    tx: &mut Tx,
    rules: &Arc<Rules>,
    person: &Person,
    rebase: &Rebase,
    journal: &mut Journal,
) -> anyhow::Result<()> {
    rebases::insert(tx, person.federation_id, rebase).await?;
    bring_up(tx, rules, person, (rebase.at, rebase.id), vec![rebase_event(rebase)], journal).await
}

/// Takes a rebase back: what was folded since is folded again without it. The person must be locked.
pub async fn take_back_rebase(
    tx: &mut Tx,
    rules: &Arc<Rules>,
    person: &Person,
    rebase: &Rebase,
    now: DateTime<Utc>,
    journal: &mut Journal,
) -> anyhow::Result<()> {
    rebases::remove(tx, person.federation_id, rebase.id, now).await?;
    bring_up(tx, rules, person, (rebase.at, rebase.id), Vec::new(), journal).await
}

/// Brings a person's state up to date with a change that touches nothing before `earliest`. `news` is what the change added.
async fn bring_up(
    tx: &mut Tx,
    rules: &Arc<Rules>,
    person: &Person,
    earliest: Position,
    news: Vec<PersonEvent>,
    journal: &mut Journal,
) -> anyhow::Result<()> {
    let federation = person.federation_id;
    let rules = &*rules.of(person);
    let head = states::head(tx, federation, person.id).await?;
    let head = head.filter(|row| row.rule_set_version == rules.stamp);
    let in_order = head.filter(|row| (row.position_at, row.position_id) < earliest);
    let is_in_order = in_order.is_some();
    let base = match in_order {
        Some(row) => Some(row),
        None => states::checkpoint_before(tx, federation, person.id, rules.stamp, earliest).await?,
    };
    let position = base.as_ref().map(|row| (row.position_at, row.position_id));
    let events = if is_in_order { news } else { events_after(tx, person, position).await? };
    let state = match base {
        Some(row) => serde_json::from_value(row.state)?,
        None => PersonState::new(),
    };
    let (state, found) = fold_and_keep(tx, rules, person, state, &events, earliest).await?;
    match state_row(rules, person.id, &state)? {
        Some(row) => states::save_head(tx, federation, &row).await?,
        None => states::drop_head(tx, federation, person.id).await?,
    }
    metrics::counter!("vigie_folds_total", "order" => if is_in_order { "in_order" } else { "late" })
        .increment(events.len() as u64);
    settle(tx, rules, person, &found, earliest, journal).await
}

/// Everything of a person's after a position that the rules see, in fold order.
async fn events_after(tx: &mut Tx, person: &Person, position: Option<Position>) -> anyhow::Result<Vec<PersonEvent>> {
    let rows = ratings::after(tx, person.federation_id, person.id, position).await?;
    let mut events: Vec<PersonEvent> = rows.iter().map(event_of).collect();
    events.extend(rebases::after(tx, person.federation_id, person.id, position).await?.iter().map(rebase_event));
    events.sort_by_key(PersonEvent::position);
    Ok(events)
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

/// Of the fresh ratings, those the rules see, in fold order: believable times, and not corrected already.
async fn standing(tx: &mut Tx, federation: Uuid, fresh: &[RatingRow]) -> anyhow::Result<Vec<PersonEvent>> {
    let mut standing = Vec::with_capacity(fresh.len());
    for row in fresh.iter().filter(|row| row.timeliness == Timeliness::Folded.as_str()) {
        if !ratings::is_replaced(tx, federation, row.id).await? {
            standing.push(event_of(row));
        }
    }
    standing.sort_by_key(PersonEvent::position);
    Ok(standing)
}

/// Folds, replacing the checkpoints that were made without the fresh ratings.
async fn fold_and_keep(
    tx: &mut Tx,
    rules: &Rules,
    person: &Person,
    mut state: PersonState,
    events: &[PersonEvent],
    earliest: Position,
) -> anyhow::Result<(PersonState, Vec<Finding>)> {
    let federation = person.federation_id;
    let mut kept = Vec::new();
    let found = fold_events(rules, person.id, &mut state, events, |row| kept.push(row))?;
    // Also where nothing is left from there on: what was struck out must not come back with a checkpoint.
    states::drop_checkpoints(tx, federation, person.id, Some(earliest), earliest.0 - KEEP).await?;
    for row in kept {
        states::add_checkpoint(tx, federation, &row).await?;
    }
    Ok((state, found))
}

/// Folds events in their order; what is worth a checkpoint goes to `keep`.
pub fn fold_events(
    rules: &Rules,
    person: Uuid,
    state: &mut PersonState,
    events: &[PersonEvent],
    mut keep: impl FnMut(StateRow),
) -> anyhow::Result<Vec<Finding>> {
    let mut found = Vec::new();
    for event in events {
        let before = state.clone();
        rules.engine.fold_event(state, event, &mut found);
        if checkpoint_due(&before, state)
            && let Some(row) = state_row(rules, person, &before)?
        {
            keep(row);
        }
    }
    Ok(found)
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
    let stored = findings::since(tx, person.federation_id, person.id, earliest.0).await?;
    let (after, change) = compared(&stored, found, earliest)?;
    if change.is_empty() {
        return Ok(());
    }
    journal.record(tx, rules, person, &stored, &after, &change).await
}

/// What is found from the first touched place on, and how that differs from what was stored since its time.
pub fn compared(
    stored: &[FindingRow],
    found: &[Finding],
    earliest: Position,
) -> anyhow::Result<(Vec<Finding>, FindingsDiff)> {
    // What people already saw from before the first change stands as they saw it, also under a newer rule set.
    let after: Vec<Finding> = found.iter().filter(|finding| completed_at(finding) >= earliest).cloned().collect();
    let mut before = Vec::with_capacity(stored.len());
    for row in stored {
        let finding: Finding = serde_json::from_value(row.body.clone())?;
        // Silence is asked apart from the ratings, by a job (scheduler/jobs/silence.rs); needs are written down by hand.
        if !finding.family.is_of_ratings() || completed_at(&finding) < earliest {
            continue;
        }
        let lifted = row.lifted_at.is_some();
        before.push(Known { lifted, finding });
    }
    let change = diff(&before, &after);
    Ok((after, change))
}

/// The rating that completed a finding, as a place in the person's ratings.
fn completed_at(finding: &Finding) -> Position {
    (finding.at, finding.ratings.last().map_or(Uuid::nil(), |id| id.uuid()))
}

pub fn state_row(rules: &Rules, person: Uuid, state: &PersonState) -> anyhow::Result<Option<StateRow>> {
    let Some((position_at, position_id)) = state.position() else {
        return Ok(None);
    };
    Ok(Some(StateRow {
        person_id: person,
        rule_set_version: rules.stamp,
        position_at,
        position_id: position_id.uuid(),
        state: serde_json::to_value(state)?,
    }))
}

pub fn event_of(row: &RatingRow) -> PersonEvent {
    PersonEvent::Rating(RatingEvent {
        id: row.id.into(),
        aide: row.aide_id.into(),
        at: row.visited_at,
        scores: scores_of(row),
        // They were checked on the way in.
        signs: row.signs.iter().filter_map(|sign| sign.parse::<SignId>().ok()).collect(),
    })
}

fn rebase_event(rebase: &Rebase) -> PersonEvent {
    PersonEvent::Rebase(RebaseEvent { id: rebase.id, at: rebase.at })
}
