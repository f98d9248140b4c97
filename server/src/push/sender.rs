//! One push to one browser, and what its outcome means.
//!
//! Only 404 and 410 say that a subscription is gone. Every other refusal is our own fault or passes; removing a subscription for
//! it would cut a person off in silence.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};

use super::cipher::{Letter, PushCipher};
use super::client::{Answer, Limits, NoAnswer, PushClient};
use super::endpoint::{Endpoint, NotAnOrigin, Origins};
use super::keyring::{Configured, Keyring};
use super::subscription::Keys;
use super::vapid::VapidError;
use crate::config::Config;
use crate::mutant::mutant;
use crate::services::breaker::Report;
use crate::services::{AFTER_A_STALL, LEFT_ALONE, Services};
use crate::store::Tx;
use crate::store::subscriptions::Subscription;

/// What became of one push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The push service took it.
    Accepted { status: u16 },
    /// The subscription no longer exists: remove it.
    Gone { status: u16 },
    /// It may pass.
    Later { status: Option<u16>, retry_after: Option<Duration>, why: String },
    /// It will not pass by itself: ours to mend.
    Refused { status: Option<u16>, why: String },
    /// The browser subscribed with another VAPID key than ours: it must subscribe again.
    Stale { status: Option<u16>, why: String },
    /// The service is left alone just now: nothing was tried.
    Held { until: DateTime<Utc>, why: String },
}

impl Outcome {
    /// The word for figures.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Accepted { .. } => "accepted",
            Self::Gone { .. } => "gone",
            Self::Later { .. } => "later",
            Self::Refused { .. } => "refused",
            Self::Stale { .. } => "stale",
            Self::Held { .. } => "held",
        }
    }

    /// What it says of the service, and what was wrong.
    fn report(&self) -> (Report, Option<&str>) {
        match self {
            Self::Later { retry_after, why, .. } => (Report::Failed { retry_after: *retry_after }, Some(why)),
            // The service is well; that it does not want us is worth knowing.
            Self::Refused { why, .. } | Self::Stale { why, .. } => (Report::Well, Some(why)),
            Self::Accepted { .. } | Self::Gone { .. } => (Report::Well, None),
            Self::Held { .. } => (Report::Unused, None),
        }
    }
}

