//! Which account an identity opens. None is made here; which one it is, is never a guess.

use chrono::{DateTime, Utc};

use super::provider::Identity;
use crate::accounts::{self, What};
use crate::auth::notice;
use crate::store::identities::{self, Candidate, Owner};
use crate::store::users::{self, User};
use crate::store::{StoreResult, Tx};

/// Whose identity it is.
#[derive(Debug)]
pub enum Whose {
    Account(Box<User>),
    /// Nobody has made an account for them.
    Nobody,
    /// Several accounts have this address.
    Several,
    /// The account is closed.
    Closed,
    /// The account is another identity's.
    Taken,
}

/// The account of an identity; linked to it, if it was not before.
pub async fn of(tx: &mut Tx, identity: &Identity, now: DateTime<Utc>) -> StoreResult<Whose> {
    if let Some(owner) = identities::owner_of(tx, &identity.issuer, &identity.subject).await? {
        identities::used(tx, owner, &identity.issuer, now).await?;
        return open(tx, owner).await;
    }
    let owner = match meant(tx, identity).await? {
        Ok(owner) => owner,
        Err(why) => return Ok(why),
    };
    let whose = open(tx, owner).await?;
    if matches!(whose, Whose::Account(_)) {
        if !identities::link(tx, owner, &identity.issuer, &identity.subject, now).await? {
            return Ok(Whose::Taken);
        }
        let (federation, user) = (owner.federation_id, owner.user_id);
        accounts::note(tx, federation, (user, None), (What::IdentityLinked, None), now).await?;
        notice::tell(tx, (federation, user), notice::What::IdentityLinked, now).await?;
    }
    Ok(whose)
}

async fn open(tx: &mut Tx, owner: Owner) -> StoreResult<Whose> {
    let user = users::find(tx, owner.federation_id, owner.user_id).await?;
    Ok(match user {
        None => Whose::Nobody,
        Some(user) if user.disabled_at.is_some() => Whose::Closed,
        Some(user) => Whose::Account(Box::new(user)),
    })
}

/// The account an identity nobody has seen speaks of: by the login, which is one account's in the whole installation; else by an
/// address that only one open account has.
async fn meant(tx: &mut Tx, identity: &Identity) -> StoreResult<Result<Owner, Whose>> {
    if let Some(login) = &identity.login {
        let login = login.trim().to_lowercase();
        if let Some(user) = users::by_login(tx, &login).await? {
            return Ok(Ok(Owner { federation_id: user.federation_id, user_id: user.id }));
        }
    }
    let Some(email) = &identity.email else { return Ok(Err(Whose::Nobody)) };
    Ok(only(&identities::with_email(tx, email).await?))
}

/// Open ones come first, and two are looked for at most.
fn only(found: &[Candidate]) -> Result<Owner, Whose> {
    match found {
        [] => Err(Whose::Nobody),
        [first, second] if first.disabled_at.is_none() && second.disabled_at.is_none() => Err(Whose::Several),
        [first, ..] => Ok(Owner { federation_id: first.federation_id, user_id: first.id }),
    }
}
