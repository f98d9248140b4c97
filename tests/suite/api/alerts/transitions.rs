//! Every verb from every state: allowed or refused, and what it leads to.

use serde_json::{Value, json};
use vigie_tests::{Client, TestApp, on_both};

use super::{alert_and_coordinator, alert_of, body_of, kinds};

/// Brings a new alert into a state.
async fn bring(app: &TestApp, client: &Client, alert: &Value, state: &str) -> Value {
    let verb = match state {
        "new" => return alert.clone(),
        "taken" => "claim",
        "snoozed" => "snooze",
        _ => "resolve",
    };
    client.act(alert, verb, body_of(app, verb)).await.ok()
}

/// Verb, the states it is allowed from, and the state it leads to.
const STEPS: [(&str, &[&str], &str); 7] = [
    ("claim", &["new", "snoozed"], "taken"),
    ("release", &["taken"], "new"),
    ("assign", &["new", "taken", "snoozed"], "taken"),
    ("snooze", &["new", "taken", "snoozed"], "snoozed"),
    ("resolve", &["new", "taken", "snoozed"], "closed"),
    ("reopen", &["closed"], "taken"),
    ("note", &["new", "taken", "snoozed", "closed"], ""),
];

on_both! {
    async fn each_verb_is_allowed_from_these_states_and_no_others(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let aide = app.client(&app.world.aide).await;
        for (verb, allowed, leads_to) in STEPS {
            for state in ["new", "taken", "snoozed", "closed"] {
                let name = format!("{verb} {state}");
                let person = app.world.another_person(app.app(), &name, app.world.north).await;
                assert_eq!(aide.rate(&[app.world.rating(&person, app.now(), [Some(1), None, None])]).await, ["stored"]);
                let queue = coordinator.get("/api/alerts?state=new&limit=100").await.ok();
                let items = queue["items"].as_array().unwrap().clone();
                let alert = items.into_iter().find(|alert| alert["person"]["name"] == name).expect("an alert");
                let before = bring(&app, &coordinator, &alert, state).await;
                let answer = coordinator.act(&before, verb, body_of(&app, verb)).await;
                if allowed.contains(&state) {
                    let after = answer.ok();
                    let expected = if leads_to.is_empty() { state } else { leads_to };
                    assert_eq!(after["state"], expected, "{name}");
                    assert_eq!(after["version"], before["version"].as_i64().unwrap() + 1, "{name}");
                } else {
                    assert_eq!(answer.problem(409), "wrong_state", "{name}");
                    assert_eq!(answer.body["alert"]["version"], before["version"], "{name}");
                    assert_eq!(answer.body["alert"]["state"], state, "{name}");
                    assert_eq!(coordinator.detail(&before).await["version"], before["version"], "nothing was written");
                }
            }
        }
    }

    async fn claim_and_release_undo_each_other(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        let taken = coordinator.act(&alert, "claim", json!({})).await.ok();
        assert_eq!(taken["owner"], json!({ "id": app.world.coordinator.id, "name": "Dana Essai" }));
        let back = coordinator.act(&taken, "release", json!({})).await.ok();
        for name in ["state", "owner", "severity", "due_at", "opened_at", "findings", "sentence", "escalated"] {
            assert_eq!(back[name], alert[name], "{name}");
        }
        assert_eq!(kinds(&back), ["opened", "claimed", "released"]);
    }

    async fn resolve_and_reopen_undo_each_other(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        let taken = coordinator.act(&alert, "claim", json!({})).await.ok();
        let closed = coordinator.act(&taken, "resolve", body_of(&app, "resolve")).await.ok();
        assert_eq!((&closed["state"], &closed["outcome"]), (&json!("closed"), &json!("acted")));
        assert_eq!(closed["owner"], Value::Null);
        assert!(closed["closed_at"].is_string());
        let again = coordinator.act(&closed, "reopen", json!({})).await.ok();
        for name in ["state", "owner", "severity", "due_at", "outcome", "closed_at", "findings"] {
            assert_eq!(again[name], taken[name], "{name}");
        }
        assert_eq!(kinds(&again), ["opened", "claimed", "resolved", "reopened"]);
    }

    async fn an_alert_cannot_be_reopened_beside_a_newer_one_of_the_same_person(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        let closed = coordinator.act(&alert, "resolve", json!({ "outcome": "acted" })).await.ok();
        app.advance(chrono::TimeDelta::days(10));
        let mut fall = app.world.rating(&app.world.person, app.now(), [Some(4), Some(4), Some(4)]);
        fall["signs"] = json!(["fall"]);
        app.client(&app.world.aide).await.rate(&[fall]).await;
        let coordinator = app.client(&app.world.coordinator).await;
        let newer = coordinator.only_alert().await;
        assert_ne!(newer["id"], closed["id"]);
        let answer = coordinator.act(&closed, "reopen", json!({})).await;
        assert_eq!(answer.problem(409), "wrong_state");
        assert_eq!(answer.body["alert"]["id"], closed["id"], "the refused one, as it is");
        assert_eq!(answer.body["alert"]["state"], "closed");
        assert_eq!(coordinator.only_alert().await["id"], newer["id"]);
    }

    async fn a_referent_works_the_queue_like_a_coordinator(app: TestApp) {
        let alert = alert_of(&app, &app.world.refusing).await;
        let referent = app.client(&app.world.referent).await;
        let taken = referent.act(&alert, "claim", json!({})).await.ok();
        assert_eq!(taken["owner"]["name"], "Gil Essai");
        assert_eq!(referent.act(&taken, "resolve", json!({ "outcome": "declined" })).await.ok()["outcome"], "declined");
    }
}
