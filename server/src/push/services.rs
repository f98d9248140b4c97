//! The push services as this server sees them: a [`Breaker`] each, and the last thing that went wrong.
//!
//! Each server learns for itself; what it learnt is gone when it stops.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};

use super::breaker::{Answer, Breaker, Report, State};
use super::sender::Outcome;

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

/// Every service that was called so far. How many there are is bounded by the list of admitted ones.
#[derive(Debug, Default)]
pub struct Services(Mutex<BTreeMap<String, Known>>);

/// The right to one call. Dropped without a report, it counts as unused.
#[derive(Debug)]
pub struct Pass<'a> {
    services: &'a Services,
    service: &'a str,
    asked_at: DateTime<Utc>,
    reported: bool,
}

impl Services {
    /// A pass for a call, or when to ask again.
    pub fn ask<'a>(&'a self, service: &'a str, now: DateTime<Utc>) -> Result<Pass<'a>, DateTime<Utc>> {
        match self.known().entry(service.to_owned()).or_default().breaker.ask(now) {
            Answer::Go => Ok(Pass { services: self, service, asked_at: now, reported: false }),
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
            tracing::warn!(
                service,
                open,
                why,
                "push service {service}: {}",
                if open { "left alone" } else { "well again" }
            );
        }
        metrics::gauge!("vigie_push_service_open", "service" => service.to_owned()).set(if is_open(after) {
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
    /// Says what came of the call.
    pub fn report(mut self, outcome: &Outcome, now: DateTime<Utc>) {
        self.reported = true;
        let (report, error) = match outcome {
            Outcome::Later { retry_after, why, .. } => {
                (Report::Failed { retry_after: *retry_after }, Some(why.as_str()))
            }
            // The service is well; that it does not want us is worth knowing.
            Outcome::Refused { why, .. } | Outcome::Stale { why, .. } => (Report::Well, Some(why.as_str())),
            Outcome::Accepted { .. } | Outcome::Gone { .. } => (Report::Well, None),
            Outcome::Held { .. } => (Report::Unused, None),
        };
        self.services.report(self.service, report, error, now);
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
    use super::*;
    use crate::push::breaker::{FIRST_REST, OPENS_AT};

    fn now() -> DateTime<Utc> {
        "2026-03-02T10:00:00Z".parse().expect("a time")
    }

    fn failed() -> Outcome {
        Outcome::Later { status: Some(503), retry_after: None, why: "503".to_owned() }
    }

    #[test]
    fn one_service_that_fails_holds_up_no_other() {
        let services = Services::default();
        for _ in 0..OPENS_AT {
            services.ask("bad", now()).expect("a pass").report(&failed(), now());
        }
        assert_eq!(services.ask("bad", now()).err(), Some(now() + FIRST_REST));
        services.ask("good", now()).expect("a pass").report(&Outcome::Accepted { status: 201 }, now());
        let seen = services.seen(now());
        let [bad, good] = seen.as_slice() else { panic!("two, not {seen:?}") };
        assert_eq!((bad.failures, bad.last_error.as_deref()), (OPENS_AT, Some("503")));
        assert_eq!((good.state, good.failures, good.last_error.as_deref()), (State::Closed, 0, None));
    }

    #[test]
    fn a_refusal_is_remembered_and_is_no_failure() {
        let services = Services::default();
        for status in [403, 413, 400] {
            let refused = Outcome::Refused { status: Some(status), why: status.to_string() };
            services.ask("a", now()).expect("a pass").report(&refused, now());
        }
        assert_eq!((services.seen(now())[0].failures, services.seen(now())[0].last_error.as_deref()), (0, Some("400")));
    }

    #[test]
    fn a_probe_that_is_dropped_leaves_the_place_to_another() {
        let services = Services::default();
        for _ in 0..OPENS_AT {
            services.ask("a", now()).expect("a pass").report(&failed(), now());
        }
        let then = now() + FIRST_REST;
        let probe = services.ask("a", then).expect("the probe");
        assert!(services.ask("a", then).is_err());
        drop(probe);
        assert!(services.ask("a", then).is_ok());
    }
}
