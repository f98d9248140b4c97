//! A diary of visits for the tests of the rules: one line a visit, findings by line.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{Engine, Finding, PersonState, RatingEvent, RuleSet};
use crate::ids::UserId;
use crate::rating::{Axis, Score, Scores};
use crate::sign::SignCatalogue;

/// Not said.
pub const NO: u8 = 0;

pub struct Diary {
    pub engine: Engine,
    pub state: PersonState,
    next: u128,
}

/// Monday 5 January 2026, 09:00 in Paris, so many days later.
pub fn day(number: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_600_000, 0).expect("a time") + TimeDelta::days(number)
}

pub fn aide(number: u128) -> UserId {
    Uuid::from_u128(number).into()
}

impl Diary {
    pub fn new() -> Self {
        Self::with(RuleSet::default_set())
    }

    pub fn with(rule_set: RuleSet) -> Self {
        let engine = Engine::new(rule_set, chrono_tz::Europe::Paris, SignCatalogue::default_set());
        Self { engine, state: PersonState::new(), next: 1 }
    }

    /// A person with five good weeks, day 0 to 34: usual is 4 on every axis.
    pub fn of_somebody_well() -> Self {
        let mut diary = Self::new();
        for number in 0..35 {
            assert!(diary.visit(number, [4, 4, 4, 4]).is_empty());
        }
        diary
    }

    /// A visit with intervention, health, mood and form.
    pub fn visit(&mut self, number: i64, scores: [u8; 4]) -> Vec<Finding> {
        self.note(day(number), 1, scores, &[])
    }

    /// A visit with signs and no score.
    pub fn signs(&mut self, number: i64, signs: &[&str]) -> Vec<Finding> {
        self.note(day(number), 1, [NO; 4], signs)
    }

    pub fn note(&mut self, at: DateTime<Utc>, by: u128, scores: [u8; 4], signs: &[&str]) -> Vec<Finding> {
        let mut event = RatingEvent {
            id: Uuid::from_u128(self.next).into(),
            aide: aide(by),
            at,
            scores: Scores::default(),
            signs: signs.iter().map(|sign| sign.parse().expect("an id")).collect(),
        };
        self.next += 1;
        for (&axis, value) in Axis::ALL.iter().zip(scores) {
            event.scores.set(axis, Score::new(value).ok());
        }
        let mut found = Vec::new();
        let folded = self.engine.fold(&mut self.state, &event, &mut found);
        assert_eq!(folded, super::Folded::Done, "visits are noted in order");
        found
    }
}

/// Rule, what about, severity: enough to compare in a test.
pub fn short(found: &[Finding]) -> Vec<String> {
    let about = |finding: &Finding| finding.key.rsplit_once('/').map_or(String::new(), |(about, _)| about.to_owned());
    found.iter().map(|finding| format!("{} {}", about(finding), finding.severity)).collect()
}

/// The same for the findings of one rule.
pub fn short_of(rule: &str, found: &[Finding]) -> Vec<String> {
    let own: Vec<Finding> = found.iter().filter(|finding| finding.rule == rule).cloned().collect();
    short(&own)
}
