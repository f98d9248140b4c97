//! One person's history, lived through again: every rating when it was received, every morning when silence is asked about.
//!
//! This is what `assess` does in the server, without a database: a rating in order is folded, a late one or a correction goes back
//! to where it belongs and the tail is folded again, what changed is handed to the alert log at that moment. Nothing is known
//! before it was received.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use vigie_shared::alert::simulated::{SimulatedAlert, SimulatedLog};
use vigie_shared::rules::kind::RuleKind;
use vigie_shared::rules::{AsOf, Engine, Finding, Known, PersonState, diff};

use super::history::PersonHistory;

/// States of one person kept for what comes late, at most: a few kilobytes each.
const MOST_CHECKPOINTS: usize = 200;

/// Lives through a history up to a moment (excluded) and says which alerts there would have been.
pub fn walk(engine: &Engine, history: &PersonHistory, until: DateTime<Utc>) -> Walked {
    let mut walk = Walk::new(engine, history);
    let mut order: Vec<usize> = (0..history.arrivals.len()).collect();
    order.retain(|place| history.arrivals[*place].received < until);
    order.sort_by_key(|place| (history.arrivals[*place].received, *place));
    let batches: Vec<&[usize]> = order.chunk_by(|a, b| received(history, *a) == received(history, *b)).collect();
    walk.expect_late(&batches);
    let mut mornings = Mornings::new(engine, history, until);
    for batch in batches {
        let now = received(history, batch[0]);
        while let Some(morning) = mornings.next_before(now) {
            walk.ask(morning);
        }
        walk.receive(batch, now);
    }
    while let Some(morning) = mornings.next_before(until) {
        walk.ask(morning);
    }
    Walked { folds: walk.folds, alerts: walk.log.finish(until), found: walk.table }
}

/// What came of a walk.
#[derive(Debug, Clone, Default)]
pub struct Walked {
    pub alerts: Vec<SimulatedAlert>,
    /// Every finding, in the order they were found; alerts name them by their place.
    pub found: Vec<Found>,
    /// Ratings folded, repeated folds counted again.
    pub folds: u64,
}

fn received(history: &PersonHistory, place: usize) -> DateTime<Utc> {
    history.arrivals[place].received
}

/// A finding as the walk remembers it.
#[derive(Debug, Clone)]
pub struct Found {
    pub finding: Finding,
    pub lifted: bool,
    /// Place of the rating that completed it; none for silence.
    place: Option<usize>,
}

struct Walk<'a> {
    engine: &'a Engine,
    history: &'a PersonHistory,
    state: PersonState,
    /// Place of the last folded rating.
    head: Option<usize>,
    arrived: Vec<bool>,
    replaced: Vec<bool>,
    /// States before the places at which something late will come in, kept when they are passed.
    checkpoints: BTreeMap<usize, Option<(PersonState, Option<usize>)>>,
    table: Vec<Found>,
    /// Gets every finding of the table when it is put there: both number them alike.
    log: SimulatedLog,
    scratch: Vec<Finding>,
    folds: u64,
    /// Whether anything came in since silence was asked about last.
    news: bool,
}

impl<'a> Walk<'a> {
    fn new(engine: &'a Engine, history: &'a PersonHistory) -> Self {
        Self {
            engine,
            history,
            state: PersonState::new(),
            head: None,
            arrived: vec![false; history.arrivals.len()],
            replaced: vec![false; history.arrivals.len()],
            checkpoints: BTreeMap::new(),
            table: Vec::new(),
            log: SimulatedLog::new(engine.rule_set().alert_log),
            scratch: Vec::new(),
            folds: 0,
            news: false,
        }
    }

    /// Marks what a batch brings, and says the first place that it touches.
    fn mark(&mut self, batch: &[usize]) -> Option<usize> {
        let mut earliest: Option<usize> = None;
        let mut touch = |place: usize| earliest = Some(earliest.map_or(place, |first| first.min(place)));
        for &place in batch {
            self.arrived[place] = true;
            let arrival = &self.history.arrivals[place];
            if let Some(corrected) = arrival.replaces {
                self.replaced[corrected] = true;
                if self.arrived[corrected] && self.history.arrivals[corrected].timely {
                    touch(corrected);
                }
            }
            if arrival.timely {
                touch(place);
            }
        }
        earliest
    }

    /// Which places will be gone back to: found by a rehearsal of the arrivals without the rules.
    fn expect_late(&mut self, batches: &[&[usize]]) {
        let mut head: Option<usize> = None;
        let mut wanted = BTreeSet::new();
        for batch in batches {
            let Some(earliest) = self.mark(batch) else { continue };
            if head.is_some_and(|head| earliest <= head) {
                wanted.insert(earliest);
            }
            let last = batch.iter().copied().filter(|place| self.folds_in(*place)).max();
            head = head.max(last);
        }
        let each = wanted.len().div_ceil(MOST_CHECKPOINTS).max(1);
        self.checkpoints = wanted.into_iter().step_by(each).map(|place| (place, None)).collect();
        self.arrived.fill(false);
        self.replaced.fill(false);
    }

    fn folds_in(&self, place: usize) -> bool {
        self.arrived[place] && !self.replaced[place] && self.history.arrivals[place].timely
    }

    fn receive(&mut self, batch: &[usize], now: DateTime<Utc>) {
        self.news = true;
        let Some(earliest) = self.mark(batch) else { return };
        if self.head.is_some_and(|head| earliest <= head) {
            self.fold_again(earliest, now);
            return;
        }
        for &place in batch {
            if self.folds_in(place) {
                self.fold(place);
                for finding in std::mem::take(&mut self.scratch) {
                    self.appear(finding, Some(place), now);
                }
            }
        }
    }

