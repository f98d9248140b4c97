//! Mistakes made on purpose, to see whether the tests notice: a harness that never fails proves nothing.
//!
//! Debug builds only; a release build holds no trace of them (`make faults` looks into it). The environment chooses one with
//! `VIGIE_TEST_MUTANT`. To add one: a `mutant!` line where it bites, and a line in `tests/suite/faults/mutants.rs` with the test that
//! must fail.

/// `mutant!("name" => do)` does something wrong, `mutant!("name", wrong, right)` takes the wrong one of two, if the mutant is chosen.
#[cfg(debug_assertions)]
macro_rules! mutant {
    ($name:literal => $wrong:expr) => {
        if $crate::mutant::chosen($name) {
            $wrong;
        }
    };
    ($name:literal, $wrong:expr, $right:expr) => {
        if $crate::mutant::chosen($name) { $wrong } else { $right }
    };
}

#[cfg(not(debug_assertions))]
macro_rules! mutant {
    ($name:literal => $wrong:expr) => {};
    ($name:literal, $wrong:expr, $right:expr) => {
        $right
    };
}

pub(crate) use mutant;

#[cfg(debug_assertions)]
pub(crate) use debug::{chosen, commit_later};

#[cfg(debug_assertions)]
mod debug {
    use std::sync::OnceLock;
    use std::time::Duration;

    use crate::store::Tx;

    static CHOSEN: OnceLock<Option<String>> = OnceLock::new();

    pub(crate) fn chosen(name: &str) -> bool {
        CHOSEN.get_or_init(|| std::env::var("VIGIE_TEST_MUTANT").ok()).as_deref() == Some(name)
    }

    /// Commits after the answer is out.
    pub(crate) fn commit_later(tx: Tx) {
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(40)).await;
            if let Err(error) = tx.commit().await {
                tracing::warn!(%error, "a mutant could not commit");
            }
        });
    }
}
