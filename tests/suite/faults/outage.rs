//! F8 and F9: the disk is full, the database is away.

use vigie_server::store::scope::everywhere;
use vigie_tests::faults::{Plan, fault};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_a_full_disk_phones_are_told_to_come_back_and_nothing_is_lost() {
    everywhere(async {
        let reports = (fault("F8").expect("a fault").run)(Plan::short(8)).await;
        reports[0].assert_good();
        // Whoever may not mount a disk cannot fill one: the line says so.
        if reports[0].skipped.is_none() {
            assert!(
                reports[0].counts["fillings"] == 1 && reports[0].counts["answers_200"] > 0,
                "{}",
                reports[0].line()
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_may_restart_crash_drop_everybody_and_stand_still() {
    everywhere(async {
        let reports = (fault("F9").expect("a fault").run)(Plan::short(9)).await;
        reports[0].assert_good();
        assert_eq!(reports[0].counts["blows"], 5);
    })
    .await;
}
