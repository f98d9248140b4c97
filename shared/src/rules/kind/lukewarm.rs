//! `lukewarm` (tiède): most of the last rated days middling or worse, for somebody who usually does
//! better. Nothing dramatic on any day, and that is the point.
//!
//! The built-in sets ask for a usual of 3.8 and not of 3.5: in the simulated federation (2,000 persons,
//! 365 days, seed 3) that takes a quarter of the alerts away and 0.8 points of sensitivity.
//!
//! It is a claim about a habit, so it waits until the person has one (`Look::habit`).

use serde::{Deserialize, Serialize};

use super::super::evidence::Evidence;
use super::super::finding::Severity;
use super::super::memory::Repeat;
use super::super::state::date_of;
use super::{Look, Relation, Teller, Verdict, broken};
use crate::rating::{Axis, Score};

/// Parameters of `lukewarm`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lukewarm {
    /// The axes it looks at.
    pub axes: Vec<Axis>,
    /// A day whose mean is at most this is middling.
    pub level: Score,
    /// So many middling days ...
    pub count: u8,
    /// ... of so many last rated days ...
    pub of: u8,
    /// ... while usual is at least this ...
    pub usual_at_least: f64,
    /// ... and all of them within so many days, so that the days belong together.
    pub within_days: u16,
    /// Said at most once in so many days.
    pub again_after_days: u16,
    /// Whether two different aides must have seen it.
    #[serde(default, skip_serializing_if = "super::is_off")]
    pub confirm_by_two_aides: bool,
}

impl Lukewarm {
    pub(super) fn broken_relations(&self) -> Vec<Relation> {
        broken([(self.count > self.of, ("count", "≤ `of`"))])
    }

    pub(super) fn judge(&self, look: &Look<'_>, teller: &mut Teller<'_>) {
        for &axis in &self.axes {
            // Only a rating of the axis can change anything.
            if look.event.scores.get(axis).is_none() {
                continue;
            }
            let Some((count, first_day)) = self.middling(look, axis) else {
                teller.rests(axis.index());
                continue;
            };
            let verdict = Verdict { severity: Severity::Moderate, about: axis.as_str(), axis: Some(axis) };
            teller.holds(axis.index(), &verdict, Repeat::OncePer(self.again_after_days), look, || {
                let evidence = Evidence::Lukewarm {
                    axis,
                    count,
                    of: u32::from(self.of),
                    level: self.level,
                    from: date_of(first_day),
                    to: date_of(look.day),
                    usual: look.quoted_usual(axis),
                };
                (evidence, None)
            });
        }
    }

    /// How many of the last rated days were middling, and the first of them; `None` when too few.
    fn middling(&self, look: &Look<'_>, axis: Axis) -> Option<(u32, i32)> {
        if look.habit(axis)? < self.usual_at_least {
            return None;
        }
        let days = look.state.recent(axis, usize::from(self.of))?;
        let first_day = days.first()?.day;
        let count = days.iter().filter(|day| day.cell.mean_at_most(self.level.get())).count();
        let together = look.day - first_day < i32::from(self.within_days);
        let enough = count >= usize::from(self.count);
        (together && enough).then_some((u32::try_from(count).ok()?, first_day))
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::kind::RuleKind;
    use crate::rules::testing::{Diary, NO, day, short, short_of};
    use crate::rules::{Engine, Evidence};

    #[test]
    fn five_middling_days_of_six_are_said_for_somebody_who_does_better() {
        let mut diary = Diary::of_somebody_well();
        for (number, form) in [(35, 3), (36, 3), (37, 4), (38, 3), (39, 3)] {
            assert!(diary.visit(number, [4, 4, 4, form]).is_empty(), "day {number}");
        }
        let found = diary.visit(40, [4, 4, 4, 3]);
        assert_eq!(short(&found), ["lukewarm/form moderate"]);
        let Evidence::Lukewarm { count, of, from, to, usual, .. } = &found[0].evidence else { panic!("{found:?}") };
        assert_eq!((*count, *of, *usual), (5, 6, Some(4.0)));
        assert_eq!((*from, *to), (day(35).date_naive(), day(40).date_naive()));
    }

    #[test]
    fn days_count_not_ratings() {
        let mut diary = Diary::of_somebody_well();
        for hour in 0..6 {
            let at = day(35) + chrono::TimeDelta::hours(hour);
            assert!(diary.note(at, 1, [4, 3, 4, 4], &[]).is_empty());
        }
    }

    #[test]
    fn it_is_said_again_after_thirty_days_at_most() {
        let mut diary = Diary::of_somebody_well();
        // What is usual comes down meanwhile: at 3.8 it would be said once.
        let mut rules = diary.engine.rule_set().clone();
        for rule in &mut rules.rules {
            if let RuleKind::Lukewarm(params) = &mut rule.kind {
                params.usual_at_least = 3.5;
            }
        }
        diary.engine = Engine::new(rules, diary.engine.time_zone(), diary.engine.signs().clone());
        let mut said = |number: &i64| !short_of("lukewarm", &diary.visit(*number, [4, 4, 3, 4])).is_empty();
        let said: Vec<i64> = (35..72).filter(|number| said(number)).collect();
        assert_eq!(said, [39, 69]);
    }

    #[test]
    fn somebody_always_middling_is_not_lukewarm() {
        let mut diary = Diary::new();
        let said: Vec<i64> = (0..90).filter(|&number| !diary.visit(number, [4, 3, 3, 3]).is_empty()).collect();
        assert!(said.is_empty(), "{said:?}");
    }

    #[test]
    fn six_days_over_half_a_year_do_not_belong_together() {
        let mut diary = Diary::of_somebody_well();
        for visit in 0..6 {
            assert!(diary.visit(35 + visit * 30, [4, 3, NO, NO]).is_empty());
        }
    }
}
