//! `GET /api/alerts/stream`: what changes, as it changes, without loss and without repetition.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::{Value, json};
use vigie_server::store::persons::Person;
use vigie_tests::{Client, Database, Events, TestApp, on_both};

use super::{alert_and_coordinator, alert_of, body_of};

async fn rate(app: &TestApp, person: &Person) {
    let rating = app.world.rating(person, app.now(), [Some(1), None, None]);
    assert_eq!(app.client(&app.world.aide).await.rate(&[rating]).await, ["stored"]);
}

on_both! {
    async fn a_rating_shows_at_once_as_in_the_list(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let mut stream = Events::open(&coordinator, None).await;
        let hello = stream.expect("hello").await;
        assert_eq!(hello.data, json!({ "last_event_id": "0" }));
        rate(&app, &app.world.person).await;
        let event = stream.expect("alert").await;
        assert_eq!(event.data, coordinator.only_alert().await);
        assert_eq!(event.id, coordinator.get("/api/alerts").await.ok()["last_event_id"]);
    }

    async fn everything_people_do_shows_on_other_screens(app: TestApp) {
        let (mut alert, coordinator) = alert_and_coordinator(&app).await;
        let mut stream = Events::open(&app.client(&app.world.second_coordinator).await, None).await;
        stream.expect("hello").await;
        for verb in ["claim", "note", "action", "release", "assign", "snooze", "resolve", "reopen"] {
            alert = coordinator.act(&alert, verb, body_of(&app, verb)).await.ok();
            let seen = stream.expect("alert").await.data;
            assert_eq!(seen["version"], alert["version"], "{verb}");
            assert_eq!(seen["state"], alert["state"], "{verb}");
            assert_eq!(seen["timeline"], Value::Null, "the list's line, not the file");
        }
    }

    async fn after_a_break_nothing_is_lost_and_nothing_comes_twice(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        let mut stream = Events::open(&coordinator, None).await;
        let mut last = stream.expect("hello").await.id;
        let mut current = coordinator.act(&alert, "note", json!({ "text": "1" })).await.ok();
        let mut versions = vec![];
        for round in 0..3 {
            versions.push(stream.expect("alert").await.data["version"].clone());
            last = stream_last(&stream, &last);
            drop(stream);
            // While nobody listens.
            current = coordinator.act(&current, "note", json!({ "text": format!("a{round}") })).await.ok();
            stream = Events::open(&coordinator, Some(&last)).await;
            assert_eq!(stream.expect("hello").await.data["last_event_id"], json!(last));
            versions.push(stream.expect("alert").await.data["version"].clone());
            last = stream_last(&stream, &last);
            current = coordinator.act(&current, "note", json!({ "text": format!("b{round}") })).await.ok();
        }
        versions.push(stream.expect("alert").await.data["version"].clone());
        let first = alert["version"].as_i64().unwrap();
        let expected: Vec<Value> = (1..=7).map(|step| json!(first + step)).collect();
        assert_eq!(versions, expected);
        assert_eq!(current["version"], versions[6]);
    }

    async fn the_list_says_where_the_stream_goes_on(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        alert_of(&app, &app.world.person).await;
        let page = coordinator.get("/api/alerts").await.ok();
        rate(&app, &app.world.second_person).await;
        let path = format!("/api/alerts/stream?last_event_id={}", page["last_event_id"].as_str().unwrap());
        let mut stream = Events::open(&coordinator, page["last_event_id"].as_str()).await;
        stream.expect("hello").await;
        assert_eq!(stream.expect("alert").await.data["person"]["name"], "M. Poirier");
        // The same in the query, for clients that cannot set the header.
        let mut in_query = coordinator.request(Method::GET, &path).send().await.expect("the stream opens");
        let mut seen = String::new();
        while !seen.contains("event:alert") && !seen.contains("event: alert") {
            seen.push_str(&String::from_utf8_lossy(&in_query.chunk().await.unwrap().expect("it goes on")));
        }
        assert!(seen.contains("Poirier") && !seen.contains("Pommier"), "{seen}");
    }

    async fn many_changes_while_away_come_as_one_line_an_alert(app: TestApp) {
        let (mut alert, coordinator) = alert_and_coordinator(&app).await;
        let start = coordinator.get("/api/alerts").await.ok()["last_event_id"].as_str().unwrap().to_owned();
        for number in 0..5 {
            alert = coordinator.act(&alert, "note", json!({ "text": number.to_string() })).await.ok();
        }
        rate(&app, &app.world.second_person).await;
        let mut stream = Events::open(&coordinator, Some(&start)).await;
        stream.expect("hello").await;
        let first = stream.expect("alert").await.data;
        assert_eq!((&first["id"], &first["version"]), (&alert["id"], &alert["version"]));
        assert_eq!(stream.expect("alert").await.data["person"]["name"], "M. Poirier");
    }

    async fn a_cursor_nobody_handed_out_starts_from_now(app: TestApp) {
        alert_of(&app, &app.world.person).await;
        let coordinator = app.client(&app.world.coordinator).await;
        let now = coordinator.get("/api/alerts").await.ok()["last_event_id"].clone();
        for cursor in ["999999", "-5", "abc", "9223372036854775808"] {
            let mut stream = Events::open(&coordinator, Some(cursor)).await;
            assert_eq!(stream.expect("hello").await.data["last_event_id"], now, "{cursor}");
        }
    }

    async fn a_stream_ends_before_the_token_that_opened_it(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let mut stream = Events::open(&coordinator, None).await;
        stream.expect("hello").await;
        app.advance(TimeDelta::minutes(10));
        rate(&app, &app.world.person).await;
        while let Some(event) = stream.next().await {
            assert_eq!(event.name, "alert");
        }
    }

    async fn a_stream_ends_when_the_server_stops(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let mut stream = Events::open(&coordinator, None).await;
        stream.expect("hello").await;
        let stopped = tokio::spawn(app.stop());
        assert!(stream.next().await.is_none());
        stopped.await.expect("stopped");
    }

    async fn a_stream_on_another_node_goes_on_where_the_first_one_stopped(app: TestApp) {
        if app.database != Database::Postgres {
            // One process has an embedded database.
            return;
        }
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        let node = app.second_node().await;
        let there: Client = app.at_node(&node, &coordinator);
        let mut here = Events::open(&coordinator, None).await;
        let last = here.expect("hello").await.id;
        // Done at one node, seen at the other.
        let mut far = Events::open(&there, None).await;
        far.expect("hello").await;
        let noted = there.act(&alert, "note", json!({ "text": "de l’autre nœud" })).await.ok();
        assert_eq!(here.expect("alert").await.data["version"], noted["version"]);
        assert_eq!(far.expect("alert").await.data["version"], noted["version"]);
        let again = coordinator.act(&noted, "note", json!({ "text": "d’ici" })).await.ok();
        assert_eq!(far.expect("alert").await.data["version"], again["version"]);
        let mut resumed = Events::open(&there, Some(&last)).await;
        resumed.expect("hello").await;
        assert_eq!(resumed.expect("alert").await.data["version"], again["version"]);
        node.stop().await;
    }
}

/// The id of the last event that came.
fn stream_last(stream: &Events, before: &str) -> String {
    let mut ids = stream.seen.lines().rev().filter_map(|line| line.strip_prefix("id:"));
    ids.next().map_or_else(|| before.to_owned(), |id| id.trim().to_owned())
}
