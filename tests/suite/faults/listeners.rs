//! Live streams, sixty of them: how many one node bears and what they cost is for `make faults`.

use vigie_server::store::scope::everywhere;
use vigie_tests::Database;
use vigie_tests::faults::{Plan, fault};

async fn hear_once(database: Database) {
    let reports = everywhere((fault("listeners").expect("a fault").run)(Plan::short(1).on(database))).await;
    assert_eq!(reports.len(), 1);
    reports[0].assert_good();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_who_listens_hears_of_an_alert_once_on_the_embedded_database() {
    hear_once(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_who_listens_hears_of_an_alert_once_on_postgresql() {
    hear_once(Database::Postgres).await;
}
