//! The one place that reads the time.
//!
//! Everything that is due, silent, overdue or visited asks this clock, so a moved clock moves the whole product: tests set it,
//! the demo lives eight weeks in a second, and an operator's wrong clock shows in `vigie doctor`. Leases between nodes do not
//! use it: they live on the database's clock (see `store::outbox`).

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};

#[cfg(debug_assertions)]
mod moved;

/// A clock that can be shared and, when it was made movable, set.
#[derive(Debug, Clone)]
pub struct Clock(Source);

#[derive(Debug, Clone)]
enum Source {
    System,
    /// Microseconds since 1970.
    Set(Arc<AtomicI64>),
}

impl Clock {
    /// The machine's own time.
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands still at `now` until it is moved.
    pub fn standing_at(now: DateTime<Utc>) -> Self {
        Self(Source::Set(Arc::new(AtomicI64::new(now.timestamp_micros()))))
    }

    /// The time in whole microseconds: PostgreSQL keeps no more, and a value read back must equal the one written.
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Source::System => machine().trunc_subsecs(6),
            Source::Set(micros) => DateTime::from_timestamp_micros(micros.load(Ordering::SeqCst)).unwrap_or_default(),
        }
    }

    /// Moves a standing clock to `now`, forwards or backwards; the machine's clock stays as it is.
    pub fn set(&self, now: DateTime<Utc>) {
        if let Source::Set(micros) = &self.0 {
            micros.store(now.timestamp_micros(), Ordering::SeqCst);
        }
    }

    /// Moves a standing clock by `step`.
    pub fn advance(&self, step: TimeDelta) {
        self.set(self.now() + step);
    }
}

/// The machine's time; in a debug build as the test bench wants it.
#[expect(clippy::disallowed_methods, reason = "this is the clock")]
fn machine() -> DateTime<Utc> {
    let now = Utc::now();
    #[cfg(debug_assertions)]
    let now = moved::from(now);
    now
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_standing_clock_moves_only_when_told() {
        let start = DateTime::from_timestamp_micros(1_700_000_000_000_001).expect("in range");
        let clock = Clock::standing_at(start);
        let shared = clock.clone();
        assert_eq!(clock.now(), start);
        shared.advance(TimeDelta::minutes(5));
        assert_eq!(clock.now(), start + TimeDelta::minutes(5));
    }

    #[test]
    fn the_system_clock_has_no_nanoseconds() {
        assert_eq!(Clock::system().now().timestamp_subsec_nanos() % 1_000, 0);
    }
}
