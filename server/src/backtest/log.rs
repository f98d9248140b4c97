//! The alert log of a run: the same decisions as the server's, with nobody at the queue.
//!
//! An alert closes once so many days have passed without a new finding (`episode_days` of the rule set). What is decided is in
//! `vigie_shared::alert`; here it is carried out in memory.

use chrono::{DateTime, TimeDelta, Utc};
use vigie_shared::alert::{
    AfterLifting, AlertPolicy, AlertState, ClosedAlert, Gathered, OpenAlert, Outcome, Placement, after_lifting, place,
};
use vigie_shared::rules::Severity;

use super::walk::Found;

/// An alert of a run. Findings are named by their place in the walk's table.
#[derive(Debug, Clone)]
pub struct LoggedAlert {
    pub opened_at: DateTime<Utc>,
    /// The gravest it ever was: what people were told.
    pub severity: Severity,
    /// Whenever people were told: when it opened, reopened, or got worse.
    pub told: Vec<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    /// In the order they came.
    pub findings: Vec<Found>,
}

#[derive(Debug)]
struct Case {
    opened_at: DateTime<Utc>,
    current: Severity,
    gravest: Severity,
    told: Vec<DateTime<Utc>>,
    last_found: DateTime<Utc>,
    closed_at: Option<DateTime<Utc>>,
    rows: Vec<usize>,
}

/// The alerts of one person, oldest first.
#[derive(Debug)]
pub struct AlertLog {
    policy: AlertPolicy,
    cases: Vec<Case>,
}

impl AlertLog {
    pub fn new(policy: AlertPolicy) -> Self {
        Self { policy, cases: Vec::new() }
    }

    /// Finds the place of a finding: a new alert, the open one, the one just closed, or none.
    pub fn lay(&mut self, row: usize, table: &[Found], now: DateTime<Utc>) {
        self.close_if_quiet(now);
        let finding = &table[row].finding;
        let placement = {
            let open = self.open().map(|case| OpenAlert {
                severity: case.current,
                snoozed: false,
                findings: gathered(&case.rows, table),
            });
            let closed = self.last_closed().map(|(case, closed_at)| ClosedAlert {
                severity: case.current,
                closed_at,
                outcome: Outcome::NothingNeeded,
                findings: gathered(&case.rows, table),
            });
            place(finding, open.as_ref(), closed.as_ref(), &self.policy, now)
        };
        let place = match placement {
            Placement::Quiet { .. } => return,
            Placement::Open { severity } => {
                self.cases.push(Case {
                    opened_at: now,
                    current: severity,
                    gravest: severity,
                    told: vec![now],
                    last_found: now,
                    closed_at: None,
                    rows: Vec::new(),
                });
                self.cases.len() - 1
            }
            Placement::Reopen { severity } => {
                let Some(place) = self.place_of_last_closed() else { return };
                let case = &mut self.cases[place];
                case.closed_at = None;
                case.current = severity;
                case.told.push(now);
                place
            }
            Placement::Join { severity, notify, .. } => {
                let Some(place) = self.cases.iter().position(|case| case.closed_at.is_none()) else { return };
                let case = &mut self.cases[place];
                case.current = severity;
                if notify {
                    case.told.push(now);
                }
                place
            }
        };
        let case = &mut self.cases[place];
        case.gravest = case.gravest.max(case.current);
        case.last_found = now;
        case.rows.retain(|known| *known != row);
        case.rows.push(row);
    }

    /// What late data leaves of the open alert.
    pub fn after_lifting(&mut self, table: &[Found], now: DateTime<Utc>) {
        self.close_if_quiet(now);
        let policy = self.policy;
        let Some(case) = self.cases.iter_mut().find(|case| case.closed_at.is_none()) else { return };
        match after_lifting(&AlertState::New, false, &gathered(&case.rows, table), &policy) {
            AfterLifting::Stays { severity } => case.current = severity,
            AfterLifting::ClosesItself => case.closed_at = Some(now),
            AfterLifting::Nothing | AfterLifting::WaitsForPerson => {}
        }
    }

    /// The alerts, with what was found in the end.
    pub fn finish(mut self, until: DateTime<Utc>, table: &[Found]) -> Vec<LoggedAlert> {
        self.close_if_quiet(until);
        let logged = |case: Case| LoggedAlert {
            opened_at: case.opened_at,
            severity: case.gravest,
            told: case.told,
            closed_at: case.closed_at,
            findings: case.rows.iter().map(|row| table[*row].clone()).collect(),
        };
        self.cases.into_iter().map(logged).collect()
    }

    fn close_if_quiet(&mut self, now: DateTime<Utc>) {
        let quiet = TimeDelta::days(i64::from(self.policy.episode_days));
        for case in self.cases.iter_mut().filter(|case| case.closed_at.is_none()) {
            let ends = case.last_found + quiet;
            if ends <= now {
                case.closed_at = Some(ends);
            }
        }
    }

    fn open(&self) -> Option<&Case> {
        self.cases.iter().find(|case| case.closed_at.is_none())
    }

    fn place_of_last_closed(&self) -> Option<usize> {
        let closed = self.cases.iter().enumerate().filter(|(_, case)| case.closed_at.is_some());
        closed.max_by_key(|(place, case)| (case.closed_at, *place)).map(|(place, _)| place)
    }

    fn last_closed(&self) -> Option<(&Case, DateTime<Utc>)> {
        let case = &self.cases[self.place_of_last_closed()?];
        Some((case, case.closed_at?))
    }
}

fn gathered(rows: &[usize], table: &[Found]) -> Vec<Gathered> {
    let one = |row: &usize| Gathered { lifted: table[*row].lifted, ..Gathered::from(&table[*row].finding) };
    rows.iter().map(one).collect()
}
