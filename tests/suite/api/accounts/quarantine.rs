//! The drill of a lost phone: what was rated before waits for a look, what a thief adds is refused.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_server::ids;
use vigie_tests::{Answer, Client, TestApp, on_both, rows};

use super::{account, act, admin, history, invite, mistakes, one, path, token};

async fn hand_in(device: &Client, ratings: &[Value]) -> Answer {
    let mut bare = device.clone();
    bare.token = None;
    bare.post("/api/ratings/quarantine", &json!({ "ratings": ratings })).await
}

async fn outcomes(device: &Client, ratings: &[Value]) -> Vec<String> {
    let results = hand_in(device, ratings).await.ok()["results"].clone();
    let outcome = |result: &Value| {
        assert_eq!(result.as_object().expect("an object").len(), 2, "nothing more is said: {result}");
        result["outcome"].as_str().expect("a word").to_owned()
    };
    results.as_array().expect("results").iter().map(outcome).collect()
}

async fn waiting(client: &Client) -> Vec<Value> {
    client.get("/api/quarantine").await.ok()["items"].as_array().expect("items").clone()
}

/// A low rating of the north's first person from before the phone was lost.
fn rating(app: &TestApp) -> Value {
    let mut rating = app.world.rating(&app.world.person, app.now() - TimeDelta::hours(1), [Some(1), Some(1), Some(1)]);
    rating["note"] = json!("elle est tombée");
    rating
}

/// A phone that has rated without network, and is lost now.
async fn lost_phone(app: &TestApp) -> Client {
    let phone = app.client(&app.world.aide).await;
    act(&app.client(&app.world.referent).await, &app.world.aide, "lost-phone").await.ok();
    phone
}

