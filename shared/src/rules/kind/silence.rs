//! `silence`: planned visits not done, visits not rated, no visits any more, far fewer hours than
//! planned. Judged on the planning and the clock, not on a rating: see [`crate::rules::silence`].

use serde::{Deserialize, Serialize};

use super::super::rule_set::InvalidRuleSet;
use super::{Look, Teller, ensure};

/// Parameters of `silence`. A count of 0 (or a share of 0) switches that cause off.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Silence {
    /// A visit counts when its end lies so many hours back: planning software and phones take their
    /// time.
    pub grace_hours: u16,
    /// (a) So many planned visits running that were not done.
    pub not_done: u16,
    /// (b) So many done visits running that nobody rated.
    pub not_rated: u16,
    /// (c) No visit for at least so many days ...
    pub stopped_days: u16,
    /// ... and for so many times the longest gap between the last visits; 0 switches it off ...
    pub stopped_gaps: f64,
    /// ... while none is planned in the next so many days.
    pub none_planned_days: u16,
    /// (d) In the last so many whole calendar weeks, and in the last of them alone ...
    pub hours_weeks: u8,
    /// ... at most this share of the planned hours was given ...
    pub hours_share: f64,
    /// ... of at least so many.
    pub hours_planned: f64,
    /// Said again after so many days of no break.
    pub again_after_days: u16,
}

impl Silence {
    pub(super) fn check(&self, place: &str) -> Result<(), InvalidRuleSet> {
        ensure(self.grace_hours <= 168, place, "grace_hours", "0 to 168")?;
        // One visit is no silence.
        let running = |count: u16| count == 0 || (2..=100).contains(&count);
        ensure(running(self.not_done), place, "not_done", "2 to 100, or 0 for off")?;
        ensure(running(self.not_rated), place, "not_rated", "2 to 100, or 0 for off")?;
        ensure((1..=365).contains(&self.stopped_days), place, "stopped_days", "1 to 365")?;
        ensure((0.0..=10.0).contains(&self.stopped_gaps), place, "stopped_gaps", "0 to 10")?;
        ensure((1..=365).contains(&self.none_planned_days), place, "none_planned_days", "1 to 365")?;
        ensure((1..=12).contains(&self.hours_weeks), place, "hours_weeks", "1 to 12")?;
        ensure((0.0..=1.0).contains(&self.hours_share), place, "hours_share", "0 to 1")?;
        ensure((0.0..=1_000.0).contains(&self.hours_planned), place, "hours_planned", "0 to 1000")?;
        ensure((1..=365).contains(&self.again_after_days), place, "again_after_days", "1 to 365")
    }

    /// Ratings say nothing about visits that stay away.
    pub(super) fn judge(&self, _: &Look<'_>, _: &mut Teller<'_>) {}
}
