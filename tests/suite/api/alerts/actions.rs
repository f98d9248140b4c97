//! `action`: agreement, partners, and taking one back.

use serde_json::{Value, json};
use uuid::Uuid;
use vigie_server::ids;
use vigie_server::store::partners::{self, Partner};
use vigie_tests::{TestApp, World, on_both, rows};

use super::{alert_and_coordinator, kinds};

/// A partner of a federation's directory.
async fn partner(app: &TestApp, world: &World, name: &str) -> Uuid {
    let partner = Partner {
        id: ids::fresh(),
        reference: None,
        kind: "meal_delivery".to_owned(),
        name: name.to_owned(),
        area: None,
        contact_name: None,
        phone: None,
        email: None,
        availability: None,
        note: None,
        version: 1,
        archived_at: None,
    };
    let mut tx = app.store().begin().await.expect("a transaction");
    partners::insert(&mut tx, world.federation, &partner, app.now()).await.expect("stored");
    tx.commit().await.expect("committed");
    partner.id
}

fn meals() -> Value {
    json!({ "kind": "meal_delivery", "contact": "phone", "agreement": "person" })
}

on_both! {
    async fn who_agreed_when_and_which_partner_are_kept(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        let (first, second) = (partner(&app, &app.world, "Repas du Vallon").await, partner(&app, &app.world, "Assiettes Bleues").await);
        let mut body = meals();
        body["agreed_by"] = json!("sa fille");
        body["agreed_on"] = json!("2026-03-01");
        body["partner_id"] = json!(first);
        body["partners_proposed"] = json!([first, second]);
        body["text"] = json!("À partir de lundi.");
        let acted = coordinator.act(&alert, "action", body).await.ok();
        let seq = acted["timeline"][1]["seq"].clone();
        let (one, two) = (json!({ "id": first, "name": "Repas du Vallon" }), json!({ "id": second, "name": "Assiettes Bleues" }));
        let expected = json!([{
            "seq": seq, "at": app.now(), "actor": { "id": app.world.coordinator.id, "name": "Dana Essai" },
            "kind": "meal_delivery", "contact": "phone", "agreement": "person", "agreed_by": "sa fille", "agreed_on": "2026-03-01",
            "partner": one, "proposed": [two, one], "text": "À partir de lundi.", "retracted": false,
        }]);
        assert_eq!(acted["actions"], expected);
        assert_eq!(acted["timeline"][1]["data"]["partner_id"], json!(first));
    }

    async fn what_changes_a_life_needs_a_yes_or_a_no(app: TestApp) {
        let (mut alert, coordinator) = alert_and_coordinator(&app).await;
        for kind in ["adapt_help", "hours", "equipment", "meal_delivery", "respite", "partner", "dac"] {
            let body = json!({ "kind": kind, "contact": "none", "agreement": "not_asked" });
            let answer = coordinator.act(&alert, "action", body).await;
            assert_eq!(answer.problem(422), "validation_failed", "{kind}");
            assert_eq!(answer.body["errors"][0]["pointer"], "/agreement");
            assert_eq!(answer.body["errors"][0]["code"], "agreement_needed");
            assert!(answer.body["errors"][0]["detail"].as_str().unwrap().contains("accord"));
        }
        for kind in ["phone_call", "home_visit", "other"] {
            let body = json!({ "kind": kind, "contact": "none", "agreement": "not_asked" });
            alert = coordinator.act(&alert, "action", body).await.ok();
        }
        assert_eq!(alert["actions"].as_array().unwrap().len(), 3);
    }

    async fn an_action_names_what_the_federation_knows(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        let abroad = partner(&app, &app.elsewhere, "Ailleurs").await;
        let (own, other) = (partner(&app, &app.world, "Un").await, partner(&app, &app.world, "Deux").await);
        let cases = [
            (json!({ "kind": "prayer" }), "/kind", "unknown_action"),
            (json!({ "agreed_on": "2026-03-03" }), "/agreed_on", "future_day"),
            (json!({ "agreed_by": "x".repeat(121) }), "/agreed_by", "too_long"),
            (json!({ "partner_id": abroad }), "/partner_id", "unknown_partner"),
            (json!({ "partner_id": ids::fresh() }), "/partner_id", "unknown_partner"),
            (json!({ "partner_id": own, "partners_proposed": [other] }), "/partner_id", "not_proposed"),
            (json!({ "partners_proposed": [own, abroad] }), "/partners_proposed/1", "unknown_partner"),
            (json!({ "partners_proposed": vec![own; 21] }), "/partners_proposed", "too_many_entries"),
        ];
        for (change, pointer, code) in cases {
            let mut body = meals();
            for (name, value) in change.as_object().unwrap() {
                body[name] = value.clone();
            }
            let answer = coordinator.act(&alert, "action", body).await;
            assert_eq!(answer.problem(422), "validation_failed", "{change}");
            assert_eq!((&answer.body["errors"][0]["pointer"], &answer.body["errors"][0]["code"]), (&json!(pointer), &json!(code)));
        }
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM actions").await, 0);
        let mut body = meals();
        body["partner_id"] = json!(own);
        coordinator.act(&alert, "action", body).await.ok();
    }

    async fn ones_own_action_can_be_taken_back(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        let mut body = meals();
        body["text"] = json!("noté trop vite");
        body["agreed_by"] = json!("personne en fait");
        let acted = coordinator.act(&alert, "action", body).await.ok();
        let seq = acted["timeline"][1]["seq"].clone();
        let referent = app.client(&app.world.referent).await;
        assert_eq!(referent.act(&acted, "retract", json!({ "seq": seq })).await.problem(422), "validation_failed");
        let back = coordinator.act(&acted, "retract", json!({ "seq": seq })).await.ok();
        assert_eq!(kinds(&back), ["opened", "action", "action_retracted"]);
        assert_eq!((&back["timeline"][1]["text"], &back["timeline"][1]["data"]["retracted"]), (&Value::Null, &json!(true)));
        assert_eq!((&back["actions"][0]["text"], &back["actions"][0]["retracted"]), (&Value::Null, &json!(true)));
        for words in ["trop vite", "personne en fait"] {
            assert!(!referent.detail(&alert).await.to_string().contains(words), "{words}");
        }
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM actions WHERE retracted_at IS NULL").await, 0);
    }
}
