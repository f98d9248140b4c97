use super::*;
use crate::ids::VisitId;
use crate::rules::testing::{aide, day, short};
use crate::rules::{Evidence, RuleSet, Severity};
use crate::sign::SignCatalogue;
use crate::visit::VisitStatus::{Cancelled, Done, Planned};
use uuid::Uuid;

fn engine() -> Engine {
    Engine::new(RuleSet::default_set(), chrono_tz::Europe::Paris, SignCatalogue::default_set())
}

/// A visit at nine, of two hours.
fn visit(number: i64, status: crate::visit::VisitStatus, rated: bool) -> VisitFact {
    let starts_at = day(number);
    let id = VisitId::from(Uuid::from_u128(u128::try_from(number).expect("a day") + 1));
    let ends_at = starts_at + TimeDelta::hours(2);
    VisitFact { id, aide: aide(1), starts_at, ends_at, status, rated_at: rated.then_some(ends_at) }
}

fn planning(visits: impl IntoIterator<Item = VisitFact>) -> Planning {
    Planning::new(visits.into_iter().collect(), vec![], vec![])
}

fn good(days: std::ops::Range<i64>) -> impl Iterator<Item = VisitFact> {
    days.map(|number| visit(number, Done, true))
}

/// What is said for the first time, asked each morning.
fn said(planning: &Planning, days: std::ops::Range<i64>) -> Vec<(i64, String)> {
    let (engine, mut known, mut said) = (engine(), std::collections::BTreeSet::new(), Vec::new());
    for at in engine.silence_instants(day(days.start), day(days.end)) {
        for finding in engine.silence(planning, AsOf::at(at)) {
            if known.insert(finding.key.clone()) {
                said.push(((at - day(0)).num_days(), short(&[finding])[0].clone()));
            }
        }
    }
    said
}

fn causes(planning: &Planning, days: std::ops::Range<i64>) -> Vec<(i64, String)> {
    let cause = |text: &str| text.split('/').nth(1).unwrap_or("").to_owned();
    said(planning, days).into_iter().map(|(number, text)| (number, cause(&text))).collect()
}

#[test]
fn two_planned_visits_running_that_were_not_done_are_heard_after_the_grace() {
    let planning = planning(good(0..30).chain((30..33).map(|number| visit(number, Planned, false))));
    // Day 31 at eleven, and 36 hours: the evening of day 32; asked on the morning of day 33.
    assert_eq!(causes(&planning, 0..36)[0], (32, "not_done".to_owned()));
    let found = engine().silence(&planning, AsOf::at(day(35)));
    let Evidence::NotDone { count, since } = found[0].evidence else { panic!("{found:?}") };
    assert_eq!((count, since), (2, day(30)), "as of the moment it began to hold");
    assert_eq!((found[0].severity, found[0].audience), (Severity::High, Audience::Coordination));
}

#[test]
fn one_visit_not_done_a_cancelled_one_and_one_that_was_rated_are_no_silence() {
    let mixed =
        [visit(30, Planned, false), visit(31, Cancelled, false), visit(32, Planned, true), visit(33, Planned, false)];
    let planning = planning(good(0..30).chain(mixed).chain(good(34..60)));
    assert_eq!(said(&planning, 0..60), []);
}

#[test]
fn a_cancelled_visit_does_not_end_the_run() {
    let mixed = [visit(30, Planned, false), visit(31, Cancelled, false), visit(32, Planned, false)];
    assert_eq!(causes(&planning(good(0..30).chain(mixed)), 0..36).len(), 1);
}

#[test]
fn six_done_visits_that_nobody_rated_are_for_the_referent() {
    let planning = planning(good(0..30).chain((30..60).map(|number| visit(number, Done, false))));
    assert_eq!(causes(&planning, 0..60), [(36, "not_rated".to_owned())]);
    let found = engine().silence(&planning, AsOf::at(day(60)));
    assert_eq!((found[0].severity, found[0].audience), (Severity::Moderate, Audience::Referent));
}

#[test]
fn a_rating_that_names_no_visit_breaks_the_silence() {
    let visits: Vec<_> = good(0..30).chain((30..60).map(|number| visit(number, Done, false))).collect();
    let presence = |number| Presence { at: day(number), received_at: day(number) + TimeDelta::hours(3) };
    let planning =
        Planning::new(visits, vec![presence(33), presence(38), presence(43), presence(48), presence(53)], vec![]);
    assert_eq!(said(&planning, 0..59), []);
}

