//! The bounded memory of one person: everything the next rating needs, and nothing that grows.
//!
//! Days are local calendar days of the federation, numbered from 1970-01-01; weeks start on Monday.
//! As JSON or text the state is one short string (see [`super::codec`]), well under 2 kB after
//! years; it reads back to the same bits.

use chrono::{DateTime, NaiveDate, Utc};

use super::baseline::{Baseline, BaselineParams};
use super::fold::RatingEvent;
use super::memory::RuleMemory;
use crate::ids::{RatingId, UserId};
use crate::rating::{Axis, Score};
use crate::sign::{MAX_STRONG_SIGNS, SignCatalogue, SignId, SignStrength};

/// Days in the ring: today and the 15 before it, one more than the usual lag needs.
pub const RING_DAYS: usize = 16;
/// ISO weeks kept as sums, this one included.
pub const WEEKS: usize = 14;
/// Last rated days kept for each axis.
pub const RECENT_DAYS: usize = 8;
/// Before so many rated days nothing is called usual.
pub const USUAL_AFTER_DAYS: u16 = 7;
/// Ratings counted in one cell at most. Nobody is visited so often; a cell must not overflow.
pub(super) const MAX_PER_CELL: u16 = 10_000;
/// The epoch in chrono's count of days.
const EPOCH_FROM_CE: i32 = 719_163;

/// Sum and number of some scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cell {
    pub(super) sum: u16,
    pub(super) count: u16,
}

impl Cell {
    fn add(&mut self, score: Score) {
        if self.count < MAX_PER_CELL {
            self.sum += u16::from(score.get());
            self.count += 1;
        }
    }

    /// Whether nothing was scored.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.count == 0
    }

    /// The mean of the scores.
    #[must_use]
    pub fn mean(self) -> Option<f64> {
        (self.count > 0).then(|| f64::from(self.sum) / f64::from(self.count))
    }

    /// Whether the mean is at most a level; compared in whole numbers.
    #[must_use]
    pub const fn mean_at_most(self, level: u8) -> bool {
        self.count > 0 && self.sum as u32 <= self.count as u32 * level as u32
    }
}

/// One rated day of one axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RatedDay {
    pub(super) day: i32,
    pub(super) cell: Cell,
}

/// The last rating that had a score on an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastScore {
    pub(super) score: Score,
    pub(super) day: i32,
    pub(super) at_micros: i64,
    pub(super) rating: RatingId,
    pub(super) aide: UserId,
}

impl LastScore {
    pub(super) fn at(&self) -> DateTime<Utc> {
        time_of(self.at_micros)
    }
}

/// The last time a sign was noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignSeen {
    pub(super) sign: SignId,
    pub(super) day: i32,
    pub(super) at_micros: i64,
    pub(super) rating: RatingId,
}

impl SignSeen {
    pub(super) fn at(&self) -> DateTime<Utc> {
        time_of(self.at_micros)
    }
}

/// One axis of a person.
#[derive(Debug, Clone)]
pub(super) struct AxisState {
    pub baseline: Baseline,
    /// Rated days so far; stops counting where it no longer matters.
    pub rated_days: u16,
    /// By day number modulo [`RING_DAYS`].
    pub ring: [Cell; RING_DAYS],
    /// By week number modulo [`WEEKS`].
    pub weeks: [Cell; WEEKS],
    /// Oldest first; the first `rated_days` of the end are filled.
    pub recent: [RatedDay; RECENT_DAYS],
    pub last: Option<LastScore>,
}

impl AxisState {
    const EMPTY: AxisState = AxisState {
        baseline: Baseline { mean: 0.0, variance: 0.0, weight: 0 },
        rated_days: 0,
        ring: [Cell { sum: 0, count: 0 }; RING_DAYS],
        weeks: [Cell { sum: 0, count: 0 }; WEEKS],
        recent: [RatedDay { day: 0, cell: Cell { sum: 0, count: 0 } }; RECENT_DAYS],
        last: None,
    };

