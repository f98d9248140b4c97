//! The alert log where nobody works the queue: findings in, alerts out. For back-tests and the rule
//! lab. It asks [`place`] and [`after_lifting`] as the live log does; what differs is only that an
//! alert closes by itself after the policy's `episode_days` without a new finding.

use chrono::{DateTime, TimeDelta, Utc};

use super::lifted::{AfterLifting, after_lifting};
use super::merge::{ClosedAlert, Gathered, OpenAlert, Placement, leading, place};
use super::outcome::Outcome;
use super::policy::AlertPolicy;
use super::state::AlertState;
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

/// The log of one person. Hand findings in in the order they were found; each is named by its place
/// in that order.
#[derive(Debug, Clone)]
pub struct SimulatedLog {
    policy: AlertPolicy,
    handed_in: usize,
    /// The last one may be open; what it gathered is beside it, in the order of its findings.
    alerts: Vec<SimulatedAlert>,
    gathered: Vec<Gathered>,
    /// How grave the last one is now: late data may have taken something away.
    severity: Severity,
    last_found: DateTime<Utc>,
    is_open: bool,
}

impl SimulatedLog {
    /// An empty log.
    #[must_use]
    pub fn new(policy: AlertPolicy) -> Self {
        Self {
            policy,
            handed_in: 0,
            alerts: Vec::new(),
            gathered: Vec::new(),
            severity: Severity::Moderate,
            last_found: DateTime::<Utc>::MIN_UTC,
            is_open: false,
        }
    }

    /// Lays a finding, found at a moment, into the log. Says where it went.
    pub fn add(&mut self, finding: &Finding, found_at: DateTime<Utc>) -> Placement {
        let number = self.handed_in;
        self.handed_in += 1;
        self.lay(number, finding, found_at)
    }

    /// Late data contradicts a finding. Once everything that the same data brought is handed in,
    /// [`SimulatedLog::after_lifting`] says what is left of the alert.
    pub fn lift(&mut self, number: usize, now: DateTime<Utc>) {
        self.close_if_over(now);
        if let Some(gathered) = self.gathered_mut(number) {
            gathered.lifted = true;
            self.choose_lead();
        }
    }

    /// What is left of the open alert: it is as grave as what stands, or closes itself.
    pub fn after_lifting(&mut self, now: DateTime<Utc>) {
        if !self.is_open {
            return;
        }
        match after_lifting(&AlertState::New, false, &self.gathered, &self.policy) {
            AfterLifting::Stays { severity } => self.severity = severity,
            AfterLifting::ClosesItself => {
                self.is_open = false;
                if let Some(alert) = self.alerts.last_mut() {
                    alert.closed_at = Some(now);
                }
            }
            AfterLifting::Nothing | AfterLifting::WaitsForPerson => {}
        }
    }

    /// A finding that was lifted stands again: it finds its place anew.
    pub fn restore(&mut self, number: usize, finding: &Finding, now: DateTime<Utc>) -> Placement {
        let last = self.alerts.last_mut();
        if let Some((alert, at)) =
            last.and_then(|alert| alert.findings.iter().position(|known| *known == number).map(|at| (alert, at)))
        {
            alert.findings.remove(at);
            self.gathered.remove(at);
        }
        self.lay(number, finding, now)
    }

    /// A finding stands with other numbers than it was handed in with.
    pub fn change(&mut self, number: usize, finding: &Finding) {
        if let Some(gathered) = self.gathered_mut(number) {
            *gathered = Gathered { lifted: gathered.lifted, ..Gathered::from(finding) };
        }
    }

    /// The alerts as they are at the end of the history.
    #[must_use]
    pub fn finish(mut self, end: DateTime<Utc>) -> Vec<SimulatedAlert> {
        self.close_if_over(end);
        self.alerts
    }

    fn lay(&mut self, number: usize, finding: &Finding, found_at: DateTime<Utc>) -> Placement {
        self.close_if_over(found_at);
        let placement = {
            let open = self.open_alert();
            let closed = self.closed_alert();
            place(finding, open.as_ref(), closed.as_ref(), &self.policy, found_at)
        };
        match placement {
            Placement::Quiet { .. } => return placement,
            Placement::Open { severity } => self.open(number, finding, severity, found_at),
            Placement::Join { severity, notify, .. } => self.join(number, severity, notify, found_at),
            Placement::Reopen { severity } => self.join(number, severity, true, found_at),
        }
        self.gathered.push(Gathered::from(finding));
        self.is_open = true;
        self.last_found = self.last_found.max(found_at);
        self.choose_lead();
        if let (Some(alert), Audience::Coordination) = (self.alerts.last_mut(), finding.audience) {
            alert.audience = Audience::Coordination;
        }
        placement
    }

    fn open(&mut self, number: usize, finding: &Finding, severity: Severity, at: DateTime<Utc>) {
        self.gathered.clear();
        self.severity = severity;
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
        self.severity = severity;
        if let Some(alert) = self.alerts.last_mut() {
            alert.severity = alert.severity.max(severity);
            alert.closed_at = None;
            alert.findings.push(number);
            if told {
                alert.told_at.push(at);
            }
        }
    }

    fn gathered_mut(&mut self, number: usize) -> Option<&mut Gathered> {
        let at = self.alerts.last()?.findings.iter().position(|known| *known == number)?;
        self.gathered.get_mut(at)
    }

    fn choose_lead(&mut self) {
        if let Some(alert) = self.alerts.last_mut()
            && let Some(lead) = leading(&self.gathered).and_then(|at| alert.findings.get(at))
        {
            alert.lead = *lead;
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
        let open = self.is_open.then(|| self.gathered.clone());
        open.map(|findings| OpenAlert { severity: self.severity, snoozed: false, findings })
    }

    fn closed_alert(&self) -> Option<ClosedAlert> {
        let closed_at = self.alerts.last().filter(|_| !self.is_open)?.closed_at?;
        Some(ClosedAlert { severity: self.severity, closed_at, outcome: OUTCOME, findings: self.gathered.clone() })
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
    #[test]
    fn late_data_lowers_an_alert_and_closes_one_that_has_nothing_left() {
        let mut diary = Diary::of_somebody_well();
        let mut findings = diary.visit(35, [4, 1, 4, 4]);
        findings.extend(diary.visit(36, [4, 4, 1, 4]));
        let mut log = SimulatedLog::new(AlertPolicy::default());
        log.add(&findings[0], day(35));
        log.add(&findings[1], day(36));
        log.lift(0, day(37));
        log.after_lifting(day(37));
        assert_eq!(log.alerts[0].lead, 1, "what stands leads");
        log.lift(1, day(38));
        log.after_lifting(day(38));
        let closed = log.clone().finish(day(40));
        assert_eq!((closed.len(), closed[0].closed_at), (1, Some(day(38))));
        assert_eq!(closed[0].severity, Severity::Critical, "that is what people were told");
        let placement = log.restore(0, &findings[0], day(39));
        assert!(matches!(placement, Placement::Open { .. } | Placement::Reopen { .. }), "{placement:?}");
        assert_eq!(log.finish(day(40)).last().map(|alert| alert.closed_at), Some(None));
    }
}
