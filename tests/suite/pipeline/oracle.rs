//! What the rules say of a set of ratings, asked of the engine directly: every standing rating once, in the order of the visits.

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;
use vigie_server::store::findings;
use vigie_shared::rules::{Engine, PersonState, RatingEvent, RuleSet, refold};
use vigie_shared::sign::SignCatalogue;
use vigie_tests::TestApp;

/// A finding that stands: its key and how grave it is.
pub type Standing = (String, i32);

/// What the engine finds in these ratings (as a phone sends them, all of one aide and one person, none of them misdated).
pub fn expected(ratings: &[Value], aide: Uuid) -> Vec<Standing> {
    let replaced: Vec<&str> = ratings.iter().filter_map(|rating| rating["replaces"].as_str()).collect();
    let standing = ratings.iter().filter(|rating| rating["id"].as_str().is_some_and(|id| !replaced.contains(&id)));
    let events: Vec<RatingEvent> = standing.map(|rating| event(rating, aide)).collect();
    let engine =
        Engine::new(RuleSet::default_set().with_version(1), chrono_tz::Europe::Paris, SignCatalogue::default_set());
    let (_, found) = refold(&engine, PersonState::new(), &events);
    sorted(found.into_iter().map(|finding| (finding.key, i32::from(finding.severity.rank()) + 1)).collect())
}

fn event(rating: &Value, aide: Uuid) -> RatingEvent {
    let id: Uuid = rating["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
    let signs = rating["signs"].as_array().expect("signs").iter();
    let mut signs: Vec<_> = signs.map(|sign| sign.as_str().unwrap().parse().expect("a sign")).collect();
    signs.sort_unstable();
    RatingEvent {
        id: id.into(),
        aide: aide.into(),
        at: rating["visited_at"].as_str().and_then(|time| time.parse::<DateTime<Utc>>().ok()).expect("a time"),
        scores: serde_json::from_value(rating["scores"].clone()).expect("scores"),
        signs,
    }
}

/// What the server has found and not lifted.
pub async fn found(app: &TestApp, person: Uuid) -> Vec<Standing> {
    let mut tx = app.store().read().await.expect("a transaction");
    let start = DateTime::UNIX_EPOCH;
    let rows = findings::since(&mut tx, app.world.federation, person, start).await.expect("findings");
    sorted(rows.into_iter().filter(|row| row.lifted_at.is_none()).map(|row| (row.key, row.severity)).collect())
}

fn sorted(mut standing: Vec<Standing>) -> Vec<Standing> {
    standing.sort();
    standing
}
