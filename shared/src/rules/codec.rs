//! The state of a person as bytes, and as one short text for JSON.
//!
//! Small numbers take one byte, floats keep their bits: what was written reads back exactly. The
//! first byte is the version of the format; to change it, add a version and keep reading the old
//! one, since checkpoints live for months.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::memory::{Memory, NOBODY, RuleMemory};
use super::rule_set::MAX_RULES;
use super::state::{
    AxisState, Cell, LastScore, MAX_PER_CELL, NEVER_REBASED, PersonState, RECENT_DAYS, RING_DAYS, RatedDay, SignSeen,
    ring_slot,
};
use crate::rating::Score;
use crate::sign::MAX_STRONG_SIGNS;
use bytes::{Reader, Writer};

mod base64;
mod bytes;

/// 2 added the day of the last re-base and the aide of a condition that wants two.
const FORMAT: u8 = 2;
const WITHOUT_REBASE: u8 = 1;

/// The bytes are not a state of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the stored state of a person")]
pub struct InvalidState;

impl PersonState {
    /// The state as bytes, for the store.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::new();
        w.byte(FORMAT);
        w.byte(u8::from(self.position.is_some()));
        let Some((at, id)) = self.position else {
            return w.done();
        };
        let origin = Origin { at, day: self.day };
        w.signed(at);
        w.uuid(id.uuid());
        w.signed(i64::from(self.day));
        w.byte(u8::from(self.rebased != NEVER_REBASED));
        if self.rebased != NEVER_REBASED {
            origin.write_day(&mut w, self.rebased);
        }
        let mut last_before = None;
        for axis in &self.axes {
            write_axis(&mut w, axis, origin);
            write_last(&mut w, axis.last, last_before, origin);
            last_before = axis.last.or(last_before);
        }
        w.unsigned(self.strong.len() as u64);
        w.byte(u8::from(self.weak.is_some()));
        for seen in self.strong.iter().chain(&self.weak) {
            write_seen(&mut w, seen, origin);
        }
        let rules = self.memory.iter().filter(|rule| !rule.is_empty());
        w.unsigned(rules.clone().count() as u64);
        for rule in rules {
            write_rule(&mut w, rule, origin);
        }
        w.done()
    }

    /// Reads what [`PersonState::to_bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidState> {
        let mut r = Reader::new(bytes);
        let state = read_state(&mut r);
        state.filter(|_| r.is_done()).ok_or(InvalidState)
    }
}

impl Serialize for PersonState {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&base64::encode(&self.to_bytes()))
    }
}

impl<'de> Deserialize<'de> for PersonState {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        let bytes = base64::decode(&text).ok_or_else(|| serde::de::Error::custom(InvalidState))?;
        Self::from_bytes(&bytes).map_err(serde::de::Error::custom)
    }
}

/// Times and days are written as distances from the last rating, which makes them short.
#[derive(Clone, Copy)]
struct Origin {
    at: i64,
    day: i32,
}

impl Origin {
    fn write_time(self, w: &mut Writer, at: i64) {
        w.signed(self.at.wrapping_sub(at));
    }

    fn read_time(self, r: &mut Reader<'_>) -> Option<i64> {
        Some(self.at.wrapping_sub(r.signed()?))
    }

    fn write_day(self, w: &mut Writer, day: i32) {
        w.signed(i64::from(self.day) - i64::from(day));
    }

    fn read_day(self, r: &mut Reader<'_>) -> Option<i32> {
        plausible_day(i64::from(self.day).checked_sub(r.signed()?)?)
    }

    /// The days of the ring, oldest first.
    fn ring_days(self) -> impl Iterator<Item = i32> {
        (0..RING_DAYS as i32).rev().map(move |back| self.day - back)
    }
}

