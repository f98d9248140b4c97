//! F14: three times as many ratings as can be stored, for a minute. What is stored stays nearly as much as ever, the rest is told
//! at once to come
//! back, coordinators read their queue meanwhile, and when it is over it is over.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::task::JoinSet;
use uuid::Uuid;
use vigie_server::ids;

use super::checker::check;
use super::history::History;
use super::outbox::machine_time;
use super::{Plan, Report, Site};
use crate::{Database, rows};

/// Clients that send one rating after another to find out what can be stored.
const CLOSED_LOOP: usize = 32;
/// Requests on their way at one time, at most: a rig that chokes measures itself.
const IN_FLIGHT: usize = 2_000;
/// A phone's patience.
const PATIENCE: Duration = Duration::from_secs(10);
/// What reading the queue may take meanwhile.
const READS: Duration = Duration::from_millis(500);
const BACK_TO_NORMAL: Duration = Duration::from_secs(5);

/// What became of one rating.
enum End {
    Stored,
    ComeBack { said_when: bool },
    Other(String),
}

pub async fn run(plan: &Plan) -> Vec<Report> {
    let mut reports = Vec::new();
    for database in plan.databases(Database::BOTH) {
        let mut report = Report::begin("F14", plan, Some(database));
        for _ in 0..plan.rounds(1, 1) {
            let (calm, storm) = if plan.short { (3, 10) } else { (10, 60) };
            overload(database, Duration::from_secs(calm), Duration::from_secs(storm), &mut report).await;
        }
        reports.push(report.end());
    }
    reports
}

async fn overload(database: Database, calm: Duration, storm: Duration, report: &mut Report) {
    let site = Arc::new(Site::prepare(database).await);
    let reader = site.token_of(&site.world.coordinator).await;
    let vigie = site.serve().await;
    let mut history = History::default();
    let capacity = closed_loop(&site, calm, &mut history, report).await;
    report.at_most("capacity_a_second", capacity as u128);

    let over = Arc::new(AtomicBool::new(false));
    let reads = tokio::spawn(read(site.clone(), reader.clone(), over.clone()));
    let stored = open_loop(&site, 3.0 * capacity, storm, &mut history, report).await;
    over.store(true, Ordering::SeqCst);
    let goodput = stored as f64 / storm.as_secs_f64();
    report.at_most("goodput_a_second", goodput as u128);
    report
        .demand(goodput >= 0.8 * capacity, || format!("{goodput:.0} a second were stored, alone it is {capacity:.0}"));
    let (mut times, failed) = reads.await.expect("no panic");
    times.sort_unstable();
    report.count("reads", times.len());
    let p95 = times.get(times.len() * 95 / 100).copied().unwrap_or(PATIENCE);
    report.at_most("reads_p95_ms", p95.as_millis());
    report.demand(p95 <= READS, || format!("the queue took {p95:?} to read"));
    report.demand(failed.is_empty(), || format!("{} reads failed: {:?}", failed.len(), failed.first()));

    let begun = Instant::now();
    let again = loop {
        if matches!(rate(&site, &reqwest::Client::new(), ids::fresh(), &mut history).await, End::Stored) {
            break begun.elapsed();
        }
        if begun.elapsed() > PATIENCE {
            break PATIENCE;
        }
    };
    report.at_most("back_to_normal_ms", again.as_millis());
    report.demand(again <= BACK_TO_NORMAL, || format!("it took {again:?} to be as before"));
    vigie.ask_to_stop();
    report.demand(vigie.ended().await.success(), || "it did not stop well".to_owned());
    let store = site.store().await;
    report.add("ratings", &check(&history, &rows::ids(&store, "SELECT id FROM ratings").await));
    store.close().await;
}

