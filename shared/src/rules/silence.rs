//! Silence: what the planning says when the ratings do not come.
//!
//! A pure function of the person's planning, of what was rated, of declared absences and of the
//! moment: [`Engine::silence`]. Callers ask once a local day ([`Engine::silence_instants`]) and keep
//! findings by key: a condition has the same key from the moment it began to hold, and another after
//! each `again_after_days`, so that asking daily, twice a day or never for a week says the same.
//! Everything in a finding is as of the moment it began (`Finding::at`), so asking later cannot
//! change it, unless late data does: ask with `at: finding.at` and a later `known_by`, and a finding
//! whose key is gone is lifted ([`Engine::silence_stands`]).
//!
//! The causes, who hears of them, and why:
//!
//! | cause | severity | for | because |
//! | --- | --- | --- | --- |
//! | (a) planned visits not done | high | coordination | somebody may be without help right now |
//! | (b) done visits not rated | moderate | sector referent | the aides are the referent's, the person was seen |
//! | (c) no visits any more | high | coordination | the help has stopped and nobody said so |
//! | (d) few of the planned hours | moderate | coordination | the plan of help does not hold |
//!
//! A visit that was called off is neither done nor missed: somebody decided so. During a declared
//! absence nothing is said, visits in
//! it do not count, and every run begins anew after it. A rating is a visit that took place, whatever
//! its status. To add a cause: a parameter of [`super::kind::Silence`], a function in `causes.rs`,
//! an [`super::Evidence`] and its sentence.

mod causes;
mod planning;

use chrono::{DateTime, NaiveTime, TimeDelta, TimeZone, Utc};

use super::finding::{Audience, Family, Finding};
use super::fold::Engine;
use super::kind::{RuleKind, Silence};
use super::rule_set::Rule;
use super::state::date_of;
use causes::Said;

pub use planning::{Absence, Planning, Presence, VisitFact};

/// The hour of the day at which callers ask: before the first calls of the morning.
pub const ASKED_AT_HOUR: u32 = 7;

/// The moment of the question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    /// Only visits that began by then are looked at.
    pub at: DateTime<Utc>,
    /// Only ratings that arrived, and absences that were declared, by then are known.
    pub known_by: DateTime<Utc>,
    /// The next visit in the plan after `at`, if the plan reaches so far ahead. A back-test, which
    /// cannot know what was planned when, leaves it out.
    pub next_planned: Option<DateTime<Utc>>,
}

impl AsOf {
    /// What one knows at a moment, with no look at the plan ahead.
    #[must_use]
    pub const fn at(at: DateTime<Utc>) -> Self {
        Self { at, known_by: at, next_planned: None }
    }
}

impl Engine {
    /// The silences that hold at a moment.
    #[must_use]
    pub fn silence(&self, planning: &Planning, as_of: AsOf) -> Vec<Finding> {
        let mut found = Vec::new();
        if planning.is_empty() {
            return found;
        }
        for rule in self.rule_set().rules.iter().filter(|rule| rule.enabled) {
            if let RuleKind::Silence(params) = &rule.kind {
                self.judge_silence(rule, params, planning, as_of, &mut found);
            }
        }
        found
    }

    /// Whether a silence that was said still stands by what is known now.
    #[must_use]
    pub fn silence_stands(&self, planning: &Planning, finding: &Finding, known_by: DateTime<Utc>) -> bool {
        let as_of = AsOf { known_by, ..AsOf::at(finding.at) };
        self.silence(planning, as_of).iter().any(|now| now.key == finding.key)
    }

    /// When to ask: 07:00 of each local day, after one moment and up to another. An hour that a
    /// territory skips when it moves its clocks is taken at its end.
    pub fn silence_instants(&self, after: DateTime<Utc>, until: DateTime<Utc>) -> impl Iterator<Item = DateTime<Utc>> {
        let (first, last) = (self.day_number(after), self.day_number(until));
        (first..=last).map(|day| self.local_hour(day, ASKED_AT_HOUR)).filter(move |at| *at > after && *at <= until)
    }

    /// The moment of a full hour of a local day.
    fn local_hour(&self, day: i32, hour: u32) -> DateTime<Utc> {
        let naive = date_of(day).and_time(NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default());
        let tz = self.time_zone();
        let local = |naive| tz.from_local_datetime(&naive).earliest();
        local(naive).or_else(|| local(naive + TimeDelta::hours(1))).map_or(naive.and_utc(), |at| at.to_utc())
    }

    fn judge_silence(&self, rule: &Rule, params: &Silence, planning: &Planning, as_of: AsOf, out: &mut Vec<Finding>) {
        let view = planning.view(as_of, params);
        if view.is_absent() {
            return;
        }
        let few_hours =
            if view.may_miss_hours() { view.few_hours(|week| self.local_hour(week * 7 - 3, 0)) } else { None };
        let all = [view.not_done(), view.no_more_visits(), view.not_rated(), few_hours].into_iter().flatten();
        out.extend(all.map(|said| finding(rule, self.rule_set().version, said)));
    }
}

fn finding(rule: &Rule, rule_set_version: u32, said: Said) -> Finding {
    Finding {
        key: format!("{}/{}/{}/{}", rule.id, said.cause, said.which, said.times),
        rule: rule.id.clone(),
        rule_version: rule.version,
        rule_set_version,
        family: Family::Silence,
        severity: said.severity,
        audience: if said.for_referent { Audience::Referent } else { Audience::Coordination },
        axis: None,
        at: said.at,
        since: said.since,
        ratings: Vec::new(),
        evidence: said.evidence,
    }
}

#[cfg(test)]
mod tests;
