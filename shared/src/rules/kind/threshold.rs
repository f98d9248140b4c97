//! `threshold` (seuil): the lowest score on one axis, at once and for everybody; or two low scores
//! in one rating, each far under what is usual for this person.
//!
//! Every such rating is a fact of its own and is found each time; the alert log keeps it from being
//! told twice.

use serde::{Deserialize, Serialize};

use super::super::evidence::Evidence;
use super::super::finding::Severity;
use super::super::memory::Repeat;
use super::{Look, Relation, Teller, Verdict};
use crate::rating::{Axis, Score};

/// The pair is not about one axis: it takes the slot of the axis this kind never looks at.
const PAIR_SLOT: usize = Axis::Intervention.index();

/// Days without a score after which a low one begins a new story: nobody saw whether the old one went on. A fortnight, as for an
/// episode in a back-test, so that the lightest plans of help, a visit every week or two, still tell one story.
const UNSEEN_DAYS: i32 = 14;

/// Parameters of `threshold`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Threshold {
    /// A score at most this fires alone.
    pub lowest: Score,
    /// Two scores at most this fire together ...
    pub pair_at_most: Score,
    /// ... when each lies at least this much under usual.
    pub pair_under_usual: f64,
    /// Whether two different aides must have seen it.
    #[serde(default, skip_serializing_if = "super::is_off")]
    pub confirm_by_two_aides: bool,
}

impl Threshold {
    pub(super) const fn broken_relations(&self) -> Vec<Relation> {
        Vec::new()
    }

    pub(super) fn judge(&self, look: &Look<'_>, teller: &mut Teller<'_>) {
        let mut any_lowest = false;
        for axis in Axis::PERSON {
            let Some(score) = look.event.scores.get(axis) else {
                continue;
            };
            if score > self.lowest {
                teller.rests(axis.index());
                continue;
            }
            any_lowest = true;
            if was_unseen(look, axis) {
                teller.rests(axis.index());
            }
            let verdict = Verdict { severity: Severity::Critical, about: axis.as_str(), axis: Some(axis) };
            teller.holds(axis.index(), &verdict, Repeat::Always, look, || {
                (Evidence::Lowest { fact: look.fact(axis, score), noted: look.noted() }, None)
            });
        }
        match self.pair(look) {
            // The graver verdict on the same rating says it already.
            Some(_) if any_lowest => {}
            Some([first, second]) => {
                if was_unseen(look, first.0) || was_unseen(look, second.0) {
                    teller.rests(PAIR_SLOT);
                }
                let verdict = Verdict { severity: Severity::High, about: "pair", axis: None };
                teller.holds(PAIR_SLOT, &verdict, Repeat::Always, look, || {
                    let evidence = Evidence::Pair {
                        first: look.fact(first.0, first.1),
                        second: look.fact(second.0, second.1),
                        noted: look.noted(),
                    };
                    (evidence, None)
                });
            }
            None => teller.rests(PAIR_SLOT),
        }
    }

    fn pair(&self, look: &Look<'_>) -> Option<[(Axis, Score); 2]> {
        let mut low = Axis::PERSON.iter().filter_map(|&axis| {
            let score = look.event.scores.get(axis)?;
            let under = look.under_usual(axis, score)?;
            (score <= self.pair_at_most && under >= self.pair_under_usual).then_some((axis, score))
        });
        Some([low.next()?, low.next()?])
    }
}

/// Whether an axis had no score for so long that what holds today may have stopped and begun again.
fn was_unseen(look: &Look<'_>, axis: Axis) -> bool {
    look.state.last(axis).is_some_and(|last| look.day - last.day > UNSEEN_DAYS)
}

#[cfg(test)]
mod tests {
    use crate::rules::finding::Finding;
    use crate::rules::testing::{Diary, NO, short};

    #[test]
    fn the_lowest_score_is_critical_at_once_even_for_a_new_person() {
        let mut diary = Diary::new();
        assert_eq!(short(&diary.visit(0, [4, 1, 4, 1])), ["threshold/health critical", "threshold/form critical"]);
    }

    #[test]
    fn a_bad_visit_is_no_threshold() {
        assert!(Diary::new().visit(0, [1, 4, 4, 4]).is_empty());
    }

    #[test]
    fn two_low_scores_far_under_usual_are_high_together() {
        let mut diary = Diary::of_somebody_well();
        assert!(diary.visit(35, [4, 2, 4, 4]).is_empty(), "one alone is not");
        assert_eq!(short(&diary.visit(36, [4, 4, 2, 2])), ["threshold/pair high"]);
    }

    #[test]
    fn two_low_scores_are_nothing_new_for_somebody_who_always_has_them() {
        let mut diary = Diary::new();
        let found: Vec<_> = (0..40).flat_map(|day| diary.visit(day, [4, 3, 3, 3])).collect();
        assert!(found.is_empty(), "{found:?}");
        assert!(diary.visit(40, [4, 2, 2, 3]).is_empty(), "3 is usual: 2 is not far under it");
    }

    #[test]
    fn two_low_scores_wait_for_seven_rated_days() {
        let mut diary = Diary::new();
        for day in 0..6 {
            assert!(diary.visit(day, [NO, 2, 2, NO]).is_empty(), "day {day}");
        }
        assert_eq!(diary.visit(6, [NO, 2, 2, NO]).len(), 3, "the pair, and a drop on each axis");
    }

    #[test]
    fn each_rating_is_a_fact_of_its_own_and_knows_how_long_it_has_lasted() {
        let mut diary = Diary::of_somebody_well();
        let first = diary.visit(35, [4, 1, 4, 4]);
        diary.visit(36, [4, NO, 4, 4]);
        let second = diary.visit(37, [4, 1, 4, 4]);
        let of_threshold = second.iter().find(|f| f.rule == "threshold").expect("found again");
        assert_eq!(of_threshold.since, first[0].at);
        diary.visit(38, [4, 3, 4, 4]);
        let third = diary.visit(39, [4, 1, 4, 4]);
        assert_eq!(third[0].since, third[0].at, "it had stopped");
    }

    #[test]
    fn after_more_than_a_fortnight_without_a_score_a_low_one_is_a_new_story() {
        let mut diary = Diary::of_somebody_well();
        let first = diary.visit(35, [4, 1, 4, 4]);
        let rarely = diary.visit(49, [4, 1, 4, 4]);
        let since = |found: &[Finding]| found.iter().find(|f| f.rule == "threshold").map(|f| f.since);
        assert_eq!(since(&rarely), since(&first), "a fortnight apart is one story");
        let later = diary.visit(64, [4, 1, 4, 4]);
        assert_eq!(since(&later), Some(later[0].at), "nobody saw what was in between");
    }
}
