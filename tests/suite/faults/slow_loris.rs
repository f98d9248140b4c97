//! F13, a hundred slow clients long.

use vigie_server::store::scope::everywhere;
use vigie_tests::faults::{Plan, fault};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_holds_a_connection_for_nothing_is_let_go_and_others_are_served() {
    everywhere(async {
        let reports = (fault("F13").expect("a fault").run)(Plan::short(1)).await;
        assert_eq!(reports.len(), 1);
        reports[0].assert_good();
        assert_eq!(reports[0].counts["let_go"], 100);
    })
    .await;
}
