//! What capture and the first page of the queue cost over HTTP, everything on (sign-in, validation, rules, access log, outbox), beside
//! floors taken in the same run: a bare axum insert on the same database, and Prometheus Alertmanager where it is installed. Server and
//! load share the machine.
//!
//! `cargo run --release -p vigie-tests --example capture [-- --rounds 5 --seconds 4 --alerts 100000 --stored 100000]`.

mod alertmanager;
mod floors;
mod wire;

use std::time::{Duration, Instant};

use chrono::SecondsFormat;
use uuid::Uuid;
use vigie_server::clock::Clock;
use vigie_tests::bulk::{self, Alike, argument};
use vigie_tests::faults::Site;
use vigie_tests::faults::nodes::free_port;
use vigie_tests::{Database, Vigie, everywhere};

use wire::{Load, Round, Wire};

/// Persons that are rated.
const PERSONS: usize = 4_096;
const CONNECTIONS: usize = 64;
const BATCH: usize = 100;

struct Size {
    rounds: usize,
    time: Duration,
    alerts: usize,
    stored: usize,
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, flag, kind, url] = &arguments[..]
        && flag == "--floor"
    {
        return floors::serve(kind, url).await;
    }
    let size = Size {
        rounds: argument("--rounds", 5),
        time: Duration::from_secs(argument("--seconds", 4) as u64),
        alerts: argument("--alerts", 100_000),
        stored: argument("--stored", 100_000),
    };
    everywhere(table(size)).await;
}

async fn table(size: Size) {
    println!("{} rounds of {:?}, {PERSONS} persons, {} ratings before", size.rounds, size.time, size.stored);
    println!("| what | median a second (least–most) | p50 ms | p95 ms | p99 ms | ratio |");
    println!("| --- | --- | --- | --- | --- | --- |");
    let rival = rival(&size).await;
    for database in [Database::Sqlite, Database::Postgres] {
        measure(database, &size, rival).await;
    }
}

/// Prints a line; the median a second.
fn line(what: &str, rounds: &[Round], ratio: &str) -> f64 {
    let middle = |pick: &dyn Fn(&Round) -> f64| {
        let mut sorted: Vec<f64> = rounds.iter().map(pick).collect();
        sorted.sort_by(f64::total_cmp);
        (sorted[0], sorted[sorted.len() / 2], sorted[sorted.len() - 1])
    };
    let (least, median, most) = middle(&|round| round.a_second);
    let [half, most_of, nearly_all] = [0.5, 0.95, 0.99].map(|share| middle(&|round| round.percentile(share)).1);
    println!("| {what} | {median:.0} ({least:.0}–{most:.0}) | {half:.2} | {most_of:.2} | {nearly_all:.2} | {ratio} |");
    median
}

/// Rounds of a closed loop; one before them that does not count.
async fn rounds(load: Load, connections: usize, size: &Size) -> Vec<Round> {
    let load: &'static Load = Box::leak(Box::new(load));
    let mut all = Vec::new();
    wire::closed(load, connections, size.time / 4, 0).await;
    for round in 1..=size.rounds {
        all.push(wire::closed(load, connections, size.time, round << 24).await);
    }
    all
}

async fn rival(size: &Size) -> Option<f64> {
    let folder = tempfile::TempDir::new().expect("a folder");
    let Some((mut child, address)) = alertmanager::start(folder.path(), free_port()).await else {
        println!("| Alertmanager is not installed | – | – | – | – | – |");
        return None;
    };
    let load = Load {
        address,
        line: "POST /api/v2/alerts",
        headers: "content-type: application/json\r\n".to_owned(),
        body: Box::new(alertmanager::alert),
        things: 1,
        proof: "",
    };
    let taken = rounds(load, CONNECTIONS, size).await;
    child.kill().expect("killed");
    child.wait().expect("ended");
    Some(line("Alertmanager, one alert a request (in memory)", &taken, "–"))
}

async fn floor(site: &Site, kind: &str, size: &Size) -> f64 {
    let url = match site.database {
        Database::Sqlite => format!("sqlite://{}", site.file(&format!("floor-{kind}.db")).display()),
        Database::Postgres => site.url.clone(),
    };
    let (mut child, address) = floors::start(kind, &url);
    let load = Load {
        address,
        line: "POST /insert",
        headers: "content-type: text/plain\r\n".to_owned(),
        body: Box::new(|_, _| "x".repeat(250)),
        things: 1,
        proof: "stored",
    };
    let taken = rounds(load, CONNECTIONS, size).await;
    child.kill().expect("killed");
    child.wait().expect("ended");
    let what = if kind == "group" { "insert alone, shared commits" } else { "insert alone, a commit each" };
    line(&format!("{}: {what}", site.database.name()), &taken, "–")
}

