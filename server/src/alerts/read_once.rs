//! What one live stream has read and the others are shown as well, for a moment. Nothing here decides about sight: each stream asks for
//! itself which alerts are in its own.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_shared::lang::Lang;
use vigie_shared::role::Role;

/// How long a reading is good for others: long enough for all streams to be told of one change.
const GOOD_FOR: Duration = Duration::from_secs(2);
/// Readings kept at one time; beyond it everybody reads for themselves again.
const MOST: usize = 1_000;

/// The changes of a federation after a cursor, as far as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stretch {
    pub federation: Uuid,
    pub cursor: i64,
    pub stand: i64,
}

/// A changed alert as one role of its federation reads it in one language. What moves its row without an event makes it another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Shown {
    pub federation: Uuid,
    pub alert: Uuid,
    pub seq: i64,
    pub updated_at: DateTime<Utc>,
    pub role: Role,
    pub lang: Lang,
}

/// Readings by what was asked.
#[derive(Debug)]
pub struct ReadOnce<K, V>(Mutex<HashMap<K, (Instant, V)>>);

impl<K, V> Default for ReadOnce<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> ReadOnce<K, V> {
    /// What somebody has just read.
    pub fn get(&self, key: &K) -> Option<V> {
        let kept = self.kept();
        kept.get(key).filter(|(at, _)| at.elapsed() < GOOD_FOR).map(|(_, value)| value.clone())
    }

    pub fn keep(&self, key: K, value: V) {
        let mut kept = self.kept();
        if kept.len() >= MOST {
            kept.retain(|_, (at, _)| at.elapsed() < GOOD_FOR);
        }
        if kept.len() < MOST {
            kept.insert(key, (Instant::now(), value));
        }
    }

    fn kept(&self) -> MutexGuard<'_, HashMap<K, (Instant, V)>> {
        // Nothing in here panics halfway through a change.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_is_good_for_the_same_federation_role_and_language_alone() {
        let id = Uuid::from_u128;
        let (role, lang) = (Role::SectorReferent, Lang::Fr);
        let key = Shown { federation: id(1), alert: id(2), seq: 3, updated_at: DateTime::UNIX_EPOCH, role, lang };
        let readings = ReadOnce::default();
        readings.keep(key, "all of it");
        assert_eq!(readings.get(&key), Some("all of it"));
        let others = [
            Shown { federation: id(9), ..key },
            Shown { seq: 4, ..key },
            Shown { updated_at: DateTime::<Utc>::MAX_UTC, ..key },
            Shown { role: Role::Coordinator, ..key },
            Shown { lang: Lang::En, ..key },
        ];
        for other in others {
            assert_eq!(readings.get(&other), None, "{other:?}");
        }
    }

    #[test]
    fn a_full_house_keeps_nothing_more() {
        let readings = ReadOnce::default();
        for number in 0..=MOST {
            readings.keep(number, ());
        }
        assert_eq!(readings.kept().len(), MOST);
    }
}
