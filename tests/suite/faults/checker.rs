//! The checker itself: one that never fails proves nothing.

use uuid::Uuid;
use vigie_server::ids;
use vigie_tests::checker::{History, check};

fn history(attempted: &[Uuid], acknowledged: &[Uuid]) -> History {
    History { attempted: attempted.iter().copied().collect(), acknowledged: acknowledged.iter().copied().collect() }
}

#[test]
fn what_was_lost_doubled_or_made_up_is_named() {
    let [a, b, c, stranger] = [ids::fresh(), ids::fresh(), ids::fresh(), ids::fresh()];
    let verdict = check(&history(&[a, b, c], &[a, b]), &[b, b, c, stranger]);
    assert_eq!(verdict.lost, [a]);
    assert_eq!(verdict.duplicated, [b]);
    assert_eq!(verdict.unexpected, [stranger]);
    assert_eq!(verdict.recovered, 2);
    assert!(!verdict.is_good());
}

#[test]
fn an_answer_that_got_lost_is_no_fault() {
    let [a, b] = [ids::fresh(), ids::fresh()];
    let verdict = check(&history(&[a, b], &[a]), &[a, b]);
    assert!(verdict.is_good());
    assert_eq!(verdict.recovered, 1);
    assert!(check(&history(&[a, b], &[a]), &[a]).is_good(), "what was never acknowledged may be missing");
}
