//! Late ratings, corrections and checkpoints.
//!
//! Live ratings mostly arrive in order and are folded at once. For one that does not (or a
//! correction, or a lifted one) the server restores the last checkpoint before it, takes all the
//! person's ratings after that checkpoint, leaves out those that were replaced, folds them again
//! and compares what is found now with what was stored: nothing vanishes, a finding that no longer
//! stands is marked as lifted.

use std::collections::HashMap;

use super::finding::Finding;
use super::fold::{Engine, PersonEvent, RatingEvent};
use super::state::PersonState;

/// Folds events onto a checkpoint. They may come in any order and twice; those not after the
/// checkpoint's position are left out. Returns the state after them and everything found on the
/// way.
#[must_use]
pub fn refold(engine: &Engine, checkpoint: PersonState, events: &[RatingEvent]) -> (PersonState, Vec<Finding>) {
    let mut state = checkpoint;
    let mut ordered: Vec<&RatingEvent> = events.iter().collect();
    ordered.sort_by_key(|event| (event.at.timestamp_micros(), event.id));
    let mut found = Vec::new();
    for event in ordered {
        // A doubled event is behind its first copy: folding it again changes nothing.
        engine.fold(&mut state, event, &mut found);
    }
    (state, found)
}

/// The same for ratings and new usual states together.
#[must_use]
pub fn refold_events(engine: &Engine, checkpoint: PersonState, events: &[PersonEvent]) -> (PersonState, Vec<Finding>) {
    let mut state = checkpoint;
    let mut ordered: Vec<&PersonEvent> = events.iter().collect();
    ordered.sort_by_key(|event| event.position());
    let mut found = Vec::new();
    for event in ordered {
        engine.fold_event(&mut state, event, &mut found);
    }
    (state, found)
}

/// Whether to keep a checkpoint: `after` is the first rating of a new ISO week (or the first ever).
///
/// Keep `before` (the person at the end of an earlier week) where there was one: every late rating
/// of the new week then finds it. Whatever is kept, restore one whose position lies strictly before
/// the late or corrected rating, or start from [`PersonState::new`].
#[must_use]
pub fn checkpoint_due(before: &PersonState, after: &PersonState) -> bool {
    after.week().is_some() && before.week() != after.week()
}

/// A finding as the store knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// Whether it was lifted by late data.
    pub lifted: bool,
    /// As stored.
    pub finding: Finding,
}

impl Known {
    /// Whether the second fold says the same. Versions do not count: a new rule set alone rewrites
    /// nothing that people saw.
    fn says_the_same(&self, now: &Finding) -> bool {
        let stored = &self.finding;
        (stored.severity, stored.since, &stored.ratings, &stored.evidence)
            == (now.severity, now.since, &now.ratings, &now.evidence)
    }
}

/// What folding again changed. Indices point into the slice of findings given to [`diff`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FindingsDiff {
    /// Found now and not stored yet.
    pub appeared: Vec<usize>,
    /// Keys of stored findings that no longer stand.
    pub lifted: Vec<String>,
    /// Stored as lifted, and standing again.
    pub restored: Vec<usize>,
    /// Standing with other numbers, ratings or severity than stored; the stored row takes the new ones.
    /// May name one that is also restored.
    pub changed: Vec<usize>,
}

impl FindingsDiff {
    /// Whether nothing changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Compares stored findings with those of a second fold. Silences are none of its business and are
/// left alone ([`Engine::silence_stands`]). `before` must be the findings completed by
/// ratings after the checkpoint: earlier ones were not folded again and would seem lifted.
#[must_use]
pub fn diff(before: &[Known], after: &[Finding]) -> FindingsDiff {
    let stored: HashMap<&str, &Known> = before.iter().map(|known| (known.finding.key.as_str(), known)).collect();
    let mut diff = FindingsDiff::default();
    for (i, finding) in after.iter().enumerate() {
        match stored.get(finding.key.as_str()) {
            None => diff.appeared.push(i),
            Some(known) => {
                if known.lifted {
                    diff.restored.push(i);
                }
                if !known.says_the_same(finding) {
                    diff.changed.push(i);
                }
            }
        }
    }
    let standing: std::collections::HashSet<&str> = after.iter().map(|finding| finding.key.as_str()).collect();
    diff.lifted = before
        .iter()
        .filter(|known| known.finding.family.is_of_ratings())
        .filter(|known| !known.lifted && !standing.contains(known.finding.key.as_str()))
        .map(|known| known.finding.key.clone())
        .collect();
    diff
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Severity;
    use crate::rules::testing::Diary;

    fn known(finding: &Finding, lifted: bool) -> Known {
        Known { lifted, finding: finding.clone() }
    }

    #[test]
    fn a_checkpoint_is_due_with_the_first_rating_of_a_week() {
        let mut diary = Diary::new();
        let mut due = Vec::new();
        // Day 0 is a Monday.
        for day in [0, 1, 6, 7, 7, 20, 21] {
            let before = diary.state.clone();
            diary.visit(day, [4, 4, 4, 4]);
            due.push(checkpoint_due(&before, &diary.state));
        }
        assert_eq!(due, [true, false, false, true, false, true, true]);
    }

    #[test]
    fn the_difference_names_what_appeared_was_lifted_came_back_and_changed() {
        let mut diary = Diary::new();
        let found: Vec<Finding> = (0..5).flat_map(|day| diary.visit(day, [4, 1, 4, 4])).collect();
        let graver = Finding { severity: Severity::Moderate, ..found[4].clone() };
        let before = [known(&found[0], false), known(&found[1], false), known(&found[3], true), known(&graver, false)];
        let after = [found[0].clone(), found[2].clone(), found[3].clone(), found[4].clone()];
        let change = diff(&before, &after);
        assert_eq!(change.appeared, [1]);
        assert_eq!(change.lifted, [found[1].key.clone()]);
        assert_eq!(change.restored, [2]);
        assert_eq!(change.changed, [3]);
    }

    #[test]
    fn a_new_version_of_the_rules_alone_changes_nothing_people_saw() {
        let mut diary = Diary::new();
        let found = diary.visit(0, [4, 1, 4, 4]);
        let newer = Finding { rule_set_version: 2, ..found[0].clone() };
        assert!(diff(&[known(&found[0], false)], &[newer]).is_empty());
    }
}
