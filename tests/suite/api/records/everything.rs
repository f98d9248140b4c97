//! One person about whom everything that can be written is written, each time the same word.

use chrono::TimeDelta;
use serde_json::json;
use vigie_tests::{TestApp, rows};

/// A word that is written nowhere else.
pub const WORD: &str = "Zyzomys";

/// Writes the word wherever somebody can type something about a person.
pub async fn write_everywhere(app: &TestApp) {
    let person = &app.world.person;
    let mut rating = app.world.rating(person, app.now(), [Some(1), Some(2), None]);
    rating["note"] = json!(WORD);
    assert_eq!(app.client(&app.world.aide).await.rate(&[rating]).await, ["stored"]);
    let client = app.client(&app.world.coordinator).await;
    let path = format!("/api/persons/{}", person.id);
    let sent = [
        client.put(&path, &json!({ "phone": WORD, "address": WORD })).await,
        client.post(&format!("{path}/contacts"), &json!({ "name": WORD, "relation": WORD, "note": WORD })).await,
        client
            .put(&format!("{path}/coordinators"), &json!({ "items": [{ "kind": "apa", "name": WORD, "phone": null }] }))
            .await,
        client.put(&format!("{path}/consent"), &json!({ "coordination": "accepted", "given_by": WORD })).await,
        client.post(&format!("{path}/watch"), &json!({ "cadence": "weekly", "why": WORD })).await,
        client.post(&format!("{path}/caseload"), &json!({ "why": WORD })).await,
        client.post(&format!("{path}/follow-ups"), &json!({ "preset": "monday", "text": WORD })).await,
        client.post("/api/needs", &json!({ "person_id": person.id, "sentence": WORD, "severity": "high" })).await,
    ];
    for answer in sent {
        assert!(answer.status.is_success(), "{}", answer.text);
    }
    let mut alert = client.only_alert().await;
    let acted = json!({ "kind": "other", "contact": "phone", "agreement": "family", "agreed_by": WORD, "text": WORD });
    for (verb, body) in [
        ("note", json!({ "text": WORD })),
        ("action", acted),
        ("dac", json!({ "step": "hand_over", "agreement": "family", "agreed_by": WORD, "text": WORD })),
        ("resolve", json!({ "outcome": "acted", "for_aide": WORD })),
    ] {
        alert = client.act(&alert, verb, body).await.ok();
    }
    quarantine(app).await;
    let id = rows::literal(app.store(), person.id);
    rows::change(app.store(), &format!("UPDATE persons SET name = '{WORD}', ref = '{WORD}' WHERE id = {id}")).await;
    rows::change(app.store(), &format!("UPDATE visits SET ref = '{WORD}' WHERE person_id = {id}")).await;
}

/// A rating with the word, handed in by a lost phone.
async fn quarantine(app: &TestApp) {
    let mut phone = app.client(&app.world.second_aide).await;
    let path = format!("/api/accounts/{}/lost-phone", app.world.second_aide.id);
    app.client(&app.world.administrator).await.post(&path, &json!({ "version": 1 })).await.ok();
    phone.token = None;
    let mut rating = app.world.rating(&app.world.person, app.now() - TimeDelta::hours(3), [Some(4); 3]);
    rating["note"] = json!(WORD);
    let left = phone.post("/api/ratings/quarantine", &json!({ "ratings": [rating] })).await.ok();
    assert_eq!(left["results"][0]["outcome"], "stored");
}
