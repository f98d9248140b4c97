//! The numbers a finding's sentence is made of.
//!
//! Evidence is stored with the finding and shown as it is, so it holds facts (scores, days, who,
//! what is usual), never a statistic. To add a kind of rule: a variant here, its sentence in
//! [`mod@super::explain`] and in the message files.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::UserId;
use crate::rating::{Axis, Score};
use crate::sign::{Label, SignId};

/// A score and the mean this person usually gets on that axis, rounded to hundredths. `usual` is
/// absent as long as nothing older than the lag was rated: then there is no fact to quote.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreFact {
    /// Which axis.
    pub axis: Axis,
    /// What was noted.
    pub score: Score,
    /// What is usual.
    pub usual: Option<f64>,
}

/// Who noted something, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Noted {
    /// Time of the visit.
    pub at: DateTime<Utc>,
    /// The aide.
    pub aide: UserId,
}

/// A sign and its words at the time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignFact {
    /// The sign's id.
    pub id: SignId,
    /// What it was called then.
    pub label: Label,
}

/// The facts behind one finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Evidence {
    /// The lowest score of the scale.
    Lowest {
        /// The score.
        fact: ScoreFact,
        /// The rating.
        noted: Noted,
    },
    /// Two low scores in one rating, both far under usual.
    Pair {
        /// One of them.
        first: ScoreFact,
        /// The other.
        second: ScoreFact,
        /// The rating.
        noted: Noted,
    },
    /// Far under usual on two ratings running.
    Drop {
        /// The later score, and what is usual.
        fact: ScoreFact,
        /// The later rating.
        noted: Noted,
        /// The score before it.
        before: Score,
        /// The rating before it.
        noted_before: Noted,
    },
    /// Most of the last rated days middling or worse.
    Lukewarm {
        /// Which axis.
        axis: Axis,
        /// How many days were at most `level`.
        count: u32,
        /// Of how many rated days.
        of: u32,
        /// The level: a day whose mean is at most this is middling.
        level: Score,
        /// The first of these days.
        from: NaiveDate,
        /// The last of these days.
        to: NaiveDate,
        /// What is usual.
        usual: Option<f64>,
    },
    /// A strong sign, possibly not the first of late.
    StrongSign {
        /// The sign.
        sign: SignFact,
        /// The rating.
        noted: Noted,
        /// When it was noted before, within the rule's window.
        before: Option<DateTime<Utc>>,
    },
    /// A weak sign, heard because another came before it.
    WeakSign {
        /// The sign.
        sign: SignFact,
        /// The rating.
        noted: Noted,
        /// The sign before it; may be the same.
        other: SignFact,
        /// When that one was noted.
        before: DateTime<Utc>,
    },
    /// A weak sign, heard because of a low score in the same rating.
    WeakSignLowScore {
        /// The sign.
        sign: SignFact,
        /// The rating.
        noted: Noted,
        /// The score furthest under usual.
        fact: ScoreFact,
    },
}

impl Evidence {
    /// Whom the sentence may name.
    #[must_use]
    pub fn aides(&self) -> Vec<UserId> {
        match self {
            Self::Lowest { noted, .. }
            | Self::Pair { noted, .. }
            | Self::StrongSign { noted, .. }
            | Self::WeakSign { noted, .. }
            | Self::WeakSignLowScore { noted, .. } => vec![noted.aide],
            Self::Drop { noted, noted_before, .. } => vec![noted.aide, noted_before.aide],
            Self::Lukewarm { .. } => Vec::new(),
        }
    }
}

/// Rounds to hundredths, so that the number reads back from JSON as the same bits.
#[must_use]
pub fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
