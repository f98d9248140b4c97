//! What opens it, what closes it, and that no clock and no order of reports locks a service out.

use super::*;

const FAILED: Report = Report::Failed { retry_after: None };

fn start() -> DateTime<Utc> {
    "2026-03-02T10:00:00Z".parse().expect("a time")
}

fn seconds(n: i64) -> TimeDelta {
    TimeDelta::seconds(n)
}

/// A breaker that has just opened at [`start`].
fn opened() -> Breaker {
    let mut breaker = Breaker::default();
    for _ in 0..OPENS_AT {
        assert_eq!(breaker.ask(start()), Answer::Go);
        breaker.report(FAILED, start());
    }
    breaker
}

#[test]
fn it_opens_after_ten_failures_in_a_row_and_not_before() {
    let mut breaker = Breaker::default();
    for _ in 0..OPENS_AT - 1 {
        breaker.report(FAILED, start());
    }
    assert_eq!(breaker.ask(start()), Answer::Go);
    breaker.report(Report::Well, start());
    for _ in 0..OPENS_AT - 1 {
        breaker.report(FAILED, start());
        assert_eq!(breaker.ask(start()), Answer::Go);
    }
    breaker.report(FAILED, start());
    assert_eq!(breaker.ask(start()), Answer::Wait(start() + FIRST_REST));
    assert_eq!((breaker.failures(), breaker.seen(start())), (OPENS_AT, State::Open { until: start() + FIRST_REST }));
}

#[test]
fn failures_of_calls_that_were_under_way_do_not_lengthen_the_rest() {
    let mut breaker = opened();
    for _ in 0..32 {
        breaker.report(FAILED, start() + seconds(5));
    }
    assert_eq!(breaker.ask(start() + seconds(6)), Answer::Wait(start() + FIRST_REST));
}

#[test]
fn after_its_rest_one_call_tries_and_its_outcome_decides() {
    let mut breaker = opened();
    let then = start() + FIRST_REST;
    assert_eq!(breaker.ask(then), Answer::Go);
    assert_eq!(breaker.ask(then), Answer::Wait(then + WHILE_PROBING), "one probe");
    assert_eq!(breaker.seen(then), State::HalfOpen { since: then });
    let mut closed = breaker;
    closed.report(Report::Well, then);
    assert_eq!((closed, closed.ask(then)), (Breaker::default(), Answer::Go));
    breaker.report(FAILED, then);
    assert_eq!(breaker.ask(then), Answer::Wait(then + FIRST_REST * 2));
}

#[test]
fn rests_double_up_to_ten_minutes() {
    let (mut breaker, mut now, mut rests) = (opened(), start(), Vec::new());
    for _ in 0..7 {
        let Answer::Wait(until) = breaker.ask(now) else { panic!("open") };
        rests.push((until - now).num_seconds());
        now = until;
        assert_eq!(breaker.ask(now), Answer::Go);
        breaker.report(FAILED, now);
    }
    assert_eq!(rests, [30, 60, 120, 240, 480, 600, 600]);
}

#[test]
fn a_probe_that_never_began_or_never_ended_leaves_the_place_to_another() {
    let then = start() + FIRST_REST;
    let mut unused = opened();
    assert_eq!(unused.ask(then), Answer::Go);
    unused.report(Report::Unused, then);
    assert_eq!(unused.ask(then), Answer::Go);
    let mut lost = opened();
    assert_eq!((lost.ask(then), lost.ask(then + PROBE)), (Answer::Go, Answer::Go));
    let mut closed = Breaker::default();
    closed.report(Report::Unused, then);
    assert_eq!(closed, Breaker::default());
}

#[test]
fn a_service_that_asks_for_patience_gets_it_for_every_message_up_to_an_hour() {
    let mut breaker = Breaker::default();
    let asked = |n| Report::Failed { retry_after: Some(Duration::from_secs(n)) };
    breaker.report(asked(120), start());
    breaker.report(asked(60), start());
    breaker.report(Report::Well, start());
    assert_eq!(breaker.ask(start() + seconds(119)), Answer::Wait(start() + seconds(120)), "the longest asked for");
    assert_eq!(breaker.seen(start()), State::Open { until: start() + seconds(120) });
    assert_eq!(breaker.ask(start() + seconds(120)), Answer::Go, "to the second");
    breaker.report(asked(u64::MAX), start());
    assert_eq!(breaker.ask(start()), Answer::Wait(start() + LONGEST_PAUSE));
}

#[test]
fn a_clock_set_back_locks_nobody_out() {
    let mut open = opened();
    assert_eq!(open.ask(start() - TimeDelta::days(1)), Answer::Go);
    let mut probing = opened();
    probing.ask(start() + FIRST_REST);
    assert_eq!(probing.ask(start() - TimeDelta::days(1)), Answer::Go);
    let mut paused = Breaker::default();
    paused.report(Report::Failed { retry_after: Some(Duration::from_secs(3_600)) }, start());
    assert_eq!(paused.ask(start() - TimeDelta::days(1)), Answer::Go);
}

/// Whatever happens, in whatever order: no wait is longer than an hour, and a service that is well again is open to all.
#[test]
fn no_history_locks_a_service_out() {
    let mut dice = 7_u64;
    let mut roll = |sides: u64| {
        dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (dice >> 33) % sides
    };
    for _ in 0..200 {
        let (mut breaker, mut now, mut latest) = (Breaker::default(), start(), start());
        for _ in 0..200 {
            now += seconds(i64::try_from(roll(90)).expect("small") - 20);
            latest = latest.max(now);
            if let Answer::Wait(until) = breaker.ask(now) {
                assert!(until > now && until - now <= LONGEST_PAUSE, "{breaker:?} at {now}");
            }
            let retry_after = (roll(4) == 0).then(|| Duration::from_secs(roll(10_000)));
            match roll(4) {
                0 => breaker.report(Report::Well, now),
                1 => breaker.report(Report::Unused, now),
                _ => breaker.report(Report::Failed { retry_after }, now),
            }
        }
        now = latest + LONGEST_PAUSE;
        assert_eq!(breaker.ask(now), Answer::Go);
        breaker.report(Report::Well, now);
        assert_eq!((breaker.ask(now), breaker.seen(now)), (Answer::Go, State::Closed));
    }
}
