//! The link, the short code beside it, the text message, the manifest.

use reqwest::Method;
use serde_json::{Value, json};
use vigie_tests::{Actor, Answer, Client, TestApp, on_both, rows};

use super::{admin, history, invite, mistakes, one, token};

async fn enrol(app: &TestApp, login: &str, code: &str) -> Answer {
    app.anonymous().post("/api/enrolment/code", &json!({ "login": login, "code": code })).await
}

fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().expect("a text")
}

/// A code of the same shape that is not this one.
fn wrong(code: &str, number: usize) -> String {
    let other = ["CCC-CCC", "DDD-DDD", "FFF-FFF", "GGG-GGG", "HHH-HHH", "JJJ-JJJ", "KKK-KKK"];
    let different: Vec<&&str> = other.iter().filter(|other| **other != code).collect();
    (*different[number]).to_owned()
}

async fn check(app: &TestApp, token: &str) -> Answer {
    app.anonymous().post("/api/enrolment/check", &json!({ "token": token })).await
}

async fn manifest(client: &Client, cookie: Option<&str>) -> Answer {
    let mut request = client.request(Method::GET, "/api/enrolment/manifest");
    if let Some(cookie) = cookie {
        request = request.header("cookie", cookie);
    }
    Client::answer(request).await
}

async fn newcomer(app: &TestApp, role: &'static str) -> Actor {
    app.world.another_user(app.app(), role, "Jo Essai", &[app.world.north]).await
}

