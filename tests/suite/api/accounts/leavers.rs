//! Somebody leaves: what they held goes to those who stay, and nothing they did disappears.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_tests::{Client, Events, TestApp, on_both, rows};

use super::{account, act, admin, history, path, reason};

/// An alert of the north that this client has taken.
async fn taken(app: &TestApp, client: &Client) -> Value {
    let rating = app.world.rating(&app.world.person, app.now(), [Some(1), Some(1), Some(1)]);
    assert_eq!(app.client(&app.world.aide).await.rate(&[rating]).await, ["stored"]);
    let alert = client.only_alert().await;
    client.act(&alert, "claim", json!({})).await.ok()
}

on_both! {
    async fn a_leavers_alert_goes_back_with_a_word_and_her_name_stays(app: TestApp) {
        let (admin, mut leaver) = (admin(&app).await, app.client(&app.world.coordinator).await);
        let alert = taken(&app, &leaver).await;
        leaver.act(&alert, "note", json!({ "text": "appelée ce matin" })).await.ok();
        let closed = act(&admin, &app.world.coordinator, "disable").await.ok();
        assert_eq!((&closed["state"], &closed["sessions"], &closed["disabled_at"]), (&json!("disabled"), &json!(0), &json!(app.now())));
        assert_eq!(leaver.get("/api/me").await.problem(401), "unauthenticated");
        assert_eq!(reason(&mut leaver).await, "disabled");
        let other = app.client(&app.world.second_coordinator).await;
        let found = other.detail(&other.only_alert().await).await;
        assert_eq!((&found["state"], &found["owner"]), (&json!("new"), &Value::Null));
        assert_eq!(found["handover"]["text"], "Dana Essai a quitté ses fonctions.");
        assert_eq!(found["handover"]["by"]["id"], app.world.administrator.id.to_string());
        let timeline = found["timeline"].as_array().expect("a timeline");
        let note = timeline.iter().find(|entry| entry["kind"] == "note").expect("the note is there");
        assert_eq!((&note["text"], &note["actor"]["name"]), (&json!("appelée ce matin"), &json!("Dana Essai")));
        let team = other.get("/api/team").await.text;
        assert!(!team.contains("Dana Essai"), "nobody can give her anything: {team}");
        assert_eq!(history(&admin, &app.world.coordinator.id.to_string()).await, ["disabled"]);
    }

    async fn what_sleeps_is_promised_or_watched_is_found_by_those_who_stay(app: TestApp) {
        let (admin, leaver) = (admin(&app).await, app.client(&app.world.coordinator).await);
        let alert = taken(&app, &leaver).await;
        let asleep = leaver.act(&alert, "snooze", json!({ "until": app.now() + TimeDelta::days(2) })).await.ok();
        let person = app.world.person.id;
        let promise = leaver.post(&format!("/api/persons/{person}/follow-ups"), &json!({ "preset": "tomorrow", "text": "rappeler" })).await;
        let watch = leaver.post(&format!("/api/persons/{person}/watch"), &json!({ "cadence": "weekly", "why": "veille" })).await;
        assert_eq!((promise.status.as_u16(), watch.status.as_u16()), (201, 201), "{} {}", promise.text, watch.text);
        act(&admin, &app.world.coordinator, "disable").await.ok();
        let referent = app.client(&app.world.referent).await;
        let still = referent.detail(&asleep).await;
        assert_eq!((&still["state"], &still["owner"], &still["snoozed_until"]), (&json!("snoozed"), &Value::Null, &asleep["snoozed_until"]));
        let open = referent.get(&format!("/api/follow-ups?person_id={person}")).await.ok()["items"].clone();
        let open = open.as_array().expect("items");
        assert_eq!(open.len(), 2, "the promise and the watch's");
        assert!(open.iter().all(|one| one["owner"].is_null() && one["state"] == "open"), "{open:?}");
        let watches = referent.get("/api/watches").await.ok();
        assert_eq!((&watches["items"][0]["owner"], &watches["items"][0]["ended_at"]), (&Value::Null, &Value::Null));
        let lines = referent.get(&format!("/api/persons/{person}/timeline")).await.ok()["items"].clone();
        let said = lines.as_array().expect("items").iter().filter(|line| line["text"] == "Dana Essai a quitté ses fonctions.").count();
        assert!(said >= 2, "{lines}");
    }

    async fn who_was_followed_closely_gets_a_promise_that_asks_who_goes_on(app: TestApp) {
        let (admin, leaver) = (admin(&app).await, app.client(&app.world.coordinator).await);
        let person = format!("/api/persons/{}", app.world.person.id);
        let entered = leaver.post(&format!("{person}/caseload"), &json!({ "why": "crise" })).await;
        assert_eq!(entered.status, 201, "{}", entered.text);
        act(&admin, &app.world.coordinator, "disable").await.ok();
        let referent = app.client(&app.world.referent).await;
        let file = referent.get(&person).await.ok();
        assert_eq!(file["caseload"], Value::Null, "it ended");
        let open = referent.get(&format!("/api/follow-ups?person_id={}", app.world.person.id)).await.ok()["items"].clone();
        assert_eq!(open[0]["text"], "Suivi renforcé à reprendre : Dana Essai a quitté ses fonctions.");
        assert_eq!((&open[0]["owner"], &open[0]["due_on"]), (&Value::Null, &json!("2026-03-03")));
        let again = json!({ "why": "suite", "coordinator_id": app.world.second_coordinator.id });
        assert_eq!(referent.post(&format!("{person}/caseload"), &again).await.status, 201);
    }

    async fn nobody_stands_in_for_a_leaver_nor_she_for_others(app: TestApp) {
        let admin = admin(&app).await;
        let until = app.now() + TimeDelta::days(3);
        let (dana, eloi) = (app.world.coordinator.id, app.world.second_coordinator.id);
        let cover = json!({ "kind": "replace", "absent_id": eloi, "cover_id": dana, "from": app.now(), "to": until });
        assert_eq!(admin.post("/api/covers", &cover).await.status, 201);
        let away = app.client(&app.world.second_coordinator).await;
        act(&admin, &app.world.coordinator, "disable").await.ok();
        let rating = app.world.rating(&app.world.person, app.now(), [Some(1), Some(1), Some(1)]);
        assert_eq!(app.client(&app.world.aide).await.rate(&[rating]).await, ["stored"]);
        assert_eq!(admin.get("/api/covers").await.ok()["items"], json!([]));
        let ended = rows::texts(app.store(), "SELECT kind FROM covers WHERE ended_at IS NOT NULL").await;
        assert_eq!(ended, ["replace"]);
        let told = rows::texts(app.store(), "SELECT u.name FROM outbox o JOIN users u ON u.id = o.user_id WHERE o.kind = 'alert_raised'").await;
        assert!(told.contains(&"Éloi Essai".to_owned()) && !told.contains(&"Dana Essai".to_owned()), "{told:?}");
        away.get("/api/alerts").await.ok();
    }

    async fn an_account_is_opened_again_and_its_sessions_are_not(app: TestApp) {
        let (admin, mut phone) = (admin(&app).await, app.client(&app.world.aide).await);
        act(&admin, &app.world.aide, "disable").await.ok();
        let invited = admin.post(&format!("{}/invite", path(&app.world.aide)), &Value::Null).await;
        assert_eq!(invited.problem(409), "account_disabled");
        let opened = act(&admin, &app.world.aide, "enable").await.ok();
        assert_eq!((&opened["state"], &opened["disabled_at"]), (&json!("active"), &Value::Null), "she has a password");
        assert_eq!(reason(&mut phone).await, "disabled");
        app.sign_in(&app.world.aide).await.get("/api/me").await.ok();
        assert_eq!(history(&admin, &app.world.aide.id.to_string()).await, ["enabled", "disabled"]);
    }

    async fn nobody_closes_themselves_nor_the_last_administrator(app: TestApp) {
        let first = admin(&app).await;
        assert_eq!(act(&first, &app.world.administrator, "disable").await.problem(409), "own_account");
        let second = app.world.another_user(app.app(), "administrator", "Jo Essai", &[]).await;
        let other = app.client(&second).await;
        let (one, two) = (account(&first, &second).await, account(&other, &app.world.administrator).await);
        let (close_second, close_first) = (format!("{}/disable", path(&second)), format!("{}/disable", path(&app.world.administrator)));
        let (at_one, at_two) = (json!({ "version": one["version"] }), json!({ "version": two["version"] }));
        let (one, two) = tokio::join!(first.post(&close_second, &at_one), other.post(&close_first, &at_two));
        let done = [&one, &two].iter().filter(|answer| answer.status == 200).count();
        assert_eq!(done, 1, "{} {}", one.text, two.text);
    }

    async fn a_referent_closes_her_aides_only(app: TestApp) {
        let referent = app.client(&app.world.referent).await;
        assert_eq!(act(&referent, &app.world.aide, "disable").await.ok()["state"], "disabled");
        for other in [&app.world.south_aide, &app.world.coordinator, &app.world.administrator] {
            let answer = referent.post(&format!("{}/disable", path(other)), &json!({ "version": 1 })).await;
            assert_eq!(answer.problem(404), "not_found");
        }
    }

    async fn a_leavers_stream_ends_within_a_minute(app: TestApp) {
        let desk = app.client(&app.world.coordinator).await;
        let mut stream = Events::open(&desk, None).await;
        assert_eq!(stream.next().await.map(|event| event.name), Some("hello".to_owned()));
        act(&admin(&app).await, &app.world.coordinator, "disable").await.ok();
        app.advance(TimeDelta::seconds(60));
        let rating = app.world.rating(&app.world.person, app.now(), [Some(1), Some(1), Some(1)]);
        assert_eq!(app.client(&app.world.aide).await.rate(&[rating]).await, ["stored"]);
        assert!(stream.next().await.is_none(), "she reads nothing any more");
    }
}
