//! The second factor: what shows, beside the password, that it is the same person.
//!
//! * [`totp`]: codes of an app (RFC 6238). * [`passkey`]: WebAuthn. * [`recovery`]: codes on paper, for who has lost both.
//! * [`challenge`]: a sign-in between the two. * [`endpoints`]: setting up, taking away.
//!
//! To add a kind: its word in the `user_factors` check, a file here, its arm in [`challenge::prove`].

pub mod challenge;
pub mod endpoints;
pub mod recovery;
pub mod totp;

use uuid::Uuid;
use vigie_shared::role::Role;

use crate::store::{StoreResult, Tx, user_factors};

/// Whether an account has a second factor that works.
pub async fn has_one(tx: &mut Tx, federation: Uuid, user: Uuid) -> StoreResult<bool> {
    Ok(user_factors::standing(tx, federation, user).await?.1)
}

/// Whether an account lacks the second factor its federation requires.
pub async fn is_due(tx: &mut Tx, federation: Uuid, user: Uuid, role: Role) -> StoreResult<bool> {
    Ok(is_required(tx, federation, user, role).await? && !user_factors::standing(tx, federation, user).await?.1)
}

/// Whether an account must have one.
pub async fn is_required(_tx: &mut Tx, _federation: Uuid, _user: Uuid, role: Role) -> StoreResult<bool> {
    if role == Role::Aide {
        return Ok(false);
    }
    Ok(false)
}
