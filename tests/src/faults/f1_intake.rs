//! F1: `kill -9` in the middle of intake, again and again, on both databases. Nothing acknowledged is lost, nothing is doubled, the
//! rules found what there is to find, everybody concerned heard of it once, and the backlog drains.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use chrono::DateTime;
use uuid::Uuid;
use vigie_server::store::ratings::{self, RatingRow};
use vigie_server::store::{Store, findings};
use vigie_shared::rating::{Score, Scores};
use vigie_shared::rules::{Engine, PersonState, RatingEvent, RuleSet, refold};
use vigie_shared::sign::SignCatalogue;

use super::checker::check;
use super::history::History;
use super::phone::Phone;
use super::site::Site;
use super::{Plan, Report, outbox};
use crate::{Database, rows};

/// Ratings that make a storm.
const LEAST_FOR_A_STORM: usize = 300;

/// How hard it blows.
struct Storm {
    phones: usize,
    least: usize,
    most: usize,
    rest: Duration,
    /// Work before each kill.
    calm: Vec<Duration>,
}

impl Storm {
    fn short(plan: &Plan, round: u32) -> Self {
        let mut lots = plan.lots(&format!("F1 {round}"));
        // Odd lengths, so that the kill falls into different moments of the work.
        let calm = (0..5).map(|kill| Duration::from_millis(230 + kill * 97 + lots.below(90))).collect();
        Self { phones: 8, least: 40, most: 400, rest: Duration::ZERO, calm }
    }

    /// A minute of 64 phones, with a kill every three to seven seconds.
    fn long(plan: &Plan, round: u32) -> Self {
        let mut lots = plan.lots(&format!("F1 {round}"));
        let (mut calm, mut left) = (Vec::new(), 60_000);
        while left > 0 {
            let length = (3_000 + lots.below(4_000)).min(left);
            calm.push(Duration::from_millis(length));
            left -= length;
        }
        Self { phones: 64, least: 40, most: usize::MAX, rest: Duration::from_millis(40), calm }
    }
}

pub async fn run(plan: &Plan) -> Vec<Report> {
    let mut reports = Vec::new();
    for database in plan.databases(Database::BOTH) {
        let mut report = Report::begin("F1", plan, Some(database));
        for round in 0..plan.rounds(1, 20) {
            let storm = if plan.short { Storm::short(plan, round) } else { Storm::long(plan, round) };
            survive(database, &storm, &mut report).await;
        }
        reports.push(report.end());
    }
    reports
}

async fn survive(database: Database, storm: &Storm, report: &mut Report) {
    let site = Site::prepare(database).await;
    let history = blow(&site, storm, report).await;
    let left = history.attempted.len() - history.acknowledged.len();
    report.demand(left == 0, || format!("{left} ratings are still on phones"));
    let store = site.store().await;
    let found = rows::ids(&store, "SELECT id FROM ratings").await;
    report.count("ratings", found.len());
    report.count("kills", storm.calm.len());
    report.add("ratings", &check(&history, &found));
    report.demand(found.len() > LEAST_FOR_A_STORM, || format!("too few ratings for a storm: {}", found.len()));
    let told = rows::count(&store, "SELECT COUNT(DISTINCT note) FROM ratings").await;
    report.demand(told == found.len() as i64, || format!("{} ratings say {told} things", found.len()));
    alerts_are_whole(&site, &store, report).await;
    found_what_there_is(&site, &store, report).await;
    outbox::all_arrived(&site, &store, report).await;
    if database == Database::Sqlite {
        let whole = rows::texts(&store, "PRAGMA integrity_check").await;
        report.demand(whole == ["ok"], || format!("the file is damaged: {whole:?}"));
        let dangling = rows::count(&store, "SELECT COUNT(*) FROM pragma_foreign_key_check").await;
        report.demand(dangling == 0, || format!("{dangling} rows refer to nothing"));
    }
    store.close().await;
}

