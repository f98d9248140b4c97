//! The bounded memory of one person: everything the next rating needs, and nothing that grows.
//!
//! Days are local calendar days of the federation, numbered from 1970-01-01; weeks start on Monday.
//! As JSON or text the state is one short string (see `codec.rs`), well under 2 kB after
//! years; it reads back to the same bits.

use chrono::{DateTime, NaiveDate, Utc};

use super::baseline::BaselineParams;
use super::fold::RatingEvent;
use super::memory::RuleMemory;
use crate::ids::RatingId;
use crate::rating::Axis;
use crate::sign::{MAX_STRONG_SIGNS, SignCatalogue, SignId, SignStrength};

pub(super) use axis::{AxisState, MAX_PER_CELL, ring_slot};
pub use axis::{Cell, LastScore, RECENT_DAYS, RING_DAYS, RatedDay, SignSeen, WEEKS, week_of};
use axis::{time_of, week_slot};

mod axis;

/// Before so many rated days nothing is called usual.
pub const USUAL_AFTER_DAYS: u16 = 7;
/// The epoch in chrono's count of days.
const EPOCH_FROM_CE: i32 = 719_163;

/// Earlier than any day.
pub(super) const NEVER_REBASED: i32 = i32::MIN;

/// The state of one person under one rule set. Starts empty.
#[derive(Debug, Clone)]
pub struct PersonState {
    /// Time in microseconds and id of the last folded rating.
    pub(super) position: Option<(i64, RatingId)>,
    /// Local day of the last folded rating.
    pub(super) day: i32,
    /// Local day of the last re-base; days up to it never enter the baseline again.
    pub(super) rebased: i32,
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
            rebased: NEVER_REBASED,
            axes: [AxisState::EMPTY; 4],
            strong: Vec::new(),
            weak: None,
            memory: Vec::new(),
            layout: 0,
        }
    }

    /// The last folded rating or new usual state, in fold order.
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

    /// The last rated days of an axis, oldest first, as many as there are.
    pub(super) fn rated_lately(&self, axis: Axis) -> &[RatedDay] {
        let axis = &self.axes[axis.index()];
        &axis.recent[RECENT_DAYS - usize::from(axis.rated_days).min(RECENT_DAYS)..]
    }

    /// The rated day before the last one, unless a re-base lies in between.
    pub(super) fn rated_day_before(&self, axis: Axis) -> Option<RatedDay> {
        let axis = &self.axes[axis.index()];
        let before = axis.recent[RECENT_DAYS - 2];
        (axis.rated_days > 1 && before.day > self.rebased).then_some(before)
    }

    /// The scores of the last folded day.
    pub(super) fn today(&self, axis: Axis) -> Cell {
        self.axes[axis.index()].ring[ring_slot(self.day)]
    }

    /// The ordinary ups and downs on an axis: usual less and plus one standard deviation, inside the scale. `None` as for
    /// [`PersonState::usual`].
    #[must_use]
    pub fn ordinary(&self, axis: Axis, params: &BaselineParams) -> Option<(f64, f64)> {
        let (usual, spread) = (self.usual(axis)?, self.spread(axis, params));
        Some(((usual - spread).max(1.0), (usual + spread).min(5.0)))
    }

    /// Standard deviation of the person's days.
    pub(super) fn spread(&self, axis: Axis, params: &BaselineParams) -> f64 {
        self.axes[axis.index()].baseline.sd(params)
    }

    /// Sum and number of the scores of some weeks, counted back from this one (0).
    pub(super) fn weeks_ago(&self, axis: Axis, newest: u8, oldest: u8) -> (u32, u32) {
        let weeks = &self.axes[axis.index()].weeks;
        let mut slot = week_slot(week_of(self.day) - i32::from(newest));
        let (mut sum, mut count) = (0, 0);
        for _ in newest..=oldest {
            sum += u32::from(weeks[slot].sum);
            count += u32::from(weeks[slot].count);
            slot = if slot == 0 { WEEKS - 1 } else { slot - 1 };
        }
        (sum, count)
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
        let matured = (self.day - lag).max(self.rebased.saturating_add(1))..(day - lag).min(self.day + 1);
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

    /// From now on the last rated days are what is usual. The weeks before are forgotten, and every
    /// condition on scores begins anew.
    pub(super) fn rebase(&mut self, params: &BaselineParams) {
        for axis in &mut self.axes {
            let known = usize::from(axis.rated_days).min(RECENT_DAYS);
            axis.baseline
                .settle_on(axis.recent[RECENT_DAYS - known..].iter().filter_map(|day| day.cell.mean()), params);
            axis.weeks = [Cell::default(); WEEKS];
            axis.last = None;
        }
        self.rebased = self.day;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::testing::Diary;

    #[test]
    fn weeks_begin_on_monday() {
        let day = |y, m, d| day_of(NaiveDate::from_ymd_opt(y, m, d).expect("a date"));
        let sunday = day(2026, 3, 1);
        assert_eq!(week_of(sunday) + 1, week_of(sunday + 1));
        assert_eq!(week_of(sunday + 1), week_of(sunday + 7));
        assert_eq!(week_of(-3), 0);
        assert_eq!(week_of(-4), -1);
    }

    #[test]
    fn usual_takes_seven_rated_days_and_leaves_out_the_last_two_weeks() {
        let mut diary = Diary::new();
        for day in 0..15 {
            diary.visit(day, [4, 5, 4, 4]);
            assert_eq!(diary.state.usual(Axis::Health), None, "day {day}: nothing is old enough");
        }
        diary.visit(15, [4, 2, 4, 4]);
        assert_eq!(diary.state.usual(Axis::Health), Some(5.0));
        for day in 16..30 {
            diary.visit(day, [4, 2, 4, 4]);
        }
        assert_eq!(diary.state.usual(Axis::Health), Some(5.0), "the fall does not hide itself");
        diary.visit(32, [4, 2, 4, 4]);
        assert!(diary.state.usual(Axis::Health) < Some(5.0), "and the baseline is never frozen");
    }
}
