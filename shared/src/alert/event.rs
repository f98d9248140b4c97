//! The kinds of lines in an alert's timeline. Append-only: what happened stays.

use crate::word::word_enum;

word_enum! {
    /// One thing that happened to an alert.
    pub enum EventKind {
        /// It began.
        Opened = "opened",
        /// A finding joined.
        FindingAdded = "finding_added",
        /// A finding was contradicted by late data.
        FindingLifted = "finding_lifted",
        /// It became graver.
        SeverityRaised = "severity_raised",
        /// Somebody took it.
        Claimed = "claimed",
        /// Its owner gave it back.
        Released = "released",
        /// It was given to somebody.
        Assigned = "assigned",
        /// Put off until a date, or until it gets worse.
        Snoozed = "snoozed",
        /// The date came, or it got worse.
        Woken = "woken",
        /// Somebody wrote something down.
        Note = "note",
        /// The writer took a note back.
        NoteRetracted = "note_retracted",
        /// An aide behind it answered what was written for her.
        AideReply = "aide_reply",
        /// Something was done.
        Action = "action",
        /// Whoever noted an action took it back.
        ActionRetracted = "action_retracted",
        /// Whoever noted a step of the support scheme took it back.
        DacRetracted = "dac_retracted",
        /// The case went to the support scheme for complex cases, or came back from it.
        Dac = "dac",
        /// It ended, with an outcome.
        Resolved = "resolved",
        /// It began again.
        Reopened = "reopened",
        /// Nobody took it in time; others were told.
        Escalated = "escalated",
        /// It went to other people, because consent or sector changed.
        Rerouted = "rerouted",
        /// Its owner did nothing for too long; it is back in the queue.
        ClaimExpired = "claim_expired",
        /// A follow-up of it was promised, kept, moved or called off.
        FollowUp = "follow_up",
    }
}
