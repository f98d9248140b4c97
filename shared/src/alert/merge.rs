//! Where a new finding goes: a new alert, the open one, the one just closed, or nowhere.
//!
//! A pure decision; the server does it, in the transaction of the rating. Findings about the quality
//! of the visits ([`Audience::Referent`]) gather in the same alert but have their own lane: they never
//! raise the severity of what is about the person.

use chrono::{DateTime, TimeDelta, Utc};

use super::outcome::Outcome;
use super::policy::AlertPolicy;
use crate::rating::Axis;
use crate::rules::finding::{Audience, Family, Finding, Severity};

/// What an alert needs to know of a finding that gathered in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gathered {
    /// Id of the rule.
    pub rule: String,
    /// The axis, when it is about one.
    pub axis: Option<Axis>,
    /// Which witness.
    pub family: Family,
    /// How grave, taken alone.
    pub severity: Severity,
    /// Whom it is for.
    pub audience: Audience,
    /// The visit that completed it.
    pub at: DateTime<Utc>,
    /// Whether late data lifted it.
    pub lifted: bool,
}

impl From<&Finding> for Gathered {
    fn from(finding: &Finding) -> Self {
        Self {
            rule: finding.rule.clone(),
            axis: finding.axis,
            family: finding.family,
            severity: finding.severity,
            audience: finding.audience,
            at: finding.at,
            lifted: false,
        }
    }
}

/// The person's open alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenAlert {
    /// As stored.
    pub severity: Severity,
    /// Whether it is put off.
    pub snoozed: bool,
    /// What gathered so far.
    pub findings: Vec<Gathered>,
}

/// The person's alert that was closed last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedAlert {
    /// As stored.
    pub severity: Severity,
    /// When it was closed.
    pub closed_at: DateTime<Utc>,
    /// What came of it.
    pub outcome: Outcome,
    /// What had gathered.
    pub findings: Vec<Gathered>,
}

/// Where a finding goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placement {
    /// A new alert; people are told.
    Open {
        /// Its severity.
        severity: Severity,
    },
    /// Into the open alert.
    Join {
        /// The alert's severity from now on; never lower than before.
        severity: Severity,
        /// Whether people are told: it became graver, or another family speaks.
        notify: bool,
        /// Whether it was put off and got worse.
        wakes_snooze: bool,
    },
    /// The alert just closed begins again; people are told.
    Reopen {
        /// Its severity from now on.
        severity: Severity,
    },
    /// Kept with the person, in no alert.
    Quiet {
        /// Why nobody is told.
        reason: QuietReason,
    },
}

/// Why a finding is in no alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QuietReason {
    /// The same family was dealt with a few days ago, and this is not graver.
    JustClosed,
    /// The same condition has held since before the closing; it is said again later.
    StillTrue,
}

/// Decides where a finding goes. `now` is when it is placed (the server's time; in a back-test the
/// time of the finding).
#[must_use]
pub fn place(
    finding: &Finding,
    open: Option<&OpenAlert>,
    last_closed: Option<&ClosedAlert>,
    policy: &AlertPolicy,
    now: DateTime<Utc>,
) -> Placement {
    let new = Gathered::from(finding);
    if let Some(open) = open {
        return join(&new, open, policy);
    }
    let anew = Placement::Open { severity: finding.severity };
    // Somebody asked today: that nobody else spoke lately, or that it was dealt with last week, is no answer.
    if finding.family == Family::Need {
        return anew;
    }
    // An alert about the visits alone is no measure for one about the person, nor the reverse.
    let Some(closed) = last_closed.filter(|closed| lane(&closed.findings, new.audience).next().is_some()) else {
        return anew;
    };
    let since_closing = now.signed_duration_since(closed.closed_at);
    let within = |days: u16| since_closing < TimeDelta::days(i64::from(days));
    let graver = new.audience == Audience::Coordination && new.severity > closed.severity;
    let another_family = !speaks(&closed.findings, &new);

    if !graver && still_true(finding, closed) && within(policy.repeat_days) {
        Placement::Quiet { reason: QuietReason::StillTrue }
    } else if !graver && !another_family && within(policy.quiet_days) {
        Placement::Quiet { reason: QuietReason::JustClosed }
    } else if (graver || another_family) && within(policy.reopen_days) {
        Placement::Reopen { severity: severity_with(&closed.findings, &new, policy).max(closed.severity) }
    } else {
        anew
    }
}

fn join(new: &Gathered, open: &OpenAlert, policy: &AlertPolicy) -> Placement {
    let severity = severity_with(&open.findings, new, policy).max(open.severity);
    let worse = severity > open.severity || !speaks(&open.findings, new);
    Placement::Join { severity, notify: worse, wakes_snooze: open.snoozed && worse }
}

/// Whether the new finding's family already speaks in its lane.
fn speaks(findings: &[Gathered], new: &Gathered) -> bool {
    lane(findings, new.audience).any(|old| old.family == new.family)
}

/// Whether the same condition was in the closed alert and has not stopped since.
fn still_true(finding: &Finding, closed: &ClosedAlert) -> bool {
    let unbroken = finding.since <= closed.closed_at && finding.at > closed.closed_at;
    // Somebody said that this level is the person's usual one from now on.
    let accepted = closed.outcome == Outcome::NewUsualState && finding.family == Family::Scores;
    let same = lane(&closed.findings, finding.audience).any(|old| old.rule == finding.rule && old.axis == finding.axis);
    same && (unbroken || accepted)
}

fn lane(findings: &[Gathered], audience: Audience) -> impl Iterator<Item = &Gathered> {
    findings.iter().filter(move |finding| finding.audience == audience && !finding.lifted)
}

/// The severity of an alert: the gravest finding that stands, one step more when two families are
/// true within the merge window. Findings about the visits count only where there are no others.
/// `None` when nothing stands.
#[must_use]
pub fn combined_severity(findings: &[Gathered], policy: &AlertPolicy) -> Option<Severity> {
    let of_lane = |audience| severity_of_lane(lane(findings, audience).collect(), policy);
    of_lane(Audience::Coordination).or_else(|| of_lane(Audience::Referent))
}

fn severity_with(findings: &[Gathered], new: &Gathered, policy: &AlertPolicy) -> Severity {
    let mut all = findings.to_vec();
    all.push(new.clone());
    combined_severity(&all, policy).unwrap_or(new.severity)
}

fn severity_of_lane(lane: Vec<&Gathered>, policy: &AlertPolicy) -> Option<Severity> {
    let worst = lane.iter().map(|finding| finding.severity).max()?;
    Some(if two_families(lane, policy) { worst.raised() } else { worst })
}

/// Whether two families are true within the merge window. Sorted by time, two such findings that are
/// closest to each other are neighbours.
fn two_families(mut lane: Vec<&Gathered>, policy: &AlertPolicy) -> bool {
    let window = TimeDelta::days(i64::from(policy.merge_window_days));
    lane.sort_by_key(|finding| finding.at);
    lane.windows(2).any(|pair| pair[0].family != pair[1].family && pair[1].at - pair[0].at <= window)
}

/// The finding whose sentence leads the alert: one that stands, about the person, the gravest, then
/// the latest. An index into the slice; `None` when it is empty.
#[must_use]
pub fn leading(findings: &[Gathered]) -> Option<usize> {
    let weight = |i: &usize| {
        let finding = &findings[*i];
        (!finding.lifted, finding.audience == Audience::Coordination, finding.severity, finding.at)
    };
    (0..findings.len()).max_by_key(weight)
}

#[cfg(test)]
mod tests;
