//! What a federation says about the hours of its people, and what each of them says for themselves.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::MessageKind;
use super::hours::{ClockHours, Day};
use super::kinds::{Class, is_needed};
use crate::calendar::{MinuteOfDay, Span};
use crate::role::Role;

/// Messages a day that nobody can mean.
pub const MOST_A_DAY: u32 = 200;

/// The federation's side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotificationSettings {
    /// When the quiet hours begin.
    pub quiet_from: MinuteOfDay,
    /// When they end.
    pub quiet_to: MinuteOfDay,
    /// Critical alerts are told at any hour, to whoever is not away. Off, because that is somebody's night.
    pub critical_breaks_quiet: bool,
    /// Messages a person and day; critical alerts are not counted.
    pub daily_cap: u32,
    /// When aides begin, unless they set hours of their own.
    pub aide_from: MinuteOfDay,
    /// When they end.
    pub aide_to: MinuteOfDay,
}

impl Default for NotificationSettings {
    fn default() -> Self {
        let at = |hour: u16, minute: u16| MinuteOfDay::new(hour * 60 + minute).unwrap_or(MinuteOfDay::MIDNIGHT);
        Self {
            quiet_from: at(20, 0),
            quiet_to: at(7, 30),
            critical_breaks_quiet: false,
            daily_cap: 20,
            aide_from: at(7, 0),
            aide_to: at(20, 30),
        }
    }
}

impl NotificationSettings {
    /// The quiet hours.
    #[must_use]
    pub const fn quiet(&self) -> ClockHours {
        ClockHours { from: self.quiet_from, to: self.quiet_to }
    }

    /// The aides' hours.
    #[must_use]
    pub const fn aides(&self) -> Span {
        (self.aide_from, self.aide_to)
    }

    /// The places of what nobody can mean, as JSON pointers.
    #[must_use]
    pub fn mistakes(&self) -> Vec<&'static str> {
        let mut found = Vec::new();
        if self.daily_cap == 0 || self.daily_cap > MOST_A_DAY {
            found.push("/notifications/daily_cap");
        }
        if self.aide_from >= self.aide_to {
            found.push("/notifications/aide_to");
        }
        found
    }
}

/// One's own side; what is not set is the federation's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// Quiet hours on top of the federation's.
    pub quiet: Option<ClockHours>,
    /// The days one works.
    pub days: Option<BTreeSet<Day>>,
    /// The hours one works.
    pub duty: Option<Span>,
    /// Kinds one does not want.
    pub off: BTreeSet<MessageKind>,
}

impl Preferences {
    /// Whether somebody of a role does without a message. Nobody does without a critical alert whose business alerts are.
    #[must_use]
    pub fn is_off(&self, role: Role, kind: MessageKind, class: Class) -> bool {
        // The switch of the digest is about the morning; what waited for its receiver's hours is another matter.
        !is_needed(role, kind, class) && kind != MessageKind::Digest && self.off.contains(&kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_named_by_place() {
        let mut settings = NotificationSettings::default();
        assert!(settings.mistakes().is_empty());
        settings.daily_cap = 0;
        settings.aide_to = settings.aide_from;
        assert_eq!(settings.mistakes(), ["/notifications/daily_cap", "/notifications/aide_to"]);
    }

    #[test]
    fn what_alerts_need_cannot_be_switched_off_by_those_who_work_them() {
        let all: BTreeSet<MessageKind> = MessageKind::ALL.iter().copied().collect();
        let wishes = Preferences { off: all, ..Preferences::default() };
        for role in [Role::Coordinator, Role::SectorReferent] {
            assert!(!wishes.is_off(role, MessageKind::AlertRaised, Class::Critical));
            assert!(!wishes.is_off(role, MessageKind::Escalation, Class::Ordinary));
            assert!(wishes.is_off(role, MessageKind::AlertRaised, Class::Ordinary));
        }
        assert!(wishes.is_off(Role::Administrator, MessageKind::Escalation, Class::Critical));
        assert!(wishes.is_off(Role::Aide, MessageKind::Feedback, Class::Ordinary));
        assert!(!wishes.is_off(Role::Aide, MessageKind::Digest, Class::Ordinary));
    }
}
