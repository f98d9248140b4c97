//! `POST /api/signals/{id}/reply` and the referent's `GET /api/signals`: the loop back to the aide, closed once more.

use serde_json::{Value, json};
use vigie_server::store::outbox;
use vigie_tests::{Answer, Client, TestApp, on_both};

use super::{alert_and_coordinator, alert_of, kinds};

async fn signals(client: &Client) -> Vec<Value> {
    client.get("/api/signals").await.ok()["items"].as_array().expect("items").clone()
}

async fn reply(client: &Client, alert: &Value, text: &str) -> Answer {
    client.post(&format!("/api/signals/{}/reply", alert["id"].as_str().expect("an id")), &json!({ "text": text })).await
}

async fn is_told(app: &TestApp, alert: &Value, receiver: uuid::Uuid) -> bool {
    let key = format!("aide_reply:{}:{}:{receiver}", alert["id"].as_str().expect("an id"), app.world.aide.id);
    let mut tx = app.store().read().await.expect("a transaction");
    outbox::standing(&mut tx, app.world.federation, &key).await.expect("a look").is_some()
}

on_both! {
    async fn an_aide_answers_once_and_whoever_closed_it_is_told(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        let aide = app.client(&app.world.aide).await;
        let closed = coordinator.act(&alert, "resolve", json!({ "outcome": "acted", "for_aide": "Merci Alix." })).await.ok();
        assert_eq!((&signals(&aide).await[0]["can_reply"], &signals(&aide).await[0]["reply"]), (&json!(true), &Value::Null));
        let answer = reply(&aide, &alert, " Elle va mieux ce matin. ").await;
        assert_eq!(answer.status.as_u16(), 201, "{}", answer.text);
        let expected = json!({ "text": "Elle va mieux ce matin.", "at": app.now() });
        assert_eq!(answer.body, expected);
        let [signal] = signals(&aide).await.try_into().expect("one signal");
        assert_eq!((&signal["reply"], &signal["can_reply"]), (&expected, &json!(false)));
        assert_eq!(reply(&aide, &alert, "Encore un mot").await.problem(409), "already_replied");
        let detail = coordinator.detail(&alert).await;
        assert_eq!(kinds(&detail), ["opened", "resolved", "aide_reply"]);
        let line = &detail["timeline"][2];
        assert_eq!((&line["text"], &line["actor"]["name"]), (&json!("Elle va mieux ce matin."), &json!("Alix Essai")));
        assert!(detail["version"].as_i64() > closed["version"].as_i64(), "open screens look again");
        assert!(is_told(&app, &alert, app.world.coordinator.id).await);
        assert!(!is_told(&app, &alert, app.world.referent.id).await);
    }

    async fn an_answer_is_sent_twice_and_kept_once(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        coordinator.act(&alert, "claim", json!({})).await.ok();
        let aide = app.client(&app.world.aide).await;
        let (first, second) = tokio::join!(reply(&aide, &alert, "a"), reply(&aide, &alert, "b"));
        let mut statuses = [first.status.as_u16(), second.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [201, 409]);
        assert_eq!(kinds(&coordinator.detail(&alert).await), ["opened", "claimed", "aide_reply"]);
        assert!(is_told(&app, &alert, app.world.coordinator.id).await, "its owner");
    }

    async fn only_an_aide_behind_the_alert_answers_and_only_somebody(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        let aide = app.client(&app.world.aide).await;
        assert_eq!(signals(&aide).await[0]["can_reply"], false, "nobody is there to hear");
        assert_eq!(reply(&aide, &alert, "x").await.problem(409), "nobody_to_hear");
        coordinator.act(&alert, "claim", json!({})).await.ok();
        for stranger in [&app.world.second_aide, &app.world.south_aide, &app.world.coordinator, &app.world.referent, &app.elsewhere.aide] {
            assert_eq!(reply(&app.client(stranger).await, &alert, "x").await.problem(404), "not_found", "{}", stranger.name);
        }
        for (text, code) in [("  ", "missing"), (&"x".repeat(301), "too_long")] {
            let answer = reply(&aide, &alert, text).await;
            assert_eq!((answer.problem(422), &answer.body["errors"][0]["code"]), ("validation_failed", &json!(code)));
        }
        assert_eq!(kinds(&coordinator.detail(&alert).await), ["opened", "claimed"]);
    }

    async fn an_answer_about_somebody_who_refuses_reaches_the_referent_alone(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        coordinator.act(&alert, "resolve", json!({ "outcome": "acted", "for_aide": "Merci." })).await.ok();
        let referent = app.client(&app.world.referent).await;
        let path = format!("/api/persons/{}/consent", app.world.person.id);
        referent.put(&path, &json!({ "coordination": "withdrawn", "given_by": "elle-même" })).await;
        assert_eq!(reply(&app.client(&app.world.aide).await, &alert, "x").await.status.as_u16(), 201);
        assert!(is_told(&app, &alert, app.world.referent.id).await);
        assert!(!is_told(&app, &alert, app.world.coordinator.id).await, "the case is no longer theirs");
    }

    async fn the_referent_reads_what_came_of_the_sectors_signals(app: TestApp) {
        let (alert, hidden) = (alert_of(&app, &app.world.person).await, alert_of(&app, &app.world.refusing).await);
        alert_of(&app, &app.world.south_person).await;
        let referent = app.client(&app.world.referent).await;
        referent.act(&hidden, "resolve", json!({ "outcome": "acted", "for_aide": "Vu." })).await.ok();
        let seen = signals(&referent).await;
        assert_eq!(seen.len(), 2);
        let of = |alert: &Value| seen.iter().find(|signal| signal["alert_id"] == alert["id"]).expect("there").clone();
        assert_eq!(of(&alert)["aide"], json!({ "id": app.world.aide.id, "name": "Alix Essai" }));
        assert_eq!((&of(&alert)["state"], &of(&alert)["can_reply"]), (&json!("received"), &json!(false)));
        assert_eq!((&of(&hidden)["outcome"], &of(&hidden)["for_aide"]), (&json!("acted"), &json!("Vu.")), "what she did herself");
        let own = signals(&app.client(&app.world.aide).await).await;
        let shared = own.iter().find(|signal| signal["alert_id"] == hidden["id"]).expect("there");
        assert_eq!((&shared["outcome"], &shared["for_aide"], shared.get("aide")), (&Value::Null, &Value::Null, None));
        assert_eq!(signals(&app.client(&app.world.south_referent).await).await.len(), 1);
    }
}