/// Phones at work while the program is killed and started again; then they bring home what they have.
async fn blow(site: &Site, storm: &Storm, report: &mut Report) -> History<Uuid> {
    let enough = Arc::new(AtomicBool::new(false));
    let mut vigie = site.serve().await;
    let mut phones = Vec::new();
    for number in 0..storm.phones {
        let phone = Phone {
            number,
            token: site.tokens[number % 2].clone(),
            base_url: site.base_url(),
            persons: site.persons.iter().map(|person| person.id).collect(),
            enough: enough.clone(),
            start: outbox::machine_time(),
            least: storm.least,
            most: storm.most,
            rest: storm.rest,
        };
        phones.push(tokio::spawn(phone.work()));
    }
    for calm in &storm.calm {
        tokio::time::sleep(*calm).await;
        vigie.kill();
        outbox::let_leases_run_out(site).await;
        let begun = Instant::now();
        vigie = site.serve().await;
        report.at_most("slowest_restart_ms", begun.elapsed().as_millis());
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    enough.store(true, Ordering::SeqCst);
    let mut history = History::default();
    for phone in phones {
        history.merge(phone.await.expect("a phone that brought everything home"));
    }
    outbox::drained(site, report).await;
    vigie.kill();
    history
}

/// What the rules find in what is stored, in the order of the visits, against what was found rating by rating in the storm.
async fn found_what_there_is(site: &Site, store: &Store, report: &mut Report) {
    let engine =
        Engine::new(RuleSet::default_set().with_version(1), chrono_tz::Europe::Paris, SignCatalogue::default_set());
    let mut tx = store.read().await.expect("a transaction");
    for person in &site.persons {
        let stored = ratings::after(&mut tx, site.world.federation, person.id, None).await.expect("ratings");
        let events: Vec<RatingEvent> = stored.iter().map(event).collect();
        let mut expected: Vec<String> =
            refold(&engine, PersonState::new(), &events).1.into_iter().map(|finding| finding.key).collect();
        let found =
            findings::since(&mut tx, site.world.federation, person.id, DateTime::UNIX_EPOCH).await.expect("findings");
        let mut found: Vec<String> =
            found.into_iter().filter(|row| row.lifted_at.is_none()).map(|row| row.key).collect();
        expected.sort();
        found.sort();
        report.count("findings", found.len());
        report.demand(found == expected, || format!("{}: found {found:?}, there is {expected:?}", person.name));
    }
}

fn event(row: &RatingRow) -> RatingEvent {
    let score = |value: Option<i32>| value.map(|n| Score::new(u8::try_from(n).expect("a score")).expect("from 1 to 5"));
    RatingEvent {
        id: row.id.into(),
        aide: row.aide_id.into(),
        at: row.visited_at,
        scores: Scores {
            intervention: score(row.intervention),
            health: score(row.health),
            mood: score(row.mood),
            form: score(row.form),
        },
        signs: Vec::new(),
    }
}

/// One open alert a person, every fact told to each of the desk once, every event in its place.
async fn alerts_are_whole(site: &Site, store: &Store, report: &mut Report) {
    let open = rows::ids(store, "SELECT person_id FROM alerts WHERE state <> 'closed'").await;
    let mut persons: Vec<Uuid> = open.clone();
    persons.sort_unstable();
    persons.dedup();
    report.count("alerts", open.len());
    report.demand(persons.len() == open.len(), || format!("{} open alerts, {} persons", open.len(), persons.len()));
    report.demand(persons.len() == site.persons.len(), || "not everybody who was rated badly has an alert".to_owned());
    let alerts = rows::count(store, "SELECT COUNT(*) FROM alerts").await;
    let opened = rows::count(store, "SELECT COUNT(*) FROM alert_events WHERE kind = 'opened'").await;
    report.demand([alerts, opened] == [persons.len() as i64; 2], || format!("{alerts} alerts, {opened} openings"));
    let mut told: BTreeMap<String, usize> = BTreeMap::new();
    for key in rows::texts(store, "SELECT key FROM outbox WHERE kind = 'alert_raised'").await {
        let (fact, _receiver) = key.rsplit_once(':').expect("a receiver");
        *told.entry(fact.to_owned()).or_default() += 1;
    }
    report.demand(told.len() >= persons.len(), || format!("{} facts about {} alerts", told.len(), persons.len()));
    report.demand(told.values().all(|receivers| *receivers == 3), || format!("receivers a fact: {told:?}"));
    let (last, events) = (
        rows::count(store, "SELECT last_seq FROM event_counters").await,
        rows::count(store, "SELECT COUNT(*) FROM alert_events").await,
    );
    report.demand(last == events, || format!("{events} events, the last has number {last}"));
    let orphans =
        "SELECT COUNT(*) FROM finding_ratings fr WHERE NOT EXISTS (SELECT 1 FROM ratings r WHERE r.id = fr.rating_id)";
    let orphans = rows::count(store, orphans).await;
    report.demand(orphans == 0, || format!("{orphans} findings stand on ratings that are not there"));
}
