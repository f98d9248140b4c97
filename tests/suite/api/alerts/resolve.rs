//! `resolve`: every alert ends in an outcome, and the aide may hear of it.

use serde_json::{Value, json};
use vigie_tests::{TestApp, on_both, rows};

use super::{alert_and_coordinator, alert_of};

async fn feedback_rows(app: &TestApp) -> i64 {
    rows::count(app.store(), "SELECT COUNT(*) FROM outbox WHERE kind = 'feedback' AND state = 'pending'").await
}

on_both! {
    async fn an_alert_ends_in_one_of_six_outcomes(app: TestApp) {
        let (mut alert, coordinator) = alert_and_coordinator(&app).await;
        for outcome in ["acted", "nothing_needed", "declined", "new_usual_state", "duplicate", "noise"] {
            let closed = coordinator.act(&alert, "resolve", json!({ "outcome": outcome })).await.ok();
            assert_eq!(closed["outcome"], outcome);
            assert_eq!(coordinator.queue().await, Vec::<Value>::new());
            alert = coordinator.act(&closed, "reopen", json!({})).await.ok();
        }
        for bad in [json!("done"), Value::Null, json!(1)] {
            let answer = coordinator.act(&alert, "resolve", json!({ "outcome": bad })).await;
            assert!(matches!(answer.problem(400), "invalid_request" | "invalid_json"), "{bad}");
        }
        assert_eq!(coordinator.act(&alert, "resolve", json!({})).await.problem(400), "invalid_request");
    }

    async fn the_words_for_the_aide_are_three_hundred_characters_at_most(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        for (words, code) in [("é".repeat(301), "too_long"), ("a\u{7}".to_owned(), "control_character")] {
            let answer = coordinator.act(&alert, "resolve", json!({ "outcome": "acted", "for_aide": words })).await;
            assert_eq!(answer.problem(422), "validation_failed");
            let error = &answer.body["errors"][0];
            assert_eq!((&error["pointer"], &error["code"]), (&json!("/for_aide"), &json!(code)));
        }
        let words = "é".repeat(300);
        let closed = coordinator.act(&alert, "resolve", json!({ "outcome": "acted", "for_aide": words })).await.ok();
        let last = closed["timeline"].as_array().unwrap().last().unwrap().clone();
        assert_eq!(last["data"], json!({ "outcome": "acted", "for_aide": words }));
    }

    async fn the_aide_is_told_once_and_not_if_it_is_undone(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        let closed = coordinator.act(&alert, "resolve", json!({ "outcome": "acted" })).await.ok();
        assert_eq!(feedback_rows(&app).await, 1);
        let again = coordinator.act(&closed, "reopen", json!({})).await.ok();
        assert_eq!(feedback_rows(&app).await, 0, "taken back before it went out");
        app.advance(chrono::TimeDelta::seconds(5));
        coordinator.act(&again, "resolve", json!({ "outcome": "noise" })).await.ok();
        assert_eq!(feedback_rows(&app).await, 1);
    }

    async fn nothing_is_told_of_somebody_who_refuses_coordination(app: TestApp) {
        let alert = alert_of(&app, &app.world.refusing).await;
        let referent = app.client(&app.world.referent).await;
        referent.act(&alert, "resolve", json!({ "outcome": "acted", "for_aide": "secret" })).await.ok();
        assert_eq!(feedback_rows(&app).await, 0);
    }
}
