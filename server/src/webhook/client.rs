//! Calling a federation's webhook, with the same care as a push service ([`crate::push::client`]): few calls at a time, everything
//! has an end, no redirect and no proxy is followed, and names lead to public addresses only.
//!
//! As the specification asks, everything but a success is tried again until the message's end, but for 410: the other side wants
//! nothing more. An answer that is about the address or the event (such as 404) says nothing against the machine, which other federations
//! may use as well; no answer, 429 and 5xx do, and it is left alone for a while.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::CONTENT_TYPE;
use tokio::time::timeout;

use super::target::Target;
use crate::handover::Handover;
use crate::push::client::{ANSWER_TIME, beginning, no_answer};
use crate::push::guard::GuardedResolver;
use crate::push::sender::retry_after;
use crate::services::Services;
use crate::services::turns::Turns;

const NO_ANSWER: &str = "no answer in time";

/// Bounds of one call. Tests make them short.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The whole call with the answer's head.
    pub total: Duration,
    /// How long an event waits for its turn while no call ends, before it goes back to the outbox.
    pub turn: Duration,
    /// Calls at one time to one origin.
    pub per_origin: usize,
}

impl Default for Limits {
    fn default() -> Self {
        let ten = Duration::from_secs(10);
        Self { total: ten, turn: Duration::from_millis(500), per_origin: 8 }
    }
}

/// The HTTP client for webhooks.
#[derive(Debug, Clone)]
pub struct WebhookClient {
    guarded: reqwest::Client,
    /// For origins the operator lists and thereby vouches for.
    listed: reqwest::Client,
    limits: Limits,
    turns: Turns,
    services: Arc<Services>,
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
        let turns = Turns::new(limits.per_origin, limits.turn);
        Ok(Self { guarded, listed: plain().build()?, limits, turns, services: Arc::default() })
    }

    pub fn services(&self) -> &Services {
        &self.services
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
        let service = service(target);
        let pass = match self.services.ask(&service, now) {
            Ok(pass) => pass,
            Err(until) => return Handover::left_alone(until),
        };
        let Some(_turn) = self.turns.take(&service).await else { return Handover::stalled(now) };
        let client = if target.operator_listed() { &self.listed } else { &self.guarded };
        let request = client
            .post(target.url().clone())
            .header(CONTENT_TYPE, "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", seconds)
            .header("webhook-signature", signatures)
            .body(body);
        let (handover, brief) = self.call(request, now).await;
        // What it said may be one federation's business.
        pass.report(handover.report(), handover.why().map(|_| brief.as_str()));
        handover
    }

    /// Makes the call; what came of it, and the same in a word.
    async fn call(&self, request: reqwest::RequestBuilder, now: DateTime<Utc>) -> (Handover, String) {
        let response = match timeout(self.limits.total, request.send()).await {
            Err(_) => return (Handover::later(NO_ANSWER), NO_ANSWER.to_owned()),
            Ok(Err(error)) => {
                let why = no_answer(&error).to_string();
                return (Handover::later(why.clone()), why);
            }
            Ok(Ok(response)) => response,
        };
        let (status, asked) = (response.status().as_u16(), retry_after(response.headers(), now));
        // Also of a success: a connection whose answer was read can be used again.
        let words = beginning(response).await;
        (judge(status, asked, &words), status.to_string())
    }
}

/// What a receiver goes by among the services.
pub fn service(target: &Target) -> String {
    format!("webhook:{}", target.origin())
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
        300..=399 => Handover::Deferred { why: said("the webhook redirects; redirects are not followed") },
        408 | 425 | 429 | 500..=599 => Handover::Later { retry_after, why: said("the webhook cannot take it now") },
        _ => Handover::Deferred { why: said("the webhook did not take it") },
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
            let against_the_machine = matches!(status, 408 | 425 | 429 | 500..=599);
            assert_eq!(matches!(handover, Handover::Later { .. }), against_the_machine, "{status}");
        }
    }
}
