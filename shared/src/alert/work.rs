//! What a federation sets about its work: when somebody is there, and how long things may wait.

use serde::{Deserialize, Serialize};

use super::policy::DueMinutes;
use crate::calendar::WorkingTime;
use crate::delivery::wishes::NotificationSettings;

/// A setting of minutes beyond this is a slip of the pen.
pub const MOST_MINUTES: u32 = 60 * 24 * 60;

/// Days for which looks and names are kept: at least a month, so that a question can still be asked; at most ten years.
pub const RETENTION_DAYS: std::ops::RangeInclusive<u32> = 30..=3_650;

/// The data protection authority's measure for files of people who are helped at home (CNIL, référentiel 2021-028): two years after
/// the last contact.
const TWO_YEARS: u32 = 730;

/// How long an alert may stay with somebody who writes nothing down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct IdleMinutes {
    /// For a critical alert.
    pub critical: u32,
    /// For the others.
    pub other: u32,
}

/// Whether who signs in with a password must show something more.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SecondFactorRule {
    /// The app proposes it.
    #[default]
    Asked,
    /// Nothing is open without it.
    Required,
}

/// How accounts are opened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SecuritySettings {
    /// The second factor of coordinators, referents and administrators.
    pub second_factor: SecondFactorRule,
}

/// The settings. How soon an alert should be taken is part of the rule set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkSettings {
    /// When somebody is at work.
    pub working_time: WorkingTime,
    /// How soon whoever took an alert should have acted.
    pub act_minutes: DueMinutes,
    /// After how long a claim on which nothing follows goes back to the queue.
    pub claim_idle_minutes: IdleMinutes,
    /// How long each step of the escalation waits for the next.
    pub escalation_minutes: DueMinutes,
    /// After how many days looks at files are forgotten.
    #[serde(default = "a_year")]
    pub retention_days: u32,
    /// After how many days since the end of the help it is forgotten who a person was.
    #[serde(default = "two_years")]
    pub file_days: u32,
    /// When people are told, and when they are left in peace.
    #[serde(default)]
    pub notifications: NotificationSettings,
    /// How accounts are opened.
    #[serde(default)]
    pub security: SecuritySettings,
}

const fn a_year() -> u32 {
    365
}

const fn two_years() -> u32 {
    TWO_YEARS
}

impl Default for WorkSettings {
    fn default() -> Self {
        Self {
            working_time: WorkingTime::default(),
            act_minutes: DueMinutes { critical: 4 * 60, high: 8 * 60, moderate: 24 * 60 },
            // A working day in which nothing at all was written down is a forgotten case; the others get two.
            claim_idle_minutes: IdleMinutes { critical: 8 * 60, other: 16 * 60 },
            // A coordinator looks at the screen between two calls: a quarter of an hour is longer than a call and short enough that
            // the day is not lost.
            escalation_minutes: DueMinutes { critical: 15, high: 60, moderate: 4 * 60 },
            retention_days: a_year(),
            file_days: two_years(),
            notifications: NotificationSettings::default(),
            security: SecuritySettings::default(),
        }
    }
}

impl WorkSettings {
    /// The places of minutes that nobody can mean, as JSON pointers.
    #[must_use]
    pub fn mistakes(&self) -> Vec<&'static str> {
        let Self { act_minutes: act, claim_idle_minutes: idle, escalation_minutes: step, .. } = self;
        let places = [
            ("/act_minutes/critical", act.critical),
            ("/act_minutes/high", act.high),
            ("/act_minutes/moderate", act.moderate),
            ("/claim_idle_minutes/critical", idle.critical),
            ("/claim_idle_minutes/other", idle.other),
            ("/escalation_minutes/critical", step.critical),
            ("/escalation_minutes/high", step.high),
            ("/escalation_minutes/moderate", step.moderate),
        ];
        let wrong = |minutes: u32| minutes == 0 || minutes > MOST_MINUTES;
        let mut found: Vec<&'static str> =
            places.into_iter().filter(|(_, minutes)| wrong(*minutes)).map(|(place, _)| place).collect();
        if !RETENTION_DAYS.contains(&self.retention_days) {
            found.push("/retention_days");
        }
        if !RETENTION_DAYS.contains(&self.file_days) {
            found.push("/file_days");
        }
        found.extend(self.notifications.mistakes());
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_read_back_and_mistakes_are_named_by_place() {
        let mut settings = WorkSettings::default();
        let json = serde_json::to_value(&settings).expect("JSON");
        assert_eq!(serde_json::from_value::<WorkSettings>(json).ok().as_ref(), Some(&settings));
        assert!(settings.mistakes().is_empty());
        settings.act_minutes.high = 0;
        settings.claim_idle_minutes.other = MOST_MINUTES + 1;
        settings.retention_days = 29;
        settings.notifications.daily_cap = 0;
        let places = ["/act_minutes/high", "/claim_idle_minutes/other", "/retention_days", "/notifications/daily_cap"];
        assert_eq!(settings.mistakes(), places);
    }

    #[test]
    fn settings_of_before_read_as_what_was_built_in() {
        let mut json = serde_json::to_value(WorkSettings::default()).expect("JSON");
        for later in ["retention_days", "notifications", "security"] {
            json.as_object_mut().expect("an object").remove(later);
        }
        assert_eq!(serde_json::from_value::<WorkSettings>(json).ok(), Some(WorkSettings::default()));
    }
}
