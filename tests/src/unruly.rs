//! A push service on loopback that can misbehave in every way real ones do, and remembers what it was sent.
//!
//! To add a way: a variant of [`Behaviour`], and a line in [`PushService::ways`] with the state in which its message must end.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use chrono::TimeDelta;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use vigie_server::clock::Clock;

/// How one of the service's endpoints answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Behaviour {
    /// With a status and nothing else.
    Status(u16),
    /// 429, to come back in so many seconds.
    ComeBackIn(u32),
    /// 429, to come back at a date so many seconds from now.
    ComeBackAt(u32),
    /// 307 to this machine, where a canary listens.
    Redirect,
    /// An error with ten megabytes of text.
    Huge,
    /// Takes the message and never answers.
    Hang,
    /// 201 at once, and a body that never ends.
    AcceptAndTrickle,
    /// 201 with ten megabytes of text.
    AcceptHuge,
}

/// A way to answer, at an origin of its own.
#[derive(Debug, Clone)]
pub struct Way {
    pub name: &'static str,
    pub origin: String,
    pub behaviour: Behaviour,
    /// In which state a message to it ends.
    pub end: &'static str,
}

/// One message as it arrived.
#[derive(Debug, Clone)]
pub struct Received {
    pub endpoint: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Received {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }
}

#[derive(Debug, Default)]
struct Inner {
    behaviours: Mutex<HashMap<String, Behaviour>>,
    received: Mutex<Vec<Received>>,
    canary: Mutex<usize>,
    /// By host and port: calls under way, and the most there ever were.
    at_once: Mutex<HashMap<String, (usize, usize)>>,
}

/// A call under way.
struct InCall {
    inner: Arc<Inner>,
    host: String,
}

impl InCall {
    fn begin(inner: &Arc<Inner>, headers: &HeaderMap) -> Self {
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default().to_owned();
        let mut all = inner.at_once.lock().expect("not poisoned");
        let (now, most) = all.entry(host.clone()).or_default();
        *now += 1;
        *most = (*most).max(*now);
        drop(all);
        Self { inner: inner.clone(), host }
    }
}

impl Drop for InCall {
    fn drop(&mut self) {
        let mut all = self.inner.at_once.lock().expect("not poisoned");
        all.entry(self.host.clone()).or_default().0 -= 1;
    }
}

/// The running service; it ends when it is dropped.
#[derive(Debug)]
pub struct PushService {
    inner: Arc<Inner>,
    /// Where it listens.
    pub origin: String,
    /// Where every connection is reset.
    pub resetting: String,
    /// More origins of the same service: to the server each is a service of its own.
    pub others: Vec<String>,
    /// Where TLS is promised and not spoken.
    pub without_tls: String,
    /// Where nobody listens.
    pub closed: String,
    /// Where the answer comes one octet a second.
    pub trickling: String,
    _tasks: JoinSet<()>,
}

/// More origins than any test needs.
const OTHERS: usize = 14;

impl PushService {
    pub async fn start() -> Self {
        let inner = Arc::new(Inner::default());
        let routes = Router::new()
            .route("/push/{endpoint}", post(take))
            .route(
                "/canary",
                post(|State(inner): State<Arc<Inner>>| async move {
                    *inner.canary.lock().expect("not poisoned") += 1;
                }),
            )
            .with_state(inner.clone());
        let (listener, origin) = bound().await;
        let (reset, resetting) = bound().await;
        let mut tasks = JoinSet::new();
        let mut others = Vec::new();
        for _ in 0..OTHERS {
            let (listener, other) = bound().await;
            let routes = routes.clone();
            tasks.spawn(async move { axum::serve(listener, routes).await.expect("served") });
            others.push(other);
        }
        tasks.spawn(async move { axum::serve(listener, routes).await.expect("served") });
        let (slow, trickling) = bound().await;
        tasks.spawn(trickle(slow));
        tasks.spawn(async move {
            while let Ok((mut connection, _)) = reset.accept().await {
                // Closing with unread octets resets the connection.
                let mut some = [0; 16];
                let _ = connection.read(&mut some).await;
            }
        });
        let without_tls = origin.replace("http:", "https:");
        let closed = "http://127.0.0.1:1".to_owned();
        Self { inner, origin, resetting, others, without_tls, closed, trickling, _tasks: tasks }
    }

    /// All origins, as an operator would list them.
    pub fn origins(&self) -> Vec<String> {
        let odd = [&self.origin, &self.resetting, &self.without_tls, &self.closed, &self.trickling];
        odd.into_iter().chain(&self.others).cloned().collect()
    }

    /// An endpoint at one of the other origins.
    pub fn endpoint_at(&self, other: usize, name: &str, behaviour: Behaviour) -> String {
        self.endpoint(name, behaviour).replace(&self.origin, &self.others[other])
    }

