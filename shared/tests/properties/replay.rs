//! Duplicates, replay bit for bit, as-of, and independence from everybody else.

use proptest::prelude::*;
use vigie_shared::rules::{Folded, PersonState, refold};

use crate::history::{cases, engine, engines, fold, history, nervous_engine};
use crate::server::through_json;

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn a_rating_folded_again_changes_nothing(engine in engines(), events in history(64), pick in any::<prop::sample::Index>()) {
        let (mut state, _) = fold(&engine, &events);
        let bytes = state.to_bytes();
        let mut found = Vec::new();
        prop_assert_eq!(engine.fold(&mut state, pick.get(&events), &mut found), Folded::Behind);
        prop_assert_eq!(state.to_bytes(), bytes);
        prop_assert!(found.is_empty());
    }

    #[test]
    fn replay_equals_live_bit_for_bit_even_when_stored_after_each_rating(engine in engines(), events in history(96)) {
        let (state, found) = fold(&engine, &events);
        let (mut stored, mut found_live) = (PersonState::new(), Vec::new());
        for event in &events {
            prop_assert_eq!(engine.fold(&mut stored, event, &mut found_live), Folded::Done);
            stored = through_json(&stored);
        }
        prop_assert_eq!(stored.to_bytes(), state.to_bytes());
        prop_assert_eq!(found_live, found);
    }

    #[test]
    fn refolding_doubled_and_shuffled_ratings_equals_folding_them(
        engine in engines(),
        (events, shuffled) in history(64).prop_flat_map(|events| {
            let doubled = [events.clone(), events.clone()].concat();
            (Just(events), Just(doubled).prop_shuffle())
        }),
    ) {
        prop_assert_eq!(refold(&engine, PersonState::new(), &shuffled), fold(&engine, &events));
    }

    #[test]
    fn findings_up_to_a_time_do_not_depend_on_what_comes_later(
        engine in engines(), events in history(64), cut in any::<prop::sample::Index>(),
    ) {
        let (_, all) = fold(&engine, &events);
        let (_, first) = fold(&engine, &events[..cut.index(events.len())]);
        prop_assert_eq!(&all[..first.len()], &first[..]);
    }

    #[test]
    fn nobody_s_findings_depend_on_another_person(one in history(64), other in history(64)) {
        let engine = engine();
        let (mut states, mut found) = ([PersonState::new(), PersonState::new()], [vec![], vec![]]);
        for i in 0..one.len().max(other.len()) {
            for (n, events) in [&one, &other].into_iter().enumerate() {
                if let Some(event) = events.get(i) {
                    engine.fold(&mut states[n], event, &mut found[n]);
                }
            }
        }
        let [found_one, found_other] = found;
        prop_assert_eq!(found_one, fold(&engine, &one).1);
        prop_assert_eq!(found_other, fold(&engine, &other).1);
    }

    #[test]
    fn one_territory_s_parameters_leave_the_others_findings_equal(one in history(64), other in history(64)) {
        // Two federations in one process, their ratings interleaved.
        let (ours, theirs) = (engine(), nervous_engine());
        let (mut state, mut found) = (PersonState::new(), vec![]);
        let (mut their_state, mut their_found) = (PersonState::new(), vec![]);
        for i in 0..one.len().max(other.len()) {
            if let Some(event) = one.get(i) {
                ours.fold(&mut state, event, &mut found);
            }
            if let Some(event) = other.get(i) {
                theirs.fold(&mut their_state, event, &mut their_found);
            }
        }
        prop_assert_eq!((state, found), fold(&ours, &one));
        prop_assert_eq!((their_state, their_found), fold(&theirs, &other));
    }

    #[test]
    fn keys_are_unique_and_findings_name_their_rating(engine in engines(), events in history(96)) {
        let (_, found) = fold(&engine, &events);
        let mut keys: Vec<_> = found.iter().map(|f| f.key.as_str()).collect();
        keys.sort_unstable();
        keys.dedup();
        prop_assert_eq!(keys.len(), found.len());
        for finding in &found {
            let last = finding.ratings.last().expect("stands on a rating");
            prop_assert!(finding.key.ends_with(&last.to_string()));
            prop_assert!(finding.since <= finding.at);
            let json = serde_json::to_string(finding).expect("JSON");
            let back: vigie_shared::rules::Finding = serde_json::from_str(&json).expect("reads back");
            prop_assert_eq!(&back, finding);
        }
    }
}
