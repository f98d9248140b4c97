//! The figures of a run: how many alerts, of which kind, and what they mean for those who work the queue.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use vigie_shared::rules::Severity;

use super::files::Counts;
use super::period::Period;
use super::quality::{Quality, rounded};
use super::run::{Alert, Outcome};

/// Persons whom one coordinator looks after, where nobody says how many coordinators there are.
const PERSONS_A_COORDINATOR: u64 = 250;

/// The last line of `backtest --json`.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    pub ratings: u64,
    pub persons: u64,
    pub alerts: u64,
    pub alerts_per_week: f64,
    /// Alerts in which a rule spoke; one may count under several.
    pub by_rule: BTreeMap<String, u64>,
    pub by_severity: BTreeMap<&'static str, u64>,
    pub elapsed_ms: u64,
    pub truth: Option<Quality>,
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub coordinators: u64,
    /// Of the alerts that are for coordination, from Monday to Friday.
    pub alerts_per_coordinator_and_working_day: f64,
    /// Alerts about the visits alone.
    pub for_referents: u64,
    pub findings: u64,
    pub folds: u64,
    pub files: FileFigures,
}

/// What was in the files.
#[derive(Debug, Clone, Serialize)]
pub struct FileFigures {
    pub visits: u64,
    pub bad_lines: u64,
    pub duplicates: u64,
    pub conflicts: u64,
    pub marked: u64,
    pub too_late: u64,
}

impl From<Counts> for FileFigures {
    fn from(counts: Counts) -> Self {
        let Counts { ratings: _, visits, bad_lines, duplicates, conflicts, marked, too_late } = counts;
        Self { visits, bad_lines, duplicates, conflicts, marked, too_late }
    }
}

/// The figures of a run over files.
pub fn summarise(
    outcome: &Outcome,
    persons: u64,
    period: Period,
    coordinators: Option<u64>,
    truth: Option<Quality>,
) -> Summary {
    let alerts = &outcome.alerts;
    let coordinators = coordinators.unwrap_or(persons.div_ceil(PERSONS_A_COORDINATOR)).max(1);
    let for_coordination = alerts.iter().filter(|alert| alert.for_coordination).count();
    let days = (period.working_days().max(1) as f64) * coordinators as f64;
    Summary {
        ratings: outcome.report.counts.ratings,
        persons,
        alerts: alerts.len() as u64,
        alerts_per_week: per_week(alerts.len(), period),
        by_rule: by_rule(alerts),
        by_severity: by_severity(alerts),
        elapsed_ms: 0,
        truth,
        from: period.from,
        to: period.to,
        coordinators,
        alerts_per_coordinator_and_working_day: rounded(for_coordination as f64 / days, 1_000.0),
        for_referents: (alerts.len() - for_coordination) as u64,
        findings: outcome.findings,
        folds: outcome.folds,
        files: outcome.report.counts.into(),
    }
}

pub fn per_week(alerts: usize, period: Period) -> f64 {
    rounded(alerts as f64 / period.weeks().max(1.0 / 7.0), 1_000.0)
}

pub fn by_rule<'a>(alerts: impl IntoIterator<Item = &'a Alert>) -> BTreeMap<String, u64> {
    let mut counts = BTreeMap::new();
    for rule in alerts.into_iter().flat_map(|alert| &alert.rules) {
        *counts.entry(rule.clone()).or_default() += 1;
    }
    counts
}

pub fn by_severity<'a>(alerts: impl IntoIterator<Item = &'a Alert>) -> BTreeMap<&'static str, u64> {
    let mut counts: BTreeMap<&'static str, u64> = Severity::ALL.iter().map(|severity| (severity.as_str(), 0)).collect();
    for alert in alerts {
        *counts.entry(alert.severity.as_str()).or_default() += 1;
    }
    counts
}
