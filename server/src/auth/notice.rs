//! Tells the owner of an account, by mail, that how it is opened has changed: if it was somebody else, it is known soon.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_shared::delivery::Channel;

use crate::ids;
use crate::outbox::message::{Facts, SecurityNews};
use crate::store::outbox::{self, NewMessage};
use crate::store::{StoreResult, Tx, users};

/// What has changed; its words are in `outbox/messages` under `security.`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Password,
    FactorAdded,
    FactorRemoved,
    FactorsReset,
    RecoveryRenewed,
    IdentityLinked,
    IdentityUnlinked,
}

impl What {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::FactorAdded => "factor_added",
            Self::FactorRemoved => "factor_removed",
            Self::FactorsReset => "factors_reset",
            Self::RecoveryRenewed => "recovery_renewed",
            Self::IdentityLinked => "identity_linked",
            Self::IdentityUnlinked => "identity_unlinked",
        }
    }
}

/// Writes the letter into the outbox, if there is an address; ring the outbox's bell after the commit.
pub async fn tell(tx: &mut Tx, owner: (Uuid, Uuid), what: What, now: DateTime<Utc>) -> StoreResult<()> {
    let (federation, user) = owner;
    if users::email_of(tx, federation, user).await?.is_none() {
        return Ok(());
    }
    let facts = Facts::Security(SecurityNews { change: what.as_str().to_owned() });
    let (kind, body) = (facts.kind(), facts.to_body());
    let key = format!("security:{user}:{}", ids::fresh().simple());
    let message = NewMessage { federation, key: &key, user, kind, body: &body, expires_at: now + kind.ttl() };
    outbox::enqueue_on(tx, Channel::Mail, &message, now).await?;
    Ok(())
}
