//! `GET /api/alerts`, a page at a time: the pages together show every alert once, in triage order.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_server::store::persons::Person;
use vigie_tests::{Client, TestApp, on_both};

/// Opens `count` alerts of the three severities in turn, with targets that repeat and differ.
async fn open_many(app: &TestApp, count: usize) {
    let mut ratings: Vec<Value> = Vec::new();
    for number in 0..count {
        let person = app.world.another_person(app.app(), &format!("Personne {number:03}"), app.world.north).await;
        ratings.extend(of_severity(app, &person, number % 3));
    }
    for batch in ratings.chunks(40) {
        // Some targets fall together, others do not.
        app.advance(TimeDelta::minutes(7));
        let outcomes = app.client(&app.world.aide).await.rate(batch).await;
        assert!(outcomes.iter().all(|outcome| outcome == "stored"), "{outcomes:?}");
    }
}

fn of_severity(app: &TestApp, person: &Person, severity: usize) -> Vec<Value> {
    let signed = |hours: i64, sign: &str| {
        let mut rating = app.world.rating(person, app.now() - TimeDelta::hours(hours), [None, None, None]);
        rating["signs"] = json!([sign]);
        rating
    };
    match severity {
        0 => vec![signed(30, "pain"), signed(2, "tired")],
        1 => vec![signed(2, "fall")],
        _ => vec![app.world.rating(person, app.now(), [Some(1), None, None])],
    }
}

/// Every page from the first to the last.
async fn walk(client: &Client, query: &str) -> Vec<Value> {
    let mut found = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = client.get(&format!("/api/alerts?{query}{cursor}")).await.ok();
        found.extend(page["items"].as_array().expect("items").clone());
        match page["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return found,
        }
    }
}

fn triage_key(alert: &Value) -> (i32, String, String) {
    let severity = match alert["severity"].as_str() {
        Some("critical") => 0,
        Some("high") => 1,
        _ => 2,
    };
    let text = |name: &str| alert[name].as_str().expect("a text").to_owned();
    (severity, text("due_at"), text("id"))
}

fn ids(alerts: &[Value]) -> BTreeSet<String> {
    alerts.iter().map(|alert| alert["id"].as_str().expect("an id").to_owned()).collect()
}

on_both! {
    async fn pages_of_any_size_show_every_alert_once_in_triage_order(app: TestApp) {
        open_many(&app, 120).await;
        let coordinator = app.client(&app.world.coordinator).await;
        let whole = walk(&coordinator, "limit=100").await;
        assert_eq!(ids(&whole).len(), 120);
        assert_eq!(whole.len(), 120);
        assert!(whole.is_sorted_by_key(triage_key));
        for severity in ["moderate", "high", "critical"] {
            assert_eq!(whole.iter().filter(|alert| alert["severity"] == severity).count(), 40, "{severity}");
        }
        for limit in [7, 40, 60] {
            assert_eq!(walk(&coordinator, &format!("limit={limit}")).await, whole, "{limit} a page");
        }
        let page = coordinator.get("/api/alerts").await.ok();
        assert_eq!(page["items"].as_array().unwrap().len(), 50, "without a limit");
        let last = coordinator.get("/api/alerts?limit=100&severity=high").await.ok();
        assert_eq!(last["next_cursor"], Value::Null);

        closed_ones_come_newest_first(&app, &coordinator, &whole).await;
    }

    async fn a_cursor_or_a_parameter_nobody_handed_out_is_refused(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        for query in [
            "cursor=abc", "cursor=", "cursor=MXwyfDM", "cursor=%F0%9F%92%A9", "limit=0", "limit=101", "limit=-1", "limit=x",
            "state=open", "state=", "severity=4", "owner=you", "owner=", "sector_id=nord",
        ] {
            assert_eq!(coordinator.get(&format!("/api/alerts?{query}")).await.problem(400), "invalid_request", "{query}");
        }
    }

    async fn an_alert_that_is_dealt_with_between_two_pages_hides_no_other(app: TestApp) {
        open_many(&app, 9).await;
        let coordinator = app.client(&app.world.coordinator).await;
        let whole = walk(&coordinator, "limit=100").await;
        let first = coordinator.get("/api/alerts?limit=4").await.ok();
        for alert in &whole[..4] {
            coordinator.act(alert, "resolve", json!({ "outcome": "acted" })).await.ok();
        }
        let rest = coordinator.get(&format!("/api/alerts?limit=100&cursor={}", first["next_cursor"].as_str().unwrap())).await;
        assert_eq!(rest.ok()["items"].as_array().unwrap()[..], whole[4..]);
    }
}

async fn closed_ones_come_newest_first(app: &TestApp, coordinator: &Client, whole: &[Value]) {
    let mut closed = Vec::new();
    for (number, alert) in whole.iter().take(24).enumerate() {
        if number % 3 == 0 {
            app.advance(TimeDelta::seconds(1));
        }
        closed.push(coordinator.act(alert, "resolve", json!({ "outcome": "acted" })).await.ok());
    }
    let listed = walk(coordinator, "state=closed&limit=5").await;
    assert_eq!(listed.len(), 24);
    assert_eq!(ids(&listed), ids(&closed));
    let key = |alert: &Value| {
        std::cmp::Reverse((alert["closed_at"].as_str().unwrap().to_owned(), alert["id"].as_str().unwrap().to_owned()))
    };
    assert!(listed.is_sorted_by_key(key));
    assert_eq!(walk(coordinator, "limit=9").await.len(), 96, "the open ones go on");
}
