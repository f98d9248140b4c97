//! A need (besoin): an alert that somebody opens by hand, because the person or the family asked.
//!
//! It goes the way of every finding: into the open alert if there is one, else into a new one. It is never kept
//! quiet ([`super::merge`]).

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::ids::UserId;
use crate::rules::evidence::{AskedBy, Evidence};
use crate::rules::finding::{Audience, Family, Finding, Severity};

/// Characters of a need: one sentence.
pub const LONGEST_NEED: usize = 300;

/// The rule's name in findings, where no rule spoke.
pub const NEED: &str = "need";

/// What somebody wrote down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// Made by the client: the same need sent twice is one.
    pub id: Uuid,
    /// The words.
    pub sentence: String,
    /// How grave, in the eyes of whoever wrote it down.
    pub severity: Severity,
    /// Who asked.
    pub asked_by: AskedBy,
    /// Who wrote it down.
    pub by: UserId,
    /// When.
    pub at: DateTime<Utc>,
}

impl Need {
    /// What makes a need itself within its person.
    #[must_use]
    pub fn key(id: Uuid) -> String {
        format!("{NEED}/{id}")
    }

    /// The finding it is.
    #[must_use]
    pub fn into_finding(self, rule_set_version: u32) -> Finding {
        Finding {
            key: Self::key(self.id),
            rule: NEED.to_owned(),
            rule_version: 1,
            rule_set_version,
            family: Family::Need,
            severity: self.severity,
            audience: Audience::Coordination,
            axis: None,
            at: self.at,
            since: self.at,
            ratings: Vec::new(),
            evidence: Evidence::Need { sentence: self.sentence, asked_by: self.asked_by, by: self.by },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::rules::explain;

    #[test]
    fn a_need_says_what_was_written_and_reads_back() {
        let need = Need {
            id: Uuid::from_u128(1),
            sentence: "demande une barre d’appui".to_owned(),
            severity: Severity::Moderate,
            asked_by: AskedBy::Family,
            by: Uuid::from_u128(2).into(),
            at: DateTime::UNIX_EPOCH,
        };
        let finding = need.into_finding(3);
        let sentence = explain(&finding.evidence, Lang::Fr, chrono_tz::Europe::Paris, &|_| None);
        assert_eq!(sentence, "demande une barre d’appui");
        let json = serde_json::to_value(&finding).expect("JSON");
        assert_eq!(json["evidence"]["asked_by"], "family");
        assert_eq!(serde_json::from_value::<Finding>(json).ok(), Some(finding));
    }
}
