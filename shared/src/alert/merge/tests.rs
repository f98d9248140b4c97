use super::*;
use crate::ids::RatingId;
use crate::rating::Score;
use crate::rules::evidence::{Evidence, Noted, ScoreFact};
use uuid::Uuid;

fn day(number: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(number)
}

fn finding(number: i64, family: Family, severity: Severity) -> Finding {
    let at = day(number);
    Finding {
        key: format!("any/{number}"),
        rule: family.to_string(),
        rule_version: 1,
        rule_set_version: 1,
        family,
        severity,
        audience: Audience::Coordination,
        axis: None,
        at,
        since: at,
        ratings: vec![RatingId::from(Uuid::nil())],
        evidence: Evidence::Lowest {
            fact: ScoreFact { axis: Axis::Health, score: Score::LOWEST, usual: None },
            noted: Noted { at, aide: Uuid::nil().into() },
        },
    }
}

fn open(findings: &[Finding]) -> OpenAlert {
    let findings: Vec<_> = findings.iter().map(Gathered::from).collect();
    let severity = combined_severity(&findings, &AlertPolicy::default()).expect("something stands");
    OpenAlert { severity, snoozed: false, findings }
}

/// Closed at noon of that day.
fn closed(number: i64, outcome: Outcome, findings: &[Finding]) -> ClosedAlert {
    let OpenAlert { severity, findings, .. } = open(findings);
    ClosedAlert { severity, closed_at: day(number) + TimeDelta::hours(12), outcome, findings }
}

fn joins(new: &Finding, alert: &OpenAlert) -> Placement {
    place(new, Some(alert), None, &AlertPolicy::default(), new.at)
}

fn after(new: &Finding, alert: &ClosedAlert) -> Placement {
    place(new, None, Some(alert), &AlertPolicy::default(), new.at)
}

use Family::{Scores, Signs, Silence};
use Severity::{Critical, High, Moderate};

#[test]
fn the_first_finding_opens_an_alert() {
    let new = finding(0, Scores, High);
    assert_eq!(place(&new, None, None, &AlertPolicy::default(), new.at), Placement::Open { severity: High });
}

#[test]
fn more_of_the_same_joins_without_a_word() {
    let alert = open(&[finding(0, Scores, High)]);
    let quiet = Placement::Join { severity: High, notify: false, wakes_snooze: false };
    assert_eq!(joins(&finding(1, Scores, High), &alert), quiet);
    assert_eq!(joins(&finding(1, Scores, Moderate), &alert), quiet);
}

#[test]
fn a_second_family_within_a_week_is_one_step_graver() {
    let alert = open(&[finding(0, Scores, Moderate)]);
    let told = |severity| Placement::Join { severity, notify: true, wakes_snooze: false };
    assert_eq!(joins(&finding(7, Signs, Moderate), &alert), told(High));
    assert_eq!(joins(&finding(8, Signs, Moderate), &alert), told(Moderate), "told, but no step");
    assert_eq!(joins(&finding(1, Signs, Critical), &alert), told(Critical));
}

#[test]
fn a_snoozed_alert_wakes_only_when_it_gets_worse() {
    let alert = OpenAlert { snoozed: true, ..open(&[finding(0, Scores, Moderate)]) };
    let wakes = |new: &Finding| matches!(joins(new, &alert), Placement::Join { wakes_snooze: true, .. });
    assert!(!wakes(&finding(1, Scores, Moderate)));
    assert!(wakes(&finding(1, Scores, High)));
    assert!(wakes(&finding(30, Silence, Moderate)));
}

#[test]
fn a_lifted_finding_no_longer_speaks_for_its_family() {
    let mut alert = open(&[finding(0, Scores, High), finding(0, Signs, Moderate)]);
    alert.findings[1].lifted = true;
    let new = finding(30, Signs, Moderate);
    assert!(matches!(joins(&new, &alert), Placement::Join { notify: true, .. }));
}

#[test]
fn after_closing_the_same_family_is_quiet_for_a_week() {
    let alert = closed(3, Outcome::Acted, &[finding(0, Scores, High)]);
    let quiet = Placement::Quiet { reason: QuietReason::JustClosed };
    assert_eq!(after(&finding(10, Scores, High), &alert), quiet);
    assert_eq!(after(&finding(11, Scores, High), &alert), Placement::Open { severity: High });
}

