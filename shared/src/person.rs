//! The person helped at home, as far as the domain needs it: the consent to coordination.

use crate::word::word_enum;

word_enum! {
    /// What the person (or the family) said about being followed by a coordinator. Dated and kept by
    /// the store; can be given and withdrawn at any time.
    #[derive(Default)]
    pub enum Consent {
        /// Nobody asked yet: coordination goes on, as for most persons when Vigie starts.
        #[default]
        NotAsked = "not_asked",
        /// Yes.
        Accepted = "accepted",
        /// No: the sector referent receives the alerts and no coordinator can open the file.
        Refused = "refused",
        /// First yes, then no: the same as refused.
        Withdrawn = "withdrawn",
    }
}

word_enum! {
    /// Whose word a consent is.
    #[derive(Default)]
    pub enum GivenAs {
        /// The person's own.
        #[default]
        Person = "person",
        /// The family's.
        Family = "family",
        /// The legal guardian's.
        Guardian = "guardian",
    }
}

word_enum! {
    /// A service that coordinates around a person already.
    pub enum OutsideService {
        /// The département's support scheme.
        Dac = "dac",
        /// A legal guardian.
        Guardian = "guardian",
        /// A nursing service at home.
        Nursing = "nursing",
        /// The team of the autonomy allowance.
        Apa = "apa",
        /// A hospital.
        Hospital = "hospital",
        /// Somebody else.
        Other = "other",
    }
}

impl Consent {
    /// Whether coordinators may receive this person's alerts and open the file.
    #[must_use]
    pub const fn allows_coordination(self) -> bool {
        match self {
            Self::NotAsked | Self::Accepted => true,
            Self::Refused | Self::Withdrawn => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Consent;

    #[test]
    fn a_refusal_and_a_withdrawal_keep_coordinators_out() {
        let out: Vec<_> = Consent::ALL.iter().filter(|c| !c.allows_coordination()).collect();
        assert_eq!(out, [&Consent::Refused, &Consent::Withdrawn]);
    }
}
