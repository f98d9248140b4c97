//! Schedules across clock changes, leap days and month ends, in the time zones Vigie works in.

use super::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn schedule(cron: &str, zone: &str) -> Schedule {
    Schedule::parse(cron, zone).unwrap_or_else(|error| panic!("{error}"))
}

/// The first `count` occurrences after `from`, each found from the one before.
fn runs(cron: &str, zone: &str, from: &str, count: usize) -> Vec<String> {
    let schedule = schedule(cron, zone);
    let mut last = at(from);
    let mut found = Vec::new();
    while found.len() < count {
        last = schedule.next_after(last).expect("the calendar goes on");
        found.push(last.format("%Y-%m-%dT%H:%MZ").to_string());
    }
    found
}

#[test]
fn a_time_in_the_missing_hour_fires_once_right_after_it() {
    // Paris 2026-03-29: 02:00 becomes 03:00, which is 01:00 UTC.
    let expected = ["2026-03-28T01:30Z", "2026-03-29T01:00Z", "2026-03-30T00:30Z"];
    assert_eq!(runs("0 30 2 * * *", "Europe/Paris", "2026-03-27T12:00:00Z", 3), expected);
}

#[test]
fn all_times_in_the_missing_hour_share_one_run() {
    let expected = ["2026-03-29T00:45Z", "2026-03-29T01:00Z", "2026-03-29T01:15Z"];
    assert_eq!(runs("0 */15 * * * *", "Europe/Paris", "2026-03-29T00:30:00Z", 3), expected);
}

#[test]
fn a_time_in_the_doubled_hour_fires_once() {
    // Paris 2026-10-25: 03:00 becomes 02:00 at 01:00 UTC; 02:30 is 00:30 and again 01:30 UTC.
    let expected = ["2026-10-24T00:30Z", "2026-10-25T00:30Z", "2026-10-26T01:30Z"];
    assert_eq!(runs("0 30 2 * * *", "Europe/Paris", "2026-10-23T12:00:00Z", 3), expected);
}

#[test]
fn a_run_late_in_the_doubled_hour_does_not_bring_it_back() {
    let daily = schedule("0 30 2 * * *", "Europe/Paris");
    for late in ["2026-10-25T00:30:00Z", "2026-10-25T00:59:59.9Z", "2026-10-25T01:10:00Z", "2026-10-25T01:30:00Z"] {
        assert_eq!(daily.next_after(at(late)), Some(at("2026-10-26T01:30:00Z")), "{late}");
    }
}

#[test]
fn a_year_of_days_has_one_run_each_whatever_the_hour() {
    for zone in [
        "Europe/Paris",
        "Indian/Reunion",
        "America/Martinique",
        "Pacific/Noumea",
        "America/Miquelon",
        "Australia/Lord_Howe",
    ] {
        for hour in [0, 1, 2, 3, 12, 23] {
            let daily = schedule(&format!("0 30 {hour} * * *"), zone);
            let mut last = at("2025-12-31T00:00:00Z");
            let mut days = Vec::new();
            for _ in 0..370 {
                last = daily.next_after(last).expect("tomorrow comes");
                days.push(last.with_timezone(&daily.zone).date_naive());
            }
            assert!(days.windows(2).all(|pair| pair[1] == pair[0].succ_opt().expect("a day")), "{zone} {hour}");
        }
    }
}

#[test]
fn zones_without_daylight_saving_keep_their_distance_all_year() {
    for (zone, morning) in [
        ("Indian/Reunion", "T03:00Z"),
        ("America/Martinique", "T11:00Z"),
        ("Pacific/Noumea", "T20:00Z"),
        ("UTC", "T07:00Z"),
    ] {
        let year = runs("0 0 7 * * *", zone, "2025-12-31T23:59:59Z", 365);
        assert!(year.iter().all(|run| run.ends_with(morning)), "{zone}: {:?}", year.first());
    }
}

#[test]
fn month_ends_and_leap_days_come_when_the_calendar_has_them() {
    let ends = ["2026-01-31T06:00Z", "2026-03-31T05:00Z", "2026-05-31T05:00Z"];
    assert_eq!(runs("0 0 7 31 * *", "Europe/Paris", "2026-01-01T00:00:00Z", 3), ends);
    let leap = ["2028-02-29T06:00Z", "2032-02-29T06:00Z"];
    assert_eq!(runs("0 0 7 29 FEB *", "Europe/Paris", "2026-01-01T00:00:00Z", 2), leap);
}

#[test]
fn weekdays_are_read_by_name_and_only_by_name() {
    let mondays = ["2026-03-02T06:00Z", "2026-03-09T06:00Z"];
    assert_eq!(runs("0 0 7 * * MON", "Europe/Paris", "2026-02-27T00:00:00Z", 2), mondays);
    let working = ["2026-02-27T06:00Z", "2026-03-02T06:00Z"];
    assert_eq!(runs("0 0 7 * * MON-FRI", "Europe/Paris", "2026-02-27T00:00:00Z", 2), working);
    for numbered in ["0 0 7 * * 1", "0 0 7 * * 1-5", "0 0 7 * * MON,3", "0 0 7 * * */2"] {
        assert_eq!(Schedule::parse(numbered, "UTC").err(), Some(ScheduleError::NumberedWeekday(numbered.to_owned())));
    }
}

#[test]
fn what_is_no_schedule_says_why() {
    for text in ["", "* * * * *", "0 0 7 * * * 2026", "@daily", "0 0 7 * *"] {
        assert_eq!(Schedule::parse(text, "UTC").err(), Some(ScheduleError::Fields(text.to_owned())), "{text}");
    }
    for text in ["0 60 7 * * *", "0 0 25 * * *", "a b c d e f", "0 0 7 0 * *", "-1 0 0 * * *"] {
        assert!(matches!(Schedule::parse(text, "UTC"), Err(ScheduleError::Cron(..))), "{text}");
    }
    for text in ["0 0 7 30 FEB *", "0 0 7 31 4,6,9,11 *"] {
        assert_eq!(Schedule::parse(text, "UTC").err(), Some(ScheduleError::Never(text.to_owned())));
    }
    assert_eq!(
        Schedule::parse("0 0 7 * * *", "Europe/Nowhere").err(),
        Some(ScheduleError::Zone("Europe/Nowhere".to_owned()))
    );
}

#[test]
fn the_next_run_is_strictly_later_even_between_seconds() {
    let minutely = schedule("0 * * * * *", "UTC");
    assert_eq!(minutely.next_after(at("2026-03-02T10:00:00Z")), Some(at("2026-03-02T10:01:00Z")));
    assert_eq!(minutely.next_after(at("2026-03-02T10:00:59.999999Z")), Some(at("2026-03-02T10:01:00Z")));
    assert_eq!(minutely.next_after(at("2026-03-02T09:59:59.000001Z")), Some(at("2026-03-02T10:00:00Z")));
}

#[test]
fn a_day_that_a_zone_left_out_fires_at_its_end() {
    // Samoa went from 2011-12-29 to 2011-12-31.
    let expected = ["2011-12-29T17:00Z", "2011-12-30T10:00Z", "2011-12-30T17:00Z"];
    assert_eq!(runs("0 0 7 * * *", "Pacific/Apia", "2011-12-29T00:00:00Z", 3), expected);
}