on_both! {
    async fn an_aide_gets_onto_a_phone_by_her_login_and_code(app: TestApp) {
        let referent = app.client(&app.world.referent).await;
        let invited = invite(&referent, &app.world.aide).await;
        assert_eq!(text(&invited, "login"), app.world.aide.login);
        let message = text(&invited, "text");
        assert!(message.contains(text(&invited, "url")) && message.contains(text(&invited, "code")), "{message}");
        assert!(vigie_shared::sms::fits_one(message), "{message}");
        let typed = text(&invited, "code").to_lowercase().replace('-', " ");
        let login = app.world.aide.login.to_uppercase();
        let answer = enrol(&app, &format!(" {login} "), &typed).await;
        let mut phone = app.anonymous();
        phone.keep(&answer);
        assert_eq!(answer.ok()["user"]["id"], app.world.aide.id.to_string());
        phone.get("/api/me").await.ok();
        assert_eq!(enrol(&app, &app.world.aide.login, &typed).await.problem(401), "bad_code");
        assert_eq!(check(&app, token(&invited)).await.problem(410), "enrolment_spent", "link and code are one");
        assert_eq!(history(&referent, &app.world.aide.id.to_string()).await, ["enrolled", "invited"]);
    }

    async fn a_new_invitation_takes_the_place_of_the_one_before(app: TestApp) {
        let admin = admin(&app).await;
        let (first, second) = (invite(&admin, &app.world.aide).await, invite(&admin, &app.world.aide).await);
        assert_eq!(check(&app, token(&first)).await.problem(410), "enrolment_spent");
        assert_eq!(enrol(&app, &app.world.aide.login, text(&first, "code")).await.problem(401), "bad_code");
        check(&app, token(&second)).await.ok();
        enrol(&app, &app.world.aide.login, text(&second, "code")).await.ok();
    }

    async fn a_code_is_dead_after_five_wrong_tries_and_its_link_is_not(app: TestApp) {
        let invited = invite(&admin(&app).await, &app.world.aide).await;
        let code = text(&invited, "code");
        for number in 0..5 {
            assert_eq!(enrol(&app, &app.world.aide.login, &wrong(code, number)).await.problem(401), "bad_code");
        }
        assert_eq!(enrol(&app, &app.world.aide.login, code).await.problem(401), "bad_code", "it is dead");
        check(&app, token(&invited)).await.ok();
        let answer = app.anonymous().post("/api/enrolment", &json!({ "token": token(&invited), "password": null })).await;
        answer.ok();
    }

    async fn who_guesses_cannot_tell_an_account_from_none(app: TestApp) {
        let invited = invite(&admin(&app).await, &app.world.aide).await;
        let wrong = wrong(text(&invited, "code"), 0);
        let (mut answers, mut times) = (Vec::new(), Vec::new());
        for login in [app.world.aide.login.as_str(), app.world.second_aide.login.as_str(), "nobody", "a\u{0}b"] {
            let began = std::time::Instant::now();
            let answer = enrol(&app, login, &wrong).await;
            times.push(began.elapsed());
            answers.push((answer.status, answer.text.clone(), answer.headers.get("content-length").cloned()));
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "{answers:?}");
        assert!(times.iter().all(|time| time.as_millis() >= 300), "{times:?}");
    }

    async fn guessing_is_slowed_down_and_signing_in_is_not(app: TestApp) {
        for _ in 0..8 {
            assert_eq!(enrol(&app, &app.world.coordinator.login, "CCC-CCC").await.problem(401), "bad_code");
        }
        let answer = enrol(&app, &app.world.coordinator.login, "CCC-CCC").await;
        assert_eq!(answer.problem(429), "too_many_attempts");
        assert!(answer.headers.contains_key("retry-after"));
        app.sign_in(&app.world.coordinator).await.get("/api/me").await.ok();
    }

    async fn who_needs_a_password_is_asked_once_the_code_is_right(app: TestApp) {
        let newcomer = newcomer(&app, "coordinator").await;
        let invited = invite(&admin(&app).await, &newcomer).await;
        let code = text(&invited, "code");
        assert_eq!(enrol(&app, &newcomer.login, &wrong(code, 0)).await.problem(401), "bad_code");
        for _ in 0..7 {
            assert_eq!(mistakes(&enrol(&app, &newcomer.login, code).await), one("/password", "missing"));
        }
        let chosen = json!({ "login": newcomer.login, "code": code, "password": "douze lettres au moins" });
        app.anonymous().post("/api/enrolment/code", &chosen).await.ok();
        app.anonymous().sign_in(&newcomer.login, "douze lettres au moins").await;
    }

    async fn of_two_who_type_a_code_at_once_one_gets_in(app: TestApp) {
        let invited = invite(&admin(&app).await, &app.world.aide).await;
        let code = text(&invited, "code");
        let (one, two) = tokio::join!(enrol(&app, &app.world.aide.login, code), enrol(&app, &app.world.aide.login, code));
        let statuses = [one.status.as_u16(), two.status.as_u16()];
        assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
        assert!(statuses.iter().all(|status| [200, 401, 410].contains(status)), "{statuses:?}");
    }

    async fn codes_and_tokens_are_kept_as_hashes(app: TestApp) {
        let invited = invite(&admin(&app).await, &app.world.aide).await;
        let kept = rows::texts(app.store(), "SELECT token_hash || ' ' || code_hash FROM enrolments").await;
        let plain = text(&invited, "code").replace('-', "");
        assert!(kept.len() == 1 && kept[0].contains("$argon2id$"), "{kept:?}");
        assert!(!kept[0].contains(&plain) && !kept[0].contains(token(&invited)));
    }

    async fn the_manifest_of_an_invitation_starts_with_its_link(app: TestApp) {
        let invited = invite(&admin(&app).await, &app.world.aide).await;
        let looked = check(&app, token(&invited)).await;
        let cookie = looked.headers["set-cookie"].to_str().expect("a text").to_owned();
        for part in ["; HttpOnly", "; SameSite=Strict", "; Path=/api/enrolment/manifest"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        let kept = cookie.split(';').next().expect("a cookie");
        let answer = manifest(&app.anonymous(), Some(kept)).await;
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(answer.headers["content-type"], "application/manifest+json");
        assert!(answer.headers["content-security-policy"].to_str().is_ok_and(|policy| policy.contains("manifest-src 'self'")));
        let manifest_of = answer.ok();
        assert_eq!(manifest_of["start_url"], format!("/bienvenue#{}", token(&invited)));
        assert_eq!((&manifest_of["id"], &manifest_of["scope"]), (&json!("/"), &json!("/")));
        assert_eq!(manifest(&app.anonymous(), None).await.problem(410), "enrolment_spent");
        enrol(&app, &app.world.aide.login, text(&invited, "code")).await.ok();
        assert_eq!(manifest(&app.anonymous(), Some(kept)).await.problem(410), "enrolment_spent");
    }
}
