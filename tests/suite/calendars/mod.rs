//! Planned visits from other software's calendars: read on a schedule from a feed that the test serves.

mod feed;
mod reading;
mod setting;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use vigie_tests::{Actor, Database, TestApp, rows};

use self::feed::Feed;

/// A server beside a feed whose origin its operator lists; the north's person has a key, its aide an address.
pub async fn served(database: Database) -> (TestApp, Feed) {
    let feed = Feed::start().await;
    let app = TestApp::start_with(database, &[("VIGIE_WEBHOOK_ORIGINS", feed.origin())]).await;
    let id = |id| rows::literal(app.store(), id);
    let (person, other) = (id(app.world.person.id), id(app.world.south_person.id));
    rows::change(app.store(), &format!("UPDATE persons SET ref = 'P-1' WHERE id = {person}")).await;
    rows::change(app.store(), &format!("UPDATE persons SET ref = 'P-2' WHERE id = {other}")).await;
    let aide = id(app.world.aide.id);
    rows::change(app.store(), &format!("UPDATE users SET email = 'Alix@example.org' WHERE id = {aide}")).await;
    (app, feed)
}

/// What an administrator sends for a calendar of the north.
pub fn of_sector(app: &TestApp, url: &str) -> Value {
    json!({ "name": "Planning du nord", "url": url, "sector_id": app.world.north, "aide_id": null, "enabled": true })
}

pub async fn add(app: &TestApp, body: &Value) -> Value {
    app.client(&app.world.administrator).await.post("/api/calendars", body).await.ok()
}

/// The job asks, and what was asked for is read.
pub async fn read(app: &TestApp) -> usize {
    let mut tx = app.store().begin().await.expect("a transaction");
    let federation = app.world.federation;
    vigie_server::store::calendars::ask(&mut tx, federation, app.now()).await.expect("asked");
    tx.commit().await.expect("committed");
    vigie_server::calendars::round::round(app.app()).await.expect("a round")
}

/// The visits of the next fortnight that an aide sees: day and hour in UTC, and status.
pub async fn seen(app: &TestApp, aide: &Actor) -> Vec<(String, String)> {
    let client = app.client(aide).await;
    let from = app.now().format("%Y-%m-%d").to_string();
    let to = (app.now() + TimeDelta::days(20)).format("%Y-%m-%d").to_string();
    let answer = client.get(&format!("/api/visits?from={from}&to={to}")).await.ok();
    let items = answer["items"].as_array().expect("items").clone();
    let told = |item: &Value| {
        let at: DateTime<Utc> = item["starts_at"].as_str().and_then(|at| at.parse().ok()).expect("a time");
        (at.format("%dT%H:%M").to_string(), item["status"].as_str().unwrap_or_default().to_owned())
    };
    items.iter().map(told).collect()
}

pub fn planned(times: &[&str]) -> Vec<(String, String)> {
    times.iter().map(|at| ((*at).to_owned(), "planned".to_owned())).collect()
}
