//! F13: clients that hold connections and give nothing for them, against the program without a proxy in front. They are let go in time, and
//! whoever comes with a request is served meanwhile, nearly as fast as before.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::task::JoinSet;
use uuid::Uuid;
use vigie_server::ids;

use super::checker::check;
use super::history::History;
use super::loris::Loris;
use super::outbox::machine_time;
use super::{Plan, Report, Site};
use crate::{Database, rows};

/// The server waits ten seconds; the rest is what a busy machine adds.
const BOUND: Duration = Duration::from_secs(15);
/// Pauses of a client between two requests.
const REST: Duration = Duration::from_millis(100);
/// How long the clients are alone before.
const BEFORE: Duration = Duration::from_secs(5);
/// Below this nobody notices a difference, and on two busy cores there always is one.
const UNNOTICED: Duration = Duration::from_millis(100);

pub async fn run(plan: &Plan) -> Vec<Report> {
    let mut reports = Vec::new();
    for database in plan.databases(if plan.short { &[Database::Sqlite] } else { Database::BOTH }) {
        let mut report = Report::begin("F13", plan, Some(database));
        for _ in 0..plan.rounds(1, 1) {
            let (burdens, clients) = if plan.short { (20, 8) } else { (400, 64) };
            besiege(database, burdens, clients, !plan.short, &mut report).await;
        }
        reports.push(report.end());
    }
    reports
}

async fn besiege(database: Database, burdens: usize, clients: usize, measured: bool, report: &mut Report) {
    let site = Arc::new(Site::prepare(database).await);
    let vigie = site.serve().await;
    let mut history = History::default();
    let mut before = Vec::new();
    if measured {
        let alone = Work::begin(&site, clients);
        tokio::time::sleep(BEFORE).await;
        before = alone.end(&mut history, report).await;
    }
    let work = Work::begin(&site, clients);
    let address = vigie.base_url().trim_start_matches("http://").to_owned();
    let mut siege = JoinSet::new();
    for number in 0..burdens * Loris::ALL.len() {
        let (address, token, kind) = (address.clone(), site.tokens[1].clone(), Loris::ALL[number % Loris::ALL.len()]);
        siege.spawn(async move { (kind, kind.hold(&address, &token).await) });
    }
    while let Some(held) = siege.join_next().await {
        let (kind, held) = held.expect("no panic");
        report.count("let_go", usize::from(held.is_some()));
        report.demand(held.is_some_and(|held| held <= BOUND), || format!("{kind:?} was borne for {held:?}"));
        report.at_most("longest_ms", held.unwrap_or_default().as_millis());
    }
    let during = work.end(&mut history, report).await;
    report.demand(during.len() >= 3 * clients, || format!("only {} requests were answered meanwhile", during.len()));
    report.count("requests", during.len());
    if measured {
        let (calm, siege) = (percentile(before), percentile(during));
        report.at_most("p99_before_ms", calm.as_millis());
        report.at_most("p99_during_ms", siege.as_millis());
        report.demand(siege <= (2 * calm).max(UNNOTICED), || format!("p99 went from {calm:?} to {siege:?}"));
    }
    vigie.ask_to_stop();
    report.demand(vigie.ended().await.success(), || "it did not stop well".to_owned());
    let store = site.store().await;
    report.add("ratings", &check(&history, &rows::ids(&store, "SELECT id FROM ratings").await));
    store.close().await;
}

/// Clients that rate and look, each with its own connection.
struct Work {
    over: Arc<AtomicBool>,
    clients: JoinSet<Told>,
}

#[derive(Default)]
struct Told {
    history: History<Uuid>,
    times: Vec<Duration>,
    complaints: Vec<String>,
}

impl Work {
    fn begin(site: &Arc<Site>, clients: usize) -> Self {
        let over = Arc::new(AtomicBool::new(false));
        let clients = (0..clients).map(|number| work(site.clone(), over.clone(), number)).collect();
        Self { over, clients }
    }

    async fn end(mut self, history: &mut History<Uuid>, report: &mut Report) -> Vec<Duration> {
        self.over.store(true, Ordering::SeqCst);
        let mut times = Vec::new();
        while let Some(told) = self.clients.join_next().await {
            let told = told.expect("no panic");
            history.merge(told.history);
            times.extend(told.times);
            report.complaints.extend(told.complaints);
        }
        times
    }
}

async fn work(site: Arc<Site>, over: Arc<AtomicBool>, number: usize) -> Told {
    let (http, mut told) = (reqwest::Client::new(), Told::default());
    while !over.load(Ordering::SeqCst) {
        let id = ids::fresh();
        told.history.attempted.insert(id);
        let rating = json!({
            "id": id, "person_id": site.persons[number % site.persons.len()].id, "visited_at": machine_time(),
            "scores": { "health": 4 }, "signs": [], "note": null,
        });
        let start = Instant::now();
        let request = http.post(format!("{}/api/ratings", site.base_url())).bearer_auth(&site.tokens[0]);
        match request.json(&json!({ "ratings": [rating] })).send().await {
            Ok(answer) if answer.status() == 200 => {
                told.history.acknowledged.insert(id);
                told.times.push(start.elapsed());
            }
            Ok(answer) => told.complaints.push(format!("a good rating was answered {}", answer.status())),
            Err(error) => told.complaints.push(format!("a good rating was not answered: {error}")),
        }
        tokio::time::sleep(REST).await;
    }
    told
}

/// What 99 of 100 stay below.
fn percentile(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() * 99 / 100).copied().unwrap_or_default()
}
