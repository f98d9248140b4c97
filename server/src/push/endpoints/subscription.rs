//! `GET /api/push/key`, `PUT` and `DELETE /api/push/subscription`: a browser asks to be pushed to, or no longer.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vigie_shared::wire::ProblemCode;

use crate::app::Ctx;
use crate::http::extract::Anyone;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Problem};
use crate::push::subscribe::{self, Offer, SubscribeError};
use crate::push::subscription::KeysRefused;
use crate::push::vapid::VapidError;

/// What a page subscribes with.
#[derive(Debug, Serialize, ToSchema)]
pub struct PushKey {
    /// The VAPID public key, base64url without padding.
    pub key: String,
}

/// A browser's `PushSubscription`, as its `toJSON()` gives it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSubscription {
    /// Where the push service of the browser takes messages for it.
    pub endpoint: String,
    pub keys: SubscriptionKeys,
    /// What it was made with: `applicationServerKey`, base64url. Without it, a new subscription counts as made with today's key.
    #[serde(default)]
    #[schema(nullable)]
    pub key: Option<String>,
    /// Browsers send it along; the push service tells us itself when a subscription has ended.
    #[serde(default, rename = "expirationTime")]
    #[schema(nullable)]
    pub expiration_time: Option<f64>,
}

/// The keys messages are sealed for, base64url.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubscriptionKeys {
    pub p256dh: String,
    pub auth: String,
}

impl std::fmt::Debug for SubscriptionKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SubscriptionKeys(…)")
    }
}

/// The subscription that ends.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OldSubscription {
    pub endpoint: String,
}

impl From<SubscribeError> for Problem {
    fn from(error: SubscribeError) -> Self {
        match error {
            SubscribeError::Endpoint(why) => {
                tracing::info!(%why, "a push endpoint was refused");
                Self::new(ProblemCode::EndpointRefused)
            }
            SubscribeError::Keys(KeysRefused::P256dh) => Self::field("/keys/p256dh", "invalid_push_key"),
            SubscribeError::Keys(KeysRefused::Auth) => Self::field("/keys/auth", "invalid_push_key"),
            SubscribeError::UnknownKey => Self::field("/key", "unknown_push_key"),
            SubscribeError::SubscriptionTaken => Self::new(ProblemCode::SubscriptionTaken),
            SubscribeError::Store(error) | SubscribeError::Keyring(VapidError::Store(error)) => error.into(),
            SubscribeError::Keyring(error) => {
                tracing::error!(%error, "the push keys cannot be used");
                Self::new(ProblemCode::Internal)
            }
        }
    }
}

/// The key to subscribe with.
#[utoipa::path(get, path = "/api/push/key", tag = "push", responses((status = 200, body = PushKey)))]
pub async fn key(State(app): State<Ctx>, As(_, _): As<Anyone>) -> Json<PushKey> {
    Json(PushKey { key: app.push.public_key() })
}

/// Keeps a subscription for the caller.
#[utoipa::path(put, path = "/api/push/subscription", tag = "push", request_body = NewSubscription,
    responses((status = 204), (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn subscribe(
    State(app): State<Ctx>,
    As(caller, _): As<Anyone>,
    Body(new): Body<NewSubscription>,
) -> Result<StatusCode, Problem> {
    // Browsers and libraries differ about padding.
    let key = new.key.as_deref().map(|key| key.trim_end_matches('='));
    let offer = Offer {
        endpoint: &new.endpoint,
        p256dh: &new.keys.p256dh,
        auth: &new.keys.auth,
        key,
        session: Some(caller.session),
    };
    let (mut tx, now) = (app.store.begin().await?, app.clock.now());
    if key.is_some_and(|key| app.push.keyring().of(Some(key)).is_none()) {
        // Made with a key that another server has handed out and this one has not seen yet.
        app.push.reload(&mut tx, now).await.map_err(SubscribeError::from)?;
    }
    subscribe::put(&mut tx, caller.federation, caller.user, offer, &app.push, now).await?;
    tx.commit().await?;
    // What waited for this person to have a browser is due now.
    app.outbox_bell.notify_one();
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets a subscription of the caller. One that is not known is gone already.
#[utoipa::path(delete, path = "/api/push/subscription", tag = "push", request_body = OldSubscription,
    responses((status = 204)))]
pub async fn unsubscribe(
    State(app): State<Ctx>,
    As(caller, _): As<Anyone>,
    Body(old): Body<OldSubscription>,
) -> Result<StatusCode, Problem> {
    let mut tx = app.store.begin().await?;
    subscribe::delete(&mut tx, caller.federation, caller.user, &old.endpoint, app.push.origins()).await?;
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
