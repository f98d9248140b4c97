//! The word one owner leaves for the next, and what else a detail shows of the case.

use serde_json::{Value, json};
use vigie_tests::on_both;

use super::alert_and_coordinator;

on_both! {
    async fn the_last_word_for_the_next_owner_stands_on_top(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        let taken = coordinator.act(&alert, "claim", json!({})).await.ok();
        assert_eq!(taken["handover"], Value::Null);
        let back = coordinator.act(&taken, "release", json!({ "note": "  Rappeler le fils. " })).await.ok();
        let by = json!({ "id": app.world.coordinator.id, "name": "Dana Essai" });
        assert_eq!(back["handover"], json!({ "text": "Rappeler le fils.", "by": by, "at": app.now() }));
        assert_eq!(back["timeline"][2]["text"], "Rappeler le fils.");
        let body = json!({ "owner_id": app.world.second_coordinator.id, "note": "À toi : le fils attend." });
        let given = coordinator.act(&back, "assign", body).await.ok();
        assert_eq!(given["handover"]["text"], "À toi : le fils attend.");
        let silent = coordinator.act(&given, "release", json!({})).await.ok();
        assert_eq!(silent["handover"]["text"], "À toi : le fils attend.", "silence takes nothing away");
    }

    async fn a_word_has_its_limits(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        let taken = coordinator.act(&alert, "claim", json!({})).await.ok();
        for (verb, mut body) in [("release", json!({})), ("assign", json!({ "owner_id": app.world.referent.id }))] {
            body["note"] = json!("é".repeat(2_001));
            let answer = coordinator.act(&taken, verb, body).await;
            assert_eq!(answer.problem(422), "validation_failed", "{verb}");
            assert_eq!(answer.body["errors"][0]["pointer"], "/note");
        }
    }

    async fn a_detail_tells_how_earlier_alerts_ended(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        let ended = coordinator.act(&alert, "resolve", json!({ "outcome": "one_off_advice" })).await.ok();
        assert_eq!((&ended["outcome"], &ended["earlier"]), (&json!("one_off_advice"), &json!([])));
        app.advance(chrono::TimeDelta::days(60));
        let (next, coordinator) = alert_and_coordinator(&app).await;
        let detail = coordinator.detail(&next).await;
        assert_ne!(detail["id"], alert["id"]);
        let earlier = detail["earlier"].as_array().unwrap();
        assert_eq!(earlier.len(), 1);
        assert_eq!((&earlier[0]["id"], &earlier[0]["outcome"]), (&alert["id"], &json!("one_off_advice")));
        assert_eq!((&detail["contacts"], &detail["coordinators"]), (&json!([]), &json!([])));
        assert_eq!(detail["consent"]["coordination"], "accepted");
    }
}
