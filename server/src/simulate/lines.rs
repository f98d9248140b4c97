//! How a line of each file is written: the formats of `shared/contract.md`, byte by byte.
//!
//! Written by hand, not through serde: half of a simulation's time is spent here, and nothing in a line ever needs escaping
//! (identifiers, times, numbers, words of ours). The tests read every line back with the reader of the server.

use chrono::{Datelike, Days, NaiveDate};
use uuid::Uuid;
use vigie_shared::rating::Axis;
use vigie_shared::visit::VisitStatus;

use super::calendar::Date;
use super::episode::Episode;
use super::random::Random;

const SECONDS_PER_DAY: u32 = 86_400;
/// Days from the first of the common era to 1 January 1970.
const EPOCH_DAY: i32 = 719_163;

/// An identifier, ready to be written.
pub type IdText = [u8; 36];

/// A time of a day, on which more than a day of seconds leads to the days after.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    pub date: Date,
    pub seconds: u32,
}

impl Moment {
    /// Milliseconds since 1970.
    pub fn millis(&self) -> u64 {
        let days = i64::from(self.date.date.num_days_from_ce() - EPOCH_DAY);
        let seconds = days * i64::from(SECONDS_PER_DAY) + i64::from(self.seconds) - i64::from(self.date.offset);
        u64::try_from(seconds * 1_000).unwrap_or(0)
    }
}

/// A UUID of version 7 (RFC 9562, section 5.7) whose random part comes from the seed.
pub fn id_at(moment: Moment, random: &mut Random) -> IdText {
    let time = u128::from(moment.millis() & 0xffff_ffff_ffff) << 80;
    let low = u128::from(random.bits() >> 2) | (0b10 << 62);
    let high = u128::from(random.bits() & 0x0fff) << 64;
    let mut text = [0; 36];
    Uuid::from_u128(time | (7 << 76) | high | low).hyphenated().encode_lower(&mut text);
    text
}

fn two(line: &mut Vec<u8>, number: u32) {
    line.push(b'0' + (number / 10 % 10) as u8);
    line.push(b'0' + (number % 10) as u8);
}

/// ISO 8601, as in `2025-03-01`.
pub fn date(line: &mut Vec<u8>, date: NaiveDate) {
    let year = u32::try_from(date.year()).unwrap_or(0);
    two(line, year / 100);
    two(line, year % 100);
    line.push(b'-');
    two(line, date.month());
    line.push(b'-');
    two(line, date.day());
}

/// RFC 3339 with the offset of the day from which the seconds count.
fn time(line: &mut Vec<u8>, moment: Moment) {
    let (days, seconds) = (moment.seconds / SECONDS_PER_DAY, moment.seconds % SECONDS_PER_DAY);
    let first = moment.date.date;
    date(line, if days == 0 { first } else { first.checked_add_days(Days::new(days.into())).unwrap_or(first) });
    line.push(b'T');
    two(line, seconds / 3_600);
    line.push(b':');
    two(line, seconds / 60 % 60);
    line.push(b':');
    two(line, seconds % 60);
    line.push(if moment.date.offset < 0 { b'-' } else { b'+' });
    let minutes = moment.date.offset.unsigned_abs() / 60;
    two(line, minutes / 60);
    line.push(b':');
    two(line, minutes % 60);
}

/// One planned or done visit.
#[derive(Debug, Clone, Copy)]
pub struct VisitLine<'a> {
    pub id: IdText,
    pub person: &'a IdText,
    pub aide: &'a IdText,
    pub starts_at: Moment,
    pub ends_at: Moment,
    pub status: VisitStatus,
}

