//! Carrying a sealed message to a push service.
//!
//! The service may be slow, huge, redirecting or lying: connections are pooled and few, everything has an end in time, answers
//! are read up to a bound, redirects and proxies are not followed, and names lead to public addresses only ([`super::guard`]).

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::HeaderMap;
use tokio::time::timeout;

use super::cipher::Sealed;
use super::endpoint::Endpoint;
use super::guard::GuardedResolver;
use crate::services::turns::Turns;

/// Bounds of one call. Tests make them short.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// From the first packet to a connection with TLS: a service that needs longer is not there.
    pub connect: Duration,
    /// The whole call with the answer's head. Push services answer in well under a second.
    pub total: Duration,
    /// How long a message waits for its turn at a service where no call ends, before it goes back to the outbox.
    pub turn: Duration,
    /// Calls at one time to one service, so that a hanging one holds few of our connections.
    pub per_service: usize,
}

impl Default for Limits {
    fn default() -> Self {
        let ten = Duration::from_secs(10);
        Self { connect: ten, total: ten, turn: Duration::from_millis(500), per_service: PER_SERVICE }
    }
}

/// Calls at one time to one service. The worker's places are counted by it.
pub const PER_SERVICE: usize = 32;
/// How much of an answer is read: enough for an error's text.
const ANSWER_BYTES: usize = 2_048;
/// How long an answer's body may take once its status is known: the status decides, the text only explains.
pub(crate) const ANSWER_TIME: Duration = Duration::from_secs(1);
/// How many characters of an answer are kept as an explanation.
const WORDS: usize = 200;

/// What a service answered.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    /// The beginning of an error's text, on one line.
    pub words: String,
}

/// Why there was no answer. All of these may pass; `Busy` says that there was no call.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoAnswer {
    #[error("the push service hangs over earlier messages")]
    Busy,
    #[error("no answer in time")]
    Slow,
    #[error("no connection: {0}")]
    Unreachable(String),
}

/// The HTTP client for push services.
#[derive(Debug, Clone)]
pub struct PushClient {
    /// For the known services: names may lead to public addresses only.
    guarded: reqwest::Client,
    /// For origins the operator lists and thereby vouches for.
    listed: reqwest::Client,
    limits: Limits,
    turns: Turns,
}

impl PushClient {
    pub fn new(limits: Limits) -> Result<Self, reqwest::Error> {
        Self::resolving(limits, GuardedResolver::system())
    }

    /// With another resolver below the guard.
    pub fn resolving(limits: Limits, resolver: GuardedResolver) -> Result<Self, reqwest::Error> {
        let plain = || {
            reqwest::Client::builder()
                .connect_timeout(limits.connect)
                .timeout(limits.total + ANSWER_TIME)
                .redirect(reqwest::redirect::Policy::none())
                .no_proxy()
                .referer(false)
                .pool_max_idle_per_host(limits.per_service)
                .user_agent(concat!("vigie/", env!("CARGO_PKG_VERSION")))
        };
        let guarded = plain().https_only(true).dns_resolver(Arc::new(resolver)).build()?;
        let turns = Turns::new(limits.per_service, limits.turn);
        Ok(Self { guarded, listed: plain().build()?, limits, turns })
    }

    /// Posts a sealed message.
    pub async fn post(&self, endpoint: &Endpoint, sealed: Sealed) -> Result<Answer, NoAnswer> {
        let Some(_turn) = self.turns.take(endpoint.service()).await else { return Err(NoAnswer::Busy) };
        let client = if endpoint.operator_listed() { &self.listed } else { &self.guarded };
        let mut request = client.post(endpoint.url().clone()).body(sealed.body);
        for (name, value) in &sealed.headers {
            request = request.header(*name, value);
        }
        let response = timeout(self.limits.total, request.send()).await.map_err(|_| NoAnswer::Slow)?;
        let response = response.map_err(|error| no_answer(&error))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let words = beginning(response).await;
        Ok(Answer { status: status.as_u16(), headers, words: if status.is_success() { String::new() } else { words } })
    }
}

