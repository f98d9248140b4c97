//! `/api/caseload`: who is followed closely, and how many one coordinator can bear.

use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;
use vigie_tests::{Answer, Client, TestApp, on_both, rows};

async fn enter(client: &Client, person: Uuid, body: Value) -> Value {
    let answer = client.post(&format!("/api/persons/{person}/caseload"), &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.body
}

async fn act(client: &Client, entry: &Value, verb: &str, more: Value) -> Answer {
    let mut body = more;
    body["version"] = entry["version"].clone();
    client.post(&format!("/api/caseload/{}/{verb}", entry["id"].as_str().expect("an id")), &body).await
}

/// Fills the north's coordinator's caseload up to `count`; gives back the last entry.
async fn fill(app: &TestApp, count: usize) -> Value {
    let coordinator = app.client(&app.world.coordinator).await;
    let mut last = Value::Null;
    for number in 0..count {
        let person = app.world.another_person(app.app(), &format!("Mme Numéro {number}"), app.world.north).await;
        last = enter(&coordinator, person.id, json!({ "why": "Fragile." })).await;
    }
    last
}

on_both! {
    async fn a_person_is_followed_closely_and_met_once_a_month(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let person = app.world.person.id;
        let entry = enter(&coordinator, person, json!({ "why": "Trois chutes." })).await;
        assert_eq!((&entry["state"], &entry["since"], &entry["coordinator"]["name"]), (&json!("active"), &json!(app.now()), &json!("Dana Essai")));
        assert_eq!((&entry["last_contact_on"], &entry["contact_due_on"], &entry["contact_late"]), (&Value::Null, &json!("2026-04-02"), &json!(false)));
        let page = coordinator.get("/api/caseload").await.ok();
        assert_eq!((&page["items"], &page["limits"]), (&json!([entry]), &json!({ "warning": 25, "full": 30 })));
        let mine = page["counts"].as_array().unwrap().iter().find(|count| count["coordinator"]["name"] == "Dana Essai").unwrap();
        assert_eq!((&mine["active"], &mine["requested"], &mine["level"]), (&json!(1), &json!(0), &json!("ok")));
        assert_eq!(coordinator.get(&format!("/api/persons/{person}")).await.ok()["caseload"], entry);
        app.advance(TimeDelta::days(32));
        let coordinator = app.client(&app.world.coordinator).await;
        assert_eq!(coordinator.get("/api/caseload").await.ok()["items"][0]["contact_late"], true);
        let visit = json!({ "kind": "visit", "preset": "tomorrow" });
        let visit = coordinator.post(&format!("/api/persons/{person}/follow-ups"), &visit).await.body;
        let path = format!("/api/follow-ups/{}/done", visit["id"].as_str().unwrap());
        coordinator.post(&path, &json!({ "version": 1, "result": "same" })).await.ok();
        let met = coordinator.get("/api/caseload").await.ok()["items"][0].clone();
        assert_eq!((&met["last_contact_on"], &met["contact_due_on"], &met["contact_late"]), (&json!("2026-04-03"), &json!("2026-05-04"), &json!(false)));
    }

    async fn one_coordinator_a_person_of_their_sector(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let referent = app.client(&app.world.referent).await;
        let path = format!("/api/persons/{}/caseload", app.world.person.id);
        for (client, body, pointer) in [
            (&coordinator, json!({ "why": " " }), "/why"),
            (&coordinator, json!({ "why": "x", "coordinator_id": app.world.south_coordinator.id }), "/coordinator_id"),
            (&coordinator, json!({ "why": "x", "coordinator_id": app.world.referent.id }), "/coordinator_id"),
            (&referent, json!({ "why": "x" }), "/coordinator_id"),
        ] {
            let answer = client.post(&path, &body).await;
            assert_eq!((answer.problem(422), &answer.body["errors"][0]["pointer"]), ("validation_failed", &json!(pointer)), "{body}");
        }
        let refusing = format!("/api/persons/{}/caseload", app.world.refusing.id);
        let body = json!({ "why": "x", "coordinator_id": app.world.coordinator.id });
        assert_eq!(referent.post(&refusing, &body).await.problem(422), "validation_failed", "who refuses has no coordinator");
        let entry = enter(&referent, app.world.person.id, body.clone()).await;
        assert_eq!(entry["requested_by"]["name"], "Gil Essai");
        let again = coordinator.post(&path, &body).await;
        assert_eq!((again.problem(409), &again.body["entry"]), ("wrong_state", &entry));
    }

    async fn beyond_thirty_somebody_else_decides(app: TestApp) {
        let last = fill(&app, 30).await;
        assert_eq!(last["state"], "active");
        let coordinator = app.client(&app.world.coordinator).await;
        let one_more = enter(&coordinator, app.world.person.id, json!({ "why": "Sort d’hôpital." })).await;
        assert_eq!((&one_more["state"], &one_more["since"]), (&json!("requested"), &Value::Null));
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM outbox WHERE kind = 'caseload'").await, 2, "referent and administrator");
        let full = coordinator.get("/api/caseload").await.ok()["counts"].as_array().unwrap().iter().find(|count| count["active"] == 30).unwrap().clone();
        assert_eq!((&full["requested"], &full["level"]), (&json!(1), &json!("full")));
        assert_eq!(act(&coordinator, &one_more, "decide", json!({ "accept": true, "why": "x" })).await.problem(404), "not_found");
        // The administrator sees a request without the person.
        let administrator = app.client(&app.world.administrator).await;
        let seen = administrator.get("/api/caseload").await.ok();
        assert_eq!(seen["items"].as_array().unwrap().len(), 1);
        for word in ["Pommier", "hôpital", &app.world.person.id.to_string()] {
            assert!(!seen.to_string().contains(word), "{word}");
        }
        let refused = act(&administrator, &seen["items"][0], "decide", json!({ "accept": false, "why": "Pas de place." })).await.ok();
        assert_eq!((&refused["state"], &refused["decided_by"]["name"], &refused["person"]["name"]), (&json!("refused"), &json!("Ida Essai"), &json!("")));
        let again = act(&coordinator, &refused, "reopen", json!({})).await.ok();
        assert_eq!(again["state"], "requested");
        let referent = app.client(&app.world.referent).await;
        let accepted = act(&referent, &again, "decide", json!({ "accept": true, "why": "Un mois." })).await.ok();
        assert_eq!((&accepted["state"], &accepted["since"]), (&json!("active"), &json!(app.now())));
        assert_eq!(act(&referent, &accepted, "decide", json!({ "accept": true, "why": "x" })).await.problem(409), "wrong_state");
        assert_eq!(act(&referent, &again, "decide", json!({ "accept": true, "why": "x" })).await.body["entry"], accepted, "stale");
    }

    async fn of_many_who_come_for_the_last_place_one_gets_it(app: TestApp) {
        fill(&app, 29).await;
        let coordinator = app.client(&app.world.coordinator).await;
        let mut tries = Vec::new();
        for number in 0..4 {
            let person = app.world.another_person(app.app(), &format!("M. Dernier {number}"), app.world.north).await;
            let client = coordinator.clone();
            tries.push(tokio::spawn(async move { enter(&client, person.id, json!({ "why": "x" })).await["state"].clone() }));
        }
        let mut active = 0;
        for attempt in tries {
            active += usize::from(attempt.await.unwrap() == "active");
        }
        assert_eq!(active, 1);
    }

    async fn it_ends_with_a_reason_and_goes_on_again(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let entry = enter(&coordinator, app.world.person.id, json!({ "why": "Chutes." })).await;
        let ended = act(&coordinator, &entry, "end", json!({ "reason": "Va bien." })).await.ok();
        assert_eq!((&ended["state"], &ended["end_reason"], &ended["contact_due_on"]), (&json!("ended"), &json!("Va bien."), &Value::Null));
        assert_eq!(coordinator.get("/api/caseload").await.ok()["items"], json!([]));
        assert_eq!(coordinator.get("/api/caseload?state=ended").await.ok()["items"], json!([ended]));
        assert_eq!(act(&coordinator, &ended, "end", json!({ "reason": "x" })).await.problem(409), "wrong_state");
        let again = act(&coordinator, &ended, "reopen", json!({})).await.ok();
        assert_eq!((&again["state"], &again["since"], &again["end_reason"]), (&json!("active"), &entry["since"], &Value::Null));
        let path = format!("/api/persons/{}/consent", app.world.person.id);
        assert_eq!(coordinator.put(&path, &json!({ "coordination": "withdrawn", "given_by": "elle" })).await.status, 204);
        assert_eq!(act(&coordinator, &again, "end", json!({ "reason": "x" })).await.problem(404), "not_found");
        assert_eq!(coordinator.get("/api/caseload?state=ended").await.ok()["items"], json!([]));
        let referent = app.client(&app.world.referent).await;
        let over = referent.get("/api/caseload?state=ended").await.ok()["items"][0].clone();
        assert!(over["end_reason"].as_str().unwrap().contains("coordination"), "{over}");
        assert_eq!(act(&referent, &over, "reopen", json!({})).await.problem(409), "wrong_state", "not past a refusal");
    }
}
