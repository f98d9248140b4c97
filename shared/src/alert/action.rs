//! What was done about an alert, how the person was met, and who agreed.

use crate::word::word_enum;

word_enum! {
    /// What can be done, as Vigie ships it. A federation hides some and adds others: [`super::catalogue`].
    pub enum ActionKind {
        /// A talk on the phone.
        PhoneCall = "phone_call",
        /// A visit by the coordinator.
        HomeVisit = "home_visit",
        /// The plan of help was adapted.
        AdaptHelp = "adapt_help",
        /// More, fewer or other hours.
        Hours = "hours",
        /// Equipment was brought in.
        Equipment = "equipment",
        /// Meals are delivered.
        MealDelivery = "meal_delivery",
        /// Relief for the family carer.
        Respite = "respite",
        /// A partner was called in: doctor, nurse, therapist ...
        Partner = "partner",
        /// The complex case went to the département's support scheme.
        Dac = "dac",
        /// Something else, said in the text.
        Other = "other",
    }
}

word_enum! {
    /// How the person or family was met.
    pub enum Contact {
        /// On the phone.
        Phone = "phone",
        /// At home.
        Visit = "visit",
        /// In writing.
        Message = "message",
        /// Around a table.
        Meeting = "meeting",
        /// Not at all.
        None = "none",
    }
}

word_enum! {
    /// Who said yes. Nothing is done behind the person's back.
    pub enum Agreement {
        /// The person.
        Person = "person",
        /// The family, for the person.
        Family = "family",
        /// The legal guardian, for the person.
        Guardian = "guardian",
        /// They said no.
        Refused = "refused",
        /// Nobody was asked: a step that needs no yes, such as a call to a colleague.
        NotAsked = "not_asked",
    }
}

impl ActionKind {
    /// Whether it changes something in the person's life, so that somebody must have said yes (or no).
    #[must_use]
    pub const fn needs_agreement(self) -> bool {
        match self {
            Self::AdaptHelp
            | Self::Hours
            | Self::Equipment
            | Self::MealDelivery
            | Self::Respite
            | Self::Partner
            | Self::Dac => true,
            Self::PhoneCall | Self::HomeVisit | Self::Other => false,
        }
    }

    /// The kind of partner it usually goes with.
    #[must_use]
    pub const fn partner_kind(self) -> Option<&'static str> {
        match self {
            Self::Equipment => Some("equipment"),
            Self::MealDelivery => Some("meal_delivery"),
            Self::Respite => Some("respite"),
            Self::Dac => Some("dac"),
            _ => None,
        }
    }
}

impl Agreement {
    /// Whether somebody who may say yes said it.
    #[must_use]
    pub const fn is_given(self) -> bool {
        matches!(self, Self::Person | Self::Family | Self::Guardian)
    }
}
