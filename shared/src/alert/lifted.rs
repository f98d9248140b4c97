//! What late data takes away again.
//!
//! A correction or a late rating can contradict a finding. The finding stays in the file, marked as
//! lifted. An alert that nobody looked at and that has nothing left closes itself, which is recorded;
//! one that somebody saw waits for a person, because only they know what was set in motion.

use super::merge::{Gathered, combined_severity};
use super::policy::AlertPolicy;
use super::state::AlertState;
use crate::rules::finding::Severity;

/// What to do with an alert some of whose findings were lifted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterLifting {
    /// Closed already: only the mark.
    Nothing,
    /// Something still stands; nobody saw it, so it is as grave as what stands.
    Stays {
        /// The alert's severity from now on.
        severity: Severity,
    },
    /// Somebody saw it: it keeps its severity and waits for them, also when nothing is left.
    WaitsForPerson,
    /// Nobody saw it and nothing is left.
    ClosesItself,
}

/// Decides it. `findings` are all of the alert's, with the marks already set; `seen` is whether
/// somebody ever opened, took, or was assigned it.
#[must_use]
pub fn after_lifting(state: &AlertState, seen: bool, findings: &[Gathered], policy: &AlertPolicy) -> AfterLifting {
    if !state.is_open() {
        return AfterLifting::Nothing;
    }
    if seen || *state != AlertState::New {
        return AfterLifting::WaitsForPerson;
    }
    match combined_severity(findings, policy) {
        Some(severity) => AfterLifting::Stays { severity },
        None => AfterLifting::ClosesItself,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::outcome::Outcome;
    use crate::ids::UserId;
    use crate::rules::finding::{Audience, Family};
    use chrono::DateTime;
    use uuid::Uuid;

    fn finding(severity: Severity, lifted: bool) -> Gathered {
        Gathered {
            rule: "threshold".to_owned(),
            axis: None,
            family: Family::Scores,
            severity,
            audience: Audience::Coordination,
            at: DateTime::UNIX_EPOCH,
            lifted,
        }
    }

    #[test]
    fn an_alert_nobody_saw_follows_what_still_stands() {
        let policy = AlertPolicy::default();
        let left = [finding(Severity::Critical, true), finding(Severity::Moderate, false)];
        let verdict = after_lifting(&AlertState::New, false, &left, &policy);
        assert_eq!(verdict, AfterLifting::Stays { severity: Severity::Moderate });
        let verdict = after_lifting(&AlertState::New, false, &left[..1], &policy);
        assert_eq!(verdict, AfterLifting::ClosesItself);
    }

    #[test]
    fn an_alert_somebody_saw_waits_for_them() {
        let (policy, left) = (AlertPolicy::default(), [finding(Severity::Critical, true)]);
        let owner = UserId::from(Uuid::from_u128(1));
        let at = DateTime::UNIX_EPOCH;
        let taken = AlertState::Taken { owner, at };
        assert_eq!(after_lifting(&AlertState::New, true, &left, &policy), AfterLifting::WaitsForPerson);
        assert_eq!(after_lifting(&taken, false, &left, &policy), AfterLifting::WaitsForPerson);
        let closed = AlertState::Closed { by: Some(owner), at, outcome: Outcome::Acted };
        assert_eq!(after_lifting(&closed, true, &left, &policy), AfterLifting::Nothing);
    }
}
