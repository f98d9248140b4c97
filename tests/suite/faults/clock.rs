//! F10, two days around each night on which clocks are changed.

use vigie_server::store::scope::everywhere;
use vigie_tests::Database;
use vigie_tests::faults::{Plan, fault};

async fn each_day_once(database: Database) {
    let reports = (fault("F10").expect("a fault").run)(Plan::short(10).on(database)).await;
    assert_eq!(reports.len(), 1);
    reports[0].assert_good();
    for what in ["occurrences", "kills", "jumps_back", "stops"] {
        assert!(reports[0].counts[what] > 1, "{}", reports[0].line());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_under_a_jumping_clock_run_each_job_once_a_civil_day() {
    everywhere(async {
        each_day_once(Database::Postgres).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_node_under_a_jumping_clock_runs_each_job_once_a_civil_day() {
    everywhere(async {
        each_day_once(Database::Sqlite).await;
    })
    .await;
}