pub(crate) fn no_answer(error: &reqwest::Error) -> NoAnswer {
    if error.is_timeout() {
        return NoAnswer::Slow;
    }
    // The error's own text repeats the endpoint, which is a secret of the browser: keep the innermost cause.
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let known = cause.downcast_ref::<reqwest::Error>().is_some();
    NoAnswer::Unreachable(if known { "the request failed".to_owned() } else { one_line(&cause.to_string()) })
}

/// Reads a little of the body, so that the connection can be used again and an error explains itself. Never fails: whatever
/// happens to the body, the service has answered.
pub(crate) async fn beginning(mut response: reqwest::Response) -> String {
    let mut read = Vec::new();
    let reading = async {
        while let Ok(Some(chunk)) = response.chunk().await {
            let room = ANSWER_BYTES - read.len();
            read.extend_from_slice(&chunk[..chunk.len().min(room)]);
            if read.len() >= ANSWER_BYTES {
                break;
            }
        }
    };
    // Out of time: what was read so far is enough.
    let _ = timeout(ANSWER_TIME, reading).await;
    one_line(&String::from_utf8_lossy(&read))
}

fn one_line(text: &str) -> String {
    let plain = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    plain.take(WORDS).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::push::endpoint::Origins;
    use reqwest::dns::{Addrs, Name, Resolve, Resolving};
    use std::net::SocketAddr;
    use tokio::net::TcpListener;

    /// A name server that says the service is here, on this machine.
    struct Rebound(SocketAddr);

    impl Resolve for Rebound {
        fn resolve(&self, _: Name) -> Resolving {
            let found = self.0;
            Box::pin(async move { Ok(Box::new(std::iter::once(found)) as Addrs) })
        }
    }

    fn sealed() -> Sealed {
        Sealed { headers: vec![("ttl", "60".to_owned())], body: b"sealed".to_vec() }
    }

    #[tokio::test]
    async fn a_name_that_leads_to_this_machine_is_never_connected_to() {
        let canary = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = canary.local_addr().expect("bound");
        let resolver = GuardedResolver::over(Rebound(address));
        let client = PushClient::resolving(Limits::default(), resolver).expect("a client");
        let endpoint = Endpoint::parse("https://fcm.googleapis.com/wp/a", &Origins::default()).expect("admitted");
        let refused = client.post(&endpoint, sealed()).await.expect_err("refused");
        assert!(matches!(refused, NoAnswer::Unreachable(_)), "{refused}");
        let knocked = timeout(Duration::from_millis(100), canary.accept()).await;
        assert!(knocked.is_err(), "the guard let a connection through");
    }

    #[tokio::test]
    async fn a_busy_service_makes_the_next_message_wait_and_then_go_back() {
        let silent = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let origin = format!("http://{}", silent.local_addr().expect("bound"));
        let origins = Origins::parse(&[&origin]).expect("an origin");
        let endpoint = Endpoint::parse(&format!("{origin}/push"), &origins).expect("listed");
        let short = Duration::from_millis(50);
        let limits = Limits { total: Duration::from_millis(400), turn: short, per_service: 1, ..Limits::default() };
        let client = PushClient::new(limits).expect("a client");
        let (first, second) = tokio::join!(client.post(&endpoint, sealed()), client.post(&endpoint, sealed()));
        assert_eq!((first.expect_err("silent"), second.expect_err("busy")), (NoAnswer::Slow, NoAnswer::Busy));
    }

    #[tokio::test]
    async fn no_connection_is_told_without_the_endpoint() {
        let closed = TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("bound");
        let origin = format!("http://{closed}");
        let endpoint = Endpoint::parse(&format!("{origin}/secret"), &Origins::parse(&[&origin]).expect("an origin"));
        let client = PushClient::new(Limits::default()).expect("a client");
        let error = client.post(&endpoint.expect("listed"), sealed()).await.expect_err("nobody listens");
        assert!(matches!(error, NoAnswer::Unreachable(_)) && !error.to_string().contains("secret"), "{error}");
    }

    #[test]
    fn an_explanation_is_one_short_line() {
        assert_eq!(one_line("a\r\nb\u{0}"), "a  b");
        assert_eq!(one_line(&"é".repeat(1_000)).chars().count(), WORDS);
    }
}
