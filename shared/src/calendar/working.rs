//! Counting in working time.
//!
//! Hours are the wall clock's, counting is in real time: on the night the clocks change a span that is open then is an hour longer or
//! shorter, and nothing is counted twice.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike as _, Days, NaiveDate, TimeDelta, Utc, Weekday};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use super::clock::first_moment;
use super::holidays::HolidayRegion;
use super::hours::{MinuteOfDay, Span, WeekHours};

/// How far ahead working time is looked for: beyond it the answer is the end of the search. No deadline is so far away.
const FARTHEST: Days = Days::new(20 * 366);

/// When a federation works: a setting of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkingTime {
    /// The hours of a week.
    pub hours: WeekHours,
    /// Whose public holidays it keeps.
    pub holidays: HolidayRegion,
    /// Other days on which it is closed, in the federation's zone.
    pub days_off: BTreeSet<NaiveDate>,
    /// Critical alerts do not wait for the office to open: their time runs day and night.
    pub critical_always: bool,
}

impl Default for WorkingTime {
    fn default() -> Self {
        Self {
            hours: WeekHours::default(),
            holidays: HolidayRegion::default(),
            days_off: BTreeSet::new(),
            critical_always: true,
        }
    }
}

/// A federation's working time in its time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    working: WorkingTime,
    zone: Tz,
}

impl Calendar {
    /// The calendar of a federation.
    #[must_use]
    pub const fn new(working: WorkingTime, zone: Tz) -> Self {
        Self { working, zone }
    }

    /// What it was made from.
    #[must_use]
    pub const fn working(&self) -> &WorkingTime {
        &self.working
    }

    /// The federation's time zone.
    #[must_use]
    pub const fn zone(&self) -> Tz {
        self.zone
    }

    /// The day a moment falls on here.
    #[must_use]
    pub fn day_of(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }

    /// The first moment of a day; where clocks go forward at midnight, the first there is.
    #[must_use]
    pub fn midnight(&self, day: NaiveDate) -> DateTime<Utc> {
        self.moment(day, MinuteOfDay::MIDNIGHT)
    }

