//! `/api/watches`: the ladder from weekly to quarterly and back up.

use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;
use vigie_server::ids;
use vigie_tests::{Answer, Client, TestApp, on_both};

async fn begin(client: &Client, person: Uuid, body: Value) -> Value {
    let answer = client.post(&format!("/api/persons/{person}/watch"), &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.body
}

async fn act(client: &Client, watch: &Value, verb: &str, more: Value) -> Answer {
    let mut body = more;
    body["version"] = watch["version"].clone();
    client.post(&format!("/api/watches/{}/{verb}", watch["id"].as_str().expect("an id")), &body).await
}

async fn only(client: &Client) -> Value {
    let items = client.get("/api/watches").await.ok()["items"].as_array().expect("items").clone();
    assert_eq!(items.len(), 1, "{items:?}");
    items[0].clone()
}

/// Keeps the look the watch waits for on its day; gives back the follow-up that was kept.
async fn keep(app: &TestApp, result: &str) -> Value {
    app.advance(TimeDelta::minutes(1));
    let coordinator = app.client(&app.world.coordinator).await;
    let next = only(&coordinator).await["next"].clone();
    let path = format!("/api/follow-ups/{}/done", next["id"].as_str().expect("an id"));
    coordinator.post(&path, &json!({ "version": next["version"], "result": result })).await.ok()
}

async fn rate(app: &TestApp, scores: [Option<u8>; 3]) {
    let rating = app.world.rating(&app.world.person, app.now(), scores);
    assert_eq!(app.client(&app.world.aide).await.rate(&[rating]).await, ["stored"]);
}

on_both! {
    async fn a_watch_begins_with_its_first_look(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let person = app.world.person.id;
        let watch = begin(&coordinator, person, json!({ "cadence": "monthly", "why": "Sortie d’hôpital." })).await;
        // The 2nd of April is a Thursday.
        let next = &watch["next"];
        assert_eq!((&next["due_on"], &next["watch_id"], &next["owner"]["name"]), (&json!("2026-04-02"), &watch["id"], &json!("Dana Essai")));
        let expected = json!([{ "at": app.now(), "from": null, "to": "monthly", "why": "Sortie d’hôpital.",
            "by": { "id": app.world.coordinator.id, "name": "Dana Essai" } }]);
        assert_eq!((&watch["steps"], &watch["kept"], &watch["ended_at"]), (&expected, &json!(0), &Value::Null));
        assert_eq!(only(&coordinator).await, watch);
        let file = coordinator.get(&format!("/api/persons/{person}")).await.ok();
        assert_eq!(file["watch"], watch);
        let again = coordinator.post(&format!("/api/persons/{person}/watch"), &json!({ "cadence": "weekly", "why": "x" })).await;
        assert_eq!(again.problem(409), "wrong_state", "one a person");
        assert_eq!(again.body["watch"], watch);
        let other = app.world.second_person.id;
        let first = begin(&coordinator, other, json!({ "id": ids::fresh(), "cadence": "weekly", "why": "x", "first_on": "2026-03-04",
            "owner_id": app.world.referent.id })).await;
        assert_eq!((&first["next"]["due_on"], &first["next"]["owner"]["name"]), (&json!("2026-03-04"), &json!("Gil Essai")));
        let twice = json!({ "id": first["id"], "cadence": "weekly", "why": "x" });
        assert_eq!(coordinator.post(&format!("/api/persons/{other}/watch"), &twice).await.ok(), first);
        for (body, pointer) in [
            (json!({ "cadence": "weekly", "why": " " }), "/why"),
            (json!({ "cadence": "weekly", "why": "x", "owner_id": app.world.south_referent.id }), "/owner_id"),
            (json!({ "cadence": "weekly", "why": "x", "first_on": "2026-03-01" }), "/first_on"),
        ] {
            let third = app.world.another_person(app.app(), "Mme Saule", app.world.north).await;
            let answer = coordinator.post(&format!("/api/persons/{}/watch", third.id), &body).await;
            assert_eq!((answer.problem(422), &answer.body["errors"][0]["pointer"]), ("validation_failed", &json!(pointer)));
        }
    }

    async fn four_good_weeks_make_it_monthly_and_an_undo_takes_the_step_back(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        begin(&coordinator, app.world.person.id, json!({ "cadence": "weekly", "why": "Chute." })).await;
        for (result, kept) in [("same", 1), ("worse", 0), ("same", 1), ("reached", 1), ("better", 2), ("same", 3)] {
            keep(&app, result).await;
            let watch = only(&app.client(&app.world.coordinator).await).await;
            assert_eq!((&watch["kept"], &watch["cadence"]), (&json!(kept), &json!("weekly")), "{result}");
            assert_eq!(watch["next"]["due_on"], "2026-03-09", "a week from today, whatever was promised");
        }
        let before = only(&app.client(&app.world.coordinator).await).await;
        let done = keep(&app, "same").await;
        let coordinator = app.client(&app.world.coordinator).await;
        let relaxed = only(&coordinator).await;
        assert_eq!((&relaxed["cadence"], &relaxed["kept"], &relaxed["next"]["due_on"]), (&json!("monthly"), &json!(0), &json!("2026-04-02")));
        let step = relaxed["steps"].as_array().unwrap().last().unwrap();
        assert_eq!((&step["from"], &step["to"], &step["by"]), (&json!("weekly"), &json!("monthly"), &Value::Null));
        assert!(step["why"].as_str().unwrap().starts_with("4 suivis tenus"), "{step}");
        let path = format!("/api/follow-ups/{}/reopen", done["id"].as_str().unwrap());
        coordinator.post(&path, &json!({ "version": done["version"] })).await.ok();
        let back = only(&coordinator).await;
        assert_eq!((&back["cadence"], &back["kept"], &back["steps"]), (&json!("weekly"), &json!(3), &before["steps"]));
        assert_eq!(back["next"]["id"], done["id"], "it waits for the same look again");
    }

    async fn a_grave_alert_steps_it_up_at_once_and_brings_the_next_look_forward(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        begin(&coordinator, app.world.person.id, json!({ "cadence": "quarterly", "why": "Va mieux." })).await;
        app.advance(TimeDelta::minutes(1));
        rate(&app, [Some(1), Some(4), Some(4)]).await;
        let watch = only(&coordinator).await;
        assert_eq!((&watch["cadence"], &watch["next"]["due_on"]), (&json!("monthly"), &json!("2026-04-02")));
        let step = watch["steps"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&step["from"], &step["by"]), (&json!("quarterly"), &Value::Null));
        assert!(step["why"].as_str().unwrap().contains("alerte"), "{step}");
        // The same alert getting more findings moves it no further; a new one does.
        rate(&app, [Some(1), Some(1), Some(1)]).await;
        assert_eq!(only(&coordinator).await["cadence"], "monthly");
        let alert = coordinator.only_alert().await;
        coordinator.act(&alert, "resolve", json!({ "outcome": "acted" })).await.ok();
        // After a fortnight unseen it is news.
        app.advance(TimeDelta::days(16));
        rate(&app, [Some(1), Some(4), Some(4)]).await;
        let coordinator = app.client(&app.world.coordinator).await;
        let watch = only(&coordinator).await;
        assert_eq!((&watch["cadence"], &watch["next"]["due_on"]), (&json!("weekly"), &json!("2026-03-25")));
        assert_eq!(watch["steps"].as_array().unwrap().len(), 3);
    }

    async fn a_decision_changes_ends_hands_over_and_takes_back(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let watch = begin(&coordinator, app.world.person.id, json!({ "cadence": "monthly", "why": "Retour." })).await;
        assert_eq!(act(&coordinator, &watch, "step", json!({ "cadence": "monthly", "why": "x" })).await.problem(422), "validation_failed");
        let tighter = act(&coordinator, &watch, "step", json!({ "cadence": "weekly", "why": "Sa fille part." })).await.ok();
        assert_eq!((&tighter["cadence"], &tighter["next"]["due_on"]), (&json!("weekly"), &json!("2026-03-09")));
        assert_eq!(act(&coordinator, &watch, "end", json!({ "reason": "x" })).await.body["watch"], tighter, "stale");
        let looser = act(&coordinator, &tighter, "step", json!({ "cadence": "quarterly", "why": "Sa fille revient." })).await.ok();
        assert_eq!(looser["next"]["due_on"], "2026-03-09", "what was promised stays");
        let back = act(&coordinator, &looser, "reopen", json!({})).await.ok();
        assert_eq!((&back["cadence"], &back["steps"]), (&json!("weekly"), &tighter["steps"]));
        let handed = act(&coordinator, &back, "assign", json!({ "owner_id": app.world.second_coordinator.id })).await.ok();
        assert_eq!((&handed["owner"]["name"], &handed["next"]["owner"]["name"]), (&json!("Éloi Essai"), &json!("Éloi Essai")));
        app.advance(TimeDelta::minutes(1));
        assert_eq!(act(&coordinator, &handed, "end", json!({ "reason": "" })).await.problem(422), "validation_failed");
        let ended = act(&coordinator, &handed, "end", json!({ "reason": "Entrée en résidence." })).await.ok();
        assert_eq!((&ended["end_reason"], &ended["next"], &ended["ended_at"]), (&json!("Entrée en résidence."), &Value::Null, &json!(app.now())));
        assert_eq!(coordinator.get("/api/watches").await.ok()["items"], json!([]));
        assert_eq!(coordinator.get("/api/follow-ups").await.ok()["items"], json!([]));
        for (verb, body) in [("end", json!({ "reason": "x" })), ("step", json!({ "cadence": "weekly", "why": "x" })), ("assign", json!({ "owner_id": app.world.referent.id }))] {
            assert_eq!(act(&coordinator, &ended, verb, body).await.problem(409), "wrong_state", "{verb}");
        }
        let again = act(&coordinator, &ended, "reopen", json!({})).await.ok();
        assert_eq!((&again["ended_at"], &again["next"]["id"]), (&Value::Null, &handed["next"]["id"]));
        assert_eq!(act(&app.client(&app.world.referent).await, &again, "reopen", json!({})).await.problem(409), "wrong_state");
    }

    async fn who_refuses_is_watched_by_the_referent_alone(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let watch = begin(&coordinator, app.world.person.id, json!({ "cadence": "weekly", "why": "Chute." })).await;
        let referent = app.client(&app.world.referent).await;
        let path = format!("/api/persons/{}/consent", app.world.person.id);
        assert_eq!(referent.put(&path, &json!({ "coordination": "refused", "given_by": "elle" })).await.status, 204);
        assert_eq!(coordinator.get("/api/watches").await.ok()["items"], json!([]));
        assert_eq!(act(&coordinator, &watch, "end", json!({ "reason": "x" })).await.problem(404), "not_found");
        let seen = only(&referent).await;
        assert_eq!((&seen["owner"], &seen["next"]["owner"]), (&Value::Null, &Value::Null));
        app.advance(TimeDelta::minutes(1));
        let path = format!("/api/follow-ups/{}/done", seen["next"]["id"].as_str().unwrap());
        referent.post(&path, &json!({ "version": seen["next"]["version"], "result": "same" })).await.ok();
        let next = only(&referent).await["next"].clone();
        assert_eq!((&next["owner"], &next["state"]), (&Value::Null, &json!("open")));
    }

    async fn of_many_who_keep_a_look_at_once_one_makes_the_next(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let watch = begin(&coordinator, app.world.person.id, json!({ "cadence": "weekly", "why": "Chute." })).await;
        let path = format!("/api/follow-ups/{}/done", watch["next"]["id"].as_str().unwrap());
        let mut tries = Vec::new();
        for _ in 0..5 {
            let (client, path) = (coordinator.clone(), path.clone());
            tries.push(tokio::spawn(async move { client.post(&path, &json!({ "version": 1, "result": "same" })).await.status.as_u16() }));
        }
        let mut kept = 0;
        for attempt in tries {
            let status = attempt.await.unwrap();
            assert!(matches!(status, 200 | 409), "{status}");
            kept += usize::from(status == 200);
        }
        assert_eq!((kept, coordinator.get("/api/follow-ups").await.ok()["items"].as_array().unwrap().len()), (1, 1));
    }
}
