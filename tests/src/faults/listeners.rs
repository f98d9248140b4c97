//! Thousands of coordinators watch their queue while alerts are raised: each in whose sight one is sees it once, nobody else does, and
//! neither phones nor readers wait for them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use vigie_server::ids;

use super::nodes::{Launch, Vigie};
use super::outbox::until;
use super::{Plan, Report, Site};
use crate::Database;

/// Alerts raised one after the other, each about somebody else.
const ALERTS: usize = 3;
const PATIENCE: Duration = Duration::from_secs(60);
/// Nothing more comes after so long.
const QUIET: Duration = Duration::from_millis(1_500);

/// What the listeners have seen together.
#[derive(Debug, Default)]
struct Seen {
    greeted: AtomicUsize,
    alerts: AtomicUsize,
}

pub async fn run(plan: &Plan) -> Vec<Report> {
    let mut reports = Vec::new();
    let listeners = if plan.short { 60 } else { 2_000 };
    for database in plan.databases(Database::BOTH) {
        let mut report = Report::begin("listeners", plan, Some(database));
        for _ in 0..plan.rounds(1, 1) {
            listen(database, listeners, &mut report).await;
        }
        reports.push(report.end());
    }
    reports
}

async fn listen(database: Database, listeners: usize, report: &mut Report) {
    let site = Site::prepare(database).await;
    let tokens = [site.token_of(&site.world.coordinator).await, site.token_of(&site.world.south_coordinator).await];
    let launch = site.launch();
    let room = ("VIGIE_CONNECTIONS_PER_ADDRESS".to_owned(), (listeners + 100).to_string());
    let environment = launch.environment.iter().cloned().chain([room]).collect();
    let vigie = Vigie::launch(&Launch { environment, ..launch }).await;
    let before = vigie.memory_kib();

    // Half of them in the north, where it happens.
    let seen = [Arc::new(Seen::default()), Arc::new(Seen::default())];
    let mut open = JoinSet::new();
    for number in 0..listeners {
        let (address, token) = (vigie.base_url().trim_start_matches("http://").to_owned(), tokens[number % 2].clone());
        open.spawn(follow(address, token, seen[number % 2].clone()));
    }
    let all = |count: fn(&Seen) -> &AtomicUsize, side: usize| count(&seen[side]).load(Ordering::SeqCst);
    let half = [listeners.div_ceil(2), listeners / 2];
    let greeted = async || [0, 1].map(|side| all(|seen| &seen.greeted, side)) == half;
    report.demand(until(PATIENCE, greeted).await, || "not everybody was let in".to_owned());
    report.count("listeners", listeners);
    let held = vigie.memory_kib().saturating_sub(before);
    report.at_most("memory_a_listener_bytes", u128::from(held) * 1_024 / listeners as u128);

    for round in 0..ALERTS {
        let begun = Instant::now();
        raise(&site, round).await;
        report.at_most("slowest_intake_ms", begun.elapsed().as_millis());
        let told = async || all(|seen| &seen.alerts, 0) >= half[0] * (round + 1);
        report.demand(until(PATIENCE, told).await, || format!("alert {round} did not reach everybody"));
        report.at_most("slowest_alert_ms", begun.elapsed().as_millis());
    }
    tokio::time::sleep(QUIET).await;
    let alerts = [0, 1].map(|side| all(|seen| &seen.alerts, side));
    report.demand(alerts == [half[0] * ALERTS, 0], || format!("{alerts:?} alerts were shown to {half:?}"));
    report.at_most("memory_kib", u128::from(vigie.memory_kib()));
    report.demand(open.len() == listeners && open.try_join_next().is_none(), || "a stream ended by itself".to_owned());
    open.abort_all();
    vigie.kill();
}

/// A rating so bad that somebody hears of it at once.
async fn raise(site: &Site, round: usize) {
    let rating = json!({
        "id": ids::fresh(), "person_id": site.persons[round].id, "visit_id": null, "visited_at": site.now(),
        "scores": { "intervention": 4, "health": 1, "mood": 4, "form": null }, "signs": [], "note": null,
    });
    let request = reqwest::Client::new().post(format!("{}/api/ratings", site.base_url())).bearer_auth(&site.tokens[0]);
    let answer = request.json(&json!({ "ratings": [rating] })).send().await.expect("an answer");
    assert_eq!(answer.status(), 200);
}

/// One listener, as cheap as can be: counts the names of events as they come by.
async fn follow(address: String, token: String, seen: Arc<Seen>) {
    let mut stream = TcpStream::connect(&address).await.expect("connected");
    let head = format!(
        "GET /api/alerts/stream HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {token}\r\naccept: text/event-stream\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.expect("asked");
    let (mut bytes, mut text) = (vec![0; 4_096], String::new());
    loop {
        let count = stream.read(&mut bytes).await.expect("read");
        if count == 0 {
            return;
        }
        text.push_str(&String::from_utf8_lossy(&bytes[..count]));
        // The last line may not be whole yet.
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        for line in text[..whole].lines() {
            match line.trim() {
                "event: hello" => _ = seen.greeted.fetch_add(1, Ordering::SeqCst),
                "event: alert" => _ = seen.alerts.fetch_add(1, Ordering::SeqCst),
                _ => {}
            }
        }
        text.drain(..whole);
    }
}
