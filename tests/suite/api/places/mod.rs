//! The card at a person's home: made, opened, ended; and what it does not say.

mod card;
mod open;

use serde_json::{Value, json};
use uuid::Uuid;
use vigie_tests::{Actor, Client, TestApp};

/// Somebody makes a card; the code on it.
pub async fn make(app: &TestApp, by: &Actor, person: Uuid) -> String {
    let made = app.client(by).await.post(&format!("/api/persons/{person}/place-code"), &Value::Null).await.ok();
    let url = made["url"].as_str().expect("an address");
    url.rsplit_once("/v/").expect("a code").1.to_owned()
}

pub async fn open(client: &Client, code: &str) -> Value {
    client.post("/api/places/open", &json!({ "code": code })).await.ok()
}

/// How many looks of a kind there are at a person's file.
pub async fn looks(app: &TestApp, person: Uuid, what: &str) -> usize {
    let mut tx = app.store().read().await.expect("a transaction");
    let looks = vigie_server::store::access_log::of_person(&mut tx, app.world.federation, person).await.expect("looks");
    looks.iter().filter(|look| look.what == what).count()
}