    /// The most calls there ever were at one time at an origin.
    pub fn most_at_once(&self, origin: &str) -> usize {
        let host = origin.trim_start_matches("http://");
        self.inner.at_once.lock().expect("not poisoned").get(host).map_or(0, |(_, most)| *most)
    }

    /// An endpoint that answers so; it may be told to answer otherwise later.
    pub fn endpoint(&self, name: &str, behaviour: Behaviour) -> String {
        self.inner.behaviours.lock().expect("not poisoned").insert(name.to_owned(), behaviour);
        format!("{}/push/{name}", self.origin)
    }

    /// Every way to answer, each at an origin of its own: its name, the origin, how it is behaved there, and the state in which a
    /// message ends that is tried until it expires.
    pub fn ways(&self) -> Vec<Way> {
        use Behaviour::{AcceptHuge, ComeBackAt, ComeBackIn, Hang, Huge, Redirect, Status};
        let answers = [
            ("201", Status(201), "delivered"),
            ("201 and 10 MiB", AcceptHuge, "delivered"),
            ("404", Status(404), "gone"),
            ("410", Status(410), "gone"),
            ("400", Status(400), "dead"),
            ("401", Status(401), "dead"),
            ("403", Status(403), "dead"),
            ("413", Status(413), "dead"),
            ("redirect", Redirect, "dead"),
            ("429 in seconds", ComeBackIn(120), "expired"),
            ("429 at a date", ComeBackAt(120), "expired"),
            ("500 and 10 MiB", Huge, "expired"),
            ("503", Status(503), "expired"),
            ("silence", Hang, "expired"),
        ];
        let spoken = answers.into_iter().zip(&self.others).map(|((name, behaviour, end), origin)| Way {
            name,
            origin: origin.clone(),
            behaviour,
            end,
        });
        let odd = [("no TLS", &self.without_tls), ("refused", &self.closed), ("1 byte/s", &self.trickling)];
        let odd =
            odd.map(|(name, origin)| Way { name, origin: origin.clone(), behaviour: Behaviour::Hang, end: "expired" });
        spoken.chain(odd).collect()
    }

    /// An endpoint at which a way to answer is met.
    pub fn endpoint_of(&self, way: &Way, name: &str) -> String {
        self.endpoint(name, way.behaviour).replace(&self.origin, &way.origin)
    }

    /// Everything that arrived, in order.
    pub fn received(&self) -> Vec<Received> {
        self.inner.received.lock().expect("not poisoned").clone()
    }

    /// How many messages arrived at an endpoint.
    pub fn count(&self, name: &str) -> usize {
        self.received().iter().filter(|message| message.endpoint == name).count()
    }

    /// How many requests followed the redirect.
    pub fn canary(&self) -> usize {
        *self.inner.canary.lock().expect("not poisoned")
    }
}

/// A port of our own, and its origin.
async fn bound() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("bound"));
    (listener, origin)
}

/// Answers every connection one octet a second: the head alone would take half a minute.
async fn trickle(listener: TcpListener) {
    let mut calls = JoinSet::new();
    while let Ok((mut connection, _)) = listener.accept().await {
        calls.spawn(async move {
            for octet in b"HTTP/1.1 201 Created\r\n" {
                // The caller has gone.
                if connection.write_all(&[*octet]).await.is_err() {
                    return;
                }
                tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            }
        });
    }
}

async fn take(
    State(inner): State<Arc<Inner>>,
    Path(endpoint): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let _call = InCall::begin(&inner, &headers);
    let behaviour = inner.behaviours.lock().expect("not poisoned").get(&endpoint).copied();
    inner.received.lock().expect("not poisoned").push(Received { endpoint, headers, body });
    match behaviour.unwrap_or(Behaviour::Status(404)) {
        Behaviour::Status(status) => StatusCode::from_u16(status).expect("a status").into_response(),
        Behaviour::ComeBackIn(seconds) => {
            (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds.to_string())]).into_response()
        }
        Behaviour::ComeBackAt(seconds) => {
            let at = Clock::system().now() + TimeDelta::seconds(seconds.into());
            let at = at.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
            (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, at)]).into_response()
        }
        Behaviour::Redirect => (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, "/canary")]).into_response(),
        Behaviour::Huge => (StatusCode::INTERNAL_SERVER_ERROR, "x".repeat(10 * 1024 * 1024)).into_response(),
        Behaviour::AcceptHuge => (StatusCode::CREATED, "x".repeat(10 * 1024 * 1024)).into_response(),
        Behaviour::Hang => std::future::pending().await,
        Behaviour::AcceptAndTrickle => {
            let body = futures_util::stream::pending::<Result<Bytes, std::convert::Infallible>>();
            (StatusCode::CREATED, axum::body::Body::from_stream(body)).into_response()
        }
    }
}
