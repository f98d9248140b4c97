//! Days and moments of promises, in the federation's calendar.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeZone as _, Utc};
use uuid::Uuid;
use vigie_shared::calendar::Calendar;
use vigie_shared::follow_up::Preset;

use crate::settings::Work;
use crate::store::follow_ups::DayBounds;
use crate::store::{StoreResult, Tx};

/// A promise reaches at most so far: a longer one is a watch.
const FARTHEST: Days = Days::new(400);
/// When a promise without an hour is due on a day nobody works: in the early evening.
const EVENING: u32 = 18;

/// The federation's calendar, seen from a moment.
#[derive(Debug, Clone)]
pub struct Agenda {
    pub calendar: Calendar,
    pub now: DateTime<Utc>,
}

/// When something is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    pub day: NaiveDate,
    pub at: DateTime<Utc>,
    /// Whether somebody named an hour.
    pub timed: bool,
}

impl Agenda {
    /// The agenda of a federation.
    pub async fn of(tx: &mut Tx, federation: Uuid, now: DateTime<Utc>) -> StoreResult<Self> {
        Ok(Self { calendar: Work::of(tx, federation).await?.calendar, now })
    }

    pub fn today(&self) -> NaiveDate {
        self.calendar.day_of(self.now)
    }

    /// A day from its first moment to that of the next one.
    pub fn bounds(&self, day: NaiveDate) -> DayBounds {
        DayBounds::of(&self.calendar, day)
    }

    /// The wall clock's hour.
    pub fn hour(&self) -> u32 {
        use chrono::Timelike as _;
        self.now.with_timezone(&self.calendar.zone()).hour()
    }

    /// Due on a day, at the end of its work.
    pub fn on(&self, day: NaiveDate) -> Due {
        let evening = NaiveTime::from_hms_opt(EVENING, 0, 0).unwrap_or_default();
        let local = || self.calendar.zone().from_local_datetime(&day.and_time(evening)).earliest();
        let at = self.calendar.closing(day).or_else(|| local().map(|local| local.to_utc()));
        Due { day, at: at.unwrap_or_else(|| day.and_time(evening).and_utc()), timed: false }
    }

    /// Due at a moment.
    pub fn at(&self, at: DateTime<Utc>) -> Due {
        Due { day: self.calendar.day_of(at), at, timed: true }
    }

    pub fn preset(&self, preset: Preset) -> Due {
        self.on(preset.day(self.today(), |day| self.calendar.is_working_day(day)))
    }

    /// On `day`, or today if that is gone, or the first working day after it.
    pub fn working_day(&self, day: NaiveDate) -> Due {
        self.on(self.calendar.working_day_from(day.max(self.today())))
    }

    /// Whether one may promise something for then: not for yesterday, and not for another year.
    pub fn may_promise(&self, due: Due) -> bool {
        let today = self.today();
        due.day >= today && today.checked_add_days(FARTHEST).is_some_and(|last| due.day <= last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use vigie_shared::calendar::WorkingTime;

    fn agenda(now: &str) -> Agenda {
        let calendar = Calendar::new(WorkingTime::default(), chrono_tz::Europe::Paris);
        Agenda { calendar, now: now.parse().expect("a time") }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a day")
    }

    #[test]
    fn a_day_is_the_federations_and_ends_with_its_work() {
        // In Paris it is Saturday already.
        let agenda = agenda("2026-03-06T23:30:00Z");
        assert_eq!((agenda.today(), agenda.hour()), (day("2026-03-07"), 0));
        assert_eq!(agenda.working_day(day("2026-03-01")).day, day("2026-03-09"));
        assert_eq!(agenda.preset(Preset::Tomorrow).day, day("2026-03-09"));
        // Whatever the hours are, a working day ends in daylight's reach, and a Sunday has an evening all the same.
        for one in ["2026-03-09", "2026-03-08"] {
            let due = agenda.on(day(one));
            assert!(!due.timed && agenda.calendar.day_of(due.at) == day(one), "{due:?}");
        }
    }

    #[test]
    fn a_promise_is_for_today_or_later_and_not_for_ever() {
        let agenda = agenda("2026-03-02T08:00:00Z");
        let may = |one: &str| agenda.may_promise(agenda.on(day(one)));
        assert_eq!(["2026-03-01", "2026-03-02", "2027-03-02", "2027-06-02"].map(may), [false, true, true, false]);
    }
}
