//! `drop` (chute): the same axis far under usual on two ratings running.
//!
//! Said when it begins, and again only after a while if it goes on without a break. An axis left
//! out of a rating does not count as a rating of that axis.

use serde::{Deserialize, Serialize};

use super::super::evidence::{Evidence, Noted};
use super::super::finding::Severity;
use super::super::memory::Repeat;
use super::super::rule_set::InvalidRuleSet;
use super::{Look, Teller, Verdict, ensure, ensure_axes};
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
}

impl Drop {
    pub(super) fn check(&self, place: &str) -> Result<(), InvalidRuleSet> {
        ensure_axes(&self.axes, place)?;
        ensure((0.1..=4.0).contains(&self.under_usual), place, "under_usual", "0.1 to 4")?;
        ensure((1..=365).contains(&self.within_days), place, "within_days", "1 to 365")?;
        ensure((1..=365).contains(&self.again_after_days), place, "again_after_days", "1 to 365")
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