fn read_state(r: &mut Reader<'_>) -> Option<PersonState> {
    let mut state = PersonState::new();
    let format = r.byte()?;
    if format != FORMAT && format != WITHOUT_REBASE {
        return None;
    }
    if r.byte()? == 0 {
        return Some(state);
    }
    let at = r.signed()?;
    state.position = Some((at, r.uuid()?.into()));
    state.day = plausible_day(r.signed()?)?;
    let origin = Origin { at, day: state.day };
    if format != WITHOUT_REBASE && r.byte()? == 1 {
        state.rebased = origin.read_day(r)?;
    }
    let mut last_before = None;
    for axis in &mut state.axes {
        read_axis(r, axis, origin)?;
        axis.last = read_last(r, last_before, origin)?;
        last_before = axis.last.or(last_before);
    }
    let strong = r.length(MAX_STRONG_SIGNS)?;
    let weak = r.byte()? == 1;
    for _ in 0..strong {
        state.strong.push(read_seen(r, origin)?);
    }
    if weak {
        state.weak = Some(read_seen(r, origin)?);
    }
    for _ in 0..r.length(MAX_RULES)? {
        state.memory.push(read_rule(r, origin)?);
    }
    Some(state)
}

/// The day numbers that a time can have; keeps the arithmetic on days from overflowing.
fn plausible_day(day: i64) -> Option<i32> {
    i32::try_from(day).ok().filter(|day| day.unsigned_abs() < u32::MAX / 4)
}

fn write_cell(w: &mut Writer, cell: Cell) {
    w.unsigned(u64::from(cell.count));
    if !cell.is_empty() {
        w.unsigned(u64::from(cell.sum));
    }
}

fn read_cell(r: &mut Reader<'_>) -> Option<Cell> {
    let count = r.small()?;
    let sum = if count == 0 { 0 } else { r.small()? };
    let possible = count <= MAX_PER_CELL && sum >= count && sum <= count * 5;
    possible.then_some(Cell { sum, count })
}

fn write_axis(w: &mut Writer, axis: &AxisState, origin: Origin) {
    w.unsigned(u64::from(axis.rated_days));
    if axis.rated_days == 0 {
        return;
    }
    w.unsigned(u64::from(axis.baseline.weight));
    w.float(axis.baseline.mean);
    w.float(axis.baseline.variance);
    for day in origin.ring_days() {
        write_cell(w, axis.ring[ring_slot(day)]);
    }
    for &week in &axis.weeks {
        write_cell(w, week);
    }
    for rated in &axis.recent[RECENT_DAYS - recent_len(axis.rated_days)..] {
        origin.write_day(w, rated.day);
        write_cell(w, rated.cell);
    }
}

fn read_axis(r: &mut Reader<'_>, axis: &mut AxisState, origin: Origin) -> Option<()> {
    axis.rated_days = r.small()?;
    if axis.rated_days == 0 {
        return Some(());
    }
    axis.baseline.weight = r.small()?;
    axis.baseline.mean = r.float()?;
    axis.baseline.variance = r.float()?;
    for day in origin.ring_days() {
        axis.ring[ring_slot(day)] = read_cell(r)?;
    }
    for week in &mut axis.weeks {
        *week = read_cell(r)?;
    }
    for rated in &mut axis.recent[RECENT_DAYS - recent_len(axis.rated_days)..] {
        *rated = RatedDay { day: origin.read_day(r)?, cell: read_cell(r)? };
    }
    Some(())
}

fn recent_len(rated_days: u16) -> usize {
    usize::from(rated_days).min(RECENT_DAYS)
}

/// Most ratings score every axis, so the last one is mostly that of the axis before: 2 bytes.
fn write_last(w: &mut Writer, last: Option<LastScore>, before: Option<LastScore>, origin: Origin) {
    let Some(last) = last else { return w.byte(0) };
    let same = before.is_some_and(|b| (b.rating, b.at_micros) == (last.rating, last.at_micros));
    w.byte(last.score.get() + if same { 8 } else { 0 });
    if !same {
        w.uuid(last.rating.uuid());
        w.uuid(last.aide.uuid());
        origin.write_time(w, last.at_micros);
        origin.write_day(w, last.day);
    }
}

