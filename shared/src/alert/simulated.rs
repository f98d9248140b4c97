//! The alert log where nobody works the queue: findings in, alerts out. For back-tests and the rule
//! lab. It asks [`place`] as the live log does; what differs is only that an alert closes by itself
//! after the policy's `episode_days` without a new finding.

use chrono::{DateTime, TimeDelta, Utc};

use super::merge::{ClosedAlert, Gathered, OpenAlert, Placement, leading, place};
use super::outcome::Outcome;
use super::policy::AlertPolicy;
use crate::rules::finding::{Audience, Finding, Severity};

/// What an alert nobody works on counts as when it closes: nothing that would change the rules' view
/// of the person.
const OUTCOME: Outcome = Outcome::NothingNeeded;

/// One alert of one person.
#[derive(Debug, Clone, PartialEq)]
pub struct SimulatedAlert {
    /// When its first finding was found.
    pub opened_at: DateTime<Utc>,
    /// When it closed by itself; not while its last finding is younger than an episode.
    pub closed_at: Option<DateTime<Utc>>,
    /// The gravest it ever was.
    pub severity: Severity,
    /// Whether it says anything about the person, or only about the visits.
    pub audience: Audience,
    /// When people were told: at the opening, when it got worse, when another family joined, when it
    /// began again.
    pub told_at: Vec<DateTime<Utc>>,
    /// Places of its findings in the order they were handed in, the first one first.
    pub findings: Vec<usize>,
    /// Place of the finding whose sentence leads it.
    pub lead: usize,
}

/// The log of one person. Hand findings in in the order they were found.
#[derive(Debug, Clone)]
pub struct SimulatedLog {
    policy: AlertPolicy,
    handed_in: usize,
    /// The last one may be open; what it gathered is beside it.
    alerts: Vec<SimulatedAlert>,
    gathered: Vec<Gathered>,
    last_found: DateTime<Utc>,
    is_open: bool,
}

impl SimulatedLog {
    /// An empty log.
    #[must_use]
    pub fn new(policy: AlertPolicy) -> Self {
        let last_found = DateTime::<Utc>::MIN_UTC;
        Self { policy, handed_in: 0, alerts: Vec::new(), gathered: Vec::new(), last_found, is_open: false }
    }

    /// Lays a finding, found at a moment, into the log. Says where it went.
    pub fn add(&mut self, finding: &Finding, found_at: DateTime<Utc>) -> Placement {
        self.close_if_over(found_at);
        let placement = {
            let open = self.open_alert();
            let closed = self.closed_alert();
            place(finding, open.as_ref(), closed.as_ref(), &self.policy, found_at)
        };
        let number = self.handed_in;
        self.handed_in += 1;
        match placement {
            Placement::Quiet { .. } => return placement,
            Placement::Open { severity } => self.open(number, finding, severity, found_at),
            Placement::Join { severity, notify, .. } => self.join(number, severity, notify, found_at),
            Placement::Reopen { severity } => self.join(number, severity, true, found_at),
        }
        self.gathered.push(Gathered::from(finding));
        self.is_open = true;
        self.last_found = self.last_found.max(found_at);
        if let Some(alert) = self.alerts.last_mut() {
            alert.lead = leading(&self.gathered).and_then(|place| alert.findings.get(place)).copied().unwrap_or(number);
            if finding.audience == Audience::Coordination {
                alert.audience = Audience::Coordination;
            }
        }
        placement
    }

    /// The alerts as they are at the end of the history.
    #[must_use]
    pub fn finish(mut self, end: DateTime<Utc>) -> Vec<SimulatedAlert> {
        self.close_if_over(end);
        self.alerts
    }

    fn open(&mut self, number: usize, finding: &Finding, severity: Severity, at: DateTime<Utc>) {
        self.gathered.clear();
        self.alerts.push(SimulatedAlert {
            opened_at: at,
            closed_at: None,
            severity,
            audience: finding.audience,
            told_at: vec![at],
            findings: vec![number],
            lead: number,
        });
    }

