//! One rating: four scores, the ticked signs, a note.
//!
//! * [`Score`], [`Axis`], [`Scores`]: what was tapped. "Ne sait pas" is `None`: an answer, never a 3.
//! * [`Note`]: the free text, cleaned.
//! * [`Rating`]: the parsed whole; [`input`] reads it from JSON and names every mistake by its place.
//! * [`Timeliness`]: whether the visit's time can be believed.

mod content;
pub mod input;
mod timeliness;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::ids::{PersonId, RatingId, UserId, VisitId};
use crate::sign::SignId;
use crate::word::word_enum;

pub use input::{FieldCode, FieldProblem, RatingInput};
pub use timeliness::{FUTURE_TOLERANCE, TOO_OLD, Timeliness};

/// Longest note, in characters. A note is a few sentences typed on a phone, not a report.
pub const MAX_NOTE: usize = 2_000;

/// Most signs in one rating: more than the catalogue's usual length makes no sense.
pub const MAX_SIGNS_PER_RATING: usize = 20;

word_enum! {
    /// What is scored.
    pub enum Axis {
        /// How the visit went: charted apart, for the sector referent.
        Intervention = "intervention",
        /// Santé.
        Health = "health",
        /// Moral.
        Mood = "mood",
        /// Forme.
        Form = "form",
    }
}

impl Axis {
    /// The three axes about the person.
    pub const PERSON: [Axis; 3] = [Axis::Health, Axis::Mood, Axis::Form];

    /// Position in arrays of four.
    #[must_use]
    pub const fn index(self) -> usize {
        match self {
            Self::Intervention => 0,
            Self::Health => 1,
            Self::Mood => 2,
            Self::Form => 3,
        }
    }

    /// Whether the axis is about the person (and not about the quality of the visit).
    #[must_use]
    pub const fn is_person(self) -> bool {
        !matches!(self, Self::Intervention)
    }
}

/// A score: 1 (very bad) to 5 (very good).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = u8, minimum = 1, maximum = 5))]
#[serde(try_from = "u8", into = "u8")]
pub struct Score(u8);

/// The number is not a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a score is a whole number from 1 to 5")]
pub struct InvalidScore;

impl Score {
    /// The lowest: very bad.
    pub const LOWEST: Score = Score(1);

    /// Checks a number.
    pub const fn new(value: u8) -> Result<Self, InvalidScore> {
        if value >= 1 && value <= 5 { Ok(Self(value)) } else { Err(InvalidScore) }
    }

    /// The number, 1 to 5.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Score {
    type Error = InvalidScore;

    fn try_from(value: u8) -> Result<Self, Self::Error> {
        Self::new(value)
    }
}

impl From<Score> for u8 {
    fn from(score: Score) -> Self {
        score.0
    }
}

/// The four scores of one rating. `None`: not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Scores {
    /// How the visit went.
    pub intervention: Option<Score>,
    /// Santé.
    pub health: Option<Score>,
    /// Moral.
    pub mood: Option<Score>,
    /// Forme.
    pub form: Option<Score>,
}

impl Scores {
    /// The score of one axis.
    #[must_use]
    pub const fn get(&self, axis: Axis) -> Option<Score> {
        match axis {
            Axis::Intervention => self.intervention,
            Axis::Health => self.health,
            Axis::Mood => self.mood,
            Axis::Form => self.form,
        }
    }

    /// Puts a score (or its absence) on one axis.
    pub const fn set(&mut self, axis: Axis, score: Option<Score>) {
        match axis {
            Axis::Intervention => self.intervention = score,
            Axis::Health => self.health = score,
            Axis::Mood => self.mood = score,
            Axis::Form => self.form = score,
        }
    }

    /// Whether nothing was said at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        Axis::ALL.iter().all(|&axis| self.get(axis).is_none())
    }

    /// The lowest of health, mood and form.
    #[must_use]
    pub fn lowest_of_person(&self) -> Option<Score> {
        Axis::PERSON.iter().filter_map(|&axis| self.get(axis)).min()
    }
}

/// A cleaned free text: trimmed, at most 2,000 characters, no control characters except newline and
/// tab, never empty.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Note(String);

/// Why a text cannot be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidNote {
    /// More characters than allowed.
    #[error("the text is too long")]
    TooLong,
    /// A character that no keyboard makes.
    #[error("the text contains control characters")]
    ControlCharacter,
}

impl Note {
    /// A note of a rating or of an alert. An empty text is no note.
    pub fn parse(text: &str) -> Result<Option<Self>, InvalidNote> {
        Self::parse_within(text, MAX_NOTE)
    }

    /// The same with another limit, in characters.
    pub fn parse_within(text: &str, limit: usize) -> Result<Option<Self>, InvalidNote> {
        // Phones and desktop browsers differ in their line ends; the same note must stay the same.
        let text = text.replace("\r\n", "\n");
        let text = text.trim();
        if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            return Err(InvalidNote::ControlCharacter);
        }
        if text.chars().count() > limit {
            return Err(InvalidNote::TooLong);
        }
        Ok((!text.is_empty()).then(|| Self(text.to_owned())))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A valid rating, as the phone sent it. Whether person, visit and replaced rating exist is for the
/// server to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rating {
    /// Made on the phone; the idempotency key.
    pub id: RatingId,
    /// Who was visited.
    pub person_id: PersonId,
    /// Who says so; the server compares it with the caller, or fills it in.
    pub aide_id: Option<UserId>,
    /// The planned visit, when there was one.
    pub visit_id: Option<VisitId>,
    /// When, to the microsecond (databases keep no more).
    pub visited_at: DateTime<Utc>,
    /// What was tapped.
    pub scores: Scores,
    /// The ticked signs, sorted, each once.
    pub signs: Vec<SignId>,
    /// The free text.
    pub note: Option<Note>,
    /// The rating that this one corrects.
    pub replaces: Option<RatingId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_one_to_five() {
        let good: Vec<u8> = (0..=255).filter(|&n| Score::new(n).is_ok()).collect();
        assert_eq!(good, [1, 2, 3, 4, 5]);
        assert!(serde_json::from_str::<Score>("6").is_err());
    }

    #[test]
    fn not_said_is_neither_a_no_nor_a_three() {
        let scores: Scores = serde_json::from_str(r#"{"mood":2,"health":null}"#).expect("scores");
        assert_eq!(scores.get(Axis::Health), None);
        assert_eq!(scores.get(Axis::Mood), Score::new(2).ok());
        assert_eq!(scores.lowest_of_person(), Score::new(2).ok());
        assert!(Scores::default().is_empty());
    }

    #[test]
    fn a_note_is_trimmed_and_an_empty_one_is_none() {
        assert_eq!(Note::parse("  \n ").ok(), Some(None));
        let note = Note::parse(" elle a\r\nbien\tmangé ").expect("valid").expect("not empty");
        assert_eq!(note.as_str(), "elle a\nbien\tmangé");
    }

    #[test]
    fn a_note_keeps_to_its_limit_in_characters_not_bytes() {
        assert!(Note::parse(&"é".repeat(MAX_NOTE)).is_ok());
        assert_eq!(Note::parse(&"é".repeat(MAX_NOTE + 1)), Err(InvalidNote::TooLong));
        assert_eq!(Note::parse("a\u{0}b"), Err(InvalidNote::ControlCharacter));
        assert_eq!(Note::parse("a\u{1b}[31m"), Err(InvalidNote::ControlCharacter));
    }
}