/// Why push cannot work with this configuration.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    #[error(transparent)]
    Vapid(#[from] VapidError),
    #[error("push_origins: {0}")]
    Origins(#[from] NotAnOrigin),
    #[error("the client for push services could not be made: {0}")]
    Client(#[from] reqwest::Error),
}

/// Seals and carries pushes.
#[derive(Debug, Clone)]
pub struct Push {
    keyring: Arc<RwLock<Arc<Keyring>>>,
    /// None: the keyring is what it is.
    configured: Option<Configured>,
    client: PushClient,
    origins: Arc<Origins>,
    services: Arc<Services>,
}

const NO_SUCH_KEY: &str =
    "the subscription was made with a VAPID key that is no longer here; the browser must subscribe again";

impl Push {
    /// With the configured key and origins; the first server to start makes the key for all.
    pub async fn open(tx: &mut Tx, config: &Config, now: DateTime<Utc>) -> Result<Self, PushError> {
        Self::open_within(Limits::default(), tx, config, now).await
    }

    /// The same with other bounds on calls.
    pub async fn open_within(
        limits: Limits,
        tx: &mut Tx,
        config: &Config,
        now: DateTime<Utc>,
    ) -> Result<Self, PushError> {
        let configured = Configured::of(config);
        let keyring = Keyring::load(tx, &configured, None, now).await?;
        let origins = Origins::parse(&config.push_origins)?;
        Ok(Self { configured: Some(configured), ..Self::over(keyring, PushClient::new(limits)?, origins) })
    }

    /// With one key that never changes.
    pub fn new(cipher: Arc<dyn PushCipher>, client: PushClient, origins: Origins) -> Self {
        Self::over(Keyring::single(cipher), client, origins)
    }

    fn over(keyring: Keyring, client: PushClient, origins: Origins) -> Self {
        let keyring = Arc::new(RwLock::new(Arc::new(keyring)));
        Self { keyring, configured: None, client, origins: Arc::new(origins), services: Arc::default() }
    }

    /// The key a page subscribes with.
    pub fn public_key(&self) -> String {
        self.keyring().current().to_owned()
    }

    /// The keys in force.
    pub fn keyring(&self) -> Arc<Keyring> {
        Arc::clone(&self.keyring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Looks for keys that were made since.
    pub async fn reload(&self, tx: &mut Tx, now: DateTime<Utc>) -> Result<(), VapidError> {
        let Some(configured) = &self.configured else { return Ok(()) };
        let before = self.keyring();
        let after = Arc::new(Keyring::load(tx, configured, Some(&before), now).await?);
        if before.current() != after.current() {
            tracing::info!(key = after.current(), "browsers subscribe with a new push key");
        }
        *self.keyring.write().unwrap_or_else(PoisonError::into_inner) = after;
        Ok(())
    }

    /// The origins admitted besides the known services.
    pub fn origins(&self) -> &Origins {
        &self.origins
    }

    /// The push services as this server sees them.
    pub fn services(&self) -> &Services {
        &self.services
    }

    /// The service behind an endpoint, if it is admitted.
    pub fn service_of(&self, endpoint: &str) -> Option<String> {
        Endpoint::parse(endpoint, &self.origins).ok().map(|endpoint| endpoint.service().to_owned())
    }

    /// Sends one message to one browser.
    pub async fn send(&self, to: &Subscription, letter: Letter<'_>, now: DateTime<Utc>) -> Outcome {
        let mut service = "none".to_owned();
        let outcome = match self.admitted(to) {
            Ok((endpoint, keys)) => {
                endpoint.service().clone_into(&mut service);
                match self.keyring().of(to.vapid_key.as_deref()) {
                    Some(cipher) => self.send_to(cipher.as_ref(), &endpoint, &keys, letter, now).await,
                    None => Outcome::Stale { status: None, why: NO_SUCH_KEY.to_owned() },
                }
            }
            Err(why) => Outcome::Refused { status: None, why },
        };
        if matches!(outcome, Outcome::Later { .. } | Outcome::Refused { .. } | Outcome::Stale { .. }) {
            metrics::counter!("vigie_push_failures_total", "service" => service, "outcome" => outcome.word())
                .increment(1);
        }
        metrics::counter!("vigie_push_total", "outcome" => outcome.word()).increment(1);
        outcome
    }

    fn admitted(&self, to: &Subscription) -> Result<(Endpoint, Keys), String> {
        // Looked at again: the operator's list may have become shorter since the browser subscribed.
        let endpoint = Endpoint::parse(&to.endpoint, &self.origins).map_err(|why| why.to_string())?;
        let keys = Keys::parse(&to.p256dh, &to.auth).map_err(|why| why.to_string())?;
        Ok((endpoint, keys))
    }

    async fn send_to(
        &self,
        cipher: &dyn PushCipher,
        endpoint: &Endpoint,
        keys: &Keys,
        letter: Letter<'_>,
        now: DateTime<Utc>,
    ) -> Outcome {
        let held = |until, why: &str| Outcome::Held { until, why: why.to_owned() };
        let pass = match self.services.ask(endpoint.service(), now) {
            Ok(pass) => pass,
            Err(until) => return held(until, LEFT_ALONE),
        };
        // A millisecond of arithmetic: short enough to do here, and the worker runs on several threads.
        let sealed = match cipher.seal(endpoint, keys, letter) {
            Ok(sealed) => sealed,
            Err(why) => return Outcome::Refused { status: None, why: why.to_string() },
        };
        let outcome = match self.client.post(endpoint, sealed).await {
            Ok(answer) => judge(&answer, now),
            Err(why @ NoAnswer::Busy) => held(now + AFTER_A_STALL, &why.to_string()),
            Err(why) => Outcome::Later { status: None, retry_after: None, why: why.to_string() },
        };
        let (report, error) = outcome.report();
        pass.report(report, error);
        outcome
    }
}

/// What an answer means.
fn judge(answer: &Answer, now: DateTime<Utc>) -> Outcome {
    let status = answer.status;
    let said = |meaning: &str| {
        if answer.words.is_empty() {
            format!("{status}: {meaning}")
        } else {
            format!("{status}: {meaning} ({})", answer.words)
        }
    };
    let refused = |meaning: &str| Outcome::Refused { status: Some(status), why: said(meaning) };
    mutant!("delete_on_500" => if status == 500 { return Outcome::Gone { status } });
    if is_key_mismatch(status, &answer.words) {
        let why = said("the subscription was made with another VAPID key; the browser must subscribe again");
        return Outcome::Stale { status: Some(status), why };
    }
    match status {
        200..=299 => Outcome::Accepted { status },
        404 | 410 => Outcome::Gone { status },
        408 | 425 | 429 | 500..=599 => Outcome::Later {
            status: Some(status),
            retry_after: retry_after(&answer.headers, now),
            why: said("the push service cannot take it now"),
        },
        300..=399 => refused("the push service redirects; redirects are not followed"),
        401 => {
            refused("the push service does not accept our VAPID token; look at the server's clock and the push contact")
        }
        403 => refused("the push service does not accept our VAPID token; look at the push contact"),
        413 => refused("the message is too large for the push service"),
        _ => refused("the push service does not accept the request"),
    }
}

/// Whether a refusal is about the key a browser subscribed with. Services differ: Google answers 403, Mozilla 401 and says
/// "mismatch", Apple 400 with `VapidPkHashMismatch`. Apple's 403 is about the token itself.
fn is_key_mismatch(status: u16, words: &str) -> bool {
    let words = words.to_ascii_lowercase();
    match status {
        403 => !words.contains("badjwttoken"),
        400 | 401 => words.contains("mismatch"),
        _ => false,
    }
}

/// `Retry-After` in seconds or as a date. A date is counted from the service's own clock when it shows it.
pub(crate) fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let date = |text: &str| DateTime::parse_from_rfc2822(text).ok();
    let asked = text(RETRY_AFTER)?;
    if let Ok(seconds) = asked.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let until = date(asked)?;
    let from = text(DATE).and_then(date).map_or(now, |their_now| their_now.to_utc());
    (until.to_utc() - from).to_std().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use reqwest::header::HeaderValue;

    fn answer(status: u16, headers: &[(HeaderName, &'static str)]) -> Answer {
        let headers = headers.iter().map(|(name, value)| (name.clone(), HeaderValue::from_static(value))).collect();
        Answer { status, headers, words: String::new() }
    }

    fn now() -> DateTime<Utc> {
        "2026-03-02T10:00:00Z".parse().expect("a time")
    }

    #[test]
    fn only_404_and_410_mean_that_a_subscription_is_gone() {
        for status in 100..=599 {
            let gone = matches!(judge(&answer(status, &[]), now()), Outcome::Gone { .. });
            assert_eq!(gone, status == 404 || status == 410, "{status}");
        }
    }

    #[test]
    fn each_refusal_says_what_to_mend() {
        for (status, word) in [(400, "request"), (401, "clock"), (413, "too large"), (307, "redirect")] {
            let Outcome::Refused { why, .. } = judge(&answer(status, &[]), now()) else {
                panic!("{status} is a refusal")
            };
            assert!(why.contains(word) && why.starts_with(&status.to_string()), "{why}");
        }
    }

    #[test]
    fn a_browser_that_subscribed_with_another_key_is_told_apart() {
        let said = |status, words: &str| {
            let answer = Answer { words: words.to_owned(), ..answer(status, &[]) };
            matches!(judge(&answer, now()), Outcome::Stale { .. })
        };
        assert!(said(403, "") && said(403, "the VAPID credentials do not correspond"));
        assert!(said(401, "VAPID public key mismatch") && said(400, r#"{"reason":"VapidPkHashMismatch"}"#));
        assert!(!said(403, r#"{"reason":"BadJwtToken"}"#) && !said(401, "exp is too far") && !said(400, "bad ttl"));
        assert!(!said(404, "mismatch") && !said(500, "mismatch"));
    }

    #[test]
    fn what_may_pass_is_tried_again() {
        for status in [408, 425, 429, 500, 502, 503, 504, 507] {
            assert!(matches!(judge(&answer(status, &[]), now()), Outcome::Later { .. }), "{status}");
        }
    }

    #[test]
    fn a_service_may_ask_for_patience_in_seconds_or_by_date() {
        let wait = |headers: &[(HeaderName, &'static str)]| retry_after(&answer(429, headers).headers, now());
        assert_eq!(wait(&[(RETRY_AFTER, "17")]), Some(Duration::from_secs(17)));
        assert_eq!(wait(&[(RETRY_AFTER, "Mon, 02 Mar 2026 10:01:30 GMT")]), Some(Duration::from_secs(90)));
        let own_clock = [(RETRY_AFTER, "Mon, 02 Mar 2026 12:00:05 GMT"), (DATE, "Mon, 02 Mar 2026 12:00:00 GMT")];
        assert_eq!(wait(&own_clock), Some(Duration::from_secs(5)));
        for nonsense in ["", "-5", "soon", "1.5", "Mon, 02 Mar 2026 09:00:00 GMT", "99999999999999999999999"] {
            assert_eq!(wait(&[(RETRY_AFTER, nonsense)]), None, "{nonsense}");
        }
    }
}