    fn join(&mut self, number: usize, severity: Severity, told: bool, at: DateTime<Utc>) {
        if let Some(alert) = self.alerts.last_mut() {
            alert.severity = severity;
            alert.closed_at = None;
            alert.findings.push(number);
            if told {
                alert.told_at.push(at);
            }
        }
    }

    fn close_if_over(&mut self, now: DateTime<Utc>) {
        let over_at = self.last_found.checked_add_signed(TimeDelta::days(i64::from(self.policy.episode_days)));
        if let (true, Some(over_at)) = (self.is_open, over_at.filter(|over_at| *over_at <= now)) {
            self.is_open = false;
            if let Some(alert) = self.alerts.last_mut() {
                alert.closed_at = Some(over_at);
            }
        }
    }

    fn open_alert(&self) -> Option<OpenAlert> {
        let alert = self.alerts.last().filter(|_| self.is_open)?;
        Some(OpenAlert { severity: alert.severity, snoozed: false, findings: self.gathered.clone() })
    }

    fn closed_alert(&self) -> Option<ClosedAlert> {
        let alert = self.alerts.last().filter(|_| !self.is_open)?;
        let closed_at = alert.closed_at?;
        Some(ClosedAlert { severity: alert.severity, closed_at, outcome: OUTCOME, findings: self.gathered.clone() })
    }
}

/// The alerts of one person's findings, each with the moment it was found, in that order.
#[must_use]
pub fn simulate<'a>(
    policy: &AlertPolicy,
    findings: impl IntoIterator<Item = (&'a Finding, DateTime<Utc>)>,
    end: DateTime<Utc>,
) -> Vec<SimulatedAlert> {
    let mut log = SimulatedLog::new(*policy);
    for (finding, found_at) in findings {
        log.add(finding, found_at);
    }
    log.finish(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::{Diary, day};

    /// The alerts of somebody well who has these bad days, and how many findings there were.
    fn alerts(bad: &[(i64, u8)], end: i64) -> (Vec<SimulatedAlert>, usize) {
        let mut diary = Diary::of_somebody_well();
        let mut log = SimulatedLog::new(AlertPolicy::default());
        let mut count = 0;
        for number in 35..end {
            let health = bad.iter().find(|(day, _)| *day == number).map_or(4, |(_, score)| *score);
            for finding in diary.visit(number, [4, health, 4, 4]) {
                log.add(&finding, finding.at);
                count += 1;
            }
        }
        (log.finish(day(end)), count)
    }

    #[test]
    fn findings_of_one_bad_time_are_one_alert_that_closes_by_itself() {
        let (alerts, count) = alerts(&[(40, 2), (41, 2), (42, 1)], 80);
        assert_eq!(alerts.len(), 1);
        let alert = &alerts[0];
        assert_eq!((alert.opened_at, alert.severity), (day(41), Severity::Critical));
        assert_eq!(alert.findings.len(), count);
        assert_eq!(alert.closed_at, Some(day(42 + 14)));
        assert_eq!(alert.told_at, [day(41), day(42)], "again when it became critical");
    }

    #[test]
    fn two_bad_times_far_apart_are_two_alerts() {
        let opened: Vec<_> = alerts(&[(40, 1), (70, 1)], 80).0.iter().map(|alert| alert.opened_at).collect();
        assert_eq!(opened, [day(40), day(70)]);
    }

    #[test]
    fn soon_after_the_closing_the_same_is_quiet() {
        // Closes on day 54.
        let (alerts, _) = alerts(&[(40, 1), (57, 1), (62, 1)], 70);
        let opened: Vec<_> = alerts.iter().map(|alert| alert.opened_at).collect();
        assert_eq!(opened, [day(40), day(62)], "quiet on day 57, a week later it is told again");
        assert_eq!(alerts[1].closed_at, None, "too young to be over");
    }
}
