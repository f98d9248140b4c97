//! Reads one line of a history, borrowing from it, and says what is wrong with it.
//!
//! The same object as the API takes, except that ids may be any string. A field that is not part of the contract does not make a
//! line wrong; it is left out and named, because a misspelt `received_at` would change the result without a word.

mod fields;
mod values;

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, de::Error as _};
use vigie_shared::rating::{Note, Scores};
use vigie_shared::sign::SignId;
use vigie_shared::visit::VisitStatus;

use fields::{Fields, Text, present};
use values::{AnyScores, Signs};

/// A rating as a line has it.
#[derive(Debug, Default)]
pub struct RatingLine<'a> {
    pub id: Cow<'a, str>,
    pub person: Cow<'a, str>,
    pub aide: Cow<'a, str>,
    pub visit: Option<Cow<'a, str>>,
    pub visited_at: DateTime<Utc>,
    pub received_at: Option<DateTime<Utc>>,
    pub scores: Scores,
    pub signs: Vec<SignId>,
    pub note: Option<Note>,
    pub replaces: Option<Cow<'a, str>>,
    pub unknown: Option<String>,
}

/// A visit as a line has it.
#[derive(Debug)]
pub struct VisitLine<'a> {
    pub id: Cow<'a, str>,
    pub person: Cow<'a, str>,
    pub aide: Cow<'a, str>,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub status: VisitStatus,
    pub unknown: Option<String>,
}

/// A declared absence as a line has it.
#[derive(Debug)]
pub struct AbsenceLine<'a> {
    pub person: Cow<'a, str>,
    pub from_day: NaiveDate,
    pub to_day: Option<NaiveDate>,
}

/// A known decline as a line has it.
#[derive(Debug)]
pub struct TruthLine<'a> {
    pub person: Cow<'a, str>,
    pub onset: NaiveDate,
    pub end: NaiveDate,
    pub kind: Cow<'a, str>,
}

/// Reads a line; the reason when it cannot be.
pub fn parse<'a, T: Deserialize<'a>>(line: &'a [u8]) -> Result<T, String> {
    serde_json::from_slice(line).map_err(|error| {
        let text = error.to_string();
        // The position within the one line: only the column says something.
        match text.rsplit_once(" at line 1 column ") {
            Some((reason, column)) if error.is_syntax() || error.is_eof() => {
                format!("not JSON: {reason} (column {column})")
            }
            Some((reason, _)) => reason.to_owned(),
            None => text,
        }
    })
}

macro_rules! object {
    ($line:ident, $expecting:literal, |$fields:ident| $read:expr) => {
        impl<'de: 'a, 'a> Deserialize<'de> for $line<'a> {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Reader;
                impl<'de> Visitor<'de> for Reader {
                    type Value = $line<'de>;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($expecting)
                    }
                    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                        let mut $fields = Fields::new(map);
                        $read
                    }
                }
                deserializer.deserialize_map(Reader)
            }
        }
    };
}

object!(RatingLine, "a rating: an object", |fields| read_rating(&mut fields));
object!(VisitLine, "a visit: an object", |fields| read_visit(&mut fields));
object!(AbsenceLine, "an absence: an object", |fields| read_absence(&mut fields));
object!(TruthLine, "a known decline: an object", |fields| read_truth(&mut fields));

