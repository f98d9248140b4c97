//! One axis of a person: sums by day and by week, the last rated days, the last score.

use chrono::{DateTime, Utc};

use crate::ids::{RatingId, UserId};
use crate::rating::Score;
use crate::rules::baseline::Baseline;
use crate::sign::SignId;

/// Days in the ring: today and the 15 before it, one more than the usual lag needs.
pub const RING_DAYS: usize = 16;
/// ISO weeks kept as sums, this one included.
pub const WEEKS: usize = 14;
/// Last rated days kept for each axis.
pub const RECENT_DAYS: usize = 8;
/// Ratings counted in one cell at most. Nobody is visited so often; a cell must not overflow.
pub(in crate::rules) const MAX_PER_CELL: u16 = 10_000;

/// Sum and number of some scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cell {
    pub(in crate::rules) sum: u16,
    pub(in crate::rules) count: u16,
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

    /// Whether exactly one score was counted.
    #[must_use]
    pub const fn is_first(self) -> bool {
        self.count == 1
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
    pub(in crate::rules) day: i32,
    pub(in crate::rules) cell: Cell,
}

/// The last rating that had a score on an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastScore {
    pub(in crate::rules) score: Score,
    pub(in crate::rules) day: i32,
    pub(in crate::rules) at_micros: i64,
    pub(in crate::rules) rating: RatingId,
    pub(in crate::rules) aide: UserId,
}

impl LastScore {
    pub(in crate::rules) fn at(&self) -> DateTime<Utc> {
        time_of(self.at_micros)
    }
}

/// The last time a sign was noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignSeen {
    pub(in crate::rules) sign: SignId,
    pub(in crate::rules) day: i32,
    pub(in crate::rules) at_micros: i64,
    pub(in crate::rules) rating: RatingId,
}

impl SignSeen {
    pub(in crate::rules) fn at(&self) -> DateTime<Utc> {
        time_of(self.at_micros)
    }
}

/// One axis of a person.
#[derive(Debug, Clone)]
pub(in crate::rules) struct AxisState {
    pub baseline: Baseline,
    /// Rated days so far; stops counting where it no longer matters.
    pub rated_days: u16,
    /// By day number modulo [`RING_DAYS`].
    pub ring: [Cell; RING_DAYS],
    /// By week number modulo [`WEEKS`].
    pub weeks: [Cell; WEEKS],
    /// Oldest first, filled from the end.
    pub recent: [RatedDay; RECENT_DAYS],
    pub last: Option<LastScore>,
}

impl AxisState {
    pub(in crate::rules) const EMPTY: AxisState = AxisState {
        baseline: Baseline { mean: 0.0, variance: 0.0, weight: 0 },
        rated_days: 0,
        ring: [Cell { sum: 0, count: 0 }; RING_DAYS],
        weeks: [Cell { sum: 0, count: 0 }; WEEKS],
        recent: [RatedDay { day: 0, cell: Cell { sum: 0, count: 0 } }; RECENT_DAYS],
        last: None,
    };

    pub(in crate::rules) fn add(&mut self, day: i32, score: Score) {
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

/// Number of the ISO week a day lies in; 1970-01-01 was a Thursday of week 0.
#[must_use]
pub const fn week_of(day: i32) -> i32 {
    (day + 3).div_euclid(7)
}

pub(in crate::rules) fn time_of(micros: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(micros).unwrap_or_default()
}

pub(in crate::rules) const fn ring_slot(day: i32) -> usize {
    day.rem_euclid(RING_DAYS as i32) as usize
}

pub(in crate::rules) const fn week_slot(week: i32) -> usize {
    week.rem_euclid(WEEKS as i32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_never_overflows() {
        let mut cell = Cell::default();
        for _ in 0..u32::from(u16::MAX) {
            cell.add(Score::new(5).expect("a score"));
        }
        assert_eq!(cell.mean(), Some(5.0));
        assert!(cell.mean_at_most(5) && !cell.mean_at_most(4));
    }
}