/// Ratings stored a second when each client waits for its answer.
async fn closed_loop(site: &Arc<Site>, time: Duration, history: &mut History<Uuid>, report: &mut Report) -> f64 {
    let until = Instant::now() + time;
    let mut clients = JoinSet::new();
    for _ in 0..CLOSED_LOOP {
        let site = site.clone();
        clients.spawn(async move {
            let (http, mut history) = (reqwest::Client::new(), History::default());
            while Instant::now() < until {
                rate(&site, &http, ids::fresh(), &mut history).await;
            }
            history
        });
    }
    let mut stored = 0;
    while let Some(client) = clients.join_next().await {
        let told = client.expect("no panic");
        stored += told.acknowledged.len();
        history.merge(told);
    }
    report.count("stored_before", stored);
    stored as f64 / time.as_secs_f64()
}

/// Ratings that come whether or not the earlier ones were answered; says how many were stored.
async fn open_loop(
    site: &Arc<Site>,
    a_second: f64,
    time: Duration,
    history: &mut History<Uuid>,
    report: &mut Report,
) -> usize {
    let http =
        reqwest::Client::builder().timeout(PATIENCE).pool_max_idle_per_host(IN_FLIGHT).build().expect("a client");
    let (begun, mut offered, mut on_the_way) = (Instant::now(), 0_usize, JoinSet::new());
    let mut ends = Vec::new();
    while begun.elapsed() < time {
        let owed = (begun.elapsed().as_secs_f64() * a_second) as usize;
        while offered < owed && on_the_way.len() < IN_FLIGHT {
            let (site, http) = (site.clone(), http.clone());
            on_the_way.spawn(async move {
                let mut history = History::default();
                let end = rate(&site, &http, ids::fresh(), &mut history).await;
                (end, history)
            });
            offered += 1;
        }
        if on_the_way.len() >= IN_FLIGHT {
            // The rig's own limit: what could not be offered is not owed any more.
            report.count("held_back", owed.saturating_sub(offered));
            offered = owed;
        }
        while let Some(done) = on_the_way.try_join_next() {
            ends.push(done.expect("no panic"));
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    while let Some(done) = on_the_way.join_next().await {
        ends.push(done.expect("no panic"));
    }
    let mut stored = 0;
    for (end, told) in ends {
        history.merge(told);
        match end {
            End::Stored => stored += 1,
            End::ComeBack { said_when } => {
                report.count("told_to_come_back", 1);
                report.demand(said_when, || "nobody said when to come back".to_owned());
            }
            End::Other(what) => report.demand(false, || what),
        }
    }
    report.count("stored", stored);
    report.complaints.truncate(20);
    stored
}

async fn rate(site: &Site, http: &reqwest::Client, id: Uuid, history: &mut History<Uuid>) -> End {
    history.attempted.insert(id);
    let person = &site.persons[usize::from(id.as_bytes()[15]) % site.persons.len()];
    let rating = json!({
        "id": id, "person_id": person.id, "visited_at": machine_time(), "scores": { "health": 4 }, "signs": [], "note": null,
    });
    let request = http.post(format!("{}/api/ratings", site.base_url())).bearer_auth(&site.tokens[0]);
    match request.json(&json!({ "ratings": [rating] })).send().await {
        Ok(answer) if answer.status() == 200 => {
            history.acknowledged.insert(id);
            End::Stored
        }
        Ok(answer) if answer.status() == 503 => {
            End::ComeBack { said_when: answer.headers().contains_key("retry-after") }
        }
        Ok(answer) => End::Other(format!("a good rating was answered {}", answer.status())),
        Err(error) => End::Other(format!("a good rating was not answered: {error}")),
    }
}

/// Reads the queue as a coordinator does, until it is over.
pub(super) async fn read(site: Arc<Site>, token: String, over: Arc<AtomicBool>) -> (Vec<Duration>, Vec<String>) {
    let http = reqwest::Client::builder().timeout(PATIENCE).build().expect("a client");
    let (mut times, mut failed) = (Vec::new(), Vec::new());
    while !over.load(Ordering::SeqCst) {
        let start = Instant::now();
        match http.get(format!("{}/api/alerts", site.base_url())).bearer_auth(&token).send().await {
            Ok(answer) if answer.status() == 200 => times.push(start.elapsed()),
            Ok(answer) => failed.push(answer.status().to_string()),
            Err(error) => failed.push(error.to_string()),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    (times, failed)
}
