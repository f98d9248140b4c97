//! Promises about who refuses coordination, and about the quality of visits: not a coordinator's.

use serde_json::{Value, json};
use vigie_tests::{TestApp, on_both, rows};

use super::{act, listed, promise, thursday};

async fn say(app: &TestApp, word: &str) {
    let referent = app.client(&app.world.referent).await;
    let path = format!("/api/persons/{}/consent", app.world.person.id);
    let answer = referent.put(&path, &json!({ "coordination": word, "given_by": "elle-même" })).await;
    assert_eq!(answer.status, 204, "{}", answer.text);
}

on_both! {
    async fn a_refusal_takes_the_promises_from_coordinators_at_once(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let referent = app.client(&app.world.referent).await;
        let held = thursday(&coordinator, app.world.person.id).await;
        let referents = promise(&referent, app.world.person.id, json!({ "preset": "monday" })).await;
        say(&app, "refused").await;
        assert_eq!(listed(&coordinator, "").await, Vec::<Value>::new());
        assert_eq!(listed(&coordinator, &format!("?person_id={}", app.world.person.id)).await, Vec::<Value>::new());
        assert_eq!(coordinator.get("/api/follow-ups").await.ok()["counts"], json!({ "overdue": 0, "today": 0, "week": 0 }));
        assert_eq!(act(&coordinator, &held, "done", json!({ "result": "same" })).await.problem(404), "not_found");
        let path = format!("/api/persons/{}/follow-ups", app.world.person.id);
        assert_eq!(coordinator.post(&path, &json!({ "preset": "monday" })).await.problem(404), "not_found");
        let seen = listed(&referent, "").await;
        assert_eq!((&seen[0]["id"], &seen[0]["owner"]), (&held["id"], &Value::Null), "it is the referents' now");
        assert_eq!(seen[1], referents, "their own stay as they are");
        let own = json!({ "owner_id": app.world.coordinator.id });
        assert_eq!(act(&referent, &seen[0], "assign", own).await.problem(422), "validation_failed");
        let kept = act(&referent, &seen[0], "done", json!({ "result": "same" })).await.ok();
        assert_eq!(kept["closed_by"]["name"], "Gil Essai");
        say(&app, "accepted").await;
        assert_eq!(listed(&coordinator, "").await, [referents]);
    }

    async fn a_promise_on_an_alert_about_the_visits_is_the_referents(app: TestApp) {
        let rating = app.world.rating(&app.world.person, app.now(), [Some(1), None, None]);
        assert_eq!(app.client(&app.world.aide).await.rate(&[rating]).await, ["stored"]);
        rows::change(app.store(), "UPDATE alerts SET audience = 'referent'").await;
        let referent = app.client(&app.world.referent).await;
        let alert = referent.only_alert().await;
        let coordinator = app.client(&app.world.coordinator).await;
        assert_eq!(coordinator.queue().await, Vec::<Value>::new(), "the alert is not theirs");
        let path = format!("/api/alerts/{}/follow-ups", alert["id"].as_str().unwrap());
        let made = referent.post(&path, &json!({ "preset": "monday", "text": "Voir l’équipe." })).await.body;
        assert_eq!(listed(&referent, "").await, std::slice::from_ref(&made));
        assert_eq!(listed(&coordinator, "").await, Vec::<Value>::new());
        let file = coordinator.get(&format!("/api/persons/{}", app.world.person.id)).await.ok();
        assert_eq!(file["follow_ups"], json!([]));
        assert_eq!(act(&coordinator, &made, "cancel", json!({})).await.problem(404), "not_found");
        let given = json!({ "owner_id": app.world.coordinator.id });
        assert_eq!(act(&referent, &made, "assign", given).await.problem(422), "validation_failed");
    }
}
