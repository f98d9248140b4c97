//! Sessions: opening one, exchanging its refresh token, ending it.
//!
//! A refresh token is good once. Replies get lost in the field, so a spent token is honoured again as long as its successor was
//! never used, neither to refresh nor beside an access token; the lost pair then becomes worthless. Any other reuse means that
//! two hold the token, and the session ends for both.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use vigie_shared::role::Role;

use super::{factors, random_token, token, token_hash};
use crate::app::App;
use crate::http::Caller;
use crate::ids;
use crate::store::sessions::{self, NewToken, RefreshToken};
use crate::store::users::{self, User};
use crate::store::{StoreError, Tx, subscriptions};
use crate::store::{identities, own_sessions};

/// What a device holds after signing in.
#[derive(Debug)]
pub struct Opened {
    pub access_token: String,
    pub refresh_token: String,
    pub lifetime: TimeDelta,
    pub user: User,
    pub sectors: Vec<Uuid>,
    /// A second factor is required and not there yet.
    pub factor_due: bool,
}

/// Why a session was ended, as its device is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    SignedOut,
    /// A refresh token was in two hands.
    Reuse,
    /// Its owner enrolled on another phone.
    NewPhone,
    /// Somebody said that the phone is lost.
    LostPhone,
    /// The account was closed.
    Disabled,
}

impl Why {
    const ALL: [Self; 5] = [Self::SignedOut, Self::Reuse, Self::NewPhone, Self::LostPhone, Self::Disabled];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            Self::Reuse => "reuse",
            Self::NewPhone => "new_phone",
            Self::LostPhone => "lost_phone",
            Self::Disabled => "disabled",
        }
    }

    /// Reads a session's row. Rows from before these words say it in others, and none of it concerns a device.
    pub fn of_row(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.as_str() == text)
    }

    /// Whether what such a device still holds may be handed in.
    pub const fn leaves_ratings(self) -> bool {
        matches!(self, Self::NewPhone | Self::LostPhone | Self::Disabled)
    }
}

/// How an exchange ended.
#[derive(Debug)]
pub enum Exchange {
    Opened(Box<Opened>),
    /// Unknown, expired, or its session has ended; and why, if somebody or something ended it.
    Ended(Option<Why>),
    /// The token was in two hands: the session has ended now.
    Reused,
}

/// How long a device stays signed in without use. Aides sign in rarely, behind a phone's own lock; at a desk a working day.
pub fn lifetime(role: Role) -> TimeDelta {
    match role {
        Role::Aide | Role::SectorReferent => TimeDelta::days(90),
        Role::Coordinator | Role::Administrator => TimeDelta::hours(14),
    }
}

/// Opens a session for a user whose identity has just been shown.
pub async fn open(app: &App, tx: &mut Tx, user: User) -> anyhow::Result<Opened> {
    open_in(app, tx, user, (None, None)).await
}

/// The same, keeping which browser it was, and by what provider's word if it was by one's.
pub async fn open_in(
    app: &App,
    tx: &mut Tx,
    user: User,
    (label, arrived): (Option<&str>, Option<&str>),
) -> anyhow::Result<Opened> {
    let session = ids::fresh();
    sessions::insert(tx, user.federation_id, session, user.id, app.clock.now()).await?;
    own_sessions::set_label(tx, user.federation_id, session, label).await?;
    if let Some(how) = arrived {
        identities::set_arrived(tx, user.federation_id, session, how).await?;
    }
    hand_out(app, tx, user, session).await.map(|(opened, _)| opened)
}

