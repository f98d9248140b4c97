//! `/api/second-factor` with an authenticator app, and signing in with it.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_server::auth::enrolment;
use vigie_tests::authenticator::totp;
use vigie_tests::{Actor, Answer, Client, TestApp, World, on_both, rows};

/// Sets an app up for somebody who has just signed in; the secret and the recovery codes.
pub async fn set_up(app: &TestApp, client: &Client) -> (String, Vec<String>) {
    let begun = client.post("/api/second-factor/totp", &json!({})).await;
    assert_eq!(begun.status, 201, "{}", begun.text);
    let secret = begun.body["secret"].as_str().expect("a secret").to_owned();
    let path = format!("/api/second-factor/totp/{}/confirm", begun.body["id"].as_str().expect("an id"));
    let confirmed = client.post(&path, &json!({ "code": totp(&secret, app.now()) })).await.ok();
    let codes = confirmed["recovery_codes"]
        .as_array()
        .map(|codes| codes.iter().map(|code| code.as_str().expect("a code").to_owned()).collect());
    // The code that confirmed is used up.
    app.advance(TimeDelta::seconds(30));
    (secret, codes.unwrap_or_default())
}

/// The challenge behind the right password.
pub async fn challenge(app: &TestApp, actor: &Actor) -> Value {
    let answer = app.anonymous().post("/api/session", &json!({ "login": actor.login, "secret": World::SECRET })).await;
    assert_eq!(answer.problem(401), "second_factor_required");
    assert!(answer.headers.get("set-cookie").is_none());
    answer.body
}

/// Answers a challenge.
pub async fn answer(app: &TestApp, asked: &Value, more: Value) -> Answer {
    let mut body = more;
    body["challenge"] = asked["challenge"].clone();
    app.anonymous().post("/api/session/second-factor", &body).await
}

