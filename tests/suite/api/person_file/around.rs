//! Phone and address, family and friends, who coordinates already, whose word a consent is.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_server::ids;
use vigie_tests::{Client, TestApp, on_both};

async fn file(app: &TestApp, client: &Client) -> Value {
    client.get(&format!("/api/persons/{}", app.world.person.id)).await.ok()
}

on_both! {
    async fn phone_and_address_are_written_and_taken_away(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let path = format!("/api/persons/{}", app.world.person.id);
        let before = file(&app, &coordinator).await;
        assert_eq!((&before["phone"], &before["address"], &before["actions_count"]), (&Value::Null, &Value::Null, &json!(0)));
        let body = json!({ "phone": " +33 1 99 00 00 02 ", "address": "3, rue des Essais\n2e étage" });
        assert_eq!(coordinator.put(&path, &body).await.status, 204);
        let written = file(&app, &coordinator).await;
        assert_eq!((&written["phone"], &written["address"]), (&json!("+33 1 99 00 00 02"), &json!("3, rue des Essais\n2e étage")));
        for (body, pointer) in [
            (json!({ "phone": "1".repeat(121), "address": null }), "/phone"), (json!({ "phone": "1\n2", "address": null }), "/phone"),
            (json!({ "phone": null, "address": "x".repeat(301) }), "/address"),
        ] {
            let answer = coordinator.put(&path, &body).await;
            assert_eq!((answer.problem(422), &answer.body["errors"][0]["pointer"]), ("validation_failed", &json!(pointer)));
        }
        assert_eq!(coordinator.put(&path, &json!({ "phone": null, "address": " " })).await.status, 204);
        assert_eq!(file(&app, &coordinator).await["address"], Value::Null);
    }

    async fn contacts_are_added_changed_and_deleted(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let path = format!("/api/persons/{}/contacts", app.world.person.id);
        let body = json!({
            "name": " Léa Pommier ", "relation": "fille", "phone": "06", "email": "lea@pommier.example", "carer": true, "guardian": false,
            "note": "Plutôt le soir.",
        });
        let added = coordinator.post(&path, &body).await;
        assert_eq!(added.status, 201, "{}", added.text);
        let mut expected = body.clone();
        expected["name"] = json!("Léa Pommier");
        expected["id"] = added.body["id"].clone();
        assert_eq!(added.body, expected);
        assert_eq!(file(&app, &coordinator).await["contacts"], json!([expected]));
        let one = format!("{path}/{}", added.body["id"].as_str().unwrap());
        let changed = coordinator.put(&one, &json!({ "name": "Léa P.", "relation": "fille", "guardian": true })).await.ok();
        assert_eq!((&changed["guardian"], &changed["carer"], &changed["phone"]), (&json!(true), &json!(false), &Value::Null));
        // Another person's path does not lead to it.
        let other = one.replace(&app.world.person.id.to_string(), &app.world.second_person.id.to_string());
        assert_eq!(coordinator.put(&other, &body).await.problem(404), "not_found");
        assert_eq!(coordinator.delete(&other, None).await.problem(404), "not_found");
        assert_eq!(coordinator.delete(&one, None).await.status, 204);
        assert_eq!(coordinator.delete(&one, None).await.problem(404), "not_found");
        assert_eq!(file(&app, &coordinator).await["contacts"], json!([]));
        for (name, value, code) in [("name", json!(""), "missing"), ("relation", json!(" "), "missing"), ("email", json!("x"), "invalid_email")] {
            let mut bad = body.clone();
            bad[name] = value;
            let answer = coordinator.post(&path, &bad).await;
            assert_eq!((answer.problem(422), &answer.body["errors"][0]["code"]), ("validation_failed", &json!(code)), "{name}");
        }
    }

    async fn who_coordinates_already_is_said_as_a_whole(app: TestApp) {
        let (coordinator, referent) = (app.client(&app.world.coordinator).await, app.client(&app.world.referent).await);
        let path = format!("/api/persons/{}/coordinators", app.world.person.id);
        let items = json!([
            { "kind": "nursing", "name": "SSIAD des Prés", "phone": "01" }, { "kind": "guardian", "name": "Me Tutelle", "phone": null },
        ]);
        assert_eq!(coordinator.put(&path, &json!({ "items": items })).await.status, 204);
        assert_eq!(file(&app, &referent).await["coordinators"], items);
        assert_eq!(referent.put(&path, &json!({ "items": [] })).await.status, 204);
        assert_eq!(file(&app, &coordinator).await["coordinators"], json!([]));
        let answer = coordinator.put(&path, &json!({ "items": [{ "kind": "apa", "name": " ", "phone": null }] })).await;
        assert_eq!((answer.problem(422), &answer.body["errors"][0]["pointer"]), ("validation_failed", &json!("/items/0/name")));
        let many: Vec<Value> = (0..21).map(|n| json!({ "kind": "other", "name": n.to_string(), "phone": null })).collect();
        assert_eq!(coordinator.put(&path, &json!({ "items": many })).await.problem(422), "validation_failed");
    }

    async fn every_consent_says_whose_word_it_was_and_who_wrote_it_down(app: TestApp) {
        let referent = app.client(&app.world.referent).await;
        let path = format!("/api/persons/{}/consent", app.world.person.id);
        for (word, given_as) in [("refused", json!("guardian")), ("accepted", Value::Null)] {
            app.advance(TimeDelta::seconds(60));
            let body = json!({ "coordination": word, "given_by": "Me Tutelle", "given_as": given_as });
            assert_eq!(referent.put(&path, &body).await.status, 204);
        }
        let by = json!({ "id": app.world.referent.id, "name": "Gil Essai" });
        let consents = file(&app, &referent).await["consents"].clone();
        assert_eq!(consents.as_array().unwrap().len(), 3);
        let latest = json!({ "coordination": "accepted", "given_by": "Me Tutelle", "given_as": "person", "at": app.now(), "recorded_by": by });
        assert_eq!(consents[0], latest);
        assert_eq!((&consents[1]["coordination"], &consents[1]["given_as"]), (&json!("refused"), &json!("guardian")));
        assert_eq!(consents[2]["recorded_by"], Value::Null, "the import wrote the first one");
    }

    async fn nobody_writes_into_a_file_they_may_not_open(app: TestApp) {
        let (coordinator, hidden) = (app.client(&app.world.coordinator).await, app.world.refusing.id);
        let contact = json!({ "name": "x", "relation": "x" });
        assert_eq!(coordinator.post(&format!("/api/persons/{hidden}/contacts"), &contact).await.problem(404), "not_found");
        assert_eq!(coordinator.put(&format!("/api/persons/{hidden}/contacts/{}", ids::fresh()), &contact).await.problem(404), "not_found");
        assert_eq!(coordinator.put(&format!("/api/persons/{hidden}/coordinators"), &json!({ "items": [] })).await.problem(404), "not_found");
        assert_eq!(coordinator.put(&format!("/api/persons/{hidden}"), &json!({ "phone": "1", "address": null })).await.problem(404), "not_found");
        assert_eq!(coordinator.get(&format!("/api/persons/{hidden}/timeline")).await.problem(404), "not_found");
    }
}
