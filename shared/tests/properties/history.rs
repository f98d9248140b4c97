//! Made-up histories of one person: regimes of good and bad weeks, gaps, several aides, left-out
//! scores, signs, and visits at the same moment.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;
use vigie_shared::ids::{RatingId, UserId};
use vigie_shared::rating::{Axis, Score, Scores};
use vigie_shared::rules::{Engine, Finding, PersonState, RatingEvent, RuleSet};
use vigie_shared::sign::{SignCatalogue, SignId};

/// Strong and weak ones of the default catalogue, and one it does not know.
const SIGNS: [&str; 6] = ["fall", "confusion", "pain", "sadness", "carer_exhausted", "long_gone"];

/// The engine with the default rules.
pub fn engine() -> Engine {
    Engine::new(RuleSet::default_set(), chrono_tz::Europe::Paris, SignCatalogue::default_set())
}

/// An engine that finds something nearly everywhere, so that no path of the fold stays untried.
pub fn nervous_engine() -> Engine {
    nervous(3)
}

/// The same with the usual lag, for promises about the last 14 days.
pub fn keen_engine() -> Engine {
    nervous(14)
}

fn nervous(lag_days: u8) -> Engine {
    let mut value = serde_json::to_value(RuleSet::default_set()).expect("JSON");
    value["baseline"]["min_rated_days"] = 2.into();
    value["baseline"]["lag_days"] = lag_days.into();
    let nervous = serde_json::json!({
        "threshold": { "pair_under_usual": 0.5, "pair_at_most": 4 },
        "drop": { "under_usual": 0.4, "again_after_days": 3 },
        "ewma": { "limit": 1.0, "again_after_days": 4 },
        "visit_quality": { "limit": 1.5, "restart_after_days": 9 },
        "drift": { "recent_ratings": 2, "before_from_week": 3, "before_ratings": 2, "under_before": 0.3, "again_after_days": 3 },
        "lukewarm": {
            "level": 4, "count": 2, "of": 3, "usual_at_least": 2.0, "again_after_days": 4,
            "axes": ["form", "intervention", "health", "mood"],
        },
        "sign": { "weak_under_usual": 0.2 },
    });
    let rules = value["rules"].as_array_mut().expect("a list");
    for rule in rules.iter_mut() {
        let id = rule["id"].as_str().expect("an id").to_owned();
        for (name, number) in nervous[id.as_str()].as_object().into_iter().flatten() {
            rule[name] = number.clone();
        }
    }
    rules.push(serde_json::json!({
        "id": "cusum", "version": 1, "kind": "cusum", "enabled": true, "axes": ["health", "mood"],
        "slack": 0.2, "limit": 1.5, "restart_after_days": 20, "again_after_days": 5
    }));
    rules.push(serde_json::json!({
        "id": "two_aides", "version": 1, "kind": "drop", "enabled": true, "axes": ["mood", "form"],
        "under_usual": 0.6, "within_days": 30, "again_after_days": 6, "confirm_by_two_aides": true
    }));
    let set = RuleSet::parse(&value.to_string()).expect("a valid rule set");
    Engine::new(set, chrono_tz::America::Martinique, SignCatalogue::default_set())
}

/// Either of the two.
pub fn engines() -> impl Strategy<Value = Engine> {
    prop_oneof![Just(engine()), Just(nervous_engine())]
}

pub fn start() -> DateTime<Utc> {
    // Six weeks before a night in which the clocks of Paris change.
    DateTime::from_timestamp(1_770_000_000, 0).expect("a time")
}

/// One visit, before it has a time.
#[derive(Debug, Clone)]
struct Tap {
    /// Minutes since the visit before; 0 is the same moment.
    gap: i64,
    id: u128,
    aide: u128,
    /// Deviations from the level of the regime; `None` is left out.
    scores: [Option<i8>; 4],
    signs: Vec<usize>,
}

