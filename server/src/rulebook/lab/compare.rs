//! From two outcomes to figures side by side.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike as _, Days, NaiveDate, TimeDelta};
use uuid::Uuid;
use vigie_shared::alert::Outcome as Closing;
use vigie_shared::lang::Lang;
use vigie_shared::messages;
use vigie_shared::rules::{Rule, RuleSet};

use super::replay::{Covered, Replay};
use super::result::{
    CoordinatorAlerts, Coverage, Judged, LabCase, LabResult, LabSummary, LabWarning, SectorAlerts, WarningCode,
    WeekAlerts, WeekCovered,
};
use crate::alerts::view::PersonRef;
use crate::backtest::period::Period;
use crate::backtest::quality::rounded;
use crate::backtest::run::{Alert, Outcome};
use crate::backtest::summary::{by_rule, by_severity, per_week};
use crate::store::federations::Sector;
use crate::store::past::{PastAlert, PastPerson};
use crate::visits::Named;

/// New alerts that one coordinator can bear on a working day.
pub const BUDGET: f64 = 2.0;
/// Alerts of one person that lie this close to each other are the same alert.
pub const SAME: TimeDelta = TimeDelta::days(7);
/// Cases shown by name; their number is always told.
const MOST_CASES: usize = 200;
/// Under this share of days with ratings the figures say little.
const FEW_DAYS: f64 = 0.5;

/// What the figures are laid out by.
#[derive(Debug)]
pub struct Frame<'a> {
    pub period: Period,
    pub lang: Lang,
    pub sectors: &'a [Sector],
    /// A row a coordinator and sector: id, name, sector.
    pub coordinators: &'a [(Uuid, String, Uuid)],
    /// The alerts there really were, by person.
    pub real: &'a [PastAlert],
}

/// The whole result.
pub fn compare(replay: &Replay, draft: &RuleSet, frame: &Frame<'_>, elapsed_ms: u64) -> LabResult {
    let Replay { persons, current, draft: drafted, coverage } = replay;
    let (gained, gained_count) = only_in(&drafted.alerts, &current.alerts, persons, |_| true);
    let (lost, lost_count) = only_in(&current.alerts, &drafted.alerts, persons, |_| true);
    let of_draft = summary(drafted, persons, frame);
    let fresh = only_in(&drafted.alerts, &current.alerts, persons, |alert| is_open(alert, draft, frame.period)).1;
    let warnings = warnings(draft, &of_draft, coverage, fresh, frame);
    LabResult {
        coverage: Coverage {
            // Before the first day with data there is nothing to know, which is not the same as no alerts.
            from: coverage.days.first().copied().unwrap_or(frame.period.from),
            to: frame.period.to,
            ratings: coverage.ratings,
            persons: persons.len() as u64,
            persons_rated: coverage.persons_rated,
            visits_done: coverage.visits_done,
            visits_rated: coverage.visits_rated,
            days_with_data: coverage.days.len() as u64,
            weeks: covered_weeks(coverage, frame.period),
        },
        current: summary(current, persons, frame),
        draft: of_draft,
        gained,
        lost,
        gained_count,
        lost_count,
        warnings,
        elapsed_ms,
    }
}

/// The alerts of one set that the other does not have, newest first, and how many they are; of those that `counts` admits.
pub fn only_in(
    these: &[Alert],
    those: &[Alert],
    persons: &[PastPerson],
    counts: impl Fn(&Alert) -> bool,
) -> (Vec<LabCase>, u64) {
    let mut times: HashMap<u32, Vec<_>> = HashMap::new();
    for alert in those {
        times.entry(alert.person).or_default().push(alert.opened_at);
    }
    let is_there = |alert: &&Alert| {
        let near = times.get(&alert.person).into_iter().flatten();
        near.into_iter().any(|at| (*at - alert.opened_at).abs() <= SAME)
    };
    let only: Vec<&Alert> = these.iter().rev().filter(|alert| counts(alert) && !is_there(alert)).collect();
    let case = |alert: &&Alert| {
        let person = persons.get(alert.person as usize)?;
        Some(LabCase {
            person: PersonRef { id: person.id, name: person.name.clone(), sector_id: person.sector_id },
            opened_at: alert.opened_at,
            severity: alert.severity,
            sentence: alert.sentence.clone(),
        })
    };
    (only.iter().take(MOST_CASES).filter_map(case).collect(), only.len() as u64)
}

