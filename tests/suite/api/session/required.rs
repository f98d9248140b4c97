//! A federation that requires a second factor, and an administrator who resets one.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_tests::{Client, World, on_both, rows};

use super::second_factor::{answer, challenge, set_up};

/// Changes the setting.
async fn require(admin: &Client, rule: &str) -> Value {
    let mut settings = admin.get("/api/settings").await.ok();
    settings["security"]["second_factor"] = json!(rule);
    admin.put("/api/settings", &settings).await.ok()
}

on_both! {
    async fn without_the_required_factor_only_setting_it_up_is_open(app: TestApp) {
        let admin = app.sign_in(&app.world.administrator).await;
        set_up(&app, &admin).await;
        assert_eq!(admin.get("/api/settings").await.ok()["security"], json!({ "second_factor": "asked" }));
        let dana = app.sign_in(&app.world.coordinator).await;
        dana.get("/api/alerts").await.ok();
        let gil = app.sign_in(&app.world.referent).await;
        assert_eq!(require(&admin, "required").await["security"]["second_factor"], "required");
        // Who was signed in hears of it within half a minute.
        app.advance(TimeDelta::seconds(30));
        for client in [&dana, &gil] {
            for (method, path) in [("get", "/api/alerts"), ("get", "/api/persons?q=a"), ("put", "/api/password"), ("get", "/api/push/devices")] {
                let method = method.to_uppercase().parse().expect("a method");
                let refused = client.send(method, path, None).await;
                assert_eq!(refused.problem(403), "second_factor_needed", "{path}");
            }
            assert_eq!(client.get("/api/me").await.ok()["user"]["second_factor_due"], true);
            client.get("/api/sessions").await.ok();
            client.get("/api/settings").await.ok();
            let own = client.get("/api/second-factor").await.ok();
            assert_eq!((&own["required"], &own["due"]), (&json!(true), &json!(true)));
        }
        let fresh = app.sign_in(&app.world.second_coordinator).await;
        assert_eq!(fresh.get("/api/alerts").await.problem(403), "second_factor_needed", "from the first request on");
        let session = fresh.clone().refresh().await.ok();
        assert_eq!(session["user"]["second_factor_due"], true);
        // Aides, and who has one, work on.
        app.sign_in(&app.world.aide).await.get("/api/visits").await;
        app.sign_in(&app.world.aide).await.get("/api/me").await.ok();
        admin.get("/api/jobs").await.ok();
        set_up(&app, &dana).await;
        dana.get("/api/alerts").await.ok();
        assert_eq!(dana.get("/api/me").await.ok()["user"]["second_factor_due"], false);
        require(&admin, "asked").await;
        app.advance(TimeDelta::seconds(30));
        gil.get("/api/alerts").await.ok();
    }

    async fn who_signs_in_by_a_link_alone_is_not_asked(app: TestApp) {
        let admin = app.sign_in(&app.world.administrator).await;
        require(&admin, "required").await;
        let id = rows::literal(app.store(), app.world.referent.id);
        rows::change(app.store(), &format!("UPDATE users SET password_hash = NULL WHERE id = {id}")).await;
        let gil = app.client(&app.world.referent).await;
        gil.get("/api/alerts").await.ok();
        assert_eq!(gil.get("/api/second-factor").await.ok()["required"], false);
    }

    async fn a_change_of_other_settings_leaves_the_rule_as_it_is(app: TestApp) {
        let admin = app.sign_in(&app.world.administrator).await;
        set_up(&app, &admin).await;
        let mut settings = require(&admin, "required").await;
        settings.as_object_mut().expect("an object").remove("security");
        let after = admin.put("/api/settings", &settings).await.ok();
        assert_eq!(after["security"]["second_factor"], "required");
        let mut odd = after.clone();
        odd["security"]["second_factor"] = json!("never");
        assert_eq!(admin.put("/api/settings", &odd).await.problem(400), "invalid_request");
    }

    async fn an_administrator_resets_it_for_who_has_lost_everything(app: TestApp) {
        let dana = &app.world.coordinator;
        let client = app.sign_in(dana).await;
        let (_, codes) = set_up(&app, &client).await;
        let asked = challenge(&app, dana).await;
        let path = format!("/api/accounts/{}/second-factor/reset", dana.id);
        for stranger in [&app.world.referent, &app.elsewhere.administrator] {
            assert_eq!(app.client(stranger).await.post(&path, &json!({})).await.problem(404), "not_found");
        }
        let admin = app.client(&app.world.administrator).await;
        let own = format!("/api/accounts/{}/second-factor/reset", app.world.administrator.id);
        assert_eq!(admin.post(&own, &json!({})).await.problem(422), "validation_failed", "not for oneself");
        let account = format!("/api/accounts/{}", dana.id);
        assert_eq!(admin.get(&account).await.ok()["second_factor"], "totp");
        assert_eq!(admin.post(&path, &json!({})).await.status, 204);
        assert_eq!(admin.get(&account).await.ok()["second_factor"], "none");
        let history = admin.get(&format!("{account}/history")).await.ok();
        let event = &history["items"][0];
        assert_eq!((&event["what"], &event["actor"]["id"]), (&json!("second_factor_reset"), &json!(app.world.administrator.id)));
        assert_eq!(client.get("/api/me").await.problem(401), "unauthenticated");
        assert_eq!(answer(&app, &asked, json!({ "recovery": codes[0] })).await.problem(401), "challenge_ended");
        let body = json!({ "login": dana.login, "secret": World::SECRET });
        assert_eq!(app.anonymous().post("/api/session", &body).await.status, 200, "the password alone opens again");
    }
}
