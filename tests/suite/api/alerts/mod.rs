//! `/api/alerts`: the queue, what people do to an alert, and the live stream.

mod actions;
mod assign;
mod bulk;
mod counts;
mod dac;
mod filters;
mod handover;
mod narrowing;
mod notes;
mod pages;
mod presence;
mod replies;
mod resolve;
mod saved_views;
mod signals;
mod snooze;
mod stream;
mod stream_scope;
mod team;
mod timeline;
mod transitions;
mod versions;

use serde_json::{Value, json};
use vigie_server::store::persons::Person;
use vigie_tests::{Client, TestApp};

/// Opens an alert for a person and shows it as the north's coordinator sees it in the queue.
async fn alert_of(app: &TestApp, person: &Person) -> Value {
    let rating = app.world.rating(person, app.now(), [Some(1), Some(4), Some(4)]);
    let aide = if person.sector_id == app.world.south { &app.world.south_aide } else { &app.world.aide };
    assert_eq!(app.client(aide).await.rate(&[rating]).await, ["stored"]);
    let referent = if person.sector_id == app.world.south { &app.world.south_referent } else { &app.world.referent };
    let queue = app.client(referent).await.queue().await;
    queue.into_iter().find(|alert| alert["person"]["id"] == person.id.to_string()).expect("an alert")
}

/// An alert of the north and the coordinator who looks at it.
async fn alert_and_coordinator(app: &TestApp) -> (Value, Client) {
    (alert_of(app, &app.world.person).await, app.client(&app.world.coordinator).await)
}

/// What each verb needs besides the version.
fn body_of(app: &TestApp, verb: &str) -> Value {
    match verb {
        "assign" => json!({ "owner_id": app.world.second_coordinator.id }),
        "snooze" => json!({ "until": app.now() + chrono::TimeDelta::days(3) }),
        "note" => json!({ "text": "Appelé la fille." }),
        "retract" => json!({ "seq": 1 }),
        "action" => json!({ "kind": "phone_call", "contact": "phone", "agreement": "person", "text": null }),
        "resolve" => json!({ "outcome": "acted", "for_aide": "Merci, sa fille vient demain." }),
        _ => json!({}),
    }
}

/// The kinds of an alert's timeline, oldest first.
fn kinds(detail: &Value) -> Vec<&str> {
    detail["timeline"].as_array().expect("a timeline").iter().map(|line| line["kind"].as_str().unwrap()).collect()
}
