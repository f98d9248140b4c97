//! How many calls one service gets at a time, and who waits for a turn.
//!
//! A message waits as long as calls to its service come to an end: a busy service is worth waiting for, though not longer than its
//! lease allows. Once none has ended for a while the service stalls, and whoever waits for it goes back to the outbox at once, so that
//! a service that hangs holds its few calls and no place that others need.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

/// Nobody waits longer, however busy a service is: a message whose lease runs out while it waits would be sent twice
/// (`outbox::worker` counts on it).
pub const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// The calls of one service.
#[derive(Debug)]
struct Line {
    free: Arc<Semaphore>,
    /// Calls that have ended.
    ended: AtomicU64,
    stalls: AtomicBool,
}

/// The turns at every service.
#[derive(Debug, Clone)]
pub struct Turns {
    per_service: usize,
    /// How long no call may end before the service counts as stalling.
    patience: Duration,
    longest: Duration,
    lines: Arc<Mutex<HashMap<String, Arc<Line>>>>,
}

/// A turn; it ends when it is dropped.
#[derive(Debug)]
pub struct Turn {
    line: Arc<Line>,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.line.ended.fetch_add(1, Ordering::Relaxed);
        self.line.stalls.store(false, Ordering::Relaxed);
    }
}

impl Turns {
    pub fn new(per_service: usize, patience: Duration) -> Self {
        Self { per_service, patience, longest: LONGEST_WAIT, lines: Arc::default() }
    }

    /// Waits for a turn; none when the service stalls, or is too busy.
    pub async fn take(&self, service: &str) -> Option<Turn> {
        let (line, until) = (self.line(service), Instant::now() + self.longest);
        loop {
            if let Ok(permit) = Arc::clone(&line.free).try_acquire_owned() {
                return Some(Turn { line, _permit: permit });
            }
            if line.stalls.load(Ordering::Relaxed) {
                return None;
            }
            let (before, left) = (line.ended.load(Ordering::Relaxed), until.saturating_duration_since(Instant::now()));
            match timeout(self.patience.min(left), Arc::clone(&line.free).acquire_owned()).await {
                Ok(Ok(permit)) => return Some(Turn { line, _permit: permit }),
                Ok(Err(_)) => return None,
                Err(_) if left < self.patience => return None,
                Err(_) if line.ended.load(Ordering::Relaxed) == before => {
                    line.stalls.store(true, Ordering::Relaxed);
                    return None;
                }
                // Others had their turn meanwhile: ours will come.
                Err(_) => {}
            }
        }
    }

    fn line(&self, service: &str) -> Arc<Line> {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = || {
            let free = Arc::new(Semaphore::new(self.per_service));
            Arc::new(Line { free, ended: AtomicU64::new(0), stalls: AtomicBool::new(false) })
        };
        Arc::clone(lines.entry(service.to_owned()).or_insert_with(fresh))
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;
    use futures_util::future::join_all;

    use super::*;

    #[tokio::test]
    async fn a_busy_service_is_waited_for_as_long_as_calls_end() {
        let patience = Duration::from_millis(400);
        let turns = Turns::new(1, patience);
        // One after the other they take longer than anybody waits for a service that stalls.
        let calls = (0..25).map(|_| async {
            let turn = turns.take("a").await;
            tokio::time::sleep(patience / 10).await;
            turn.is_some()
        });
        assert_eq!(join_all(calls).await, [true; 25]);
    }

    #[tokio::test]
    async fn a_slow_service_is_not_waited_for_until_the_lease_runs_out() {
        let turns = Turns { longest: Duration::from_millis(100), ..Turns::new(1, Duration::from_secs(10)) };
        // Never so slow that it stalls.
        let calls = (0..9).map(|_| async {
            let turn = turns.take("a").await;
            if turn.is_some() {
                tokio::time::sleep(Duration::from_millis(40)).await;
            }
            turn.is_some()
        });
        let went = join_all(calls).await.into_iter().filter(|went| *went).count();
        assert!((1..9).contains(&went), "{went} of nine, of whom the last would have waited for 320 ms");
        assert!(turns.take("a").await.is_some(), "busy is not stalled");
    }

    #[tokio::test]
    async fn who_waits_for_a_stalling_service_goes_and_who_comes_then_does_not_wait_at_all() {
        let turns = Turns::new(1, Duration::from_millis(50));
        let held = turns.take("a").await.expect("free");
        assert!(turns.take("a").await.is_none());
        assert!(matches!(turns.take("a").now_or_never(), Some(None)), "at once");
        assert!(turns.take("b").await.is_some(), "another service is nobody’s business");
        drop(held);
        assert!(turns.take("a").await.is_some(), "a call that ends makes it well");
    }
}