on_both! {
    async fn what_was_rated_before_is_kept_aside_and_let_in_by_hand(app: TestApp) {
        let referent = app.client(&app.world.referent).await;
        let (phone, kept) = (lost_phone(&app).await, rating(&app));
        assert_eq!(outcomes(&phone, std::slice::from_ref(&kept)).await, ["stored"]);
        assert_eq!(outcomes(&phone, std::slice::from_ref(&kept)).await, ["duplicate"]);
        assert!(referent.queue().await.is_empty(), "the rules have not seen it");
        let items = waiting(&referent).await;
        let shown = json!({
            "id": kept["id"], "aide": { "id": app.world.aide.id, "name": "Alix Essai" },
            "person": { "id": app.world.person.id, "name": "Mme Pommier" }, "visited_at": kept["visited_at"],
            "received_at": app.now(), "scores": kept["scores"], "signs": [], "note": "elle est tombée",
            "until": app.now() + TimeDelta::days(7),
        });
        assert_eq!(items, [shown]);
        let accept = format!("/api/quarantine/{}/accept", kept["id"].as_str().expect("an id"));
        assert_eq!(referent.post(&accept, &Value::Null).await.ok()["outcome"], "stored");
        assert_eq!(referent.only_alert().await["person"]["id"], app.world.person.id.to_string(), "the rules ran");
        assert!(waiting(&referent).await.is_empty());
        assert_eq!(referent.post(&accept, &Value::Null).await.problem(404), "not_found");
        assert_eq!(outcomes(&phone, &[kept]).await, ["duplicate"]);
        assert_eq!(history(&referent, &app.world.aide.id.to_string()).await, ["quarantine_accepted", "lost_phone"]);
        let aides = rows::texts(app.store(), "SELECT u.name FROM ratings r JOIN users u ON u.id = r.aide_id").await;
        assert_eq!(aides, ["Alix Essai"], "it is hers");
    }

    async fn what_a_thief_adds_is_refused(app: TestApp) {
        let (phone, good) = (lost_phone(&app).await, rating(&app));
        app.advance(TimeDelta::minutes(5));
        let mut after = rating(&app);
        after["visited_at"] = json!(app.now() - TimeDelta::minutes(1));
        let mut at_the_moment = rating(&app);
        at_the_moment["visited_at"] = json!(app.now() - TimeDelta::minutes(5));
        let mut elsewhere = rating(&app);
        elsewhere["person_id"] = json!(app.world.south_person.id);
        let mut other = rating(&app);
        other["aide_id"] = json!(app.world.second_aide.id);
        let mut changed = good.clone();
        changed["scores"]["health"] = json!(5);
        let batch = [good, after, at_the_moment, elsewhere, other, changed, json!("x")];
        let expected = ["stored", "refused", "refused", "refused", "refused", "refused", "refused"];
        assert_eq!(outcomes(&phone, &batch).await, expected);
        assert_eq!(waiting(&app.client(&app.world.referent).await).await.len(), 1);
        let many: Vec<Value> = (0..101).map(|_| rating(&app)).collect();
        assert_eq!(mistakes(&hand_in(&phone, &many).await), one("/ratings", "too_many_items"));
    }

    async fn only_a_device_whose_session_was_ended_so_hands_in_for_a_week(app: TestApp) {
        let living = app.client(&app.world.aide).await;
        assert_eq!(hand_in(&living, &[]).await.problem(401), "session_ended");
        let out = app.client(&app.world.aide).await;
        out.delete("/api/session", None).await;
        assert_eq!(hand_in(&out, &[]).await.problem(401), "session_ended");
        assert_eq!(hand_in(&app.anonymous(), &[]).await.problem(401), "session_ended");
        let mut used = app.client(&app.world.aide).await;
        let first = used.cookie.clone();
        used.refresh().await.ok();
        used.get("/api/me").await.ok();
        let lost = lost_phone(&app).await;
        used.cookie = first;
        assert_eq!(hand_in(&used, &[]).await.problem(401), "session_ended", "a token from before is no proof");
        app.advance(TimeDelta::days(7) - TimeDelta::seconds(1));
        hand_in(&lost, &[]).await.ok();
        app.advance(TimeDelta::seconds(1));
        assert_eq!(hand_in(&lost, &[]).await.problem(401), "session_ended");
    }

    async fn a_former_phone_and_a_leavers_hand_in_too(app: TestApp) {
        let referent = app.client(&app.world.referent).await;
        let old = app.client(&app.world.aide).await;
        let invited = invite(&referent, &app.world.aide).await;
        app.anonymous().post("/api/enrolment", &json!({ "token": token(&invited), "password": null })).await.ok();
        assert_eq!(outcomes(&old, &[rating(&app)]).await, ["stored"]);
        let leaver = app.client(&app.world.second_aide).await;
        act(&referent, &app.world.second_aide, "disable").await.ok();
        assert_eq!(outcomes(&leaver, &[rating(&app)]).await, ["stored"]);
        assert_eq!(waiting(&referent).await.len(), 2);
    }

    async fn what_would_be_refused_goes_on_waiting(app: TestApp) {
        let (phone, kept, admin) = (lost_phone(&app).await, rating(&app), admin(&app).await);
        assert_eq!(outcomes(&phone, std::slice::from_ref(&kept)).await, ["stored"]);
        let mut moved = account(&admin, &app.world.aide).await;
        let fields = ["version", "name", "login", "locale", "email", "phone"];
        moved.as_object_mut().expect("an object").retain(|field, _| fields.contains(&field.as_str()));
        moved["sector_ids"] = json!([app.world.south]);
        admin.put(&path(&app.world.aide), &moved).await.ok();
        let accept = format!("/api/quarantine/{}/accept", kept["id"].as_str().expect("an id"));
        assert_eq!(admin.post(&accept, &Value::Null).await.problem(422), "unknown_person");
        assert_eq!(waiting(&admin).await.len(), 1);
        assert_eq!(history(&admin, &app.world.aide.id.to_string()).await, ["changed", "lost_phone"]);
    }

    async fn each_sees_their_own_and_throws_away_with_a_reason(app: TestApp) {
        let (phone, kept) = (lost_phone(&app).await, rating(&app));
        assert_eq!(outcomes(&phone, std::slice::from_ref(&kept)).await, ["stored"]);
        let south = app.client(&app.world.south_referent).await;
        assert!(waiting(&south).await.is_empty());
        let discard = format!("/api/quarantine/{}/discard", kept["id"].as_str().expect("an id"));
        let reason = json!({ "reason": "saisie par un inconnu" });
        assert_eq!(south.post(&discard, &reason).await.problem(404), "not_found");
        assert_eq!(app.client(&app.elsewhere.administrator).await.post(&discard, &reason).await.problem(404), "not_found");
        let admin = admin(&app).await;
        assert_eq!(waiting(&admin).await.len(), 1);
        assert_eq!(mistakes(&admin.post(&discard, &json!({ "reason": " " })).await), one("/reason", "missing"));
        assert_eq!(admin.post(&discard, &reason).await.status, 204);
        assert!(waiting(&admin).await.is_empty());
        assert_eq!(outcomes(&phone, &[kept]).await, ["duplicate"], "it does not come back");
        let looks = admin.get("/api/access-log").await.ok()["items"].clone();
        assert_eq!((&looks[0]["what"], &looks[0]["person"]["id"]), (&json!("quarantine"), &json!(app.world.person.id)));
    }

    async fn a_referent_is_told_once_a_phone_and_after_a_week_all_is_forgotten(app: TestApp) {
        let phone = lost_phone(&app).await;
        assert_eq!(outcomes(&phone, &[rating(&app), rating(&app)]).await, ["stored", "stored"]);
        assert_eq!(outcomes(&phone, &[rating(&app)]).await, ["stored"]);
        const TOLD: &str = "SELECT u.name FROM outbox o JOIN users u ON u.id = o.user_id WHERE o.kind = 'quarantine'";
        assert_eq!(rows::texts(app.store(), TOLD).await, ["Gil Essai"]);
        app.advance(TimeDelta::days(7));
        assert!(waiting(&app.client(&app.world.referent).await).await.is_empty());
        vigie_server::scheduler::tick::complete_rows(app.app()).await.expect("rows");
        let run = admin(&app).await.post("/api/jobs/purge/run", &json!({ "id": ids::fresh() })).await;
        assert!(run.status.is_success(), "{}", run.text);
        assert!(rows::texts(app.store(), "SELECT content_hash FROM quarantined_ratings").await.is_empty());
    }
}