/// The n-th rating of a connection: of a person who is that connection's alone, so that none is late; mostly well.
fn rating(persons: &[Uuid], connection: usize, place: usize) -> String {
    let person = persons[(connection + CONNECTIONS * place) % persons.len()];
    let now = Clock::system().now().to_rfc3339_opts(SecondsFormat::Micros, true);
    let mood = if place.is_multiple_of(11) { 3 } else { 4 };
    let note = if place.is_multiple_of(3) { r#""a bien déjeuné, un peu de fatigue""# } else { "null" };
    format!(
        r#"{{"id":"{}","person_id":"{person}","visited_at":"{now}","scores":{{"intervention":4,"health":4,"mood":{mood},"form":4}},"signs":[],"note":{note}}}"#,
        vigie_server::ids::fresh()
    )
}

fn load(vigie: &Vigie, token: &str, persons: &[Uuid], things: usize) -> Load {
    let persons = persons.to_vec();
    Load {
        address: vigie.base_url().trim_start_matches("http://").to_owned(),
        line: "POST /api/ratings",
        headers: format!("authorization: Bearer {token}\r\ncontent-type: application/json\r\n"),
        body: Box::new(move |connection, place| {
            let ratings: Vec<String> =
                (0..things).map(|item| rating(&persons, connection, place * things + item)).collect();
            format!(r#"{{"ratings":[{}]}}"#, ratings.join(","))
        }),
        things,
        proof: r#""stored""#,
    }
}

async fn measure(database: Database, size: &Size, rival: Option<f64>) {
    let name = database.name();
    let site = Site::prepare(database).await;
    let office = site.office().await;
    let persons = bulk::persons(&office.store, &site.world, PERSONS).await;
    bulk::ratings(&office.store, &site.world, size.stored, office.clock.now()).await;
    bulk::analyse(&office.store).await;
    office.store.close().await;
    let shared = floor(&site, "group", size).await;
    floor(&site, "one", size).await;

    let begun = Instant::now();
    let vigie = site.serve().await;
    let ready = begun.elapsed();
    let token = site.token_of(&site.world.aide).await;
    let taken = rounds(load(&vigie, &token, &persons, 1), CONNECTIONS, size).await;
    let ratio = ratio(&taken, shared, rival);
    line(&format!("{name}: one rating a request, {CONNECTIONS} connections"), &taken, &ratio);

    let one: &'static Load = Box::leak(Box::new(load(&vigie, &token, &persons, 1)));
    let mut calm = Vec::new();
    for round in 0..size.rounds {
        calm.push(wire::paced(one, 500, size.time, (100 + round) << 24).await);
    }
    line(&format!("{name}: 500 a second"), &calm, "–");
    let token = site.token_of(&site.world.aide).await;
    let batches = rounds(load(&vigie, &token, &persons, BATCH), 8, size).await;
    line(&format!("{name}: batches of {BATCH}, 8 connections"), &batches, "–");
    queue(&site, &vigie, size).await;
    println!(
        "| {name}: {} MiB resident; ready {} ms after its start | – | – | – | – | – |",
        vigie.memory_kib() / 1_024,
        ready.as_millis()
    );
    vigie.ask_to_stop();
    assert!(vigie.ended().await.success(), "it stops well");
}

fn ratio(taken: &[Round], floor: f64, rival: Option<f64>) -> String {
    let mut sorted: Vec<f64> = taken.iter().map(|round| round.a_second).collect();
    sorted.sort_by(f64::total_cmp);
    let median = sorted[sorted.len() / 2];
    let rival = rival.map_or(String::new(), |rival| format!(", Alertmanager {:.2}", median / rival));
    format!("floor {:.2}{rival}", median / floor)
}

/// The first page of a coordinator's queue with many open alerts.
async fn queue(site: &Site, vigie: &Vigie, size: &Size) {
    let office = site.office().await;
    let at = office.clock.now();
    for severity in 1..=3 {
        let alike = Alike { state: "new", severity, at, until: at + chrono::TimeDelta::hours(4) };
        bulk::alerts(&office.store, &site.world, size.alerts / 3, alike).await;
    }
    bulk::analyse(&office.store).await;
    office.store.close().await;
    let token = site.token_of(&site.world.coordinator).await;
    let headers = format!("authorization: Bearer {token}\r\naccept-encoding: identity\r\n");
    let mut wire = Wire::open(vigie.base_url().trim_start_matches("http://"), &headers).await;
    let (mut all, mut bytes) = (Vec::new(), 0);
    for _ in 0..size.rounds {
        let (mut times, begun) = (Vec::new(), Instant::now());
        for _ in 0..100 {
            let start = Instant::now();
            let answer = wire.ask("GET /api/alerts?limit=50", "").await;
            assert_eq!(answer.status, 200);
            bytes = wire.body(&answer).len();
            times.push(start.elapsed().as_secs_f64() * 1_000.0);
        }
        let a_second = times.len() as f64 / begun.elapsed().as_secs_f64();
        times.sort_by(f64::total_cmp);
        all.push(Round { a_second, times });
    }
    let what = format!("{}: first page of {} alerts, {bytes} bytes", site.database.name(), size.alerts);
    line(&what, &all, "–");
}
