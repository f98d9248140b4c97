//! One planned or done intervention at a person's home.

use crate::word::word_enum;

word_enum! {
    /// What became of a planned visit, as the planning software says.
    pub enum VisitStatus {
        /// In the plan; may lie in the past when nobody confirmed it.
        Planned = "planned",
        /// Took place.
        Done = "done",
        /// Called off: nobody expects a rating.
        Cancelled = "cancelled",
    }
}
