//! Whom nothing reaches: seen by the referent before anything was missed.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_server::outbox::message::{AboutReply, Facts};
use vigie_tests::on_both;

use super::at;
use crate::delivery::scene::{Scene, opened};

async fn unreachable(scene: &Scene) -> Value {
    let referent = scene.test.client(&scene.test.world.referent).await;
    referent.get("/api/sector-now").await.ok()["unreachable"].clone()
}

async fn news(scene: &Scene, key: &str) {
    let facts = Facts::AideReply(AboutReply { alert_id: uuid::Uuid::max() });
    assert!(scene.enqueue(key, scene.coordinator, &facts, TimeDelta::days(1)).await);
    scene.drain().await;
    assert_eq!(scene.standing(key).await.state, "delivered");
}

on_both! {
    async fn a_browser_that_shows_nothing_for_a_week_is_told_to_the_referent(app: TestApp) {
        let scene = at(app, "2026-03-02T09:00:00Z").await;
        news(&scene, "first").await;
        let first = json!(scene.now());
        scene.later(TimeDelta::days(2));
        news(&scene, "second").await;
        scene.later(TimeDelta::days(5) - TimeDelta::minutes(1));
        assert_eq!(unreachable(&scene).await, json!([]), "a phone may lie in a drawer for some days");
        scene.later(TimeDelta::minutes(1));
        let shown = unreachable(&scene).await;
        assert_eq!(shown.as_array().map(Vec::len), Some(1), "{shown}");
        assert_eq!((&shown[0]["name"], &shown[0]["role"]), (&json!("Dana Essai"), &json!("coordinator")));
        assert_eq!((&shown[0]["why"], &shown[0]["since"]), (&json!("not_received"), &first));
        news(&scene, "third").await;
        let last = scene.service.received().pop().expect("a message");
        let receipt = opened(&last.body)["receipt"].clone();
        let answer = scene.test.anonymous().post("/api/push/receipts", &json!({ "receipt": receipt })).await;
        assert_eq!(answer.status, 204);
        assert_eq!(unreachable(&scene).await, json!([]), "there it is");
    }
}