    fn add(&mut self, day: i32, score: Score) {
        let cell = &mut self.ring[ring_slot(day)];
        if cell.is_empty() {
            self.rated_days = self.rated_days.saturating_add(1);
            self.recent.rotate_left(1);
            self.recent[RECENT_DAYS - 1] = RatedDay { day, cell: Cell::default() };
        }
        cell.add(score);
        self.recent[RECENT_DAYS - 1].cell.add(score);
        self.weeks[week_slot(week_of(day))].add(score);
    }
}

/// The state of one person under one rule set. Starts empty.
#[derive(Debug, Clone)]
pub struct PersonState {
    /// Time in microseconds and id of the last folded rating.
    pub(super) position: Option<(i64, RatingId)>,
    /// Local day of the last folded rating.
    pub(super) day: i32,
    /// By [`Axis::index`].
    pub(super) axes: [AxisState; 4],
    /// The last time of each strong sign; at most [`MAX_STRONG_SIGNS`].
    pub(super) strong: Vec<SignSeen>,
    /// The last rating with a weak sign.
    pub(super) weak: Option<SignSeen>,
    /// One for each enabled rule, in the engine's order once folded.
    pub(super) memory: Vec<RuleMemory>,
    /// Which engine's order the memory is in; not part of the value.
    pub(super) layout: u64,
}

impl Default for PersonState {
    fn default() -> Self {
        Self::new()
    }
}

/// Equal when they are stored as the same bytes.
impl PartialEq for PersonState {
    fn eq(&self, other: &Self) -> bool {
        self.to_bytes() == other.to_bytes()
    }
}

