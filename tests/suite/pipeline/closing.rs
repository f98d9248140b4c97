//! After an alert was closed: quiet for some days, reopened when it gets worse, a new one later on.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_tests::{Client, TestApp, on_both, rows};

async fn sign(app: &TestApp, sign: &str) {
    let mut rating = app.world.rating(&app.world.person, app.now(), [None, None, None]);
    rating["signs"] = json!([sign]);
    assert_eq!(app.client(&app.world.aide).await.rate(&[rating]).await, ["stored"]);
}

async fn coordinator(app: &TestApp) -> Client {
    app.client(&app.world.coordinator).await
}

/// An alert because of a fall, closed.
async fn closed(app: &TestApp) -> Value {
    sign(app, "fall").await;
    let coordinator = coordinator(app).await;
    let alert = coordinator.only_alert().await;
    assert_eq!(alert["severity"], "high");
    coordinator.act(&alert, "resolve", json!({ "outcome": "acted", "for_aide": "Merci." })).await.ok()
}

on_both! {
    async fn for_seven_days_the_same_family_is_quiet(app: TestApp) {
        closed(&app).await;
        for (days, other) in [(1, "refuses_care"), (5, "eats_nothing")] {
            app.advance(TimeDelta::days(days));
            sign(&app, other).await;
            assert!(coordinator(&app).await.queue().await.is_empty(), "{other}");
        }
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM findings WHERE alert_id IS NULL").await, 2, "kept all the same");
    }

    async fn after_the_quiet_days_it_is_a_new_alert(app: TestApp) {
        let before = closed(&app).await;
        app.advance(TimeDelta::days(8));
        sign(&app, "refuses_care").await;
        let alert = coordinator(&app).await.only_alert().await;
        assert_ne!(alert["id"], before["id"]);
        let old = coordinator(&app).await.detail(&before).await;
        assert_eq!((&old["state"], &old["outcome"]), (&json!("closed"), &json!("acted")));
    }

    async fn worse_within_seven_days_reopens_the_same_alert_for_everybody(app: TestApp) {
        let before = closed(&app).await;
        let told = rows::count(app.store(), "SELECT COUNT(*) FROM outbox WHERE kind = 'alert_raised'").await;
        app.advance(TimeDelta::days(2));
        sign(&app, "fall").await;
        let coordinator = coordinator(&app).await;
        let alert = coordinator.only_alert().await;
        assert_eq!((&alert["id"], &alert["state"], &alert["severity"]), (&before["id"], &json!("new"), &json!("critical")));
        assert_eq!((&alert["owner"], &alert["outcome"], &alert["closed_at"]), (&Value::Null, &Value::Null, &Value::Null));
        assert_eq!(alert["due_at"], json!(app.now() + TimeDelta::hours(1)));
        assert_eq!(alert["opened_at"], before["opened_at"]);
        let detail = coordinator.detail(&alert).await;
        assert_eq!(detail["timeline"].as_array().unwrap().last().unwrap()["kind"], "reopened");
        let now = rows::count(app.store(), "SELECT COUNT(*) FROM outbox WHERE kind = 'alert_raised'").await;
        assert_eq!(now, told + 3);
        assert_eq!(app.client(&app.world.aide).await.get("/api/signals").await.ok()["items"][0]["for_aide"], Value::Null);
    }

    async fn another_family_within_seven_days_reopens_it_too(app: TestApp) {
        let before = closed(&app).await;
        app.advance(TimeDelta::days(3));
        let low = app.world.rating(&app.world.person, app.now(), [Some(1), None, None]);
        app.client(&app.world.aide).await.rate(&[low]).await;
        assert_eq!(coordinator(&app).await.only_alert().await["id"], before["id"]);
    }

    async fn a_condition_that_stays_true_is_said_again_after_thirty_days(app: TestApp) {
        let low = |app: &TestApp| app.world.rating(&app.world.person, app.now(), [Some(1), None, None]);
        app.client(&app.world.aide).await.rate(&[low(&app)]).await;
        let alert = coordinator(&app).await.only_alert().await;
        let closed = coordinator(&app).await.act(&alert, "resolve", json!({ "outcome": "nothing_needed" })).await.ok();
        for _ in 0..2 {
            app.advance(TimeDelta::days(12));
            app.client(&app.world.aide).await.rate(&[low(&app)]).await;
            assert!(coordinator(&app).await.queue().await.is_empty());
        }
        app.advance(TimeDelta::days(7));
        app.client(&app.world.aide).await.rate(&[low(&app)]).await;
        assert_ne!(coordinator(&app).await.only_alert().await["id"], closed["id"]);
    }
}
