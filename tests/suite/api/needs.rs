//! `POST /api/needs`: an alert opened by hand.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_server::ids;
use vigie_server::store::persons::Person;
use vigie_tests::{on_both, rows};

fn need(person: &Person, sentence: &str) -> Value {
    json!({ "person_id": person.id, "sentence": sentence, "severity": "high", "asked_by": "family", "id": ids::fresh() })
}

on_both! {
    async fn a_need_is_an_alert_like_any_other(app: TestApp) {
        let referent = app.client(&app.world.referent).await;
        let answer = referent.post("/api/needs", &need(&app.world.person, " demande une barre d’appui ")).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let alert = &answer.body;
        assert_eq!((&alert["state"], &alert["owner"], &alert["severity"]), (&json!("new"), &Value::Null, &json!("high")));
        assert_eq!(alert["sentence"], "demande une barre d’appui");
        let finding = &alert["findings"][0];
        assert_eq!((&finding["rule"], &finding["family"]), (&json!("need"), &json!("need")));
        assert_eq!((&finding["evidence"]["asked_by"], &finding["evidence"]["by"]), (&json!("family"), &json!(app.world.referent.id)));
        assert_eq!(alert["timeline"][0]["actor"]["name"], "Gil Essai");
        let coordinator = app.client(&app.world.coordinator).await;
        assert_eq!(coordinator.only_alert().await["id"], alert["id"]);
        let mut told = rows::ids(app.store(), "SELECT user_id FROM outbox WHERE kind = 'alert_raised'").await;
        let mut desk = vec![app.world.referent.id, app.world.coordinator.id, app.world.second_coordinator.id];
        told.sort_unstable();
        desk.sort_unstable();
        assert_eq!(told, desk);
    }

    async fn a_need_joins_the_open_alert_and_makes_it_graver(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let open = coordinator.post("/api/needs", &need(&app.world.person, "Un besoin")).await.body;
        let mut body = need(&app.world.person, "La fille s’inquiète des nuits.");
        body["severity"] = json!("critical");
        let answer = coordinator.post("/api/needs", &body).await;
        assert_eq!((answer.status.as_u16(), &answer.body["id"]), (200, &open["id"]));
        assert_eq!((&answer.body["severity"], answer.body["findings"].as_array().unwrap().len()), (&json!("critical"), 2));
        assert_eq!(answer.body["sentence"], "La fille s’inquiète des nuits.");
    }

    async fn the_same_need_sent_twice_is_one(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let body = need(&app.world.person, "Un besoin");
        let first = coordinator.post("/api/needs", &body).await;
        let again = coordinator.post("/api/needs", &body).await;
        assert_eq!((first.status.as_u16(), again.status.as_u16()), (201, 200));
        assert_eq!((&first.body["id"], &first.body["version"]), (&again.body["id"], &again.body["version"]));
        assert_eq!(again.body["findings"].as_array().unwrap().len(), 1);
    }

    async fn no_rating_takes_a_need_away_and_a_new_one_is_never_kept_quiet(app: TestApp) {
        let referent = app.client(&app.world.referent).await;
        let first = referent.post("/api/needs", &need(&app.world.person, "Un besoin")).await.body;
        app.advance(TimeDelta::minutes(2));
        // Late and in order: both fold the person's ratings again.
        let aide = app.client(&app.world.aide).await;
        for minutes in [0, -2_000] {
            let rating = app.world.rating(&app.world.person, app.now() + TimeDelta::minutes(minutes), [Some(4), Some(4), Some(4)]);
            assert_eq!(aide.rate(&[rating]).await, ["stored"]);
        }
        let standing = referent.detail(&first).await;
        assert_eq!((&standing["state"], &standing["findings"][0]["lifted"]), (&json!("new"), &json!(false)));
        referent.act(&standing, "resolve", json!({ "outcome": "acted" })).await.ok();
        let second = referent.post("/api/needs", &need(&app.world.person, "Un besoin")).await;
        assert_eq!(second.status, 201);
        assert_ne!(second.body["id"], first["id"]);
    }

    async fn who_refuses_coordination_is_the_referents(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let body = need(&app.world.refusing, "Un besoin");
        assert_eq!(coordinator.post("/api/needs", &body).await.problem(404), "not_found");
        let referent = app.client(&app.world.referent).await;
        assert_eq!(referent.post("/api/needs", &body).await.status, 201);
        assert_eq!(rows::ids(app.store(), "SELECT user_id FROM outbox").await, [app.world.referent.id]);
        assert!(coordinator.queue().await.is_empty());
    }

    async fn a_need_says_something_and_not_too_much(app: TestApp) {
        let referent = app.client(&app.world.referent).await;
        for (sentence, code) in [("  ".to_owned(), "missing"), ("é".repeat(301), "too_long"), ("a\u{1}".to_owned(), "control_character")] {
            let answer = referent.post("/api/needs", &need(&app.world.person, &sentence)).await;
            assert_eq!(answer.problem(422), "validation_failed");
            assert_eq!((&answer.body["errors"][0]["pointer"], &answer.body["errors"][0]["code"]), (&json!("/sentence"), &json!(code)));
        }
        let mut body = need(&app.world.person, "x");
        body["asked_by"] = json!("the_cat");
        assert_eq!(referent.post("/api/needs", &body).await.problem(400), "invalid_request");
    }
}
