//! Keeping, putting off, calling off, handing over; and taking each of it back.

use serde_json::{Value, json};
use vigie_tests::on_both;

use super::{act, listed, promise, thursday};

fn body_of(app: &vigie_tests::TestApp, verb: &str) -> Value {
    match verb {
        "done" => json!({ "result": "better" }),
        "postpone" => json!({ "due_on": "2026-03-06" }),
        "assign" => json!({ "owner_id": app.world.second_coordinator.id }),
        _ => json!({}),
    }
}

const VERBS: [&str; 5] = ["done", "postpone", "cancel", "reopen", "assign"];

on_both! {
    async fn a_promise_is_kept_with_a_result_and_opened_again(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let made = thursday(&coordinator, app.world.person.id).await;
        assert_eq!(act(&coordinator, &made, "done", json!({})).await.problem(400), "invalid_request", "done needs a result");
        app.advance(chrono::TimeDelta::minutes(5));
        let done = act(&coordinator, &made, "done", json!({ "result": "better", "text": "Elle remange." })).await.ok();
        assert_eq!((&done["state"], &done["result"], &done["result_text"]), (&json!("done"), &json!("better"), &json!("Elle remange.")));
        assert_eq!((&done["closed_at"], &done["closed_by"]["name"]), (&json!(app.now()), &json!("Dana Essai")));
        assert_eq!(listed(&coordinator, "").await, Vec::<Value>::new());
        assert_eq!(listed(&coordinator, "?state=done").await, std::slice::from_ref(&done));
        for verb in ["done", "postpone", "cancel", "assign"] {
            let answer = act(&coordinator, &done, verb, body_of(&app, verb)).await;
            assert_eq!(answer.problem(409), "wrong_state", "{verb}");
            assert_eq!(answer.body["follow_up"], done, "{verb}");
        }
        let again = act(&coordinator, &done, "reopen", json!({})).await.ok();
        let mut expected = made.clone();
        expected["version"] = json!(3);
        assert_eq!(again, expected);
        assert_eq!(act(&coordinator, &again, "reopen", json!({})).await.problem(409), "wrong_state");
    }

    async fn who_was_not_reached_is_tried_again_once_and_an_undo_takes_both_back(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let made = promise(&coordinator, app.world.person.id, json!({ "due_on": "2026-03-05", "text": "Appeler la fille." })).await;
        let wrong = act(&coordinator, &made, "done", json!({ "result": "better", "again": "tomorrow" })).await;
        assert_eq!((wrong.problem(422), &wrong.body["errors"][0]["pointer"]), ("validation_failed", &json!("/again")));
        let done = act(&coordinator, &made, "done", json!({ "result": "not_reached", "again": "tomorrow" })).await.ok();
        let next = listed(&coordinator, "").await;
        assert_eq!(next.len(), 1);
        assert_eq!((&next[0]["due_on"], &next[0]["text"], &next[0]["kind"]), (&json!("2026-03-03"), &json!("Appeler la fille."), &json!("call")));
        act(&coordinator, &done, "reopen", json!({})).await.ok();
        assert_eq!(crate::api::follow_ups::ids(&listed(&coordinator, "").await), crate::api::follow_ups::ids(std::slice::from_ref(&made)));
        // Once somebody has worked on the next one it stays.
        let open = listed(&coordinator, "").await.remove(0);
        let done = act(&coordinator, &open, "done", json!({ "result": "not_reached", "again": "monday" })).await.ok();
        let next = listed(&coordinator, "").await.remove(0);
        act(&coordinator, &next, "postpone", json!({ "due_on": "2026-03-20" })).await.ok();
        act(&coordinator, &done, "reopen", json!({})).await.ok();
        assert_eq!(listed(&coordinator, "").await.len(), 2);
    }

    async fn a_postponement_is_counted_and_can_be_taken_back(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let made = thursday(&coordinator, app.world.person.id).await;
        let moved = act(&coordinator, &made, "postpone", json!({ "due_on": "2026-03-12", "reason": "À l’hôpital." })).await.ok();
        assert_eq!((&moved["due_on"], &moved["postponed"]), (&json!("2026-03-12"), &json!(1)));
        let timed = act(&coordinator, &moved, "postpone", json!({ "due_at": "2026-03-13T09:00:00Z" })).await.ok();
        assert_eq!((&timed["due_on"], &timed["postponed"]), (&json!("2026-03-13"), &json!(2)));
        let back = act(&coordinator, &timed, "reopen", json!({})).await.ok();
        assert_eq!((&back["due_on"], &back["due_at"], &back["postponed"]), (&moved["due_on"], &moved["due_at"], &json!(1)));
        assert_eq!(act(&coordinator, &back, "reopen", json!({})).await.problem(409), "wrong_state", "one step back");
        for (body, code) in [(json!({ "due_on": "2026-03-01" }), "out_of_range"), (json!({}), "one_due")] {
            let answer = act(&coordinator, &back, "postpone", body).await;
            assert_eq!((answer.problem(422), &answer.body["errors"][0]["code"]), ("validation_failed", &json!(code)));
        }
    }

    async fn a_promise_is_called_off_or_handed_over(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let made = thursday(&coordinator, app.world.person.id).await;
        let handed = act(&coordinator, &made, "assign", body_of(&app, "assign")).await.ok();
        assert_eq!(handed["owner"]["name"], "Éloi Essai");
        assert_eq!(listed(&coordinator, "?owner=me").await, Vec::<Value>::new());
        assert_eq!(listed(&app.client(&app.world.second_coordinator).await, "?owner=me").await, std::slice::from_ref(&handed));
        let far = json!({ "owner_id": app.world.south_referent.id });
        assert_eq!(act(&coordinator, &handed, "assign", far).await.problem(422), "validation_failed");
        let off = act(&coordinator, &handed, "cancel", json!({ "reason": "Plus utile." })).await.ok();
        assert_eq!((&off["state"], &off["result"], &off["result_text"]), (&json!("cancelled"), &Value::Null, &json!("Plus utile.")));
        let open = act(&coordinator, &off, "reopen", json!({})).await.ok();
        assert_eq!((&open["state"], &open["result_text"]), (&json!("open"), &Value::Null));
    }

    async fn a_stale_version_gets_the_follow_up_as_it_is_whatever_the_verb(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let made = thursday(&coordinator, app.world.person.id).await;
        let referent = app.client(&app.world.referent).await;
        let now = act(&referent, &made, "postpone", json!({ "due_on": "2026-03-12" })).await.ok();
        for verb in VERBS {
            let answer = act(&coordinator, &made, verb, body_of(&app, verb)).await;
            assert_eq!(answer.problem(409), "stale_version", "{verb}");
            assert_eq!(answer.body["follow_up"], now, "{verb}");
        }
        assert_eq!(listed(&coordinator, "").await, [now]);
    }

    async fn of_many_who_keep_a_promise_at_once_one_does(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let made = thursday(&coordinator, app.world.person.id).await;
        let mut tries = Vec::new();
        for _ in 0..5 {
            let (client, made) = (coordinator.clone(), made.clone());
            let body = json!({ "result": "not_reached", "again": "tomorrow" });
            tries.push(tokio::spawn(async move { act(&client, &made, "done", body).await.status.as_u16() }));
        }
        let mut kept = 0;
        for attempt in tries {
            let status = attempt.await.unwrap();
            assert!(matches!(status, 200 | 409), "{status}");
            kept += usize::from(status == 200);
        }
        assert_eq!((kept, listed(&coordinator, "").await.len()), (1, 1));
    }
}
