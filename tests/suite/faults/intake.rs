//! F1, a few kills long.

use vigie_server::store::scope::everywhere;
use vigie_tests::Database;
use vigie_tests::faults::{Plan, fault};

async fn survives(database: Database) {
    let reports = (fault("F1").expect("a fault").run)(Plan::short(1).on(database)).await;
    assert_eq!(reports.len(), 1);
    reports[0].assert_good();
    assert!(reports[0].counts["messages"] > 0 && reports[0].counts["kills"] == 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_again_and_again_the_embedded_database_loses_and_doubles_nothing() {
    everywhere(async {
        survives(Database::Sqlite).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_again_and_again_a_node_on_postgresql_loses_and_doubles_nothing() {
    everywhere(async {
        survives(Database::Postgres).await;
    })
    .await;
}
