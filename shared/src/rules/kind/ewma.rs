//! `ewma`: the weighted mean of the rated days, newer ones weighing more, far under usual.
//!
//! The chart runs on day means and holds their weighted sum from 0, beside the sum of the weights, so
//! that it is compared with what is usual today and not with what was usual when it began. A day
//! enters the stored chart when the next rated day begins; until then today's mean is laid on top.
//! It is entered at the limit and left under half of it, so that it does not flicker.

use serde::{Deserialize, Serialize};

use super::super::chart::{ewma, ewma_limit};
use super::super::finding::Severity;
use super::super::memory::{Memory, Repeat};
use super::mean::under_usual_of_late;
use super::{Look, Relation, Teller, Verdict};
use crate::rating::Axis;

/// Left when the distance falls under this part of the limit.
const LEAVING: f64 = 0.5;

/// Parameters of `ewma`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ewma {
    /// The axes it looks at.
    pub axes: Vec<Axis>,
    /// Weight of the newest rated day (λ).
    pub lambda: f64,
    /// The limit in standard deviations of the weighted mean (L).
    pub limit: f64,
    /// After so many days without a rating of the axis the chart begins anew.
    pub restart_after_days: u16,
    /// Said again after this many days of no break.
    pub again_after_days: u16,
    /// Whether two different aides must have seen it.
    #[serde(default, skip_serializing_if = "super::is_off")]
    pub confirm_by_two_aides: bool,
}

impl Ewma {
    pub(super) const fn broken_relations(&self) -> Vec<Relation> {
        Vec::new()
    }

    pub(super) fn judge(&self, look: &Look<'_>, teller: &mut Teller<'_>) {
        for &axis in &self.axes {
            if look.event.scores.get(axis).is_none() {
                continue;
            }
            let slot = axis.index();
            self.enter_day_before(look, axis, &mut teller.memory[slot]);
            if !self.is_far_under(look, axis, &teller.memory[slot]) {
                teller.rests(slot);
                continue;
            }
            let verdict = Verdict { severity: Severity::High, about: axis.as_str(), axis: Some(axis) };
            teller.holds(slot, &verdict, Repeat::OncePerRun(self.again_after_days), look, || {
                (under_usual_of_late(look, axis), None)
            });
        }
    }

    /// With the first rating of a day, the rated day before it is complete.
    fn enter_day_before(&self, look: &Look<'_>, axis: Axis, memory: &mut Memory) {
        let Some(before) = look.day_before_first_rating(axis) else { return };
        if look.day - before.day > i32::from(self.restart_after_days) {
            memory.chart = [0.0; 2];
            return;
        }
        if let Some(mean) = before.cell.mean() {
            let [sum, filled] = memory.chart;
            memory.chart = [ewma(sum, mean, self.lambda), ewma(filled, 1.0, self.lambda)];
        }
    }

    fn is_far_under(&self, look: &Look<'_>, axis: Axis, memory: &Memory) -> bool {
        let (Some(usual), Some(today)) = (look.habit(axis), look.today(axis).mean()) else {
            return false;
        };
        let [sum, filled] = memory.chart;
        let (sum, filled) = (ewma(sum, today, self.lambda), ewma(filled, 1.0, self.lambda));
        let under = filled * usual - sum;
        if under <= 0.0 {
            // Most days: no need of a square root.
            return false;
        }
        let limit = ewma_limit(self.limit, look.sd(axis), self.lambda, filled);
        if memory.holds() { under > limit * LEAVING } else { under >= limit }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Diary, short_of};
    use crate::rules::{Audience, Evidence, Finding};

    fn of_ewma(found: &[Finding]) -> Vec<String> {
        short_of("ewma", found)
    }

    #[test]
    fn days_a_little_under_usual_add_up() {
        let mut diary = Diary::of_somebody_well();
        let said: Vec<i64> = (35..60).filter(|&day| !of_ewma(&diary.visit(day, [4, 4, 3, 4])).is_empty()).collect();
        assert_eq!(said, [40], "no single day is far under, and it is said once");
    }

