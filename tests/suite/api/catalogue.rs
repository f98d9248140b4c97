//! `/api/catalogue`: what a federation calls what can be done.

use serde_json::{Value, json};
use vigie_tests::on_both;

fn label(text: &str) -> Value {
    json!({ "fr": text, "en": text })
}

on_both! {
    async fn vigies_own_list_is_there_from_the_start(app: TestApp) {
        for actor in [&app.world.coordinator, &app.world.referent, &app.world.administrator] {
            let catalogue = app.client(actor).await.get("/api/catalogue").await.ok();
            assert_eq!(catalogue["actions"].as_array().unwrap().len(), 10);
            let hours = json!({
                "id": "hours", "label": { "fr": "Revoir les heures", "en": "Change the hours" }, "needs_agreement": true,
                "partner_kind": null, "builtin": true, "hidden": false,
            });
            assert_eq!(catalogue["actions"][3], hours);
            assert_eq!(catalogue["partner_kinds"][0], json!({ "id": "nurse", "label": { "fr": "Infirmier, SSIAD", "en": "Nurse" } }));
        }
    }

    async fn an_administrator_adds_renames_and_hides(app: TestApp) {
        let admin = app.client(&app.world.administrator).await;
        let body = json!({
            "actions": [
                { "id": "pet_sitting", "label": label("Garde d’animal"), "needs_agreement": true, "partner_kind": "pet_sitter" },
                { "id": "phone_call", "label": label("Coup de fil"), "hidden": true },
            ],
            "partner_kinds": [{ "id": "pet_sitter", "label": label("Gardien d’animaux") }],
        });
        let written = admin.put("/api/catalogue", &body).await.ok();
        assert_eq!(written, app.client(&app.world.coordinator).await.get("/api/catalogue").await.ok());
        assert_eq!(written["actions"].as_array().unwrap().len(), 11);
        assert_eq!(written["actions"][1]["label"]["fr"], "Coup de fil");
        assert_eq!((&written["actions"][0]["builtin"], &written["actions"][1]["hidden"]), (&json!(false), &json!(true)));
        // Another federation keeps its own.
        let elsewhere = app.client(&app.elsewhere.administrator).await.get("/api/catalogue").await.ok();
        assert_eq!(elsewhere["actions"].as_array().unwrap().len(), 10);
    }

    async fn an_own_action_can_be_noted_and_its_word_is_kept_once_used(app: TestApp) {
        let admin = app.client(&app.world.administrator).await;
        let empty = json!({ "actions": [], "partner_kinds": [] });
        let own = json!({ "id": "pet_sitting", "label": label("Garde d’animal"), "needs_agreement": true });
        admin.put("/api/catalogue", &json!({ "actions": [own], "partner_kinds": [] })).await.ok();
        let rating = app.world.rating(&app.world.person, app.now(), [Some(1), None, None]);
        app.client(&app.world.aide).await.rate(&[rating]).await;
        let coordinator = app.client(&app.world.coordinator).await;
        let alert = coordinator.only_alert().await;
        let asked = |agreement: &str| json!({ "kind": "pet_sitting", "contact": "phone", "agreement": agreement });
        assert_eq!(coordinator.act(&alert, "action", asked("not_asked")).await.problem(422), "validation_failed");
        // What is hidden or renamed is accepted all the same: other programs send these words.
        let hidden = json!({ "actions": [{ "id": "phone_call", "label": label("Coup de fil"), "hidden": true }, own_again()], "partner_kinds": [] });
        admin.put("/api/catalogue", &hidden).await.ok();
        let call = json!({ "kind": "phone_call", "contact": "phone", "agreement": "not_asked" });
        let alert = coordinator.act(&alert, "action", call).await.ok();
        coordinator.act(&alert, "action", asked("family")).await.ok();
        let after = admin.put("/api/catalogue", &empty).await.ok();
        let kept = after["actions"].as_array().unwrap().iter().find(|entry| entry["id"] == "pet_sitting").cloned();
        assert_eq!(kept.expect("kept")["hidden"], json!(true));
    }

    async fn mistakes_are_named_with_their_place(app: TestApp) {
        let admin = app.client(&app.world.administrator).await;
        let body = json!({
            "actions": [{ "id": "X", "label": label("x") }, { "id": "other", "label": label("") }],
            "partner_kinds": [{ "id": "aa", "label": label("a") }, { "id": "aa", "label": label("b") }],
        });
        let answer = admin.put("/api/catalogue", &body).await;
        assert_eq!(answer.problem(422), "validation_failed");
        let pointers: Vec<&Value> = answer.body["errors"].as_array().unwrap().iter().map(|error| &error["pointer"]).collect();
        assert_eq!(pointers, ["/actions/0/id", "/actions/1/label/fr", "/partner_kinds/1/id"]);
    }
}

fn own_again() -> Value {
    json!({ "id": "pet_sitting", "label": label("Garde d’animal"), "needs_agreement": true })
}
