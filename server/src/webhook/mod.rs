//! One address a federation at which other software listens: an SMS gateway, a supervision, a tool of the region.
//!
//! What people are told, it is told too, when they are, in the words of the [Standard Webhooks](https://www.standardwebhooks.com)
//! specification: [`event`] is the body, [`signature`] lets the other side know that it is from here, [`target`] says which
//! addresses are admitted and [`client`] calls them. The address is an administrator's, not the operator's: it is treated like a
//! browser's push endpoint and leads to public addresses only.

pub mod client;
pub mod endpoints;
pub mod event;
pub mod signature;
pub mod target;

use chrono::{DateTime, TimeDelta, Utc};

use self::client::{Limits, WebhookClient};
use self::signature::SigningSecret;
use self::target::Target;
use crate::config::Config;
use crate::handover::Handover;
use crate::push::endpoint::{NotAnOrigin, Origins};
use crate::push::guard::GuardedResolver;
use crate::services::Services;
use crate::store::webhooks::Webhook;

/// How long the secret before still signs beside a new one, so that the other side can change over.
pub const OVERLAP: TimeDelta = TimeDelta::hours(24);

/// Why webhooks cannot work with this configuration.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    #[error("webhook_origins: {0}")]
    Origins(#[from] NotAnOrigin),
    #[error("the client for webhooks could not be made: {0}")]
    Client(#[from] reqwest::Error),
}

/// Signs events and carries them.
#[derive(Debug, Clone)]
pub struct Webhooks {
    client: WebhookClient,
    origins: Origins,
}

impl Webhooks {
    pub fn open(config: &Config) -> Result<Self, WebhookError> {
        Self::open_within(Limits::default(), GuardedResolver::system(), config)
    }

    /// The same with other bounds and another resolver below the guard.
    pub fn open_within(limits: Limits, resolver: GuardedResolver, config: &Config) -> Result<Self, WebhookError> {
        let origins = Origins::parse(&config.webhook_origins)?;
        Ok(Self { client: WebhookClient::new(limits, resolver)?, origins })
    }

    /// The receivers as this server sees them. They belong to federations: nobody is shown another's.
    pub fn services(&self) -> &Services {
        self.client.services()
    }

    /// What the receiver behind an address goes by among the services, if the address is admitted.
    pub fn service_of(&self, url: &str) -> Option<String> {
        Target::parse(url, &self.origins).ok().map(|target| client::service(&target))
    }

    /// The origins admitted besides public addresses over https.
    pub fn origins(&self) -> &Origins {
        &self.origins
    }

    /// Hands an event to a federation's address. `id` is the message's, however often it is tried.
    pub async fn send(&self, to: &Webhook, id: &str, body: String, now: DateTime<Utc>) -> Handover {
        let handover = self.hand_over(to, id, body, now).await;
        metrics::counter!("vigie_webhook_total", "outcome" => handover.word()).increment(1);
        handover
    }

    async fn hand_over(&self, to: &Webhook, id: &str, body: String, now: DateTime<Utc>) -> Handover {
        let Some(url) = &to.url else { return Handover::refused("the webhook has no address") };
        // Looked at again: the operator's list may have become shorter.
        let target = match Target::parse(url, &self.origins) {
            Ok(target) => target,
            Err(why) => return Handover::refused(why.to_string()),
        };
        let secrets: Vec<SigningSecret> = in_force(to, now).into_iter().filter_map(SigningSecret::read).collect();
        if secrets.is_empty() {
            return Handover::refused("the webhook has no secret to sign with");
        }
        let seconds = now.timestamp();
        let signatures: Vec<String> = secrets.iter().map(|secret| secret.sign(id, seconds, &body)).collect();
        self.client.post(&target, id, seconds, &signatures.join(" "), body, now).await
    }
}

/// The secrets that sign: the one in force, and for a while the one before.
fn in_force(hook: &Webhook, now: DateTime<Utc>) -> Vec<&str> {
    let fresh = hook.secret_made_at.is_some_and(|made| now < made + OVERLAP);
    let before = hook.secret_before.as_deref().filter(|_| fresh);
    hook.secret.as_deref().into_iter().chain(before).collect()
}
