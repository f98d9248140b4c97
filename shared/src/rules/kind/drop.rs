//! `drop` (chute): the same axis far under usual on two ratings running.
//!
//! Said when it begins, and again only after a while if it goes on without a break. An axis left
//! out of a rating does not count as a rating of that axis.

use serde::{Deserialize, Serialize};

use super::super::evidence::{Evidence, Noted};
use super::super::finding::Severity;
use super::super::memory::Repeat;
use super::{Look, Relation, Teller, Verdict};
use crate::rating::Axis;

/// Parameters of `drop`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Drop {
    /// The axes it looks at.
    pub axes: Vec<Axis>,
    /// How far under usual both ratings must lie.
    pub under_usual: f64,
    /// Ratings further apart than this are not "running".
    pub within_days: u16,
    /// Said again after this many days of no break.
    pub again_after_days: u16,
    /// Whether two different aides must have seen it.
    #[serde(default, skip_serializing_if = "super::is_off")]
    pub confirm_by_two_aides: bool,
}

impl Drop {
    pub(super) const fn broken_relations(&self) -> Vec<Relation> {
        Vec::new()
    }

    pub(super) fn judge(&self, look: &Look<'_>, teller: &mut Teller<'_>) {
        for &axis in &self.axes {
            let Some(score) = look.event.scores.get(axis) else {
                continue;
            };
            let low = |score| look.under_usual(axis, score).is_some_and(|under| under >= self.under_usual);
            let before = look.state.last(axis).filter(|before| {
                look.day - before.day <= i32::from(self.within_days) && low(before.score) && low(score)
            });
            let Some(before) = before else {
                teller.rests(axis.index());
                continue;
            };
            let verdict = Verdict { severity: Severity::High, about: axis.as_str(), axis: Some(axis) };
            teller.witness(axis.index(), before.aide);
            teller.holds(axis.index(), &verdict, Repeat::OncePerRun(self.again_after_days), look, || {
                let evidence = Evidence::Drop {
                    fact: look.fact(axis, score),
                    noted: look.noted(),
                    before: before.score,
                    noted_before: Noted { at: before.at(), aide: before.aide },
                };
                (evidence, Some(before.rating))
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::{Diary, NO, short, short_of};
    use crate::rules::{Audience, Evidence};

    #[test]
    fn two_ratings_running_far_under_usual_are_a_drop() {
        let mut diary = Diary::of_somebody_well();
        assert!(diary.visit(35, [4, 4, 2, 4]).is_empty());
        let found = diary.visit(36, [4, 4, 2, 4]);
        assert_eq!(short(&found), ["drop/mood high"]);
        assert_eq!(found[0].ratings.len(), 2);
        let Evidence::Drop { fact, before, .. } = &found[0].evidence else { panic!("{found:?}") };
        assert_eq!((fact.score.get(), before.get(), fact.usual), (2, 2, Some(4.0)));
    }

    #[test]
    fn a_good_rating_in_between_makes_it_two_bad_days() {
        let mut diary = Diary::of_somebody_well();
        for (day, mood) in [(35, 2), (36, 4), (37, 2), (38, 3)] {
            assert!(short_of("drop", &diary.visit(day, [4, 4, mood, 4])).is_empty(), "day {day}");
        }
    }

    #[test]
    fn a_rating_without_the_axis_does_not_come_in_between() {
        let mut diary = Diary::of_somebody_well();
        diary.visit(35, [4, 4, 2, 4]);
        diary.visit(36, [4, 4, NO, 4]);
        assert_eq!(short(&diary.visit(37, [4, 4, 2, 4])), ["drop/mood high"]);
    }

    #[test]
    fn it_is_said_once_and_again_after_a_month_or_a_recovery() {
        let mut diary = Diary::of_somebody_well();
        let said = |diary: &mut Diary, days: std::ops::Range<i64>| -> Vec<i64> {
            days.filter(|&day| diary.visit(day, [4, 2, 4, 4]).iter().any(|f| f.rule == "drop")).collect()
        };
        assert_eq!(said(&mut diary, 35..45), [36]);
        diary.visit(45, [4, 4, 4, 4]);
        assert_eq!(said(&mut diary, 46..50), [47]);
    }

    #[test]
    fn ratings_two_months_apart_are_not_running() {
        let mut diary = Diary::of_somebody_well();
        diary.visit(35, [4, 2, 4, 4]);
        assert!(diary.visit(95, [4, 2, 4, 4]).is_empty());
    }

    #[test]
    fn worse_visits_go_to_the_referent_and_are_never_urgent() {
        let mut diary = Diary::of_somebody_well();
        diary.visit(35, [1, 4, 4, 4]);
        let found = diary.visit(36, [1, 4, 4, 4]);
        assert_eq!(short(&found), ["drop/intervention moderate", "visit_quality/intervention moderate"]);
        assert_eq!(found[0].audience, Audience::Referent);
    }
}
