//! `cusum`: small falls that add up, as a lower cumulative sum of the day means.
//!
//! Not in the built-in sets: the weighted mean sees nearly the same with fewer surprises. It is here
//! for those who know it, and as a judge of the arithmetic.

use serde::{Deserialize, Serialize};

use super::super::chart::cusum_lower;
use super::super::finding::Severity;
use super::super::memory::{Memory, Repeat};
use super::mean::under_usual_of_late;
use super::{Look, Relation, Teller, Verdict};
use crate::rating::Axis;

/// The sum stops growing at this many times the limit: after a long bad time it still comes down
/// within weeks.
const CAP: f64 = 2.0;
/// Left when the sum falls under this part of the limit.
const LEAVING: f64 = 0.5;

/// Parameters of `cusum`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cusum {
    /// The axes it looks at.
    pub axes: Vec<Axis>,
    /// How far under usual a day may lie without counting, in standard deviations (k).
    pub slack: f64,
    /// The sum that is said, in standard deviations (h).
    pub limit: f64,
    /// After so many days without a rating of the axis the sum begins anew.
    pub restart_after_days: u16,
    /// Said again after this many days of no break.
    pub again_after_days: u16,
    /// Whether two different aides must have seen it.
    #[serde(default, skip_serializing_if = "super::is_off")]
    pub confirm_by_two_aides: bool,
}

impl Cusum {
    pub(super) const fn broken_relations(&self) -> Vec<Relation> {
        Vec::new()
    }

    pub(super) fn judge(&self, look: &Look<'_>, teller: &mut Teller<'_>) {
        for &axis in &self.axes {
            if look.event.scores.get(axis).is_none() {
                continue;
            }
            let slot = axis.index();
            let sum = self.sum_of_today(look, axis, &mut teller.memory[slot]);
            let limit = if teller.memory[slot].holds() { self.limit * LEAVING } else { self.limit };
            if sum < limit {
                teller.rests(slot);
                continue;
            }
            let verdict = Verdict { severity: Severity::High, about: axis.as_str(), axis: Some(axis) };
            teller.holds(slot, &verdict, Repeat::OncePerRun(self.again_after_days), look, || {
                (under_usual_of_late(look, axis), None)
            });
        }
    }

    /// The memory holds the sum before the last rated day, and with that day.
    fn sum_of_today(&self, look: &Look<'_>, axis: Axis, memory: &mut Memory) -> f64 {
        if let Some(before) = look.day_before_first_rating(axis) {
            let together = look.day - before.day <= i32::from(self.restart_after_days);
            memory.chart[0] = if together { memory.chart[1] } else { 0.0 };
        }
        let with_today = match (look.habit(axis), look.today(axis).mean()) {
            // Most days: nothing to divide.
            (Some(usual), Some(today)) if memory.chart[0] == 0.0 && today >= usual => 0.0,
            (Some(usual), Some(today)) => {
                let sd = look.sd(axis);
                cusum_lower(memory.chart[0], today / sd, usual / sd, self.slack).min(self.limit * CAP)
            }
            _ => 0.0,
        };
        memory.chart[1] = with_today;
        with_today
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Diary, short};
    use crate::rules::{Rule, RuleSet};

    fn diary() -> Diary {
        let mut set = RuleSet::default_set();
        let rule = serde_json::json!({
            "id": "cusum", "version": 1, "kind": "cusum", "enabled": true, "axes": ["health", "mood", "form"],
            "slack": 0.5, "limit": 5.0, "restart_after_days": 60, "again_after_days": 30
        });
        set.rules = vec![serde_json::from_value::<Rule>(rule).expect("a rule")];
        let mut diary = Diary::with(set);
        (0..35).for_each(|day| assert!(diary.visit(day, [4, 4, 4, 4]).is_empty()));
        diary
    }

    #[test]
    fn small_falls_add_up_and_are_said_once() {
        let mut diary = diary();
        let said: Vec<_> = (35..50).flat_map(|day| short(&diary.visit(day, [4, 4, 3, 4]))).collect();
        assert_eq!(said, ["cusum/mood high"]);
    }

    #[test]
    fn several_ratings_of_a_day_count_as_one_day() {
        let mut diary = diary();
        for hour in 0..8 {
            let at = crate::rules::testing::day(35) + chrono::TimeDelta::hours(hour);
            assert!(diary.note(at, 1, [4, 4, 2, 4], &[]).is_empty());
        }
    }

    #[test]
    fn it_comes_down_within_weeks_of_a_long_bad_time() {
        let mut diary = diary();
        (35..50).for_each(|day| drop(diary.visit(day, [4, 4, 2, 4])));
        (50..90).for_each(|day| drop(diary.visit(day, [4, 4, 4, 4])));
        let said: Vec<_> = (90..105).flat_map(|day| short(&diary.visit(day, [4, 4, 2, 4]))).collect();
        assert_eq!(said, ["cusum/mood high"], "a second fall is news");
    }
}
