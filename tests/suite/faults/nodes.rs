//! Two real processes on one PostgreSQL, killed in turn in the middle of their jobs: every occurrence has its effect once.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::TimeDelta;
use vigie_server::ids;
use vigie_server::scheduler::jobs::UNRATED_FOR;
use vigie_server::store::visits::{self, Visit};
use vigie_server::store::{Store, job_runs};
use vigie_tests::{Database, rows};

use vigie_server::store::scope::everywhere;
use vigie_tests::faults::{Plan, Site, fault};

/// Jobs that come every second here, so that a kill falls into one.
const JOBS: &str = "('unrated_visit', 'escalation', 'wake')";
const VISITS_A_ROUND: usize = 5;

/// Visits that were done, not rated, and are to be reminded of.
async fn more_visits(site: &Site, store: &Store) {
    let ends_at = site.now() - UNRATED_FOR - TimeDelta::minutes(1);
    let mut tx = store.begin().await.expect("a transaction");
    for _ in 0..VISITS_A_ROUND {
        let visit = Visit {
            federation_id: site.world.federation,
            id: ids::fresh(),
            person_id: site.persons[0].id,
            aide_id: site.world.aide.id,
            starts_at: ends_at - TimeDelta::hours(1),
            ends_at,
            status: "done".to_owned(),
        };
        visits::insert(&mut tx, &visit, None).await.expect("a visit");
    }
    tx.commit().await.expect("committed");
}

/// Lets the nodes work for a while, with new work all the time.
async fn work(site: &Site, store: &Store, rounds: usize) -> usize {
    for _ in 0..rounds {
        more_visits(site, store).await;
        tokio::time::sleep(Duration::from_millis(270)).await;
    }
    rounds * VISITS_A_ROUND
}

async fn reminders(store: &Store) -> i64 {
    rows::count(store, "SELECT COUNT(*) FROM outbox WHERE kind = 'unrated_visit'").await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_killed_in_turn_run_each_occurrence_once() {
    everywhere(async {
        let site = Site::prepare(Database::Postgres).await;
        let store = site.store().await;
        let first = site.serve().await;
        let second = site.serve_beside().await;
        let often =
            format!("UPDATE jobs SET cron = '* * * * * *', next_at = '2020-01-01T00:00:00+00:00' WHERE name IN {JOBS}");
        // The rows are made by whoever starts first.
        let made = async {
            while rows::change(&store, &often).await == 0 {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), made).await.expect("the jobs have their rows");
        let mut visits = work(&site, &store, 8).await;
        first.kill();
        visits += work(&site, &store, 8).await;
        let first = site.serve().await;
        visits += work(&site, &store, 4).await;
        second.kill();
        visits += work(&site, &store, 8).await;
        let expected = i64::try_from(visits).expect("a count");
        let drained = async {
            while reminders(&store).await < expected {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), drained).await.expect("whoever is left does all of it");
        first.kill();
        assert_eq!(reminders(&store).await, expected, "each visit is told of once");

        let mut tx = store.read().await.expect("a transaction");
        let runs = job_runs::of_federation(&mut tx, site.world.federation).await.expect("runs");
        drop(tx);
        let runs: Vec<_> = runs.into_iter().filter(|run| JOBS.contains(&run.name)).collect();
        assert!(runs.len() >= 9, "the nodes ran them all along: {runs:?}");
        assert!(runs.iter().all(|run| run.error.is_none() && run.occurrence <= run.at), "{runs:?}");
        let occurrences: BTreeSet<_> = runs.iter().map(|run| (&run.name, run.occurrence)).collect();
        assert_eq!(occurrences.len(), runs.len(), "no occurrence has two runs: {runs:?}");
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_a_proxy_nodes_come_and_go_and_nobody_notices() {
    everywhere(async {
        let reports = (fault("F5").expect("a fault").run)(Plan::short(11)).await;
        reports[0].assert_good();
        for what in ["kills", "restarts", "rounds_through_a_pooler", "alerts_on_the_page"] {
            assert!(reports[0].counts.get(what).is_some_and(|count| *count > 0), "no {what}: {}", reports[0].line());
        }
    })
    .await;
}