    /// Folds one rating that comes after all others; findings are left in `scratch`.
    fn fold(&mut self, place: usize) {
        let passed = self.head.map_or(0, |head| head + 1)..=place;
        if !self.checkpoints.is_empty() {
            for (_, checkpoint) in self.checkpoints.range_mut(passed) {
                *checkpoint = Some((self.state.clone(), self.head));
            }
        }
        self.engine.fold_event(&mut self.state, &self.history.arrivals[place].event, &mut self.scratch);
        self.head = Some(place);
        self.folds += 1;
    }

    fn fold_again(&mut self, earliest: usize, now: DateTime<Utc>) {
        // What was kept before this place does not know of the change; what was kept after it is out of date.
        let kept = self.checkpoints.range(..=earliest).rev().find_map(|(_, kept)| kept.clone());
        self.checkpoints.range_mut(earliest + 1..).for_each(|(_, kept)| *kept = None);
        // Without any it is folded from the beginning: slower, and the same.
        (self.state, self.head) = kept.unwrap_or_default();
        let from = self.head.map_or(0, |head| head + 1);
        let mut after = Vec::new();
        let mut places = Vec::new();
        for place in from..self.arrived.len() {
            if self.folds_in(place) {
                self.fold(place);
                places.resize(places.len() + self.scratch.len(), place);
                after.append(&mut self.scratch);
            }
        }
        let known: Vec<usize> =
            (0..self.table.len()).filter(|at| self.table[*at].place.is_some_and(|place| place >= earliest)).collect();
        let from = places.partition_point(|place| *place < earliest);
        self.settle(&known, &after[from..], &places[from..], now);
    }

    /// Compares what is found now with what was found before, and tells the alert log.
    fn settle(&mut self, known: &[usize], after: &[Finding], places: &[usize], now: DateTime<Utc>) {
        let before: Vec<Known> = known
            .iter()
            .map(|at| Known { lifted: self.table[*at].lifted, finding: self.table[*at].finding.clone() })
            .collect();
        let change = diff(&before, after);
        if change.is_empty() {
            return;
        }
        let row_of = |table: &[Found], key: &str| known.iter().copied().find(|at| table[*at].finding.key == key);
        for &place in &change.changed {
            if let Some(row) = row_of(&self.table, &after[place].key) {
                self.table[row].finding = after[place].clone();
                self.log.change(row, &after[place]);
            }
        }
        let lifted: Vec<usize> = change.lifted.iter().filter_map(|key| row_of(&self.table, key)).collect();
        self.lift(&lifted, now);
        for &place in &change.restored {
            if let Some(row) = row_of(&self.table, &after[place].key) {
                self.restore(row, now);
            }
        }
        for &place in &change.appeared {
            self.appear(after[place].clone(), Some(places[place]), now);
        }
        if !lifted.is_empty() {
            self.log.after_lifting(now);
        }
    }

    fn lift(&mut self, rows: &[usize], now: DateTime<Utc>) {
        for row in rows {
            self.table[*row].lifted = true;
            self.log.lift(*row, now);
        }
    }

    fn restore(&mut self, row: usize, now: DateTime<Utc>) {
        self.table[row].lifted = false;
        self.log.restore(row, &self.table[row].finding, now);
    }

    fn appear(&mut self, finding: Finding, place: Option<usize>, now: DateTime<Utc>) {
        self.log.add(&finding, now);
        self.table.push(Found { finding, lifted: false, place });
    }

    /// Asks about silence, and whether what came in late contradicts what was said of it.
    fn ask(&mut self, now: DateTime<Utc>) {
        let planning = &self.history.planning;
        let mut lifted = false;
        if std::mem::take(&mut self.news) {
            let stands = |found: &Found| self.engine.silence_stands(planning, &found.finding, now);
            let of_silence = |found: &Found| found.place.is_none() && !found.lifted;
            let rows = self.table.iter().enumerate().filter(|(_, found)| of_silence(found) && !stands(found));
            let rows: Vec<usize> = rows.map(|(row, _)| row).collect();
            self.lift(&rows, now);
            lifted = !rows.is_empty();
        }
        for finding in self.engine.silence(planning, AsOf::at(now)) {
            let same = |found: &Found| found.place.is_none() && found.finding.key == finding.key;
            match self.table.iter().position(same) {
                None => self.appear(finding, None, now),
                Some(row) if self.table[row].lifted => self.restore(row, now),
                Some(_) => {}
            }
        }
        if lifted {
            self.log.after_lifting(now);
        }
    }
}

/// The moments at which silence is asked about: none where nothing was planned or no rule looks.
struct Mornings {
    moments: std::iter::Peekable<std::vec::IntoIter<DateTime<Utc>>>,
}

impl Mornings {
    fn new(engine: &Engine, history: &PersonHistory, until: DateTime<Utc>) -> Self {
        let looks =
            engine.rule_set().rules.iter().any(|rule| rule.enabled && matches!(rule.kind, RuleKind::Silence(_)));
        let first = history.first_visit.filter(|_| looks);
        let moments: Vec<DateTime<Utc>> =
            first.map(|first| engine.silence_instants(first, until).collect()).unwrap_or_default();
        Self { moments: moments.into_iter().peekable() }
    }

    fn next_before(&mut self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.moments.next_if(|morning| *morning < now)
    }
}
