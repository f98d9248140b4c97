//! When a job is due: a cron expression read on the wall clock of a time zone.
//!
//! The `cron` crate walks an abstract calendar (local time without a zone), and this file brings each civil time to an instant.
//! So daylight saving cannot skip or double a run: a time in the missing hour fires once, at the first instant after it; a time
//! in the doubled hour fires once, at the first of the two. Each civil time fires once.
//!
//! The price: a job that runs every few minutes on local time pauses for the second pass of the doubled hour. Such jobs do not
//! care for the wall clock; give them the zone `UTC`.

use std::str::FromStr;

use chrono::{DateTime, NaiveDateTime, TimeDelta, TimeZone, Timelike, Utc};
use chrono_tz::Tz;
use cron::TimeUnitSpec as _;

/// Minutes looked at for the end of a gap. The longest there is, a skipped day (Samoa 2011), is 1,440.
const LONGEST_GAP_MINUTES: i64 = 2 * 24 * 60;

/// Why a row's schedule cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    #[error("`{0}` is not six fields: second minute hour day-of-month month day-of-week")]
    Fields(String),
    /// In this dialect 1 is Sunday, in most others Monday: numbers invite the wrong day.
    #[error("`{0}` names a weekday by number; write MON to SUN")]
    NumberedWeekday(String),
    #[error("`{0}` is not a cron expression: {1}")]
    Cron(String, String),
    #[error("`{0}` never comes")]
    Never(String),
    #[error("`{0}` is not an IANA time zone")]
    Zone(String),
}

/// A cron expression in a time zone.
#[derive(Debug, Clone)]
pub struct Schedule {
    cron: cron::Schedule,
    zone: Tz,
}

impl Schedule {
    /// Reads six fields, weekdays by name only, and an IANA zone.
    pub fn parse(cron: &str, zone: &str) -> Result<Self, ScheduleError> {
        let fields: Vec<&str> = cron.split_whitespace().collect();
        let [.., weekday] = fields.as_slice() else { return Err(ScheduleError::Fields(cron.to_owned())) };
        if fields.len() != 6 {
            return Err(ScheduleError::Fields(cron.to_owned()));
        }
        if weekday.bytes().any(|byte| byte.is_ascii_digit()) {
            return Err(ScheduleError::NumberedWeekday(cron.to_owned()));
        }
        let zone: Tz = zone.parse().map_err(|_| ScheduleError::Zone(zone.to_owned()))?;
        let schedule =
            cron::Schedule::from_str(cron).map_err(|error| ScheduleError::Cron(cron.to_owned(), error.to_string()))?;
        if !comes(&schedule) {
            return Err(ScheduleError::Never(cron.to_owned()));
        }
        Ok(Self { cron: schedule, zone })
    }

    /// Whether a minute passes between any two occurrences: what an administrator may ask for.
    pub fn is_at_most_minutely(&self) -> bool {
        self.cron.seconds().iter().count() == 1
    }

    /// The next few occurrences.
    pub fn preview(&self, from: DateTime<Utc>, count: usize) -> Vec<DateTime<Utc>> {
        std::iter::successors(self.next_after(from), |last| self.next_after(*last)).take(count).collect()
    }

    /// The first occurrence after `last`. None when the calendar of the cron crate ends (in the year 2100).
    pub fn next_after(&self, last: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let local = last.with_timezone(&self.zone).naive_local();
        // Several civil times of a gap share one instant, and those of the doubled hour lie behind us in its second pass.
        self.cron
            .after(&local.and_utc())
            .filter_map(|civil| instant(self.zone, civil.naive_utc()))
            .find(|at| *at > last)
    }
}

/// The instant of a civil time: the first of two, or the first after a gap.
fn instant(zone: Tz, civil: NaiveDateTime) -> Option<DateTime<Utc>> {
    let first = |time: &NaiveDateTime| zone.from_local_datetime(time).earliest().map(|at| at.to_utc());
    first(&civil).or_else(|| {
        let minute = civil.with_second(0)?.with_nanosecond(0)?;
        (1..=LONGEST_GAP_MINUTES).find_map(|after| first(&(minute + TimeDelta::minutes(after))))
    })
}

/// Whether the day and the month of an expression ever meet: `30 2` (the 30th of February) never does.
fn comes(schedule: &cron::Schedule) -> bool {
    let longest = |month: u32| match month {
        2 => 29,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    schedule.months().iter().any(|month| schedule.days_of_month().iter().any(|day| day <= longest(month)))
}

#[cfg(test)]
#[path = "schedule_tests.rs"]
mod tests;
