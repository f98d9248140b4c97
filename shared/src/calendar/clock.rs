//! Minutes of the wall clock as moments, also in the two nights on which clocks are changed.

use chrono::{DateTime, Days, LocalResult, NaiveDate, NaiveTime, TimeZone as _, Utc};
use chrono_tz::Tz;

use super::hours::MinuteOfDay;

/// No time zone moves its clocks by more.
const LONGEST_CLOCK_CHANGE: u16 = 24 * 60;

/// A minute of a day as a moment. A wall-clock time that occurs twice is its first; one that is skipped is the moment of the jump.
#[must_use]
pub fn first_moment(zone: Tz, day: NaiveDate, minute: MinuteOfDay) -> DateTime<Utc> {
    moment(zone, day, minute, LocalResult::earliest)
}

/// The same; a time that occurs twice is its second.
#[must_use]
pub fn last_moment(zone: Tz, day: NaiveDate, minute: MinuteOfDay) -> DateTime<Utc> {
    moment(zone, day, minute, LocalResult::latest)
}

fn moment(
    zone: Tz,
    day: NaiveDate,
    minute: MinuteOfDay,
    choose: fn(LocalResult<DateTime<Tz>>) -> Option<DateTime<Tz>>,
) -> DateTime<Utc> {
    let local = |after: u16| {
        let minutes = minute.minutes() + after;
        let day = day.checked_add_days(Days::new(u64::from(minutes / (24 * 60))))?;
        let time = NaiveTime::from_num_seconds_from_midnight_opt(u32::from(minutes % (24 * 60)) * 60, 0)?;
        choose(zone.from_local_datetime(&day.and_time(time)))
    };
    let found = (0..=LONGEST_CLOCK_CHANGE).find_map(local);
    found.map_or_else(|| day.and_time(NaiveTime::MIN).and_utc(), |local| local.to_utc())
}
