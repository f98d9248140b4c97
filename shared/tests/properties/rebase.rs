//! A new usual state is an event like any other: wherever and whenever it arrives, the fold is the
//! same, and nothing from before it is said again.

use chrono::TimeDelta;
use proptest::prelude::*;
use uuid::Uuid;
use vigie_shared::rules::{Family, Folded, PersonEvent, PersonState, RebaseEvent, refold_events};

use crate::history::{cases, engines, fold, history};
use crate::server::through_json;

/// A history with one or two new usual states in it.
fn events() -> impl Strategy<Value = Vec<PersonEvent>> {
    let moments = prop::collection::vec((any::<prop::sample::Index>(), 0..600_i64, any::<u128>()), 1..3);
    (history(96), moments).prop_map(|(ratings, moments)| {
        let mut events: Vec<PersonEvent> = ratings.iter().cloned().map(PersonEvent::from).collect();
        for (after, minutes, id) in moments {
            let at = after.get(&ratings).at + TimeDelta::minutes(minutes);
            events.push(PersonEvent::Rebase(RebaseEvent { id: Uuid::from_u128(id), at }));
        }
        events.sort_by_key(PersonEvent::position);
        events
    })
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn the_order_of_arrival_changes_nothing_and_neither_does_storing(
        engine in engines(),
        (events, shuffled) in events().prop_flat_map(|events| {
            let doubled = [events.clone(), events.clone()].concat();
            (Just(events), Just(doubled).prop_shuffle())
        }),
    ) {
        let (mut state, mut found) = (PersonState::new(), Vec::new());
        for event in &events {
            prop_assert_eq!(engine.fold_event(&mut state, event, &mut found), Folded::Done);
            state = through_json(&state);
        }
        prop_assert_eq!(refold_events(&engine, PersonState::new(), &shuffled), (state, found));
    }

    #[test]
    fn a_late_rating_from_before_it_is_folded_before_it(
        engine in engines(), events in events(), late in any::<prop::sample::Index>(),
    ) {
        // Without one rating, then with it from a checkpoint at the beginning.
        let place = late.index(events.len());
        let (state, _) = refold_events(&engine, PersonState::new(), &events[..place]);
        let (resumed, found) = refold_events(&engine, state, &events[place..]);
        let (whole, all) = refold_events(&engine, PersonState::new(), &events);
        prop_assert_eq!(resumed.to_bytes(), whole.to_bytes());
        prop_assert_eq!(&all[all.len() - found.len()..], &found[..]);
    }

    #[test]
    fn runs_on_scores_begin_anew_and_signs_are_left_alone(engine in engines(), events in events()) {
        let (_, found) = refold_events(&engine, PersonState::new(), &events);
        let ratings: Vec<_> = events.iter().filter_map(|event| match event {
            PersonEvent::Rating(event) => Some(event.clone()),
            PersonEvent::Rebase(_) => None,
        }).collect();
        let moments: Vec<_> = events.iter().filter(|e| matches!(e, PersonEvent::Rebase(_))).map(|e| e.position().0).collect();
        for finding in found.iter().filter(|finding| finding.family == Family::Scores) {
            let crossed = moments.iter().any(|moment| finding.since < *moment && *moment < finding.at);
            prop_assert!(!crossed, "{:?}", finding);
        }
        let strong = |found: Vec<vigie_shared::rules::Finding>| -> Vec<String> {
            found.into_iter().filter(|f| f.severity > vigie_shared::rules::Severity::Moderate && f.family == Family::Signs).map(|f| f.key).collect()
        };
        prop_assert_eq!(strong(found), strong(fold(&engine, &ratings).1));
    }
}
