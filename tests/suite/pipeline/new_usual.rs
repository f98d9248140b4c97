//! 'New usual state': from the closing on the person is compared with how they have been lately, and undoing it undoes that.

use chrono::TimeDelta;
use serde_json::json;
use vigie_tests::{TestApp, on_both};

/// A month at 4, then ten days at 2: a fall that opens an alert.
async fn falls(app: &TestApp) {
    let aide = app.sign_in(&app.world.aide).await;
    let start = app.now() - TimeDelta::days(40);
    let scores = (0..40).map(|day| if day < 30 { 4 } else { 2 });
    for (day, score) in (0..).zip(scores) {
        let at = start + TimeDelta::days(day);
        aide.rate(&[app.world.rating(&app.world.person, at, [Some(4), Some(score), Some(4)])]).await;
    }
}

async fn usual_mood(app: &TestApp) -> f64 {
    let referent = app.sign_in(&app.world.referent).await;
    let file = referent.get(&format!("/api/persons/{}", app.world.person.id)).await.ok();
    file["history"]["usual"]["mood"].as_f64().expect("a usual mood")
}

on_both! {
    async fn closing_as_a_new_usual_state_moves_what_is_usual(app: TestApp) {
        falls(&app).await;
        let before = usual_mood(&app).await;
        assert!(before > 3.0, "{before}");
        let coordinator = app.sign_in(&app.world.coordinator).await;
        let alert = coordinator.only_alert().await;
        let closed = coordinator.act(&alert, "resolve", json!({ "outcome": "new_usual_state" })).await.ok();
        let after = usual_mood(&app).await;
        assert!(after < before - 0.5, "{before} then {after}");
        coordinator.act(&closed, "reopen", json!({})).await.ok();
        assert_eq!(usual_mood(&app).await, before, "undone");
    }
}
