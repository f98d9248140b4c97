//! `kill -9` in the middle of intake, several times over, on both databases: nothing acknowledged is lost, nothing is doubled.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_server::store::ratings::{self, RatingRow};
use vigie_server::store::{Store, findings};
use vigie_shared::rating::{Score, Scores};
use vigie_shared::rules::{Engine, PersonState, RatingEvent, RuleSet, refold};
use vigie_shared::sign::SignCatalogue;
use vigie_tests::checker::{History, check};
use vigie_tests::{Database, rows};

use super::phone::Phone;
use super::site::Site;

const PHONES: usize = 8;
const KILLS: u64 = 5;

/// Phones at work while the program is killed and started again; then they bring home what they have.
async fn storm(site: &Site) -> History {
    let enough = Arc::new(AtomicBool::new(false));
    #[expect(clippy::disallowed_methods, reason = "the program in its own process lives on the machine's clock")]
    let start = Utc::now();
    let mut vigie = site.serve().await;
    let mut phones = Vec::new();
    for number in 0..PHONES {
        let phone = Phone {
            number,
            token: site.tokens[number % 2].clone(),
            base_url: site.base_url(),
            persons: site.persons.iter().map(|person| person.id).collect(),
            enough: enough.clone(),
            start,
        };
        phones.push(tokio::spawn(phone.work()));
    }
    for round in 0..KILLS {
        // Odd lengths, so that the kill falls into different moments of the work.
        tokio::time::sleep(Duration::from_millis(230 + round * 97)).await;
        vigie.kill();
        vigie = site.serve().await;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    enough.store(true, Ordering::SeqCst);
    let mut history = History::default();
    for phone in phones {
        history.merge(phone.await.expect("a phone that brought everything home"));
    }
    vigie.kill();
    history
}

/// What the rules find in what is stored, in the order of the visits, against what was found rating by rating in the storm.
async fn assert_found_what_there_is(site: &Site, store: &Store) {
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
        assert_eq!(found, expected, "{}", person.name);
    }
}

fn event(row: &RatingRow) -> RatingEvent {
    let score = |value: Option<i32>| value.map(|n| Score::new(u8::try_from(n).unwrap()).unwrap());
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
async fn assert_alerts_are_whole(site: &Site, store: &Store) {
    let open = rows::ids(store, "SELECT person_id FROM alerts WHERE state <> 'closed'").await;
    let mut persons: Vec<Uuid> = open.clone();
    persons.sort_unstable();
    persons.dedup();
    assert_eq!(persons.len(), open.len(), "one open alert a person");
    assert_eq!(persons.len(), site.persons.len(), "everybody was rated badly once");
    assert_eq!(rows::count(store, "SELECT COUNT(*) FROM alerts").await, persons.len() as i64);
    let opened = rows::count(store, "SELECT COUNT(*) FROM alert_events WHERE kind = 'opened'").await;
    assert_eq!(opened, persons.len() as i64);
    let mut told: BTreeMap<String, usize> = BTreeMap::new();
    for key in rows::texts(store, "SELECT key FROM outbox WHERE kind = 'alert_raised'").await {
        let (fact, _receiver) = key.rsplit_once(':').expect("a receiver");
        *told.entry(fact.to_owned()).or_default() += 1;
    }
    assert!(told.len() >= persons.len());
    assert!(told.values().all(|receivers| *receivers == 3), "{told:?}");
    let (last, events) = (
        rows::count(store, "SELECT last_seq FROM event_counters").await,
        rows::count(store, "SELECT COUNT(*) FROM alert_events").await,
    );
    assert_eq!(last, events, "no event is missing");
    let orphans =
        "SELECT COUNT(*) FROM finding_ratings fr WHERE NOT EXISTS (SELECT 1 FROM ratings r WHERE r.id = fr.rating_id)";
    assert_eq!(rows::count(store, orphans).await, 0, "no finding stands on what is not there");
}

async fn survives(database: Database) {
    let site = Site::prepare(database).await;
    let history = storm(&site).await;
    assert_eq!(history.attempted, history.acknowledged, "every phone is empty in the end");
    let store = site.store().await;
    let found = rows::ids(&store, "SELECT id FROM ratings").await;
    let verdict = check(&history, &found);
    eprintln!("{database:?}: {} ratings through {KILLS} kills: {verdict:?}", found.len());
    assert!(verdict.is_good(), "{verdict:?}");
    assert!(found.len() > 300, "too few ratings for a storm: {}", found.len());
    assert_alerts_are_whole(&site, &store).await;
    assert_found_what_there_is(&site, &store).await;
    if database == Database::Sqlite {
        assert_eq!(rows::texts(&store, "PRAGMA integrity_check").await, ["ok"]);
        assert_eq!(rows::count(&store, "SELECT COUNT(*) FROM pragma_foreign_key_check").await, 0);
    }
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_again_and_again_the_embedded_database_loses_and_doubles_nothing() {
    survives(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_again_and_again_a_node_on_postgresql_loses_and_doubles_nothing() {
    survives(Database::Postgres).await;
}
