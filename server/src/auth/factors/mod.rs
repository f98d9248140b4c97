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

use crate::settings::Work;
use crate::store::{StoreResult, Tx, user_factors};

/// Whether an account has a second factor that works.
pub async fn has_one(tx: &mut Tx, federation: Uuid, user: Uuid) -> StoreResult<bool> {
    Ok(user_factors::standing(tx, federation, user).await?.1)
}

/// Whether an account must have one: the federation says so, and it signs in with a password to more than its own visits.
pub async fn is_required(tx: &mut Tx, federation: Uuid, user: Uuid, role: Role) -> StoreResult<bool> {
    if role == Role::Aide || !user_factors::standing(tx, federation, user).await?.0 {
        return Ok(false);
    }
    Ok(Work::of(tx, federation).await?.settings.security.second_factor == SecondFactorRule::Required)
}

/// Whether an account lacks the second factor it must have.
pub async fn is_due(tx: &mut Tx, federation: Uuid, user: Uuid, role: Role) -> StoreResult<bool> {
    if role == Role::Aide || has_one(tx, federation, user).await? {
        return Ok(false);
    }
    is_required(tx, federation, user, role).await
}
