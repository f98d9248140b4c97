//! `PUT /api/password`.

use serde_json::{Value, json};
use vigie_server::store::users;
use vigie_tests::{Client, World, on_both, rows};

const NEW: &str = "éléphant sous la lune";

async fn change(client: &Client, current: &str, new: &str) -> vigie_tests::Answer {
    client.put("/api/password", &json!({ "current": current, "new": new })).await
}

on_both! {
    async fn a_new_password_signs_other_browsers_out_and_the_old_one_opens_nothing(app: TestApp) {
        let dana = &app.world.coordinator;
        let (client, other) = (app.sign_in(dana).await, app.sign_in(dana).await);
        let mut tx = app.store().begin().await.expect("a transaction");
        let address = "dana@example.org".parse().expect("an address");
        users::set_email(&mut tx, app.world.federation, dana.id, Some(&address)).await.expect("set");
        tx.commit().await.expect("committed");
        other.get("/api/me").await.ok();
        assert_eq!(change(&client, World::SECRET, NEW).await.status, 204);
        client.get("/api/me").await.ok();
        assert_eq!(other.get("/api/me").await.problem(401), "unauthenticated");
        assert_eq!(other.clone().refresh().await.problem(401), "session_ended");
        let old = app.anonymous().post("/api/session", &json!({ "login": dana.login, "secret": World::SECRET })).await;
        assert_eq!(old.problem(401), "bad_credentials");
        app.anonymous().sign_in(&dana.login, NEW).await;
        let told = rows::texts(app.store(), "SELECT kind FROM outbox WHERE channel = 'mail'").await;
        assert_eq!(told, ["security"], "a letter says so");
    }

    async fn the_password_in_use_is_asked_and_guessing_it_is_slowed_down(app: TestApp) {
        let client = app.sign_in(&app.world.coordinator).await;
        for _ in 0..8 {
            let wrong = change(&client, "faux", NEW).await;
            assert_eq!(wrong.problem(422), "validation_failed");
            let error = &wrong.body["errors"][0];
            assert_eq!((&error["pointer"], &error["code"]), (&json!("/current"), &json!("wrong_password")));
        }
        assert_eq!(change(&client, World::SECRET, NEW).await.problem(429), "too_many_attempts");
        app.advance(chrono::TimeDelta::minutes(15));
        let mut client = client;
        client.refresh().await.ok();
        assert_eq!(change(&client, World::SECRET, NEW).await.status, 204);
    }

    async fn what_is_short_long_common_or_ones_own_name_is_no_password(app: TestApp) {
        let client = app.sign_in(&app.world.coordinator).await;
        for (new, code) in [
            ("court", "too_short"),
            (&*"ab cd ".repeat(22), "too_long"),
            ("motdepasse1234", "too_common"),
            ("azertyuiop123", "too_common"),
            ("Dana Essai 2026", "too_common"),
        ] {
            let answer = change(&client, World::SECRET, new).await;
            assert_eq!(answer.problem(422), "validation_failed", "{new}");
            let error = &answer.body["errors"][0];
            assert_eq!((&error["pointer"], &error["code"]), (&json!("/new"), &json!(code)), "{new}");
            assert_ne!(error["detail"], Value::String(format!("field.{code}")));
        }
        client.get("/api/me").await.ok();
    }
}