impl VisitLine<'_> {
    /// Appends the line to `visits.jsonl`.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(br#"{"id":""#);
        out.extend_from_slice(&self.id);
        out.extend_from_slice(br#"","person_id":""#);
        out.extend_from_slice(self.person);
        out.extend_from_slice(br#"","aide_id":""#);
        out.extend_from_slice(self.aide);
        out.extend_from_slice(br#"","starts_at":""#);
        time(out, self.starts_at);
        out.extend_from_slice(br#"","ends_at":""#);
        time(out, self.ends_at);
        out.extend_from_slice(br#"","status":""#);
        out.extend_from_slice(self.status.as_str().as_bytes());
        out.extend_from_slice(b"\"}\n");
    }
}

/// One rating.
#[derive(Debug, Clone, Copy)]
pub struct RatingLine<'a> {
    pub id: IdText,
    pub person: &'a IdText,
    pub aide: &'a IdText,
    pub visit: &'a IdText,
    pub visited_at: Moment,
    pub received_at: Moment,
    /// In the order of `Axis::index`.
    pub scores: [Option<u8>; 4],
    pub signs: [Option<&'static str>; 2],
}

impl RatingLine<'_> {
    /// Appends the line to `ratings.jsonl`.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(br#"{"id":""#);
        out.extend_from_slice(&self.id);
        out.extend_from_slice(br#"","person_id":""#);
        out.extend_from_slice(self.person);
        out.extend_from_slice(br#"","aide_id":""#);
        out.extend_from_slice(self.aide);
        out.extend_from_slice(br#"","visit_id":""#);
        out.extend_from_slice(self.visit);
        out.extend_from_slice(br#"","visited_at":""#);
        time(out, self.visited_at);
        out.extend_from_slice(br#"","scores":{"#);
        for (i, axis) in Axis::ALL.iter().enumerate() {
            out.extend_from_slice(if i == 0 { b"\"" } else { b",\"" });
            out.extend_from_slice(axis.as_str().as_bytes());
            out.extend_from_slice(b"\":");
            match self.scores[axis.index()] {
                Some(score) => out.push(b'0' + score),
                None => out.extend_from_slice(b"null"),
            }
        }
        out.extend_from_slice(br#"},"signs":["#);
        for (i, sign) in self.signs.iter().flatten().enumerate() {
            out.extend_from_slice(if i == 0 { b"\"" } else { b",\"" });
            out.extend_from_slice(sign.as_bytes());
            out.push(b'"');
        }
        out.extend_from_slice(br#"],"note":null,"received_at":""#);
        time(out, self.received_at);
        out.extend_from_slice(b"\"}\n");
    }
}

/// Appends an episode to `truth.jsonl`. The contract's four fields, and `shape`: the simulator's own finer name of the kind.
pub fn truth(out: &mut Vec<u8>, person: &IdText, episode: &Episode, onset: NaiveDate, end: NaiveDate) {
    out.extend_from_slice(br#"{"person_id":""#);
    out.extend_from_slice(person);
    out.extend_from_slice(br#"","onset":""#);
    date(out, onset);
    out.extend_from_slice(br#"","end":""#);
    date(out, end);
    out.extend_from_slice(br#"","kind":""#);
    out.extend_from_slice(episode.shape.kind().as_bytes());
    out.extend_from_slice(br#"","shape":""#);
    out.extend_from_slice(episode.shape.name().as_bytes());
    out.extend_from_slice(b"\"}\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::calendar;
    use crate::simulate::random::Stream;
    use chrono::DateTime;

    fn moment(seconds: u32) -> Moment {
        let start = NaiveDate::from_ymd_opt(2025, 12, 31).expect("a date");
        Moment { date: calendar::days(start, 1).expect("a day")[0], seconds }
    }

    #[test]
    fn a_time_runs_into_the_next_days_and_says_what_its_milliseconds_say() {
        for (seconds, wanted) in [(29_105, "2025-12-31T08:05:05+01:00"), (200_000, "2026-01-02T07:33:20+01:00")] {
            let mut line = Vec::new();
            time(&mut line, moment(seconds));
            let text = String::from_utf8(line).expect("UTF-8");
            assert_eq!(text, wanted);
            let read = DateTime::parse_from_rfc3339(&text).expect("a time");
            assert_eq!(u64::try_from(read.timestamp_millis()), Ok(moment(seconds).millis()));
        }
    }

    #[test]
    fn an_identifier_is_a_uuid_of_version_7_with_its_time() {
        let text = id_at(moment(29_105), &mut Random::new(1, Stream::Ids, 0));
        let id: Uuid = std::str::from_utf8(&text).expect("UTF-8").parse().expect("a UUID");
        assert_eq!(id.get_version_num(), 7);
        assert_eq!(id.get_variant(), uuid::Variant::RFC4122);
        let seconds = id.get_timestamp().expect("version 7 has one").to_unix().0;
        assert_eq!(seconds * 1_000, moment(29_105).millis());
    }
}
