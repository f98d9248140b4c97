//! The second factor: what shows, beside the password, that it is the same person.
//!
//! * [`totp`]: codes of an app (RFC 6238). * [`passkey`]: WebAuthn. * [`recovery`]: codes on paper, for who has lost both.
//! * [`challenge`]: a sign-in between the two. * [`endpoints`]: setting up, taking away.
//!
//! To add a kind: its word in the `user_factors` check, a file here, its arm in [`challenge::prove`].

pub mod challenge;
pub mod endpoints;
pub mod passkey;
pub mod recovery;
pub mod totp;

use uuid::Uuid;
use vigie_shared::alert::SecondFactorRule;
use vigie_shared::role::Role;

use super::oidc;
use crate::http::Caller;
use crate::settings::Work;
use crate::store::{StoreResult, Tx, identities, user_factors};

/// Whether an account has a second factor that works.
pub async fn has_one(tx: &mut Tx, federation: Uuid, user: Uuid) -> StoreResult<bool> {
    Ok(user_factors::standing(tx, federation, user).await?.1)
}

/// Whether a session must have one beside it: the federation says so, and it was opened with a password or by the word of a provider that
/// vouches for no second one, to more than its own visits.
pub async fn is_required(tx: &mut Tx, caller: &Caller) -> StoreResult<bool> {
    if caller.role == Role::Aide {
        return Ok(false);
    }
    let arrived = identities::arrived(tx, caller.federation, caller.session).await?;
    let asked = match arrived.as_deref() {
        Some(oidc::ARRIVED_STRONG) => false,
        Some(_) => true,
        None => user_factors::standing(tx, caller.federation, caller.user).await?.0,
    };
    Ok(asked && Work::of(tx, caller.federation).await?.settings.security.second_factor == SecondFactorRule::Required)
}

/// Whether a session lacks the second factor it must have.
pub async fn is_due(tx: &mut Tx, caller: &Caller) -> StoreResult<bool> {
    if caller.role == Role::Aide || has_one(tx, caller.federation, caller.user).await? {
        return Ok(false);
    }
    is_required(tx, caller).await
}
