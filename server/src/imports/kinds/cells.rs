//! Reading the cells of a line, with every mistake noted, and fields back into values.

use anyhow::Context as _;
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use uuid::Uuid;
use vigie_shared::rating::{InvalidNote, Note};
use vigie_shared::written::{self, Unreadable};

use super::{Fields, Wanted};
use crate::imports::table::Line;
use crate::imports::{LineMistake, Place};

/// Characters of a name, a key, a number.
pub const LONGEST_LINE: usize = 120;

/// A line being read.
pub struct Cells<'a> {
    line: &'a Line,
    place: &'a Place,
    fields: Fields,
    mistakes: Vec<LineMistake>,
}

impl<'a> Cells<'a> {
    pub fn of(line: &'a Line, place: &'a Place) -> Self {
        Self { line, place, fields: Fields::new(), mistakes: Vec::new() }
    }

    pub fn wrong(&mut self, code: &'static str, column: &str) {
        let line = self.line;
        self.wrong_part(code, column, line.get(column));
    }

    /// The same of a part of the cell.
    pub fn wrong_part(&mut self, code: &'static str, column: &str, part: &str) {
        let part: String = part.chars().take(LONGEST_LINE).collect();
        let what = [column, part.as_str()].join(" ").trim().to_owned();
        self.mistakes.push(LineMistake::new(self.line.number, code, what));
    }

    pub fn set(&mut self, field: &str, value: Option<String>) {
        self.fields.insert(field.to_owned(), value);
    }

    /// A text of so many characters, on one line unless it may have several.
    pub fn text(&mut self, column: &str, limit: usize, several: bool) -> Option<String> {
        match Note::parse_within(self.line.get(column), limit) {
            Err(InvalidNote::TooLong) => self.wrong("too_long", column),
            Err(InvalidNote::ControlCharacter) => self.wrong("control_character", column),
            Ok(Some(text)) if !several && text.as_str().contains(['\n', '\t']) => {
                self.wrong("control_character", column);
            }
            Ok(text) => return text.map(|text| text.as_str().to_owned()),
        }
        None
    }

    /// The same, where something must stand.
    pub fn required(&mut self, column: &str) -> Option<String> {
        let mistakes = self.mistakes.len();
        let text = self.text(column, LONGEST_LINE, false);
        if text.is_none() && self.mistakes.len() == mistakes {
            self.wrong("missing", column);
        }
        text
    }

    /// A day in a year that can be meant; none for an empty cell.
    pub fn day(&mut self, column: &str) -> Option<NaiveDate> {
        let cell = self.line.filled(column)?;
        let Some(day) = written::day(&cell) else {
            self.wrong("invalid_day", column);
            return None;
        };
        self.likely(day, column).then_some(day)
    }

    fn likely(&mut self, day: NaiveDate, column: &str) -> bool {
        let likely = written::is_likely(day, self.place.now.with_timezone(&self.place.zone).date_naive());
        if !likely {
            self.wrong("unlikely_year", column);
        }
        likely
    }

    /// A moment: of its own, or a time on the day of another column.
    pub fn moment(&mut self, column: &str, day: Option<NaiveDate>) -> Option<DateTime<Utc>> {
        let Some(cell) = self.line.filled(column) else {
            self.wrong("missing", column);
            return None;
        };
        let read = match (day, written::time_of_day(&cell)) {
            (Some(day), Some(time)) => written::at(day, time, self.place.zone),
            _ => written::moment(&cell, self.place.zone),
        };
        match read {
            Ok(moment) if (1..=9_999).contains(&moment.year()) => {
                let day = moment.with_timezone(&self.place.zone).date_naive();
                self.likely(day, column).then_some(moment)
            }
            Ok(_) | Err(Unreadable::Form) => {
                self.wrong("invalid_moment", column);
                None
            }
            Err(Unreadable::Skipped) => {
                self.wrong("skipped_hour", column);
                None
            }
        }
    }

    pub fn finish(self, reference: Option<String>) -> Result<Wanted, Vec<LineMistake>> {
        match reference {
            Some(reference) if self.mistakes.is_empty() => {
                Ok(Wanted { line: self.line.number, reference, fields: self.fields })
            }
            _ => Err(self.mistakes),
        }
    }
}

/// A field that must be there: what is stored was checked on the way in.
pub fn field<'a>(fields: &'a Fields, name: &str) -> anyhow::Result<&'a str> {
    fields.get(name).and_then(Option::as_deref).with_context(|| format!("the field {name} is empty"))
}

pub fn optional(fields: &Fields, name: &str) -> Option<String> {
    fields.get(name).cloned().flatten()
}

pub fn id(fields: &Fields, name: &str) -> anyhow::Result<Uuid> {
    field(fields, name)?.parse().with_context(|| format!("the field {name} is no id"))
}

pub fn time(fields: &Fields, name: &str) -> anyhow::Result<DateTime<Utc>> {
    field(fields, name)?.parse().with_context(|| format!("the field {name} is no time"))
}

/// Fields from pairs.
pub fn fields<const N: usize>(pairs: [(&str, Option<String>); N]) -> Fields {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
