//! `GET /api/register`, `POST /api/persons/{id}/archive` and `…/restore`.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_tests::{Client, TestApp, on_both, rows};

async fn names(client: &Client, query: &str) -> Vec<String> {
    let page = client.get(&format!("/api/register{query}")).await.ok();
    page["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()).collect()
}

pub async fn entry(client: &Client, app: &TestApp) -> Value {
    let page = client.get("/api/register?limit=200").await.ok();
    let is_it = |item: &&Value| item["id"] == json!(app.world.person.id);
    page["items"].as_array().unwrap().iter().find(is_it).expect("a line").clone()
}

on_both! {
    async fn the_register_has_everybody_of_the_federation_or_of_ones_sectors(app: TestApp) {
        let (admin, referent) = (app.client(&app.world.administrator).await, app.client(&app.world.referent).await);
        let all = names(&admin, "").await;
        assert!(all.contains(&app.world.person.name) && all.contains(&app.world.south_person.name), "{all:?}");
        let own = names(&referent, "").await;
        assert!(own.contains(&app.world.person.name) && !own.contains(&app.world.south_person.name), "{own:?}");
        assert_eq!(names(&admin, "?archived=true").await, Vec::<String>::new());
        assert_eq!(names(&admin, "?q=%00").await, Vec::<String>::new());
        // Page by page it is the same list.
        let (mut cursor, mut paged) = (String::new(), Vec::new());
        loop {
            let page = admin.get(&format!("/api/register?limit=1{cursor}")).await.ok();
            paged.extend(page["items"].as_array().unwrap().iter().map(|item| item["name"].as_str().unwrap().to_owned()));
            let Some(next) = page["next_cursor"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(paged, all);
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM access_log").await, 0, "names are no look at a file");
    }

    async fn the_help_ends_and_goes_on_with_a_reason_and_a_version(app: TestApp) {
        let rating = app.world.rating(&app.world.person, app.now(), [Some(1), None, None]);
        app.client(&app.world.aide).await.rate(&[rating]).await;
        let coordinator = app.client(&app.world.coordinator).await;
        let alert = coordinator.only_alert().await;
        let alert = coordinator.act(&alert, "claim", json!({})).await.ok();
        let referent = app.client(&app.world.referent).await;
        let path = format!("/api/persons/{}", app.world.person.id);
        let version = entry(&referent, &app).await["version"].clone();
        let without = referent.post(&format!("{path}/archive"), &json!({ "version": version, "reason": " " })).await;
        assert_eq!(without.body["errors"][0]["pointer"], "/reason");
        let ended = referent.post(&format!("{path}/archive"), &json!({ "version": version, "reason": "Entrée en EHPAD" })).await.ok();
        assert_eq!((&ended["archive_reason"], &ended["archived_at"]), (&json!("Entrée en EHPAD"), &json!("2026-03-02T08:00:00Z")));
        assert_eq!(coordinator.get(&path).await.problem(404), "not_found");
        let id = alert["id"].as_str().unwrap();
        assert_eq!(coordinator.get(&format!("/api/alerts/{id}")).await.problem(404), "not_found");
        assert_eq!(referent.get(&format!("/api/alerts/{id}")).await.ok()["owner"], json!(null), "it is the referents' now");
        let again = referent.post(&format!("{path}/archive"), &json!({ "version": version, "reason": "x" })).await;
        assert_eq!((again.problem(409), &again.body["person"]["version"]), ("stale_version", &ended["version"]));
        app.advance(TimeDelta::days(10));
        // Tokens live for minutes.
        let (coordinator, referent) = (app.client(&app.world.coordinator).await, app.client(&app.world.referent).await);
        let back = referent.post(&format!("{path}/restore"), &json!({ "version": ended["version"] })).await.ok();
        assert_eq!((&back["archived_at"], &back["archive_reason"]), (&json!(null), &json!(null)));
        coordinator.get(&path).await.ok();
        let whats = rows::texts(app.store(), "SELECT what FROM access_log WHERE what IN ('archived', 'restored') ORDER BY at").await;
        assert_eq!(whats, ["archived", "restored"]);
    }
}
