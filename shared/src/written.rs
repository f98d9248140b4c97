//! Days and times as planning software and people write them: `31/12/2026`, `2026-12-31`, `8h30`, `08:30`, `31/12/2026 8h30`, and RFC 3339.
//!
//! A local time is the federation's. A time that clocks skip at the change to summer time is nobody's and is refused; one they show
//! twice is the first of both. To read one more way of writing: a line in [`day`] or [`time_of_day`], and one in the tests.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Tz;

/// Years before and after a day within which a plan can be meant: beyond them somebody mistyped.
const YEARS: i32 = 5;

/// Why a text is no day or time. The word is a code of the message files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// Not written in any way we know.
    Form,
    /// Clocks skip this time.
    Skipped,
}

/// A day: the French way, or ISO 8601. Years have four digits.
#[must_use]
pub fn day(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let (separator, french) = match text.find(['/', '-', '.'])? {
        4 => ('-', false),
        _ => (text.chars().find(|c| !c.is_ascii_digit())?, true),
    };
    let mut parts = text.split(separator);
    let (first, middle, last) = (parts.next()?, parts.next()?, parts.next()?);
    let (day, year) = if french { (first, last) } else { (last, first) };
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    NaiveDate::from_ymd_opt(number(year)?.cast_signed(), number(middle)?, number(day)?)
}

/// Digits alone: no sign, no blank, no more than a year has.
fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits { text.parse().ok() } else { None }
}

/// A time of day: `8h`, `8h30`, `08:30`, `08:30:00`. Seconds are read and, as nobody plans them, must be whole minutes or less than one.
#[must_use]
pub fn time_of_day(text: &str) -> Option<NaiveTime> {
    let text = text.trim().to_ascii_lowercase();
    let mut parts = text.split(['h', ':']);
    let hour = number(parts.next()?)?;
    let minute = match parts.next()? {
        "" if text.ends_with('h') => 0,
        // `8h5` might be five past or fifty past.
        digits if digits.len() == 2 => number(digits)?,
        _ => return None,
    };
    let second = match parts.next() {
        None => 0,
        Some(digits) if digits.len() == 2 => number(digits)?,
        Some(_) => return None,
    };
    if parts.next().is_some() { None } else { NaiveTime::from_hms_opt(hour, minute, second) }
}

/// A moment: a day and a time with a blank or a `T` between them, or RFC 3339 with its offset.
pub fn moment(text: &str, zone: Tz) -> Result<DateTime<Utc>, Unreadable> {
    let text = text.trim();
    if let Ok(time) = DateTime::parse_from_rfc3339(text) {
        return Ok(time.to_utc());
    }
    let (date, time) = text.split_once([' ', 'T']).ok_or(Unreadable::Form)?;
    let date = day(date).ok_or(Unreadable::Form)?;
    let time = time_of_day(time.trim().trim_start_matches("à ")).ok_or(Unreadable::Form)?;
    at(date, time, zone)
}

/// The moment at which clocks of a zone show a time on a day.
pub fn at(date: NaiveDate, time: NaiveTime, zone: Tz) -> Result<DateTime<Utc>, Unreadable> {
    zone.from_local_datetime(&date.and_time(time)).earliest().map(|local| local.to_utc()).ok_or(Unreadable::Skipped)
}

/// Whether a plan made today can mean a day of this year.
#[must_use]
pub fn is_likely(date: NaiveDate, today: NaiveDate) -> bool {
    (date.year() - today.year()).abs() <= YEARS
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARIS: Tz = chrono_tz::Europe::Paris;

    #[test]
    fn days_are_french_or_iso_and_nothing_else() {
        let last = NaiveDate::from_ymd_opt(2026, 12, 31);
        for text in ["31/12/2026", " 31-12-2026 ", "31.12.2026", "2026-12-31"] {
            assert_eq!(day(text), last, "{text}");
        }
        assert_eq!(day("1/2/2026"), NaiveDate::from_ymd_opt(2026, 2, 1), "the day comes first");
        for text in [
            "",
            "31/12/26",
            "12/31/2026",
            "31/12",
            "2026/12/31",
            "31/12/2026/1",
            "+1/02/2026",
            "x",
            "30/02/2026",
            "１/02/2026",
        ] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_french_or_with_a_colon() {
        let half_past = NaiveTime::from_hms_opt(8, 30, 0);
        for text in ["8h30", "08h30", "8H30", "08:30", "8:30", " 08:30:00 "] {
            assert_eq!(time_of_day(text), half_past, "{text}");
        }
        assert_eq!(time_of_day("8h"), NaiveTime::from_hms_opt(8, 0, 0));
        for text in ["", "8", "8h3", "25h00", "8h60", "8:30:00:00", "8:30 pm", "8:"] {
            assert_eq!(time_of_day(text), None, "{text}");
        }
    }

    #[test]
    fn moments_are_the_federations_own_unless_they_say_their_offset() {
        let expected: DateTime<Utc> = "2026-12-31T07:30:00Z".parse().expect("a time");
        for text in [
            "31/12/2026 8h30",
            "2026-12-31 08:30",
            "2026-12-31T08:30:00",
            "2026-12-31T08:30:00+01:00",
            "31/12/2026 à 8h30",
        ] {
            assert_eq!(moment(text, PARIS), Ok(expected), "{text}");
        }
        for text in ["31/12/2026", "8h30", "demain", ""] {
            assert_eq!(moment(text, PARIS), Err(Unreadable::Form), "{text}");
        }
    }

    #[test]
    fn the_nights_of_the_clock_change_have_a_gap_and_a_double() {
        assert_eq!(moment("29/03/2026 2h30", PARIS), Err(Unreadable::Skipped));
        let first: DateTime<Utc> = "2026-10-25T00:30:00Z".parse().expect("a time");
        assert_eq!(moment("25/10/2026 2h30", PARIS), Ok(first));
    }

    #[test]
    fn a_mistyped_year_is_not_likely() {
        let today = day("2026-03-02").expect("a day");
        for (text, likely) in [("2026-01-01", true), ("2031-12-31", true), ("2032-01-01", false), ("0026-01-01", false)]
        {
            assert_eq!(is_likely(day(text).expect("a day"), today), likely, "{text}");
        }
    }
}
