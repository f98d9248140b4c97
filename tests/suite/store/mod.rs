//! The store's conformance suite: every statement on both databases, called directly. What the API's tests say about meaning is not
//! repeated; here it is that both engines understand the statement, and give back what was written.
//!
//! A new public function gets a line here; `complete` fails until it has one.

mod accounts;
mod alerts;
mod case_work;
mod caseload;
pub mod complete;
mod covers;
mod due;

mod engine;
mod factors;
mod held;
mod identities;
mod impact;
mod imports;
mod jobs;
mod log_seals;
mod messages;
mod parity;
mod people;
mod person_data;
mod places;
mod price;
mod promises;
mod ratings;
mod reads;
mod rule_lab;
mod sessions;
mod sets;
mod states;
mod tls;
mod triage;
mod vault;
mod walls;
mod watches;
mod webhooks;
mod work_settings;

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_server::ids;
use vigie_server::store::Tx;
use vigie_server::store::persons::Person;
use vigie_server::store::ratings::RatingRow;
use vigie_tests::TestApp;

/// A transaction that may write.
async fn begin(app: &TestApp) -> Tx {
    app.store().begin().await.expect("a transaction")
}

/// A rating row of the north's aide.
fn rating_row(app: &TestApp, person: &Person, at: DateTime<Utc>) -> RatingRow {
    RatingRow {
        id: ids::fresh(),
        person_id: person.id,
        aide_id: app.world.aide.id,
        visit_id: None,
        visited_at: at,
        received_at: app.now(),
        intervention: Some(4),
        health: Some(3),
        mood: None,
        form: Some(5),
        signs: vec!["pain".to_owned(), "fall".to_owned()],
        note: Some("é \u{1f976} 'x' \"y\" \\ %".to_owned()),
        replaces: None,
        content_hash: "0".repeat(64),
        timeliness: "folded".to_owned(),
    }
}

/// Ids in an order to compare by.
fn sorted(mut ids: Vec<Uuid>) -> Vec<Uuid> {
    ids.sort_unstable();
    ids
}
