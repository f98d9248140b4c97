//! F15: the phones of a country come back from a dead zone: 20,000 of them bring ten ratings each within five minutes. All are stored
//! once, and coordinators read their queue meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use uuid::Uuid;
use vigie_server::auth::session;
use vigie_server::ids;
use vigie_server::store::users::{self, User};

use super::checker::check;
use super::f14_overload::read;
use super::history::History;
use super::{Plan, Report, Site};
use crate::{Database, rows};

const QUEUED: usize = 10;
const PERSONS: usize = 200;
/// A phone's patience with one try.
const PATIENCE: Duration = Duration::from_secs(10);
/// A rest before the next try.
const REST: Duration = Duration::from_millis(250);
/// From the first try of a phone until its ratings are stored, for 99 in 100.
const STORED: Duration = Duration::from_secs(2);
/// What reading the queue may take meanwhile, for 95 in 100.
const READS: Duration = Duration::from_millis(500);

pub async fn run(plan: &Plan) -> Vec<Report> {
    let mut reports = Vec::new();
    let (devices, window) =
        if plan.short { (60, Duration::from_millis(1_500)) } else { (20_000, Duration::from_secs(300)) };
    for database in plan.databases(Database::BOTH) {
        let mut report = Report::begin("F15", plan, Some(database));
        for round in 0..plan.rounds(1, 1) {
            come_back(database, plan, (devices, window, round), &mut report).await;
        }
        reports.push(report.end());
    }
    reports
}

async fn come_back(
    database: Database,
    plan: &Plan,
    (devices, window, round): (usize, Duration, u32),
    report: &mut Report,
) {
    let site = Arc::new(Site::prepare(database).await);
    let persons = crowd(&site).await;
    let tokens = tokens(&site, devices).await;
    let reader = site.token_of(&site.world.coordinator).await;
    let vigie = site.serve().await;
    let over = Arc::new(AtomicBool::new(false));
    let reads = tokio::spawn(read(site.clone(), reader, over.clone()));

    let http = reqwest::Client::builder().timeout(PATIENCE).pool_max_idle_per_host(256).build().expect("a client");
    let mut lots = plan.lots(&format!("F15 {round}"));
    let mut phones = JoinSet::new();
    for (number, token) in tokens.into_iter().enumerate() {
        let comes = Duration::from_millis(lots.below(window.as_millis().try_into().expect("small")));
        let batch: Vec<Value> = (0..QUEUED).map(|place| rating(&site, &persons, number * QUEUED + place)).collect();
        let (http, url) = (http.clone(), format!("{}/api/ratings", site.base_url()));
        phones.spawn(async move {
            tokio::time::sleep(comes).await;
            bring_home(&http, &url, &token, &batch).await
        });
    }
    let (mut history, mut times, mut tries) = (History::default(), Vec::new(), 0);
    while let Some(phone) = phones.join_next().await {
        let (told, took, tried) = phone.expect("no panic");
        history.merge(told);
        times.push(took);
        tries += tried;
    }
    over.store(true, Ordering::SeqCst);
    let (mut reads, failed) = reads.await.expect("no panic");
    report.count("devices", devices);
    report.count("tries", tries);
    report.count("reads", reads.len());
    let (stored, read) = (percentile(&mut times, 99), percentile(&mut reads, 95));
    report.at_most("stored_p99_ms", stored.as_millis());
    report.at_most("reads_p95_ms", read.as_millis());
    report.demand(failed.is_empty(), || format!("{} reads failed: {:?}", failed.len(), failed.first()));
    // The short form runs on machines that do other things besides; its times are told and not demanded.
    if !plan.short {
        report.demand(stored <= STORED, || format!("99 of 100 phones were done after {stored:?}"));
        report.demand(read <= READS, || format!("the queue took {read:?} to read"));
    }
    vigie.ask_to_stop();
    report.demand(vigie.ended().await.success(), || "it did not stop well".to_owned());
    let store = site.store().await;
    report.add("ratings", &check(&history, &rows::ids(&store, "SELECT id FROM ratings").await));
    store.close().await;
}

fn percentile(times: &mut [Duration], share: usize) -> Duration {
    times.sort_unstable();
    times.get((times.len() * share / 100).min(times.len().saturating_sub(1))).copied().unwrap_or_default()
}

/// Persons enough that phones mostly speak of different ones.
async fn crowd(site: &Site) -> Vec<Uuid> {
    let office = site.office().await;
    let mut persons = Vec::new();
    for number in 0..PERSONS {
        let name = format!("Personne {number} du retour");
        persons.push(site.world.another_person(&office, &name, site.world.north).await.id);
    }
    office.store.close().await;
    persons
}

/// A phone each for so many aides of the north.
async fn tokens(site: &Site, devices: usize) -> Vec<String> {
    let office = site.office().await;
    let mut tokens = Vec::with_capacity(devices);
    let mut tx = office.store.begin().await.expect("a transaction");
    for number in 0..devices {
        let user = User {
            federation_id: site.world.federation,
            id: ids::fresh(),
            role: "aide".to_owned(),
            login: format!("retour-{number}"),
            name: format!("Aide {number}"),
            locale: "fr".to_owned(),
            reference: None,
            password_hash: None,
            disabled_at: None,
        };
        users::insert(&mut tx, &user, site.now()).await.expect("a user");
        users::add_sector(&mut tx, user.federation_id, user.id, site.world.north).await.expect("their sector");
        tokens.push(session::open(&office, &mut tx, user).await.expect("a session").access_token);
    }
    tx.commit().await.expect("committed");
    office.store.close().await;
    tokens
}

fn rating(site: &Site, persons: &[Uuid], number: usize) -> Value {
    let minutes = i64::try_from(number % (20 * 24 * 60)).expect("small");
    // One in 200 is bad: the share of the field.
    let health = if number.is_multiple_of(200) { 1 } else { 3 + number % 3 };
    json!({
        "id": ids::fresh(),
        "person_id": persons[number * 7 % persons.len()],
        "visit_id": null,
        "visited_at": site.now() - TimeDelta::minutes(minutes),
        "scores": { "intervention": 4, "health": health, "mood": 4, "form": null },
        "signs": [],
        "note": null,
    })
}

/// Sends until every rating has its verdict: what the phone knows, how long it took, how often it tried.
async fn bring_home(
    http: &reqwest::Client,
    url: &str,
    token: &str,
    batch: &[Value],
) -> (History<Uuid>, Duration, usize) {
    let id = |rating: &Value| rating["id"].as_str().and_then(|id| id.parse::<Uuid>().ok()).expect("an id");
    let mut history = History::default();
    history.attempted.extend(batch.iter().map(id));
    let begun = Instant::now();
    for tried in 1.. {
        let sent = http.post(url).bearer_auth(token).json(&json!({ "ratings": batch })).send().await;
        let answer: Option<Value> = match sent {
            Ok(answer) if answer.status() == 200 => answer.json().await.ok(),
            Ok(answer) => {
                assert_eq!(answer.status(), 503, "nothing else is said to a good batch");
                None
            }
            Err(_) => None,
        };
        if let Some(answer) = answer {
            for (rating, result) in batch.iter().zip(answer["results"].as_array().expect("verdicts")) {
                assert!(matches!(result["outcome"].as_str(), Some("stored" | "duplicate")), "{result}");
                history.acknowledged.insert(id(rating));
            }
            return (history, begun.elapsed(), tried);
        }
        tokio::time::sleep(REST).await;
    }
    unreachable!("a phone does not give up")
}
