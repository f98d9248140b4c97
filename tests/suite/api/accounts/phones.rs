//! A new phone, a lost one, and what a device is told when its session has ended.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_tests::{Client, Database, TestApp, on_both, rows};

use super::{account, act, admin, history, invite, path, reason, token};

/// Keys of a browser, as good as any.
const P256DH: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";

/// A browser of the aide's.
async fn browser(app: &TestApp) {
    let (federation, user) =
        (rows::literal(app.store(), app.world.federation), rows::literal(app.store(), app.world.aide.id));
    let sql = format!(
        "INSERT INTO push_subscriptions (federation_id, id, user_id, endpoint, p256dh, auth, created_at)
         VALUES ({federation}, {user}, {user}, 'https://push.example/x', 'k', 'a', '2026-03-02T08:00:00+00:00')"
    );
    assert_eq!(rows::change(app.store(), &sql).await, 1);
}

async fn browsers(app: &TestApp) -> usize {
    rows::texts(app.store(), "SELECT endpoint FROM push_subscriptions").await.len()
}

async fn enrol(app: &TestApp, invitation: &Value) -> Client {
    let answer = app.anonymous().post("/api/enrolment", &json!({ "token": token(invitation), "password": null })).await;
    let mut device = app.anonymous();
    device.keep(&answer);
    answer.ok();
    device
}

