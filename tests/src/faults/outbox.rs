//! What the rig does with the outbox from outside: facts that make reminders, leases that run out, waiting until nothing is left.

use std::collections::BTreeSet;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;
use vigie_server::ids;
use vigie_server::scheduler::jobs::UNRATED_FOR;
use vigie_server::store::Store;
use vigie_server::store::visits::{self, Visit};

use super::checker::Verdict;
use super::history::Fact;
use super::{Report, Site};
use crate::rows;

/// A backlog that needs longer has not drained.
const PATIENCE: Duration = Duration::from_secs(90);
const OPEN: &str = "state IN ('pending', 'retry', 'leased')";

/// The machine's own time: what a program in its own process lives by.
#[expect(clippy::disallowed_methods, reason = "the program in its own process lives on the machine's clock")]
pub fn machine_time() -> DateTime<Utc> {
    Utc::now()
}

/// Polls until `condition` holds; says whether it came to that.
pub async fn until(patience: Duration, mut condition: impl AsyncFnMut() -> bool) -> bool {
    let waiting = async {
        while !condition().await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(patience, waiting).await.is_ok()
}

/// Visits that were done and not rated, of which their aide is to be reminded from now or a little later on: one message each, for
/// ever.
pub async fn forgotten_visits(site: &Site, store: &Store, count: usize, due_in: TimeDelta) -> Vec<Fact> {
    let ends_at = site.now() - UNRATED_FOR + due_in;
    let aides = [site.world.aide.id, site.world.second_aide.id];
    let mut tx = store.begin().await.expect("a transaction");
    let mut facts = Vec::new();
    for number in 0..count {
        let visit = Visit {
            federation_id: site.world.federation,
            id: ids::fresh(),
            person_id: site.persons[number % site.persons.len()].id,
            aide_id: aides[number % aides.len()],
            starts_at: ends_at - TimeDelta::hours(1),
            ends_at,
            status: "done".to_owned(),
        };
        visits::insert(&mut tx, &visit, None).await.expect("a visit");
        facts.push(Fact { receiver: visit.aide_id, tag: format!("visit-{}", visit.id) });
    }
    tx.commit().await.expect("committed");
    facts
}

/// Makes some jobs come every second, so that a kill falls into one. Their rows are made by whoever starts first.
pub async fn hasten_jobs(store: &Store, names: &[&str]) -> bool {
    let names: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    let due = "2020-01-01T00:00:00+00:00";
    let often = format!("UPDATE jobs SET cron = '* * * * * *', next_at = '{due}' WHERE name IN ({})", names.join(", "));
    until(PATIENCE, async || rows::change(store, &often).await > 0).await
}

/// As if the leases of nodes that are no longer there had run out: the database's clock cannot be moved. Returns how many there were.
pub async fn let_leases_run_out(site: &Site) -> u64 {
    let store = site.store().await;
    let ran_out = rows::change(&store, "UPDATE outbox SET lease_until = created_at WHERE state = 'leased'").await;
    store.close().await;
    ran_out
}

/// As if the waits between two tries had run out.
pub async fn let_waits_run_out(site: &Site) -> u64 {
    let store = site.store().await;
    let ran_out = rows::change(&store, "UPDATE outbox SET next_attempt_at = created_at WHERE state = 'retry'").await;
    store.close().await;
    ran_out
}

/// Waits until these reminders are written down: what is not there yet cannot be on its way.
pub async fn written_down(store: &Store, facts: &[Fact], report: &mut Report) {
    for fact in facts {
        let key = fact.tag.replace("visit-", "unrated:").replace('-', "");
        let there = format!("SELECT COUNT(*) FROM outbox WHERE key = '{key}'");
        let there = until(PATIENCE, async || rows::count(store, &there).await == 1).await;
        report.demand(there, || format!("nobody wrote down that {} is to be told", fact.tag));
    }
}

/// Waits until no message is on its way any more.
pub async fn drained(site: &Site, report: &mut Report) {
    let store = site.store().await;
    let open = format!("SELECT COUNT(*) FROM outbox WHERE {OPEN}");
    let empty = until(PATIENCE, async || rows::count(&store, &open).await == 0).await;
    if !empty {
        let stuck = format!("SELECT state || ' ' || COALESCE(last_error, '') || ' ' || key FROM outbox WHERE {OPEN}");
        let stuck = rows::texts(&store, &stuck).await;
        report.demand(false, || format!("{} messages stay: {:?}", stuck.len(), &stuck[..stuck.len().min(5)]));
    }
    store.close().await;
}

/// Every message that was written down arrived under its own id, nothing else did, and each says what its browser could read.
pub async fn all_arrived(site: &Site, store: &Store, report: &mut Report) {
    let written: BTreeSet<Uuid> = rows::ids(store, "SELECT id FROM outbox").await.into_iter().collect();
    let seen = site.push.seen();
    let arrived: BTreeSet<Uuid> = seen.iter().map(|message| message.id).collect();
    let verdict = Verdict {
        lost: written.difference(&arrived).copied().collect(),
        duplicated: Vec::new(),
        unexpected: arrived.difference(&written).copied().collect(),
        recovered: 0,
        repeated: seen.len() - arrived.len(),
    };
    report.count("messages", written.len());
    report.add("messages", &verdict);
    let broken = site.push.broken();
    report.demand(broken.is_empty(), || format!("{} messages cannot be opened: {:?}", broken.len(), broken.first()));
}
