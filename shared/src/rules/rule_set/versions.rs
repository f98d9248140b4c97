//! Which rule set is in force: published versions, each from a date on. Nothing that was published is
//! ever changed; a rollback is a new version with old rules.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::RuleSet;
use super::overrides::Scoped;
use crate::ids::UserId;

/// One published version.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Published {
    /// Its number; the same as in the rules.
    pub version: u32,
    /// From when on it is in force.
    pub effective_from: DateTime<Utc>,
    /// Who published it; nobody for the built-in set of a new federation.
    pub published_by: Option<UserId>,
    /// Why.
    pub reason: String,
    /// The rules of the federation.
    pub rules: RuleSet,
    /// What sectors and persons change in them.
    #[serde(default, skip_serializing_if = "Scoped::is_empty")]
    pub scoped: Scoped,
}

/// All versions of a federation.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Versions(Vec<Published>);

/// A version cannot be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotPublished {
    /// The number is not the next one.
    #[error("the next version is {0}")]
    Number(u32),
    /// Nobody said why.
    #[error("a version needs a reason")]
    NoReason,
}

impl Versions {
    /// All of them, oldest first.
    #[must_use]
    pub fn all(&self) -> &[Published] {
        &self.0
    }

    /// The number the next version gets.
    #[must_use]
    pub fn next_number(&self) -> u32 {
        self.0.iter().map(|version| version.version).max().unwrap_or(0) + 1
    }

    /// Adds a version; its rules get its number.
    pub fn publish(&mut self, mut version: Published) -> Result<(), NotPublished> {
        let next = self.next_number();
        if version.version != next {
            return Err(NotPublished::Number(next));
        }
        if version.reason.trim().is_empty() {
            return Err(NotPublished::NoReason);
        }
        version.rules.version = next;
        self.0.push(version);
        Ok(())
    }

    /// The version in force at a moment: of those that began by then the one published last, so that
    /// a rollback at once needs no other date than now.
    #[must_use]
    pub fn in_force(&self, at: DateTime<Utc>) -> Option<&Published> {
        let begun = self.0.iter().filter(|version| version.effective_from <= at);
        begun.max_by_key(|version| (version.effective_from, version.version))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    fn version(number: u32, day: i64) -> Published {
        Published {
            version: number,
            effective_from: DateTime::UNIX_EPOCH + TimeDelta::days(day),
            published_by: None,
            reason: "essai".to_owned(),
            rules: RuleSet::default_set(),
            scoped: Scoped::default(),
        }
    }

    #[test]
    fn the_version_in_force_is_the_latest_that_has_begun() {
        let mut versions = Versions::default();
        for (number, day) in [(1, 0), (2, 10), (3, 10), (4, 30)] {
            versions.publish(version(number, day)).expect("the next one");
        }
        let at = |day| versions.in_force(DateTime::UNIX_EPOCH + TimeDelta::days(day)).map(|v| v.version);
        assert_eq!([at(-1), at(9), at(10), at(29), at(30)], [None, Some(1), Some(3), Some(3), Some(4)]);
        assert_eq!(versions.all()[3].rules.version, 4);
    }

    #[test]
    fn a_version_needs_the_next_number_and_a_reason() {
        let mut versions = Versions::default();
        assert_eq!(versions.publish(version(2, 0)), Err(NotPublished::Number(1)));
        let silent = Published { reason: " ".to_owned(), ..version(1, 0) };
        assert_eq!(versions.publish(silent), Err(NotPublished::NoReason));
    }
}
