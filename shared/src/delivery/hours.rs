//! Quiet hours and hours of duty, as spans of real time.
//!
//! Both are written as wall-clock minutes. On the nights on which clocks are changed a minute may come twice: quiet then lasts until the
//! second one, and duty begins only with it, so that whoever looks at the clock is never told at an hour that is theirs.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike as _, Days, NaiveDate, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::calendar::clock::{first_moment, last_moment};
use crate::calendar::{Calendar, MinuteOfDay, Span};
use crate::word::word_enum;

/// The minutes of a day.
const DAY: u16 = 24 * 60;

/// Hours of the wall clock, such as 20:00 to 07:30; beyond midnight when they end before they begin. The same minute twice: no hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockHours {
    /// The first minute.
    pub from: MinuteOfDay,
    /// The first minute after them.
    pub to: MinuteOfDay,
}

impl ClockHours {
    /// The span that begins on a day.
    fn of_day(self, zone: Tz, day: NaiveDate) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let ends_on = if self.from < self.to { day } else { day.succ_opt()? };
        let (from, to) = (first_moment(zone, day, self.from), last_moment(zone, ends_on, self.to));
        (self.from != self.to && from < to).then_some((from, to))
    }

    /// Whether a minute of the day is within.
    #[must_use]
    pub fn has(self, minute: u16) -> bool {
        let (from, to) = (self.from.minutes() % DAY, self.to.minutes());
        if self.from == self.to {
            false
        } else if from < to {
            from <= minute && minute < to
        } else {
            from <= minute || minute < to
        }
    }

    /// Both together when they touch; else these.
    #[must_use]
    pub fn joined(self, other: Self) -> Self {
        let holds = |one: Self, two: Self| (0..DAY).all(|minute| one.has(minute) || !two.has(minute));
        // Its last minute or the one after it is the other's.
        let runs_into = |one: Self, two: Self| {
            let end = one.to.minutes() % DAY;
            two.has(end) || two.from.minutes() % DAY == end
        };
        if holds(self, other) {
            self
        } else if holds(other, self) {
            other
        } else if (0..DAY).all(|minute| self.has(minute) || other.has(minute)) {
            Self { from: MinuteOfDay::MIDNIGHT, to: MinuteOfDay::new(DAY).unwrap_or(MinuteOfDay::MIDNIGHT) }
        } else if runs_into(self, other) {
            Self { from: self.from, to: other.to }
        } else if runs_into(other, self) {
            Self { from: other.from, to: self.to }
        } else {
            self
        }
    }
}

word_enum! {
    /// A day of the week.
    pub enum Day {
        /// Monday.
        Mon = "mon",
        /// Tuesday.
        Tue = "tue",
        /// Wednesday.
        Wed = "wed",
        /// Thursday.
        Thu = "thu",
        /// Friday.
        Fri = "fri",
        /// Saturday.
        Sat = "sat",
        /// Sunday.
        Sun = "sun",
    }
}

impl Day {
    /// The same as the calendar calls it.
    #[must_use]
    pub const fn weekday(self) -> Weekday {
        match self {
            Self::Mon => Weekday::Mon,
            Self::Tue => Weekday::Tue,
            Self::Wed => Weekday::Wed,
            Self::Thu => Weekday::Thu,
            Self::Fri => Weekday::Fri,
            Self::Sat => Weekday::Sat,
            Self::Sun => Weekday::Sun,
        }
    }
}

/// When somebody is to be left in peace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quiet {
    /// Whose wall clock.
    pub zone: Tz,
    /// The federation's hours.
    pub federation: ClockHours,
    /// One's own, on top.
    pub own: Option<ClockHours>,
    /// The federation says that critical alerts are told all the same.
    pub critical_breaks: bool,
}

impl Quiet {
    /// When the quiet that reigns at a moment ends; none when none does.
    #[must_use]
    pub fn until(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let spans = [Some(self.federation), self.own]
            .into_iter()
            .flatten()
            .flat_map(|hours| around(self.zone, at).filter_map(move |day| hours.of_day(self.zone, day)));
        spans.filter(|(from, to)| *from <= at && at < *to).map(|(_, to)| to).max()
    }
}

/// When somebody of a role works who set nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Usual {
    /// From the first opening to the last closing of the federation's working days.
    Desk,
    /// At these hours of every day.
    EveryDay(MinuteOfDay, MinuteOfDay),
}

/// When somebody is on duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty<'a> {
    /// The federation's.
    pub calendar: &'a Calendar,
    /// What goes for the role.
    pub usual: Usual,
    /// One's own days. The desk's holidays stay holidays.
    pub days: Option<BTreeSet<Day>>,
    /// One's own hours.
    pub hours: Option<Span>,
    /// When somebody else stands in, or nobody: from, until.
    pub away: Vec<(DateTime<Utc>, DateTime<Utc>)>,
}

