//! Silence: a function of the planning and the moment; neither the order in which things are told nor
//! the days on which one asks change what is said.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use uuid::Uuid;
use vigie_shared::rules::{Absence, AsOf, Finding, Planning, Presence, VisitFact};
use vigie_shared::visit::VisitStatus;

use crate::history::{cases, engine, start};

type Parts = (Vec<VisitFact>, Vec<Presence>, Vec<Absence>);

/// A planning of some weeks: phases in which visits are mostly done and rated, not done, not rated, or
/// not there at all.
fn parts() -> impl Strategy<Value = Parts> {
    let visit = (0..10_u8, 300..3_000_i64, 30..240_i64, 0..4_000_i64);
    let phase = (0..4_u8, prop::collection::vec(visit, 1..20));
    let presences = prop::collection::vec((0..60_000_i64, 0..3_000_i64), 0..3);
    let absences = prop::collection::vec((0..60_000_i64, 600..20_000_i64, -3_000..3_000_i64), 0..2);
    (prop::collection::vec(phase, 1..6), presences, absences).prop_map(|(phases, presences, absences)| {
        let (mut at, mut visits) = (start(), Vec::new());
        for (phase, taps) in phases {
            for (fate, gap, length, lateness) in taps {
                at += TimeDelta::minutes(if phase == 3 { gap * 6 } else { gap });
                let good = fate < 7;
                let status = match phase {
                    1 if good => VisitStatus::Planned,
                    _ if fate == 9 => VisitStatus::Cancelled,
                    _ => VisitStatus::Done,
                };
                let rated = status == VisitStatus::Done && (good != (phase == 2));
                let ends_at = at + TimeDelta::minutes(length);
                visits.push(VisitFact {
                    id: Uuid::from_u128(visits.len() as u128 + 1).into(),
                    aide: Uuid::nil().into(),
                    starts_at: at,
                    ends_at,
                    status,
                    rated_at: rated.then(|| ends_at + TimeDelta::minutes(lateness)),
                });
            }
        }
        let minutes = |from: DateTime<Utc>, count| from + TimeDelta::minutes(count);
        let presence = |(at, late)| Presence { at: minutes(start(), at), received_at: minutes(start(), at + late) };
        let absence = |(from, length, declared)| Absence {
            from: minutes(start(), from),
            to: minutes(start(), from + length),
            declared_at: minutes(start(), from + declared),
        };
        (visits, presences.into_iter().map(presence).collect(), absences.into_iter().map(absence).collect())
    })
}

fn planning((visits, presences, absences): Parts) -> Planning {
    Planning::new(visits, presences, absences)
}

/// A fortnight after the last visit.
fn end(parts: &Parts) -> DateTime<Utc> {
    parts.0.iter().map(|visit| visit.starts_at).max().expect("not empty") + TimeDelta::days(14)
}

fn instants(parts: &Parts) -> Vec<DateTime<Utc>> {
    engine().silence_instants(start(), end(parts)).collect()
}

