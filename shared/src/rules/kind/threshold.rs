//! `threshold` (seuil): the lowest score on one axis, at once and for everybody; or two low scores
//! in one rating, each far under what is usual for this person.
//!
//! Every such rating is a fact of its own and is found each time; the alert log keeps it from being
//! told twice.

use serde::{Deserialize, Serialize};

use super::super::evidence::Evidence;
use super::super::finding::Severity;
use super::super::memory::Repeat;
use super::super::rule_set::InvalidRuleSet;
use super::{Look, Teller, Verdict, ensure};
use crate::rating::{Axis, Score};

/// The pair is not about one axis: it takes the slot of the axis this kind never looks at.
const PAIR_SLOT: usize = Axis::Intervention.index();

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
}

impl Threshold {
    pub(super) fn check(&self, place: &str) -> Result<(), InvalidRuleSet> {
        ensure((0.0..=4.0).contains(&self.pair_under_usual), place, "pair_under_usual", "0 to 4")
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
            let verdict = Verdict { severity: Severity::Critical, about: axis.as_str(), axis: Some(axis) };
            teller.holds(axis.index(), &verdict, Repeat::Always, look, || {
                (Evidence::Lowest { fact: look.fact(axis, score), noted: look.noted() }, None)
            });
        }
        match self.pair(look) {
            // The graver verdict on the same rating says it already.
            Some(_) if any_lowest => {}
            Some([first, second]) => {
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
