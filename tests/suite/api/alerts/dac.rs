//! `dac`: the case on its way to the support scheme and back.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_tests::on_both;

use super::{alert_and_coordinator, kinds};

on_both! {
    async fn a_case_goes_to_the_scheme_and_comes_back(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        assert_eq!(coordinator.detail(&alert).await["dac"], Value::Null);
        let body = json!({ "step": "hand_over", "agreement": "guardian", "agreed_by": "Me Tutelle", "text": "Situation complexe." });
        let mut case = coordinator.act(&alert, "dac", body).await.ok();
        assert_eq!(case["dac"], json!({ "state": "handed_over", "since": app.now(), "text": "Situation complexe." }));
        let line = case["timeline"][1].clone();
        let data = json!({ "step": "hand_over", "state": "handed_over", "agreement": "guardian", "agreed_by": "Me Tutelle" });
        assert_eq!((&line["kind"], &line["data"], &line["text"]), (&json!("dac"), &data, &json!("Situation complexe.")));
        for (step, state) in [("accepted", "accepted"), ("returned", "returned")] {
            app.advance(TimeDelta::minutes(1));
            case = coordinator.act(&case, "dac", json!({ "step": step })).await.ok();
            assert_eq!(case["dac"], json!({ "state": state, "since": app.now(), "text": null }));
        }
        assert_eq!(kinds(&case), ["opened", "dac", "dac", "dac"]);
    }

    async fn the_last_step_is_taken_back_by_whoever_noted_it(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        let seq = |case: &Value| case["timeline"].as_array().and_then(|lines| lines.last()).expect("a line")["seq"].clone();
        let given = json!({ "step": "hand_over", "agreement": "person", "text": "Trop complexe." });
        let handed = coordinator.act(&alert, "dac", given).await.ok();
        app.advance(TimeDelta::minutes(1));
        let accepted = coordinator.act(&handed, "dac", json!({ "step": "accepted" })).await.ok();
        let early = coordinator.act(&accepted, "retract", json!({ "seq": seq(&handed) })).await;
        assert_eq!(early.problem(422), "validation_failed", "another step has followed");
        assert_eq!(early.body["errors"][0]["code"], "not_the_last_step");
        let colleague = app.client(&app.world.second_coordinator).await;
        assert_eq!(colleague.act(&accepted, "retract", json!({ "seq": seq(&accepted) })).await.problem(422), "validation_failed");
        let back = coordinator.act(&accepted, "retract", json!({ "seq": seq(&accepted) })).await.ok();
        assert_eq!(back["dac"], handed["dac"]);
        let none = coordinator.act(&back, "retract", json!({ "seq": seq(&handed) })).await.ok();
        assert_eq!(none["dac"], Value::Null);
        assert_eq!(kinds(&none), ["opened", "dac", "dac", "dac_retracted", "dac_retracted"]);
        let again = json!({ "step": "hand_over", "agreement": "person" });
        assert_eq!(coordinator.act(&none, "dac", again).await.ok()["dac"]["state"], "handed_over");
    }

    async fn nobody_is_handed_over_without_their_yes(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        for agreement in [Value::Null, json!("refused"), json!("not_asked")] {
            let answer = coordinator.act(&alert, "dac", json!({ "step": "hand_over", "agreement": agreement })).await;
            assert_eq!(answer.problem(422), "validation_failed", "{agreement}");
            assert_eq!(answer.body["errors"][0]["code"], "agreement_needed");
        }
        assert_eq!(coordinator.detail(&alert).await["dac"], Value::Null);
    }

    async fn a_step_that_does_not_follow_is_refused_with_the_alert_as_it_is(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        for step in ["accepted", "declined", "returned"] {
            let answer = coordinator.act(&alert, "dac", json!({ "step": step })).await;
            assert_eq!(answer.problem(409), "wrong_state", "{step}");
            assert_eq!((&answer.body["alert"]["id"], &answer.body["alert"]["dac"]), (&alert["id"], &Value::Null));
        }
        let case = coordinator.act(&alert, "dac", json!({ "step": "hand_over", "agreement": "person" })).await.ok();
        assert_eq!(coordinator.act(&case, "dac", json!({ "step": "hand_over", "agreement": "person" })).await.problem(409), "wrong_state");
        assert_eq!(coordinator.act(&alert, "dac", json!({ "step": "accepted" })).await.problem(409), "stale_version");
    }
}