fn summary(outcome: &Outcome, persons: &[PastPerson], frame: &Frame<'_>) -> LabSummary {
    let alerts = &outcome.alerts;
    let sector_of = |alert: &Alert| persons.get(alert.person as usize).map(|person| person.sector_id);
    let mut of_sector: HashMap<Uuid, usize> = HashMap::new();
    for sector in alerts.iter().filter_map(sector_of) {
        *of_sector.entry(sector).or_default() += 1;
    }
    let per_sector = frame.sectors.iter().map(|sector| {
        let count = of_sector.get(&sector.id).copied().unwrap_or(0);
        SectorAlerts { sector: sector.clone(), alerts: count as u64, alerts_per_week: per_week(count, frame.period) }
    });
    LabSummary {
        alerts: alerts.len() as u64,
        alerts_per_week: per_week(alerts.len(), frame.period),
        by_rule: by_rule(alerts),
        by_severity: by_severity(alerts).into_iter().map(|(word, count)| (word.to_owned(), count)).collect(),
        per_week: weeks(alerts, frame.period),
        per_sector: per_sector.collect(),
        per_coordinator: per_coordinator(alerts, persons, frame),
        judged: judged(alerts, persons, frame.real),
    }
}

/// Every week of the period, also those without an alert.
fn weeks(alerts: &[Alert], period: Period) -> Vec<WeekAlerts> {
    let counts = by_week(alerts.iter().map(|alert| period.day(alert.opened_at)), period);
    counts.into_iter().map(|(week, alerts)| WeekAlerts { week, alerts }).collect()
}

fn covered_weeks(coverage: &Covered, period: Period) -> Vec<WeekCovered> {
    let counts = by_week(coverage.days.iter().copied(), period);
    counts.into_iter().map(|(week, days_with_data)| WeekCovered { week, days_with_data }).collect()
}

/// How many of these days lie in each week (its Monday) of the period.
fn by_week(days: impl Iterator<Item = NaiveDate>, period: Period) -> BTreeMap<NaiveDate, u64> {
    let monday = |day: NaiveDate| {
        day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday()))).unwrap_or(day)
    };
    let mut counts: BTreeMap<_, u64> = BTreeMap::new();
    for day in period.from.iter_days().take_while(|day| *day <= period.to) {
        counts.entry(monday(day)).or_default();
    }
    for day in days {
        *counts.entry(monday(day)).or_default() += 1;
    }
    counts
}

/// Whether an alert would still be open when the period ends: its episode has not been quiet for long enough.
fn is_open(alert: &Alert, rules: &RuleSet, period: Period) -> bool {
    let last = alert.findings.iter().filter(|finding| !finding.lifted).map(|finding| finding.at).max();
    let quiet = TimeDelta::days(i64::from(rules.alert_log.episode_days));
    last.is_some_and(|last| last + quiet > period.ends())
}

/// The alerts of a sector are shared by its coordinators. Those about the visits alone, and those of persons who refuse
/// coordination, are the referent's.
fn per_coordinator(alerts: &[Alert], persons: &[PastPerson], frame: &Frame<'_>) -> Vec<CoordinatorAlerts> {
    let mut in_sector: HashMap<Uuid, f64> = HashMap::new();
    for (_, _, sector) in frame.coordinators {
        *in_sector.entry(*sector).or_default() += 1.0;
    }
    let mut of_sector: HashMap<Uuid, f64> = HashMap::new();
    for alert in alerts.iter().filter(|alert| alert.for_coordination) {
        let Some(person) = persons.get(alert.person as usize) else { continue };
        if !matches!(person.coordination.as_str(), "refused" | "withdrawn") {
            *of_sector.entry(person.sector_id).or_default() += 1.0;
        }
    }
    let mut shares: Vec<(Uuid, &str, f64)> = Vec::new();
    for (id, name, sector) in frame.coordinators {
        let share = of_sector.get(sector).copied().unwrap_or(0.0) / in_sector.get(sector).copied().unwrap_or(1.0);
        match shares.last_mut() {
            Some(last) if last.0 == *id => last.2 += share,
            _ => shares.push((*id, name, share)),
        }
    }
    let days = frame.period.working_days().max(1) as f64;
    let line = |(id, name, share): (Uuid, &str, f64)| CoordinatorAlerts {
        coordinator: Named { id, name: name.to_owned() },
        alerts_per_working_day: rounded(share / days, 1_000.0),
        over_budget: share / days > BUDGET,
    };
    shares.into_iter().map(line).collect()
}

