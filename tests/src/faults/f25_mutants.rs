//! F25: mistakes made on purpose. The suite lets each loose on the test that must catch it (`tests/suite/faults/mutants.rs`); here that
//! is asked for, and the release build is searched for anything they or the clock that can be moved have left in it.

use std::path::Path;
use std::process::Command;

use super::nodes::{Build, program};
use super::{Plan, Report};

/// What only a debug build may hold.
const TRACES: [&str; 11] = [
    "VIGIE_TEST_MUTANT",
    "VIGIE_TEST_CLOCK",
    "ack_before_commit",
    "no_unique_key",
    "lease_without_fence",
    "delete_on_500",
    "policy_row_removed",
    "breaker_never_opens",
    "told_at_any_hour",
    "no_message_key",
    "no_sync",
];

pub async fn run(plan: &Plan) -> Vec<Report> {
    let mut report = Report::begin("F25", plan, None);
    if cfg!(debug_assertions) {
        report.skip("run it on the release build, which must hold no trace of them".to_owned());
        return vec![report.end()];
    }
    let in_release = traces(program(Build::Own));
    report.demand(in_release.is_empty(), || format!("the release build holds {in_release:?}"));
    // Else the search would find nothing anywhere.
    let in_debug = traces(program(Build::Debug));
    report.demand(in_debug.len() == TRACES.len(), || format!("of {TRACES:?} the debug build holds only {in_debug:?}"));
    report.count("traces_looked_for", TRACES.len());
    let mut caught = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    caught.args([
        "test",
        "--quiet",
        "-p",
        "vigie-tests",
        "--test",
        "suite",
        "--",
        "faults::mutants",
        "--include-ignored",
    ]);
    let caught = caught.output().expect("cargo runs");
    let said = String::from_utf8_lossy(&caught.stdout).into_owned();
    report.demand(caught.status.success(), || format!("a mutant was not caught: {said}"));
    report.count("mutants", TRACES.len() - 2);
    vec![report.end()]
}

fn traces(program: &Path) -> Vec<&'static str> {
    let bytes = std::fs::read(program).expect("the program's file");
    let holds = |word: &&str| bytes.windows(word.len()).any(|window| window == word.as_bytes());
    TRACES.iter().copied().filter(|word| holds(word)).collect()
}
