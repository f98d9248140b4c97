//! What a tick of the scheduler costs, and that it follows what is due and not what is stored.
//!
//! `cargo run --release -p vigie-tests --example tick [-- --stored 1000000 --due 100000 --rounds 5]`: on SQLite and on PostgreSQL, the
//! same promises due among few and among many stored ones. The rows are no random ones, so there is no seed.

use std::time::{Duration, Instant};

use chrono::{NaiveDate, TimeDelta};
use vigie_server::scheduler::{ensure_rows, tick};
use vigie_tests::bulk::{self, Alike, argument};
use vigie_tests::{Database, TestApp, everywhere, rows};

/// How much.
#[derive(Debug, Clone, Copy)]
struct Size {
    stored: usize,
    due: usize,
    rounds: usize,
}

/// The morning of the ticks: a Tuesday in winter, in working time.
const MORNING: &str = "2026-03-03T09:00:00Z";

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

#[tokio::main]
async fn main() {
    everywhere(table()).await;
}

async fn table() {
    let size = Size {
        stored: argument("--stored", 1_000_000),
        due: argument("--due", 100_000),
        rounds: argument("--rounds", 5),
    };
    println!("| database | due | stored | promises: median ms (spread) | alerts: median ms | ratio to few stored |");
    println!("| --- | --- | --- | --- | --- | --- |");
    for database in [Database::Sqlite, Database::Postgres] {
        for due in [size.due / 10, size.due] {
            let few = measure(database, Size { stored: due, due, ..size }).await;
            let many = measure(database, Size { due, ..size }).await;
            line(database, due, due, &few, None);
            line(database, due, size.stored, &many, Some(&few));
        }
    }
}

/// Milliseconds of each round.
struct Times {
    promises: Vec<f64>,
    alerts: Vec<f64>,
}

fn median(times: &[f64]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

fn line(database: Database, due: usize, stored: usize, times: &Times, few: Option<&Times>) {
    let (promises, alerts) = (median(&times.promises), median(&times.alerts));
    let spread = |pick: fn(f64, f64) -> f64| times.promises.iter().copied().reduce(pick).unwrap_or_default();
    let ratio = few.map_or("–".to_owned(), |few| {
        format!("{:.2}, {:.2}", promises / median(&few.promises), alerts / median(&few.alerts))
    });
    println!(
        "| {} | {due} | {stored} | {promises:.0} ({:.0}–{:.0}) | {alerts:.1} | {ratio} |",
        database.name(),
        spread(f64::min),
        spread(f64::max),
    );
}

/// Fills a database and lets the clock tick.
async fn measure(database: Database, size: Size) -> Times {
    let app = TestApp::start(database).await;
    fill(&app, size).await;
    let mut times = Times { promises: Vec::new(), alerts: Vec::new() };
    for _ in 0..size.rounds {
        times.promises.push(promises(&app, size.due).await);
        times.alerts.push(alerts(&app).await);
    }
    times
}

/// Half of what is due is due today, half was due yesterday; the rest lies in the summer. A tenth as many alerts wait, rest or are being
/// worked on, and nothing is to be done about any of them.
async fn fill(app: &TestApp, size: Size) {
    let (store, world) = (app.store(), &app.world);
    bulk::promises(store, world, size.due / 2, day("2026-03-03")).await;
    bulk::promises(store, world, size.due - size.due / 2, day("2026-03-02")).await;
    if size.stored > size.due {
        bulk::promises(store, world, size.stored - size.due, day("2026-06-01")).await;
    }
    let now = MORNING.parse().expect("a time");
    let fresh = now - TimeDelta::minutes(1);
    for (state, severity) in [("new", 1), ("new", 2), ("taken", 2), ("snoozed", 1)] {
        let alike = Alike { state, severity, at: fresh, until: now + TimeDelta::days(3) };
        bulk::alerts(store, world, size.stored / 40, alike).await;
    }
    let mut tx = store.begin().await.expect("a transaction");
    ensure_rows(&mut tx, world.federation, "Europe/Paris", app.now()).await.expect("rows");
    tx.commit().await.expect("committed");
    bulk::analyse(store).await;
    app.clock.set(now);
}

/// Only these jobs are due, and now.
async fn only(app: &TestApp, jobs: &str) {
    rows::change(app.store(), "UPDATE jobs SET next_at = '2027-01-01T00:00:00+00:00'").await;
    let due = format!("UPDATE jobs SET next_at = {} WHERE name IN ({jobs})", bulk::moment(app.now()));
    assert!(rows::change(app.store(), &due).await > 0);
}

async fn ticks(app: &TestApp, jobs: &str) -> Duration {
    only(app, jobs).await;
    let start = Instant::now();
    let done = tick(app.app()).await.expect("a round");
    let took = start.elapsed();
    assert!(done.ran > 0 && done.failed == 0, "{done:?}");
    took
}

/// Reminds of everything that is due and lets everything that is late climb; as often as it takes.
async fn promises(app: &TestApp, due: usize) -> f64 {
    let mut took = Duration::ZERO;
    let told = "SELECT COUNT(*) FROM follow_ups WHERE escalation = 1";
    loop {
        took += ticks(app, "'follow_up'").await;
        if rows::count(app.store(), told).await.unsigned_abs() == (due - due / 2) as u64 {
            break;
        }
    }
    let reminded = rows::count(app.store(), "SELECT COUNT(*) FROM outbox WHERE kind = 'follow_up_due'").await;
    assert_eq!(reminded, 1, "who holds them hears of them as of a number");
    // As it was before.
    for sql in [
        "UPDATE follow_ups SET escalation = 0 WHERE escalation > 0",
        "DELETE FROM case_events WHERE what = 'escalated'",
        "DELETE FROM outbox",
    ] {
        rows::change(app.store(), sql).await;
    }
    if app.database == Database::Postgres {
        // What was changed back and forth here has left more dead rows than a federation makes in a year.
        rows::change(app.store(), "VACUUM follow_ups").await;
    }
    took.as_secs_f64() * 1_000.0
}

/// The jobs that look at alerts, when there is nothing for them to do.
async fn alerts(app: &TestApp) -> f64 {
    ticks(app, "'escalation', 'wake', 'claim_expiry'").await.as_secs_f64() * 1_000.0
}