fn said_by(planning: &Planning, asked: &[DateTime<Utc>]) -> BTreeMap<String, Finding> {
    let engine = engine();
    let found = asked.iter().flat_map(|at| engine.silence(planning, AsOf::at(*at)));
    found.map(|finding| (finding.key.clone(), finding)).collect()
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn order_and_doubles_of_what_is_told_change_nothing(
        (parts, shuffled) in parts().prop_flat_map(|parts| {
            let doubled = |n: usize| (0..n).chain(0..n).collect::<Vec<_>>();
            let (visits, presences, absences) = (parts.0.len(), parts.1.len(), parts.2.len());
            let orders = (
                Just(doubled(visits)).prop_shuffle(), Just(doubled(presences)).prop_shuffle(), Just(doubled(absences)).prop_shuffle(),
            );
            (Just(parts), orders)
        }),
    ) {
        let told = (
            shuffled.0.iter().map(|&i| parts.0[i]).collect(),
            shuffled.1.iter().map(|&i| parts.1[i]).collect(),
            shuffled.2.iter().map(|&i| parts.2[i]).collect(),
        );
        prop_assert_eq!(planning(told), planning(parts));
    }

    #[test]
    fn what_comes_later_changes_nothing_now(parts in parts(), cut in any::<prop::sample::Index>()) {
        let asked = instants(&parts);
        let at = *cut.get(&asked);
        let mut known = parts.clone();
        known.0.retain(|visit| visit.starts_at <= at);
        for visit in &mut known.0 {
            visit.rated_at = visit.rated_at.filter(|rated_at| *rated_at <= at);
        }
        known.1.retain(|presence| presence.at <= at && presence.received_at <= at);
        known.2.retain(|absence| absence.declared_at <= at);
        let (all, known) = (planning(parts), planning(known));
        prop_assert_eq!(engine().silence(&all, AsOf::at(at)), engine().silence(&known, AsOf::at(at)));
    }

    #[test]
    fn a_silence_says_the_same_whenever_one_asks(parts in parts(), offsets in prop::collection::vec(0..1_440_i64, 1..4)) {
        // Everything arrives at once, so that only the moment of the question differs.
        let mut parts = parts;
        for visit in &mut parts.0 {
            visit.rated_at = visit.rated_at.map(|_| visit.starts_at);
        }
        parts.1.iter_mut().for_each(|presence| presence.received_at = presence.at);
        parts.2.iter_mut().for_each(|absence| absence.declared_at = start() - TimeDelta::days(1));
        let asked = instants(&parts);
        let other: Vec<_> = asked.iter().flat_map(|at| offsets.iter().map(|m| *at + TimeDelta::minutes(*m))).collect();
        let (planning, end) = (planning(parts.clone()), end(&parts));
        let (daily, often) = (said_by(&planning, &asked), said_by(&planning, &other));
        for (key, finding) in &daily {
            if let Some(again) = often.get(key) {
                prop_assert_eq!(again, finding);
            }
            prop_assert!(finding.since <= finding.at && finding.at <= end);
            prop_assert!(engine().silence_stands(&planning, finding, end));
        }
    }

    #[test]
    fn a_silence_that_lasts_is_said_every_thirty_days(parts in parts()) {
        let asked = instants(&parts);
        let planning = planning(parts);
        let mut by_run: BTreeMap<String, Vec<DateTime<Utc>>> = BTreeMap::new();
        for finding in said_by(&planning, &asked).into_values() {
            let (run, _) = finding.key.rsplit_once('/').expect("a key");
            by_run.entry(run.to_owned()).or_default().push(finding.at);
        }
        for times in by_run.values_mut() {
            times.sort_unstable();
            prop_assert!(times.windows(2).all(|pair| (pair[1] - pair[0]).num_days() % 30 == 0), "{times:?}");
        }
    }

    #[test]
    fn a_declared_absence_and_a_missing_planning_are_silent(parts in parts()) {
        let asked = instants(&parts);
        let whole = Absence { from: start() - TimeDelta::days(1), to: end(&parts) + TimeDelta::days(1), declared_at: start() };
        let (visits, presences, _) = parts;
        let explained = Planning::new(visits, presences.clone(), vec![whole]);
        prop_assert!(said_by(&explained, &asked).is_empty());
        prop_assert!(said_by(&Planning::new(vec![], presences, vec![]), &asked).is_empty());
    }

    #[test]
    fn one_more_rating_never_makes_a_silence(parts in parts(), pick in any::<prop::sample::Index>(), when in any::<prop::sample::Index>()) {
        let asked = instants(&parts);
        let at = *when.get(&asked);
        let causes = |parts: &Parts| -> BTreeSet<String> {
            let found = engine().silence(&planning(parts.clone()), AsOf::at(at));
            found.iter().filter_map(|finding| finding.key.split('/').nth(1).map(str::to_owned)).collect()
        };
        let mut rated = parts.clone();
        let visit = &mut rated.0[pick.index(parts.0.len())];
        visit.rated_at = Some(visit.starts_at);
        let (before, mut after) = (causes(&parts), causes(&rated));
        // A cancelled visit that took place all the same shows a rhythm that was not known before.
        if parts.0.iter().any(|visit| visit.status == VisitStatus::Cancelled) {
            after.remove("no_more_visits");
            after.remove("few_hours");
        }
        prop_assert!(after.is_subset(&before), "{before:?} became {after:?}");
    }
}

#[test]
fn the_plannings_are_rich_enough_to_prove_something() {
    use proptest::strategy::ValueTree as _;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..300 {
        let parts = parts().new_tree(&mut runner).expect("a planning").current();
        for key in said_by(&planning(parts.clone()), &instants(&parts)).into_keys() {
            *seen.entry(key.split('/').nth(1).unwrap_or("").to_owned()).or_default() += 1;
        }
    }
    for cause in ["not_done", "not_rated", "no_more_visits", "few_hours"] {
        assert!(seen.get(cause).copied().unwrap_or(0) >= 10, "{cause}: {seen:?}");
    }
}