fn read_last(r: &mut Reader<'_>, before: Option<LastScore>, origin: Origin) -> Option<Option<LastScore>> {
    let head = r.byte()?;
    if head == 0 {
        return Some(None);
    }
    let score = Score::new(head & 7).ok()?;
    if head & 8 != 0 {
        return Some(Some(LastScore { score, ..before? }));
    }
    let (rating, aide) = (r.uuid()?.into(), r.uuid()?.into());
    let (at_micros, day) = (origin.read_time(r)?, origin.read_day(r)?);
    Some(Some(LastScore { score, day, at_micros, rating, aide }))
}

fn write_seen(w: &mut Writer, seen: &SignSeen, origin: Origin) {
    w.text(seen.sign.as_str());
    w.uuid(seen.rating.uuid());
    origin.write_time(w, seen.at_micros);
    origin.write_day(w, seen.day);
}

fn read_seen(r: &mut Reader<'_>, origin: Origin) -> Option<SignSeen> {
    let sign = r.text()?.parse().ok()?;
    let rating = r.uuid()?.into();
    Some(SignSeen { sign, rating, at_micros: origin.read_time(r)?, day: origin.read_day(r)? })
}

/// Which parts of a memory are written.
const HOLDS: u8 = 1;
const SAID: u8 = 2;
const CHART: u8 = 4;
const AIDE: u8 = 8;

fn write_rule(w: &mut Writer, rule: &RuleMemory, origin: Origin) {
    w.word(rule.key);
    for slot in &rule.slots {
        let charted = slot.chart.map(f64::to_bits) != Memory::EMPTY.chart.map(f64::to_bits);
        let flag = |set: bool, bit: u8| if set { bit } else { 0 };
        let witnessed = slot.aide != NOBODY;
        let (holds, said) = (flag(slot.holds(), HOLDS), flag(slot.was_said(), SAID));
        w.byte(holds | said | flag(charted, CHART) | flag(witnessed, AIDE));
        if slot.holds() {
            origin.write_time(w, slot.since);
        }
        if slot.was_said() {
            origin.write_day(w, slot.said);
            w.byte(slot.rank);
        }
        if charted {
            w.float(slot.chart[0]);
            w.float(slot.chart[1]);
        }
        if witnessed {
            w.word(slot.aide);
        }
    }
}

fn read_rule(r: &mut Reader<'_>, origin: Origin) -> Option<RuleMemory> {
    let mut rule = RuleMemory::new(r.word()?);
    for slot in &mut rule.slots {
        let flags = r.byte()?;
        if flags & HOLDS != 0 {
            slot.since = origin.read_time(r)?;
        }
        if flags & SAID != 0 {
            slot.said = origin.read_day(r)?;
            slot.rank = r.byte()?;
        }
        if flags & CHART != 0 {
            slot.chart = [r.float()?, r.float()?];
        }
        if flags & AIDE != 0 {
            slot.aide = r.word()?;
        }
    }
    Some(rule)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_state_is_two_bytes() {
        let bytes = PersonState::new().to_bytes();
        assert_eq!(bytes, [FORMAT, 0]);
        assert!(PersonState::from_bytes(&bytes).is_ok_and(|state| state.position().is_none()));
    }

    #[test]
    fn other_bytes_are_refused_and_never_panic() {
        for bad in
            [&[][..], &[0], &[3], &[1, 1], &[2, 1], &[1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]]
        {
            assert_eq!(PersonState::from_bytes(bad).err(), Some(InvalidState), "{bad:?}");
        }
        assert!(serde_json::from_str::<PersonState>("\"%%\"").is_err());
        assert!(serde_json::from_str::<PersonState>("{}").is_err());
    }
}
