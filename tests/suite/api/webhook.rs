//! `/api/webhook`: set by the administrator, its secret shown once.

use serde_json::{Value, json};
use vigie_server::store::outbox;
use vigie_shared::delivery::Channel;
use vigie_tests::on_both;

fn setting(version: i64, url: Value, enabled: bool) -> Value {
    json!({ "version": version, "url": url, "enabled": enabled, "kinds": ["alert_raised", "digest"] })
}

const URL: &str = "https://sms.example.org/vigie";

on_both! {
    async fn it_is_set_with_a_secret_that_is_shown_once(app: TestApp) {
        let admin = app.client(&app.world.administrator).await;
        let none = admin.get("/api/webhook").await.ok();
        assert_eq!(none, json!({ "version": 0, "url": null, "enabled": false, "kinds": [], "has_secret": false, "secret_made_at": null }));
        let secret = admin.post("/api/webhook/secret", &json!(null)).await.ok();
        let secret = secret["secret"].as_str().expect("a secret").to_owned();
        assert!(secret.starts_with("whsec_") && secret.len() == 6 + 44, "{secret}");
        // The page still has version 0: making a secret is no change of what it shows.
        let saved = admin.put("/api/webhook", &setting(0, json!(URL), true)).await.ok();
        assert_eq!((&saved["version"], &saved["url"], &saved["enabled"], &saved["has_secret"]), (&json!(1), &json!(URL), &json!(true), &json!(true)));
        assert_eq!(saved["kinds"], json!(["alert_raised", "digest"]));
        let shown = admin.get("/api/webhook").await.ok();
        assert_eq!(shown, saved);
        assert!(!shown.to_string().contains(&secret) && !shown.to_string().contains("whsec_"));
        let stale = admin.put("/api/webhook", &setting(0, json!(null), false)).await;
        assert_eq!((stale.problem(409), &stale.body["webhook"]["version"]), ("stale_version", &json!(1)));
        let off = admin.put("/api/webhook", &setting(1, json!(null), false)).await.ok();
        assert_eq!((&off["version"], &off["url"]), (&json!(2), &json!(null)));
    }

    async fn mistakes_are_named_by_place(app: TestApp) {
        let admin = app.client(&app.world.administrator).await;
        let pointer = |body: Value| {
            let admin = &admin;
            async move {
                let answer = admin.put("/api/webhook", &body).await;
                assert_eq!(answer.problem(422), "validation_failed");
                answer.body["errors"][0].clone()
            }
        };
        for url in ["http://sms.example.org/", "https://10.0.0.1/", "https://u:p@sms.example.org/", "sms", "https://[::1]/"] {
            let error = pointer(setting(0, json!(url), false)).await;
            assert_eq!((&error["pointer"], &error["code"]), (&json!("/url"), &json!("invalid_webhook")), "{url}");
        }
        assert_eq!(pointer(setting(0, json!(null), true)).await["code"], "missing");
        assert_eq!(pointer(setting(0, json!(URL), true)).await["code"], "no_secret");
        let kinds = json!({ "version": 0, "url": null, "enabled": false, "kinds": ["gossip"] });
        admin.put("/api/webhook", &kinds).await.problem(400);
        assert_eq!(admin.get("/api/webhook").await.ok()["version"], 0);
    }

    async fn a_trial_goes_before_it_is_switched_on_but_not_without_an_address(app: TestApp) {
        let admin = app.client(&app.world.administrator).await;
        admin.post("/api/webhook/test", &json!(null)).await.problem(422);
        admin.put("/api/webhook", &setting(0, json!(URL), false)).await.ok();
        admin.post("/api/webhook/test", &json!(null)).await.problem(422);
        admin.post("/api/webhook/secret", &json!(null)).await.ok();
        let sent = admin.post("/api/webhook/test", &json!(null)).await;
        assert_eq!(sent.status, 202);
        let mut tx = app.store().begin().await.expect("a transaction");
        let due = outbox::lease(&mut tx, Channel::Webhook, 9, app.now(), chrono::TimeDelta::seconds(60)).await.expect("leased");
        assert_eq!(due.len(), 1);
        assert_eq!((due[0].channel.as_str(), json!(due[0].id)), ("webhook", sent.body["message_id"].clone()));
    }

    async fn another_federation_has_its_own(app: TestApp) {
        let admin = app.client(&app.world.administrator).await;
        admin.put("/api/webhook", &setting(0, json!(URL), false)).await.ok();
        let other = app.client(&app.elsewhere.administrator).await;
        assert_eq!(other.get("/api/webhook").await.ok()["url"], json!(null));
    }
}
