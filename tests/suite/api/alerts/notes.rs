//! `note`, `retract` and `action`: writing down what was said and done.

use serde_json::{Value, json};
use vigie_tests::on_both;

use super::{alert_and_coordinator, alert_of, kinds};

on_both! {
    async fn a_note_stands_in_the_timeline_with_who_and_when(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        let noted = coordinator.act(&alert, "note", json!({ "text": "  Appelé la fille.\r\nElle passe demain. " })).await.ok();
        let expected = json!({
            "seq": 2, "at": app.now(), "kind": "note", "text": "Appelé la fille.\nElle passe demain.", "data": {},
            "actor": { "id": app.world.coordinator.id, "name": "Dana Essai", "role": "coordinator" },
        });
        assert_eq!(noted["timeline"][1], expected);
        assert_eq!(noted["state"], "new", "a note takes nothing");
    }

    async fn a_note_says_something_and_not_too_much(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        for (text, code) in
            [(String::new(), "missing"), (" \n ".to_owned(), "missing"), ("é".repeat(2_001), "too_long"), ("a\u{0}".to_owned(), "control_character")]
        {
            let answer = coordinator.act(&alert, "note", json!({ "text": text })).await;
            assert_eq!(answer.problem(422), "validation_failed");
            assert_eq!((&answer.body["errors"][0]["pointer"], &answer.body["errors"][0]["code"]), (&json!("/text"), &json!(code)));
        }
        coordinator.act(&alert, "note", json!({ "text": "é".repeat(2_000) })).await.ok();
    }

    async fn a_note_taken_back_keeps_its_place_and_loses_its_words_for_everybody(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        let noted = coordinator.act(&alert, "note", json!({ "text": "mots écrits trop vite" })).await.ok();
        let seq = noted["timeline"][1]["seq"].clone();
        let retracted = coordinator.act(&noted, "retract", json!({ "seq": seq })).await.ok();
        assert_eq!(kinds(&retracted), ["opened", "note", "note_retracted"]);
        let line = &retracted["timeline"][1];
        assert_eq!((&line["text"], &line["data"]["retracted"]), (&Value::Null, &json!(true)));
        let referent = app.client(&app.world.referent).await;
        assert!(!referent.detail(&alert).await.to_string().contains("trop vite"));
    }

    async fn only_ones_own_note_of_this_alert_can_be_taken_back(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        let other = alert_of(&app, &app.world.second_person).await;
        let elsewhere = coordinator.act(&other, "note", json!({ "text": "à côté" })).await.ok();
        let referent = app.client(&app.world.referent).await;
        let current = referent.act(&alert, "note", json!({ "text": "du référent" })).await.ok();
        let seqs = [&current["timeline"][1]["seq"], &current["timeline"][0]["seq"], &elsewhere["timeline"][1]["seq"], &json!(999)];
        for seq in seqs {
            let answer = coordinator.act(&current, "retract", json!({ "seq": seq })).await;
            assert_eq!(answer.problem(422), "validation_failed", "{seq}");
            assert_eq!(answer.body["errors"][0]["pointer"], "/seq");
        }
        assert_eq!(referent.detail(&alert).await["timeline"][1]["text"], "du référent");
    }

    async fn an_action_says_what_how_and_who_agreed(app: TestApp) {
        let (mut alert, coordinator) = alert_and_coordinator(&app).await;
        let kinds_of_action = [
            "phone_call", "home_visit", "adapt_help", "hours", "equipment", "meal_delivery", "respite", "partner", "dac", "other",
        ];
        let contacts = ["phone", "visit", "message", "meeting", "none"];
        let agreements = ["person", "family", "refused", "guardian"];
        for (i, kind) in kinds_of_action.iter().enumerate() {
            let (contact, agreement) = (contacts[i % contacts.len()], agreements[i % agreements.len()]);
            let body = json!({ "kind": kind, "contact": contact, "agreement": agreement, "text": "fait" });
            alert = coordinator.act(&alert, "action", body).await.ok();
            let line = alert["timeline"].as_array().unwrap().last().unwrap().clone();
            assert_eq!((&line["kind"], &line["text"]), (&json!("action"), &json!("fait")));
            assert_eq!(line["data"], json!({ "action": kind, "contact": contact, "agreement": agreement }));
        }
        for (name, value) in [("contact", "pigeon"), ("agreement", "maybe"), ("agreed_on", "hier")] {
            let mut body = json!({ "kind": "other", "contact": "none", "agreement": "person" });
            body[name] = json!(value);
            assert_eq!(coordinator.act(&alert, "action", body).await.problem(400), "invalid_request", "{name}");
        }
        let long = json!({ "kind": "other", "contact": "none", "agreement": "person", "text": "x".repeat(2_001) });
        assert_eq!(coordinator.act(&alert, "action", long).await.problem(422), "validation_failed");
    }
}
