//! The days of the simulation in a federation's time zone.

use chrono::{Datelike, NaiveDate, Offset, TimeZone};
use chrono_tz::Tz;

use super::SimulateError;
use super::parameters::SUMMER_MONTHS;

/// Where the simulated federation is.
pub const ZONE: Tz = chrono_tz::Europe::Paris;

/// An hour of the day after which no clock changes any more: the offset found there holds for all visits of the day.
const PAST_CLOCK_CHANGE: u32 = 6;

/// One day.
#[derive(Debug, Clone, Copy)]
pub struct Date {
    pub date: NaiveDate,
    /// Seconds east of Greenwich, from the morning on.
    pub offset: i32,
    pub in_summer: bool,
}

/// The first day and all after it.
pub fn days(start: NaiveDate, count: u32) -> Result<Vec<Date>, SimulateError> {
    let dates = start.iter_days().take(count as usize);
    let days: Vec<Date> = dates.filter_map(day).collect();
    if days.len() == count as usize { Ok(days) } else { Err(SimulateError::BeyondCalendar) }
}

fn day(date: NaiveDate) -> Option<Date> {
    let morning = date.and_hms_opt(PAST_CLOCK_CHANGE, 0, 0)?;
    let offset = ZONE.offset_from_local_datetime(&morning).single()?.fix().local_minus_utc();
    let in_summer = (SUMMER_MONTHS.from..=SUMMER_MONTHS.to).contains(&date.month());
    Some(Date { date, offset, in_summer })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_changes_and_summer_comes() {
        let start = NaiveDate::from_ymd_opt(2025, 1, 1).expect("a date");
        let days = days(start, 365).expect("a year");
        let of = |month, day| {
            let date = NaiveDate::from_ymd_opt(2025, month, day).expect("a date");
            days.iter().find(|d| d.date == date).copied().expect("in the year")
        };
        assert_eq!((of(3, 29).offset, of(3, 30).offset), (3_600, 7_200));
        assert_eq!((of(10, 25).offset, of(10, 26).offset), (7_200, 3_600));
        assert_eq!(days.iter().filter(|day| day.in_summer).count(), 62);
        assert!(of(7, 1).in_summer && !of(6, 30).in_summer && of(8, 31).in_summer && !of(9, 1).in_summer);
    }

    #[test]
    fn a_calendar_has_an_end() {
        assert!(days(NaiveDate::MAX, 2).is_err());
    }
}
