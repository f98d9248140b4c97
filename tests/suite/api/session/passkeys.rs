//! `/api/second-factor/passkey`, and signing in with one; the device is of other code than the server's.

use serde_json::{Value, json};
use vigie_tests::authenticator::Device;
use vigie_tests::{Answer, Client, TestApp, World, on_both};

use super::second_factor::{answer, challenge};

const PAGE: &str = "http://localhost:8123";

/// A server that browsers find under a name: one of numbers has no passkeys.
async fn under_a_name(app: &TestApp) -> TestApp {
    TestApp::start_with(app.database, &[("VIGIE_PUBLIC_URL", PAGE)]).await
}

async fn options(client: &Client) -> Value {
    client.post("/api/second-factor/passkey", &json!({})).await.ok()["options"].clone()
}

async fn confirm(client: &Client, credential: Value) -> Answer {
    let body = json!({ "label": " Mon ordinateur ", "credential": credential });
    client.post("/api/second-factor/passkey/confirm", &body).await
}

/// A device whose passkey the caller's account knows.
async fn set_up(client: &Client) -> Device {
    let mut device = Device::new(PAGE);
    let made = device.create(&options(client).await);
    let confirmed = confirm(client, made).await.ok();
    assert_eq!(confirmed["recovery_codes"].as_array().map(Vec::len), Some(10));
    device
}

on_both! {
    async fn a_passkey_made_here_signs_in_here(plain: TestApp) {
        let app = under_a_name(&plain).await;
        let dana = &app.world.coordinator;
        let client = app.sign_in(dana).await;
        let asked = options(&client).await;
        assert_eq!((&asked["rp"]["id"], &asked["user"]["name"]), (&json!("localhost"), &json!(dana.login)));
        let mut device = set_up(&client).await;
        let listed = client.get("/api/second-factor").await.ok();
        let item = &listed["items"][0];
        assert_eq!((&item["kind"], &item["label"]), (&json!("passkey"), &json!("Mon ordinateur")));
        // Begun at one node, ended at another.
        let node = app.second_node().await;
        for _ in 0..2 {
            let asked = challenge(&app, dana).await;
            assert_eq!(asked["kinds"], json!(["passkey", "recovery"]));
            let body = json!({ "challenge": asked["challenge"], "passkey": device.get(&asked["passkey"]) });
            let there = app.at_node(&node, &app.anonymous());
            let opened = there.post("/api/session/second-factor", &body).await;
            let mut fresh = app.anonymous();
            fresh.keep(&opened);
            opened.ok();
            fresh.get("/api/me").await.ok();
            assert_eq!(there.post("/api/session/second-factor", &body).await.problem(401), "challenge_ended", "once");
        }
        assert_ne!(client.get("/api/second-factor").await.ok()["items"][0]["last_used_at"], Value::Null);
        node.stop().await;
    }

    async fn another_page_another_key_another_challenge_or_no_finger_opens_nothing(plain: TestApp) {
        let app = under_a_name(&plain).await;
        let dana = &app.world.coordinator;
        let mut device = set_up(&app.sign_in(dana).await).await;
        let asked = challenge(&app, dana).await;
        let mut bad = Vec::new();
        let mut elsewhere = device.copy();
        elsewhere.origin = "http://localhost.evil.example:8123".to_owned();
        bad.push(elsewhere.get(&asked["passkey"]));
        bad.push(Device::new(PAGE).get(&asked["passkey"]));
        let mut unverified = device.copy();
        unverified.verifies = false;
        bad.push(unverified.get(&asked["passkey"]));
        let other = challenge(&app, dana).await;
        bad.push(device.copy().get(&other["passkey"]));
        for answered in bad {
            assert_eq!(answer(&app, &asked, json!({ "passkey": answered })).await.problem(401), "bad_second_factor");
        }
        let shown = device.get(&asked["passkey"]);
        answer(&app, &asked, json!({ "passkey": shown })).await.ok();
        let shown_again = answer(&app, &other, json!({ "passkey": shown })).await;
        assert_eq!(shown_again.problem(401), "bad_second_factor", "the fifth wrong answer");
        app.advance(chrono::TimeDelta::minutes(16));
        for nonsense in [json!({}), json!("x"), json!({ "id": "x", "rawId": "!", "type": 1, "response": [] })] {
            let asked = challenge(&app, dana).await;
            assert_eq!(answer(&app, &asked, json!({ "passkey": nonsense })).await.problem(401), "bad_second_factor");
        }
    }

    async fn a_copied_passkey_that_falls_behind_is_found_out(plain: TestApp) {
        let app = under_a_name(&plain).await;
        let dana = &app.world.coordinator;
        let mut device = set_up(&app.sign_in(dana).await).await;
        let mut copied = device.copy();
        for _ in 0..2 {
            let asked = challenge(&app, dana).await;
            let shown = device.get(&asked["passkey"]);
            answer(&app, &asked, json!({ "passkey": shown })).await.ok();
        }
        let asked = challenge(&app, dana).await;
        let shown = copied.get(&asked["passkey"]);
        assert_eq!(answer(&app, &asked, json!({ "passkey": shown })).await.problem(401), "bad_second_factor");
    }

    async fn what_is_no_passkey_of_ours_is_not_kept(plain: TestApp) {
        let app = under_a_name(&plain).await;
        let client = app.sign_in(&app.world.coordinator).await;
        let mut device = Device::new(PAGE);
        assert_eq!(confirm(&client, json!({})).await.problem(404), "not_found", "nothing was begun");
        let asked = options(&client).await;
        let mut elsewhere = Device::new("https://evil.example");
        for bad in [json!({}), json!("x"), elsewhere.create(&asked)] {
            let refused = confirm(&client, bad).await;
            assert_eq!((refused.problem(422), &refused.body["errors"][0]["code"]), ("validation_failed", &json!("wrong_passkey")));
        }
        let stranger = app.sign_in(&app.world.second_coordinator).await;
        options(&stranger).await;
        let made = device.create(&asked);
        assert_eq!(confirm(&stranger, made.clone()).await.problem(422), "validation_failed", "another account's challenge");
        confirm(&client, made.clone()).await.ok();
        assert_eq!(confirm(&client, made).await.problem(404), "not_found", "once");
        let again = options(&client).await;
        assert_eq!(again["excludeCredentials"].as_array().map(Vec::len), Some(1), "the same device is not asked twice");
        app.advance(chrono::TimeDelta::minutes(6));
        let late = Device::new(PAGE).create(&again);
        assert_eq!(confirm(&client, late).await.problem(404), "not_found", "too late");
    }

    async fn an_address_of_numbers_has_no_passkeys_and_says_so(app: TestApp) {
        let client = app.sign_in(&app.world.coordinator).await;
        let refused = client.post("/api/second-factor/passkey", &json!({ "secret": World::SECRET })).await;
        assert_eq!(refused.problem(409), "passkey_unavailable");
    }
}
