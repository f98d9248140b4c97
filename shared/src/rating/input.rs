//! Reads a rating from JSON and names every mistake by its place.
//!
//! One wrong field must refuse one rating, never a whole batch, so the reading starts from a
//! `serde_json::Value` and collects problems instead of stopping at the first. To add a field: read
//! it in [`RatingInput::parse`], add its name to `FIELDS`, and to `content_key` if it is content.

use chrono::{DateTime, SubsecRound, Utc};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{Axis, InvalidNote, MAX_SIGNS_PER_RATING, Note, Rating, Score, Scores};
use crate::lang::Lang;
use crate::messages;
use crate::sign::SignId;
use crate::word::word_enum;

/// The fields of the contract. `received_at` is for files; the API takes it and ignores it.
const FIELDS: [&str; 10] =
    ["id", "person_id", "aide_id", "visit_id", "visited_at", "scores", "signs", "note", "replaces", "received_at"];

word_enum! {
    /// What is wrong with one field. The texts are in the message files under `field.`.
    pub enum FieldCode {
        /// The rating is not a JSON object.
        NotAnObject = "not_an_object",
        /// The field must be there.
        Missing = "missing",
        /// The field is not part of a rating.
        UnknownField = "unknown_field",
        /// Another type was expected.
        WrongType = "wrong_type",
        /// Not a UUID.
        InvalidId = "invalid_id",
        /// Not an RFC 3339 time with offset.
        InvalidTime = "invalid_time",
        /// Not a whole number from 1 to 5.
        InvalidScore = "invalid_score",
        /// Not a sign's name.
        InvalidSign = "invalid_sign",
        /// More signs than a rating can have.
        TooManySigns = "too_many_signs",
        /// More characters than a note can have.
        TooLong = "too_long",
        /// A control character.
        ControlCharacter = "control_character",
        /// Neither a score nor a sign.
        NothingSaid = "nothing_said",
    }
}

/// One mistake and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// JSON pointer inside the rating, such as `/scores/mood`; empty for the whole.
    pub pointer: String,
    /// What is wrong.
    pub code: FieldCode,
}

impl FieldProblem {
    fn new(pointer: impl Into<String>, code: FieldCode) -> Self {
        Self { pointer: pointer.into(), code }
    }

    /// One sentence that says what to mend.
    #[must_use]
    pub fn detail(&self, lang: Lang) -> String {
        messages::text(lang, &format!("field.{}", self.code)).to_owned()
    }
}

/// The reader of a rating. A name for the door, not a value: what comes out is a [`Rating`].
#[derive(Debug, Clone, Copy)]
pub struct RatingInput;

impl RatingInput {
    /// Reads one rating, or lists every mistake in it.
    pub fn parse(value: &Value) -> Result<Rating, Vec<FieldProblem>> {
        let Value::Object(object) = value else {
            return Err(vec![FieldProblem::new("", FieldCode::NotAnObject)]);
        };
        let mut reader = Reader { object, problems: Vec::new() };
        for name in object.keys().filter(|name| !FIELDS.contains(&name.as_str())) {
            let place = format!("/{}", escape(name));
            reader.problems.push(FieldProblem::new(place, FieldCode::UnknownField));
        }
        let id = reader.required("id", id_of);
        let person_id = reader.required("person_id", id_of);
        let visited_at = reader.required("visited_at", time_of);
        let aide_id = reader.optional("aide_id", id_of);
        let visit_id = reader.optional("visit_id", id_of);
        let replaces = reader.optional("replaces", id_of);
        let scores = reader.scores();
        let signs = reader.signs();
        let note = reader.optional("note", note_of).flatten();

        if reader.problems.is_empty() && scores.is_empty() && signs.is_empty() {
            reader.problems.push(FieldProblem::new("/scores", FieldCode::NothingSaid));
        }
        match (id, person_id, visited_at) {
            (Some(id), Some(person_id), Some(visited_at)) if reader.problems.is_empty() => Ok(Rating {
                id: id.into(),
                person_id: person_id.into(),
                aide_id: aide_id.map(Into::into),
                visit_id: visit_id.map(Into::into),
                visited_at,
                scores,
                signs,
                note,
                replaces: replaces.map(Into::into),
            }),
            _ => Err(reader.problems),
        }
    }
}

