//! Accounts: who works here, how they get onto a phone, what happens when they leave.
//!
//! Administrators keep every account, sector referents those of the aides they share a sector with ([`reach`]); whatever they do
//! is noted ([`note`]) and shown in the account's history. [`draft`] reads what they type, [`login`] makes a login from a name,
//! [`leaver`] gives what somebody had in hand to those who stay, [`text`] words the message that goes with a link, [`view`] shows
//! an account. To add something that is done to an account: a
//! file in `endpoints/` that reaches it, does it and notes it with a word of [`What`].

pub mod draft;
pub mod endpoints;
pub mod leaver;
pub mod login;
pub mod reach;
pub mod text;
pub mod view;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::ids;
use crate::store::account_events::{self, NewAccountEvent};
use crate::store::{StoreResult, Tx};

/// What can be done to an account, as its history says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Created,
    /// The detail names the fields.
    Changed,
    Invited,
    /// Its owner spent a link or a code. The detail says which.
    Enrolled,
    LostPhone,
    Disabled,
    Enabled,
    /// Ratings of an ended device were let in, or thrown away; the detail names the entry and says why.
    QuarantineAccepted,
    QuarantineDiscarded,
    /// An administrator took the second factors off.
    FactorsReset,
    /// An administrator signed it out, here or everywhere.
    SignedOut,
    /// Opened by an identity of the provider from now on, or no longer.
    IdentityLinked,
    IdentityUnlinked,
}

impl What {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Changed => "changed",
            Self::Invited => "invited",
            Self::Enrolled => "enrolled",
            Self::LostPhone => "lost_phone",
            Self::Disabled => "disabled",
            Self::Enabled => "enabled",
            Self::QuarantineAccepted => "quarantine_accepted",
            Self::QuarantineDiscarded => "quarantine_discarded",
            Self::FactorsReset => "second_factor_reset",
            Self::SignedOut => "signed_out",
            Self::IdentityLinked => "identity_linked",
            Self::IdentityUnlinked => "identity_unlinked",
        }
    }
}

/// Notes what was done to an account. Without an actor it was its owner.
pub async fn note(
    tx: &mut Tx,
    federation: Uuid,
    (account, actor): (Uuid, Option<Uuid>),
    (what, detail): (What, Option<&str>),
    now: DateTime<Utc>,
) -> StoreResult<()> {
    let event = NewAccountEvent { id: ids::fresh(), account, actor, what: what.as_str(), detail };
    account_events::append(tx, federation, &event, now).await
}
