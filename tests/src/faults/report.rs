//! What a run found: one line of JSON for machines, sentences for people.

use std::collections::BTreeMap;
use std::time::Instant;

use serde_json::{Value, json};

use super::checker::Verdict;
use super::nodes::Build;
use super::plan::Plan;
use crate::Database;

/// How many examples of each kind of mistake are kept as words.
const EXAMPLES: usize = 5;

/// The result of one fault on one database.
#[derive(Debug)]
pub struct Report {
    pub fault: &'static str,
    pub database: Option<Database>,
    pub seed: u64,
    /// What was done, in figures: a fault that did nothing proves nothing.
    pub counts: BTreeMap<&'static str, u64>,
    pub lost: usize,
    pub duplicated: usize,
    pub unexpected: usize,
    /// There although nobody was told so: shows that answers did get lost.
    pub recovered: usize,
    /// Copies of one message, with one id and one tag: the device shows one.
    pub repeated: usize,
    /// Everything that is not as it should be, in words.
    pub complaints: Vec<String>,
    /// Which build of the program was broken.
    pub build: Build,
    /// Why nothing could be done here.
    pub skipped: Option<String>,
    begun: Instant,
    seconds: Option<f64>,
}

impl Report {
    pub fn begin(fault: &'static str, plan: &Plan, database: Option<Database>) -> Self {
        Self {
            fault,
            database,
            seed: plan.seed,
            counts: BTreeMap::new(),
            lost: 0,
            duplicated: 0,
            unexpected: 0,
            recovered: 0,
            repeated: 0,
            complaints: Vec::new(),
            build: Build::Own,
            skipped: None,
            begun: Instant::now(),
            seconds: None,
        }
    }

    /// Adds to a figure.
    pub fn count(&mut self, what: &'static str, more: usize) {
        *self.counts.entry(what).or_default() += more as u64;
    }

    /// Keeps the largest of a figure.
    pub fn at_most(&mut self, what: &'static str, figure: u128) {
        let slot = self.counts.entry(what).or_default();
        *slot = (*slot).max(u64::try_from(figure).unwrap_or(u64::MAX));
    }

    /// Notes what must hold and does not.
    pub fn demand(&mut self, holds: bool, otherwise: impl FnOnce() -> String) {
        if !holds {
            self.complaints.push(otherwise());
        }
    }

    /// Adds what the checker found.
    pub fn add<K: std::fmt::Debug>(&mut self, what: &str, verdict: &Verdict<K>) {
        self.lost += verdict.lost.len();
        self.duplicated += verdict.duplicated.len();
        self.unexpected += verdict.unexpected.len();
        self.recovered += verdict.recovered;
        self.repeated += verdict.repeated;
        for (word, found) in
            [("lost", &verdict.lost), ("duplicated", &verdict.duplicated), ("unexpected", &verdict.unexpected)]
        {
            if !found.is_empty() {
                let some: Vec<_> = found.iter().take(EXAMPLES).collect();
                self.complaints.push(format!("{what}: {} {word}, such as {some:?}", found.len()));
            }
        }
    }

    /// Nothing can be done here, and why.
    pub fn skip(&mut self, why: String) {
        self.skipped = Some(why);
    }

    /// Stops the watch.
    #[must_use]
    pub fn end(mut self) -> Self {
        self.seconds = Some(self.begun.elapsed().as_secs_f64());
        self
    }

    pub fn is_good(&self) -> bool {
        self.complaints.is_empty() && self.lost + self.duplicated + self.unexpected == 0
    }

    /// The line for machines.
    pub fn line(&self) -> Value {
        let seconds = self.seconds.unwrap_or_else(|| self.begun.elapsed().as_secs_f64());
        json!({
            "fault": self.fault,
            "database": self.database.map(Database::name),
            "build": self.build.name(),
            "seed": self.seed,
            "counts": self.counts,
            "lost": self.lost,
            "duplicated": self.duplicated,
            "unexpected": self.unexpected,
            "recovered": self.recovered,
            "repeated": self.repeated,
            "verdict": if self.skipped.is_some() { "skipped" } else if self.is_good() { "good" } else { "bad" },
            "skipped": self.skipped,
            "complaints": self.complaints,
            "seconds": (seconds * 10.0).round() / 10.0,
        })
    }

    /// Prints the line and fails the test if the verdict is bad.
    #[track_caller]
    pub fn assert_good(&self) {
        eprintln!("{}", self.line());
        assert!(self.is_good(), "the verdict is bad: {:#?}", self.complaints);
    }
}
