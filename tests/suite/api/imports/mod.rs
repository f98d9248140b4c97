//! `/api/imports` and `vigie import`: files from the planning software.

mod absences;
mod aides;
mod archive;
mod command;
mod history;
mod partners;
mod persons;
mod undo;
mod visits;

use serde_json::{Value, json};
use vigie_tests::{Client, TestApp};

/// Imports a file's text and returns the answer of a 200.
async fn import(client: &Client, kind: &str, csv: &str, dry_run: bool) -> Value {
    client.post(&format!("/api/imports/{kind}"), &json!({ "csv": csv, "dry_run": dry_run })).await.ok()
}

/// Added, changed, ended, unchanged, errors.
fn counts(diff: &Value) -> [u64; 5] {
    ["added", "changed", "ended", "unchanged", "errors"].map(|name| diff["counts"][name].as_u64().expect("a number"))
}

/// Line and code of each mistake.
fn mistakes(diff: &Value) -> Vec<(u64, String)> {
    let errors = diff["errors"].as_array().expect("a list");
    let one =
        |error: &Value| (error["line"].as_u64().expect("a line"), error["code"].as_str().expect("a code").to_owned());
    errors.iter().map(one).collect()
}

async fn admin(app: &TestApp) -> Client {
    app.client(&app.world.administrator).await
}

/// Two persons and an aide of the north, for files that refer to them.
async fn planned_for(app: &TestApp) -> Client {
    let client = admin(app).await;
    import(&client, "persons", "ref;name;sector\nP1;Mme Prunier;Nord\nP2;M. Cognassier;Nord\n", false).await;
    import(&client, "aides", "ref;login;name;sectors\nA1;ana;Ana Essai;Nord\n", false).await;
    client
}