fn judged(alerts: &[Alert], persons: &[PastPerson], real: &[PastAlert]) -> Judged {
    let mut of_person: HashMap<Uuid, Vec<&PastAlert>> = HashMap::new();
    for alert in real {
        of_person.entry(alert.person_id).or_default().push(alert);
    }
    let mut judged = Judged::default();
    for alert in alerts {
        let theirs = persons.get(alert.person as usize).and_then(|person| of_person.get(&person.id));
        let distance = |other: &&&PastAlert| (other.opened_at - alert.opened_at).abs();
        let near = theirs.into_iter().flatten().filter(|other| distance(other) <= SAME);
        let closing = near.min_by_key(distance).and_then(|near| near.outcome.as_deref()?.parse::<Closing>().ok());
        match closing {
            Some(closing) if closing.was_useful() => judged.useful += 1,
            Some(_) => judged.noise += 1,
            None => judged.unjudged += 1,
        }
    }
    judged
}

fn warnings(
    draft: &RuleSet,
    summary: &LabSummary,
    coverage: &Covered,
    fresh: u64,
    frame: &Frame<'_>,
) -> Vec<LabWarning> {
    let mut warnings = Vec::new();
    let mut warn = |rule: Option<&str>, code: WarningCode, key: &str, values: &[(&str, &str)]| {
        let detail = messages::fill(frame.lang, key, values);
        warnings.push(LabWarning { rule: rule.map(str::to_owned), code, detail });
    };
    let days = frame.period.days();
    let (all, with_data) = (days.to_string(), coverage.days.len().to_string());
    if coverage.days.len() as f64 <= days as f64 * FEW_DAYS {
        warn(None, WarningCode::NoData, "lab.warning.no_data", &[("days", &with_data), ("of", &all)]);
    }
    let over = summary.per_coordinator.iter().filter(|line| line.over_budget).count();
    if over > 0 {
        let values = [("count", over.to_string()), ("of", summary.per_coordinator.len().to_string())];
        let [(count, number), (of, total)] = &values;
        warn(None, WarningCode::TooMany, "lab.warning.too_many", &[(count, number.as_str()), (of, total.as_str())]);
    }
    // More at once than one working day can take.
    if fresh as f64 > BUDGET * summary.per_coordinator.len().max(1) as f64 {
        warn(None, WarningCode::OpensNow, "lab.warning.opens_now", &[("count", &fresh.to_string())]);
    }
    if coverage.ratings == 0 {
        return warnings;
    }
    for rule in draft.rules.iter().filter(|rule| rule.enabled) {
        let silent = !rule.kind.looks_at_ratings();
        if silent && coverage.visits_done == 0 {
            warn(Some(&rule.id), WarningCode::NoData, "lab.warning.no_visits", &[("rule", &name_of(rule, frame.lang))]);
        } else if !summary.by_rule.contains_key(&rule.id) {
            let name = name_of(rule, frame.lang);
            let values = [("rule", name.as_str()), ("days", all.as_str())];
            warn(Some(&rule.id), WarningCode::MatchesNothing, "lab.warning.matches_nothing", &values);
        }
    }
    warnings
}

/// A rule as people call it: the built-in ones by name, others by their kind and the name they were given.
fn name_of(rule: &Rule, lang: Lang) -> String {
    if let Some(name) = messages::known(lang, &format!("rule.name.{}", rule.id)) {
        return name.to_owned();
    }
    let kind = messages::known(lang, &format!("rule.name.{}", rule.kind.name())).unwrap_or(rule.kind.name());
    format!("{kind} ({})", rule.id)
}