    #[test]
    fn one_bad_day_of_somebody_well_is_not_enough() {
        let mut diary = Diary::of_somebody_well();
        let said: Vec<i64> = (35..45).filter(|&day| !of_ewma(&diary.visit(day, [4, 4, 2, 4])).is_empty()).collect();
        assert_eq!(said, [37]);
    }

    #[test]
    fn it_is_left_under_half_the_limit_and_entered_again() {
        let mut diary = Diary::of_somebody_well();
        let bad = |diary: &mut Diary, from: i64| -> usize {
            (from..from + 3).map(|day| of_ewma(&diary.visit(day, [4, 4, 2, 4])).len()).sum()
        };
        assert_eq!(bad(&mut diary, 35), 1);
        for day in 38..48 {
            assert!(of_ewma(&diary.visit(day, [4, 4, 4, 4])).is_empty(), "recovering");
        }
        assert_eq!(bad(&mut diary, 48), 1, "a second fall is news");
    }

    #[test]
    fn the_sentence_has_the_mean_of_the_ratings_that_tell_it() {
        let mut diary = Diary::of_somebody_well();
        let found: Vec<Finding> = (35..38).flat_map(|day| diary.visit(day, [4, 4, 2, 4])).collect();
        let evidence = found.iter().find(|f| f.rule == "ewma").map(|f| &f.evidence);
        let Some(Evidence::UnderUsual { mean, ratings, usual, .. }) = evidence else { panic!("{found:?}") };
        assert_eq!((*mean, *ratings, *usual), (2.0, 3, Some(4.0)));
    }

    #[test]
    fn two_aides_must_have_seen_it_where_the_rule_wants_so() {
        let mut set = crate::rules::RuleSet::default_set();
        for rule in &mut set.rules {
            if let crate::rules::kind::RuleKind::Ewma(params) = &mut rule.kind {
                params.confirm_by_two_aides = true;
            }
        }
        let mut diary = Diary::with(set);
        (0..35).for_each(|number| drop(diary.visit(number, [4, 4, 4, 4])));
        for number in 35..45 {
            assert!(of_ewma(&diary.visit(number, [4, 4, 2, 4])).is_empty(), "one aide alone");
        }
        let mut of_another =
            |number, mood| of_ewma(&diary.note(crate::rules::testing::day(number), 2, [4, 4, mood, 4], &[])).len();
        assert_eq!(of_another(45, 5), 0, "the second aide sees nothing");
        assert_eq!(of_another(46, 2), 1);
        assert_eq!(of_another(47, 2), 0, "once");
    }

    #[test]
    fn somebody_new_is_not_compared_with_people_in_general() {
        let mut diary = Diary::new();
        for day in 0..60 {
            assert!(of_ewma(&diary.visit(day, [4, 3, 3, 3])).is_empty(), "day {day}");
        }
    }

    #[test]
    fn after_a_long_gap_the_chart_begins_anew() {
        let mut diary = Diary::of_somebody_well();
        diary.visit(35, [4, 4, 2, 4]);
        assert!(of_ewma(&diary.visit(35 + 61, [4, 4, 3, 4])).is_empty());
    }

    #[test]
    fn worse_visits_are_charted_apart_for_the_referent() {
        let mut diary = Diary::of_somebody_well();
        let found: Vec<Finding> = (35..60).flat_map(|day| diary.visit(day, [3, 4, 4, 4])).collect();
        let of_visits: Vec<&Finding> = found.iter().filter(|f| f.rule == "visit_quality").collect();
        assert_eq!(of_visits.len(), 1);
        assert_eq!(of_visits[0].audience, Audience::Referent);
        assert_eq!(of_visits[0].severity, crate::rules::Severity::Moderate);
    }
}