#[test]
fn worse_within_a_week_reopens_and_later_is_a_new_alert() {
    let alert = closed(3, Outcome::Acted, &[finding(0, Scores, High)]);
    assert_eq!(after(&finding(4, Scores, Critical), &alert), Placement::Reopen { severity: Critical });
    assert_eq!(after(&finding(4, Signs, Moderate), &alert), Placement::Reopen { severity: Critical }, "two families");
    assert_eq!(after(&finding(11, Scores, Critical), &alert), Placement::Open { severity: Critical });
}

#[test]
fn what_stays_true_is_said_again_after_thirty_days() {
    let alert = closed(3, Outcome::Acted, &[finding(0, Scores, High)]);
    let still = |number| Finding { since: day(0), ..finding(number, Scores, High) };
    assert_eq!(after(&still(20), &alert), Placement::Quiet { reason: QuietReason::StillTrue });
    assert_eq!(after(&still(34), &alert), Placement::Open { severity: High });
    let graver = Finding { since: day(0), ..finding(20, Scores, Critical) };
    assert_eq!(after(&graver, &alert), Placement::Open { severity: Critical });
}

#[test]
fn a_new_usual_state_is_not_reported_again_the_week_after() {
    let alert = closed(3, Outcome::NewUsualState, &[finding(0, Scores, High)]);
    assert_eq!(after(&finding(20, Scores, High), &alert), Placement::Quiet { reason: QuietReason::StillTrue });
    let fall = closed(3, Outcome::NewUsualState, &[finding(0, Signs, High)]);
    assert_eq!(after(&finding(20, Signs, High), &fall), Placement::Open { severity: High }, "a fall is news");
}

#[test]
fn a_late_fall_from_before_the_closing_is_not_taken_for_an_old_story() {
    let alert = closed(3, Outcome::Acted, &[finding(0, Signs, Moderate)]);
    let late = finding(2, Signs, High);
    let placed = place(&late, None, Some(&alert), &AlertPolicy::default(), day(5));
    assert_eq!(placed, Placement::Reopen { severity: High });
}

#[test]
fn the_quality_of_visits_never_touches_the_severity_of_the_person() {
    let of_visits = |number| Finding { audience: Audience::Referent, ..finding(number, Scores, Moderate) };
    let alert = open(&[finding(0, Signs, Moderate)]);
    let told = Placement::Join { severity: Moderate, notify: true, wakes_snooze: false };
    assert_eq!(joins(&of_visits(1), &alert), told, "the referent is told, nothing is graver");
    let alone = open(&[of_visits(0)]);
    assert_eq!(
        joins(&finding(1, Scores, High), &alone),
        Placement::Join { severity: High, notify: true, wakes_snooze: false }
    );
    let done = closed(3, Outcome::Acted, &[finding(0, Scores, Critical)]);
    assert_eq!(after(&of_visits(4), &done), Placement::Open { severity: Moderate }, "another matter");
}

#[test]
fn the_sentence_that_leads_is_the_gravest_then_the_latest() {
    let mut all: Vec<_> = [finding(0, Scores, High), finding(2, Signs, High), finding(3, Scores, Moderate)]
        .iter()
        .map(Gathered::from)
        .collect();
    assert_eq!(leading(&all), Some(1));
    all[1].lifted = true;
    assert_eq!(leading(&all), Some(0));
    assert_eq!(leading(&[]), None);
}

#[test]
fn a_need_opens_or_joins_and_is_never_kept_quiet() {
    let policy = AlertPolicy::default();
    let need = finding(2, Family::Need, Severity::Moderate);
    let closed = ClosedAlert {
        severity: Severity::Critical,
        closed_at: day(1),
        outcome: Outcome::Acted,
        findings: vec![Gathered::from(&finding(0, Family::Need, Severity::Moderate))],
    };
    let anew = Placement::Open { severity: Severity::Moderate };
    assert_eq!(place(&need, None, Some(&closed), &policy, day(2)), anew);
    assert_eq!(place(&need, None, None, &policy, day(2)), anew);
    let before = Gathered::from(&finding(1, Family::Scores, Severity::Moderate));
    let open = OpenAlert { severity: Severity::Moderate, snoozed: true, findings: vec![before] };
    let joined = Placement::Join { severity: Severity::High, notify: true, wakes_snooze: true };
    assert_eq!(place(&need, Some(&open), Some(&closed), &policy, day(2)), joined);
}
