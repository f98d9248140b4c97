//! One-time links: how an aide or a referent gets onto a phone without a password, and how the others choose one.

use chrono::TimeDelta;
use uuid::Uuid;
use vigie_shared::role::Role;

use super::{random_token, token_hash};
use crate::app::App;
use crate::ids;
use crate::store::enrolments::{self, Enrolment, NewEnrolment};
use crate::store::users::{self, User};
use crate::store::{StoreResult, Tx};

/// How long a link can be used.
pub const LIFETIME: TimeDelta = TimeDelta::hours(24);

/// Whether somebody of this role signs in with a password later on.
pub fn needs_password(role: Role) -> bool {
    matches!(role, Role::Coordinator | Role::Administrator)
}

/// Makes a link for a user, as [`invite_with`] without a code.
pub async fn invite(
    tx: &mut Tx,
    federation: Uuid,
    user: Uuid,
    now: chrono::DateTime<chrono::Utc>,
) -> anyhow::Result<String> {
    invite_with(tx, (federation, user), None, now).await
}

/// Makes a link for a user, with the hash of a short code beside it, in the place of one nobody has used; and returns the token
/// that stands behind its `#`: the part of a URL that no server log sees.
pub async fn invite_with(
    tx: &mut Tx,
    (federation, user): (Uuid, Uuid),
    code_hash: Option<&str>,
    now: chrono::DateTime<chrono::Utc>,
) -> anyhow::Result<String> {
    let token = random_token()?;
    let hash = token_hash(&token);
    let new = NewEnrolment { federation, id: ids::fresh(), user, hash: &hash, code_hash, expires_at: now + LIFETIME };
    enrolments::withdraw(tx, federation, user).await?;
    enrolments::insert(tx, &new, now).await?;
    Ok(token)
}

/// The link a person opens.
pub fn link(public_url: &url::Url, token: &str) -> String {
    format!("{public_url}bienvenue#{token}")
}

/// The link's row and its user, if it can still be used.
pub async fn open(app: &App, tx: &mut Tx, token: &str) -> StoreResult<Option<(Enrolment, User)>> {
    let Some(enrolment) = enrolments::by_hash(tx, &token_hash(token)).await? else {
        return Ok(None);
    };
    if enrolment.used_at.is_some() || enrolment.expires_at <= app.clock.now() {
        return Ok(None);
    }
    let user = users::find(tx, enrolment.federation_id, enrolment.user_id).await?;
    Ok(user.filter(|user| user.disabled_at.is_none()).map(|user| (enrolment, user)))
}
