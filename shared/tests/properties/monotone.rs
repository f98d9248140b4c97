//! Monotone: all else equal, lowering a score of the last 14 days, or adding a sign, never removes a
//! condition nor lowers its severity.

use chrono::TimeDelta;
use proptest::prelude::*;
use vigie_shared::rating::{Axis, Score};
use vigie_shared::rules::{Engine, Finding, RatingEvent, Severity};
use vigie_shared::sign::SignId;

use crate::history::{cases, engine, fold, history, keen_engine};

/// Conditions that hold at the last rating.
fn conditions(engine: &Engine, events: &[RatingEvent]) -> Vec<Finding> {
    let Some((last, before)) = events.split_last() else { return vec![] };
    let (state, _) = fold(engine, before);
    engine.conditions(&state, last)
}

fn gravest(conditions: &[Finding], wanted: impl Fn(&Finding) -> bool) -> Option<Severity> {
    conditions.iter().filter(|f| wanted(f)).map(|f| f.severity).max()
}

/// Every condition before is still one, at least as grave. A threshold on two scores may give way to
/// the graver one on a single score: it is the same rule.
fn check(before: &[Finding], after: &[Finding]) -> Result<(), TestCaseError> {
    for old in before {
        let new = gravest(after, |f| f.rule == old.rule && (f.axis == old.axis || old.axis.is_none()));
        prop_assert!(new >= Some(old.severity), "{:?} became {:?}", old, new);
    }
    Ok(())
}

fn lowered(event: &mut RatingEvent, axis: Axis, by: u8) {
    if let Some(score) = event.scores.get(axis) {
        event.scores.set(axis, Score::new(score.get().saturating_sub(by).max(1)).ok());
    }
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn lowering_a_recent_score_never_removes_a_condition(
        engine in prop_oneof![Just(engine()), Just(keen_engine())],
        events in history(80), pick in any::<prop::sample::Index>(), axis in 0..4_usize, by in 1..=4_u8,
    ) {
        let newest = events.last().expect("not empty").at;
        let recent: Vec<usize> =
            (0..events.len()).filter(|&i| newest - events[i].at <= TimeDelta::days(14)).collect();
        let mut worse = events.clone();
        lowered(&mut worse[*pick.get(&recent)], Axis::ALL[axis], by);
        check(&conditions(&engine, &events), &conditions(&engine, &worse))?;
    }

    #[test]
    fn adding_a_sign_never_removes_a_condition(
        engine in prop_oneof![Just(engine()), Just(keen_engine())],
        events in history(80), pick in any::<prop::sample::Index>(),
        sign in prop::sample::select(vec!["fall", "confusion", "pain", "sadness", "tired"]),
    ) {
        let mut worse = events.clone();
        let signs = &mut worse[pick.index(events.len())].signs;
        signs.push(sign.parse::<SignId>().expect("an id"));
        signs.sort_unstable();
        signs.dedup();
        check(&conditions(&engine, &events), &conditions(&engine, &worse))?;
    }
}
