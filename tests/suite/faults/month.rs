//! The simulated month, three days long: a weekend, the night of a clock change, a Monday.

use vigie_server::store::scope::everywhere;
use vigie_tests::faults::{Plan, fault};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_is_told_what_the_facts_say_once_and_in_their_hours() {
    everywhere(async {
        let reports = (fault("month").expect("a fault").run)(Plan::short(5)).await;
        reports[0].assert_good();
        for what in ["kills", "jumps_back", "merged", "told_by_themselves", "never_told", "told_at_night", "digests"] {
            assert!(reports[0].counts.get(what).is_some_and(|count| *count > 0), "no {what}: {}", reports[0].line());
        }
    })
    .await;
}
