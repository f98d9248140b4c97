//! When somebody may be told, worked out minute by minute from what the federation wrote down: on purpose not with the product's own
//! arithmetic.

use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, TimeZone as _, Timelike as _, Utc};
use chrono_tz::Tz;

pub const ZONE: Tz = chrono_tz::Europe::Paris;
/// Public holidays that fall into the month.
const HOLIDAYS: [(u32, u32); 1] = [(4, 6)];
/// Longer than any wait there is: an absence with a long weekend.
const LONGEST: i64 = 9 * 24 * 60;

/// Who it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Post {
    /// Works on working days, from 08:00 to 18:00.
    Desk,
    /// Works every day, from 07:00 to 20:30; the quiet hours cut that to 07:30 to 20:00.
    Aide,
}

/// The minute of the day on the wall.
pub fn minute(at: DateTime<Utc>) -> u32 {
    let local = at.with_timezone(&ZONE);
    local.hour() * 60 + local.minute()
}

pub fn day(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&ZONE).date_naive()
}

pub fn is_working_day(day: NaiveDate) -> bool {
    day.weekday().num_days_from_monday() < 5 && !HOLIDAYS.contains(&(day.month(), day.day()))
}

/// From when to when somebody is away.
pub type Away = (DateTime<Utc>, DateTime<Utc>);

pub fn is_away(away: &[Away], at: DateTime<Utc>) -> bool {
    away.iter().any(|(from, to)| *from <= at && at < *to)
}

/// Whether somebody may be told anything ordinary.
pub fn allowed(post: Post, away: &[Away], at: DateTime<Utc>) -> bool {
    let minute = minute(at);
    let works = match post {
        Post::Desk => is_working_day(day(at)) && (8 * 60..18 * 60).contains(&minute),
        Post::Aide => (7 * 60 + 30..20 * 60).contains(&minute),
    };
    works && !is_away(away, at)
}

/// When the desk closes on the first working day after that of a moment.
pub fn next_closing(at: DateTime<Utc>) -> DateTime<Utc> {
    let next = day(at).iter_days().skip(1).find(|day| is_working_day(*day)).expect("everybody works again");
    let six = next.and_hms_opt(18, 0, 0).and_then(|six| ZONE.from_local_datetime(&six).single());
    six.expect("an evening has every minute once").to_utc()
}

/// The first minute from a moment on at which somebody may be told.
pub fn next_allowed(post: Post, away: &[Away], from: DateTime<Utc>) -> DateTime<Utc> {
    if allowed(post, away, from) {
        return from;
    }
    let whole = from - TimeDelta::seconds(i64::from(from.second())) - TimeDelta::nanoseconds(from.nanosecond().into());
    let minutes = (1..LONGEST).map(|ahead| whole + TimeDelta::minutes(ahead));
    minutes.into_iter().find(|at| allowed(post, away, *at)).expect("everybody works again within nine days")
}