impl PersonState {
    /// A person nobody rated yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            position: None,
            day: 0,
            axes: [AxisState::EMPTY; 4],
            strong: Vec::new(),
            weak: None,
            memory: Vec::new(),
            layout: 0,
        }
    }

    /// The last folded rating, in fold order.
    #[must_use]
    pub fn position(&self) -> Option<(DateTime<Utc>, RatingId)> {
        self.position.map(|(at, id)| (time_of(at), id))
    }

    /// Whether an event comes after everything folded so far.
    #[must_use]
    pub fn is_before(&self, event: &RatingEvent) -> bool {
        self.position.is_none_or(|position| position < (event.at.timestamp_micros(), event.id))
    }

    /// What is usual on an axis: the mean of the day means older than the lag, newer ones weighing
    /// more. `None` before seven rated days, and while none of them is old enough.
    #[must_use]
    pub fn usual(&self, axis: Axis) -> Option<f64> {
        let axis = &self.axes[axis.index()];
        if axis.rated_days < USUAL_AFTER_DAYS { None } else { axis.baseline.own_mean() }
    }

    /// Rated days on an axis so far.
    #[must_use]
    pub fn rated_days(&self, axis: Axis) -> u16 {
        self.axes[axis.index()].rated_days
    }

    /// ISO week (its number since 1970) of the last folded rating.
    #[must_use]
    pub fn week(&self) -> Option<i32> {
        self.position.map(|_| week_of(self.day))
    }

    /// Whether so many rated days are older than the lag.
    pub(super) fn has_habit(&self, axis: Axis, days: u16) -> bool {
        self.axes[axis.index()].baseline.weight >= days
    }

    pub(super) fn last(&self, axis: Axis) -> Option<LastScore> {
        self.axes[axis.index()].last
    }

    /// The last `count` rated days of an axis, oldest first; `None` while there are fewer.
    pub(super) fn recent(&self, axis: Axis, count: usize) -> Option<&[RatedDay]> {
        let axis = &self.axes[axis.index()];
        let enough = count <= RECENT_DAYS && usize::from(axis.rated_days) >= count;
        enough.then(|| &axis.recent[RECENT_DAYS - count..])
    }

    pub(super) fn strong_sign(&self, sign: SignId) -> Option<&SignSeen> {
        self.strong.iter().find(|seen| seen.sign == sign)
    }

    pub(super) fn weak_sign(&self) -> Option<&SignSeen> {
        self.weak.as_ref()
    }

    /// Moves on to the event's day: what grew old enters the baseline, what left the rings goes.
    pub(super) fn advance(&mut self, day: i32, params: &BaselineParams) -> i32 {
        if self.position.is_none() {
            self.day = day;
            return day;
        }
        if day <= self.day {
            // The same day; never back, even where a territory moves its clocks.
            return self.day;
        }
        let lag = i32::from(params.lag_days);
        let matured = self.day - lag..(day - lag).min(self.day + 1);
        let ring_from = (self.day + 1).max(day - (RING_DAYS as i32 - 1));
        let (week, new_week) = (week_of(self.day), week_of(day));
        let week_from = (week + 1).max(new_week - (WEEKS as i32 - 1));
        for axis in &mut self.axes {
            for old in matured.clone() {
                if let Some(mean) = axis.ring[ring_slot(old)].mean() {
                    axis.baseline.add(mean, params.cap_days);
                }
            }
            for new in ring_from..=day {
                axis.ring[ring_slot(new)] = Cell::default();
            }
            for new in week_from..=new_week {
                axis.weeks[week_slot(new)] = Cell::default();
            }
        }
        self.day = day;
        day
    }

    /// Counts the scores of an event into its day.
    pub(super) fn count(&mut self, event: &RatingEvent, day: i32) {
        for &axis in Axis::ALL {
            if let Some(score) = event.scores.get(axis) {
                self.axes[axis.index()].add(day, score);
            }
        }
    }

    /// Remembers the event as the last one, after the rules have looked at it.
    pub(super) fn settle(&mut self, event: &RatingEvent, day: i32, signs: &SignCatalogue) {
        let at_micros = event.at.timestamp_micros();
        for &axis in Axis::ALL {
            if let Some(score) = event.scores.get(axis) {
                self.axes[axis.index()].last =
                    Some(LastScore { score, day, at_micros, rating: event.id, aide: event.aide });
            }
        }
        let mut weak_noted = false;
        for &sign in &event.signs {
            let seen = SignSeen { sign, day, at_micros, rating: event.id };
            match signs.get(sign).map(|sign| sign.strength) {
                Some(SignStrength::Strong) => self.remember_strong(seen),
                Some(SignStrength::Weak) if !weak_noted => {
                    self.weak = Some(seen);
                    weak_noted = true;
                }
                _ => {}
            }
        }
        self.position = Some((at_micros, event.id));
    }

    fn remember_strong(&mut self, seen: SignSeen) {
        if let Some(known) = self.strong.iter_mut().find(|known| known.sign == seen.sign) {
            *known = seen;
            return;
        }
        // A catalogue never has more; after it changed, the longest unseen sign makes room.
        if self.strong.len() >= MAX_STRONG_SIGNS {
            let oldest = (0..self.strong.len()).min_by_key(|&i| (self.strong[i].at_micros, self.strong[i].sign));
            if let Some(oldest) = oldest {
                self.strong.remove(oldest);
            }
        }
        self.strong.push(seen);
    }

    /// Forgets what was said, not what is: the next fold then says every condition that holds.
    pub(super) fn forget_said(&mut self) {
        for slot in self.memory.iter_mut().flat_map(|rule| &mut rule.slots) {
            slot.forget_said();
        }
    }
}

/// Day number of a calendar date.
#[must_use]
pub fn day_of(date: NaiveDate) -> i32 {
    use chrono::Datelike as _;
    date.num_days_from_ce() - EPOCH_FROM_CE
}

/// Calendar date of a day number.
#[must_use]
pub fn date_of(day: i32) -> NaiveDate {
    day.checked_add(EPOCH_FROM_CE).and_then(NaiveDate::from_num_days_from_ce_opt).unwrap_or_default()
}

/// Number of the ISO week a day lies in; 1970-01-01 was a Thursday of week 0.
#[must_use]
pub const fn week_of(day: i32) -> i32 {
    (day + 3).div_euclid(7)
}

fn time_of(micros: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(micros).unwrap_or_default()
}

pub(super) const fn ring_slot(day: i32) -> usize {
    day.rem_euclid(RING_DAYS as i32) as usize
}

pub(super) const fn week_slot(week: i32) -> usize {
    week.rem_euclid(WEEKS as i32) as usize
}