fn tap() -> impl Strategy<Value = Tap> {
    let gap = prop_oneof![1 => Just(0), 6 => 30..600_i64, 6 => 600..3_000_i64, 1 => 3_000..60_000_i64];
    let score = prop_oneof![1 => Just(None), 9 => (-1..=1_i8).prop_map(Some)];
    let signs = prop_oneof![6 => Just(vec![]), 2 => prop::collection::vec(0..SIGNS.len(), 1..3)];
    (gap, any::<u128>(), 0..3_u128, prop::array::uniform4(score), signs)
        .prop_map(|(gap, id, aide, scores, signs)| Tap { gap, id, aide, scores, signs })
}

/// A history in the order of the visits, without doubles.
pub fn history(longest: usize) -> impl Strategy<Value = Vec<RatingEvent>> {
    let regime = (1..=5_i8, prop::collection::vec(tap(), 1..16));
    prop::collection::vec(regime, 1..longest / 8).prop_map(|regimes| {
        let mut at = start();
        let mut events = Vec::new();
        for (level, taps) in regimes {
            for tap in taps {
                at += TimeDelta::minutes(tap.gap);
                events.push(event(&tap, level, at));
            }
        }
        in_order(events)
    })
}

fn event(tap: &Tap, level: i8, at: DateTime<Utc>) -> RatingEvent {
    let mut scores = Scores::default();
    for (&axis, deviation) in Axis::ALL.iter().zip(tap.scores) {
        let value = deviation.map(|by| (level + by).clamp(1, 5) as u8);
        scores.set(axis, value.and_then(|value| Score::new(value).ok()));
    }
    let mut signs: Vec<SignId> = tap.signs.iter().map(|&i| SIGNS[i].parse().expect("an id")).collect();
    signs.sort_unstable();
    signs.dedup();
    RatingEvent {
        id: RatingId::from(Uuid::from_u128(tap.id)),
        aide: UserId::from(Uuid::from_u128(tap.aide)),
        at,
        scores,
        signs,
    }
}

/// Fold order, each rating once.
pub fn in_order(mut events: Vec<RatingEvent>) -> Vec<RatingEvent> {
    events.sort_by_key(|event| (event.at, event.id));
    events.dedup_by_key(|event| event.id);
    events
}

/// Folds a history that is in order.
pub fn fold(engine: &Engine, events: &[RatingEvent]) -> (PersonState, Vec<Finding>) {
    let (mut state, mut found) = (PersonState::new(), Vec::new());
    for event in events {
        engine.fold(&mut state, event, &mut found);
    }
    (state, found)
}

/// `VIGIE_PROPERTY_FACTOR=20` tries twenty times as many cases, for a long night.
pub fn cases(count: u32) -> ProptestConfig {
    let factor = std::env::var("VIGIE_PROPERTY_FACTOR").ok().and_then(|text| text.parse().ok()).unwrap_or(1);
    ProptestConfig { cases: count * factor, failure_persistence: None, ..ProptestConfig::default() }
}

#[test]
fn the_histories_are_rich_enough_to_prove_something() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = std::collections::BTreeMap::new();
    for _ in 0..200 {
        let events = history(96).new_tree(&mut runner).expect("a history").current();
        for finding in fold(&engine(), &events).1 {
            *seen.entry((finding.rule, finding.severity.as_str())).or_insert(0) += 1;
        }
    }
    for (rule, severity) in [
        ("threshold", "critical"),
        ("threshold", "high"),
        ("drop", "high"),
        ("drop", "moderate"),
        ("ewma", "high"),
        ("visit_quality", "moderate"),
        ("drift", "moderate"),
        ("drift", "high"),
        ("lukewarm", "moderate"),
        ("sign", "critical"),
        ("sign", "high"),
        ("sign", "moderate"),
    ] {
        let count = seen.get(&(rule.to_owned(), severity)).copied().unwrap_or(0);
        assert!(count >= 20, "{rule} {severity}: {count} of {seen:?}");
    }
}
