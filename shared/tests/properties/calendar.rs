//! Working time: whatever the hours, holidays and zone, counting forwards and counting between agree, and the minute-by-minute way
//! gives the same.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use proptest::prelude::*;
use vigie_shared::calendar::{Calendar, HolidayRegion, MinuteOfDay, Span, WeekHours, WorkingTime};

use crate::history::cases;

const ZONES: [Tz; 4] = [
    chrono_tz::Europe::Paris,
    chrono_tz::Indian::Reunion,
    chrono_tz::America::Miquelon,
    // Its clocks go forward at midnight: a day begins at one o'clock.
    chrono_tz::America::Havana,
];

fn spans() -> impl Strategy<Value = Vec<Span>> {
    prop::collection::btree_set(0..=1440_u16, 0..=6).prop_map(|ends| {
        let ends: Vec<_> = ends.into_iter().filter_map(MinuteOfDay::new).collect();
        ends.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
    })
}

fn calendar() -> impl Strategy<Value = Calendar> {
    let hours =
        prop::array::uniform7(spans()).prop_filter_map("a week has working time", |days| WeekHours::new(days).ok());
    let region = prop::sample::select(HolidayRegion::ALL.to_vec());
    let off = prop::collection::btree_set(0..400_i64, 0..20);
    (hours, region, off, prop::sample::select(ZONES.to_vec())).prop_map(|(hours, holidays, off, zone)| {
        let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default();
        let days_off: BTreeSet<_> = off.into_iter().map(|days| first + TimeDelta::days(days)).collect();
        Calendar::new(WorkingTime { hours, holidays, days_off, critical_always: true }, zone)
    })
}

/// A second of 2026, the nights of the clock changes more often than others.
fn moment() -> impl Strategy<Value = DateTime<Utc>> {
    let any = 0..365 * 86_400_i64;
    let start: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().expect("a time");
    let day = |text: &str| text.parse::<DateTime<Utc>>().expect("a time").timestamp() - start.timestamp();
    let changes = [day("2026-03-28T12:00:00Z"), day("2026-10-24T12:00:00Z"), day("2026-03-08T00:00:00Z")];
    let by_night = (prop::sample::select(changes.to_vec()), 0..2 * 86_400_i64).prop_map(|(night, after)| night + after);
    prop_oneof![2 => any, 1 => by_night].prop_map(move |seconds| start + TimeDelta::seconds(seconds))
}

proptest! {
    #![proptest_config(cases(500))]

    #[test]
    fn what_was_added_is_what_lies_between(calendar in calendar(), from in moment(), minutes in 0..6_000_u32) {
        let to = calendar.add_working(from, minutes);
        prop_assert!(to >= from);
        prop_assert_eq!(calendar.working_between(from, to), TimeDelta::minutes(i64::from(minutes)));
        // Not a moment too late.
        if to > from && minutes > 0 {
            let before = calendar.working_between(from, to - TimeDelta::seconds(1));
            prop_assert!(before < TimeDelta::minutes(i64::from(minutes)));
        }
    }

    #[test]
    fn looking_back_finds_the_latest_start_that_had_its_time(calendar in calendar(), to in moment(), minutes in 1..6_000_u32) {
        let since = calendar.worked_since(to, minutes);
        let wanted = TimeDelta::minutes(i64::from(minutes));
        prop_assert_eq!(calendar.working_between(since, to), wanted);
        prop_assert!(calendar.working_between(since + TimeDelta::seconds(1), to) < wanted);
        prop_assert!(calendar.add_working(since, minutes) <= to);
    }

    #[test]
    fn two_waits_are_one(calendar in calendar(), from in moment(), first in 0..3_000_u32, second in 1..3_000_u32) {
        let apart = calendar.add_working(calendar.add_working(from, first), second);
        prop_assert_eq!(apart, calendar.add_working(from, first + second));
    }

    #[test]
    fn later_starts_and_longer_waits_end_no_earlier(
        calendar in calendar(), from in moment(), later in 0..900_000_i64, minutes in 0..3_000_u32, more in 0..600_u32,
    ) {
        let end = calendar.add_working(from, minutes);
        prop_assert!(calendar.add_working(from + TimeDelta::seconds(later), minutes) >= end);
        prop_assert!(calendar.add_working(from, minutes + more) >= end);
    }

    #[test]
    fn time_between_adds_up(calendar in calendar(), from in moment(), first in 0..900_000_i64, second in 0..900_000_i64) {
        let (middle, to) = (from + TimeDelta::seconds(first), from + TimeDelta::seconds(first + second));
        let whole = calendar.working_between(from, to);
        prop_assert_eq!(calendar.working_between(from, middle) + calendar.working_between(middle, to), whole);
        prop_assert!(whole <= to - from);
        prop_assert_eq!(calendar.working_between(to, from - TimeDelta::seconds(1)), TimeDelta::zero());
    }

    #[test]
    fn counting_agrees_with_looking_at_every_minute(calendar in calendar(), from in moment(), length in 0..3_000_i64) {
        let from = from - TimeDelta::seconds(from.timestamp() % 60);
        let open = (0..length).filter(|minute| calendar.is_open(from + TimeDelta::minutes(*minute))).count();
        let between = calendar.working_minutes_between(from, from + TimeDelta::minutes(length));
        prop_assert_eq!(between, i64::try_from(open).unwrap_or(-1));
    }

    #[test]
    fn the_next_working_day_is_the_first_that_is_one(calendar in calendar(), at in moment()) {
        let day = calendar.day_of(at);
        let next = calendar.next_working_day(day);
        prop_assert!(next > day && calendar.is_working_day(next));
        prop_assert!(day.iter_days().skip(1).take_while(|between| *between < next).all(|between| !calendar.is_working_day(between)));
        prop_assert!(!calendar.working().holidays.is_holiday(next));
        let from = calendar.working_day_from(day);
        prop_assert_eq!(from == day, calendar.is_working_day(day));
        let (opens, closes) = (calendar.opening(next), calendar.closing(next));
        prop_assert!(opens.is_some() && opens <= closes);
        prop_assert!(next.year() >= 2026);
    }
}
