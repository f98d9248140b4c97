//! What was done about an alert, how the person was met, and who agreed.

use crate::word::word_enum;

word_enum! {
    /// What was done.
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
        /// They said no.
        Refused = "refused",
        /// Nobody was asked: a step that needs no yes, such as a call to a colleague.
        NotAsked = "not_asked",
    }
}
