//! Calling the provider: no redirect and no proxy is followed, everything has an end in time and size.
//!
//! The operator vouches for the machine the issuer names, an inner one included. Whatever else the provider's discovery document
//! names is its word only: https, a host name, and public addresses ([`crate::push::guard`]), or no call.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use tokio::time::timeout;
use url::Host;

use crate::push::guard::GuardedResolver;

/// Somebody waits before the screen for it.
const TOTAL: Duration = Duration::from_secs(5);
/// The keys of large providers take some tens of kilobytes.
const MOST_BYTES: usize = 512 * 1024;

/// Why there was no answer.
#[derive(Debug, thiserror::Error)]
pub enum NoAnswer {
    #[error("the provider names an address we do not call: {0}")]
    Refused(String),
    #[error("no answer in time")]
    Slow,
    #[error("no connection to the provider")]
    Unreachable(#[source] reqwest::Error),
    #[error("the provider's answer is larger than {MOST_BYTES} octets")]
    TooLarge,
    #[error("the answer is not HTTP")]
    Odd(#[from] axum::http::Error),
}

/// The HTTP client for a provider.
#[derive(Debug, Clone)]
pub struct Web {
    /// For the issuer's own machine.
    listed: reqwest::Client,
    guarded: reqwest::Client,
    origin: String,
}

impl Web {
    pub fn new(origin: &str) -> Result<Self, reqwest::Error> {
        let plain = || {
            reqwest::Client::builder()
                .connect_timeout(TOTAL)
                .timeout(TOTAL)
                .redirect(reqwest::redirect::Policy::none())
                .no_proxy()
                .referer(false)
                .user_agent(concat!("vigie/", env!("CARGO_PKG_VERSION")))
        };
        let guarded = plain().https_only(true).dns_resolver(Arc::new(GuardedResolver::system())).build()?;
        Ok(Self { listed: plain().build()?, guarded, origin: origin.to_owned() })
    }

    /// The client for an address, if it is one we call.
    fn client_for(&self, url: &url::Url) -> Option<&reqwest::Client> {
        if url.origin().ascii_serialization() == self.origin {
            return Some(&self.listed);
        }
        let named = matches!(url.host(), Some(Host::Domain(_)));
        (url.scheme() == "https" && named).then_some(&self.guarded)
    }

    async fn exchange(&self, request: HttpRequest) -> Result<HttpResponse, NoAnswer> {
        let request = reqwest::Request::try_from(request).map_err(NoAnswer::Unreachable)?;
        let client = self.client_for(request.url());
        let client = client.ok_or_else(|| NoAnswer::Refused(request.url().origin().ascii_serialization()))?;
        let mut response = client.execute(request).await.map_err(NoAnswer::Unreachable)?;
        let mut answer = axum::http::Response::builder().status(response.status());
        for (name, value) in response.headers() {
            answer = answer.header(name, value);
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(NoAnswer::Unreachable)? {
            if body.len() + chunk.len() > MOST_BYTES {
                return Err(NoAnswer::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(answer.body(body)?)
    }
}

impl<'c> AsyncHttpClient<'c> for Web {
    type Error = NoAnswer;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, NoAnswer>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move { timeout(TOTAL, self.exchange(request)).await.unwrap_or(Err(NoAnswer::Slow)) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beside_the_issuers_machine_only_names_over_https_are_called() {
        let web = Web::new("http://127.0.0.1:9000").expect("a client");
        for (url, called) in [
            ("http://127.0.0.1:9000/token", true),
            ("https://keys.example.org/jwks", true),
            ("http://127.0.0.1:9001/token", false),
            ("https://127.0.0.1:9000/token", false),
            ("http://keys.example.org/jwks", false),
            ("https://169.254.169.254/latest", false),
            ("https://[::1]/", false),
            ("file:///etc/passwd", false),
        ] {
            let url = url.parse().expect("an address");
            assert_eq!(web.client_for(&url).is_some(), called, "{url}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_to_this_machine_is_not_called() {
        let web = Web::new("https://id.example.org").expect("a client");
        let request = axum::http::Request::get("https://localhost:1/jwks").body(Vec::new()).expect("a request");
        let refused = web.call(request).await.expect_err("an inner address");
        let mut causes = String::new();
        let mut cause: Option<&dyn std::error::Error> = Some(&refused);
        while let Some(error) = cause {
            causes += &error.to_string();
            cause = error.source();
        }
        assert!(causes.contains("no public address"), "{causes}");
    }
}
