//! Calling a federation's webhook, with the same care as a push service ([`crate::push::client`]): few calls at a time, everything
//! has an end, no redirect and no proxy is followed, and names lead to public addresses only.
//!
//! As the specification asks, everything but a success is tried again until the message's end, but for 410: the other side wants
//! nothing more.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::CONTENT_TYPE;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::target::Target;
use crate::handover::Handover;
use crate::push::client::{ANSWER_TIME, beginning, no_answer};
use crate::push::guard::GuardedResolver;
use crate::push::sender::retry_after;

/// Bounds of one call. Tests make them short.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The whole call with the answer's head.
    pub total: Duration,
    /// How long an event waits for its turn before it goes back to the outbox.
    pub turn: Duration,
    /// Calls at one time to one origin.
    pub per_origin: usize,
}

impl Default for Limits {
    fn default() -> Self {
        let ten = Duration::from_secs(10);
        Self { total: ten, turn: ten, per_origin: 8 }
    }
}

/// The HTTP client for webhooks.
#[derive(Debug, Clone)]
pub struct WebhookClient {
    guarded: reqwest::Client,
    /// For origins the operator lists and thereby vouches for.
    listed: reqwest::Client,
    limits: Limits,
    turns: Arc<Mutex<HashMap<String, Arc<Semaphore>>>>,
}

impl WebhookClient {
    pub fn new(limits: Limits, resolver: GuardedResolver) -> Result<Self, reqwest::Error> {
        let plain = || {
            reqwest::Client::builder()
                .connect_timeout(limits.total)
                .timeout(limits.total + ANSWER_TIME)
                .redirect(reqwest::redirect::Policy::none())
                .no_proxy()
                .referer(false)
                .pool_max_idle_per_host(limits.per_origin)
                .user_agent(concat!("vigie/", env!("CARGO_PKG_VERSION")))
        };
        let guarded = plain().https_only(true).dns_resolver(Arc::new(resolver)).build()?;
        Ok(Self { guarded, listed: plain().build()?, limits, turns: Arc::default() })
    }

    /// Posts a signed event.
    pub async fn post(
        &self,
        target: &Target,
        id: &str,
        seconds: i64,
        signatures: &str,
        body: String,
        now: DateTime<Utc>,
    ) -> Handover {
        let turns = self.turns_at(target.origin());
        let Ok(Ok(_turn)) = timeout(self.limits.turn, turns.acquire_owned()).await else {
            return Handover::later("the webhook is busy with earlier events");
        };
        let client = if target.operator_listed() { &self.listed } else { &self.guarded };
        let request = client
            .post(target.url().clone())
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signatures)
            .body(body);
        let response = match timeout(self.limits.total, request.send()).await {
            Err(_) => return Handover::later("no answer in time"),
            Ok(Err(error)) => return Handover::later(no_answer(&error).to_string()),
            Ok(Ok(response)) => response,
        };
        let (status, asked) = (response.status().as_u16(), retry_after(response.headers(), now));
        // Also of a success: a connection whose answer was read can be used again.
        let words = beginning(response).await;
        judge(status, asked, &words)
    }

    fn turns_at(&self, origin: &str) -> Arc<Semaphore> {
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = || Arc::new(Semaphore::new(self.limits.per_origin));
        Arc::clone(turns.entry(origin.to_owned()).or_insert_with(fresh))
    }
}

/// What an answer means.
fn judge(status: u16, retry_after: Option<Duration>, words: &str) -> Handover {
    let said = |meaning: &str| {
        if words.is_empty() { format!("{status}: {meaning}") } else { format!("{status}: {meaning} ({words})") }
    };
    match status {
        200..=299 => Handover::Taken,
        410 => {
            Handover::refused(said("the webhook's other side wants nothing more; switch it off or mend its address"))
        }
        300..=399 => Handover::later(said("the webhook redirects; redirects are not followed")),
        _ => Handover::Later { retry_after, why: said("the webhook did not take it") },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_success_is_taken_and_only_410_is_the_end() {
        for status in 100..=599_u16 {
            let handover = judge(status, None, "");
            assert_eq!(handover == Handover::Taken, (200..300).contains(&status), "{status}");
            assert_eq!(matches!(handover, Handover::Refused { .. }), status == 410, "{status}");
        }
    }
}
