//! Bound: the state of a person stays small for ever, reads back exactly, and bad bytes are refused.

use chrono::TimeDelta;
use proptest::prelude::*;
use vigie_shared::rating::Axis;
use vigie_shared::rules::{PersonState, RatingEvent};
use vigie_shared::sign::SignCatalogue;

use crate::history::{cases, engine, engines, fold, history, start};
use crate::server::through_json;

/// The goal of the rules, in bytes of stored JSON.
const LARGEST: usize = 2_048;

fn busy_event(n: u32) -> RatingEvent {
    let mut scores = vigie_shared::rating::Scores::default();
    for &axis in Axis::ALL {
        let value = 1 + (n.wrapping_mul(2_654_435_761) >> (axis.index() * 4)) % 5;
        scores.set(axis, u8::try_from(value).ok().and_then(|v| vigie_shared::rating::Score::new(v).ok()));
    }
    RatingEvent {
        id: uuid::Uuid::from_u128(u128::from(n) << 64 | 0xabcd_ef01_2345_6789).into(),
        aide: uuid::Uuid::from_u128(u128::MAX - u128::from(n)).into(),
        at: start() + TimeDelta::minutes(i64::from(n) * 97),
        scores,
        signs: SignCatalogue::default_set().all().iter().map(|sign| sign.id).collect(),
    }
}

#[test]
fn four_years_of_fifteen_visits_a_day_with_every_sign_fit_in_two_kilobytes() {
    let engine = engine();
    let (mut state, mut found) = (PersonState::new(), Vec::new());
    let mut largest = 0;
    for n in 0..(4 * 365 * 15) {
        engine.fold(&mut state, &busy_event(n), &mut found);
        found.clear();
        if n % 50 == 0 {
            largest = largest.max(serde_json::to_string(&state).expect("JSON").len());
        }
    }
    assert!(largest < LARGEST, "{largest} bytes");
    assert!(state.rated_days(Axis::Health) > 4 * 365, "the four years were folded");
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn a_state_reads_back_to_the_same_bits_and_stays_small(engine in engines(), events in history(160)) {
        let (state, _) = fold(&engine, &events);
        let bytes = state.to_bytes();
        prop_assert!(serde_json::to_string(&state).expect("JSON").len() < LARGEST);
        prop_assert_eq!(through_json(&state).to_bytes(), bytes.clone());
        let back = PersonState::from_bytes(&bytes).expect("reads back");
        for &axis in Axis::ALL {
            prop_assert_eq!(back.usual(axis).map(f64::to_bits), state.usual(axis).map(f64::to_bits));
        }
        prop_assert_eq!(back.position(), state.position());
    }

    #[test]
    fn damaged_bytes_are_refused_or_harmless(
        events in history(32),
        hits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
        next in history(16),
    ) {
        let engine = engine();
        let (state, _) = fold(&engine, &events);
        let mut bytes = state.to_bytes();
        prop_assert!(PersonState::from_bytes(&bytes[..cut.index(bytes.len())]).is_err());
        for (place, byte) in hits {
            let i = place.index(bytes.len());
            bytes[i] = byte;
        }
        // The checksum of a state is the database's; all we ask is never to panic.
        if let Ok(mut damaged) = PersonState::from_bytes(&bytes) {
            let mut found = Vec::new();
            for event in &next {
                engine.fold(&mut damaged, event, &mut found);
            }
            prop_assert!(damaged.to_bytes().len() < 4 * LARGEST);
        }
    }
}
