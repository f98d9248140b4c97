//! Whether a service may be called just now: a state machine without clock and network.
//!
//! After [`OPENS_AT`] failures in a row a service is left alone; then one call tries it (half open), and what comes of that call
//! closes the breaker or opens it for twice as long. What a service asks for in `Retry-After` holds for every message to it. An
//! answer that is about one subscription or one message (404, 410, 413, 403 ...) is no failure: the service is well.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::mutant::mutant;

/// Failures in a row after which a service is left alone.
pub const OPENS_AT: u32 = 10;
/// How long it is left alone the first time; each probe that fails doubles it.
pub const FIRST_REST: TimeDelta = TimeDelta::seconds(30);
/// The longest rest: a service that is back should not be left alone for long.
pub const LONGEST_REST: TimeDelta = TimeDelta::minutes(10);
/// The longest a service may ask us to wait.
pub const LONGEST_PAUSE: TimeDelta = TimeDelta::hours(1);
/// A probe that says nothing for so long is lost, and another one goes: calls end well before.
const PROBE: TimeDelta = TimeDelta::seconds(30);
/// How soon a message looks again while a probe is out.
const WHILE_PROBING: TimeDelta = TimeDelta::seconds(2);

/// Where a breaker stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    Closed,
    /// Left alone until then.
    Open {
        until: DateTime<Utc>,
    },
    /// One call is trying it since then.
    HalfOpen {
        since: DateTime<Utc>,
    },
}

/// Whether a call may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Go,
    /// Not before then.
    Wait(DateTime<Utc>),
}

/// What came of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Report {
    /// The service answered, whatever it thinks of the message.
    Well,
    /// No answer, or one that says that it cannot take anything now.
    Failed { retry_after: Option<Duration> },
    /// The call never began.
    Unused,
}

/// The breaker of one service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Breaker {
    state: State,
    failures: u32,
    /// How long the next rest is.
    rest: TimeDelta,
    /// The service asked to be left alone until then.
    paused_until: Option<DateTime<Utc>>,
}

impl Default for Breaker {
    fn default() -> Self {
        Self { state: State::Closed, failures: 0, rest: FIRST_REST, paused_until: None }
    }
}

impl Breaker {
    /// Asks whether a call may go; a call that may must be reported.
    pub fn ask(&mut self, now: DateTime<Utc>) -> Answer {
        if let Some(until) = self.pause(now) {
            return Answer::Wait(until);
        }
        match self.state {
            State::Closed => return Answer::Go,
            // A rest that is longer than any means that the clock was set back.
            State::Open { until } if until > now && until - now <= LONGEST_REST => return Answer::Wait(until),
            State::HalfOpen { since } if since <= now && now - since < PROBE => {
                return Answer::Wait(now + WHILE_PROBING);
            }
            State::Open { .. } | State::HalfOpen { .. } => {}
        }
        self.state = State::HalfOpen { since: now };
        Answer::Go
    }

    /// Learns what came of a call.
    pub fn report(&mut self, report: Report, now: DateTime<Utc>) {
        match (report, self.state) {
            (Report::Well, _) => {
                // A pause the service asked for stands: this answer may be to an earlier call.
                *self = Self { paused_until: self.paused_until, ..Self::default() };
            }
            (Report::Unused, State::HalfOpen { .. }) => self.state = State::Open { until: now },
            (Report::Unused, _) => {}
            (Report::Failed { retry_after }, state) => {
                mutant!("breaker_never_opens" => return);
                self.failures = self.failures.saturating_add(1);
                self.ask_for_patience(retry_after, now);
                let probe_failed = matches!(state, State::HalfOpen { .. });
                if probe_failed || (state == State::Closed && self.failures >= OPENS_AT) {
                    self.state = State::Open { until: now + self.rest };
                    self.rest = (self.rest * 2).min(LONGEST_REST);
                }
            }
        }
    }

    fn ask_for_patience(&mut self, retry_after: Option<Duration>, now: DateTime<Utc>) {
        let Some(asked) = retry_after else { return };
        let asked = TimeDelta::from_std(asked).map_or(LONGEST_PAUSE, |asked| asked.min(LONGEST_PAUSE));
        self.paused_until = self.paused_until.max(Some(now + asked));
    }

    fn pause(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.paused_until.filter(|until| *until > now && *until - now <= LONGEST_PAUSE)
    }

    /// Where it stands, for people: a service that asked for patience is as good as open.
    pub fn seen(&self, now: DateTime<Utc>) -> State {
        match (self.pause(now), self.state) {
            (Some(paused), State::Open { until }) => State::Open { until: until.max(paused) },
            (Some(until), _) => State::Open { until },
            (None, state) => state,
        }
    }

    /// Failures in a row.
    pub fn failures(&self) -> u32 {
        self.failures
    }
}

#[cfg(test)]
#[path = "breaker_tests.rs"]
mod tests;
