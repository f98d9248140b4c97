//! How an alert ends. Every alert ends in one of these.

use crate::word::word_enum;

word_enum! {
    /// What came of an alert.
    pub enum Outcome {
        /// Something was done, with the person's agreement.
        Acted = "acted",
        /// Looked into; nothing to do.
        NothingNeeded = "nothing_needed",
        /// The person (or family) said no.
        Declined = "declined",
        /// This is how it is from now on: the usual level has changed.
        NewUsualState = "new_usual_state",
        /// Dealt with elsewhere already.
        Duplicate = "duplicate",
        /// The alert should not have been.
        Noise = "noise",
        /// A talk or a piece of advice was enough.
        OneOffAdvice = "one_off_advice",
    }
}

impl Outcome {
    /// Whether the alert was worth somebody's time: what the figures count as useful.
    #[must_use]
    pub const fn was_useful(self) -> bool {
        !matches!(self, Self::Noise | Self::Duplicate)
    }
}
