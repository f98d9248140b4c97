//! The alert log: never two open alerts, told only when it gets worse or another family speaks,
//! never less grave while open, quiet for a while after closing.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;
use vigie_shared::alert::{
    AlertPolicy, ClosedAlert, Gathered, OpenAlert, Outcome, Placement, combined_severity, leading, place,
};
use vigie_shared::rules::{Audience, Family, Finding, Severity};

use crate::history::{cases, fold, history, nervous_engine};

/// What people do between two findings.
#[derive(Debug, Clone, Copy)]
enum Deed {
    Nothing,
    Snooze,
    Close(Outcome),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        8 => Just(Deed::Nothing),
        1 => Just(Deed::Snooze),
        2 => prop::sample::select(Outcome::ALL.to_vec()).prop_map(Deed::Close),
    ]
}

#[derive(Debug, Default)]
struct Log {
    open: Option<OpenAlert>,
    closed: Option<ClosedAlert>,
}

impl Log {
    fn act(&mut self, deed: Deed, now: DateTime<Utc>) {
        match (deed, self.open.take()) {
            (Deed::Close(outcome), Some(open)) => {
                let OpenAlert { severity, findings, .. } = open;
                self.closed = Some(ClosedAlert { severity, closed_at: now, outcome, findings });
            }
            (Deed::Snooze, Some(open)) => self.open = Some(OpenAlert { snoozed: true, ..open }),
            (_, open) => self.open = open,
        }
    }

    fn place(&mut self, finding: &Finding, policy: &AlertPolicy) -> Result<(), TestCaseError> {
        let new = Gathered::from(finding);
        let placement = place(finding, self.open.as_ref(), self.closed.as_ref(), policy, finding.at);
        match placement {
            Placement::Open { severity } => {
                prop_assert!(self.open.is_none(), "two open alerts");
                prop_assert_eq!(severity, finding.severity);
                self.open = Some(OpenAlert { severity, snoozed: false, findings: vec![new] });
            }
            Placement::Reopen { severity } => {
                prop_assert!(self.open.is_none(), "two open alerts");
                let closed = self.closed.take().expect("something to reopen");
                prop_assert!(severity >= closed.severity);
                prop_assert!(finding.at - closed.closed_at < TimeDelta::days(7));
                let mut findings = closed.findings;
                findings.push(new);
                self.open = Some(OpenAlert { severity, snoozed: false, findings });
            }
            Placement::Join { severity, notify, wakes_snooze } => {
                let open = self.open.as_mut().expect("something to join");
                let families = |f: &Gathered| (f.family, f.audience);
                let speaks = open.findings.iter().any(|old| families(old) == families(&new));
                prop_assert!(severity >= open.severity);
                prop_assert_eq!(notify, severity > open.severity || !speaks);
                prop_assert_eq!(wakes_snooze, notify && open.snoozed);
                if finding.audience == Audience::Referent {
                    prop_assert_eq!(severity, open.severity, "a visit's quality made it graver");
                }
                open.snoozed &= !wakes_snooze;
                open.severity = severity;
                open.findings.push(new);
                prop_assert!(Some(severity) >= combined_severity(&open.findings, policy));
            }
            Placement::Quiet { .. } => {
                prop_assert!(self.open.is_none());
                let closed = self.closed.as_ref().expect("quiet after what?");
                let graver = finding.severity > closed.severity && finding.audience == Audience::Coordination;
                prop_assert!(!graver, "something graver was kept quiet");
                prop_assert!(finding.at - closed.closed_at < TimeDelta::days(30));
            }
        }
        Ok(())
    }
}

fn gathered() -> impl Strategy<Value = Gathered> {
    let family = prop::sample::select(Family::ALL.to_vec());
    let severity = prop::sample::select(Severity::ALL.to_vec());
    let audience = prop::sample::select(Audience::ALL.to_vec());
    (family, severity, audience, 0..40_i64, any::<bool>()).prop_map(|(family, severity, audience, day, lifted)| {
        let at = DateTime::UNIX_EPOCH + TimeDelta::days(day);
        Gathered { rule: "any".to_owned(), axis: None, family, severity, audience, at, lifted }
    })
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn the_log_keeps_its_promises_whatever_people_do(
        events in history(96), deeds in prop::collection::vec(deed(), 1..60),
    ) {
        let (_, found) = fold(&nervous_engine(), &events);
        let (mut log, policy) = (Log::default(), AlertPolicy::default());
        let mut deeds = deeds.into_iter().cycle();
        for finding in &found {
            log.act(deeds.next().unwrap_or(Deed::Nothing), finding.at);
            log.place(finding, &policy)?;
        }
    }

    #[test]
    fn the_severity_of_an_alert_is_the_gravest_or_one_step_more(findings in prop::collection::vec(gathered(), 0..8)) {
        let policy = AlertPolicy::default();
        let combined = combined_severity(&findings, &policy);
        let of = |audience| findings.iter().filter(|f| !f.lifted && f.audience == audience).collect::<Vec<_>>();
        let about_person = of(Audience::Coordination);
        let lane = if about_person.is_empty() { of(Audience::Referent) } else { about_person };
        // The slow way: every pair.
        let close = |a: &Gathered, b: &Gathered| (a.at - b.at).abs() <= TimeDelta::days(7);
        let two = lane.iter().any(|a| lane.iter().any(|b| a.family != b.family && close(a, b)));
        let worst = lane.iter().map(|f| f.severity).max();
        prop_assert_eq!(combined, if two { worst.map(Severity::raised) } else { worst });
    }

    #[test]
    fn the_leading_finding_stands_and_is_the_gravest(findings in prop::collection::vec(gathered(), 1..8)) {
        let lead = &findings[leading(&findings).expect("not empty")];
        prop_assert_eq!(lead.lifted, findings.iter().all(|f| f.lifted));
        let rivals = findings.iter().filter(|f| (f.lifted, f.audience) == (lead.lifted, lead.audience));
        prop_assert!(rivals.map(|f| (f.severity, f.at)).max() <= Some((lead.severity, lead.at)));
    }
}
