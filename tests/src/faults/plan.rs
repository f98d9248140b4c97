//! What is to be done: with which seed, how often, how long.

use crate::{Database, Lots};

/// One run of a fault.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub seed: u64,
    /// How often; none: as often as the fault's own form says.
    pub rounds: Option<u32>,
    /// The form that belongs into every test run; the other one takes its time.
    pub short: bool,
    /// One database only; none: each that the fault is about.
    pub database: Option<Database>,
}

impl Plan {
    /// The form of the suite.
    pub const fn short(seed: u64) -> Self {
        Self { seed, rounds: None, short: true, database: None }
    }

    #[must_use]
    pub const fn on(self, database: Database) -> Self {
        Self { database: Some(database), ..self }
    }

    /// The rounds of the short form, or of the long one, unless the plan says how many.
    pub fn rounds(&self, short: u32, long: u32) -> u32 {
        self.rounds.unwrap_or(if self.short { short } else { long })
    }

    /// The databases to run on, of those the fault is about.
    pub fn databases(&self, about: &[Database]) -> Vec<Database> {
        about.iter().copied().filter(|one| self.database.is_none_or(|wanted| wanted == *one)).collect()
    }

    /// The same lots for the same seed and purpose.
    pub fn lots(&self, purpose: &str) -> Lots {
        let salt = purpose.bytes().fold(self.seed, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
        Lots::new(salt)
    }
}
