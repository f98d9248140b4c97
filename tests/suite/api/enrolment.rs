//! `/api/enrolment`: a one-time link opens an account on a device.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_server::auth::enrolment::{invite, link};
use vigie_tests::{Actor, Answer, TestApp, World, on_both, rows};

/// The token of a fresh link for somebody.
async fn invitation(app: &TestApp, actor: &Actor) -> String {
    let mut tx = app.store().begin().await.expect("a transaction");
    let token = invite(&mut tx, app.world.federation, actor.id, app.now()).await.expect("a link");
    tx.commit().await.expect("committed");
    token
}

async fn check(app: &TestApp, token: &str) -> Answer {
    app.anonymous().post("/api/enrolment/check", &json!({ "token": token })).await
}

async fn enrol(app: &TestApp, token: &str, password: Option<&str>) -> Answer {
    app.anonymous().post("/api/enrolment", &json!({ "token": token, "password": password })).await
}

fn first_error(answer: &Answer) -> (String, String) {
    let error = &answer.body["errors"][0];
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    assert!(!text(&error["detail"]).is_empty() && !text(&error["detail"]).starts_with("field."));
    (text(&error["pointer"]), text(&error["code"]))
}

on_both! {
    async fn an_aide_needs_no_password(app: TestApp) {
        let token = invitation(&app, &app.world.aide).await;
        for _ in 0..2 {
            let invited = check(&app, &token).await.ok();
            assert_eq!(invited, json!({ "role": "aide", "name": "Alix Essai", "needs_password": false }));
        }
        let answer = enrol(&app, &token, None).await;
        let mut phone = app.anonymous();
        phone.keep(&answer);
        assert_eq!(answer.ok()["user"]["id"], app.world.aide.id.to_string());
        phone.get("/api/me").await.ok();
        phone.refresh().await.ok();
    }

    async fn a_link_is_good_once(app: TestApp) {
        let token = invitation(&app, &app.world.referent).await;
        enrol(&app, &token, None).await.ok();
        assert_eq!(enrol(&app, &token, None).await.problem(410), "enrolment_spent");
        assert_eq!(check(&app, &token).await.problem(410), "enrolment_spent");
    }

    async fn of_two_who_open_a_link_at_once_one_gets_in(app: TestApp) {
        let token = invitation(&app, &app.world.aide).await;
        let (one, two) = tokio::join!(enrol(&app, &token, None), enrol(&app, &token, None));
        let mut statuses = [one.status.as_u16(), two.status.as_u16()];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 410]);
    }

    async fn a_link_is_good_for_a_day(app: TestApp) {
        let (early, late) = (invitation(&app, &app.world.aide).await, invitation(&app, &app.world.second_aide).await);
        app.advance(TimeDelta::hours(24) - TimeDelta::seconds(1));
        enrol(&app, &early, None).await.ok();
        app.advance(TimeDelta::seconds(1));
        assert_eq!(check(&app, &late).await.problem(410), "enrolment_spent");
        assert_eq!(enrol(&app, &late, None).await.problem(410), "enrolment_spent");
    }

    async fn a_coordinator_chooses_a_password_of_twelve_characters(app: TestApp) {
        let newcomer = app.world.another_user(app.app(), "coordinator", "Jo Essai", &[app.world.north]).await;
        let token = invitation(&app, &newcomer).await;
        assert_eq!(check(&app, &token).await.ok()["needs_password"], true);
        let missing = enrol(&app, &token, None).await;
        assert_eq!(missing.problem(422), "validation_failed");
        assert_eq!(first_error(&missing), ("/password".to_owned(), "missing".to_owned()));
        let short = enrol(&app, &token, Some("ééééééééééé")).await;
        assert_eq!(short.problem(422), "validation_failed");
        assert_eq!(first_error(&short), ("/password".to_owned(), "too_short".to_owned()));
        let long = enrol(&app, &token, Some(&"x".repeat(129))).await;
        assert_eq!(first_error(&long), ("/password".to_owned(), "too_long".to_owned()));
        // None of this spent the link.
        let common = enrol(&app, &token, Some("motdepasse1234")).await;
        assert_eq!(first_error(&common), ("/password".to_owned(), "too_common".to_owned()));
        enrol(&app, &token, Some("éléphant sous la lune")).await.ok();
        let mut client = app.anonymous();
        client.sign_in(&newcomer.login, "éléphant sous la lune").await;
        let old = json!({ "login": newcomer.login, "secret": World::SECRET });
        assert_eq!(client.post("/api/session", &old).await.problem(401), "bad_credentials");
    }

    async fn a_made_up_link_and_one_of_a_disabled_account_open_nothing(app: TestApp) {
        for token in ["", "abc", "\u{0}", &"x".repeat(10_000)] {
            assert_eq!(check(&app, token).await.problem(410), "enrolment_spent");
            assert_eq!(enrol(&app, token, None).await.problem(410), "enrolment_spent");
        }
        let token = invitation(&app, &app.world.aide).await;
        let id = rows::literal(app.store(), app.world.aide.id);
        let sql = format!("UPDATE users SET disabled_at = '2026-03-02T08:00:00+00:00' WHERE id = {id}");
        assert_eq!(rows::change(app.store(), &sql).await, 1);
        assert_eq!(enrol(&app, &token, None).await.problem(410), "enrolment_spent");
    }

    async fn the_token_stands_behind_the_hash_of_the_link(app: TestApp) {
        let token = invitation(&app, &app.world.aide).await;
        let link = link(&app.app().public_url, &token);
        assert_eq!(link, format!("{}/bienvenue#{token}", app.base_url()));
        let stored = rows::texts(app.store(), "SELECT token_hash FROM enrolments").await;
        assert!(stored.iter().all(|hash| !hash.contains(&token) && hash.len() == 64), "only hashes are kept");
    }
}
