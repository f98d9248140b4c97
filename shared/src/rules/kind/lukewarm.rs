//! `lukewarm` (tiède): most of the last rated days middling or worse, for somebody who usually does
//! better. Nothing dramatic on any day, and that is the point.

use serde::{Deserialize, Serialize};

use super::super::evidence::Evidence;
use super::super::finding::Severity;
use super::super::memory::Repeat;
use super::super::rule_set::InvalidRuleSet;
use super::super::state::{RECENT_DAYS, date_of};
use super::{Look, Teller, Verdict, ensure, ensure_axes};
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
}

impl Lukewarm {
    pub(super) fn check(&self, place: &str) -> Result<(), InvalidRuleSet> {
        ensure_axes(&self.axes, place)?;
        ensure((1..=RECENT_DAYS).contains(&usize::from(self.of)), place, "of", "1 to 8")?;
        ensure((1..=self.of).contains(&self.count), place, "count", "1 to `of`")?;
        ensure((1.0..=5.0).contains(&self.usual_at_least), place, "usual_at_least", "1 to 5")?;
        ensure((1..=365).contains(&self.within_days), place, "within_days", "1 to 365")?;
        ensure((1..=365).contains(&self.again_after_days), place, "again_after_days", "1 to 365")
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
        if look.usual[axis.index()]? < self.usual_at_least {
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
