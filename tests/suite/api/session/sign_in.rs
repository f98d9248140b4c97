//! `POST` and `DELETE /api/session`.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use vigie_tests::{Answer, TestApp, World, on_both, rows};

/// Tries to sign in without keeping anything.
async fn attempt(app: &TestApp, login: &str, secret: &str) -> Answer {
    app.anonymous().post("/api/session", &json!({ "login": login, "secret": secret })).await
}

on_both! {
    async fn the_right_secret_opens_a_session_with_everything_a_device_needs(app: TestApp) {
        let coordinator = &app.world.coordinator;
        let session = attempt(&app, &coordinator.login, World::SECRET).await.ok();
        let user = json!({
            "id": coordinator.id, "role": "coordinator", "name": "Dana Essai", "login": coordinator.login,
            "federation_id": app.world.federation, "sector_ids": [app.world.north], "locale": "fr", "second_factor_due": false,
        });
        assert_eq!(session["user"], user);
        assert_eq!(session["expires_in"], 600);
        let mut client = app.anonymous();
        client.token = session["access_token"].as_str().map(str::to_owned);
        assert_eq!(client.get("/api/me").await.ok()["user"], user);
    }

    async fn a_wrong_secret_and_an_unknown_login_get_the_same_answer(app: TestApp) {
        let login = &app.world.coordinator.login;
        let wrong = attempt(&app, login, "pas le bon secret").await;
        let unknown = attempt(&app, "personne", "pas le bon secret").await;
        assert_eq!(wrong.problem(401), "bad_credentials");
        assert_eq!(wrong.text, unknown.text);
        assert_eq!(unknown.status, 401);
        assert!(wrong.headers.get("set-cookie").is_none());
        let overlong = attempt(&app, login, &"x".repeat(5_000)).await;
        assert_eq!(overlong.text, wrong.text);
    }

    async fn a_login_is_read_without_case_and_spaces_around(app: TestApp) {
        let typed = format!(" {} ", app.world.referent.login.to_uppercase());
        attempt(&app, &typed, World::SECRET).await.ok();
    }

    async fn guessing_is_slowed_down_by_account_and_forgiven_after_a_while(app: TestApp) {
        let login = &app.world.coordinator.login;
        for _ in 0..8 {
            assert_eq!(attempt(&app, login, "mauvais").await.problem(401), "bad_credentials");
        }
        let refused = attempt(&app, login, World::SECRET).await;
        assert_eq!(refused.problem(429), "too_many_attempts");
        let wait: i64 = refused.headers["retry-after"].to_str().unwrap().parse().expect("seconds");
        assert!((1..=900).contains(&wait), "{wait}");
        assert_eq!(attempt(&app, &login.to_uppercase(), World::SECRET).await.status, 429, "the same account");
        attempt(&app, &app.world.referent.login, World::SECRET).await.ok();
        app.advance(TimeDelta::seconds(wait - 1));
        assert_eq!(attempt(&app, login, World::SECRET).await.status, 429);
        app.advance(TimeDelta::seconds(1));
        attempt(&app, login, World::SECRET).await.ok();
    }

    async fn the_right_secret_clears_the_count(app: TestApp) {
        let login = &app.world.coordinator.login;
        for _ in 0..3 {
            for _ in 0..7 {
                assert_eq!(attempt(&app, login, "mauvais").await.status, 401);
            }
            attempt(&app, login, World::SECRET).await.ok();
        }
    }

    async fn the_cookie_can_be_read_by_no_script_and_goes_to_no_other_site(app: TestApp) {
        let answer = attempt(&app, &app.world.aide.login, World::SECRET).await;
        let cookie = answer.headers["set-cookie"].to_str().unwrap().to_owned();
        let (token, attributes) = cookie.split_once("; ").expect("attributes");
        assert!(token.starts_with("vigie_refresh=") && token.len() >= 14 + 43, "{cookie}");
        assert_eq!(attributes, format!("Path=/; Max-Age={}; HttpOnly; SameSite=Strict", 90 * 86_400));
        let desk = attempt(&app, &app.world.coordinator.login, World::SECRET).await;
        let cookie = desk.headers["set-cookie"].to_str().unwrap().to_owned();
        assert!(cookie.contains(&format!("Max-Age={};", 14 * 3_600)), "a working day at a desk: {cookie}");
        assert!(!answer.text.contains(&token[14..]), "the refresh token is in the cookie alone");
    }

    async fn a_disabled_account_is_closed_at_once_everywhere(app: TestApp) {
        let mut client = app.sign_in(&app.world.referent).await;
        client.get("/api/me").await.ok();
        let id = rows::literal(app.store(), app.world.referent.id);
        let at = "'2026-03-02T08:00:00+00:00'";
        assert_eq!(rows::change(app.store(), &format!("UPDATE users SET disabled_at = {at} WHERE id = {id}")).await, 1);
        let again = attempt(&app, &app.world.referent.login, World::SECRET).await;
        assert_eq!(again.problem(401), "bad_credentials");
        assert_eq!(client.refresh().await.problem(401), "session_ended");
        // What this node believed about the session is asked again within half a minute.
        app.advance(TimeDelta::seconds(30));
        assert_eq!(client.get("/api/me").await.problem(401), "unauthenticated");
    }

    async fn signing_out_ends_the_session_on_the_server(app: TestApp) {
        let client = app.sign_in(&app.world.aide).await;
        let other_phone = app.sign_in(&app.world.aide).await;
        let answer = client.delete("/api/session", None).await;
        assert_eq!(answer.status, 204, "{}", answer.text);
        let cleared = answer.headers["set-cookie"].to_str().unwrap();
        assert!(cleared.starts_with("vigie_refresh=;") && cleared.contains("Max-Age=0"), "{cleared}");
        assert_eq!(client.get("/api/me").await.problem(401), "unauthenticated");
        assert_eq!(client.clone().refresh().await.problem(401), "session_ended");
        other_phone.get("/api/me").await.ok();
        assert_eq!(client.delete("/api/session", None).await.status, 401);
    }

    async fn what_is_not_a_sign_in_is_refused_and_never_an_error_of_ours(app: TestApp) {
        let client = app.anonymous();
        for (body, code) in [
            (json!({ "login": "a" }), "invalid_request"),
            (json!({ "login": 1, "secret": "x" }), "invalid_request"),
            (json!({ "login": "a", "secret": "x", "role": "administrator" }), "invalid_request"),
            (Value::Null, "invalid_request"),
        ] {
            assert_eq!(client.post("/api/session", &body).await.problem(400), code, "{body}");
        }
        let nul = client.post("/api/session", &json!({ "login": "a\u{0}b", "secret": "x" })).await;
        assert_eq!(nul.problem(401), "bad_credentials");
        let form = client.request(Method::POST, "/api/session").body("login=a&secret=x");
        let form = form.header("content-type", "application/x-www-form-urlencoded");
        assert_eq!(vigie_tests::Client::answer(form).await.problem(400), "invalid_request");
    }

    async fn over_https_the_cookie_is_bound_to_this_host(app: TestApp) {
        let secure = TestApp::start_with(app.database, &[("VIGIE_PUBLIC_URL", "https://vigie.example.org")]).await;
        let answer = attempt(&secure, &secure.world.aide.login, World::SECRET).await;
        let cookie = answer.headers["set-cookie"].to_str().unwrap().to_owned();
        assert!(cookie.starts_with("__Host-vigie_refresh=") && cookie.ends_with("; Secure"), "{cookie}");
    }
}
