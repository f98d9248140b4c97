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

/// One key and what seals with it.
#[derive(Debug, Clone)]
struct Key {
    /// The public half, base64url without padding.
    public: String,
    cipher: Arc<dyn PushCipher>,
}

/// The keys in force. There is always one.
#[derive(Debug, Clone)]
pub struct Keyring {
    current: Key,
    /// Newest first.
    earlier: Vec<Key>,
    /// The public key of browsers of which it was not written down: they came when there was one key.
    unsaid: String,
}

impl Keyring {
    /// One key and no other.
    pub fn single(cipher: Arc<dyn PushCipher>) -> Self {
        let public = cipher.public_key();
        Self { unsaid: public.clone(), current: Key { public, cipher }, earlier: Vec::new() }
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
        let given = || configured.key.iter().chain(&configured.previous).map(Secret::expose);
        // Before there could be several, browsers subscribed with the configured key, or with the only one stored.
        let oldest = given().next_back().or(stored.first().map(String::as_str)).ok_or(VapidError::Key)?;
        let unsaid = Vapid::new(oldest, &configured.contact)?.public_key();
        // The configured key first, then those it replaced, then what the database has from before, newest first.
        let mut found: Vec<Key> = Vec::new();
        for key in given().chain(stored.iter().rev().map(String::as_str)) {
            let vapid = Vapid::new(key, &configured.contact)?;
            let public = vapid.public_key();
            if !found.iter().any(|there| there.public == public) {
                let again = known.and_then(|known| known.of(Some(&public)).cloned());
                let cipher = again.unwrap_or_else(|| Arc::new(WebPushCipher::new(vapid)));
                found.push(Key { public, cipher });
            }
        }
        let mut found = found.into_iter();
        let current = found.next().ok_or(VapidError::Key)?;
        Ok(Self { current, earlier: found.collect(), unsaid })
    }

    /// What a page subscribes with from now on.
    pub fn current(&self) -> &str {
        &self.current.public
    }

    /// What seals for a browser that subscribed with this public key; none: it is not known which one it was.
    pub fn of(&self, key: Option<&str>) -> Option<&Arc<dyn PushCipher>> {
        let key = key.unwrap_or(&self.unsaid);
        std::iter::once(&self.current).chain(&self.earlier).find(|there| there.public == key).map(|there| &there.cipher)
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
