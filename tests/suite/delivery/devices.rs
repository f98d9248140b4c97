//! One's own browsers, and the test message.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_tests::{Client, on_both};

use super::scene::{Scene, opened};
use super::service::Behaviour::Status;

async fn devices(client: &Client) -> Vec<Value> {
    client.get("/api/push/devices").await.ok()["items"].as_array().expect("items").clone()
}

on_both! {
    async fn everybody_sees_their_own_browsers_and_removes_them(app: TestApp) {
        let scene = Scene::on(app).await;
        let phone = scene.service.endpoint("phone", Status(201));
        scene.subscribe(scene.aide, &phone).await;
        scene.later(TimeDelta::hours(1));
        scene.subscribe(scene.aide, &scene.service.endpoint("tablet", Status(201))).await;
        scene.subscribe(scene.referent, &scene.service.endpoint("other", Status(201))).await;
        let aide = scene.test.client(&scene.test.world.aide).await;
        let mine = devices(&aide).await;
        assert_eq!(mine.len(), 2);
        // Which of them a page is: the hash of its own endpoint.
        let hash = URL_SAFE_NO_PAD.decode(mine[0]["endpoint_hash"].as_str().expect("a hash")).expect("base64url");
        assert_eq!(hash, <sha2::Sha256 as sha2::Digest>::digest(phone.as_bytes()).as_slice());
        assert!(!mine.iter().any(|one| one.to_string().contains("/push/")), "the endpoint itself is a secret");
        assert_eq!(mine[0]["label"], "127.0.0.1");
        for never in ["last_accepted_at", "last_received_at"] {
            assert_eq!(mine[0].get(never), Some(&Value::Null), "{never}");
        }
        assert_eq!(mine[0]["stale"], json!(false));
        let referent = scene.test.client(&scene.test.world.referent).await;
        let path = format!("/api/push/devices/{}", mine[0]["id"].as_str().expect("an id"));
        assert_eq!(referent.delete(&path, None).await.problem(404), "not_found", "somebody else’s");
        assert_eq!(aide.delete(&path, None).await.status, 204);
        assert_eq!(aide.delete(&path, None).await.problem(404), "not_found");
        assert_eq!((devices(&aide).await, devices(&referent).await.len()), (vec![mine[1].clone()], 1));
    }

    async fn a_browser_that_comes_again_stays_as_old_as_it_is(app: TestApp) {
        let scene = Scene::on(app).await;
        let phone = scene.service.endpoint("phone", Status(201));
        scene.subscribe(scene.aide, &phone).await;
        let aide = scene.test.client(&scene.test.world.aide).await;
        let before = devices(&aide).await;
        scene.later(TimeDelta::days(3));
        scene.subscribe(scene.aide, &phone).await;
        let aide = scene.test.client(&scene.test.world.aide).await;
        assert_eq!(devices(&aide).await, before);
    }

    async fn a_test_goes_to_all_of_ones_own_browsers_and_to_nobody_else(app: TestApp) {
        let scene = Scene::on(app).await;
        for (user, name) in [(scene.aide, "phone"), (scene.aide, "tablet"), (scene.referent, "other")] {
            scene.subscribe(user, &scene.service.endpoint(name, Status(201))).await;
        }
        let aide = scene.test.client(&scene.test.world.aide).await;
        let sent = aide.post("/api/push/test", &Value::Null).await;
        assert_eq!(sent.status, 202, "{}", sent.text);
        scene.drain().await;
        assert_eq!(["phone", "tablet", "other"].map(|name| scene.service.count(name)), [1, 1, 0]);
        let read = opened(&scene.service.received()[0].body);
        assert_eq!(read["id"], sent.body["message_id"]);
        for device in devices(&aide).await {
            assert_eq!(device["last_accepted_at"], json!(scene.now()), "{device}");
            assert_eq!(device["last_received_at"], Value::Null, "accepted is not received: {device}");
        }
        // Each is a message of its own.
        aide.post("/api/push/test", &Value::Null).await;
        scene.drain().await;
        assert_eq!(scene.service.count("phone"), 2);
    }

    async fn nobody_can_make_the_server_push_without_end(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        for _ in 0..20 {
            assert_eq!(aide.post("/api/push/test", &Value::Null).await.status, 202);
        }
        let refused = aide.post("/api/push/test", &Value::Null).await;
        assert_eq!(refused.problem(429), "too_many_attempts");
        assert!(refused.headers.contains_key("retry-after"));
        let other = app.client(&app.world.referent).await;
        assert_eq!(other.post("/api/push/test", &Value::Null).await.status, 202, "one person’s limit is their own");
        app.advance(TimeDelta::minutes(16));
        let aide = app.client(&app.world.aide).await;
        assert_eq!(aide.post("/api/push/test", &Value::Null).await.status, 202);
    }
}
