//! The smallest server there can be: keeps ratings, findings and weekly checkpoints of one person,
//! and treats late ratings and corrections as [`vigie_shared::rules::replay`] says.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use vigie_shared::ids::RatingId;
use vigie_shared::rules::{Engine, Finding, Folded, Known, PersonState, RatingEvent, checkpoint_due, diff, refold};

/// A rating, and the rating it corrects.
#[derive(Debug, Clone)]
pub struct Arrival {
    pub event: RatingEvent,
    pub replaces: Option<RatingId>,
}

type Position = (DateTime<Utc>, RatingId);

pub struct MiniServer<'a> {
    engine: &'a Engine,
    events: BTreeMap<Position, RatingEvent>,
    replaced: BTreeSet<RatingId>,
    state: PersonState,
    checkpoints: Vec<PersonState>,
    findings: BTreeMap<String, (Finding, bool)>,
    pub refolds: usize,
}

impl<'a> MiniServer<'a> {
    pub fn new(engine: &'a Engine) -> Self {
        Self {
            engine,
            events: BTreeMap::new(),
            replaced: BTreeSet::new(),
            state: PersonState::new(),
            checkpoints: Vec::new(),
            findings: BTreeMap::new(),
            refolds: 0,
        }
    }

    /// A phone's batch: in order as long as possible, one second fold for the rest.
    pub fn receive(&mut self, batch: &[Arrival]) {
        let mut from: Option<Position> = None;
        let mut ordered: Vec<&Arrival> = batch.iter().collect();
        ordered.sort_by_key(|arrival| (arrival.event.at, arrival.event.id));
        for arrival in ordered {
            let position = (arrival.event.at, arrival.event.id);
            if self.events.insert(position, arrival.event.clone()).is_some() {
                continue;
            }
            let mut earliest = None;
            if let Some(replaced) = arrival.replaces
                && self.replaced.insert(replaced)
            {
                // Only if it was folded already.
                earliest = self.events.keys().find(|(_, id)| *id == replaced).copied();
            }
            if !self.replaced.contains(&arrival.event.id) && !self.fold(&arrival.event) {
                earliest = Some(earliest.map_or(position, |other| other.min(position)));
            }
            from = match (from, earliest) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
        }
        if let Some(from) = from {
            self.refold_from(from);
        }
    }

    fn fold(&mut self, event: &RatingEvent) -> bool {
        let before = self.state.clone();
        let mut found = Vec::new();
        if self.engine.fold(&mut self.state, event, &mut found) == Folded::Behind {
            return false;
        }
        if before.position().is_some() && checkpoint_due(&before, &self.state) {
            self.checkpoints.push(through_json(&before));
        }
        self.findings.extend(found.into_iter().map(|finding| (finding.key.clone(), (finding, false))));
        true
    }

    fn refold_from(&mut self, from: Position) {
        self.refolds += 1;
        self.checkpoints.retain(|checkpoint| checkpoint.position() < Some(from));
        let checkpoint = self.checkpoints.last().cloned().unwrap_or_default();
        let base = checkpoint.position();
        let tail: Vec<RatingEvent> = self
            .events
            .iter()
            .filter(|(position, event)| Some(**position) > base && !self.replaced.contains(&event.id))
            .map(|(_, event)| event.clone())
            .collect();
        let (state, found) = refold(self.engine, checkpoint, &tail);
        self.state = state;
        self.apply(base, found);
    }

    fn apply(&mut self, base: Option<Position>, found: Vec<Finding>) {
        let completed = |finding: &Finding| finding.ratings.last().map(|id| (finding.at, *id));
        let known: Vec<Known> = self
            .findings
            .values()
            .filter(|(finding, _)| completed(finding) > base)
            .map(|(finding, lifted)| Known { lifted: *lifted, finding: finding.clone() })
            .collect();
        let changes = diff(&known, &found);
        for key in &changes.lifted {
            self.findings.get_mut(key).expect("known").1 = true;
        }
        for &i in changes.appeared.iter().chain(&changes.restored).chain(&changes.changed) {
            self.findings.insert(found[i].key.clone(), (found[i].clone(), false));
        }
    }

    pub fn state(&self) -> &PersonState {
        &self.state
    }

    /// What stands, in the order of the keys.
    pub fn standing(&self) -> Vec<Finding> {
        self.findings.values().filter(|(_, lifted)| !lifted).map(|(finding, _)| finding.clone()).collect()
    }
}

pub fn through_json(state: &PersonState) -> PersonState {
    let json = serde_json::to_string(state).expect("a state is JSON");
    serde_json::from_str(&json).expect("and reads back")
}
