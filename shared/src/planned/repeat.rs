//! Repetitions: every so many days or weeks, on days of the week, until a day or so many times.
//!
//! That is what a plan of visits needs. Months and years, positions (`BYSETPOS`, `2MO`) and hours are refused by name rather than half
//! understood. Counted is on the wall of the event's own zone, so a visit at eight stays at eight when the clocks change.

use std::num::NonZeroU32;

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveDateTime, Utc, Weekday};

use super::Window;
use super::event::Moment;

/// Days that all repetitions of one feed may count: a hostile one must not keep a core busy.
pub(super) const MOST_STEPS: u32 = 2_000_000;
/// Days or weeks. More is no rhythm of visits.
const LARGEST_INTERVAL: i64 = 366;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Frequency {
    Daily,
    Weekly,
}

/// The last day or moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    Day(NaiveDate),
    Local(NaiveDateTime),
    Utc(DateTime<Utc>),
}

/// A repetition that is understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Rule {
    frequency: Frequency,
    interval: i64,
    /// None: any day (daily), or that of the first (weekly).
    days: Vec<Weekday>,
    until: Option<Until>,
    count: Option<u32>,
    week_start: Weekday,
}

impl Rule {
    pub fn read(text: &str) -> Result<Self, &'static str> {
        const OTHERWISE: &str = "repeats_otherwise";
        let mut frequency = None;
        let mut rule = Self {
            frequency: Frequency::Daily,
            interval: 1,
            days: Vec::new(),
            until: None,
            count: None,
            week_start: Weekday::Mon,
        };
        for part in text.trim().split(';').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').ok_or(OTHERWISE)?;
            match name.to_ascii_uppercase().as_str() {
                "FREQ" if value.eq_ignore_ascii_case("DAILY") => frequency = Some(Frequency::Daily),
                "FREQ" if value.eq_ignore_ascii_case("WEEKLY") => frequency = Some(Frequency::Weekly),
                "INTERVAL" => {
                    let interval = value.parse::<i64>().ok();
                    rule.interval = interval.filter(|days| (1..=LARGEST_INTERVAL).contains(days)).ok_or(OTHERWISE)?;
                }
                "BYDAY" => rule.days = value.split(',').map(weekday).collect::<Option<Vec<_>>>().ok_or(OTHERWISE)?,
                "UNTIL" => rule.until = Some(until(value).ok_or("invalid_time")?),
                "COUNT" => rule.count = Some(value.parse::<NonZeroU32>().map_err(|_| OTHERWISE)?.get()),
                "WKST" => rule.week_start = weekday(value).ok_or(OTHERWISE)?,
                _ => return Err(OTHERWISE),
            }
        }
        Ok(Self { frequency: frequency.ok_or(OTHERWISE)?, ..rule })
    }

    /// The days on which it falls and may begin in the window. Takes from `steps` what it counts.
    pub fn days(&self, first: Moment, window: Window, steps: &mut u32) -> Result<Vec<NaiveDate>, &'static str> {
        let begin = first.local.date();
        let last = window.to.with_timezone(&first.zone).date_naive();
        let early = window.from.with_timezone(&first.zone).date_naive().checked_sub_days(Days::new(1)).unwrap_or(begin);
        // What was before the window matters only where somebody counts.
        let mut day = if self.count.is_some() { begin } else { begin.max(early) };
        let (mut found, mut counted) = (Vec::new(), 0_u32);
        while day <= last {
            *steps = steps.checked_sub(1).ok_or("repeats_too_long")?;
            if self.falls_on(day, begin) {
                let at = first.at(day.and_time(first.local.time()));
                counted += 1;
                if self.count.is_some_and(|count| counted > count) || self.is_over(at) {
                    break;
                }
                if day >= early {
                    found.push(day);
                }
            }
            let Some(next) = day.succ_opt() else { break };
            day = next;
        }
        Ok(found)
    }

    fn falls_on(&self, day: NaiveDate, begin: NaiveDate) -> bool {
        let on = |weekday: Weekday| self.days.contains(&weekday);
        match self.frequency {
            Frequency::Daily => {
                (day - begin).num_days() % self.interval == 0 && (self.days.is_empty() || on(day.weekday()))
            }
            Frequency::Weekly => {
                let week = |day: NaiveDate| day.week(self.week_start).checked_first_day().unwrap_or(day);
                let weeks = (week(day) - week(begin)).num_days() / 7;
                let falls = if self.days.is_empty() { day.weekday() == begin.weekday() } else { on(day.weekday()) };
                weeks % self.interval == 0 && falls
            }
        }
    }

    fn is_over(&self, at: Moment) -> bool {
        match self.until {
            None => false,
            Some(Until::Day(day)) => at.local.date() > day,
            Some(Until::Local(local)) => at.local > local,
            Some(Until::Utc(utc)) => at.utc().is_none_or(|at| at > utc),
        }
    }
}

fn weekday(text: &str) -> Option<Weekday> {
    Some(match text.trim().to_ascii_uppercase().as_str() {
        "MO" => Weekday::Mon,
        "TU" => Weekday::Tue,
        "WE" => Weekday::Wed,
        "TH" => Weekday::Thu,
        "FR" => Weekday::Fri,
        "SA" => Weekday::Sat,
        "SU" => Weekday::Sun,
        _ => return None,
    })
}

fn until(text: &str) -> Option<Until> {
    let text = text.trim();
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y%m%d") {
        return Some(Until::Day(day));
    }
    let read = |text: &str| NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%S").ok();
    match text.strip_suffix('Z') {
        Some(utc) => read(utc).map(|at| Until::Utc(at.and_utc())),
        None => read(text).map(Until::Local),
    }
}
