//! `GET /api/impact` and `/api/impact.csv`: what was done and how soon, by sector and month, for administrators and referents.
//!
//! [`gather`] reads the facts of a month, `vigie_shared::impact` makes figures of them and says which cells are masked, [`csv`] writes
//! them for a spreadsheet. What each figure means is part of the answer.

mod csv;
pub mod endpoint;
mod gather;
mod uncovered;

use chrono::{DateTime, Months, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::store::visits::Span;
use crate::visits::start_of;

/// Nobody counted before, and no database compares what comes after.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=9_998;

/// A month of the federation's calendar, by its first day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(NaiveDate);

impl Month {
    /// Reads `2026-03`; none for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let digits = |part: &str, count: usize| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
        if !digits(year, 4) || !digits(month, 2) {
            return None;
        }
        let year = year.parse().ok().filter(|year| YEARS.contains(year))?;
        NaiveDate::from_ymd_opt(year, month.parse().ok()?, 1).map(Self)
    }

    /// The month of a moment.
    pub fn of(at: DateTime<Utc>, zone: Tz) -> Option<Self> {
        let day = at.with_timezone(&zone).date_naive();
        chrono::Datelike::with_day(&day, 1).map(Self)
    }

    /// The month so many before.
    pub fn back(self, months: u32) -> Option<Self> {
        self.0.checked_sub_months(Months::new(months)).map(Self)
    }

    pub fn next(self) -> Option<Self> {
        self.0.checked_add_months(Months::new(1)).map(Self)
    }

    pub const fn first_day(self) -> NaiveDate {
        self.0
    }

    /// From its first moment to the first of the next month.
    pub fn span(self, zone: Tz) -> Option<Span> {
        Some(Span { from: start_of(self.0, zone)?, to: start_of(self.next()?.0, zone)? })
    }
}

impl std::fmt::Display for Month {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_written_year_first() {
        let march = Month::parse("2026-03").expect("a month");
        assert_eq!(
            (march.to_string(), march.next().map(|month| month.to_string())),
            ("2026-03".to_owned(), Some("2026-04".to_owned()))
        );
        assert_eq!(march.back(3).map(|month| month.to_string()), Some("2025-12".to_owned()));
        for text in ["2026-13", "2026-3", "03-2026", "2026-03-01", "+026-03", "", "2026"] {
            assert_eq!(Month::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_month_is_the_federations() {
        let span = Month::parse("2026-03").expect("a month").span(chrono_tz::Europe::Paris).expect("a span");
        let expected =
            ["2026-02-28T23:00:00Z", "2026-03-31T22:00:00Z"].map(|text| text.parse::<DateTime<Utc>>().expect("a time"));
        assert_eq!([span.from, span.to], expected);
        assert_eq!(Month::of(span.from, chrono_tz::Europe::Paris), Month::parse("2026-03"));
    }
}
