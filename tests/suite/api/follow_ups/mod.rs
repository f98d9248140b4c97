//! `/api/follow-ups`: promises, from the first word to the result, and back again.

mod consent;
mod feed;
mod list;
mod promise;
mod verbs;

use serde_json::{Value, json};
use uuid::Uuid;
use vigie_tests::{Answer, Client};

/// Promises something about a person.
async fn promise(client: &Client, person: Uuid, body: Value) -> Value {
    let answer = client.post(&format!("/api/persons/{person}/follow-ups"), &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.body
}

/// A call on Thursday the 5th of March, three days after the clock's Monday.
async fn thursday(client: &Client, person: Uuid) -> Value {
    promise(client, person, json!({ "due_on": "2026-03-05" })).await
}

/// Does something to a follow-up at the version given in it.
async fn act(client: &Client, follow_up: &Value, verb: &str, more: Value) -> Answer {
    let mut body = more;
    body["version"] = follow_up["version"].clone();
    let id = follow_up["id"].as_str().expect("an id");
    client.post(&format!("/api/follow-ups/{id}/{verb}"), &body).await
}

/// The follow-ups a query finds.
async fn listed(client: &Client, query: &str) -> Vec<Value> {
    let answer = client.get(&format!("/api/follow-ups{query}")).await.ok();
    answer["items"].as_array().expect("items").clone()
}

fn ids(items: &[Value]) -> Vec<&str> {
    items.iter().map(|item| item["id"].as_str().expect("an id")).collect()
}
