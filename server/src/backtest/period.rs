//! The days a run looks at.

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc, Weekday};
use chrono_tz::Tz;

/// From a day to a day, both included, in a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub zone: Tz,
}

impl Period {
    /// The first moment.
    pub fn begins(&self) -> DateTime<Utc> {
        midnight(self.from, self.zone).unwrap_or(DateTime::<Utc>::MIN_UTC)
    }

    /// The first moment after it.
    pub fn ends(&self) -> DateTime<Utc> {
        self.to.succ_opt().and_then(|day| midnight(day, self.zone)).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    pub fn contains(&self, at: DateTime<Utc>) -> bool {
        self.begins() <= at && at < self.ends()
    }

    pub fn days(&self) -> i64 {
        ((self.to - self.from).num_days() + 1).max(0)
    }

    pub fn weeks(&self) -> f64 {
        self.days() as f64 / 7.0
    }

    /// Monday to Friday. Public holidays are not left out: a burden is rather said a little too low on the others.
    pub fn working_days(&self) -> i64 {
        let days = self.from.iter_days().take(usize::try_from(self.days()).unwrap_or(0));
        days.filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)).count() as i64
    }

    /// The calendar day of a moment.
    pub fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.zone).date_naive()
    }
}

/// The first moment of a day. Where the clocks skip it, the first hour that is there.
pub fn midnight(day: NaiveDate, zone: Tz) -> Option<DateTime<Utc>> {
    let naive = day.and_time(NaiveTime::MIN);
    let there = |hours| zone.from_local_datetime(&(naive + TimeDelta::hours(hours))).earliest();
    there(0).or_else(|| there(1)).map(|at| at.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn a_period_has_both_its_days_and_its_zone() {
        let period = Period { from: date("2026-03-27"), to: date("2026-03-30"), zone: chrono_tz::Europe::Paris };
        assert_eq!((period.days(), period.working_days()), (4, 2));
        assert_eq!(period.begins().to_rfc3339(), "2026-03-26T23:00:00+00:00");
        assert_eq!(period.ends().to_rfc3339(), "2026-03-30T22:00:00+00:00", "summer time began on the 29th");
        assert!(period.contains(period.begins()) && !period.contains(period.ends()));
    }
}
