//! Making a promise.

use serde_json::{Value, json};
use vigie_server::ids;
use vigie_tests::{on_both, rows};

use super::{listed, promise};

async fn alert(app: &vigie_tests::TestApp) -> Value {
    let rating = app.world.rating(&app.world.person, app.now(), [Some(1), Some(4), Some(4)]);
    assert_eq!(app.client(&app.world.aide).await.rate(&[rating]).await, ["stored"]);
    app.client(&app.world.coordinator).await.only_alert().await
}

on_both! {
    async fn a_promise_says_who_when_and_about_whom(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let person = &app.world.person;
        let made = promise(&coordinator, person.id, json!({ "due_on": "2026-03-05", "kind": "check", "text": " Les repas arrivent ? " })).await;
        let dana = json!({ "id": app.world.coordinator.id, "name": "Dana Essai" });
        let expected = json!({
            "id": made["id"], "version": 1, "person": { "id": person.id, "name": "Mme Pommier", "sector_id": app.world.north },
            "alert_id": null, "watch_id": null, "kind": "check", "text": "Les repas arrivent ?", "owner": dana,
            "due_on": "2026-03-05", "due_at": made["due_at"], "state": "open", "overdue": false, "postponed": 0, "result": null,
            "result_text": null, "closed_at": null, "closed_by": null, "created_at": app.now(), "created_by": dana,
        });
        assert_eq!(made, expected);
        assert_eq!(listed(&coordinator, "").await, std::slice::from_ref(&made));
        let file = coordinator.get(&format!("/api/persons/{}", person.id)).await.ok();
        assert_eq!(file["follow_ups"], json!([made]));
    }

    async fn presets_are_working_days_and_an_hour_may_be_named(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let person = app.world.person.id;
        // From Monday the 2nd of March; then from Friday the 6th.
        for (preset, day) in [("tomorrow", "2026-03-03"), ("in_3_days", "2026-03-05"), ("monday", "2026-03-09")] {
            assert_eq!(promise(&coordinator, person, json!({ "preset": preset })).await["due_on"], day);
        }
        app.advance(chrono::TimeDelta::days(4));
        let coordinator = app.client(&app.world.coordinator).await;
        for preset in ["tomorrow", "in_3_days", "monday"] {
            assert_eq!(promise(&coordinator, person, json!({ "preset": preset })).await["due_on"], "2026-03-09", "{preset}");
        }
        // Paris is an hour ahead: late on the 9th in London is the 10th.
        let timed = promise(&coordinator, person, json!({ "due_at": "2026-03-09T23:30:00Z" })).await;
        assert_eq!((&timed["due_on"], &timed["due_at"]), (&json!("2026-03-10"), &json!("2026-03-09T23:30:00Z")));
    }

    async fn what_cannot_be_promised_is_refused_with_its_place(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let path = format!("/api/persons/{}/follow-ups", app.world.person.id);
        let south = app.world.south_coordinator.id;
        for (body, pointer, code) in [
            (json!({}), "/due_on", "one_due"),
            (json!({ "due_on": "2026-03-05", "preset": "monday" }), "/due_on", "one_due"),
            (json!({ "due_on": "2026-03-01" }), "/due_on", "out_of_range"),
            (json!({ "due_on": "2028-03-01" }), "/due_on", "out_of_range"),
            (json!({ "due_at": "2026-02-27T10:00:00Z" }), "/due_at", "out_of_range"),
            (json!({ "preset": "monday", "text": "x".repeat(501) }), "/text", "too_long"),
            (json!({ "preset": "monday", "owner_id": south }), "/owner_id", "unknown_user"),
            (json!({ "preset": "monday", "owner_id": app.world.aide.id }), "/owner_id", "unknown_user"),
            (json!({ "preset": "monday", "owner_id": app.elsewhere.coordinator.id }), "/owner_id", "unknown_user"),
        ] {
            let answer = coordinator.post(&path, &body).await;
            assert_eq!(answer.problem(422), "validation_failed", "{body}");
            let mistake = &answer.body["errors"][0];
            assert_eq!((&mistake["pointer"], &mistake["code"]), (&json!(pointer), &json!(code)), "{body}");
            assert!(mistake["detail"].as_str().is_some_and(|detail| detail.contains(' ')), "{mistake}");
        }
        for body in [json!({ "preset": "someday" }), json!({ "due_on": "soon" }), json!({ "preset": "monday", "x": 1 })] {
            assert_eq!(coordinator.post(&path, &body).await.problem(400), "invalid_request", "{body}");
        }
        assert_eq!(listed(&coordinator, "").await, Vec::<Value>::new());
    }

    async fn the_same_promise_sent_twice_is_one(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let path = format!("/api/persons/{}/follow-ups", app.world.person.id);
        let body = json!({ "id": ids::fresh(), "preset": "tomorrow", "text": "Rappeler." });
        let first = coordinator.post(&path, &body).await;
        let second = coordinator.post(&path, &body).await;
        assert_eq!((first.status.as_u16(), second.status.as_u16()), (201, 200));
        assert_eq!(first.body, second.body);
        assert_eq!(listed(&coordinator, "").await.len(), 1);
        let other = format!("/api/persons/{}/follow-ups", app.world.second_person.id);
        let answer = coordinator.post(&other, &body).await;
        assert_eq!((answer.problem(422), &answer.body["errors"][0]["code"]), ("validation_failed", &json!("id_taken")));
        let mut tries = Vec::new();
        let fresh = json!({ "id": ids::fresh(), "preset": "tomorrow" });
        for _ in 0..4 {
            let (client, path, body) = (coordinator.clone(), path.clone(), fresh.clone());
            tries.push(tokio::spawn(async move { client.post(&path, &body).await.status.as_u16() }));
        }
        let mut statuses = Vec::new();
        for attempt in tries {
            statuses.push(attempt.await.unwrap());
        }
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 200, 200, 201]);
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM follow_ups").await, 2);
    }

    async fn a_promise_on_an_alert_is_its_next_step_and_a_line_of_its_timeline(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let alert = alert(&app).await;
        assert_eq!(alert["next_step"], Value::Null);
        app.advance(chrono::TimeDelta::minutes(1));
        let path = format!("/api/alerts/{}/follow-ups", alert["id"].as_str().unwrap());
        let later = coordinator.post(&path, &json!({ "due_on": "2026-03-09" })).await.body;
        let sooner = coordinator.post(&path, &json!({ "due_on": "2026-03-04", "kind": "visit", "text": "Passer voir." })).await.body;
        let item = coordinator.only_alert().await;
        let expected = json!({ "id": sooner["id"], "kind": "visit", "due_on": "2026-03-04", "due_at": sooner["due_at"], "overdue": false });
        assert_eq!(item["next_step"], expected);
        assert_eq!(item["version"], alert["version"], "nobody's draft is refused for it");
        let detail = coordinator.detail(&alert).await;
        assert_eq!(crate::api::follow_ups::ids(detail["follow_ups"].as_array().unwrap()), crate::api::follow_ups::ids(&[sooner.clone(), later]));
        let line = detail["timeline"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&line["kind"], &line["text"]), (&json!("follow_up"), &json!("Passer voir.")));
        assert_eq!((&line["data"]["follow_up_id"], &line["data"]["due_on"]), (&sooner["id"], &json!("2026-03-04")));
        // Promises stand when the alert is closed.
        let closed = coordinator.act(&item, "resolve", json!({ "outcome": "acted" })).await.ok();
        assert_eq!((closed["follow_ups"].as_array().unwrap().len(), &closed["next_step"]), (2, &expected));
        app.advance(chrono::TimeDelta::days(3));
        let coordinator = app.client(&app.world.coordinator).await;
        assert_eq!(coordinator.detail(&alert).await["next_step"]["overdue"], true);
    }

    async fn a_colleague_may_be_given_the_promise_and_everybody_is_in_the_access_log(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        for colleague in [&app.world.second_coordinator, &app.world.referent] {
            let made = promise(&coordinator, app.world.person.id, json!({ "preset": "monday", "owner_id": colleague.id })).await;
            assert_eq!(made["owner"]["name"], colleague.name.as_str());
            assert_eq!(made["created_by"]["name"], "Dana Essai");
        }
        let disabled = rows::literal(app.store(), app.world.referent.id);
        rows::change(app.store(), &format!("UPDATE users SET disabled_at = '2026-03-02T08:00:00+00:00' WHERE id = {disabled}")).await;
        let path = format!("/api/persons/{}/follow-ups", app.world.person.id);
        let answer = coordinator.post(&path, &json!({ "preset": "monday", "owner_id": app.world.referent.id })).await;
        assert_eq!(answer.problem(422), "validation_failed", "who left gets no promise");
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM access_log WHERE what = 'follow_up'").await, 2);
    }
}
