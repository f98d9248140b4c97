//! Missing: an absent axis or sign never creates a finding nor moves another axis.

use proptest::prelude::*;
use vigie_shared::rating::Axis;
use vigie_shared::rules::{Family, Finding};

use crate::history::{cases, engines, fold, history};

const SCORE_RULES: [&str; 8] =
    ["threshold", "drop", "ewma", "visit_quality", "drift", "lukewarm", "cusum", "two_aides"];

fn about(found: &[Finding], axis: Axis, rule: &str) -> Vec<Finding> {
    found.iter().filter(|f| f.axis == Some(axis) && f.rule == rule).cloned().collect()
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn an_axis_nobody_scores_has_no_findings_and_moves_no_other(
        engine in engines(), events in history(96), gone in 0..4_usize,
    ) {
        let gone = Axis::ALL[gone];
        let mut without = events.clone();
        without.iter_mut().for_each(|event| event.scores.set(gone, None));
        let ((state, all), (state_without, left)) = (fold(&engine, &events), fold(&engine, &without));
        prop_assert!(left.iter().all(|f| f.axis != Some(gone)));
        for &axis in Axis::ALL.iter().filter(|&&axis| axis != gone) {
            for rule in SCORE_RULES {
                prop_assert_eq!(about(&all, axis, rule), about(&left, axis, rule));
            }
            prop_assert_eq!(state.usual(axis).map(f64::to_bits), state_without.usual(axis).map(f64::to_bits));
        }
        // What several axes say together can only become less.
        let count = |found: &[Finding]| found.iter().filter(|f| f.axis.is_none()).count();
        let lowest = |found: &[Finding]| found.iter().filter(|f| f.rule == "threshold" && f.axis.is_some()).count();
        prop_assert!(count(&left) <= count(&all) + lowest(&all) - lowest(&left));
    }

    #[test]
    fn signs_nobody_ticks_are_never_found_and_move_no_score(engine in engines(), events in history(96)) {
        let mut without = events.clone();
        without.iter_mut().for_each(|event| event.signs.clear());
        let ((_, all), (_, left)) = (fold(&engine, &events), fold(&engine, &without));
        let scores: Vec<_> = all.into_iter().filter(|f| f.family == Family::Scores).collect();
        prop_assert_eq!(left, scores);
    }

    #[test]
    fn a_rating_of_another_axis_in_between_changes_nothing(
        engine in engines(), events in history(64), pick in any::<prop::sample::Index>(),
    ) {
        // One more visit on which only the mood was scored, in the middle of the history.
        let mut more = events.clone();
        let mut extra = more[pick.index(events.len())].clone();
        extra.id = uuid::Uuid::from_u128(1).into();
        extra.signs.clear();
        for &axis in Axis::ALL.iter().filter(|&&axis| axis != Axis::Mood) {
            extra.scores.set(axis, None);
        }
        more.push(extra);
        let more = crate::history::in_order(more);
        let ((_, all), (_, with)) = (fold(&engine, &events), fold(&engine, &more));
        for axis in [Axis::Health, Axis::Form, Axis::Intervention] {
            for rule in SCORE_RULES {
                prop_assert_eq!(about(&all, axis, rule), about(&with, axis, rule));
            }
        }
    }
}
