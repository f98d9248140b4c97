//! F25: whether the harness notices. Each mutant of `server/src/mutant.rs` is let loose on the very test that is there to catch it, in
//! a process of its own; the test must fail, and for the right reason. Without a mutant the same tests pass, as everybody sees.

use std::process::Command;

const THE_MONTH: &str = "faults::month::everybody_is_told_what_the_facts_say_once_and_in_their_hours";

/// Runs one test of this binary on a program with a mutant in it; what it said.
fn outcome(test: &str, mutant: &str) -> String {
    let mut run = Command::new(std::env::current_exe().expect("this program has a path"));
    run.args([test, "--exact"]).env("VIGIE_TEST_MUTANT", mutant).env("RUST_BACKTRACE", "0");
    let done = run.output().expect("the test runs");
    let said = [done.stdout, done.stderr].concat();
    String::from_utf8_lossy(&said).into_owned()
}

#[track_caller]
fn assert_caught(mutant: &str, by: &str, because: &str) {
    let said = outcome(by, mutant);
    assert!(said.contains("test result: FAILED. 0 passed; 1 failed"), "{mutant} was not caught by {by}:\n{said}");
    assert!(said.contains(because), "{by} failed for another reason than {mutant}:\n{said}");
}

#[test]
fn an_answer_before_the_commit_is_caught_by_the_kills_in_intake() {
    let by = "faults::intake::killed_again_and_again_the_embedded_database_loses_and_doubles_nothing";
    assert_caught("ack_before_commit", by, " lost, such as ");
}

#[test]
fn commits_that_nobody_waits_for_are_caught_by_the_power_cuts() {
    let by = "faults::power::what_was_acknowledged_outlives_a_power_cut";
    assert_caught("no_sync", by, " lost, such as ");
}

#[test]
fn ratings_without_a_key_are_caught_by_the_resubmissions() {
    let by = "pipeline::repetition::the_same_batch_again_changes_nothing::sqlite";
    assert_caught("no_unique_key", by, r#"outcome == "duplicate""#);
}

#[test]
fn a_lease_without_a_fence_is_caught_by_the_pause() {
    let by = "faults::delivery::a_worker_that_was_stopped_for_longer_than_its_lease_writes_nothing_any_more";
    assert_caught("lease_without_fence", by, "an old fence wrote");
}

#[test]
fn a_subscription_that_goes_with_a_500_is_caught_by_the_answers_of_push_services() {
    let by = "delivery::answers::only_404_and_410_remove_a_subscription::sqlite";
    assert_caught("delete_on_500", by, ": 500");
}

#[test]
fn a_policy_that_admits_everybody_is_caught_by_the_walk_over_all_routes() {
    let by = "api::scope::walk::nobody_reaches_beyond_their_role_and_sector::sqlite";
    assert_caught("policy_row_removed", by, " right: 404");
}

#[test]
fn a_breaker_that_never_opens_is_caught_by_the_push_service_that_is_down() {
    let by = "faults::delivery::a_push_service_that_is_down_holds_up_nobody_and_is_left_alone";
    assert_caught("breaker_never_opens", by, "may be");
}

#[test]
#[ignore = "lives through days: `make faults`"]
fn messages_at_any_hour_are_caught_by_the_month() {
    assert_caught("told_at_any_hour", THE_MONTH, "was told to Desk at");
}

#[test]
#[ignore = "lives through days: `make faults`"]
fn messages_without_a_key_are_caught_by_the_month() {
    assert_caught("no_message_key", THE_MONTH, " duplicated, such as ");
}

#[test]
fn no_mutant_is_left_out() {
    let sources =
        crate::store::complete::rust_files(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/src"));
    let here = include_str!("mutants.rs");
    let mut names = Vec::new();
    for source in sources.iter().filter(|path| !path.ends_with("mutant.rs")) {
        let text = std::fs::read_to_string(source).expect("a source file");
        for piece in text.split("mutant!(").skip(1) {
            names.extend(piece.split('"').nth(1).map(str::to_owned));
        }
    }
    assert_eq!(names.len(), 9, "{names:?}");
    for name in names {
        assert!(here.contains(&format!("assert_caught(\"{name}\"")), "nothing is there to catch {name}");
    }
}