/// Exchanges a refresh token. Commit whatever comes out: a reuse that was seen must stay seen.
pub async fn exchange(app: &App, tx: &mut Tx, refresh_token: &str) -> anyhow::Result<Exchange> {
    let now = app.clock.now();
    let Some(token) = sessions::token_for_exchange(tx, &token_hash(refresh_token)).await? else {
        return Ok(Exchange::Ended(None));
    };
    if token.session_revoked_at.is_some() {
        return Ok(Exchange::Ended(token.session_revoked_why.as_deref().and_then(Why::of_row)));
    }
    if token.expires_at <= now {
        return Ok(Exchange::Ended(None));
    }
    if token.revoked_at.is_some() || !may_be_used_again(app, tx, &token).await? {
        sessions::revoke(tx, token.federation_id, token.session_id, Why::Reuse.as_str(), now).await?;
        app.known_tokens.forget(token.session_id);
        tracing::warn!(session = %token.session_id, "a refresh token was used twice: session ended");
        return Ok(Exchange::Reused);
    }
    let user = users::find(tx, token.federation_id, token.user_id).await?.filter(|user| user.disabled_at.is_none());
    let Some(user) = user else {
        return Ok(Exchange::Ended(Some(Why::Disabled)));
    };
    let (opened, successor) = hand_out(app, tx, user, token.session_id).await?;
    sessions::exchange(tx, token.federation_id, token.id, successor, now).await?;
    sessions::seen(tx, token.federation_id, token.session_id, now, now).await?;
    Ok(Exchange::Opened(Box::new(opened)))
}

/// Ends a user's sessions, those of their browsers' pushes with them; gives back which, to be forgotten after the commit.
pub async fn end_all(
    tx: &mut Tx,
    federation: Uuid,
    (user, keep): (Uuid, Option<Uuid>),
    why: Why,
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>, StoreError> {
    let ended = sessions::revoke_all(tx, federation, (user, keep), why.as_str(), now).await?;
    subscriptions::remove_all(tx, federation, user).await?;
    Ok(ended)
}

/// Whether a token was never used, or only in an exchange whose answer got lost. In the second case what was lost is revoked.
async fn may_be_used_again(app: &App, tx: &mut Tx, token: &RefreshToken) -> Result<bool, StoreError> {
    let Some(successor) = token.successor_id else {
        return Ok(true);
    };
    let Some(successor) = sessions::token(tx, token.federation_id, successor).await? else {
        return Ok(false);
    };
    if successor.used_at.is_some() || successor.access_used_at.is_some() {
        return Ok(false);
    }
    sessions::revoke_token(tx, token.federation_id, successor.id, app.clock.now()).await?;
    Ok(true)
}

async fn hand_out(app: &App, tx: &mut Tx, user: User, session: Uuid) -> anyhow::Result<(Opened, Uuid)> {
    let now = app.clock.now();
    let role: Role = user.role.parse()?;
    let (refresh_token, id) = (random_token()?, ids::fresh());
    let new = NewToken {
        federation: user.federation_id,
        id,
        session,
        hash: &token_hash(&refresh_token),
        expires_at: now + lifetime(role),
    };
    sessions::insert_token(tx, &new, now).await?;
    let caller = Caller { federation: user.federation_id, user: user.id, role, session };
    let access_token = token::issue(&app.tokens, &caller, id, now)?;
    let sectors = users::sectors_of(tx, user.federation_id, user.id).await?;
    let sectors = sectors.into_iter().map(|sector| sector.id).collect();
    let factor_due = factors::is_due(tx, &caller).await?;
    Ok((Opened { access_token, refresh_token, lifetime: lifetime(role), user, sectors, factor_due }, id))
}

/// The token of a device whose session was ended so that it may still hand in what it holds: the last of its chain, or the one
/// before when the answer that brought the last one got lost. None: anything else.
pub async fn of_ended(tx: &mut Tx, refresh_token: &str) -> Result<Option<RefreshToken>, StoreError> {
    let Some(token) = sessions::token_for_exchange(tx, &token_hash(refresh_token)).await? else {
        return Ok(None);
    };
    let leaves = token.session_revoked_why.as_deref().and_then(Why::of_row).is_some_and(Why::leaves_ratings);
    if !leaves || token.revoked_at.is_some() {
        return Ok(None);
    }
    let Some(successor) = token.successor_id else { return Ok(Some(token)) };
    let successor = sessions::token(tx, token.federation_id, successor).await?;
    let lost = successor.is_some_and(|next| next.used_at.is_none() && next.access_used_at.is_none());
    Ok(lost.then_some(token))
}
