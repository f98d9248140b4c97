//! Who can get which kind of message, and which of them nobody may do without.

use super::MessageKind;
use crate::role::Role;
use crate::rules::Severity;

/// What a message is to the hours of its receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Waits for the receiver's hours.
    Ordinary,
    /// A critical alert: does not wait where the federation says so.
    Critical,
    /// The receiver has just done or asked for it.
    Test,
}

impl Class {
    /// The class of a message of this kind about something this grave.
    #[must_use]
    pub const fn of(kind: MessageKind, severity: Option<Severity>) -> Self {
        match (kind, severity) {
            (MessageKind::Test | MessageKind::Security, _) => Self::Test,
            (MessageKind::AlertRaised | MessageKind::Escalation, Some(Severity::Critical)) => Self::Critical,
            _ => Self::Ordinary,
        }
    }
}

/// Whether somebody of a role may not do without a message: what is locked, and any critical alert for those who work alerts.
#[must_use]
pub fn is_needed(role: Role, kind: MessageKind, class: Class) -> bool {
    MessageKind::locked_for(role).contains(&kind) || (class == Class::Critical && role.works_alerts())
}

impl MessageKind {
    /// What somebody of a role can be told, and so may switch off. A test is always asked for.
    #[must_use]
    pub const fn of_role(role: Role) -> &'static [Self] {
        match role {
            Role::Aide => &[Self::Feedback, Self::UnratedVisit],
            Role::Coordinator => &[
                Self::AlertRaised,
                Self::Escalation,
                Self::AideReply,
                Self::CaseMoved,
                Self::FollowUpDue,
                Self::CoverBegins,
                Self::Caseload,
                Self::Digest,
            ],
            Role::SectorReferent => &[
                Self::AlertRaised,
                Self::Escalation,
                Self::AideReply,
                Self::FollowUpDue,
                Self::FollowUpOverdue,
                Self::CoverGap,
                Self::CoverBegins,
                Self::Caseload,
                Self::Quarantine,
                Self::Digest,
            ],
            Role::Administrator => &[Self::Escalation, Self::FollowUpOverdue, Self::CoverGap, Self::Caseload],
        }
    }

    /// What somebody of a role may not switch off: an alert that waits for them, and nobody else took.
    #[must_use]
    pub const fn locked_for(role: Role) -> &'static [Self] {
        match role {
            Role::Coordinator | Role::SectorReferent => &[Self::Escalation],
            Role::Aide | Role::Administrator => &[],
        }
    }

    /// Whether it tells of something that a list shows as long as it waits. Of the others a digest says how many there are.
    #[must_use]
    pub const fn is_of_a_list(self) -> bool {
        matches!(self, Self::AlertRaised | Self::Escalation | Self::FollowUpDue | Self::UnratedVisit | Self::Digest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_alerts_are_critical_and_only_to_those_who_work_them_are_they_locked() {
        let critical = Some(Severity::Critical);
        assert_eq!(Class::of(MessageKind::AlertRaised, critical), Class::Critical);
        assert_eq!(Class::of(MessageKind::Escalation, Some(Severity::High)), Class::Ordinary);
        assert_eq!(Class::of(MessageKind::Feedback, critical), Class::Ordinary);
        assert_eq!(Class::of(MessageKind::Test, None), Class::Test);
        for role in Role::ALL {
            let (all, locked) = (MessageKind::of_role(*role), MessageKind::locked_for(*role));
            assert!(locked.iter().all(|kind| all.contains(kind)), "{role}");
            assert_eq!(locked.is_empty(), !role.works_alerts(), "{role}");
            assert!(!all.contains(&MessageKind::Test), "{role}");
        }
    }
}
