//! `GET /api/alerts` narrowed by scope, name, axis, witness, lateness and age.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_tests::{Client, TestApp, on_both};

use super::alert_of;

async fn names(client: &Client, query: &str) -> Vec<String> {
    let page = client.get(&format!("/api/alerts?{query}")).await.ok();
    let items: &Vec<Value> = page["items"].as_array().expect("items");
    let mut names: Vec<String> = items.iter().map(|item| item["person"]["name"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

/// Mme Pommier: health. M. Poirier: mood and form, as a pair. Mme Cerisier-Noël: a sign.
async fn three_kinds(app: &TestApp) -> Client {
    let world = &app.world;
    let cherry = world.another_person(app.app(), "Mme Hélène Cerisier-Noël", world.north).await;
    let aide = app.client(&world.aide).await;
    let usual: Vec<Value> = (15..35)
        .map(|days| world.rating(&world.second_person, app.now() - TimeDelta::days(days), [Some(5); 3]))
        .collect();
    assert_eq!(aide.rate(&usual).await, ["stored"; 20]);
    let health = world.rating(&world.person, app.now(), [Some(1), Some(5), Some(5)]);
    let pair = world.rating(&world.second_person, app.now(), [Some(5), Some(2), Some(2)]);
    let mut sign = world.rating(&cherry, app.now(), [Some(4), Some(4), Some(4)]);
    sign["signs"] = json!(["fall"]);
    assert_eq!(aide.rate(&[health, pair, sign]).await, ["stored"; 3]);
    app.client(&world.coordinator).await
}

on_both! {
    async fn the_queue_is_narrowed_by_axis_and_witness(app: TestApp) {
        let client = three_kinds(&app).await;
        let (pommier, poirier, cerisier) = ("Mme Pommier", "M. Poirier", "Mme Hélène Cerisier-Noël");
        for (query, expected) in [
            ("axis=health", vec![pommier]),
            ("axis=mood", vec![poirier]),
            ("axis=form", vec![poirier]),
            ("axis=intervention", vec![]),
            ("family=scores", vec![poirier, pommier]),
            ("family=signs", vec![cerisier]),
            ("family=silence", vec![]),
            ("family=scores&axis=health", vec![pommier]),
        ] {
            assert_eq!(names(&client, query).await, expected, "{query}");
        }
        let items = client.queue().await;
        let axes = |name: &str| items.iter().find(|item| item["person"]["name"] == name).expect("there")["axes"].clone();
        assert_eq!(axes(pommier), json!(["health"]));
        assert_eq!(axes(poirier), json!(["mood", "form"]));
        assert_eq!(axes(cerisier), json!([]));
        for query in ["axis=taste", "family=gossip", "scope=world", "overdue=perhaps", "opened_after=yesterday"] {
            assert_eq!(client.get(&format!("/api/alerts?{query}")).await.problem(400), "invalid_request", "{query}");
        }
    }

    async fn a_finding_that_was_lifted_narrows_nothing(app: TestApp) {
        let world = &app.world;
        let aide = app.client(&world.aide).await;
        let mut wrong = world.rating(&world.person, app.now(), [Some(1), Some(5), Some(5)]);
        wrong["signs"] = json!(["fall"]);
        aide.rate(std::slice::from_ref(&wrong)).await;
        let mut right = world.rating(&world.person, app.now(), [Some(5), Some(5), Some(5)]);
        (right["signs"], right["replaces"]) = (json!(["fall"]), wrong["id"].clone());
        let client = app.client(&world.coordinator).await;
        assert_eq!(names(&client, "axis=health").await, ["Mme Pommier"]);
        aide.rate(&[right]).await;
        assert_eq!(names(&client, "axis=health").await, Vec::<String>::new());
        assert_eq!(names(&client, "family=scores").await, Vec::<String>::new());
        assert_eq!(client.only_alert().await["axes"], json!([]));
    }

    async fn somebody_is_found_by_any_part_of_the_name(app: TestApp) {
        let client = three_kinds(&app).await;
        for (query, found) in
            [("q=NOEL", true), ("q=h%C3%A9l%C3%A8ne", true), ("q=cerisier%20no", true), ("q=%25", false), ("q=_", false), ("q=%00", false)]
        {
            assert_eq!(names(&client, query).await.iter().any(|name| name.contains("Cerisier")), found, "{query}");
        }
        assert_eq!(names(&client, "q=%20").await.len(), 3, "nothing was typed");
        let long = "a".repeat(101);
        assert_eq!(client.get(&format!("/api/alerts?q={long}")).await.problem(400), "invalid_request");
    }

    async fn scopes_are_mine_my_sectors_and_all(app: TestApp) {
        let client = three_kinds(&app).await;
        let mine = client.queue().await.into_iter().find(|item| item["person"]["name"] == "M. Poirier").expect("there");
        client.act(&mine, "claim", json!({})).await.ok();
        assert_eq!(names(&client, "scope=mine").await, ["M. Poirier"]);
        assert_eq!(names(&client, "scope=sectors").await.len(), 3);
        assert_eq!(names(&client, "scope=all").await.len(), 3);
        let colleague = app.client(&app.world.second_coordinator).await;
        assert_eq!(names(&colleague, "scope=mine").await, Vec::<String>::new());
        assert_eq!(names(&colleague, "scope=mine&owner=me").await, Vec::<String>::new());
    }

    async fn late_and_old_alerts_are_found(app: TestApp) {
        let monday = alert_of(&app, &app.world.person).await;
        app.advance(TimeDelta::days(3));
        alert_of(&app, &app.world.second_person).await;
        let client = app.client(&app.world.coordinator).await;
        assert_eq!(names(&client, "overdue=true").await, ["Mme Pommier"]);
        assert_eq!(names(&client, "overdue=false").await.len(), 2);
        for (query, expected) in [
            ("opened_after=2026-03-02", 2),
            ("opened_after=2026-03-03", 1),
            ("opened_before=2026-03-02", 1),
            ("opened_before=2026-03-01", 0),
            ("opened_after=2026-03-05&opened_before=2026-03-05", 1),
        ] {
            assert_eq!(names(&client, query).await.len(), expected, "{query}");
        }
        client.act(&monday, "claim", json!({})).await.ok();
        assert_eq!(names(&client, "overdue=true").await, Vec::<String>::new());
    }

    async fn narrowed_pages_follow_each_other(app: TestApp) {
        for number in 0..5 {
            let person = app.world.another_person(app.app(), &format!("Mme Pêcher {number}"), app.world.north).await;
            alert_of(&app, &person).await;
        }
        alert_of(&app, &app.world.person).await;
        let client = app.client(&app.world.coordinator).await;
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = client.get(&format!("/api/alerts?q=pecher&axis=health&limit=2{cursor}")).await.ok();
            seen.extend(page["items"].as_array().expect("items").iter().map(|item| item["id"].to_string()));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen.len(), 5);
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 5);
    }
}
