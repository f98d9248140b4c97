//! `/api/second-factor`: what one has, setting up, taking away. A file each.

pub mod list;
pub mod passkey;
pub mod recovery;
pub mod remove;
pub mod reset;
pub mod totp;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::recovery as codes;
use crate::app::App;
use crate::auth::endpoints::internal;
use crate::auth::notice::{self, What};
use crate::http::{Caller, Problem};
use crate::store::{Tx, ceremonies, own_sessions, user_factors};

/// Factors of one account; beyond that somebody has lost the overview.
pub const MOST: usize = 10;
const WHY: &str = "second factor changed";

/// The password again.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Again {
    pub secret: String,
}

/// The password again, for who signed in more than ten minutes ago.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PerhapsAgain {
    pub secret: Option<String>,
}

/// The factor works.
#[derive(Debug, Serialize, ToSchema)]
pub struct Confirmed {
    /// With the first factor: ten codes for who loses it, shown this once.
    #[schema(required = true)]
    pub recovery_codes: Option<Vec<String>>,
}

/// What follows a new factor, in its transaction: codes with the first one, other browsers signed out, the owner told.
async fn added(app: &App, mut tx: Tx, caller: Caller, now: DateTime<Utc>) -> Result<Confirmed, Problem> {
    let owner = (caller.federation, caller.user);
    let factors = user_factors::of_user(&mut tx, owner.0, owner.1).await?;
    let is_first = factors.iter().filter(|factor| factor.confirmed_at.is_some()).count() == 1;
    let recovery_codes = if is_first { Some(codes::renew(&mut tx, owner, now).await.map_err(internal)?) } else { None };
    changed(app, tx, caller, What::FactorAdded, now).await?;
    Ok(Confirmed { recovery_codes })
}

/// What follows any change, in its transaction.
async fn changed(app: &App, mut tx: Tx, caller: Caller, what: What, now: DateTime<Utc>) -> Result<(), Problem> {
    let owner = (caller.federation, caller.user);
    ceremonies::end_all(&mut tx, owner.0, owner.1, now).await?;
    let ended = own_sessions::end_others(&mut tx, owner, Some(caller.session), WHY, now).await?;
    notice::tell(&mut tx, owner, what, now).await?;
    tx.commit().await?;
    ended.into_iter().chain([caller.session]).for_each(|session| app.known_tokens.forget(session));
    app.outbox_bell.notify_one();
    Ok(())
}
