//! Our VAPID keys: the one new browsers subscribe with, and earlier ones for browsers that have not come back since.
//!
//! A browser binds its subscription to the key it was made with, so a new key takes over one page visit at a time. Without a
//! configured key they are rows in the database, made by the first server to start and by `vigie keys rotate`; running servers look
//! again every [`LOOK`]. With one, earlier keys are listed in `VIGIE_VAPID_PREVIOUS_KEYS`.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::cipher::{PushCipher, WebPushCipher};
use super::vapid::{KEY_NAME, Vapid, VapidError, fresh_key};
use crate::app::Ctx;
use crate::config::{Config, Secret};
use crate::store::{Tx, keys};

/// How often a server looks for a key that was made elsewhere.
const LOOK: Duration = Duration::from_secs(30);

/// What the configuration says about keys.
#[derive(Debug, Clone)]
pub struct Configured {
    key: Option<Secret>,
    /// Newest first.
    previous: Vec<Secret>,
    contact: String,
}

impl Configured {
    pub fn of(config: &Config) -> Self {
        Self {
            key: config.vapid_private_key.clone(),
            previous: config.vapid_previous_keys.clone(),
            contact: config.push_contact.clone(),
        }
    }
}

/// The keys in force. There is always one.
#[derive(Debug, Clone)]
pub struct Keyring {
    current: Arc<dyn PushCipher>,
    /// Newest first.
    earlier: Vec<Arc<dyn PushCipher>>,
    /// The public key of browsers of which it was not written down: they came when there was one key.
    unsaid: String,
}

impl Keyring {
    /// One key and no other.
    pub fn single(cipher: Arc<dyn PushCipher>) -> Self {
        let unsaid = cipher.public_key();
        Self { current: cipher, earlier: Vec::new(), unsaid }
    }

    /// All keys there are; makes the first if there is none. Keys that `known` has are taken from there, with their tokens.
    pub async fn load(
        tx: &mut Tx,
        configured: &Configured,
        known: Option<&Self>,
        now: DateTime<Utc>,
    ) -> Result<Self, VapidError> {
        let mut stored = keys::series(tx, KEY_NAME).await?;
        if stored.is_empty() && configured.key.is_none() {
            stored.push(keys::keep_first(tx, KEY_NAME, &fresh_key(), now).await?);
        }
        let given = configured.key.iter().chain(&configured.previous).map(|key| key.expose().to_owned());
        // The configured key first, then those it replaced, then what the database has from before, newest first.
        let oldest_given = configured.previous.last().or(configured.key.as_ref()).map(|key| key.expose().to_owned());
        let unsaid = oldest_given.or_else(|| stored.first().cloned());
        let mut ciphers: Vec<Arc<dyn PushCipher>> = Vec::new();
        for key in given.chain(stored.into_iter().rev()) {
            let vapid = Vapid::new(&key, &configured.contact)?;
            let public = vapid.public_key();
            if !ciphers.iter().any(|there| there.public_key() == public) {
                let again = known.and_then(|known| known.of(Some(&public)).cloned());
                ciphers.push(again.unwrap_or_else(|| Arc::new(WebPushCipher::new(vapid))));
            }
        }
        let unsaid = unsaid.map(|key| Vapid::new(&key, &configured.contact)).transpose()?.ok_or(VapidError::Key)?;
        let mut ciphers = ciphers.into_iter();
        let current = ciphers.next().ok_or(VapidError::Key)?;
        Ok(Self { current, earlier: ciphers.collect(), unsaid: unsaid.public_key() })
    }

    /// What a page subscribes with from now on.
    pub fn current(&self) -> &Arc<dyn PushCipher> {
        &self.current
    }

    /// What seals for a browser that subscribed with this public key.
    pub fn of(&self, key: Option<&str>) -> Option<&Arc<dyn PushCipher>> {
        let key = key.unwrap_or(&self.unsaid);
        std::iter::once(&self.current).chain(&self.earlier).find(|cipher| cipher.public_key() == key)
    }
}

/// Looks for new keys until the server stops.
pub async fn watch(app: Ctx) {
    loop {
        tokio::select! {
            () = app.stop.cancelled() => return,
            () = tokio::time::sleep(LOOK) => {}
        }
        if let Err(error) = look(&app).await {
            tracing::warn!(%error, "the push keys could not be read");
        }
    }
}

async fn look(app: &Ctx) -> Result<(), VapidError> {
    let mut tx = app.store.read().await?;
    app.push.reload(&mut tx, app.clock.now()).await
}
