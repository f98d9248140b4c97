//! Messages to nobody, to one browser and to several.

use std::time::Duration;

use super::*;

fn now() -> DateTime<Utc> {
    "2026-03-02T10:00:00Z".parse().expect("a time")
}

fn message() -> Leased {
    Leased {
        federation_id: Uuid::from_u128(1),
        id: Uuid::from_u128(2),
        key: "k".to_owned(),
        user_id: Uuid::from_u128(3),
        channel: "push".to_owned(),
        kind: "test".to_owned(),
        body: serde_json::json!({}),
        attempts: 1,
        created_at: now(),
        expires_at: now() + TimeDelta::hours(1),
        fence: 1,
        first_try_at: None,
        handed_on_at: None,
        next_attempt_at: now(),
    }
}

const A: Uuid = Uuid::from_u128(10);
const B: Uuid = Uuid::from_u128(11);

fn accepted() -> Outcome {
    Outcome::Accepted { status: 201 }
}
fn gone() -> Outcome {
    Outcome::Gone { status: 410 }
}
fn later(seconds: u64) -> Outcome {
    Outcome::Later { status: Some(429), retry_after: Some(Duration::from_secs(seconds)), why: "429".to_owned() }
}
fn refused() -> Outcome {
    Outcome::Refused { status: Some(403), why: "403".to_owned() }
}

fn stale() -> Outcome {
    Outcome::Stale { status: Some(403), why: "403".to_owned() }
}

fn outcomes(tries: &[(Uuid, Outcome)]) -> BTreeMap<Uuid, Delivery> {
    tries.iter().map(|(id, outcome)| (*id, delivery(*id, outcome, 1, 0.0, now()))).collect()
}

fn settle(tries: &[(Uuid, Outcome)]) -> Settlement {
    let present: Vec<Uuid> = tries.iter().filter(|(_, o)| *o != gone()).map(|(id, _)| *id).collect();
    settlement(&message(), &present, &outcomes(tries), None, Some("why".to_owned()), now())
}

#[test]
fn one_acceptance_delivers_when_nothing_is_left_to_try() {
    for other in [accepted(), gone(), refused()] {
        assert_eq!(settle(&[(A, accepted()), (B, other)]).state, DeliveryState::Delivered);
    }
}

#[test]
fn a_browser_that_may_pass_keeps_the_message_alive_until_its_own_time() {
    for other in [accepted(), gone(), refused()] {
        let settled = settle(&[(A, later(30)), (B, other)]);
        assert_eq!(settled.state, DeliveryState::Retry);
        assert_eq!(settled.next_attempt_at, now() + TimeDelta::seconds(30));
    }
    assert_eq!(settle(&[(A, later(90)), (B, later(30))]).next_attempt_at, now() + TimeDelta::seconds(30));
}

#[test]
fn only_the_browser_whose_time_has_come_is_tried_again() {
    let before = outcomes(&[(A, later(90)), (B, later(30))]);
    let then = now() + TimeDelta::seconds(30);
    assert!(!is_due(before.get(&A), then));
    assert!(is_due(before.get(&B), then));
    assert!(is_due(None, then));
    for done in [accepted(), gone(), refused()] {
        assert!(!is_due(outcomes(&[(A, done)]).get(&A), then + TimeDelta::days(1)));
    }
}

#[test]
fn a_refusal_everywhere_is_final_and_explained() {
    let settled = settle(&[(A, refused()), (B, stale())]);
    assert_eq!((settled.state, settled.last_error), (DeliveryState::Dead, Some("why".to_owned())));
}

#[test]
fn without_a_browser_the_message_waits_quietly() {
    for tries in [vec![], vec![(A, gone())]] {
        let settled = settle(&tries);
        assert_eq!(settled.state, DeliveryState::Retry);
        assert_eq!(settled.last_error.as_deref(), Some(NO_SUBSCRIPTION));
        assert_eq!(settled.next_attempt_at, now() + NO_BROWSER_WAIT);
    }
}

#[test]
fn no_message_looks_again_after_its_end() {
    assert_eq!(settle(&[(A, later(3_600))]).next_attempt_at, message().expires_at);
    let close = Leased { expires_at: now() + TimeDelta::seconds(3), ..message() };
    assert_eq!(settlement(&close, &[], &BTreeMap::new(), None, None, now()).next_attempt_at, close.expires_at);
}

#[test]
fn what_is_left_at_the_end_says_why() {
    for (tries, state) in [
        (vec![], DeliveryState::Unreachable),
        (vec![(A, gone())], DeliveryState::Gone),
        (vec![(A, gone()), (B, later(5))], DeliveryState::Expired),
        (vec![(A, refused()), (B, later(5))], DeliveryState::Dead),
        (vec![(A, accepted()), (B, later(5))], DeliveryState::Delivered),
    ] {
        let settled = at_its_end(&outcomes(&tries), false, now());
        assert_eq!(settled.state, state, "{tries:?}");
        assert_eq!(settled.last_error.is_none(), state == DeliveryState::Delivered);
    }
}

#[test]
fn a_browser_whose_service_is_left_alone_keeps_the_message_alive() {
    let until = now() + TimeDelta::seconds(30);
    for other in [accepted(), refused(), stale(), later(90)] {
        let settled = settlement(&message(), &[A, B], &outcomes(&[(A, other)]), Some(until), None, now());
        assert_eq!((settled.state, settled.next_attempt_at), (DeliveryState::Retry, until));
    }
}

#[test]
fn a_message_that_was_never_tried_ends_as_late_and_not_as_without_receiver() {
    let settled = at_its_end(&BTreeMap::new(), true, now());
    assert_eq!(settled.state, DeliveryState::Expired);
    assert_eq!(at_its_end(&outcomes(&[(A, gone())]), true, now()).state, DeliveryState::Gone);
}