#[test]
fn visits_that_stop_are_heard_after_twice_the_longest_pause() {
    let weekly = |weeks: i64| (0..weeks).map(|week| visit(week * 7, Done, true));
    // Day 70, 11 o'clock, 14 days and 36 hours.
    assert_eq!(causes(&planning(weekly(11)), 0..100), [(85, "no_more_visits".to_owned())]);
    assert_eq!(causes(&planning(good(0..30)), 0..45), [(37, "no_more_visits".to_owned())], "daily: after a week");
    assert_eq!(said(&planning(weekly(3)), 0..100), [], "three visits show no rhythm");
}

#[test]
fn visits_that_are_called_off_were_looked_at_by_somebody() {
    let planning = planning(good(0..30).chain((30..50).map(|number| visit(number, Cancelled, false))));
    assert_eq!(causes(&planning, 0..65), [(57, "no_more_visits".to_owned())], "a week after the last of them");
}

#[test]
fn a_visit_in_the_plan_is_no_end_of_the_visits() {
    let (engine, planning) = (engine(), planning(good(0..30)));
    let ask = |next| engine.silence(&planning, AsOf { next_planned: Some(day(next)), ..AsOf::at(day(40)) }).len();
    assert_eq!(ask(50), 0);
    assert_eq!(ask(60), 1, "too far away");
}

#[test]
fn half_of_the_planned_hours_over_four_weeks_is_said_once() {
    // Never two running, yet only every other visit takes place: the one in the morning.
    let afternoon = |number| {
        let planned = visit(1_000 + number, Planned, false);
        let starts_at = day(number) + TimeDelta::hours(6);
        VisitFact { starts_at, ends_at: starts_at + TimeDelta::hours(2), ..planned }
    };
    let planning = planning(good(0..84).chain((28..84).map(afternoon)));
    let said = causes(&planning, 0..84);
    assert_eq!(said.iter().map(|(_, cause)| cause.as_str()).collect::<Vec<_>>(), ["few_hours"], "{said:?}");
    let found = engine().silence(&planning, AsOf::at(day(84)));
    let Evidence::FewHours { done, planned, from, to } = found[0].evidence else { panic!("{found:?}") };
    assert_eq!(((to - from).num_days(), done, planned), (27, 56.0, 112.0));
}

#[test]
fn a_declared_absence_explains_everything() {
    let visits: Vec<_> =
        good(0..30).chain((30..40).map(|number| visit(number, Planned, false))).chain(good(40..60)).collect();
    let absence = Absence { from: day(30), to: day(40), declared_at: day(29) };
    assert_eq!(said(&Planning::new(visits.clone(), vec![], vec![absence]), 0..60), []);
    let late = Absence { declared_at: day(50), ..absence };
    let planning = Planning::new(visits, vec![], vec![late]);
    let found = engine().silence(&planning, AsOf::at(day(35)));
    assert_eq!(found.len(), 1, "nobody had said so");
    assert!(engine().silence_stands(&planning, &found[0], day(49)));
    assert!(!engine().silence_stands(&planning, &found[0], day(51)), "lifted by what is known now");
}

#[test]
fn a_silence_that_lasts_is_said_again_after_thirty_days() {
    let days: Vec<i64> = said(&planning(good(0..30)), 0..110).into_iter().map(|(number, _)| number).collect();
    assert_eq!(days, [37, 67, 97]);
}

#[test]
fn a_rating_that_arrives_late_lifts_what_was_said() {
    let mut visits: Vec<_> = good(0..30).chain((30..33).map(|number| visit(number, Planned, false))).collect();
    visits[31].rated_at = Some(day(36));
    let planning = planning(visits);
    let found = engine().silence(&planning, AsOf::at(day(34)));
    assert_eq!(found.len(), 1);
    assert!(engine().silence_stands(&planning, &found[0], day(35)));
    assert!(!engine().silence_stands(&planning, &found[0], day(36)));
}

#[test]
fn one_asks_at_seven_each_local_day() {
    let at = |text: &str| text.parse::<DateTime<Utc>>().expect("a time");
    let asked: Vec<_> = engine().silence_instants(at("2026-03-27T06:00:00Z"), at("2026-03-30T05:00:00Z")).collect();
    // Summer time begins on the 29th.
    assert_eq!(asked, [at("2026-03-28T06:00:00Z"), at("2026-03-29T05:00:00Z"), at("2026-03-30T05:00:00Z")]);
}
