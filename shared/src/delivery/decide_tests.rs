//! The decision beside a second, naive one that reads the wall clock minute by minute.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate, TimeDelta, Timelike as _};
use chrono_tz::Tz;
use proptest::prelude::*;

use super::*;
use crate::calendar::{Calendar, HolidayRegion, MinuteOfDay, Span, WorkingTime};
use crate::delivery::hours::{ClockHours, Day, Usual};

const ZONES: [Tz; 4] =
    [chrono_tz::Europe::Paris, chrono_tz::Indian::Reunion, chrono_tz::America::Martinique, chrono_tz::Pacific::Noumea];
/// A week of spring with its short night in Paris, one of autumn with the long one, one with a public holiday.
const WEEKS: [&str; 3] = ["2026-03-25T22:00:00Z", "2026-10-21T22:00:00Z", "2026-05-04T22:00:00Z"];
const WEEK: i64 = 7 * 24 * 60;

fn minute(text: &str) -> MinuteOfDay {
    MinuteOfDay::try_from(text.to_owned()).expect("a time")
}

fn hours(from: &str, to: &str) -> ClockHours {
    ClockHours { from: minute(from), to: minute(to) }
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

/// Somebody with all that was set for them and by them.
#[derive(Debug, Clone)]
struct Somebody {
    calendar: Calendar,
    federation: ClockHours,
    own: Option<ClockHours>,
    usual: Usual,
    days: Option<BTreeSet<Day>>,
    duty: Option<Span>,
    away: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    breaks: bool,
}

impl Somebody {
    fn new(zone: Tz, usual: Usual) -> Self {
        Self {
            calendar: Calendar::new(WorkingTime::default(), zone),
            federation: hours("20:00", "07:30"),
            own: None,
            usual,
            days: None,
            duty: None,
            away: Vec::new(),
            breaks: false,
        }
    }

    fn decide(&self, class: Class, now: DateTime<Utc>, lives: TimeDelta, sent_today: u32) -> Decision {
        self.ask(class, now, lives, sent_today, decide)
    }

    /// For which moment a message is told now that was due earlier.
    fn missed(&self, class: Class, due: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.ask(class, now, TimeDelta::days(1), 0, |ask| missed(ask, due))
    }

    fn ask<T>(
        &self,
        class: Class,
        now: DateTime<Utc>,
        lives: TimeDelta,
        sent_today: u32,
        answer: impl FnOnce(&Ask<'_>) -> T,
    ) -> T {
        let zone = self.calendar.zone();
        let quiet = Quiet { zone, federation: self.federation, own: self.own, critical_breaks: self.breaks };
        let duty = Duty {
            calendar: &self.calendar,
            usual: self.usual,
            days: self.days.clone(),
            hours: self.duty,
            away: self.away.clone(),
        };
        let (quiet, duty) = (&quiet, &duty);
        answer(&Ask { class, now, expires_at: now + lives, quiet, duty, sent_today, cap: 20, off: false })
    }

    /// What the wall clock says: nothing but its minute, its weekday and its date.
    fn may_be_told(&self, now: DateTime<Utc>) -> bool {
        let local = now.with_timezone(&self.calendar.zone());
        let (day, clock) = (local.date_naive(), local.hour() * 60 + local.minute());
        let clock = u16::try_from(clock).expect("a minute of the day");
        let is_quiet = |hours: ClockHours| {
            let (from, to) = (hours.from.minutes(), hours.to.minutes());
            if from <= to { (from..to).contains(&clock) } else { clock >= from || clock < to }
        };
        let away = self.away.iter().any(|(from, to)| *from <= now && now < *to);
        !is_quiet(self.federation) && !self.own.is_some_and(is_quiet) && !away && self.works(day, clock)
    }

    fn works(&self, day: NaiveDate, clock: u16) -> bool {
        let weekday = day.weekday();
        let usual = match self.usual {
            Usual::EveryDay(from, to) => Some((from, to)),
            // The built-in hours.
            Usual::Desk if weekday.num_days_from_monday() < 5 => Some((minute("08:30"), minute("17:30"))),
            Usual::Desk => None,
        };
        let closed = self.usual == Usual::Desk && self.calendar.working().holidays.is_holiday(day);
        let chosen = self.days.as_ref().map(|days| days.iter().any(|own| own.weekday() == weekday));
        let span = match chosen {
            Some(false) => None,
            Some(true) => self.duty.or(usual).or(Some((minute("08:30"), minute("17:30")))),
            None => usual.map(|usual| self.duty.unwrap_or(usual)),
        };
        !closed && span.is_some_and(|(from, to)| (from.minutes()..to.minutes()).contains(&clock))
    }
}

/// Everybody whose hours are looked at in every week and zone.
fn people(zone: Tz) -> Vec<Somebody> {
    let desk = Somebody::new(zone, Usual::Desk);
    let aide = Somebody::new(zone, Usual::EveryDay(minute("07:00"), minute("20:30")));
    let overseas = WorkingTime { holidays: HolidayRegion::Reunion, ..WorkingTime::default() };
    // Awake when clocks are changed, so that the short and the long night are seen.
    let night = Somebody {
        federation: hours("00:00", "02:15"),
        duty: Some((minute("00:00"), minute("24:00"))),
        own: Some(hours("02:40", "02:50")),
        ..aide.clone()
    };
    vec![
        Somebody { own: Some(hours("12:00", "14:00")), ..desk.clone() },
        Somebody {
            days: Some([Day::Tue, Day::Sat].into()),
            duty: Some((minute("06:00"), minute("22:00"))),
            ..desk.clone()
        },
        Somebody { calendar: Calendar::new(overseas, zone), ..desk.clone() },
        Somebody {
            duty: Some((minute("02:30"), minute("02:45"))),
            federation: hours("04:00", "04:00"),
            ..night.clone()
        },
        desk,
        aide,
        night,
    ]
}

/// Whether the clock is changed within a day of a moment.
fn clocks_change(zone: Tz, now: DateTime<Utc>) -> bool {
    use chrono::Offset as _;
    let offset = |at: DateTime<Utc>| at.with_timezone(&zone).offset().fix();
    offset(now - TimeDelta::days(1)) != offset(now + TimeDelta::days(1))
}

#[test]
fn nobody_is_told_off_duty_or_in_quiet_hours_at_any_minute_of_three_weeks_in_four_zones() {
    let (mut told, mut asked) = (0, 0);
    for zone in ZONES {
        for (somebody, week) in people(zone).iter().flat_map(|one| WEEKS.map(|week| (one, at(week)))) {
            for now in (0..WEEK).map(|minute| week + TimeDelta::minutes(minute)) {
                let decided = somebody.decide(Class::Ordinary, now, TimeDelta::days(14), 0);
                let may = somebody.may_be_told(now);
                assert!(may || decided != Decision::Now, "{zone} {now} {somebody:?}");
                // The nights of the clock change err on the side of rest.
                assert!(!may || decided == Decision::Now || clocks_change(zone, now), "{zone} {now} {somebody:?}");
                told += usize::from(decided == Decision::Now);
                asked += 1;
            }
        }
    }
    assert!(told > asked / 20 && told < asked / 2, "{told} of {asked}");
}

#[test]
fn a_wait_ends_at_the_first_moment_at_which_the_answer_is_now() {
    for zone in ZONES {
        for (somebody, week) in people(zone).iter().flat_map(|one| WEEKS.map(|week| (one, at(week)))) {
            let mut waits_for: Option<DateTime<Utc>> = None;
            for now in (0..WEEK).map(|minute| week + TimeDelta::minutes(minute)) {
                match somebody.decide(Class::Ordinary, now, TimeDelta::days(14), 0) {
                    Decision::Now => {
                        assert!(waits_for.is_none_or(|at| at <= now), "{now} comes before the end of a wait");
                        waits_for = None;
                    }
                    Decision::Wait(end) => {
                        // Monotone: whoever asks later does not wait for something earlier, and the same wait ends at the same time.
                        assert!(waits_for.is_none_or(|before| before == end || before <= now), "{now}: {end}");
                        assert!(end > now);
                        if waits_for != Some(end) {
                            assert_eq!(somebody.decide(Class::Ordinary, end, TimeDelta::days(1), 0), Decision::Now);
                        }
                        waits_for = Some(end);
                    }
                    Decision::Drop(why) => panic!("{zone} {now} {why} {somebody:?}"),
                }
            }
        }
    }
}

#[test]
fn critical_alerts_go_at_any_hour_only_where_the_federation_says_so_and_never_to_who_is_away() {
    let mut somebody = Somebody::new(chrono_tz::Europe::Paris, Usual::Desk);
    // A Sunday night.
    let (now, monday) = (at("2026-03-08T23:00:00Z"), at("2026-03-09T07:30:00Z"));
    let day = TimeDelta::hours(24);
    assert_eq!(somebody.decide(Class::Critical, now, day, 0), Decision::Wait(monday));
    assert_eq!(somebody.decide(Class::Critical, now, TimeDelta::hours(8), 0), Decision::Drop(Reason::TooLate));
    somebody.breaks = true;
    assert_eq!(somebody.decide(Class::Critical, now, day, 0), Decision::Now);
    assert_eq!(somebody.decide(Class::Ordinary, now, day, 0), Decision::Wait(monday));
    somebody.away =
        vec![(now - day, now + TimeDelta::hours(3)), (now + TimeDelta::hours(2), now + TimeDelta::hours(5))];
    assert_eq!(somebody.decide(Class::Critical, now, day, 0), Decision::Wait(now + TimeDelta::hours(5)));
    assert_eq!(somebody.decide(Class::Critical, now, TimeDelta::hours(5), 0), Decision::Drop(Reason::TooLate));
    assert_eq!(somebody.decide(Class::Test, now, day, 0), Decision::Now, "who tests holds the phone");
}

#[test]
fn beyond_the_cap_messages_wait_for_the_next_beginning_of_work() {
    let mut somebody = Somebody::new(chrono_tz::Europe::Paris, Usual::Desk);
    somebody.own = Some(hours("12:00", "14:00"));
    // A Friday morning; Monday half past eight.
    let (now, monday) = (at("2026-03-06T09:00:00Z"), at("2026-03-09T07:30:00Z"));
    let days = TimeDelta::days(7);
    assert_eq!(somebody.decide(Class::Ordinary, now, days, 19), Decision::Now);
    assert_eq!(somebody.decide(Class::Ordinary, now, days, 20), Decision::Wait(monday));
    assert_eq!(somebody.decide(Class::Ordinary, now + TimeDelta::hours(3), days, 20), Decision::Wait(monday));
    assert_eq!(somebody.decide(Class::Ordinary, now, TimeDelta::days(1), 20), Decision::Drop(Reason::TooLate));
    assert_eq!(somebody.decide(Class::Critical, now, days, 20), Decision::Now);
    assert_eq!(somebody.decide(Class::Ordinary, monday, days, 0), Decision::Now);
}

#[test]
fn what_is_switched_off_or_over_is_let_go() {
    let somebody = Somebody::new(chrono_tz::Europe::Paris, Usual::Desk);
    let now = at("2026-03-06T09:00:00Z");
    assert_eq!(somebody.decide(Class::Test, now, TimeDelta::zero(), 0), Decision::Drop(Reason::Expired));
    let quiet = Quiet { zone: chrono_tz::UTC, federation: hours("00:00", "00:00"), own: None, critical_breaks: true };
    let duty = Duty { calendar: &somebody.calendar, usual: Usual::Desk, days: None, hours: None, away: Vec::new() };
    let expires_at = now + TimeDelta::hours(1);
    for (class, answer) in [
        (Class::Ordinary, Decision::Drop(Reason::SwitchedOff)),
        (Class::Critical, Decision::Drop(Reason::SwitchedOff)),
        (Class::Test, Decision::Now),
    ] {
        let ask = Ask { class, now, expires_at, quiet: &quiet, duty: &duty, sent_today: 0, cap: 20, off: true };
        assert_eq!(decide(&ask), answer, "{class:?}");
    }
}

fn a_minute() -> impl Strategy<Value = MinuteOfDay> {
    (0_u16..=96).prop_map(|quarter| MinuteOfDay::new(quarter * 15).expect("a minute of the day"))
}

fn some_hours() -> impl Strategy<Value = ClockHours> {
    (a_minute(), a_minute()).prop_map(|(from, to)| ClockHours { from, to })
}

prop_compose! {
    fn anybody()(
        zone in proptest::sample::select(ZONES.to_vec()),
        federation in some_hours(),
        own in proptest::option::of(some_hours()),
        desk in any::<bool>(),
        usual in (a_minute(), a_minute()),
        days in proptest::option::of(proptest::collection::btree_set(proptest::sample::select(Day::ALL.to_vec()), 1..5)),
        duty in proptest::option::of((a_minute(), a_minute())),
        away in proptest::collection::vec((0_i64..WEEK * 2, 1_i64..5_000), 0..3),
        breaks in any::<bool>(),
    ) -> Somebody {
        let sorted = |(one, two): Span| (one.min(two), one.max(two));
        let (from, to) = sorted(usual);
        let usual = if desk { Usual::Desk } else { Usual::EveryDay(from, to) };
        let begins = |minutes: i64| at(WEEKS[1]) + TimeDelta::minutes(minutes);
        let away = away.into_iter().map(|(from, length)| (begins(from), begins(from + length))).collect();
        let calendar = Calendar::new(WorkingTime::default(), zone);
        Somebody { calendar, federation, own, usual, days, duty: duty.map(sorted), away, breaks }
    }
}

fn a_class() -> impl Strategy<Value = Class> {
    proptest::sample::select(vec![Class::Ordinary, Class::Critical, Class::Test])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    /// Whatever is set: now means it may be told now, a wait ends where the answer is now and before the end of the news, and nothing is
    /// let go that could have been told.
    #[test]
    fn any_decision_keeps_its_word(
        somebody in anybody(),
        class in a_class(),
        minutes in 0..WEEK,
        lives in 1_i64..(3 * 24 * 60),
        sent in 0_u32..25,
    ) {
        let (now, lives) = (at(WEEKS[1]) + TimeDelta::minutes(minutes), TimeDelta::minutes(lives));
        let away = |at: DateTime<Utc>| somebody.away.iter().any(|(from, to)| *from <= at && at < *to);
        let may = |at: DateTime<Utc>| match class {
            Class::Test => true,
            Class::Critical if somebody.breaks => !away(at),
            Class::Critical | Class::Ordinary => somebody.may_be_told(at),
        };
        match somebody.decide(class, now, lives, sent) {
            Decision::Now => prop_assert!(may(now)),
            Decision::Wait(end) => {
                prop_assert!(now < end && end < now + lives && may(end));
                // On another day the count begins anew; within the day only the quiet hours were waited for.
                let today = somebody.calendar.day_of(now) == somebody.calendar.day_of(end);
                let then = if today { sent } else { 0 };
                prop_assert_eq!(somebody.decide(class, end, now + lives - end, then), Decision::Now);
                prop_assert!(class != Class::Ordinary || sent < 20 || !today);
            }
            Decision::Drop(why) => {
                prop_assert_eq!(why, Reason::TooLate);
                let minutes = (0..lives.num_minutes()).map(|minute| now + TimeDelta::minutes(minute));
                let day = |at| somebody.calendar.day_of(at);
                let told = minutes.into_iter().find(|at| {
                    may(*at) && !clocks_change(somebody.calendar.zone(), *at)
                        && (class != Class::Ordinary || sent < 20 || day(*at) != day(now))
                });
                prop_assert_eq!(told, None);
            }
        }
    }

    /// What nobody looked at when it was due belongs to a moment that has come, at which it might be told; asked again as due then, it
    /// goes. When it might have gone at once, another day of work has begun since.
    #[test]
    fn what_was_missed_belongs_to_a_moment_that_has_come(
        somebody in anybody(),
        class in a_class(),
        minutes in 0..WEEK,
        late in 0_i64..(3 * 24 * 60),
    ) {
        let due = at(WEEKS[1]) + TimeDelta::minutes(minutes);
        let now = due + TimeDelta::minutes(late);
        let day = |at| somebody.calendar.day_of(at);
        match somebody.missed(class, due, now) {
            Some(moment) => {
                prop_assert!(due < moment && moment <= now && somebody.may_be_told(moment));
                prop_assert_eq!(somebody.missed(class, moment, now).filter(|_| day(moment) == day(now)), None);
                prop_assert!(!somebody.may_be_told(due) || day(due) != day(now));
                prop_assert!(class == Class::Ordinary || (class == Class::Critical && !somebody.breaks));
            }
            None if class == Class::Ordinary && somebody.may_be_told(now) && !clocks_change(somebody.calendar.zone(), now) => {
                prop_assert!(somebody.may_be_told(due) || clocks_change(somebody.calendar.zone(), due));
            }
            None => {}
        }
    }
}

#[test]
fn a_night_without_a_server_belongs_to_the_morning() {
    let somebody = Somebody::new(ZONES[0], Usual::Desk);
    let missed = |due: &str, now: &str| somebody.missed(Class::Ordinary, at(due), at(now));
    let morning = Some(at("2026-03-03T07:30:00Z"));
    assert_eq!(missed("2026-03-02T18:00:00Z", "2026-03-03T07:30:00Z"), morning);
    assert_eq!(missed("2026-03-02T18:00:00Z", "2026-03-03T10:00:00Z"), morning);
    assert_eq!(missed("2026-03-02T13:00:00Z", "2026-03-03T10:00:00Z"), morning, "all day and all night");
    assert_eq!(missed("2026-03-03T08:00:00Z", "2026-03-03T10:00:00Z"), None, "the same day of work");
    assert_eq!(missed("2026-03-03T07:30:00Z", "2026-03-03T10:00:00Z"), None);
    assert_eq!(missed("2026-03-03T10:00:00Z", "2026-03-03T10:00:00Z"), None);
    let tested = somebody.missed(Class::Test, at("2026-03-02T18:00:00Z"), at("2026-03-03T10:00:00Z"));
    assert_eq!(tested, None);
}
