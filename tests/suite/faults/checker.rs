//! The checker itself, and the opening of messages: what never fails proves nothing.

use uuid::Uuid;
use vigie_server::ids;
use vigie_tests::faults::checker::{check, check_messages};
use vigie_tests::faults::envelope::Browser;
use vigie_tests::faults::history::{Fact, History, Seen};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

fn history<K: Ord + Clone>(attempted: &[K], acknowledged: &[K]) -> History<K> {
    History { attempted: attempted.iter().cloned().collect(), acknowledged: acknowledged.iter().cloned().collect() }
}

#[test]
fn what_was_lost_doubled_or_made_up_is_named() {
    let [a, b, c, stranger] = [ids::fresh(), ids::fresh(), ids::fresh(), ids::fresh()];
    let verdict = check(&history(&[a, b, c], &[a, b]), &[b, b, c, stranger]);
    assert_eq!(verdict.lost, [a]);
    assert_eq!(verdict.duplicated, [b]);
    assert_eq!(verdict.unexpected, [stranger]);
    assert_eq!(verdict.recovered, 1);
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

fn fact(receiver: u128, tag: &str) -> Fact {
    Fact { receiver: Uuid::from_u128(receiver), tag: tag.to_owned() }
}

fn certain(facts: &[&Fact]) -> History<Fact> {
    let mut history = History::default();
    facts.iter().for_each(|fact| history.certain((*fact).clone()));
    history
}

fn seen(fact: &Fact, id: u128) -> Seen {
    Seen { fact: fact.clone(), id: Uuid::from_u128(id), at: chrono::DateTime::UNIX_EPOCH }
}

#[test]
fn a_copy_with_the_same_id_and_tag_is_counted_and_no_fault() {
    let told = fact(1, "visit-1");
    let verdict = check_messages(&certain(&[&told]), &[seen(&told, 7), seen(&told, 7)]);
    assert!(verdict.is_good(), "{verdict:?}");
    assert_eq!(verdict.repeated, 1);
}

#[test]
fn two_messages_about_one_fact_and_one_message_about_two_are_faults() {
    let (one, other) = (fact(1, "visit-1"), fact(1, "visit-2"));
    let both = certain(&[&one, &other]);
    let twice = check_messages(&both, &[seen(&one, 7), seen(&one, 8), seen(&other, 9)]);
    assert_eq!((twice.duplicated.as_slice(), twice.repeated), ([one.clone()].as_slice(), 0));
    let torn = check_messages(&both, &[seen(&one, 7), seen(&other, 7)]);
    assert_eq!(torn.duplicated, [one, other]);
}

#[test]
fn a_message_to_somebody_else_is_lost_here_and_unexpected_there() {
    let (meant, went) = (fact(1, "visit-1"), fact(2, "visit-1"));
    let verdict = check_messages(&certain(&[&meant]), &[seen(&went, 7)]);
    assert_eq!((verdict.lost, verdict.unexpected), (vec![meant], vec![went]));
}

/// The example of RFC 8291, section 5.
#[test]
fn the_standards_own_message_opens() {
    let scalar = URL_SAFE_NO_PAD.decode("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94").unwrap();
    let auth = URL_SAFE_NO_PAD.decode("BTBZMqHH6r4Tts7J_aSIgg").unwrap();
    let browser = Browser::of(&scalar, auth.try_into().unwrap());
    assert_eq!(
        browser.p256dh(),
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
    );
    let body = "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBr\
                u3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN";
    let mut body = URL_SAFE_NO_PAD.decode(body).unwrap();
    assert_eq!(browser.open(&body).unwrap(), "When I grow up, I want to be a watermelon");
    *body.last_mut().unwrap() ^= 1;
    assert_eq!(browser.open(&body), Err("the seal is broken"));
    assert!(browser.open(&body[..20]).is_err() && browser.open(&[]).is_err());
}
