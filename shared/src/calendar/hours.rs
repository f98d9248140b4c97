//! The working hours of a week, read from and written as `{"mon": [["08:30", "12:30"], ["13:30", "17:30"]], …, "sun": []}`.
//!
//! Parsed, not validated: spans that exist are in order, apart and within a day, and a week has at least one.

use std::fmt;

use chrono::Weekday;
use serde::{Deserialize, Serialize};

/// Minutes of a day.
const DAY: u16 = 24 * 60;
/// More spans than this a day are a mistake.
const MOST_SPANS: usize = 6;

/// A minute of the wall clock, from `00:00` to `24:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MinuteOfDay(u16);

impl MinuteOfDay {
    /// The first of a day.
    pub const MIDNIGHT: Self = Self(0);

    /// A minute by its number since midnight; none beyond `24:00`.
    #[must_use]
    pub const fn new(minutes: u16) -> Option<Self> {
        if minutes <= DAY { Some(Self(minutes)) } else { None }
    }

    /// Minutes since midnight.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.0
    }
}

impl fmt::Display for MinuteOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl From<MinuteOfDay> for String {
    fn from(minute: MinuteOfDay) -> Self {
        minute.to_string()
    }
}

impl TryFrom<String> for MinuteOfDay {
    type Error = InvalidHours;

    fn try_from(text: String) -> Result<Self, InvalidHours> {
        let digits = |part: &str| {
            let fits = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
            fits.then(|| part.parse::<u16>().ok()).flatten()
        };
        let (hours, minutes) = text.split_once(':').ok_or(InvalidHours::NotATime)?;
        let (hours, minutes) = digits(hours).zip(digits(minutes)).ok_or(InvalidHours::NotATime)?;
        if minutes > 59 {
            return Err(InvalidHours::NotATime);
        }
        Self::new(hours * 60 + minutes).ok_or(InvalidHours::NotATime)
    }
}

/// From when to when somebody is at work, written as a pair.
pub type Span = (MinuteOfDay, MinuteOfDay);

/// Why hours are not hours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidHours {
    /// Not `HH:MM` between `00:00` and `24:00`.
    #[error("a time is written HH:MM, from 00:00 to 24:00")]
    NotATime,
    /// A span ends before it begins.
    #[error("a span ends after it begins")]
    Backwards,
    /// Spans of a day overlap or are not in order.
    #[error("the spans of a day are in order and do not overlap")]
    Overlap,
    /// Nobody writes so many spans.
    #[error("a day has at most six spans")]
    TooMany,
    /// No working time at all: every deadline would be never.
    #[error("a week has working time")]
    Empty,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    mon: Vec<Span>,
    tue: Vec<Span>,
    wed: Vec<Span>,
    thu: Vec<Span>,
    fri: Vec<Span>,
    sat: Vec<Span>,
    sun: Vec<Span>,
}

/// The hours of each day of the week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct WeekHours([Vec<Span>; 7]);

impl WeekHours {
    /// Checks the days, Monday first.
    pub fn new(days: [Vec<Span>; 7]) -> Result<Self, InvalidHours> {
        for spans in &days {
            if spans.len() > MOST_SPANS {
                return Err(InvalidHours::TooMany);
            }
            if spans.iter().any(|(from, to)| from >= to) {
                return Err(InvalidHours::Backwards);
            }
            if spans.windows(2).any(|pair| pair[0].1 > pair[1].0) {
                return Err(InvalidHours::Overlap);
            }
        }
        if days.iter().all(Vec::is_empty) {
            return Err(InvalidHours::Empty);
        }
        Ok(Self(days))
    }

    /// The spans of a day.
    #[must_use]
    pub fn of(&self, day: Weekday) -> &[Span] {
        &self.0[day.num_days_from_monday() as usize]
    }

    /// From when to when somebody is there on a day, lunch left out of account; none when nobody is.
    #[must_use]
    pub fn frame(&self, day: Weekday) -> Option<Span> {
        let spans = self.of(day);
        spans.first().zip(spans.last()).map(|((from, _), (_, to))| (*from, *to))
    }
}

impl Default for WeekHours {
    /// Office hours, Monday to Friday: 08:30 to 12:30 and 13:30 to 17:30.
    fn default() -> Self {
        let at = |hours: u16, minutes: u16| MinuteOfDay(hours * 60 + minutes);
        let spans = vec![(at(8, 30), at(12, 30)), (at(13, 30), at(17, 30))];
        Self([0, 1, 2, 3, 4, 5, 6].map(|day| if day < 5 { spans.clone() } else { Vec::new() }))
    }
}

impl From<WeekHours> for Written {
    fn from(WeekHours([mon, tue, wed, thu, fri, sat, sun]): WeekHours) -> Self {
        Self { mon, tue, wed, thu, fri, sat, sun }
    }
}

impl TryFrom<Written> for WeekHours {
    type Error = InvalidHours;

    fn try_from(written: Written) -> Result<Self, InvalidHours> {
        let Written { mon, tue, wed, thu, fri, sat, sun } = written;
        Self::new([mon, tue, wed, thu, fri, sat, sun])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn week(monday: serde_json::Value) -> Result<WeekHours, String> {
        let none: [&str; 0] = [];
        let week =
            json!({ "mon": monday, "tue": none, "wed": none, "thu": none, "fri": none, "sat": none, "sun": none });
        serde_json::from_value(week).map_err(|error| error.to_string())
    }

    #[test]
    fn hours_read_back_as_they_are_written() {
        let monday = json!([["08:30", "12:30"], ["13:30", "24:00"]]);
        let hours = week(monday.clone()).expect("hours");
        assert_eq!(serde_json::to_value(&hours).expect("JSON")["mon"], monday);
        let usual = serde_json::to_value(WeekHours::default()).expect("JSON");
        assert_eq!(serde_json::from_value::<WeekHours>(usual).ok(), Some(WeekHours::default()));
    }

    #[test]
    fn what_is_not_hours_is_refused() {
        for (monday, why) in [
            (json!([["8:30", "12:30"]]), InvalidHours::NotATime),
            (json!([["08:60", "12:30"]]), InvalidHours::NotATime),
            (json!([["08:00", "24:01"]]), InvalidHours::NotATime),
            (json!([["+8:00", "12:30"]]), InvalidHours::NotATime),
            (json!([["12:30", "12:30"]]), InvalidHours::Backwards),
            (json!([["08:00", "12:00"], ["11:00", "13:00"]]), InvalidHours::Overlap),
            (json!([["13:00", "14:00"], ["08:00", "12:00"]]), InvalidHours::Overlap),
            (json!([]), InvalidHours::Empty),
        ] {
            assert_eq!(week(monday.clone()), Err(why.to_string()), "{monday}");
        }
    }
}