/// The id of a rating, when at least that can be read: a refused item still wants to be named.
#[must_use]
pub fn id_of_value(value: &Value) -> Option<Uuid> {
    value.get("id").and_then(Value::as_str).and_then(|text| text.parse().ok())
}

struct Reader<'a> {
    object: &'a Map<String, Value>,
    problems: Vec<FieldProblem>,
}

impl Reader<'_> {
    fn optional<T>(&mut self, name: &str, read: fn(&Value) -> Result<T, FieldCode>) -> Option<T> {
        match self.object.get(name) {
            None | Some(Value::Null) => None,
            Some(value) => match read(value) {
                Ok(read) => Some(read),
                Err(code) => {
                    self.problems.push(FieldProblem::new(format!("/{name}"), code));
                    None
                }
            },
        }
    }

    fn required<T>(&mut self, name: &str, read: fn(&Value) -> Result<T, FieldCode>) -> Option<T> {
        if self.object.get(name).is_none_or(Value::is_null) {
            self.problems.push(FieldProblem::new(format!("/{name}"), FieldCode::Missing));
            return None;
        }
        self.optional(name, read)
    }

    fn scores(&mut self) -> Scores {
        let mut scores = Scores::default();
        let object = match self.object.get("scores") {
            None | Some(Value::Null) => return scores,
            Some(Value::Object(object)) => object,
            Some(_) => {
                self.problems.push(FieldProblem::new("/scores", FieldCode::WrongType));
                return scores;
            }
        };
        for (name, value) in object {
            let place = format!("/scores/{}", escape(name));
            match (name.parse::<Axis>(), score_of(value)) {
                (Err(_), _) => self.problems.push(FieldProblem::new(place, FieldCode::UnknownField)),
                (Ok(_), Err(code)) => self.problems.push(FieldProblem::new(place, code)),
                (Ok(axis), Ok(score)) => scores.set(axis, score),
            }
        }
        scores
    }

    fn signs(&mut self) -> Vec<SignId> {
        let list = match self.object.get("signs") {
            None | Some(Value::Null) => return Vec::new(),
            Some(Value::Array(list)) => list,
            Some(_) => {
                self.problems.push(FieldProblem::new("/signs", FieldCode::WrongType));
                return Vec::new();
            }
        };
        if list.len() > MAX_SIGNS_PER_RATING {
            self.problems.push(FieldProblem::new("/signs", FieldCode::TooManySigns));
            return Vec::new();
        }
        let mut signs = Vec::with_capacity(list.len());
        for (i, value) in list.iter().enumerate() {
            match value.as_str().map(str::parse) {
                Some(Ok(sign)) => signs.push(sign),
                Some(Err(_)) => self.problems.push(FieldProblem::new(format!("/signs/{i}"), FieldCode::InvalidSign)),
                None => self.problems.push(FieldProblem::new(format!("/signs/{i}"), FieldCode::WrongType)),
            }
        }
        // The order of the taps says nothing, and a sign is ticked or not.
        signs.sort_unstable();
        signs.dedup();
        signs
    }
}

fn text_of(value: &Value) -> Result<&str, FieldCode> {
    value.as_str().ok_or(FieldCode::WrongType)
}

fn id_of(value: &Value) -> Result<Uuid, FieldCode> {
    text_of(value)?.parse().map_err(|_| FieldCode::InvalidId)
}

fn time_of(value: &Value) -> Result<DateTime<Utc>, FieldCode> {
    let time = DateTime::parse_from_rfc3339(text_of(value)?).map_err(|_| FieldCode::InvalidTime)?;
    Ok(time.with_timezone(&Utc).trunc_subsecs(6))
}

fn note_of(value: &Value) -> Result<Option<Note>, FieldCode> {
    Note::parse(text_of(value)?).map_err(|problem| match problem {
        InvalidNote::TooLong => FieldCode::TooLong,
        InvalidNote::ControlCharacter => FieldCode::ControlCharacter,
    })
}

fn score_of(value: &Value) -> Result<Option<Score>, FieldCode> {
    match value {
        Value::Null => Ok(None),
        Value::Number(number) => number
            .as_u64()
            .and_then(|n| u8::try_from(n).ok())
            .and_then(|n| Score::new(n).ok())
            .map(Some)
            .ok_or(FieldCode::InvalidScore),
        _ => Err(FieldCode::WrongType),
    }
}

/// RFC 6901 escaping of one step of a pointer.
fn escape(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests;
