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

/// Makes a link for a user and returns the token that stands behind its `#`: the part of a URL that no server log sees.
pub async fn invite(
    tx: &mut Tx,
    federation: Uuid,
    user: Uuid,
    now: chrono::DateTime<chrono::Utc>,
) -> anyhow::Result<String> {
    let token = random_token()?;
    let new =
        NewEnrolment { federation, id: ids::fresh(), user, hash: &token_hash(&token), expires_at: now + LIFETIME };
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
