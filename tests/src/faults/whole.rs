//! Whether a database is as its facts say: what every fault of intake is measured by in the end.

use std::collections::BTreeMap;

use chrono::DateTime;
use uuid::Uuid;
use vigie_server::store::ratings::{self, RatingRow};
use vigie_server::store::{Store, findings};
use vigie_shared::rating::{Score, Scores};
use vigie_shared::rules::{Engine, PersonState, RatingEvent, RuleSet, refold};
use vigie_shared::sign::SignCatalogue;

use super::checker::check;
use super::history::History;
use super::{Report, Site, outbox};
use crate::{Database, rows};

/// Ratings that make a storm.
const LEAST_FOR_A_STORM: usize = 300;

/// Compares everything there is with what the phones know. Nobody may be at work on the database any more.
pub async fn assess(site: &Site, history: &History<Uuid>, report: &mut Report) {
    let left = history.attempted.len() - history.acknowledged.len();
    report.demand(left == 0, || format!("{left} ratings are still on phones"));
    let store = site.store().await;
    let found = rows::ids(&store, "SELECT id FROM ratings").await;
    report.count("ratings", found.len());
    report.add("ratings", &check(history, &found));
    report.demand(found.len() > LEAST_FOR_A_STORM, || format!("too few ratings for a storm: {}", found.len()));
    let told = rows::count(&store, "SELECT COUNT(DISTINCT note) FROM ratings").await;
    report.demand(told == found.len() as i64, || format!("{} ratings say {told} things", found.len()));
    alerts_are_whole(site, &store, report).await;
    found_what_there_is(site, &store, report).await;
    outbox::all_arrived(site, &store, report).await;
    if site.database == Database::Sqlite {
        let whole = rows::texts(&store, "PRAGMA integrity_check").await;
        report.demand(whole == ["ok"], || format!("the file is damaged: {whole:?}"));
        let dangling = rows::count(&store, "SELECT COUNT(*) FROM pragma_foreign_key_check").await;
        report.demand(dangling == 0, || format!("{dangling} rows refer to nothing"));
    }
    store.close().await;
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
        rows::count(store, "SELECT COALESCE(MAX(last_seq), 0) FROM event_counters").await,
        rows::count(store, "SELECT COUNT(*) FROM alert_events").await,
    );
    report.demand(last == events, || format!("{events} events, the last has number {last}"));
    let orphans =
        "SELECT COUNT(*) FROM finding_ratings fr WHERE NOT EXISTS (SELECT 1 FROM ratings r WHERE r.id = fr.rating_id)";
    let orphans = rows::count(store, orphans).await;
    report.demand(orphans == 0, || format!("{orphans} findings stand on ratings that are not there"));
}
