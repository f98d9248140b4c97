//! The numbers of the alert log, part of the rule set.

use serde::{Deserialize, Serialize};

use crate::rules::finding::Severity;

/// How findings become alerts, and how soon each wants somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlertPolicy {
    /// Two families true within so many days make the alert one step graver.
    pub merge_window_days: u16,
    /// After closing, a family that was in the alert stays quiet so long, unless graver.
    pub quiet_days: u16,
    /// Worse within so many days of closing reopens the same alert.
    pub reopen_days: u16,
    /// A condition that stays true is said again after so many days.
    pub repeat_days: u16,
    /// In a back-test, where nobody works the queue, an alert closes after so many days without a
    /// new finding.
    pub episode_days: u16,
    /// How soon somebody should have taken it, in working time.
    pub due_minutes: DueMinutes,
}

/// Minutes by severity: of working time, except where critical alerts run day and night.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DueMinutes {
    /// For a critical alert.
    pub critical: u32,
    /// For a high one.
    pub high: u32,
    /// For a moderate one.
    pub moderate: u32,
}

impl Default for AlertPolicy {
    fn default() -> Self {
        Self {
            merge_window_days: 7,
            quiet_days: 7,
            reopen_days: 7,
            repeat_days: 30,
            episode_days: 14,
            due_minutes: DueMinutes { critical: 60, high: 4 * 60, moderate: 8 * 60 },
        }
    }
}

impl DueMinutes {
    /// The minutes of a severity.
    #[must_use]
    pub const fn of(&self, severity: Severity) -> u32 {
        match severity {
            Severity::Critical => self.critical,
            Severity::High => self.high,
            Severity::Moderate => self.moderate,
        }
    }
}