on_both! {
    async fn an_app_set_up_is_asked_for_from_then_on(app: TestApp) {
        let dana = &app.world.coordinator;
        let client = app.sign_in(dana).await;
        let before = client.get("/api/second-factor").await.ok();
        assert_eq!(before, json!({ "required": false, "due": false, "items": [], "recovery_left": 0 }));
        let (secret, codes) = set_up(&app, &client).await;
        assert_eq!(codes.len(), 10);
        let after = client.get("/api/second-factor").await.ok();
        assert_eq!((after["items"][0]["kind"].as_str(), after["recovery_left"].as_i64()), (Some("totp"), Some(10)));
        assert_eq!(after["items"][0]["last_used_at"], Value::Null);
        let asked = challenge(&app, dana).await;
        assert_eq!((&asked["kinds"], &asked["passkey"]), (&json!(["totp", "recovery"]), &Value::Null));
        let opened = answer(&app, &asked, json!({ "code": totp(&secret, app.now()) })).await;
        let mut fresh = app.anonymous();
        fresh.keep(&opened);
        assert_eq!(opened.ok()["user"]["id"], dana.id.to_string());
        fresh.get("/api/me").await.ok();
        fresh.refresh().await.ok();
        assert_ne!(client.get("/api/second-factor").await.ok()["items"][0]["last_used_at"], Value::Null);
        // Nobody else is asked for anything.
        app.sign_in(&app.world.referent).await;
    }

    async fn what_is_begun_and_not_confirmed_is_not_asked_for(app: TestApp) {
        let client = app.sign_in(&app.world.coordinator).await;
        let first = client.post("/api/second-factor/totp", &json!({})).await;
        let second = client.post("/api/second-factor/totp", &json!({})).await;
        assert_eq!((first.status.as_u16(), second.status.as_u16()), (201, 201));
        let uri = second.body["uri"].as_str().expect("an address");
        assert!(uri.starts_with("otpauth://totp/Vigie:") && uri.contains(second.body["secret"].as_str().unwrap()), "{uri}");
        app.sign_in(&app.world.coordinator).await;
        let confirm = |id: &Value| format!("/api/second-factor/totp/{}/confirm", id.as_str().expect("an id"));
        let code = totp(first.body["secret"].as_str().unwrap(), app.now());
        assert_eq!(client.post(&confirm(&first.body["id"]), &json!({ "code": code })).await.problem(404), "not_found");
        let wrong = client.post(&confirm(&second.body["id"]), &json!({ "code": "12345" })).await;
        assert_eq!((wrong.problem(422), &wrong.body["errors"][0]["code"]), ("validation_failed", &json!("wrong_code")));
        let other = app.client(&app.world.second_coordinator).await;
        let code = json!({ "code": totp(second.body["secret"].as_str().unwrap(), app.now()) });
        assert_eq!(other.post(&confirm(&second.body["id"]), &code).await.problem(404), "not_found");
        client.post(&confirm(&second.body["id"]), &code).await.ok();
        assert_eq!(client.post(&confirm(&second.body["id"]), &code).await.problem(404), "not_found");
    }

    async fn a_code_is_good_once_and_for_a_minute_and_a_half(app: TestApp) {
        let dana = &app.world.coordinator;
        let (secret, _) = set_up(&app, &app.sign_in(dana).await).await;
        let code = totp(&secret, app.now());
        let (one, two) = (challenge(&app, dana).await, challenge(&app, dana).await);
        answer(&app, &one, json!({ "code": code })).await.ok();
        assert_eq!(answer(&app, &two, json!({ "code": code })).await.problem(401), "bad_second_factor");
        let earlier = totp(&secret, app.now() - TimeDelta::seconds(30));
        assert_eq!(answer(&app, &two, json!({ "code": earlier })).await.problem(401), "bad_second_factor", "an older one");
        app.advance(TimeDelta::seconds(30));
        let late = totp(&secret, app.now() - TimeDelta::seconds(60));
        assert_eq!(answer(&app, &two, json!({ "code": late })).await.problem(401), "bad_second_factor");
        let ahead = totp(&secret, app.now() + TimeDelta::seconds(30));
        answer(&app, &two, json!({ "code": ahead })).await.ok();
        // A challenge is answered once.
        app.advance(TimeDelta::seconds(60));
        let next = totp(&secret, app.now());
        assert_eq!(answer(&app, &two, json!({ "code": next })).await.problem(401), "challenge_ended");
    }

    async fn of_two_who_use_a_code_at_once_one_gets_in(app: TestApp) {
        let dana = &app.world.coordinator;
        let (secret, _) = set_up(&app, &app.sign_in(dana).await).await;
        let (one, two) = (challenge(&app, dana).await, challenge(&app, dana).await);
        let code = json!({ "code": totp(&secret, app.now()) });
        let (first, second) = tokio::join!(answer(&app, &one, code.clone()), answer(&app, &two, code));
        let mut statuses = [first.status.as_u16(), second.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 401]);
    }

    async fn wrong_codes_are_counted_over_all_challenges_and_nodes(app: TestApp) {
        let dana = &app.world.coordinator;
        let (secret, codes) = set_up(&app, &app.sign_in(dana).await).await;
        let node = app.second_node().await;
        for round in 0..5 {
            let asked = challenge(&app, dana).await;
            let mut body = json!({ "code": "000000" });
            if totp(&secret, app.now()) == "000000" {
                body["code"] = json!("000001");
            }
            body["challenge"] = asked["challenge"].clone();
            let client = if round % 2 == 0 { app.anonymous() } else { app.at_node(&node, &app.anonymous()) };
            assert_eq!(client.post("/api/session/second-factor", &body).await.problem(401), "bad_second_factor");
        }
        let asked = challenge(&app, dana).await;
        let code = json!({ "code": totp(&secret, app.now()) });
        let refused = answer(&app, &asked, code.clone()).await;
        assert_eq!(refused.problem(429), "too_many_attempts");
        let wait: i64 = refused.headers["retry-after"].to_str().unwrap().parse().expect("seconds");
        assert!((1..=900).contains(&wait), "{wait}");
        assert_eq!(answer(&app, &asked, json!({ "recovery": codes[0] })).await.problem(429), "too_many_attempts");
        app.advance(TimeDelta::seconds(wait + 1));
        let asked = challenge(&app, dana).await;
        answer(&app, &asked, json!({ "code": totp(&secret, app.now()) })).await.ok();
        node.stop().await;
    }

    async fn wrong_codes_from_elsewhere_do_not_keep_a_known_browser_out(app: TestApp) {
        let dana = &app.world.coordinator;
        let body = json!({ "login": dana.login, "secret": World::SECRET });
        let first = app.anonymous().post("/api/session", &body).await;
        let mut known = app.anonymous();
        let cookies = first.headers.get_all("set-cookie").iter().map(|value| value.to_str().expect("text"));
        known.cookie = cookies.filter_map(|cookie| cookie.split(';').next()).find(|pair| pair.starts_with("vigie_device=")).map(str::to_owned);
        assert!(known.cookie.is_some());
        let (secret, _) = set_up(&app, &app.sign_in(dana).await).await;
        for _ in 0..5 {
            answer(&app, &challenge(&app, dana).await, json!({ "recovery": "AAAA-AAAA-AAAA" })).await;
        }
        let blocked = challenge(&app, dana).await;
        let code = totp(&secret, app.now());
        assert_eq!(answer(&app, &blocked, json!({ "code": code })).await.problem(429), "too_many_attempts");
        let asked = known.post("/api/session", &body).await;
        assert_eq!(asked.problem(401), "second_factor_required");
        let proof = json!({ "challenge": asked.body["challenge"], "code": code });
        known.post("/api/session/second-factor", &proof).await.ok();
    }

    async fn a_recovery_code_opens_once_and_a_new_set_ends_the_old(app: TestApp) {
        let dana = &app.world.coordinator;
        let client = app.sign_in(dana).await;
        let (_, codes) = set_up(&app, &client).await;
        let typed = codes[0].to_lowercase().replace('-', " ");
        answer(&app, &challenge(&app, dana).await, json!({ "recovery": typed })).await.ok();
        let again = answer(&app, &challenge(&app, dana).await, json!({ "recovery": codes[0] })).await;
        assert_eq!(again.problem(401), "bad_second_factor");
        assert_eq!(client.get("/api/second-factor").await.ok()["recovery_left"], 9);
        let wrong = client.post("/api/second-factor/recovery", &json!({ "secret": "faux" })).await;
        assert_eq!((wrong.problem(422), &wrong.body["errors"][0]["pointer"]), ("validation_failed", &json!("/secret")));
        let renewed = client.post("/api/second-factor/recovery", &json!({ "secret": World::SECRET })).await.ok();
        let fresh = renewed["recovery_codes"].as_array().expect("codes").clone();
        assert_eq!(fresh.len(), 10);
        let old = answer(&app, &challenge(&app, dana).await, json!({ "recovery": codes[1] })).await;
        assert_eq!(old.problem(401), "bad_second_factor");
        answer(&app, &challenge(&app, dana).await, json!({ "recovery": fresh[0] })).await.ok();
        let stored = rows::texts(app.store(), "SELECT code_hash FROM recovery_codes").await;
        assert!(stored.len() == 10 && stored.iter().all(|hash| hash.len() == 64), "only hashes are kept");
    }

    async fn a_challenge_is_good_for_five_minutes_and_for_nothing_else(app: TestApp) {
        let dana = &app.world.coordinator;
        let mut client = app.sign_in(dana).await;
        let (secret, _) = set_up(&app, &client).await;
        let asked = challenge(&app, dana).await;
        let access = client.token.clone().expect("a token");
        client.token = asked["challenge"].as_str().map(str::to_owned);
        assert_eq!(client.get("/api/me").await.problem(401), "unauthenticated", "a challenge is no access token");
        let code = totp(&secret, app.now());
        let swapped = answer(&app, &json!({ "challenge": access }), json!({ "code": code })).await;
        assert_eq!(swapped.problem(401), "challenge_ended", "an access token is no challenge");
        for bad in [json!({}), json!({ "code": code, "recovery": "x" }), json!({ "code": 1 }), json!({ "codes": "1" })] {
            assert_eq!(answer(&app, &asked, bad).await.problem(400), "invalid_request");
        }
        app.advance(TimeDelta::minutes(5) + TimeDelta::seconds(1));
        let late = answer(&app, &asked, json!({ "code": totp(&secret, app.now()) })).await;
        assert_eq!(late.problem(401), "challenge_ended");
    }

    async fn taking_it_away_asks_the_password_and_signs_the_others_out(app: TestApp) {
        let dana = &app.world.coordinator;
        let other = app.sign_in(dana).await;
        let client = app.sign_in(dana).await;
        other.get("/api/me").await.ok();
        set_up(&app, &client).await;
        assert_eq!(other.get("/api/me").await.problem(401), "unauthenticated", "a new factor signs the others out");
        let id = client.get("/api/second-factor").await.ok()["items"][0]["id"].as_str().expect("an id").to_owned();
        let path = format!("/api/second-factor/{id}");
        assert_eq!(client.delete(&path, Some(&json!({ "secret": "faux" }))).await.problem(422), "validation_failed");
        let stranger = app.client(&app.world.second_coordinator).await;
        let secret = json!({ "secret": World::SECRET });
        assert_eq!(stranger.delete(&path, Some(&secret)).await.problem(404), "not_found");
        assert_eq!(client.delete(&path, Some(&secret)).await.status, 204);
        assert_eq!(client.delete(&path, Some(&secret)).await.problem(404), "not_found");
        let after = client.get("/api/second-factor").await.ok();
        assert_eq!((&after["items"], &after["recovery_left"]), (&json!([]), &json!(0)));
        assert_eq!(client.post("/api/second-factor/recovery", &secret).await.problem(404), "not_found");
        app.sign_in(dana).await;
    }

    async fn an_open_page_alone_adds_nothing(app: TestApp) {
        let client = app.sign_in(&app.world.coordinator).await;
        app.advance(TimeDelta::minutes(10));
        let mut client = client;
        client.refresh().await.ok();
        for body in [json!({}), json!({ "secret": null })] {
            let refused = client.post("/api/second-factor/totp", &body).await;
            assert_eq!((refused.problem(422), &refused.body["errors"][0]["code"]), ("validation_failed", &json!("missing")));
        }
        let bare = client.request(reqwest::Method::POST, "/api/second-factor/totp");
        assert_eq!(Client::answer(bare).await.problem(422), "validation_failed");
        let again = client.post("/api/second-factor/totp", &json!({ "secret": World::SECRET })).await;
        assert_eq!(again.status, 201, "{}", again.text);
        // Somebody who signs in by a link has no password a factor could stand beside.
        let id = rows::literal(app.store(), app.world.aide.id);
        rows::change(app.store(), &format!("UPDATE users SET password_hash = NULL WHERE id = {id}")).await;
        let aide = app.client(&app.world.aide).await;
        assert_eq!(aide.post("/api/second-factor/totp", &json!({})).await.problem(409), "no_password");
    }

    async fn a_new_password_by_a_link_is_no_way_around_it(app: TestApp) {
        let dana = &app.world.coordinator;
        let (secret, _) = set_up(&app, &app.sign_in(dana).await).await;
        let mut tx = app.store().begin().await.expect("a transaction");
        let token = enrolment::invite(&mut tx, app.world.federation, dana.id, app.now()).await.expect("a link");
        tx.commit().await.expect("committed");
        let body = json!({ "token": token, "password": "éléphant sous la lune" });
        let asked = app.anonymous().post("/api/enrolment", &body).await;
        assert_eq!(asked.problem(401), "second_factor_required");
        answer(&app, &asked.body, json!({ "code": totp(&secret, app.now()) })).await.ok();
    }

    async fn a_changed_password_ends_a_sign_in_that_waits(app: TestApp) {
        let dana = &app.world.coordinator;
        let client = app.sign_in(dana).await;
        let (secret, _) = set_up(&app, &client).await;
        let asked = challenge(&app, dana).await;
        let new = json!({ "current": World::SECRET, "new": "éléphant sous la lune" });
        assert_eq!(client.put("/api/password", &new).await.status, 204);
        let late = answer(&app, &asked, json!({ "code": totp(&secret, app.now()) })).await;
        assert_eq!(late.problem(401), "challenge_ended");
    }
}
