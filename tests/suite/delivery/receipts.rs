//! What a browser says of a message: accepted is not arrived.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_server::outbox::StepOutcome;
use vigie_server::push::receipt::LENGTH;
use vigie_server::store::{deliveries, purge};
use vigie_tests::{Answer, TestApp, on_both, rows};

use super::scene::{Scene, opened};
use super::service::Behaviour::{Hang, Status};

/// A message to the aide's browser, and the receipt that the browser read in it.
async fn received(scene: &Scene, key: &str) -> String {
    scene.test_message(key, scene.aide).await;
    scene.drain().await;
    let last = scene.service.received().pop().expect("a message");
    opened(&last.body)["receipt"].as_str().expect("a receipt").to_owned()
}

async fn send_back(app: &TestApp, receipt: &str) -> Answer {
    // A service worker has no token.
    app.anonymous().post("/api/push/receipts", &json!({ "receipt": receipt })).await
}

async fn last_received(scene: &Scene) -> Value {
    let aide = scene.test.client(&scene.test.world.aide).await;
    aide.get("/api/push/devices").await.ok()["items"][0]["last_received_at"].clone()
}

async fn receipts(scene: &Scene) -> i64 {
    rows::count(scene.store(), "SELECT COUNT(*) FROM deliveries WHERE received_at IS NOT NULL").await
}

on_both! {
    async fn a_browser_says_that_a_message_is_there_and_its_owner_sees_when(app: TestApp) {
        let scene = Scene::on(app).await;
        scene.subscribe(scene.aide, &scene.service.endpoint("phone", Status(201))).await;
        let receipt = received(&scene, "m").await;
        assert_eq!((last_received(&scene).await, receipts(&scene).await), (Value::Null, 0));
        scene.later(TimeDelta::seconds(3));
        let noted = send_back(&scene.test, &receipt).await;
        assert_eq!((noted.status.as_u16(), noted.text.as_str()), (204, ""));
        let then = json!(scene.now());
        assert_eq!((last_received(&scene).await, receipts(&scene).await), (then.clone(), 1));
        scene.later(TimeDelta::hours(1));
        assert_eq!(send_back(&scene.test, &receipt).await.status, 204, "the same one again");
        assert_eq!((last_received(&scene).await, receipts(&scene).await), (then, 1), "changes nothing");
    }

    async fn a_receipt_nobody_was_given_is_answered_alike_and_counts_for_nothing(app: TestApp) {
        let scene = Scene::on(app).await;
        scene.subscribe(scene.aide, &scene.service.endpoint("phone", Status(201))).await;
        let receipt = received(&scene, "m").await;
        let forged = format!("{}AAAA", &receipt[..LENGTH - 4]);
        for wrong in [forged.as_str(), &"A".repeat(LENGTH)] {
            let answer = send_back(&scene.test, wrong).await;
            assert_eq!((answer.status.as_u16(), answer.text.as_str()), (204, ""));
        }
        assert_eq!((last_received(&scene).await, receipts(&scene).await), (Value::Null, 0));
        for malformed in ["", "x", &"A".repeat(LENGTH + 1), &"=".repeat(LENGTH)] {
            let refused = send_back(&scene.test, malformed).await;
            assert_eq!(refused.problem(422), "validation_failed", "{malformed}");
            assert_ne!(refused.body["errors"][0]["detail"], "field.invalid_receipt", "the mistake has words");
        }
    }

    async fn a_browser_faster_than_its_push_services_answer_is_believed(app: TestApp) {
        let scene = Scene::on(app).await;
        scene.subscribe(scene.aide, &scene.service.endpoint("phone", Hang)).await;
        scene.test_message("m", scene.aide).await;
        // The service hands the message on and never answers us; the browser says that it has it.
        let sending = scene.app.clone();
        let round = tokio::spawn(vigie_tests::everywhere(async move { vigie_server::outbox::step(&sending).await }));
        let message = loop {
            if let Some(message) = scene.service.received().pop() {
                break message;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        };
        let receipt = opened(&message.body)["receipt"].as_str().expect("a receipt").to_owned();
        assert_eq!(send_back(&scene.test, &receipt).await.status, 204);
        assert_eq!(round.await.expect("a round").expect("settled"), StepOutcome::Worked(1));
        assert_eq!((scene.standing("m").await.state.as_str(), scene.outcomes("m").await), ("retry", vec!["accepted".to_owned()]));
        scene.later(TimeDelta::minutes(1));
        scene.drain().await;
        assert_eq!((scene.standing("m").await.state.as_str(), scene.service.count("phone")), ("delivered", 1));
    }

    async fn a_receipt_for_what_is_no_longer_kept_leaves_no_trace(app: TestApp) {
        let scene = Scene::on(app).await;
        scene.subscribe(scene.aide, &scene.service.endpoint("phone", Status(201))).await;
        let receipt = received(&scene, "m").await;
        let mut tx = scene.store().begin().await.expect("a transaction");
        let purged = purge::messages(&mut tx, scene.federation, scene.now() + TimeDelta::days(1), 10).await;
        assert_eq!(purged.expect("purged"), 1);
        tx.commit().await.expect("committed");
        assert_eq!(send_back(&scene.test, &receipt).await.status, 204);
        assert_eq!(rows::count(scene.store(), "SELECT COUNT(*) FROM deliveries").await, 0);
    }

    async fn an_address_that_floods_is_told_to_wait(app: TestApp) {
        let wrong = "A".repeat(LENGTH);
        let limit = vigie_server::push::endpoints::receipts::PER_ADDRESS;
        // As if that many had come already: the limit is counted in this process.
        for _ in 0..limit {
            app.app().limiter.failed(&[("receipt:127.0.0.1", limit)], app.now());
        }
        let refused = send_back(&app, &wrong).await;
        assert_eq!(refused.problem(429), "too_many_attempts");
        assert!(refused.headers.contains_key("retry-after"));
        app.advance(TimeDelta::minutes(16));
        assert_eq!(send_back(&app, &wrong).await.status, 204);
    }

    async fn the_statements_of_receipts(app: TestApp) {
        let scene = Scene::on(app).await;
        scene.test_message("m", scene.aide).await;
        let (federation, message, browser) = (scene.federation, scene.standing("m").await.id, vigie_server::ids::fresh());
        let mut tx = scene.store().begin().await.expect("a transaction");
        assert!(!deliveries::is_received(&mut tx, federation, message, browser).await.expect("a look"));
        assert!(deliveries::received(&mut tx, federation, message, browser, scene.now()).await.expect("noted"));
        assert!(!deliveries::received(&mut tx, federation, message, browser, scene.now()).await.expect("known"));
        assert!(deliveries::is_received(&mut tx, federation, message, browser).await.expect("a look"));
        let elsewhere = scene.test.elsewhere.federation;
        assert!(!deliveries::received(&mut tx, elsewhere, message, browser, scene.now()).await.expect("a try"), "no such message");
    }
}
