//! `silence`: planned visits not done, visits not rated, no visits any more, far fewer hours than
//! planned. Judged on the planning and the clock, not on a rating: see [`crate::rules::silence`].

use serde::{Deserialize, Serialize};

use super::{Look, Relation, Teller, broken};

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
    pub(super) fn broken_relations(&self) -> Vec<Relation> {
        // One visit is no silence.
        broken([(self.not_done == 1, ("not_done", "0, ≥ 2")), (self.not_rated == 1, ("not_rated", "0, ≥ 2"))])
    }

    /// Ratings say nothing about visits that stay away.
    pub(super) fn judge(&self, _: &Look<'_>, _: &mut Teller<'_>) {}
}
