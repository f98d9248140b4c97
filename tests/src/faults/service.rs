//! A push service on loopback that outlives the nodes: it opens what it is sent with the browsers' keys and writes it down, and it
//! can be made to hesitate at the very moment at which a node is to die.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, Path, State};
use axum::http::StatusCode;
use axum::http::header::RETRY_AFTER;
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use chrono::{DateTime, Utc};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::clock::MovedClock;
use super::envelope::Browser;
use super::history::{Fact, Seen};

/// Only keeps a broken rig from hanging a test.
const PATIENCE: Duration = Duration::from_secs(30);

/// How the service meets a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// Takes it and says so.
    Take,
    /// Takes it and says nothing, until it is told to go on; then it answers with the status.
    TakeInSilence { answer: u16 },
    /// Neither takes it nor answers, until it is told to go on; then it refuses with 503.
    Deaf,
    /// Answers with a status and takes nothing.
    Refuse(u16),
    /// Takes nothing for 429, and asks to be left alone for so many seconds.
    AskForPatience(u16),
}

/// Somebody is talking to the service.
#[derive(Debug, Clone, Copy)]
pub struct Visit {
    /// The node's end of the connection.
    pub peer: SocketAddr,
    pub id: Uuid,
}

#[derive(Debug)]
struct Inner {
    clock: Arc<MovedClock>,
    browsers: Mutex<HashMap<String, (Uuid, Browser)>>,
    manner: watch::Sender<Manner>,
    visits: watch::Sender<Vec<Visit>>,
    seen: Mutex<Vec<Seen>>,
    /// When each call came.
    calls: Mutex<Vec<DateTime<Utc>>>,
    broken: Mutex<Vec<String>>,
    /// What each browser could read.
    said: Mutex<Vec<String>>,
}

/// The running service; it ends when it is dropped.
#[derive(Debug)]
pub struct PushService {
    inner: Arc<Inner>,
    pub origin: String,
    _tasks: JoinSet<()>,
}

impl PushService {
    /// Starts it, with the clock by which it notes when something came.
    pub async fn start(clock: Arc<MovedClock>) -> Self {
        let inner = Arc::new(Inner {
            clock,
            browsers: Mutex::default(),
            manner: watch::Sender::new(Manner::Take),
            visits: watch::Sender::new(Vec::new()),
            seen: Mutex::default(),
            calls: Mutex::default(),
            broken: Mutex::default(),
            said: Mutex::default(),
        });
        let routes = Router::new().route("/push/{browser}", post(meet)).with_state(inner.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("bound"));
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let service = routes.into_make_service_with_connect_info::<SocketAddr>();
            axum::serve(listener, service).await.expect("served");
        });
        Self { inner, origin, _tasks: tasks }
    }

    /// An endpoint for somebody's browser.
    pub fn endpoint(&self, receiver: Uuid, browser: Browser) -> String {
        let mut browsers = lock(&self.inner.browsers);
        let name = format!("{}-{}", receiver.simple(), browsers.len());
        browsers.insert(name.clone(), (receiver, browser));
        format!("{}/push/{name}", self.origin)
    }

    /// Changes how messages are met; those that are being held are answered.
    pub fn be(&self, manner: Manner) {
        self.inner.visits.send_replace(Vec::new());
        self.inner.manner.send_replace(manner);
    }

    /// Waits for the next message to be met in the present manner.
    pub async fn visit(&self) -> Option<Visit> {
        let mut visits = self.inner.visits.subscribe();
        let there = tokio::time::timeout(PATIENCE, visits.wait_for(|visits| !visits.is_empty())).await;
        there.ok()?.ok()?.last().copied()
    }

    /// Everything that was taken, in order.
    pub fn seen(&self) -> Vec<Seen> {
        lock(&self.inner.seen).clone()
    }

    /// What every message said, as the browser opened it.
    pub fn said(&self) -> Vec<String> {
        lock(&self.inner.said).clone()
    }

    /// When each call came, in order, whatever became of it.
    pub fn calls(&self) -> Vec<DateTime<Utc>> {
        lock(&self.inner.calls).clone()
    }

    /// Messages that no browser could have opened or understood.
    pub fn broken(&self) -> Vec<String> {
        lock(&self.inner.broken).clone()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("not poisoned")
}

fn read(inner: &Inner, name: &str, body: &[u8]) -> Result<Seen, String> {
    let (receiver, browser) = lock(&inner.browsers).get(name).cloned().ok_or_else(|| format!("no browser {name}"))?;
    let text = browser.open(body)?;
    lock(&inner.said).push(text.clone());
    let shown: Value = serde_json::from_str(&text).map_err(|error| format!("{error}: {text}"))?;
    let tag = shown["notification"]["tag"].as_str().ok_or_else(|| format!("no tag: {text}"))?;
    let id = shown["id"].as_str().and_then(|id| id.parse().ok()).ok_or_else(|| format!("no id: {text}"))?;
    Ok(Seen { fact: Fact { receiver, tag: tag.to_owned() }, id, at: inner.clock.now() })
}

async fn meet(
    State(inner): State<Arc<Inner>>,
    Path(name): Path<String>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    body: Bytes,
) -> Response {
    lock(&inner.calls).push(inner.clock.now());
    let message = match read(&inner, &name, &body) {
        Ok(message) => message,
        Err(why) => {
            lock(&inner.broken).push(why);
            return StatusCode::BAD_REQUEST.into_response();
        }
    };
    let mut manner = inner.manner.subscribe();
    let met = *manner.borrow_and_update();
    let id = message.id;
    if matches!(met, Manner::Take | Manner::TakeInSilence { .. }) {
        lock(&inner.seen).push(message);
    }
    inner.visits.send_modify(|visits| visits.push(Visit { peer, id }));
    let status = match met {
        Manner::Take => 201,
        Manner::Refuse(status) => status,
        Manner::AskForPatience(seconds) => {
            return (StatusCode::TOO_MANY_REQUESTS, [(RETRY_AFTER, seconds.to_string())]).into_response();
        }
        Manner::TakeInSilence { answer } => {
            let _ = manner.changed().await;
            answer
        }
        Manner::Deaf => {
            let _ = manner.changed().await;
            503
        }
    };
    StatusCode::from_u16(status).expect("a status").into_response()
}