    /// Whether anybody works on a day.
    #[must_use]
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        !self.spans(day).is_empty()
    }

    /// The first working day after `day`. When there is none for twenty years: the day after.
    #[must_use]
    pub fn next_working_day(&self, day: NaiveDate) -> NaiveDate {
        self.working_day_from(day.succ_opt().unwrap_or(day))
    }

    /// `day` if somebody works then, or else the first working day after it.
    #[must_use]
    pub fn working_day_from(&self, day: NaiveDate) -> NaiveDate {
        self.days_from(day).find(|day| self.is_working_day(*day)).unwrap_or(day)
    }

    /// When a working day begins; none on a day off.
    #[must_use]
    pub fn opening(&self, day: NaiveDate) -> Option<DateTime<Utc>> {
        self.spans(day).first().map(|(from, _)| self.moment(day, *from))
    }

    /// When a working day ends; none on a day off.
    #[must_use]
    pub fn closing(&self, day: NaiveDate) -> Option<DateTime<Utc>> {
        self.spans(day).last().map(|(_, to)| self.moment(day, *to))
    }

    /// The moments of a day at which somebody comes to work, such as in the morning and after lunch; none on a day off.
    #[must_use]
    pub fn openings(&self, day: NaiveDate) -> Vec<DateTime<Utc>> {
        self.periods(day).map(|(from, _)| from).collect()
    }

    /// Whether somebody is at work at a moment.
    #[must_use]
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        self.periods(self.day_of(at)).any(|(from, to)| from <= at && at < to)
    }

    /// The moment by which `minutes` of working time have passed since `from`. With none to wait it is `from` itself, or the next
    /// opening when nobody is at work then.
    #[must_use]
    pub fn add_working(&self, from: DateTime<Utc>, minutes: u32) -> DateTime<Utc> {
        let mut left = TimeDelta::minutes(i64::from(minutes));
        let mut latest = from;
        // A day's last span may run into the next day's first hours when clocks go back: the eve is looked at as well.
        let first = self.day_of(from);
        for day in self.days_from(first.pred_opt().unwrap_or(first)) {
            for (opens, closes) in self.periods(day) {
                let start = opens.max(latest);
                if start >= closes {
                    continue;
                }
                if closes - start >= left {
                    return start + left;
                }
                left -= closes - start;
                latest = closes;
            }
        }
        latest
    }

    /// The latest moment since which `minutes` of working time have passed by `to`: whatever began no later has had them. When nobody
    /// works for twenty years: so long ago.
    #[must_use]
    pub fn worked_since(&self, to: DateTime<Utc>, minutes: u32) -> DateTime<Utc> {
        let mut left = TimeDelta::minutes(i64::from(minutes));
        let mut earliest = to;
        if left.is_zero() {
            return to;
        }
        let mut day = self.day_of(to);
        let first = day.checked_sub_days(FARTHEST).unwrap_or(NaiveDate::MIN);
        while day >= first {
            let periods: Vec<_> = self.periods(day).collect();
            for (opens, closes) in periods.into_iter().rev() {
                let end = closes.min(earliest);
                if opens >= end {
                    continue;
                }
                if end - opens >= left {
                    return end - left;
                }
                left -= end - opens;
                earliest = opens;
            }
            let Some(eve) = day.pred_opt() else { break };
            day = eve;
        }
        self.moment(first, MinuteOfDay::MIDNIGHT)
    }

    /// The working time between two moments; nothing when `to` is not after `from`.
    #[must_use]
    pub fn working_between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> TimeDelta {
        let mut sum = TimeDelta::zero();
        let (first, last) = (self.day_of(from), self.day_of(to));
        for day in first.pred_opt().unwrap_or(first).iter_days().take_while(|day| *day <= last) {
            for (opens, closes) in self.periods(day) {
                let (start, end) = (opens.max(from), closes.min(to));
                if end > start {
                    sum += end - start;
                }
            }
        }
        sum
    }

    /// The whole minutes of working time between two moments.
    #[must_use]
    pub fn working_minutes_between(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> i64 {
        self.working_between(from, to).num_minutes()
    }

    /// Whether a day is a public holiday or a day off, whatever its weekday.
    #[must_use]
    pub fn is_closed(&self, day: NaiveDate) -> bool {
        self.working.days_off.contains(&day) || self.working.holidays.is_holiday(day)
    }

    /// From when to when somebody is there on this day of the week, lunch left out of account; none when nobody is.
    #[must_use]
    pub fn frame(&self, day: Weekday) -> Option<Span> {
        self.working.hours.frame(day)
    }

    /// The spans of a day; none on holidays and days off.
    fn spans(&self, day: NaiveDate) -> &[Span] {
        if self.is_closed(day) { &[] } else { self.working.hours.of(day.weekday()) }
    }

    /// The spans of a day as moments. One that a clock change swallows is left out.
    fn periods(&self, day: NaiveDate) -> impl Iterator<Item = (DateTime<Utc>, DateTime<Utc>)> + '_ {
        let moments = self.spans(day).iter().map(move |(from, to)| (self.moment(day, *from), self.moment(day, *to)));
        moments.filter(|(from, to)| from < to)
    }

    fn days_from(&self, day: NaiveDate) -> impl Iterator<Item = NaiveDate> + use<> {
        let last = day.checked_add_days(FARTHEST).unwrap_or(NaiveDate::MAX);
        day.iter_days().take_while(move |day| *day <= last)
    }

    fn moment(&self, day: NaiveDate, minute: MinuteOfDay) -> DateTime<Utc> {
        first_moment(self.zone, day, minute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("a time")
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    fn office() -> Calendar {
        Calendar::new(WorkingTime::default(), chrono_tz::Europe::Paris)
    }

    fn round_the_clock() -> Calendar {
        let all = json!([["00:00", "24:00"]]);
        let hours = json!({ "mon": all, "tue": all, "wed": all, "thu": all, "fri": all, "sat": all, "sun": all });
        let hours = serde_json::from_value(hours).expect("hours");
        Calendar::new(WorkingTime { hours, ..WorkingTime::default() }, chrono_tz::Europe::Paris)
    }

    #[test]
    fn working_time_skips_lunch_nights_weekends_and_holidays() {
        let office = office();
        for (from, minutes, to) in [
            ("2026-03-02T09:00:00+01:00", 60, "2026-03-02T10:00:00+01:00"),
            ("2026-03-02T09:00:00+01:00", 240, "2026-03-02T14:00:00+01:00"),
            ("2026-03-02T12:00:00+01:00", 30, "2026-03-02T12:30:00+01:00"),
            ("2026-03-02T12:30:00+01:00", 1, "2026-03-02T13:31:00+01:00"),
            ("2026-03-06T17:00:00+01:00", 60, "2026-03-09T09:00:00+01:00"),
            // The night before Easter Monday.
            ("2026-04-04T22:00:00+02:00", 15, "2026-04-07T08:45:00+02:00"),
            ("2026-03-07T10:00:00+01:00", 0, "2026-03-09T08:30:00+01:00"),
            ("2026-03-02T09:00:30+01:00", 0, "2026-03-02T09:00:30+01:00"),
        ] {
            assert_eq!(office.add_working(at(from), minutes), at(to), "{from} + {minutes}");
        }
    }

    #[test]
    fn days_off_and_weekends_are_no_working_days() {
        let working = WorkingTime { days_off: [day("2026-05-15")].into(), ..WorkingTime::default() };
        let calendar = Calendar::new(working, chrono_tz::Europe::Paris);
        // Ascension, the bridge, the weekend.
        assert_eq!(calendar.next_working_day(day("2026-05-13")), day("2026-05-18"));
        assert_eq!(calendar.working_day_from(day("2026-05-13")), day("2026-05-13"));
        assert_eq!(calendar.opening(day("2026-05-14")), None);
        assert_eq!(calendar.opening(day("2026-05-18")), Some(at("2026-05-18T08:30:00+02:00")));
        assert_eq!(calendar.closing(day("2026-05-18")), Some(at("2026-05-18T17:30:00+02:00")));
    }

    #[test]
    fn the_nights_of_the_clock_change_have_their_real_length() {
        let calendar = round_the_clock();
        for (night, hours) in [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-10", 24)] {
            let (from, to) = (calendar.opening(day(night)), calendar.closing(day(night)));
            let (from, to) = (from.expect("open"), to.expect("open"));
            assert_eq!(calendar.working_minutes_between(from, to), hours * 60, "{night}");
        }
    }

    #[test]
    fn a_federation_that_is_never_open_gets_an_answer_all_the_same() {
        let off = day("2026-01-01").iter_days().take(30 * 366).collect();
        let calendar = Calendar::new(WorkingTime { days_off: off, ..WorkingTime::default() }, chrono_tz::Europe::Paris);
        let from = at("2026-03-02T09:00:00+01:00");
        assert_eq!(calendar.add_working(from, 60), from);
        assert_eq!(calendar.next_working_day(day("2026-03-02")), day("2026-03-03"));
    }
}
