//! F2, a few power cuts long.

use vigie_server::store::scope::everywhere;
use vigie_tests::faults::{Plan, fault};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_outlives_a_power_cut() {
    let reports = everywhere((fault("F2").expect("a fault").run)(Plan::short(1))).await;
    assert_eq!(reports.len(), 1);
    reports[0].assert_good();
    assert!(reports[0].skipped.is_none() && reports[0].counts["power_cuts"] == 6, "{}", reports[0].line());
}