on_both! {
    async fn a_new_phone_ends_the_old_one(app: TestApp) {
        let mut old = app.client(&app.world.aide).await;
        old.get("/api/me").await.ok();
        browser(&app).await;
        let invited = invite(&admin(&app).await, &app.world.aide).await;
        old.get("/api/me").await.ok();
        let new = enrol(&app, &invited).await;
        assert_eq!(old.get("/api/me").await.problem(401), "unauthenticated", "at once on this server");
        assert_eq!(reason(&mut old).await, "new_phone");
        assert_eq!(reason(&mut old).await, "new_phone", "however often it asks");
        new.get("/api/me").await.ok();
        assert_eq!(browsers(&app).await, 0);
        assert_eq!(account(&admin(&app).await, &app.world.aide).await["sessions"], 1);
    }

    async fn a_referents_new_phone_ends_hers_too(app: TestApp) {
        let mut old = app.client(&app.world.referent).await;
        let invited = invite(&admin(&app).await, &app.world.referent).await;
        enrol(&app, &invited).await.get("/api/me").await.ok();
        assert_eq!(reason(&mut old).await, "new_phone");
    }

    async fn a_coordinator_may_have_several_devices(app: TestApp) {
        let (mut desk, mut home) = (app.client(&app.world.coordinator).await, app.sign_in(&app.world.coordinator).await);
        desk.refresh().await.ok();
        home.refresh().await.ok();
    }

    async fn a_password_chosen_by_a_link_signs_out_who_had_the_old_one_and_is_told(app: TestApp) {
        let mut desk = app.client(&app.world.coordinator).await;
        let id = rows::literal(app.store(), app.world.coordinator.id);
        rows::change(app.store(), &format!("UPDATE users SET email = 'camille@example.org' WHERE id = {id}")).await;
        let invited = invite(&admin(&app).await, &app.world.coordinator).await;
        let body = json!({ "token": token(&invited), "password": "douze lettres au moins" });
        app.anonymous().post("/api/enrolment", &body).await.ok();
        assert_eq!(desk.get("/api/me").await.problem(401), "unauthenticated");
        assert_eq!(desk.refresh().await.problem(401), "session_ended");
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM outbox WHERE kind = 'security'").await, 1);
    }

    async fn who_signs_out_or_is_signed_out_is_pushed_to_no_more(app: TestApp) {
        let [here, there, third] =
            [app.client(&app.world.aide).await, app.client(&app.world.aide).await, app.client(&app.world.aide).await];
        for (client, name) in [(&here, "here"), (&there, "there"), (&third, "third")] {
            let endpoint = format!("https://fcm.googleapis.com/fcm/send/{name}");
            let offered = json!({ "endpoint": endpoint, "keys": { "p256dh": P256DH, "auth": AUTH } });
            assert_eq!(client.put("/api/push/subscription", &offered).await.status, 204);
        }
        assert_eq!(here.delete("/api/session", None).await.status, 204);
        assert_eq!(browsers(&app).await, 2);
        assert_eq!(there.post("/api/sessions/end-others", &json!({})).await.status, 204);
        assert_eq!(browsers(&app).await, 1);
        let sessions = format!("/api/accounts/{}/sessions", app.world.aide.id);
        assert_eq!(admin(&app).await.delete(&sessions, None).await.status, 204);
        assert_eq!(browsers(&app).await, 0);
    }

    async fn a_lost_phone_opens_nothing_any_more(app: TestApp) {
        let referent = app.client(&app.world.referent).await;
        let mut lost = app.client(&app.world.aide).await;
        lost.get("/api/me").await.ok();
        browser(&app).await;
        let invited = invite(&referent, &app.world.aide).await;
        let after = act(&referent, &app.world.aide, "lost-phone").await.ok();
        assert_eq!((&after["sessions"], &after["invited_until"]), (&json!(0), &Value::Null));
        assert_eq!(lost.get("/api/me").await.problem(401), "unauthenticated");
        assert_eq!(reason(&mut lost).await, "lost_phone");
        let link = app.anonymous().post("/api/enrolment/check", &json!({ "token": token(&invited) })).await;
        assert_eq!(link.problem(410), "enrolment_spent", "the message with the link was on it");
        assert_eq!(browsers(&app).await, 0);
        assert_eq!(history(&referent, &app.world.aide.id.to_string()).await, ["lost_phone", "invited"]);
        let stale = referent.post(&format!("{}/lost-phone", path(&app.world.aide)), &json!({ "version": 1 })).await;
        assert_eq!((stale.problem(409), &stale.body["account"]["version"]), ("stale_version", &after["version"]));
        let invited = invite(&referent, &app.world.aide).await;
        enrol(&app, &invited).await.get("/api/me").await.ok();
    }

    async fn another_server_knows_within_a_minute(app: TestApp) {
        if app.database == Database::Sqlite {
            return;
        }
        let node = app.second_node().await;
        let aide = app.client(&app.world.aide).await;
        let there = app.at_node(&node, &aide);
        there.get("/api/me").await.ok();
        act(&admin(&app).await, &app.world.aide, "lost-phone").await.ok();
        assert_eq!(aide.get("/api/me").await.problem(401), "unauthenticated");
        app.advance(TimeDelta::seconds(60));
        assert_eq!(there.get("/api/me").await.problem(401), "unauthenticated");
        node.stop().await;
    }

    async fn a_device_is_told_why(app: TestApp) {
        let mut signed_out = app.client(&app.world.aide).await;
        let cookie = signed_out.cookie.clone();
        signed_out.delete("/api/session", None).await;
        signed_out.cookie = cookie;
        assert_eq!(reason(&mut signed_out).await, "signed_out");
        let mut thief = app.client(&app.world.aide).await;
        let first = thief.cookie.clone();
        thief.refresh().await.ok();
        thief.get("/api/me").await.ok();
        thief.cookie = first;
        assert_eq!(reason(&mut thief).await, "reuse");
        assert_eq!(reason(&mut thief).await, "reuse");
        let mut stranger = app.anonymous();
        assert_eq!(reason(&mut stranger).await, Value::Null);
        stranger.cookie = Some("vigie_refresh=made-up".to_owned());
        assert_eq!(reason(&mut stranger).await, Value::Null);
        let mut late = app.client(&app.world.aide).await;
        app.advance(TimeDelta::days(91));
        assert_eq!(reason(&mut late).await, Value::Null, "nobody ended it");
    }

    async fn use_is_noted_now_and_then(app: TestApp) {
        let admin = admin(&app).await;
        let mut phone = app.client(&app.world.aide).await;
        let began = app.now();
        app.advance(TimeDelta::minutes(4));
        phone.get("/api/me").await.ok();
        assert_eq!(account(&admin, &app.world.aide).await["last_seen_at"], json!(began));
        app.advance(TimeDelta::minutes(2));
        phone.get("/api/me").await.ok();
        assert_eq!(account(&admin, &app.world.aide).await["last_seen_at"], json!(app.now()));
        app.advance(TimeDelta::minutes(1));
        phone.refresh().await.ok();
        assert_eq!(account(&admin, &app.world.aide).await["last_seen_at"], json!(app.now()), "an exchange always counts");
    }
}
