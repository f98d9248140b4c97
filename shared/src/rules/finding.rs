//! A finding (constat): one rule's verdict on a person's ratings.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::evidence::Evidence;
use crate::ids::RatingId;
use crate::rating::Axis;
use crate::word::word_enum;

word_enum! {
    /// How grave. The order of declaration is the order of gravity.
    pub enum Severity {
        /// To look at within the day.
        Moderate = "moderate",
        /// To look at within hours.
        High = "high",
        /// To look at now.
        Critical = "critical",
    }
}

impl Severity {
    /// One step graver; critical stays critical.
    #[must_use]
    pub const fn raised(self) -> Self {
        match self {
            Self::Moderate => Self::High,
            Self::High | Self::Critical => Self::Critical,
        }
    }

    /// 0 for moderate, 1 for high, 2 for critical.
    #[must_use]
    pub const fn rank(self) -> u8 {
        self as u8
    }
}

word_enum! {
    /// What kind of witness speaks. Two families at once weigh more than two findings of one.
    pub enum Family {
        /// The tapped scores.
        Scores = "scores",
        /// The ticked signs.
        Signs = "signs",
        /// Visits or ratings that stay away.
        Silence = "silence",
        /// Somebody who asked: a need written down by hand.
        Need = "need",
    }
}

impl Family {
    /// Whether it is found in the ratings, so that folding them again may lift it.
    #[must_use]
    pub const fn is_of_ratings(self) -> bool {
        matches!(self, Self::Scores | Self::Signs)
    }
}

word_enum! {
    /// Whom a finding is for, before consent is looked at.
    pub enum Audience {
        /// The coordinators of the sector (the referent, when the person refuses coordination).
        Coordination = "coordination",
        /// The sector referent alone: the quality of the visits.
        Referent = "referent",
    }
}

/// One rule's verdict, with all that is needed to explain it and to find it again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Deterministic identity within the person: rule, what about, and the rating that completed it,
    /// such as `threshold/health/<rating id>`.
    pub key: String,
    /// Id of the rule in its rule set.
    pub rule: String,
    /// The rule's own version.
    pub rule_version: u32,
    /// Version of the rule set.
    pub rule_set_version: u32,
    /// Which witness.
    pub family: Family,
    /// How grave, taken alone.
    pub severity: Severity,
    /// Whom it is for.
    pub audience: Audience,
    /// The axis, when it is about one.
    pub axis: Option<Axis>,
    /// The visit that completed it.
    pub at: DateTime<Utc>,
    /// Since when the condition has held without a break; `at` for news.
    pub since: DateTime<Utc>,
    /// The ratings it stands on, the completing one last. A finding over a period names that one
    /// alone: its evidence has the period.
    pub ratings: Vec<RatingId>,
    /// The numbers of its sentence.
    pub evidence: Evidence,
}

impl Finding {
    /// The axes it is about: its own, or the two of a pair. A sign or a silence is about none.
    #[must_use]
    pub fn axes(&self) -> Vec<Axis> {
        match (&self.evidence, self.axis) {
            (_, Some(axis)) => vec![axis],
            (Evidence::Pair { first, second, .. }, None) => vec![first.axis, second.axis],
            (_, None) => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Severity;

    #[test]
    fn gravity_is_ordered_and_stops_at_critical() {
        assert!(Severity::Moderate < Severity::High && Severity::High < Severity::Critical);
        assert_eq!(Severity::Moderate.raised(), Severity::High);
        assert_eq!(Severity::Critical.raised(), Severity::Critical);
        assert_eq!(Severity::ALL.iter().map(|s| s.rank()).collect::<Vec<_>>(), [0, 1, 2]);
    }
}
