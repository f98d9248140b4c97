//! A complex case on its way to the département's support scheme (DAC), and back.
//!
//! ```text
//! (nothing) ─ hand_over ─► handed_over ─ accepted ─► accepted ─ returned ─► returned
//!                               └─────── declined ─► declined ─ returned ─► returned
//! ```
//!
//! A case that was declined or has returned may be handed over again. To add a step: a variant of
//! [`DacStep`], its line in [`next`], a state if it leads to a new one.

use crate::word::word_enum;

word_enum! {
    /// Where a person stands with the scheme.
    pub enum DacState {
        /// Asked; no answer yet.
        HandedOver = "handed_over",
        /// The scheme follows the person.
        Accepted = "accepted",
        /// The scheme said no.
        Declined = "declined",
        /// The case is ours again.
        Returned = "returned",
    }
}

word_enum! {
    /// What happened.
    pub enum DacStep {
        /// The case was handed over, with the person's agreement.
        HandOver = "hand_over",
        /// The scheme took it.
        Accepted = "accepted",
        /// The scheme said no.
        Declined = "declined",
        /// The scheme gave it back.
        Returned = "returned",
    }
}

/// The step does not follow from where the case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the step {step} does not follow here")]
pub struct WrongDacStep {
    /// Where the case is.
    pub state: Option<DacState>,
    /// What was tried.
    pub step: DacStep,
}

/// Where a step leads.
pub fn next(state: Option<DacState>, step: DacStep) -> Result<DacState, WrongDacStep> {
    match (state, step) {
        (None | Some(DacState::Declined | DacState::Returned), DacStep::HandOver) => Ok(DacState::HandedOver),
        (Some(DacState::HandedOver), DacStep::Accepted) => Ok(DacState::Accepted),
        (Some(DacState::HandedOver), DacStep::Declined) => Ok(DacState::Declined),
        (Some(DacState::Accepted | DacState::Declined), DacStep::Returned) => Ok(DacState::Returned),
        (state, step) => Err(WrongDacStep { state, step }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_goes_out_is_answered_and_comes_back() {
        let walk = |steps: &[DacStep]| steps.iter().try_fold(None, |state, step| next(state, *step).map(Some));
        use DacStep::{Accepted, Declined, HandOver, Returned};
        assert_eq!(walk(&[HandOver, Accepted, Returned]), Ok(Some(DacState::Returned)));
        assert_eq!(walk(&[HandOver, Declined, Returned, HandOver]), Ok(Some(DacState::HandedOver)));
        assert_eq!(walk(&[HandOver, Declined, HandOver]), Ok(Some(DacState::HandedOver)));
    }

    #[test]
    fn each_state_allows_these_steps_and_no_others() {
        let allowed = |state| -> Vec<DacStep> {
            DacStep::ALL.iter().copied().filter(|step| next(state, *step).is_ok()).collect()
        };
        assert_eq!(allowed(None), [DacStep::HandOver]);
        assert_eq!(allowed(Some(DacState::HandedOver)), [DacStep::Accepted, DacStep::Declined]);
        assert_eq!(allowed(Some(DacState::Accepted)), [DacStep::Returned]);
        assert_eq!(allowed(Some(DacState::Declined)), [DacStep::HandOver, DacStep::Returned]);
        assert_eq!(allowed(Some(DacState::Returned)), [DacStep::HandOver]);
        let wrong = next(None, DacStep::Accepted);
        assert_eq!(wrong, Err(WrongDacStep { state: None, step: DacStep::Accepted }));
    }
}
