//! Every look at somebody's file leaves one line, and what is no look leaves none.

use serde_json::json;
use uuid::Uuid;
use vigie_server::store::access_log::of_person;
use vigie_tests::{TestApp, on_both, rows};

/// The looks at a person's file, oldest first, as (who, what).
async fn looks(app: &TestApp) -> Vec<(Uuid, String)> {
    let mut tx = app.store().read().await.expect("a transaction");
    let looks = of_person(&mut tx, app.world.federation, app.world.person.id).await.expect("looks");
    looks.into_iter().rev().map(|look| (look.user_id, look.what)).collect()
}

on_both! {
    async fn each_opened_file_and_alert_is_one_line(app: TestApp) {
        let rating = app.world.rating(&app.world.person, app.now(), [Some(1), None, None]);
        app.client(&app.world.aide).await.rate(&[rating]).await;
        let (coordinator, referent) = (app.client(&app.world.coordinator).await, app.client(&app.world.referent).await);
        let alert = coordinator.only_alert().await;
        let path = format!("/api/persons/{}", app.world.person.id);
        for number in 0..6 {
            app.advance(chrono::TimeDelta::seconds(1));
            match number % 3 {
                0 => drop(coordinator.get(&path).await.ok()),
                1 => drop(coordinator.detail(&alert).await),
                _ => drop(referent.get(&path).await.ok()),
            }
        }
        let (dana, gil) = (app.world.coordinator.id, app.world.referent.id);
        let round = [(dana, "file"), (dana, "alert"), (gil, "file")].map(|(who, what)| (who, what.to_owned()));
        assert_eq!(looks(&app).await, [round.clone(), round].concat());
    }

    async fn lists_searches_and_refused_looks_leave_no_line(app: TestApp) {
        let rating = app.world.rating(&app.world.person, app.now(), [Some(1), None, None]);
        let aide = app.client(&app.world.aide).await;
        aide.rate(&[rating]).await;
        let alert = app.client(&app.world.referent).await.only_alert().await;
        let coordinator = app.client(&app.world.coordinator).await;
        for path in ["/api/alerts", "/api/persons?q=pommier", "/api/team", "/api/me"] {
            coordinator.get(path).await.ok();
        }
        for actor in [&app.world.aide, &app.world.south_coordinator, &app.world.administrator, &app.elsewhere.referent] {
            let client = app.client(actor).await;
            assert_eq!(client.get(&format!("/api/persons/{}", app.world.person.id)).await.status, 404);
            assert_eq!(client.get(&format!("/api/alerts/{}", alert["id"].as_str().unwrap())).await.status, 404);
        }
        assert_eq!(looks(&app).await, []);
    }

    async fn whoever_changes_an_alert_sees_the_file_and_leaves_a_line(app: TestApp) {
        let rating = app.world.rating(&app.world.person, app.now(), [Some(1), None, None]);
        app.client(&app.world.aide).await.rate(&[rating]).await;
        let coordinator = app.client(&app.world.coordinator).await;
        let alert = coordinator.only_alert().await;
        // A change answers with the history, so it is a look; also one that came too late.
        let stale = alert.clone();
        coordinator.act(&alert, "note", json!({ "text": "vu" })).await.ok();
        assert_eq!(looks(&app).await.len(), 1);
        assert_eq!(coordinator.act(&stale, "claim", json!({})).await.problem(409), "stale_version");
        assert_eq!(looks(&app).await.len(), 2);
    }

    async fn the_log_holds_no_words_of_the_file(app: TestApp) {
        app.client(&app.world.referent).await.get(&format!("/api/persons/{}", app.world.person.id)).await.ok();
        assert_eq!(rows::texts(app.store(), "SELECT what FROM access_log").await, ["file"]);
    }
}
