//! F15, for a village: every rating is stored once and the queue is read meanwhile; how fast is for `make faults`.

use vigie_server::store::scope::everywhere;
use vigie_tests::Database;
use vigie_tests::faults::{Plan, fault};

async fn are_stored_once(database: Database) {
    let reports = everywhere((fault("F15").expect("a fault").run)(Plan::short(1).on(database))).await;
    assert_eq!(reports.len(), 1);
    reports[0].assert_good();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn phones_that_come_back_together_are_served_by_the_embedded_database() {
    are_stored_once(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn phones_that_come_back_together_are_served_by_postgresql() {
    are_stored_once(Database::Postgres).await;
}
