//! A browser asks to be pushed to, or no longer.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Push;
use super::endpoint::{Endpoint, EndpointRefused, Origins};
use super::subscription::{Keys, KeysRefused};
use super::vapid::VapidError;
use crate::ids;
use crate::store::subscriptions::{self, Put, Subscription};
use crate::store::{StoreError, Tx, outbox};

/// Browsers one person may be pushed to. More than anybody has; it bounds what one account can make the server send.
pub const MAX_PER_USER: i64 = 10;

/// Why a subscription was not kept.
#[derive(Debug, thiserror::Error)]
pub enum SubscribeError {
    #[error(transparent)]
    Endpoint(#[from] EndpointRefused),
    #[error(transparent)]
    Keys(#[from] KeysRefused),
    /// Somebody else signed in on this browser before. It must subscribe anew: the old subscription stays whose it was.
    #[error("this subscription belongs to somebody else")]
    SubscriptionTaken,
    /// Nobody here can push to it.
    #[error("this subscription was made with a VAPID key of somebody else")]
    UnknownKey,
    #[error(transparent)]
    Keyring(#[from] VapidError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a browser's `PushSubscription` says of itself.
#[derive(Debug, Clone, Copy)]
pub struct Offer<'a> {
    pub endpoint: &'a str,
    pub p256dh: &'a str,
    pub auth: &'a str,
    /// The public VAPID key it was made with, if the page says so.
    pub key: Option<&'a str>,
    /// The session of the page, with which it ends.
    pub session: Option<Uuid>,
}

/// Keeps a subscription for its user. The same one again only refreshes it; beyond [`MAX_PER_USER`] the one that was offered
/// longest ago goes. What waited for this user to have a browser becomes due.
pub async fn put(
    tx: &mut Tx,
    federation: Uuid,
    user: Uuid,
    offer: Offer<'_>,
    push: &Push,
    now: DateTime<Utc>,
) -> Result<(), SubscribeError> {
    let endpoint = Endpoint::parse(offer.endpoint, push.origins())?;
    let keys = Keys::parse(offer.p256dh, offer.auth)?;
    let subscription = Subscription {
        federation_id: federation,
        id: ids::fresh(),
        user_id: user,
        session_id: offer.session,
        endpoint: endpoint.as_str().to_owned(),
        p256dh: keys.p256dh(),
        auth: keys.auth(),
        vapid_key: offer.key.map(str::to_owned),
    };
    if offer.key.is_some_and(|key| push.keyring().of(Some(key)).is_none()) {
        return Err(SubscribeError::UnknownKey);
    }
    match subscriptions::put(tx, &subscription, Some(&push.public_key()), now).await? {
        Put::Taken => Err(SubscribeError::SubscriptionTaken),
        Put::Kept => {
            subscriptions::keep_newest(tx, federation, user, MAX_PER_USER).await?;
            outbox::hasten(tx, federation, user, now).await?;
            Ok(())
        }
    }
}

/// Forgets a subscription of this user; one that is not there or is somebody else's stays as it is.
pub async fn delete(
    tx: &mut Tx,
    federation: Uuid,
    user: Uuid,
    endpoint: &str,
    origins: &Origins,
) -> Result<(), StoreError> {
    // What was kept is the parsed form; what is not admitted (any more) can only be found by its text.
    let kept =
        Endpoint::parse(endpoint, origins).map_or_else(|_| endpoint.to_owned(), |found| found.as_str().to_owned());
    subscriptions::delete(tx, federation, user, &kept).await
}
