//! What each rule remembers of a person: since when a condition holds, when it was last said, and
//! room for two running numbers of a chart.
//!
//! A rule has one [`Memory`] for each of four slots (by axis; a rule that is not about axes names
//! its own). Memories are found by a hash of the rule's id, so that a new rule set keeps what its
//! unchanged rules remember and does not say everything again.

use crate::ids::UserId;

/// Slots of a rule: one for each axis.
pub const SLOTS: usize = 4;

const NEVER_DAY: i32 = i32::MIN;
const NO_TIME: i64 = i64::MIN;
/// Nobody saw the condition yet.
pub(super) const NOBODY: u64 = 0;
/// Two different aides saw it.
const TWO_AIDES: u64 = u64::MAX;

/// One slot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Memory {
    /// Start of the unbroken run, in microseconds; `NO_TIME` while the condition does not hold.
    pub(super) since: i64,
    /// Day it was last said.
    pub(super) said: i32,
    /// Rank of the severity it was last said with, plus one; 0 for never.
    pub(super) rank: u8,
    /// Running values of a chart, for the kinds that have one.
    pub(super) chart: [f64; 2],
    /// Who saw the running condition first, for rules that want two aides: a hash, or one of
    /// `NOBODY` and `TWO_AIDES`.
    pub(super) aide: u64,
}

impl Memory {
    /// Nothing remembered.
    pub const EMPTY: Memory = Memory { since: NO_TIME, said: NEVER_DAY, rank: 0, chart: [0.0; 2], aide: NOBODY };

    pub(super) fn is_empty(&self) -> bool {
        *self == Self::EMPTY
    }

    pub(super) fn holds(&self) -> bool {
        self.since != NO_TIME
    }

    pub(super) fn was_said(&self) -> bool {
        self.said != NEVER_DAY
    }

    pub(super) fn start(&mut self, at: i64) {
        if !self.holds() {
            self.since = at;
        }
    }

    pub(super) fn stop(&mut self) {
        self.since = NO_TIME;
        self.aide = NOBODY;
    }

    /// An aide saw the running condition.
    pub(super) fn witness(&mut self, aide: UserId) {
        let hash = fnv1a(FNV_SEED, aide.uuid().as_bytes()).clamp(NOBODY + 1, TWO_AIDES - 1);
        self.aide = match self.aide {
            NOBODY => hash,
            first if first == hash => first,
            _ => TWO_AIDES,
        };
    }

    pub(super) fn is_confirmed(&self) -> bool {
        self.aide == TWO_AIDES
    }

    /// The story ends: what is said afterwards is news.
    pub(super) fn restart(&mut self) {
        *self = Self::EMPTY;
    }

    pub(super) fn forget_said(&mut self) {
        self.said = NEVER_DAY;
        self.rank = 0;
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::EMPTY
    }
}

/// How often a condition that holds is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// Each time: every rating is a fact of its own.
    Always,
    /// When it begins to hold, then again after so many days without a break; a graver one at once.
    OncePerRun(u16),
    /// At most once in so many days, even if it stopped in between; a graver one at once.
    OncePer(u16),
}

impl Repeat {
    /// Whether to say it today.
    pub(super) fn says(self, memory: &Memory, began_now: bool, day: i32, rank: u8) -> bool {
        let graver = rank + 1 > memory.rank;
        let waited = |days: u16| day.saturating_sub(memory.said) >= i32::from(days);
        match self {
            Self::Always => true,
            Self::OncePerRun(days) => began_now || !memory.was_said() || graver || waited(days),
            Self::OncePer(days) => !memory.was_said() || graver || waited(days),
        }
    }
}

/// The memories of one rule.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RuleMemory {
    pub(super) key: u64,
    pub(super) slots: [Memory; SLOTS],
}

impl RuleMemory {
    pub(super) const fn new(key: u64) -> Self {
        Self { key, slots: [Memory::EMPTY; SLOTS] }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.slots.iter().all(Memory::is_empty)
    }
}

/// FNV-1a, 64 bits: a small hash that is the same on every machine and in every version.
#[must_use]
pub(super) fn fnv1a(seed: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(seed, |hash, &byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Start value of FNV-1a.
pub(super) const FNV_SEED: u64 = 0xcbf2_9ce4_8422_2325;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(fnv1a(FNV_SEED, b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(FNV_SEED, b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn a_condition_is_said_again_after_the_wait_or_when_graver() {
        let said = Memory { since: 0, said: 100, rank: 1, ..Memory::EMPTY };
        assert!(!Repeat::OncePer(30).says(&said, true, 129, 0));
        assert!(Repeat::OncePer(30).says(&said, false, 130, 0));
        assert!(Repeat::OncePer(30).says(&said, false, 101, 1), "graver");
        assert!(Repeat::OncePerRun(30).says(&said, true, 101, 0), "a new run");
        assert!(!Repeat::OncePerRun(30).says(&said, false, 101, 0));
        assert!(Repeat::OncePer(30).says(&Memory::EMPTY, true, 5, 0));
    }
}
