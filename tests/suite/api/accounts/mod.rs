//! `/api/accounts`: who works here, how they get onto a phone, what happens when they leave.

mod code;
mod leavers;
mod list;
mod phones;
mod quarantine;
mod sectors;
mod write;

use serde_json::{Value, json};
use vigie_tests::{Actor, Answer, Client, TestApp};

fn path(actor: &Actor) -> String {
    format!("/api/accounts/{}", actor.id)
}

async fn admin(app: &TestApp) -> Client {
    app.client(&app.world.administrator).await
}

/// The account as its keeper sees it now.
async fn account(client: &Client, actor: &Actor) -> Value {
    client.get(&path(actor)).await.ok()
}

/// Does something at the version the account has now.
async fn act(client: &Client, actor: &Actor, verb: &str) -> Answer {
    let version = account(client, actor).await["version"].clone();
    client.post(&format!("{}/{verb}", path(actor)), &json!({ "version": version })).await
}

/// Why a device's session ended, as its next refresh is told.
async fn reason(device: &mut Client) -> Value {
    let answer = device.refresh().await;
    assert_eq!(answer.problem(401), "session_ended");
    answer.body["reason"].clone()
}

/// A fresh invitation.
async fn invite(client: &Client, actor: &Actor) -> Value {
    let answer = client.post(&format!("{}/invite", path(actor)), &Value::Null).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.body
}

/// What stands behind the `#` of an invitation's link.
fn token(invitation: &Value) -> &str {
    invitation["url"].as_str().and_then(|url| url.split_once('#')).expect("a link").1
}

/// The codes of a problem's fields by their pointers.
fn mistakes(answer: &Answer) -> Vec<(String, String)> {
    assert_eq!(answer.problem(422), "validation_failed");
    let errors = answer.body["errors"].as_array().expect("errors").clone();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    errors.iter().map(|error| (text(&error["pointer"]), text(&error["code"]))).collect()
}

fn one(pointer: &str, code: &str) -> Vec<(String, String)> {
    vec![(pointer.to_owned(), code.to_owned())]
}

/// What was done to an account, newest first.
async fn history(client: &Client, id: &str) -> Vec<String> {
    let items = client.get(&format!("/api/accounts/{id}/history")).await.ok()["items"].clone();
    let what = |item: &Value| item["what"].as_str().expect("a word").to_owned();
    items.as_array().expect("items").iter().map(what).collect()
}
