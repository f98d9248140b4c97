//! The four causes, each a look back from one moment.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::AsOf;
use super::planning::{Planning, VisitFact};
use crate::rules::evidence::{Evidence, hundredths};
use crate::rules::finding::Severity;
use crate::rules::kind::Silence;
use crate::rules::state::date_of;
use crate::visit::VisitStatus;

/// A rating that names no visit may be a little earlier than the visit it is about.
const PRESENCE_SLACK: TimeDelta = TimeDelta::hours(1);
/// How many visits show the rhythm of a person's planning.
const RHYTHM_VISITS: usize = 13;
/// Fewer visits than this show no rhythm.
const RHYTHM_AT_LEAST: usize = 4;
/// Longest time without visits that passes for a rhythm.
const LONGEST_RHYTHM: TimeDelta = TimeDelta::days(45);

/// A cause that holds, as of the moment it is said.
pub(super) struct Said {
    pub cause: &'static str,
    /// Which run: stays the same while it lasts.
    pub which: String,
    /// How often it was said before.
    pub times: i64,
    pub severity: Severity,
    pub for_referent: bool,
    pub at: DateTime<Utc>,
    pub since: DateTime<Utc>,
    pub evidence: Evidence,
}

/// The planning as one sees it at a moment.
pub(super) struct View<'a> {
    /// Visits that began by then.
    pub visits: &'a [VisitFact],
    pub planning: &'a Planning,
    pub as_of: AsOf,
    pub params: &'a Silence,
    /// The last rating that names no visit.
    pub presence: Option<DateTime<Utc>>,
    /// The end of the last declared absence.
    pub absent_until: Option<DateTime<Utc>>,
}