fn read_rating<'de, A: MapAccess<'de>>(fields: &mut Fields<'de, A>) -> Result<RatingLine<'de>, A::Error> {
    let (mut id, mut person, mut visited_at) = (None, None, None);
    let mut line = RatingLine::default();
    while fields.next()? {
        match &*fields.field {
            "id" => id = Some(fields.id()?),
            "person_id" => person = Some(fields.id()?),
            "aide_id" => line.aide = fields.optional_id()?.unwrap_or_default(),
            "visit_id" => line.visit = fields.optional_id()?,
            "visited_at" => visited_at = Some(fields.time()?),
            "received_at" => line.received_at = fields.optional_time()?,
            "scores" => line.scores = fields.value::<Option<AnyScores>>()?.unwrap_or_default().0,
            "signs" => line.signs = fields.value::<Option<Signs>>()?.unwrap_or_default().0,
            "replaces" => line.replaces = fields.optional_id()?,
            "note" => {
                let note = fields.value::<Option<Text<'de>>>()?;
                let note = note.map_or(Ok(None), |Text(text)| Note::parse(&text));
                line.note = note.map_err(|error| fields.within(error))?;
            }
            _ => fields.skip()?,
        }
    }
    line.id = present(id, "id")?;
    line.person = present(person, "person_id")?;
    line.visited_at = present(visited_at, "visited_at")?;
    line.unknown = fields.unknown.take();
    if line.scores.is_empty() && line.signs.is_empty() {
        return Err(A::Error::custom("neither a score nor a sign"));
    }
    if line.replaces.as_ref() == Some(&line.id) {
        return Err(A::Error::custom("/replaces: a rating cannot replace itself"));
    }
    Ok(line)
}

fn read_visit<'de, A: MapAccess<'de>>(fields: &mut Fields<'de, A>) -> Result<VisitLine<'de>, A::Error> {
    let (mut id, mut person, mut aide, mut starts_at, mut ends_at, mut status) = (None, None, None, None, None, None);
    while fields.next()? {
        match &*fields.field {
            "id" => id = Some(fields.id()?),
            "person_id" => person = Some(fields.id()?),
            "aide_id" => aide = fields.optional_id()?,
            "starts_at" => starts_at = Some(fields.time()?),
            "ends_at" => ends_at = Some(fields.time()?),
            "status" => {
                let Text(word) = fields.value()?;
                let known = word.parse::<VisitStatus>();
                status = Some(known.map_err(|_| fields.within("planned, done or cancelled"))?);
            }
            _ => fields.skip()?,
        }
    }
    let line = VisitLine {
        id: present(id, "id")?,
        person: present(person, "person_id")?,
        aide: aide.unwrap_or_default(),
        starts_at: present(starts_at, "starts_at")?,
        ends_at: present(ends_at, "ends_at")?,
        status: present(status, "status")?,
        unknown: fields.unknown.take(),
    };
    if line.ends_at < line.starts_at {
        return Err(A::Error::custom("/ends_at: before it starts"));
    }
    Ok(line)
}

fn read_absence<'de, A: MapAccess<'de>>(fields: &mut Fields<'de, A>) -> Result<AbsenceLine<'de>, A::Error> {
    let (mut person, mut from_day, mut to_day) = (None, None, None);
    while fields.next()? {
        match &*fields.field {
            "person_id" => person = Some(fields.id()?),
            "from_day" => from_day = Some(fields.date()?),
            "to_day" => {
                to_day = match fields.value::<Option<Text<'de>>>()? {
                    Some(Text(text)) => Some(fields.checked_date(&text)?),
                    None => None,
                }
            }
            _ => fields.skip()?,
        }
    }
    Ok(AbsenceLine { person: present(person, "person_id")?, from_day: present(from_day, "from_day")?, to_day })
}

fn read_truth<'de, A: MapAccess<'de>>(fields: &mut Fields<'de, A>) -> Result<TruthLine<'de>, A::Error> {
    let (mut person, mut onset, mut end, mut kind) = (None, None, None, None);
    while fields.next()? {
        match &*fields.field {
            "person_id" => person = Some(fields.id()?),
            "onset" => onset = Some(fields.date()?),
            "end" => end = Some(fields.date()?),
            "kind" => kind = Some(fields.id()?),
            _ => fields.skip()?,
        }
    }
    let line = TruthLine {
        person: present(person, "person_id")?,
        onset: present(onset, "onset")?,
        end: present(end, "end")?,
        kind: present(kind, "kind")?,
    };
    if line.end < line.onset {
        return Err(A::Error::custom("/end: before the onset"));
    }
    Ok(line)
}

#[cfg(test)]
mod tests;
