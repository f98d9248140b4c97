//! What a federation sets for its desk: working hours, holidays, targets.
//!
//! [`Work::of`] reads them in the transaction of whoever counts in working time. [`endpoint`] shows and changes them. To add a setting: a
//! field of `vigie_shared::alert::WorkSettings` with its default.

pub mod endpoint;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_shared::alert::{WorkSettings, deadline, waited_since};
use vigie_shared::calendar::Calendar;
use vigie_shared::delivery::MessageKind;
use vigie_shared::rules::Severity;

use crate::store::{StoreResult, Tx, work_settings};

/// The settings in force with the calendar they make.
#[derive(Debug, Clone)]
pub struct Work {
    /// 0 while nobody has changed anything.
    pub version: i32,
    pub settings: WorkSettings,
    pub calendar: Calendar,
}

impl Work {
    /// Those of a federation.
    pub async fn of(tx: &mut Tx, federation: Uuid) -> StoreResult<Self> {
        let row = work_settings::find(tx, federation).await?;
        let zone = row.as_ref().and_then(|row| row.time_zone.parse().ok()).unwrap_or(chrono_tz::Europe::Paris);
        let version = row.as_ref().and_then(|row| row.version).unwrap_or(0);
        let stored = row.and_then(|row| row.body).and_then(|body| {
            // What is stored was checked on the way in; a newer server may have stored what we cannot read.
            serde_json::from_value(body)
                .inspect_err(
                    |error| tracing::error!(%error, version, "the settings cannot be read; the built-in ones are used"),
                )
                .ok()
        });
        let settings: WorkSettings = stored.unwrap_or_default();
        let calendar = Calendar::new(settings.working_time.clone(), zone);
        Ok(Self { version, settings, calendar })
    }

    /// When somebody who has had an alert since `from` should have acted.
    pub fn act_due(&self, severity: Severity, from: DateTime<Utc>) -> DateTime<Utc> {
        deadline(&self.calendar, severity, from, self.settings.act_minutes.of(severity))
    }

    /// Whatever waits since no later than this may be brought to the next step of the escalation. A critical alert climbs day and night
    /// only where people may be told of it day and night: else it would reach the top of its ladder while nobody hears.
    pub fn escalation_since(&self, severity: Severity, now: DateTime<Utc>) -> DateTime<Utc> {
        let minutes = self.settings.escalation_minutes.of(severity);
        if self.settings.notifications.critical_breaks_quiet {
            waited_since(&self.calendar, severity, now, minutes)
        } else {
            self.calendar.worked_since(now, minutes)
        }
    }

    /// Until when news of an alert is worth telling: as long as its kind says, and at least through the next working day, so that whoever
    /// is left in peace over a night, a weekend or a holiday still hears of it. What was taken or closed by then is let go.
    pub fn told_until(&self, kind: MessageKind, now: DateTime<Utc>) -> DateTime<Utc> {
        let next = self.calendar.next_working_day(self.calendar.day_of(now));
        let usual = now + kind.ttl();
        self.calendar.closing(next).map_or(usual, |closing| usual.max(closing))
    }

    /// What was last touched no later than this is forgotten.
    pub fn idle_since(&self, severity: Severity, now: DateTime<Utc>) -> DateTime<Utc> {
        let idle = self.settings.claim_idle_minutes;
        let minutes = if severity == Severity::Critical { idle.critical } else { idle.other };
        waited_since(&self.calendar, severity, now, minutes)
    }
}
