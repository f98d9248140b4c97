//! Whoever stands in for somebody is told when it begins.

use serde_json::{Value, json};
use uuid::Uuid;
use vigie_tests::{Actor, on_both};

use super::decide::{at, phones, set, told};
use super::scene::{Scene, opened};

/// Éloi stands in for somebody; the cover.
async fn stands_in(scene: &Scene, by: &Actor, absent: &Actor, (from, to): (&str, &str)) -> Value {
    let eloi = scene.test.world.second_coordinator.id;
    let body = json!({ "kind": "replace", "absent_id": absent.id, "cover_id": eloi, "from": from, "to": to });
    let answer = scene.test.client(by).await.post("/api/covers", &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.body
}

fn key(cover: &Value, user: Uuid) -> String {
    format!("cover_begins:{}:{user}", cover["id"].as_str().expect("an id"))
}

on_both! {
    async fn whoever_stands_in_is_told_once_when_it_begins_and_in_their_hours(app: TestApp) {
        // Nine in the morning of a Monday in Paris.
        let scene = at(app, "2026-03-02T08:00:00Z").await;
        let world = scene.test.world.clone();
        let eloi = world.second_coordinator.id;
        stands_in(&scene, &world.administrator, &world.coordinator, ("2026-03-02T08:00:00Z", "2026-03-06T16:00:00Z")).await;
        let night = ("2026-03-02T22:00:00Z", "2026-03-06T16:00:00Z");
        let later = stands_in(&scene, &world.administrator, &world.south_coordinator, night).await;
        scene.drain().await;
        assert_eq!(phones(&scene), [0, 1, 0], "one begins now");
        let push = opened(&scene.service.received()[0].body);
        let shown = &push["notification"];
        assert_eq!(shown["body"], "Une suppléance commence : vous prenez le relais");
        assert!(shown["navigate"].as_str().is_some_and(|url| url.ends_with("/suppleance")), "{push}");
        assert!(!push.to_string().contains("Essai"), "nobody's name: {push}");
        for still in ["2026-03-02T10:00:00Z", "2026-03-02T21:59:00Z", "2026-03-02T22:00:00Z"] {
            set(&scene, still);
            scene.drain().await;
            assert_eq!(phones(&scene), [0, 1, 0], "{still}");
        }
        assert_eq!(scene.standing(&key(&later, eloi)).await.state, "pending", "somebody's night");
        set(&scene, "2026-03-03T07:30:00Z");
        scene.drain().await;
        assert_eq!(phones(&scene), [0, 2, 0]);
        assert_eq!(told(&scene, eloi, "cover_begins").await, ["delivered", "delivered"]);
    }

    async fn a_cover_that_was_called_off_is_told_to_nobody_and_who_takes_over_knows(app: TestApp) {
        let scene = at(app, "2026-03-02T08:00:00Z").await;
        let world = scene.test.world.clone();
        let eloi = world.second_coordinator.id;
        let soon = ("2026-03-02T09:00:00Z", "2026-03-03T16:00:00Z");
        let cover = stands_in(&scene, &world.administrator, &world.coordinator, soon).await;
        let path = format!("/api/covers/{}/end", cover["id"].as_str().expect("an id"));
        let administrator = scene.test.client(&world.administrator).await;
        administrator.post(&path, &json!({ "version": 1 })).await.ok();
        set(&scene, "2026-03-02T09:00:00Z");
        scene.drain().await;
        let over = "expired: the cover is over";
        assert_eq!((phones(&scene), told(&scene, eloi, "cover_begins").await), ([0, 0, 0], vec![over.to_owned()]));
        let body = json!({ "absent_id": world.coordinator.id, "to": "2026-03-02T10:00:00Z" });
        let taken = scene.test.client(&world.second_coordinator).await.post("/api/covers/take-over", &body).await;
        assert_eq!(taken.status, 201, "{}", taken.text);
        scene.drain().await;
        assert_eq!(told(&scene, eloi, "cover_begins").await, [over]);
        // What she has planned herself for later she is reminded of.
        let afternoon = ("2026-03-02T13:00:00Z", "2026-03-02T16:00:00Z");
        stands_in(&scene, &world.second_coordinator, &world.coordinator, afternoon).await;
        set(&scene, "2026-03-02T13:00:00Z");
        scene.drain().await;
        assert_eq!(phones(&scene), [0, 1, 0]);
        assert_eq!(told(&scene, eloi, "cover_begins").await, [over, "delivered"]);
    }
}
