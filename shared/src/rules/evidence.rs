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
use crate::word::word_enum;

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

word_enum! {
    /// Who asked for something.
    #[derive(Default)]
    pub enum AskedBy {
        /// The person.
        #[default]
        Person = "person",
        /// The family.
        Family = "family",
        /// Those who run the sector.
        Sector = "sector",
        /// Somebody else.
        Other = "other",
    }
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
    /// A mean of late far under usual.
    UnderUsual {
        /// Which axis.
        axis: Axis,
        /// The mean of the ratings that tell it.
        mean: f64,
        /// How many ratings.
        ratings: u32,
        /// The day of the first of them.
        from: NaiveDate,
        /// The day of the last of them.
        to: NaiveDate,
        /// What is usual.
        usual: Option<f64>,
    },
    /// The last weeks under the weeks of two or three months ago.
    Drift {
        /// Which axis.
        axis: Axis,
        /// The mean of the last weeks.
        recent: f64,
        /// How many weeks, this one included.
        recent_weeks: u32,
        /// The mean of the weeks before.
        before: f64,
        /// The first day of those weeks.
        before_from: NaiveDate,
        /// The last day of those weeks.
        before_to: NaiveDate,
    },
    /// Planned visits that did not take place.
    NotDone {
        /// How many running.
        count: u32,
        /// The first of them.
        since: DateTime<Utc>,
    },
    /// Visits that took place and nobody rated.
    NotRated {
        /// How many running.
        count: u32,
        /// The first of them.
        since: DateTime<Utc>,
    },
    /// No visits any more, and none planned.
    NoMoreVisits {
        /// The last one.
        last: DateTime<Utc>,
    },
    /// Far fewer hours than planned.
    FewHours {
        /// Hours that were given.
        done: f64,
        /// Hours of the plan.
        planned: f64,
        /// The first day of those weeks.
        from: NaiveDate,
        /// The last day of those weeks.
        to: NaiveDate,
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
    /// What somebody asked for, in the words of whoever wrote it down.
    Need {
        /// The words.
        sentence: String,
        /// Who asked.
        asked_by: AskedBy,
        /// Who wrote it down.
        by: UserId,
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
            Self::Need { .. }
            | Self::Lukewarm { .. }
            | Self::UnderUsual { .. }
            | Self::Drift { .. }
            | Self::NotDone { .. }
            | Self::NotRated { .. }
            | Self::NoMoreVisits { .. }
            | Self::FewHours { .. } => Vec::new(),
        }
    }
}

/// Rounds to hundredths, so that the number reads back from JSON as the same bits.
#[must_use]
pub fn hundredths(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}
