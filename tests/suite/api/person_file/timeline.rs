//! `GET /api/persons/{id}/timeline`: everything, in order, a page at a time.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_server::ids;
use vigie_tests::{Client, TestApp, on_both};

async fn page(app: &TestApp, client: &Client, query: &str) -> Value {
    client.get(&format!("/api/persons/{}/timeline{query}", app.world.person.id)).await.ok()
}

fn kinds(items: &Value) -> Vec<&str> {
    items.as_array().expect("items").iter().map(|item| item["kind"].as_str().expect("a kind")).collect()
}

/// A rating with its alert, a note, an action taken back, a need, the DAC, an absence, a consent, the end.
async fn lived(app: &TestApp, coordinator: &Client) {
    let person = app.world.person.id;
    app.advance(TimeDelta::minutes(1));
    let mut rating = app.world.rating(&app.world.person, app.now(), [Some(1), None, None]);
    rating["note"] = json!("Très fatiguée.");
    app.client(&app.world.aide).await.rate(&[rating]).await;
    let mut alert = coordinator.only_alert().await;
    let steps = [
        ("note", json!({ "text": "Appelé la fille." })),
        (
            "action",
            json!({ "kind": "phone_call", "contact": "phone", "agreement": "person", "text": "noté trop vite" }),
        ),
        ("dac", json!({ "step": "hand_over", "agreement": "person" })),
    ];
    for (verb, body) in steps {
        app.advance(TimeDelta::minutes(1));
        alert = coordinator.act(&alert, verb, body).await.ok();
    }
    let action = alert["actions"][0]["seq"].clone();
    alert = coordinator.act(&alert, "retract", json!({ "seq": action })).await.ok();
    app.advance(TimeDelta::minutes(1));
    let need = json!({ "person_id": person, "sentence": "Un besoin", "severity": "moderate", "id": ids::fresh() });
    alert["version"] = coordinator.post("/api/needs", &need).await.ok()["version"].clone();
    app.advance(TimeDelta::minutes(1));
    let absence = json!({ "from_day": "2026-03-04", "to_day": null, "kind": "hospital" });
    coordinator.post(&format!("/api/persons/{person}/absences"), &absence).await.ok();
    app.advance(TimeDelta::minutes(1));
    let consent = json!({ "coordination": "accepted", "given_by": "sa fille", "given_as": "family" });
    coordinator.put(&format!("/api/persons/{person}/consent"), &consent).await;
    app.advance(TimeDelta::minutes(1));
    coordinator.act(&alert, "resolve", json!({ "outcome": "one_off_advice" })).await.ok();
}

on_both! {
    async fn everything_that_happened_is_there_newest_first(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        lived(&app, &coordinator).await;
        let answer = page(&app, &coordinator, "").await;
        let items = &answer["items"];
        let expected = [
            "alert_closed", "consent", "absence", "need", "dac", "action", "note", "alert_opened", "rating", "consent",
        ];
        assert_eq!((kinds(items), &answer["next_before"]), (expected.to_vec(), &Value::Null));
        assert_eq!(items[0]["data"]["outcome"], "one_off_advice");
        assert_eq!((&items[1]["data"]["given_as"], &items[1]["actor"]["name"]), (&json!("family"), &json!("Dana Essai")));
        assert_eq!((&items[2]["data"]["kind"], &items[2]["data"]["to_day"]), (&json!("hospital"), &Value::Null));
        assert_eq!((&items[3]["text"], &items[3]["actor"]["name"]), (&json!("Un besoin"), &json!("Dana Essai")));
        assert_eq!((&items[5]["text"], &items[5]["data"]["retracted"]), (&Value::Null, &json!(true)));
        assert_eq!(items[6]["text"], "Appelé la fille.");
        assert!(items[7]["text"].as_str().unwrap().starts_with("Santé notée 1 sur 5"), "{}", items[7]);
        assert_eq!(items[7]["alert_id"], items[0]["alert_id"]);
        assert_eq!((&items[8]["actor"]["name"], &items[8]["text"]), (&json!("Alix Essai"), &json!("Très fatiguée.")));
        assert_eq!(items[8]["data"]["scores"]["health"], 1);
        assert!(!answer.to_string().contains("trop vite"));
    }

    async fn pages_follow_each_other_without_gap_or_double(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        lived(&app, &coordinator).await;
        // Several at the very same moment.
        let alert = coordinator.get("/api/alerts?state=closed").await.ok()["items"][0].clone();
        let mut alert = coordinator.act(&alert, "note", json!({ "text": "un" })).await.ok();
        for text in ["deux", "trois"] {
            alert = coordinator.act(&alert, "note", json!({ "text": text })).await.ok();
        }
        let whole = page(&app, &coordinator, "").await["items"].as_array().unwrap().clone();
        assert_eq!(whole.len(), 13);
        for size in [1, 2, 5] {
            let (mut found, mut before) = (Vec::new(), String::new());
            loop {
                let answer = page(&app, &coordinator, &format!("?limit={size}{before}")).await;
                found.extend(answer["items"].as_array().unwrap().clone());
                match answer["next_before"].as_str() {
                    Some(cursor) => before = format!("&before={cursor}"),
                    None => break,
                }
            }
            assert_eq!(found, whole, "{size} a page");
        }
        for query in ["?limit=0", "?limit=101", "?before=abc"] {
            let path = format!("/api/persons/{}/timeline{query}", app.world.person.id);
            assert_eq!(coordinator.get(&path).await.problem(400), "invalid_request", "{query}");
        }
    }
}
