//! Limits on guessing: failures are counted by account and by address, in this process.
//!
//! An account is slowed down rather than locked. Wrong passwords count for the pair of account and address first, so that whoever guesses
//! from elsewhere does not keep the owner out; for the account as a whole and for the address the limits are wide: an office shares one. A
//! browser that has signed in before is counted for itself alone ([`super::device`]).

use std::collections::HashMap;
use std::sync::Mutex;

use chrono::{DateTime, TimeDelta, Utc};

/// The stretch of time in which failures are counted.
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// Wrong secrets for one account from one address within the window before it has to wait.
pub const PER_PAIR: usize = 8;
/// Wrong secrets in a browser that is known.
pub const PER_DEVICE: usize = 8;
/// Wrong secrets for one account from anywhere.
pub const PER_ACCOUNT: usize = 40;
/// Wrong secrets from one address within the window.
pub const PER_ADDRESS: usize = 100;
/// Keys remembered before old ones are swept out.
const SWEEP_AT: usize = 10_000;

/// Recent failures by key.
#[derive(Debug, Default)]
pub struct Limiter {
    failures: Mutex<HashMap<String, Vec<DateTime<Utc>>>>,
}

impl Limiter {
    /// Seconds to wait before the next try, if there are too many failures behind any of these keys.
    pub fn wait(&self, keys: &[(&str, usize)], now: DateTime<Utc>) -> Option<u64> {
        let failures = self.failures.lock().ok()?;
        keys.iter()
            .filter_map(|(key, most)| {
                let recent: Vec<_> = failures.get(*key)?.iter().filter(|at| now - **at < WINDOW).collect();
                let first_to_leave = recent.len().checked_sub(*most).and_then(|i| recent.get(i))?;
                let wait = (**first_to_leave + WINDOW - now).num_seconds().max(1);
                u64::try_from(wait).ok()
            })
            .max()
    }

    /// Counts a failure behind each key.
    pub fn failed(&self, keys: &[(&str, usize)], now: DateTime<Utc>) {
        let Ok(mut failures) = self.failures.lock() else { return };
        if failures.len() > SWEEP_AT {
            failures.retain(|_, times| times.iter().any(|at| now - *at < WINDOW));
        }
        for (key, _) in keys {
            let times = failures.entry((*key).to_owned()).or_default();
            times.retain(|at| now - *at < WINDOW);
            times.push(now);
        }
    }

    /// Forgets the failures of an account that has shown the right secret.
    pub fn succeeded(&self, account: &str) {
        if let Ok(mut failures) = self.failures.lock() {
            failures.remove(account);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guessing_is_slowed_down_and_forgiven_after_a_while() {
        let limiter = Limiter::default();
        let start = DateTime::UNIX_EPOCH;
        let keys = [("account:a", 3)];
        for _ in 0..3 {
            assert_eq!(limiter.wait(&keys, start), None);
            limiter.failed(&keys, start);
        }
        assert_eq!(limiter.wait(&keys, start), Some(900));
        assert_eq!(limiter.wait(&[("account:b", 3)], start), None);
        assert_eq!(limiter.wait(&keys, start + TimeDelta::minutes(15)), None);
    }

    #[test]
    fn the_right_secret_clears_the_account_only() {
        let limiter = Limiter::default();
        let start = DateTime::UNIX_EPOCH;
        limiter.failed(&[("account:a", 1), ("address:x", 1)], start);
        limiter.succeeded("account:a");
        assert_eq!(limiter.wait(&[("account:a", 1)], start), None);
        assert!(limiter.wait(&[("address:x", 1)], start).is_some());
    }
}
