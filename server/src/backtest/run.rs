//! Runs a rule set over histories: many persons, several threads, the same result however the work is shared.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::thread;

use chrono::{DateTime, NaiveDate, Utc};
use vigie_shared::alert::simulated::SimulatedAlert;
use vigie_shared::ids::UserId;
use vigie_shared::lang::Lang;
use vigie_shared::rules::{Audience, Engine, Family, Severity, explain};

use super::files::{Histories, Part, Report};
use super::history::PersonHistory;
use super::period::Period;
use super::walk::{Found, walk};

/// An alert that there would have been.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// Number of the person in the run's list.
    pub person: u32,
    pub opened_at: DateTime<Utc>,
    /// The gravest it became.
    pub severity: Severity,
    /// Whether it is for the coordinators; the others are for the sector referent alone.
    pub for_coordination: bool,
    /// Each rule once, in order.
    pub rules: Vec<String>,
    /// The sentence that leads it.
    pub sentence: String,
    /// By time.
    pub findings: Vec<AlertFinding>,
    /// Whenever people were told.
    pub told: Vec<DateTime<Utc>>,
}

/// A finding in an alert.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertFinding {
    pub rule: String,
    pub family: Family,
    pub at: DateTime<Utc>,
    pub severity: Severity,
    pub sentence: String,
    /// Late data contradicted it.
    pub lifted: bool,
}

/// What to run, and how its sentences are written.
pub struct Job<'a> {
    pub engine: &'a Engine,
    pub period: Period,
    /// What was received later is not known; time ends here.
    pub until: DateTime<Utc>,
    pub lang: Lang,
    /// Who an aide is, for the sentences.
    pub name_of: &'a (dyn Fn(UserId) -> Option<String> + Sync),
}

impl std::fmt::Debug for Job<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Job").field("period", &self.period).finish_non_exhaustive()
    }
}

/// What came of a run.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// In no particular order until sorted.
    pub alerts: Vec<Alert>,
    /// The first day something was known of each person who had something before the period ended.
    pub first_days: Vec<(u32, NaiveDate)>,
    pub folds: u64,
    pub findings: u64,
    /// Persons with at least one rating.
    pub persons_rated: u64,
    pub report: Report,
}

impl Job<'_> {
    /// Runs one person; keeps the alerts that opened within the period.
    pub fn person(&self, person: u32, history: &PersonHistory, outcome: &mut Outcome) {
        let Some(begins) = history.begins().filter(|begins| *begins < self.until) else { return };
        outcome.first_days.push((person, self.period.day(begins)));
        outcome.persons_rated += u64::from(!history.arrivals.is_empty());
        let walked = walk(self.engine, history, self.until);
        outcome.folds += walked.folds;
        outcome.findings += walked.found.len() as u64;
        let within = walked.alerts.iter().filter(|alert| self.period.contains(alert.opened_at));
        outcome.alerts.extend(within.map(|alert| self.alert(person, alert, &walked.found)));
    }

    fn alert(&self, person: u32, alert: &SimulatedAlert, table: &[Found]) -> Alert {
        let mut places = alert.findings.clone();
        places.sort_by_key(|place| (table[*place].finding.at, *place));
        let found: Vec<&Found> = places.iter().map(|place| &table[*place]).collect();
        let say = |found: &&Found| {
            explain(&found.finding.evidence, self.lang, self.engine.time_zone(), &|aide| (self.name_of)(aide))
        };
        let findings: Vec<AlertFinding> = found
            .iter()
            .map(|found| AlertFinding {
                rule: found.finding.rule.clone(),
                family: found.finding.family,
                at: found.finding.at,
                severity: found.finding.severity,
                sentence: say(found),
                lifted: found.lifted,
            })
            .collect();
        let mut rules: Vec<String> = findings.iter().map(|finding| finding.rule.clone()).collect();
        rules.sort_unstable();
        rules.dedup();
        let lead = places.iter().position(|place| *place == alert.lead).and_then(|at| findings.get(at));
        Alert {
            person,
            opened_at: alert.opened_at,
            severity: alert.severity,
            for_coordination: alert.audience == Audience::Coordination,
            rules,
            sentence: lead.map(|lead| lead.sentence.clone()).unwrap_or_default(),
            findings,
            told: alert.told_at.clone(),
        }
    }
}

impl Outcome {
    pub fn merge(&mut self, other: Self) {
        self.alerts.extend(other.alerts);
        self.first_days.extend(other.first_days);
        self.folds += other.folds;
        self.findings += other.findings;
        self.persons_rated += other.persons_rated;
        self.report.merge(other.report);
    }

    /// By opening, then by person. Persons are numbered in the order of their ids.
    pub fn sort(&mut self) {
        self.alerts.sort_by_key(|alert| (alert.opened_at, alert.person));
        self.first_days.sort_unstable();
    }
}

/// Runs everybody in the files.
pub fn run_files(histories: &mut Histories, job: &Job<'_>, threads: usize) -> Outcome {
    let parts: Vec<Mutex<Option<Part>>> =
        std::mem::take(&mut histories.parts).into_iter().map(|part| Mutex::new(Some(part))).collect();
    let (next, marked) = (AtomicUsize::new(0), AtomicU64::new(0));
    let all = &*histories;
    let total = Mutex::new(Outcome::default());
    thread::scope(|scope| {
        for _ in 0..threads.max(1) {
            scope.spawn(|| {
                let mut mine = Outcome::default();
                while let Some(slot) = parts.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let Some(part) = slot.lock().ok().and_then(|mut slot| slot.take()) else { continue };
                    let mut report = Report::default();
                    part.ordered(all, &mut report).for_each(all, |person, history| {
                        let aside = history.arrivals.iter().filter(|arrival| !arrival.timely).count();
                        marked.fetch_add(aside as u64, Ordering::Relaxed);
                        job.person(person, history, &mut mine);
                    });
                    mine.report.merge(report);
                }
                if let Ok(mut total) = total.lock() {
                    total.merge(mine);
                }
            });
        }
    });
    let mut outcome = total.into_inner().unwrap_or_default();
    outcome.report.counts.marked = marked.into_inner();
    outcome.sort();
    outcome
}