impl Duty<'_> {
    /// The hours of a day of the week, whatever the date.
    #[must_use]
    pub fn hours_of(&self, day: Weekday) -> Option<Span> {
        let chosen = self.days.as_ref().map(|days| days.iter().any(|own| own.weekday() == day));
        let usual = match self.usual {
            Usual::Desk => self.calendar.frame(day),
            Usual::EveryDay(from, to) => Some((from, to)),
        };
        match (chosen, usual) {
            (Some(false), _) | (None, None) => None,
            // A day of one's own on which the federation is closed: the hours of its other days.
            (Some(true), None) => self.hours.or_else(|| self.longest()),
            (_, Some(usual)) => Some(self.hours.unwrap_or(usual)),
        }
    }

    /// From the earliest opening of the week to the latest closing.
    fn longest(&self) -> Option<Span> {
        let frames = || Day::ALL.iter().filter_map(|day| self.calendar.frame(day.weekday()));
        frames().map(|(from, _)| from).min().zip(frames().map(|(_, to)| to).max())
    }

    /// From when to when on a day; none on a day off.
    #[must_use]
    pub fn of_day(&self, day: NaiveDate) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        if self.usual == Usual::Desk && self.calendar.is_closed(day) {
            return None;
        }
        let (from, to) = self.hours_of(day.weekday())?;
        let zone = self.calendar.zone();
        let (from, to) = (last_moment(zone, day, from), first_moment(zone, day, to));
        (from < to).then_some((from, to))
    }

    /// Whether somebody works at a moment, away or not.
    #[must_use]
    pub fn works(&self, at: DateTime<Utc>) -> bool {
        around(self.calendar.zone(), at).filter_map(|day| self.of_day(day)).any(|(from, to)| from <= at && at < to)
    }

    /// The end of the absence that runs at a moment.
    #[must_use]
    pub fn away_until(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.away.iter().filter(|(from, to)| *from <= at && at < *to).map(|(_, to)| *to).max()
    }

    /// The first beginning of work after a moment and before `until`.
    #[must_use]
    pub fn next_start(&self, at: DateTime<Utc>, until: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let zone = self.calendar.zone();
        let last = until.with_timezone(&zone).date_naive();
        let first = around(zone, at).next()?;
        let days = first.iter_days().take_while(move |day| *day <= last);
        days.filter_map(|day| self.of_day(day)).map(|(from, _)| from).find(|from| *from > at && *from < until)
    }
}

/// The first moment from `from` on and before `until` at which somebody is there and may be told.
#[must_use]
pub fn next_free(quiet: &Quiet, duty: &Duty<'_>, from: DateTime<Utc>, until: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let mut at = from;
    while at < until {
        // Each of these lies after `at`.
        if let Some(later) = duty.away_until(at).or_else(|| quiet.until(at)) {
            at = later;
        } else if duty.works(at) {
            return Some(at);
        } else {
            at = duty.next_start(at, until)?;
        }
    }
    None
}

/// The first moment from `from` on and before `until` at which somebody is not away, at whatever hour.
#[must_use]
pub fn next_present(duty: &Duty<'_>, from: DateTime<Utc>, until: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let mut at = from;
    while let Some(later) = duty.away_until(at) {
        at = later;
    }
    (at < until).then_some(at)
}

/// The days whose spans may hold a moment: a span may begin the day before, and a clock change may move the date.
fn around(zone: Tz, at: DateTime<Utc>) -> impl Iterator<Item = NaiveDate> + use<> {
    let day = at.with_timezone(&zone).date_naive();
    let first = day.checked_sub_days(Days::new(1)).unwrap_or(day);
    first.iter_days().take(3)
}

/// Whether quiet hours leave some time of these hours.
#[must_use]
pub fn leave_time((from, to): Span, quiet: &[ClockHours]) -> bool {
    (from.minutes()..to.minutes()).any(|minute| !quiet.iter().any(|hours| hours.has(minute)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(from: &str, to: &str) -> ClockHours {
        let minute = |text: &str| MinuteOfDay::try_from(text.to_owned()).expect("a time");
        ClockHours { from: minute(from), to: minute(to) }
    }

    #[test]
    fn quiet_hours_may_cross_midnight_and_may_be_none() {
        let night = hours("20:00", "07:30");
        assert_eq!([1_199, 1_200, 0, 449, 450].map(|minute| night.has(minute)), [false, true, true, true, false]);
        assert!(!hours("08:00", "08:00").has(480));
        assert!(hours("00:00", "24:00").has(720));
    }

    #[test]
    fn hours_that_touch_are_told_as_one() {
        let night = hours("20:00", "07:30");
        for (own, both) in [
            (hours("19:00", "08:00"), hours("19:00", "08:00")),
            (hours("21:00", "06:00"), night),
            (hours("21:00", "09:00"), hours("20:00", "09:00")),
            (hours("18:00", "22:00"), hours("18:00", "07:30")),
            (hours("12:00", "14:00"), night),
            (hours("07:30", "09:00"), hours("20:00", "09:00")),
            (hours("09:00", "09:00"), night),
            (hours("07:00", "21:00"), hours("00:00", "24:00")),
        ] {
            assert_eq!(night.joined(own), both, "{own:?}");
        }
    }

    #[test]
    fn an_empty_duty_leaves_no_time() {
        let minute = |text: &str| MinuteOfDay::try_from(text.to_owned()).expect("a time");
        let work = (minute("08:30"), minute("17:30"));
        assert!(leave_time(work, &[hours("20:00", "07:30")]));
        assert!(!leave_time(work, &[hours("17:00", "07:30"), hours("07:00", "17:00")]));
    }
}
