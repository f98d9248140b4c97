//! `PUT /api/persons/{id}/consent`: dated, kept, and heeded at once.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_tests::{Answer, Client, TestApp, on_both, rows};

async fn put(client: &Client, app: &TestApp, word: &str) -> Answer {
    let path = format!("/api/persons/{}/consent", app.world.person.id);
    client.put(&path, &json!({ "coordination": word, "given_by": "sa fille, Mme Pommier" })).await
}

async fn messages(app: &TestApp) -> i64 {
    rows::count(app.store(), "SELECT COUNT(*) FROM outbox").await
}

on_both! {
    async fn each_word_is_dated_and_kept(app: TestApp) {
        let referent = app.client(&app.world.referent).await;
        for word in ["refused", "accepted", "withdrawn", "not_asked", "accepted"] {
            app.advance(TimeDelta::seconds(60));
            assert_eq!(put(&referent, &app, word).await.status, 204);
            let file = referent.get(&format!("/api/persons/{}", app.world.person.id)).await.ok();
            let expected = json!({ "coordination": word, "given_by": "sa fille, Mme Pommier", "at": app.now() });
            assert_eq!(file["consent"], expected);
        }
        let person = rows::literal(app.store(), app.world.person.id);
        let sql = format!("SELECT coordination FROM consents WHERE person_id = {person} ORDER BY at");
        let words = rows::texts(app.store(), &sql).await;
        assert_eq!(words, ["accepted", "refused", "accepted", "withdrawn", "not_asked", "accepted"]);
    }

    async fn a_coordinator_loses_sight_of_who_refuses_and_cannot_take_it_back(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        assert_eq!(put(&coordinator, &app, "refused").await.status, 204);
        assert_eq!(coordinator.get(&format!("/api/persons/{}", app.world.person.id)).await.problem(404), "not_found");
        assert_eq!(put(&coordinator, &app, "accepted").await.problem(404), "not_found");
        assert!(!coordinator.get("/api/persons").await.text.contains("Pommier"));
    }

    async fn an_open_alert_goes_to_the_referent_and_is_taken_from_a_coordinator(app: TestApp) {
        let rating = app.world.rating(&app.world.person, app.now(), [Some(1), None, None]);
        app.client(&app.world.aide).await.rate(&[rating]).await;
        let coordinator = app.client(&app.world.coordinator).await;
        let alert = coordinator.only_alert().await;
        let taken = coordinator.act(&alert, "claim", json!({})).await.ok();
        let referent = app.client(&app.world.referent).await;
        let before = messages(&app).await;
        assert_eq!(put(&referent, &app, "withdrawn").await.status, 204);
        assert_eq!(messages(&app).await, before + 2, "the referent is told, and the coordinator that a case was moved");
        let told = rows::ids(app.store(), "SELECT user_id FROM outbox WHERE kind = 'case_moved'").await;
        assert_eq!(told, [app.world.coordinator.id]);
        let body = rows::texts(app.store(), "SELECT CAST(body AS TEXT) FROM outbox WHERE kind = 'case_moved'").await;
        assert_eq!(body, ["{}"], "no name, no link");
        assert_eq!(coordinator.queue().await, Vec::<Value>::new());
        for verb in ["claim", "release", "note", "resolve"] {
            let body = match verb {
                "note" => json!({ "text": "x" }),
                "resolve" => json!({ "outcome": "acted" }),
                _ => json!({}),
            };
            assert_eq!(coordinator.act(&taken, verb, body).await.problem(404), "not_found", "{verb}");
        }
        let now = referent.detail(&alert).await;
        assert_eq!((&now["state"], &now["owner"]), (&json!("new"), &Value::Null));
        assert_eq!(now["timeline"].as_array().unwrap().last().unwrap()["data"], json!({ "coordination": "withdrawn" }));
    }

    async fn an_alert_of_the_referent_stays_the_referents(app: TestApp) {
        let rating = app.world.rating(&app.world.person, app.now(), [Some(1), None, None]);
        app.client(&app.world.aide).await.rate(&[rating]).await;
        let referent = app.client(&app.world.referent).await;
        referent.act(&referent.only_alert().await, "claim", json!({})).await.ok();
        assert_eq!(put(&referent, &app, "refused").await.status, 204);
        let alert = referent.only_alert().await;
        assert_eq!((&alert["state"], &alert["owner"]["name"]), (&json!("taken"), &json!("Gil Essai")));
    }

    async fn the_same_word_again_moves_nothing(app: TestApp) {
        let rating = app.world.rating(&app.world.person, app.now(), [Some(1), None, None]);
        app.client(&app.world.aide).await.rate(&[rating]).await;
        let (referent, before) = (app.client(&app.world.referent).await, messages(&app).await);
        let version = referent.only_alert().await["version"].clone();
        for word in ["accepted", "not_asked"] {
            assert_eq!(put(&referent, &app, word).await.status, 204);
        }
        assert_eq!((messages(&app).await, &referent.only_alert().await["version"]), (before, &version));
    }

    async fn new_alerts_of_who_refuses_reach_no_coordinator(app: TestApp) {
        let rating = app.world.rating(&app.world.refusing, app.now(), [Some(1), None, None]);
        app.client(&app.world.aide).await.rate(&[rating]).await;
        let told = rows::ids(app.store(), "SELECT user_id FROM outbox").await;
        assert_eq!(told, [app.world.referent.id]);
    }

    async fn what_is_no_consent_is_refused(app: TestApp) {
        let referent = app.client(&app.world.referent).await;
        let path = format!("/api/persons/{}/consent", app.world.person.id);
        for body in [json!({}), json!({ "coordination": "maybe", "given_by": "x" }), json!({ "coordination": "accepted" })] {
            assert_eq!(referent.put(&path, &body).await.problem(400), "invalid_request", "{body}");
        }
        for given_by in ["", "  ", &"x".repeat(201), "a\u{0}b"] {
            let body = json!({ "coordination": "refused", "given_by": given_by });
            let answer = referent.put(&path, &body).await;
            assert_eq!(answer.problem(422), "validation_failed", "{given_by:?}");
            assert_eq!(answer.body["errors"][0]["pointer"], "/given_by");
        }
        let file = referent.get(&format!("/api/persons/{}", app.world.person.id)).await.ok();
        assert_eq!(file["consent"]["coordination"], "accepted");
    }
}
