//! Other people's servers as this one sees them (push services, the mail server, webhooks): a [`Breaker`] each, the last thing that
//! went wrong, and [`turns`] for who calls them when.
//!
//! One that fails is left alone for a while, one that hangs holds a few calls and nobody's place. Each server learns for itself; what it
//! learnt is gone when it stops. A push service goes by its name, the mail server by `mail:host:port`, a webhook by `webhook:origin`.

pub mod breaker;
pub mod turns;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};

use self::breaker::{Answer, Breaker, Report, State};

/// Why a message waits for a service that is left alone.
pub const LEFT_ALONE: &str = "the service is left alone for a while";
/// How soon a message looks again at a service that hangs: about when its calls run out of time.
pub const AFTER_A_STALL: TimeDelta = TimeDelta::seconds(5);

/// What is known of one service.
#[derive(Debug, Clone, Default)]
struct Known {
    breaker: Breaker,
    last_error: Option<String>,
}

/// One service, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub service: String,
    pub state: State,
    /// In a row.
    pub failures: u32,
    pub last_error: Option<String>,
}

/// Every service of a kind that was called so far. How many there are is bounded by the list of admitted ones, and by the federations.
#[derive(Debug, Default)]
pub struct Services(Mutex<BTreeMap<String, Known>>);

/// The right to one call. Dropped without a report, it counts as unused.
#[derive(Debug)]
pub struct Pass<'a> {
    services: &'a Services,
    service: &'a str,
    asked_at: DateTime<Utc>,
    began: Instant,
    reported: bool,
}

impl Services {
    /// A pass for a call, or when to ask again.
    pub fn ask<'a>(&'a self, service: &'a str, now: DateTime<Utc>) -> Result<Pass<'a>, DateTime<Utc>> {
        match self.known().entry(service.to_owned()).or_default().breaker.ask(now) {
            Answer::Go => Ok(Pass { services: self, service, asked_at: now, began: Instant::now(), reported: false }),
            Answer::Wait(until) => Err(until),
        }
    }

    /// All of them, by name.
    pub fn seen(&self, now: DateTime<Utc>) -> Vec<Seen> {
        let one = |(service, known): (&String, &Known)| Seen {
            service: service.clone(),
            state: known.breaker.seen(now),
            failures: known.breaker.failures(),
            last_error: known.last_error.clone(),
        };
        self.known().iter().map(one).collect()
    }

    fn report(&self, service: &str, report: Report, error: Option<&str>, now: DateTime<Utc>) {
        let mut all = self.known();
        let known = all.entry(service.to_owned()).or_default();
        let before = known.breaker.seen(now);
        known.breaker.report(report, now);
        if let Some(error) = error {
            known.last_error = Some(error.to_owned());
        }
        let after = known.breaker.seen(now);
        let is_open = |state| matches!(state, State::Open { .. });
        if is_open(before) != is_open(after) {
            let (open, why) = (is_open(after), known.last_error.as_deref().unwrap_or_default());
            tracing::warn!(service, open, why, "{service}: {}", if open { "left alone" } else { "well again" });
        }
        metrics::gauge!("vigie_service_open", "service" => service.to_owned()).set(if is_open(after) {
            1.0
        } else {
            0.0
        });
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<String, Known>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pass<'_> {
    /// Says what came of the call, and in a few words what was wrong if something was. What a service asks for counts from its answer,
    /// in the whole seconds in which it says it.
    pub fn report(mut self, report: Report, error: Option<&str>) {
        self.reported = true;
        let took = i64::try_from(self.began.elapsed().as_secs()).unwrap_or_default();
        self.services.report(self.service, report, error, self.asked_at + TimeDelta::seconds(took));
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        if !self.reported {
            self.services.report(self.service, Report::Unused, None, self.asked_at);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::breaker::{FIRST_REST, OPENS_AT};
    use super::*;

    const FAILED: Report = Report::Failed { retry_after: None };

    fn now() -> DateTime<Utc> {
        "2026-03-02T10:00:00Z".parse().expect("a time")
    }

    #[test]
    fn one_service_that_fails_holds_up_no_other() {
        let services = Services::default();
        for _ in 0..OPENS_AT {
            services.ask("bad", now()).expect("a pass").report(FAILED, Some("503"));
        }
        assert_eq!(services.ask("bad", now()).err(), Some(now() + FIRST_REST));
        services.ask("good", now()).expect("a pass").report(Report::Well, None);
        let seen = services.seen(now());
        let [bad, good] = seen.as_slice() else { panic!("two, not {seen:?}") };
        assert_eq!((bad.failures, bad.last_error.as_deref()), (OPENS_AT, Some("503")));
        assert_eq!((good.state, good.failures, good.last_error.as_deref()), (State::Closed, 0, None));
    }

    #[test]
    fn a_refusal_is_remembered_and_is_no_failure() {
        let services = Services::default();
        for status in ["403", "413", "400"] {
            services.ask("a", now()).expect("a pass").report(Report::Well, Some(status));
        }
        assert_eq!((services.seen(now())[0].failures, services.seen(now())[0].last_error.as_deref()), (0, Some("400")));
    }

    #[test]
    fn a_probe_that_is_dropped_leaves_the_place_to_another() {
        let services = Services::default();
        for _ in 0..OPENS_AT {
            services.ask("a", now()).expect("a pass").report(FAILED, Some("503"));
        }
        let then = now() + FIRST_REST;
        let probe = services.ask("a", then).expect("the probe");
        assert!(services.ask("a", then).is_err());
        drop(probe);
        assert!(services.ask("a", then).is_ok());
    }
}
