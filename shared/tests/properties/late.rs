//! Order: the same set of ratings gives equal findings for every arrival order, split and batch;
//! corrections take effect whenever they come.

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use uuid::Uuid;
use vigie_shared::ids::RatingId;
use vigie_shared::rules::{Finding, RatingEvent};

use crate::history::{cases, engines, fold, history, in_order};
use crate::server::{Arrival, MiniServer};

/// Who arrives when: a history, a priority for each rating, the sizes of the batches, and which
/// ratings are corrected (with the scores of another one, under a new id).
fn arrivals() -> impl Strategy<Value = (Vec<Vec<Arrival>>, Vec<RatingEvent>)> {
    history(80).prop_flat_map(|events| {
        let count = events.len();
        let order = prop::collection::vec(prop_oneof![7 => Just(0_u16), 3 => 0..40_u16], count * 2);
        let corrected = prop::collection::vec((0..count, 0..count), 0..4);
        let sizes = prop::collection::vec(1..9_usize, count * 2);
        (Just(events), order, corrected, sizes).prop_map(arrange)
    })
}

type Plan = (Vec<RatingEvent>, Vec<u16>, Vec<(usize, usize)>, Vec<usize>);

fn arrange((events, delays, corrected, sizes): Plan) -> (Vec<Vec<Arrival>>, Vec<RatingEvent>) {
    let mut all: Vec<Arrival> = events.iter().map(|e| Arrival { event: e.clone(), replaces: None }).collect();
    let mut standing = events.clone();
    for (n, (old, model)) in corrected.into_iter().enumerate() {
        let id = RatingId::from(Uuid::from_u128(u128::MAX - n as u128));
        let replaced = events[old].id;
        let event = RatingEvent { id, scores: events[model].scores, signs: vec![], ..events[old].clone() };
        standing.retain(|e| e.id != replaced);
        standing.push(event.clone());
        all.push(Arrival { event, replaces: Some(replaced) });
    }
    // Arrival: by visit order plus a delay; most come at once.
    let mut keyed: Vec<(usize, Arrival)> =
        all.into_iter().enumerate().map(|(i, a)| (i + usize::from(delays[i % delays.len()]), a)).collect();
    keyed.sort_by_key(|(key, _)| *key);
    let mut rest: Vec<Arrival> = keyed.into_iter().map(|(_, a)| a).collect();
    let mut batches = Vec::new();
    let mut sizes = sizes.into_iter().cycle();
    while !rest.is_empty() {
        let size = sizes.next().unwrap_or(1).min(rest.len());
        batches.push(rest.drain(..size).collect());
    }
    (batches, in_order(standing))
}

fn by_key(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by(|a, b| a.key.cmp(&b.key));
    findings
}

proptest! {
    #![proptest_config(cases(600))]

    #[test]
    fn any_arrival_order_split_and_batch_gives_the_same_findings_and_state(
        engine in engines(),
        (batches, standing) in arrivals(),
    ) {
        let mut server = MiniServer::new(&engine);
        for batch in &batches {
            server.receive(batch);
        }
        let (state, found) = fold(&engine, &standing);
        prop_assert_eq!(server.standing(), by_key(found));
        prop_assert_eq!(server.state().to_bytes(), state.to_bytes());
    }

    #[test]
    fn batches_received_twice_and_backwards_change_nothing(
        engine in engines(),
        (batches, standing) in arrivals(),
    ) {
        let mut server = MiniServer::new(&engine);
        for batch in batches.iter().rev().chain(&batches) {
            server.receive(batch);
        }
        let (state, found) = fold(&engine, &standing);
        prop_assert_eq!(server.standing(), by_key(found));
        prop_assert_eq!(server.state().to_bytes(), state.to_bytes());
    }
}

#[test]
fn late_ratings_do_come_through_a_checkpoint() {
    // The property above would be hollow if nothing were ever late.
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut refolds = 0;
    for _ in 0..50 {
        let tree = arrivals().new_tree(&mut runner).expect("a history");
        let engine = crate::history::engine();
        let mut server = MiniServer::new(&engine);
        for batch in &tree.current().0 {
            server.receive(batch);
        }
        refolds += server.refolds;
    }
    assert!(refolds > 100, "{refolds}");
}
