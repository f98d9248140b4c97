//! The clock of nodes in processes of their own. A debug build reads it from a file (`server/src/clock/moved.rs`), a release build cannot
//! be moved and lives on the machine's.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use chrono::{DateTime, TimeDelta, Utc};

use super::outbox::machine_time;

/// A clock that several processes look at.
#[derive(Debug)]
pub struct MovedClock {
    file: PathBuf,
    shows: Mutex<Shows>,
}

#[derive(Debug, Clone, Copy)]
enum Shows {
    /// The machine's time, and so much more.
    Shifted(TimeDelta),
    /// Stands still.
    Standing(DateTime<Utc>),
}

impl MovedClock {
    /// A clock that goes on from a moment; in a release build from now.
    pub fn at(file: &Path, moment: &str) -> Self {
        let clock = Self { file: file.to_owned(), shows: Mutex::new(Shows::Shifted(TimeDelta::zero())) };
        if cfg!(debug_assertions) {
            clock.set(moment.parse().expect("a time"));
        }
        clock
    }

    pub fn now(&self) -> DateTime<Utc> {
        match *self.shows.lock().expect("not poisoned") {
            Shows::Shifted(shift) => machine_time() + shift,
            Shows::Standing(moment) => moment,
        }
    }

    /// Jumps to a moment, in whole seconds, and goes on from there.
    pub fn set(&self, moment: DateTime<Utc>) {
        let shift = TimeDelta::seconds((moment - machine_time()).num_seconds());
        self.show(Shows::Shifted(shift), &format!("{:+}", shift.num_seconds()));
    }

    /// Jumps to a moment and stands still.
    pub fn stand_at(&self, moment: DateTime<Utc>) {
        self.show(Shows::Standing(moment), &moment.to_rfc3339());
    }

    /// In one step, so that no process reads half of it.
    fn show(&self, shows: Shows, text: &str) {
        let fresh = self.file.with_extension("new");
        std::fs::write(&fresh, text).expect("written");
        std::fs::rename(&fresh, &self.file).expect("in place");
        *self.shows.lock().expect("not poisoned") = shows;
    }

    /// What a node's environment needs.
    pub fn variable(&self) -> (String, String) {
        ("VIGIE_TEST_CLOCK".to_owned(), self.file.display().to_string())
    }
}
