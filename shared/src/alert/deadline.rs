//! When somebody should have taken an alert, and when whoever took it should have acted: in the federation's working time.

use chrono::{DateTime, TimeDelta, Utc};

use crate::calendar::Calendar;
use crate::rules::finding::Severity;

/// The moment by which an alert of this severity has had its minutes since `from`. A critical one does not wait for the office to open
/// unless the federation wants it so.
#[must_use]
pub fn deadline(calendar: &Calendar, severity: Severity, from: DateTime<Utc>, minutes: u32) -> DateTime<Utc> {
    if runs_always(calendar, severity) {
        from.checked_add_signed(TimeDelta::minutes(i64::from(minutes))).unwrap_or(DateTime::<Utc>::MAX_UTC)
    } else {
        calendar.add_working(from, minutes)
    }
}

/// The same backwards: whatever began no later than this has had its minutes by `now`.
#[must_use]
pub fn waited_since(calendar: &Calendar, severity: Severity, now: DateTime<Utc>, minutes: u32) -> DateTime<Utc> {
    if runs_always(calendar, severity) {
        now.checked_sub_signed(TimeDelta::minutes(i64::from(minutes))).unwrap_or(DateTime::<Utc>::MIN_UTC)
    } else {
        calendar.worked_since(now, minutes)
    }
}

fn runs_always(calendar: &Calendar, severity: Severity) -> bool {
    severity == Severity::Critical && calendar.working().critical_always
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alert::AlertPolicy;
    use crate::calendar::WorkingTime;

    fn calendar(critical_always: bool) -> Calendar {
        Calendar::new(WorkingTime { critical_always, ..WorkingTime::default() }, chrono_tz::Europe::Paris)
    }

    #[test]
    fn graver_alerts_want_somebody_sooner() {
        let from: DateTime<Utc> = "2026-03-02T09:00:00+01:00".parse().expect("a time");
        let due = AlertPolicy::default().due_minutes;
        let target = |severity| deadline(&calendar(true), severity, from, due.of(severity));
        let day_and_hour = [Severity::Critical, Severity::High, Severity::Moderate]
            .map(|severity| target(severity).with_timezone(&chrono_tz::Europe::Paris).format("%d %H:%M").to_string());
        assert_eq!(day_and_hour, ["02 10:00", "02 14:00", "03 09:00"]);
    }

    #[test]
    fn only_a_critical_alert_does_not_wait_for_the_office_to_open() {
        let saturday: DateTime<Utc> = "2026-03-07T22:00:00+01:00".parse().expect("a time");
        let monday: DateTime<Utc> = "2026-03-09T09:30:00+01:00".parse().expect("a time");
        let hour = TimeDelta::hours(1);
        assert_eq!(deadline(&calendar(true), Severity::Critical, saturday, 60), saturday + hour);
        assert_eq!(waited_since(&calendar(true), Severity::Critical, saturday + hour, 60), saturday);
        for (always, severity) in [(false, Severity::Critical), (true, Severity::High), (true, Severity::Moderate)] {
            assert_eq!(deadline(&calendar(always), severity, saturday, 60), monday);
            assert!(waited_since(&calendar(always), severity, monday, 60) >= saturday);
        }
    }
}
