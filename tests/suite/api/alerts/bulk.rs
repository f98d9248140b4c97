//! `POST /api/alerts/bulk`: one verb over several alerts, each on its own.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_tests::{Client, on_both};

use super::{alert_of, kinds};

fn seen(alerts: &[&Value]) -> Value {
    alerts.iter().map(|alert| json!({ "id": alert["id"], "version": alert["version"] })).collect()
}

async fn results(client: &Client, body: Value) -> Vec<Value> {
    client.post("/api/alerts/bulk", &body).await.ok()["results"].as_array().expect("results").clone()
}

fn outcomes(results: &[Value]) -> Vec<&str> {
    results.iter().map(|result| result["outcome"].as_str().expect("an outcome")).collect()
}

on_both! {
    async fn one_that_is_refused_leaves_the_others_done(app: TestApp) {
        let (first, second) = (alert_of(&app, &app.world.person).await, alert_of(&app, &app.world.second_person).await);
        let (hidden, south) = (alert_of(&app, &app.world.refusing).await, alert_of(&app, &app.world.south_person).await);
        let faster = app.client(&app.world.second_coordinator).await;
        faster.act(&first, "claim", json!({})).await.ok();
        let client = app.client(&app.world.coordinator).await;
        let done = results(&client, json!({ "verb": "claim", "items": seen(&[&first, &second, &hidden, &south, &second]) })).await;
        assert_eq!(outcomes(&done), ["refused", "done", "refused", "refused", "refused"]);
        assert_eq!((&done[1]["alert"]["state"], &done[1]["alert"]["owner"]["name"]), (&json!("taken"), &json!("Dana Essai")));
        assert_eq!((&done[1]["problem"], &done[0]["alert"]), (&Value::Null, &Value::Null));
        assert_eq!(done[0]["problem"]["code"], "stale_version");
        assert_eq!(done[0]["problem"]["alert"]["owner"]["name"], "Éloi Essai", "who was faster");
        assert_eq!(done[4]["problem"]["code"], "stale_version", "the same one twice");
        let mut refusals = [done[2].clone(), done[3].clone()];
        for refusal in &mut refusals {
            refusal["id"] = Value::Null;
        }
        assert_eq!(refusals[0]["problem"]["code"], "not_found");
        assert_eq!(refusals[0], refusals[1], "what is hidden looks like what does not exist");
        assert_eq!(kinds(&client.detail(&second).await), ["opened", "claimed"]);
    }

    async fn each_verb_does_what_its_own_endpoint_does_and_can_be_undone(app: TestApp) {
        let (first, second) = (alert_of(&app, &app.world.person).await, alert_of(&app, &app.world.second_person).await);
        let client = app.client(&app.world.coordinator).await;
        let mut now = vec![first, second];
        let until = app.now() + TimeDelta::days(2);
        for (verb, more, state) in [
            ("claim", json!({}), "taken"),
            ("release", json!({}), "new"),
            ("assign", json!({ "owner_id": app.world.second_coordinator.id }), "taken"),
            ("snooze", json!({ "until": until }), "snoozed"),
            ("wake", json!({}), "taken"),
        ] {
            let mut body = more;
            body["verb"] = json!(verb);
            body["items"] = seen(&[&now[0], &now[1]]);
            let done = results(&client, body).await;
            assert_eq!(outcomes(&done), ["done", "done"], "{verb}: {done:?}");
            now = done.into_iter().map(|result| result["alert"].clone()).collect();
            assert!(now.iter().all(|alert| alert["state"] == state), "{verb}");
        }
        assert!(now.iter().all(|alert| alert["owner"]["name"] == "Éloi Essai"));
        let undone = results(&client, json!({ "verb": "wake", "items": seen(&[&now[0]]) })).await;
        assert_eq!(undone[0]["problem"]["code"], "wrong_state");
    }

    async fn a_bulk_that_lacks_something_changes_nothing(app: TestApp) {
        let alert = alert_of(&app, &app.world.person).await;
        let client = app.client(&app.world.coordinator).await;
        let items = seen(&[&alert]);
        let many: Value = (0..101).map(|_| json!({ "id": alert["id"], "version": 1 })).collect();
        for (body, pointer) in [
            (json!({ "verb": "assign", "items": items }), "/owner_id"),
            (json!({ "verb": "snooze", "items": items }), "/until"),
            (json!({ "verb": "claim", "items": many }), "/items"),
        ] {
            let answer = client.post("/api/alerts/bulk", &body).await;
            assert_eq!(answer.problem(422), "validation_failed");
            assert_eq!(answer.body["errors"][0]["pointer"], pointer);
            assert!(answer.body["errors"][0]["detail"].as_str().is_some_and(|detail| detail.contains(' ')));
        }
        for body in [json!({ "verb": "resolve", "items": items }), json!({ "verb": "claim" })] {
            assert_eq!(client.post("/api/alerts/bulk", &body).await.problem(400), "invalid_request");
        }
        let stranger = json!({ "verb": "assign", "items": items, "owner_id": app.world.south_coordinator.id });
        assert_eq!(results(&client, stranger).await[0]["problem"]["errors"][0]["pointer"], "/owner_id");
        assert_eq!(client.only_alert().await["version"], alert["version"]);
        assert_eq!(results(&client, json!({ "verb": "claim", "items": [] })).await, Vec::<Value>::new());
    }
}
