//! The door to delivery: subscribing, the administrator's list of jobs, and the way from a rating to a phone.

use serde_json::json;
use vigie_server::scheduler::jobs::Job;
use vigie_server::scheduler::tick::complete_rows;
use vigie_tests::on_both;

use super::scene::{AUTH, P256DH, Scene};
use super::service::Behaviour::Status;

/// An endpoint as Chrome gives it.
const CHROME: &str = "https://fcm.googleapis.com/fcm/send/dXyz:APA91bH_x-Y";

fn subscription(endpoint: &str) -> serde_json::Value {
    json!({ "endpoint": endpoint, "expirationTime": null, "keys": { "p256dh": P256DH, "auth": AUTH } })
}

on_both! {
    async fn a_browser_subscribes_with_our_key_and_unsubscribes(app: TestApp) {
        let aide = app.sign_in(&app.world.aide).await;
        let key = aide.get("/api/push/key").await.ok();
        assert_eq!(key["key"], app.app().push.public_key());
        for _ in 0..2 {
            let put = aide.put("/api/push/subscription", &subscription(CHROME)).await;
            assert_eq!(put.status.as_u16(), 204, "{}", put.text);
        }
        let referent = app.sign_in(&app.world.referent).await;
        let taken = referent.put("/api/push/subscription", &subscription(CHROME)).await;
        assert_eq!(taken.problem(409), "subscription_taken");
        for _ in 0..2 {
            let gone = aide.delete("/api/push/subscription", Some(&json!({ "endpoint": CHROME }))).await;
            assert_eq!(gone.status.as_u16(), 204, "{}", gone.text);
        }
        let free = referent.put("/api/push/subscription", &subscription(CHROME)).await;
        assert_eq!(free.status.as_u16(), 204, "the endpoint is free again");
    }

    async fn what_cannot_be_pushed_to_is_refused_with_a_reason(app: TestApp) {
        let aide = app.sign_in(&app.world.aide).await;
        for endpoint in ["https://169.254.169.254/latest", "http://fcm.googleapis.com/a", "https://intranet.example/", "no"] {
            let refused = aide.put("/api/push/subscription", &subscription(endpoint)).await;
            assert_eq!(refused.problem(422), "endpoint_refused", "{endpoint}");
        }
        let mut bad_key = subscription(CHROME);
        bad_key["keys"]["p256dh"] = json!(AUTH);
        let refused = aide.put("/api/push/subscription", &bad_key).await;
        assert_eq!(refused.problem(422), "validation_failed");
        assert_eq!(refused.body["errors"][0]["pointer"], "/keys/p256dh");
        assert_ne!(refused.body["errors"][0]["detail"], "field.invalid_push_key", "the mistake has words");
    }

    async fn nobody_subscribes_without_signing_in(app: TestApp) {
        let stranger = app.anonymous();
        assert_eq!(stranger.get("/api/push/key").await.problem(401), "unauthenticated");
        let put = stranger.put("/api/push/subscription", &subscription(CHROME)).await;
        assert_eq!(put.problem(401), "unauthenticated");
    }

    async fn the_administrator_sees_the_jobs_and_nobody_else_does(app: TestApp) {
        complete_rows(app.app()).await.expect("rows");
        let administrator = app.sign_in(&app.world.administrator).await;
        let jobs = administrator.get("/api/jobs").await.ok();
        let items = jobs["items"].as_array().expect("items");
        let names: Vec<&str> = items.iter().filter_map(|job| job["name"].as_str()).collect();
        let mut all: Vec<&str> = Job::ALL.iter().map(|job| job.name()).collect();
        all.sort_unstable();
        assert_eq!(names, all);
        for by_the_clock_on_the_wall in ["silence", "cover_gaps"] {
            let job = items.iter().find(|job| job["name"] == by_the_clock_on_the_wall).expect("the job");
            assert_eq!(job["time_zone"], "Europe/Paris", "an hour of the federation’s day");
        }
        let referent = app.sign_in(&app.world.referent).await;
        assert_eq!(referent.get("/api/jobs").await.problem(404), "not_found");
    }

    async fn a_bad_day_reaches_the_referents_phone_once_however_often_it_is_sent(app: TestApp) {
        let scene = Scene::on(app).await;
        let endpoint = scene.service.endpoint("referent", Status(201));
        scene.subscribe(scene.referent, &endpoint).await;
        let (world, aide) = (&scene.test.world, scene.test.sign_in(&scene.test.world.aide).await);
        let rating = world.rating(&world.refusing, scene.now(), [Some(1), Some(4), Some(4)]);
        for _ in 0..3 {
            aide.rate(std::slice::from_ref(&rating)).await;
            scene.drain().await;
        }
        assert_eq!(scene.service.count("referent"), 1);
        assert_eq!(scene.service.received()[0].header("urgency"), "high");
    }
}
