//! Getting a feed, with the care of a webhook's call: https and a host name or an origin the operator lists, public addresses at the
//! moment of the call, no redirect, no proxy, and an end to time and size.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT, ETAG, HeaderMap, HeaderName, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED};

use super::Failure;
use crate::imports::text;
use crate::push::endpoint::Origins;
use crate::push::guard::GuardedResolver;
use crate::webhook::target::Target;

/// Octets of a feed: a sector's year.
pub const MOST_BYTES: usize = 2 * 1024 * 1024;
/// The whole exchange. Readings come one after the other: whoever is slow keeps the others waiting.
pub const PATIENCE: Duration = Duration::from_secs(20);
/// Until there is a connection.
const CONNECT: Duration = Duration::from_secs(5);
/// Characters of what the other side wants to be told again.
const LONGEST_MARK: usize = 200;

/// What came.
#[derive(Debug)]
pub enum Fetched {
    /// 304: as it was.
    Unchanged,
    Body {
        text: String,
        etag: Option<String>,
        last_modified: Option<String>,
    },
}

/// The HTTP clients for feeds.
#[derive(Debug, Clone)]
pub struct Client {
    guarded: reqwest::Client,
    /// For origins the operator lists and thereby vouches for.
    listed: reqwest::Client,
    patience: Duration,
}

impl Client {
    pub fn new(patience: Duration, resolver: GuardedResolver) -> Result<Self, reqwest::Error> {
        let plain = || {
            reqwest::Client::builder()
                .connect_timeout(CONNECT)
                .timeout(patience)
                .redirect(reqwest::redirect::Policy::none())
                .no_proxy()
                .referer(false)
                .pool_max_idle_per_host(1)
                .user_agent(concat!("vigie/", env!("CARGO_PKG_VERSION")))
        };
        let guarded = plain().https_only(true).dns_resolver(Arc::new(resolver)).build()?;
        Ok(Self { guarded, listed: plain().build()?, patience })
    }

    /// Gets a feed; `known` is what the last answer wanted to be told again.
    pub async fn get(
        &self,
        url: &str,
        origins: &Origins,
        known: (Option<&str>, Option<&str>),
    ) -> Result<Fetched, Failure> {
        // Looked at again: the operator's list may have become shorter.
        let target = Target::parse(url, origins).map_err(|_| Failure::Address)?;
        let client = if target.operator_listed() { &self.listed } else { &self.guarded };
        let mut request = client.get(target.url().clone()).header(ACCEPT, "text/calendar");
        for (name, value) in [(IF_NONE_MATCH, known.0), (IF_MODIFIED_SINCE, known.1)] {
            if let Some(value) = value {
                request = request.header(name, value);
            }
        }
        // The error's own text repeats the address, which is a secret.
        let exchange = async { answer(request.send().await.map_err(|_| Failure::NoAnswer)?).await };
        tokio::time::timeout(self.patience, exchange).await.unwrap_or(Err(Failure::NoAnswer))
    }
}

async fn answer(mut response: reqwest::Response) -> Result<Fetched, Failure> {
    match response.status().as_u16() {
        200 => {}
        304 => return Ok(Fetched::Unchanged),
        other => return Err(Failure::Status(other)),
    }
    let (etag, last_modified) = (mark(response.headers(), ETAG), mark(response.headers(), LAST_MODIFIED));
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| Failure::NoAnswer)? {
        if bytes.len() + chunk.len() > MOST_BYTES {
            return Err(Failure::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(Fetched::Body { text: text::of_bytes(&bytes), etag, last_modified })
}

fn mark(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?;
    (value.len() <= LONGEST_MARK).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    #[tokio::test]
    async fn a_calendar_whose_name_leads_to_this_machine_is_not_called() {
        let canary = TcpListener::bind("127.0.0.1:0").expect("a port");
        canary.set_nonblocking(true).expect("set");
        let url = format!("https://localhost:{}/plan.ics", canary.local_addr().expect("bound").port());
        let client = Client::new(PATIENCE, GuardedResolver::system()).expect("a client");
        let read = client.get(&url, &Origins::default(), (None, None)).await;
        assert!(matches!(read, Err(Failure::NoAnswer)), "{read:?}");
        assert!(canary.accept().is_err(), "the guard let a connection through");
    }
}
