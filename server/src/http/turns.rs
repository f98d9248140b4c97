//! Turns: how many requests are worked on at one time, and how many may wait for that.
//!
//! Ratings that come in by the thousand must not keep coordinators from their queue, nor a storm of sign-ins either of them, so each kind of
//! request has a lane of its own. A lane that is full says so at once (503, `Retry-After`): a client that knows can come back, one that waits
//! in a growing queue is served when it has long gone.
//!
//! A turn is taken when the body is there ([`Body`](super::Body) does it): whoever sends slowly keeps nobody waiting.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use hyper::body::Body as _;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use vigie_shared::wire::ProblemCode;

use super::problem::Problem;
use crate::app::Ctx;

/// Batches of ratings at one time. They share transactions (`capture::queue`), of which there is one at a time for SQLite and two for
/// PostgreSQL, so that reads always find a connection; more batches make larger groups and not more writers.
const INTAKE: usize = 128;
/// Batches that wait. They are all stored within seconds, and a phone's patience is longer.
const INTAKE_WAITING: usize = 256;
/// Everything people at desks and on the road do. Readers wait for connections to the database in any case; more at one time would
/// only sit in memory.
const DESK: usize = 32;
const DESK_WAITING: usize = 512;
/// A password takes a core for a while, and two at a time are all that are checked (`auth::password`).
const SIGN_IN: usize = 4;
const SIGN_IN_WAITING: usize = 128;
/// What waits for the federation's identity provider, which may hang: those at the desks do not wait with it.
const PROVIDER: usize = 8;
const PROVIDER_WAITING: usize = 64;
/// Nobody waits longer than this for a turn.
const PATIENCE: Duration = Duration::from_secs(4);
/// Seconds after which somebody who was turned away may come back: a draw between these, so that not all come back at once.
const COME_BACK: std::ops::RangeInclusive<u64> = 1..=5;

/// The lanes of a server.
#[derive(Debug)]
pub struct Turns {
    pub intake: Arc<Lane>,
    pub desk: Arc<Lane>,
    pub sign_in: Arc<Lane>,
    pub provider: Arc<Lane>,
}

impl Default for Turns {
    fn default() -> Self {
        Self {
            intake: Lane::new("intake", INTAKE, INTAKE_WAITING, PATIENCE),
            desk: Lane::new("desk", DESK, DESK_WAITING, PATIENCE),
            sign_in: Lane::new("sign_in", SIGN_IN, SIGN_IN_WAITING, PATIENCE),
            provider: Lane::new("provider", PROVIDER, PROVIDER_WAITING, PATIENCE),
        }
    }
}

impl Turns {
    /// The lane of a request; none for what must always be answered (is the server well?) and for the app's files.
    fn lane(&self, method: &Method, path: &str) -> Option<&Arc<Lane>> {
        let path = path.strip_prefix("/api/")?;
        Some(match (method, path) {
            (&Method::POST, "ratings" | "ratings/quarantine") => &self.intake,
            (&Method::POST, "session" | "session/second-factor" | "enrolment" | "enrolment/code") => &self.sign_in,
            (_, "oidc/start" | "oidc/callback" | "oidc/session") => &self.provider,
            _ => &self.desk,
        })
    }
}

/// One kind of requests.
#[derive(Debug)]
pub struct Lane {
    name: &'static str,
    running: Arc<Semaphore>,
    waiting: Semaphore,
    patience: Duration,
}

/// A request being worked on, until it is dropped.
pub type Turn = OwnedSemaphorePermit;

/// The lane is full, and stays so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full;

impl Lane {
    pub fn new(name: &'static str, running: usize, waiting: usize, patience: Duration) -> Arc<Self> {
        Arc::new(Self { name, running: Arc::new(Semaphore::new(running)), waiting: Semaphore::new(waiting), patience })
    }

    /// A turn, now or within a short wait.
    pub async fn turn(&self) -> Result<Turn, Full> {
        if let Ok(turn) = self.running.clone().try_acquire_owned() {
            return Ok(turn);
        }
        let Ok(_place) = self.waiting.try_acquire() else { return Err(self.full()) };
        match tokio::time::timeout(self.patience, self.running.clone().acquire_owned()).await {
            Ok(Ok(turn)) => Ok(turn),
            _ => Err(self.full()),
        }
    }

    fn full(&self) -> Full {
        metrics::counter!("vigie_turned_away_total", "lane" => self.name).increment(1);
        Full
    }
}

impl From<Full> for Problem {
    fn from(_: Full) -> Self {
        Self::new(ProblemCode::Overloaded).retry_after(rand::random_range(COME_BACK))
    }
}

/// Goes with a request whose body is still on its way: the lane, and the turn once it is taken.
#[derive(Debug, Clone)]
pub struct Later {
    lane: Arc<Lane>,
    turn: Arc<Mutex<Option<Turn>>>,
}

impl Later {
    /// To be called when the body is there. The turn ends with the answer.
    pub async fn take(&self) -> Result<(), Full> {
        let turn = self.lane.turn().await?;
        *self.turn.lock().unwrap_or_else(PoisonError::into_inner) = Some(turn);
        Ok(())
    }
}

/// Lets requests in by turns.
pub async fn wait(State(app): State<Ctx>, mut request: Request, next: Next) -> Response {
    let Some(lane) = app.turns.lane(request.method(), request.uri().path()) else { return next.run(request).await };
    let later = Later { lane: lane.clone(), turn: Arc::default() };
    if !request.body().is_end_stream() {
        request.extensions_mut().insert(later.clone());
    } else if let Err(full) = later.take().await {
        return Problem::from(full).into_response();
    }
    let answer = next.run(request).await;
    drop(later);
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_full_lane_says_so_at_once_and_a_wait_has_an_end() {
        let patience = Duration::from_millis(300);
        let lane = Lane::new("test", 2, 1, patience);
        let first = lane.turn().await.expect("a turn");
        let _second = lane.turn().await.expect("a turn");
        let waiting = tokio::spawn({
            let lane = lane.clone();
            async move { lane.turn().await.is_ok() }
        });
        tokio::task::yield_now().await;
        let before = tokio::time::Instant::now();
        assert_eq!(lane.turn().await.err(), Some(Full), "one works, one waits");
        assert!(before.elapsed() < patience);
        drop(first);
        assert!(waiting.await.expect("no panic"), "who waited has the free turn, and gives it back");
        let _third = lane.turn().await.expect("a turn");
        assert_eq!(lane.turn().await.err(), Some(Full));
        assert!(before.elapsed() >= patience);
    }

    #[test]
    fn every_kind_of_request_has_its_lane() {
        let turns = Turns::default();
        let lane = |method, path| turns.lane(&method, path).map(|lane| lane.name);
        assert_eq!(lane(Method::POST, "/api/ratings"), Some("intake"));
        assert_eq!(lane(Method::GET, "/api/alerts"), Some("desk"));
        assert_eq!(lane(Method::POST, "/api/alerts/x/claim"), Some("desk"));
        assert_eq!(lane(Method::POST, "/api/session"), Some("sign_in"));
        assert_eq!(lane(Method::DELETE, "/api/session"), Some("desk"));
        assert_eq!(lane(Method::GET, "/api/oidc/start"), Some("provider"));
        assert_eq!(lane(Method::GET, "/api/oidc/callback"), Some("provider"));
        for path in ["/healthz", "/readyz", "/metrics", "/", "/assets/x.js"] {
            assert_eq!(lane(Method::GET, path), None, "{path}");
        }
    }
}
