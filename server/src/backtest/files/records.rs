//! A history in memory: some seventy bytes a rating and forty a visit, whatever their ids look like.

use std::hash::{Hash as _, Hasher as _};

use chrono::NaiveDate;
use vigie_shared::rating::{Axis, Score, Scores};
use vigie_shared::visit::VisitStatus;

use super::line::{AbsenceLine, RatingLine, VisitLine};
use super::names::{Id, LongIds, hash64};

/// Records of one piece. Pieces of a fixed size grow without ever being copied or holding much room in reserve.
const PIECE: usize = 1024;
/// Bit of a packed score that says that the rating corrects another one.
const REPLACES: u16 = 1 << 15;

/// A rating. Times in microseconds since 1970.
#[derive(Debug, Clone, Copy)]
pub struct RatingRecord {
    pub at: i64,
    pub received: i64,
    /// Hash of everything it says.
    pub content: u64,
    /// Hash of the visit's id; 0 for none.
    pub visit: u64,
    pub person: u32,
    pub aide: u32,
    pub line: u32,
    pub signs: u32,
    scores: u16,
    pub id: Id,
}

/// Which rating replaces which.
#[derive(Debug, Clone, Copy)]
pub struct Replacement {
    pub by: Id,
    /// The content of the one that replaces: only the one of two conflicting ratings that stands may do so.
    pub content: u64,
    pub replaced: Id,
}

impl RatingRecord {
    pub fn new(line: &RatingLine<'_>, number: u32, names: [u32; 3], long: &LongIds) -> Self {
        let [person, aide, signs] = names;
        let at = line.visited_at.timestamp_micros();
        let replaces = if line.replaces.is_some() { REPLACES } else { 0 };
        Self {
            at,
            received: line.received_at.map_or(at, |received| received.timestamp_micros()),
            content: content_of(line),
            visit: line.visit.as_deref().map_or(0, |visit| hash64(visit).max(1)),
            person,
            aide,
            line: number,
            signs,
            scores: packed(&line.scores) | replaces,
            id: Id::of(&line.id, long),
        }
    }

    pub fn scores(&self) -> Scores {
        let mut scores = Scores::default();
        for &axis in Axis::ALL {
            let digit = (self.scores >> (3 * axis.index())) & 7;
            scores.set(axis, Score::new(digit as u8).ok());
        }
        scores
    }

    pub fn replaces_another(&self) -> bool {
        self.scores & REPLACES != 0
    }
}

/// Three bits an axis; 0 for what was not said.
fn packed(scores: &Scores) -> u16 {
    let digit = |axis: Axis| scores.get(axis).map_or(0, |score| u16::from(score.get()));
    Axis::ALL.iter().fold(0, |bits, &axis| bits | digit(axis) << (3 * axis.index()))
}

/// Everything a rating says but its id: as the server compares a repeated one.
fn content_of(line: &RatingLine<'_>) -> u64 {
    let mut hasher = std::hash::DefaultHasher::new();
    (&*line.person, &*line.aide, line.visit.as_deref(), line.replaces.as_deref()).hash(&mut hasher);
    (line.visited_at.timestamp_micros(), packed(&line.scores), &line.signs, &line.note).hash(&mut hasher);
    hasher.finish()
}

/// A visit. Times in microseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct VisitRecord {
    pub starts: i64,
    pub ends: i64,
    /// Hash of its id.
    pub id: u64,
    pub person: u32,
    pub aide: u32,
    pub line: u32,
    pub status: VisitStatus,
}

impl VisitRecord {
    pub fn new(line: &VisitLine<'_>, number: u32, names: [u32; 2]) -> Self {
        let [person, aide] = names;
        Self {
            aide,
            starts: line.starts_at.timestamp_micros(),
            ends: line.ends_at.timestamp_micros(),
            id: hash64(&*line.id).max(1),
            person,
            line: number,
            status: line.status,
        }
    }
}

/// A declared absence: days of the calendar, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AbsenceRecord {
    pub person: u32,
    pub from_day: NaiveDate,
    pub to_day: Option<NaiveDate>,
}

impl AbsenceRecord {
    pub fn new(line: &AbsenceLine<'_>, person: u32) -> Self {
        Self { person, from_day: line.from_day, to_day: line.to_day }
    }
}

/// A list in pieces.
#[derive(Debug)]
pub struct Pieces<T>(Vec<Vec<T>>);

impl<T> Default for Pieces<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Pieces<T> {
    pub fn push(&mut self, value: T) {
        match self.0.last_mut() {
            Some(piece) if piece.len() < PIECE => piece.push(value),
            _ => {
                let mut piece = Vec::with_capacity(PIECE);
                piece.push(value);
                self.0.push(piece);
            }
        }
    }

    pub fn len(&self) -> usize {
        self.0.iter().map(Vec::len).sum()
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().flatten()
    }

    /// Moves everything to the end of `all`, giving the room back piece by piece.
    pub fn drain_into(self, all: &mut Vec<T>) {
        for piece in self.0 {
            all.extend(piece);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_read_back_and_a_repeated_rating_has_the_same_content() {
        let text = r#"{"id":"r","person_id":"p","aide_id":"a","visited_at":"2026-03-02T12:05:00+01:00",
            "scores":{"intervention":5,"mood":1,"form":3},"replaces":"q"}"#;
        let line: RatingLine<'_> = super::super::line::parse(text.as_bytes()).expect("good");
        let long = LongIds::default();
        let record = RatingRecord::new(&line, 1, [0, 0, 0], &long);
        assert_eq!(record.scores(), line.scores);
        assert!(record.replaces_another());
        let same = text.replace("12:05:00+01:00", "11:05:00Z");
        let same: RatingLine<'_> = super::super::line::parse(same.as_bytes()).expect("good");
        assert_eq!(RatingRecord::new(&same, 2, [0, 0, 0], &long).content, record.content);
        let other = text.replace("\"mood\":1", "\"mood\":2");
        let other: RatingLine<'_> = super::super::line::parse(other.as_bytes()).expect("good");
        assert_ne!(RatingRecord::new(&other, 3, [0, 0, 0], &long).content, record.content);
    }

    #[test]
    fn a_rating_stays_small() {
        assert!(size_of::<RatingRecord>() <= 72);
        assert!(size_of::<VisitRecord>() <= 40);
    }
}
