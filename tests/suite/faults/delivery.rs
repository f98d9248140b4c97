//! F3, F4 and F7, a few rounds long.

use vigie_server::store::scope::everywhere;
use vigie_tests::Database;
use vigie_tests::faults::{Plan, Report, fault};

async fn report(name: &str, database: Database) -> Report {
    let mut reports = (fault(name).expect("a fault").run)(Plan::short(3).on(database)).await;
    assert_eq!(reports.len(), 1);
    reports.remove(0)
}

/// Kills at each of the four places, and only one that may bring a copy.
fn assert_killed_everywhere(report: &Report) {
    report.assert_good();
    for place in ["before_claim", "after_claim", "after_send", "after_settle"] {
        assert!(report.counts[place] > 0, "no kill {place}: {}", report.line());
    }
    assert!(report.repeated > 0, "a kill between sending and settling sends again: {}", report.line());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_killed_at_each_step_tells_everybody_once_on_the_embedded_database() {
    everywhere(async {
        assert_killed_everywhere(&report("F3", Database::Sqlite).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_killed_at_each_step_tells_everybody_once_on_postgresql() {
    everywhere(async {
        assert_killed_everywhere(&report("F3", Database::Postgres).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_was_stopped_for_longer_than_its_lease_writes_nothing_any_more() {
    everywhere(async {
        let report = report("F4", Database::Postgres).await;
        report.assert_good();
        assert!(report.counts["too_late"] > 0, "{}", report.line());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_push_service_that_is_down_holds_up_nobody_and_is_left_alone() {
    everywhere(async {
        for database in Database::BOTH {
            let report = report("F7", *database).await;
            report.assert_good();
            for what in ["healthy", "calls_while_down", "patient"] {
                assert!(report.counts.get(what).is_some_and(|count| *count > 0), "no {what}: {}", report.line());
            }
        }
    })
    .await;
}