impl View<'_> {
    pub fn is_absent(&self) -> bool {
        self.absent_until.is_some_and(|until| until > self.as_of.at)
    }

    /// (a) Planned visits running that were not done.
    pub fn not_done(&self) -> Option<Said> {
        let ends_run = |visit: &VisitFact| self.took_place(visit);
        let (onset, run) = self.run(self.params.not_done, ends_run, VisitStatus::Planned)?;
        let (at, times) = self.said_at(onset);
        let (count, since) = (self.past_grace(&run, at), run.first()?.starts_at);
        let evidence = Evidence::NotDone { count, since };
        let which = run.first()?.id.to_string();
        Some(Said {
            cause: "not_done",
            which,
            times,
            severity: Severity::High,
            for_referent: false,
            at,
            since,
            evidence,
        })
    }

    /// (b) Done visits running that nobody rated.
    pub fn not_rated(&self) -> Option<Said> {
        let ends_run = |visit: &VisitFact| self.is_rated(visit);
        let (onset, run) = self.run(self.params.not_rated, ends_run, VisitStatus::Done)?;
        let (at, times) = self.said_at(onset);
        let (count, since) = (self.past_grace(&run, at), run.first()?.starts_at);
        let evidence = Evidence::NotRated { count, since };
        let which = run.first()?.id.to_string();
        let severity = Severity::Moderate;
        Some(Said { cause: "not_rated", which, times, severity, for_referent: true, at, since, evidence })
    }

    /// (c) No visit for longer than this person's planning ever pauses, and none ahead. One that was
    /// called off is no silence: somebody looked at the planning and decided.
    pub fn no_more_visits(&self) -> Option<Said> {
        let params = self.params;
        let soon = self.as_of.at + TimeDelta::days(i64::from(params.none_planned_days));
        if params.stopped_gaps <= 0.0 || self.as_of.next_planned.is_some_and(|next| next <= soon) {
            return None;
        }
        let mut latest = self.visits.iter().rev().peekable();
        let seen = latest.peek()?.ends_at.max(latest.peek()?.starts_at);
        let last = [Some(seen), self.presence, self.absent_until].into_iter().flatten().max()?;
        let shortest = TimeDelta::days(i64::from(params.stopped_days)) + self.grace();
        if last + shortest > self.as_of.at {
            return None;
        }
        let rhythm: Vec<&VisitFact> = latest.take(RHYTHM_VISITS).collect();
        if rhythm.len() < RHYTHM_AT_LEAST {
            return None;
        }
        let gaps = rhythm.windows(2).map(|pair| (pair[1].starts_at, pair[0].starts_at));
        let longest = gaps.filter(|gap| !self.holds_absence(*gap)).map(|(from, to)| to - from).max()?;
        let pause = TimeDelta::seconds((longest.num_seconds() as f64 * params.stopped_gaps) as i64).min(LONGEST_RHYTHM);
        let onset = (last + pause + self.grace()).max(last + shortest);
        if onset > self.as_of.at {
            return None;
        }
        let (at, times) = self.said_at(onset);
        Some(Said {
            cause: "no_more_visits",
            which: last.timestamp().to_string(),
            times,
            severity: Severity::High,
            for_referent: false,
            at,
            since: last,
            evidence: Evidence::NoMoreVisits { last },
        })
    }

    /// A cheap look before the sums of (d): was anything missed lately?
    pub fn may_miss_hours(&self) -> bool {
        let reach = TimeDelta::days(7 * i64::from(self.params.hours_weeks) + 7) + self.grace();
        let lately = self.visits.iter().rev().take_while(|visit| visit.starts_at > self.as_of.at - reach);
        self.params.hours_share > 0.0 && lately.filter(|visit| self.counts(visit)).any(|visit| !self.took_place(visit))
    }

    /// (d) Far fewer hours than planned, in whole calendar weeks. `monday` gives the moment a week
    /// begins.
    pub fn few_hours(&self, monday: impl Fn(i32) -> DateTime<Utc>) -> Option<Said> {
        let newest = self.newest_week(&monday, self.as_of.at);
        self.hours_of(newest, &monday).filter(|hours| self.are_few(hours))?;
        let mut first = newest;
        while self.hours_of(first - 1, &monday).is_some_and(|hours| self.are_few(&hours)) {
            first -= 1;
        }
        let (at, times) = self.said_at(monday(first + 1) + self.grace());
        if self.holds_absence((at, at)) {
            return None;
        }
        let weeks = i32::from(self.params.hours_weeks);
        let told = self.newest_week(&monday, at);
        let hours = self.hours_of(told, &monday)?;
        let evidence = Evidence::FewHours {
            done: hundredths(hours.done),
            planned: hundredths(hours.planned),
            from: monday_of(told + 1 - weeks),
            to: monday_of(told + 1).pred_opt().unwrap_or_default(),
        };
        let since = monday(first + 1 - weeks);
        let which = monday_of(first).to_string();
        let severity = Severity::Moderate;
        Some(Said { cause: "few_hours", which, times, severity, for_referent: false, at, since, evidence })
    }

    /// The visits of one status since something ended the run, oldest first, and the moment they
    /// became `enough`. Visits that are neither do not count and do not end it.
    fn run(
        &self,
        enough: u16,
        ends_run: impl Fn(&VisitFact) -> bool,
        status: VisitStatus,
    ) -> Option<(DateTime<Utc>, Vec<VisitFact>)> {
        if enough == 0 {
            return None;
        }
        let seen = self.presence.map(|at| at + PRESENCE_SLACK);
        let barrier = seen.max(self.absent_until);
        let since = self
            .visits
            .iter()
            .rev()
            .take_while(|visit| !ends_run(visit) && barrier.is_none_or(|barrier| visit.starts_at >= barrier));
        let mut run: Vec<VisitFact> =
            since.filter(|v| v.status == status && self.due(v) <= self.as_of.at).copied().collect();
        run.reverse();
        let mut due: Vec<DateTime<Utc>> = run.iter().map(|visit| self.due(visit)).collect();
        due.sort_unstable();
        Some((*due.get(usize::from(enough) - 1)?, run))
    }

    /// When a condition that began to hold at `onset` is said for the last time so far, and how often
    /// it was said before.
    fn said_at(&self, onset: DateTime<Utc>) -> (DateTime<Utc>, i64) {
        let again = i64::from(self.params.again_after_days.max(1));
        let times = (self.as_of.at - onset).num_days() / again;
        (onset + TimeDelta::days(times * again), times)
    }

    fn past_grace(&self, run: &[VisitFact], at: DateTime<Utc>) -> u32 {
        u32::try_from(run.iter().filter(|visit| self.due(visit) <= at).count()).unwrap_or(u32::MAX)
    }

    fn grace(&self) -> TimeDelta {
        TimeDelta::hours(i64::from(self.params.grace_hours))
    }

    /// From when on a visit is late.
    fn due(&self, visit: &VisitFact) -> DateTime<Utc> {
        visit.ends_at.max(visit.starts_at) + self.grace()
    }

    fn is_rated(&self, visit: &VisitFact) -> bool {
        visit.rated_at.is_some_and(|at| at <= self.as_of.known_by)
    }

    fn took_place(&self, visit: &VisitFact) -> bool {
        visit.status == VisitStatus::Done || self.is_rated(visit)
    }

    /// Whether anybody was or is expected.
    fn is_visit(&self, visit: &VisitFact) -> bool {
        visit.status != VisitStatus::Cancelled || self.is_rated(visit)
    }

    /// Whether its hours are part of the plan.
    fn counts(&self, visit: &VisitFact) -> bool {
        self.is_visit(visit) && !self.holds_absence((visit.starts_at, visit.starts_at))
    }

    /// Whether a declared absence touches a time.
    fn holds_absence(&self, (from, to): (DateTime<Utc>, DateTime<Utc>)) -> bool {
        let known = |absence: &&super::Absence| absence.declared_at <= self.as_of.known_by;
        self.planning.absences.iter().filter(known).any(|absence| absence.from <= to && from < absence.to)
    }

    /// Whether a rating that names no visit lies by this one.
    fn somebody_was_there(&self, visit: &VisitFact) -> bool {
        let presences = &self.planning.presences;
        let from = presences.partition_point(|presence| presence.at < visit.starts_at - PRESENCE_SLACK);
        let by = presences[from..].iter().take_while(|presence| presence.at <= visit.ends_at + PRESENCE_SLACK);
        by.filter(|p| p.at <= self.as_of.at).any(|presence| presence.received_at <= self.as_of.known_by)
    }

    /// The last week whose visits are all past the grace.
    fn newest_week(&self, monday: &impl Fn(i32) -> DateTime<Utc>, at: DateTime<Utc>) -> i32 {
        let settled = at - self.grace();
        let days = settled.timestamp().div_euclid(86_400);
        let mut week = i32::try_from((days + 3).div_euclid(7)).unwrap_or(0) + 1;
        // In UTC the week may be one off.
        while monday(week + 1) > settled {
            week -= 1;
        }
        week
    }

    fn hours_of(&self, week: i32, monday: &impl Fn(i32) -> DateTime<Utc>) -> Option<Hours> {
        let weeks = i32::from(self.params.hours_weeks);
        let (from, last, to) = (monday(week + 1 - weeks), monday(week), monday(week + 1));
        let start = self.visits.partition_point(|visit| visit.starts_at < from);
        let end = self.visits.partition_point(|visit| visit.starts_at < to);
        let visits = self.visits.get(start..end)?;
        let mut hours = Hours::default();
        for visit in visits.iter().filter(|visit| self.counts(visit)) {
            let length = (visit.ends_at - visit.starts_at).num_minutes().max(0) as f64 / 60.0;
            let done = if self.took_place(visit) || self.somebody_was_there(visit) { length } else { 0.0 };
            hours.planned += length;
            hours.done += done;
            if visit.starts_at >= last {
                hours.planned_last += length;
                hours.done_last += done;
            }
        }
        (!visits.is_empty()).then_some(hours)
    }

    fn are_few(&self, hours: &Hours) -> bool {
        let few = |done: f64, planned: f64| planned > 0.0 && done <= planned * self.params.hours_share;
        hours.planned >= self.params.hours_planned
            && few(hours.done, hours.planned)
            && few(hours.done_last, hours.planned_last)
    }
}

/// Hours of some weeks, and of the last of them alone.
#[derive(Default)]
struct Hours {
    planned: f64,
    done: f64,
    planned_last: f64,
    done_last: f64,
}

/// The date a week begins on.
fn monday_of(week: i32) -> NaiveDate {
    date_of(week * 7 - 3)
}
