//! `GET /api/access-log`: who looked, for the administrator.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_tests::on_both;

on_both! {
    async fn the_administrator_reads_who_looked_at_whose_file(app: TestApp) {
        let (coordinator, referent) = (app.client(&app.world.coordinator).await, app.client(&app.world.referent).await);
        let (one, two) = (app.world.person.id, app.world.second_person.id);
        coordinator.get(&format!("/api/persons/{one}")).await.ok();
        app.advance(TimeDelta::minutes(1));
        coordinator.get(&format!("/api/persons/{one}/timeline")).await.ok();
        app.advance(TimeDelta::minutes(1));
        referent.get(&format!("/api/persons/{two}")).await.ok();
        let admin = app.client(&app.world.administrator).await;
        let all = admin.get("/api/access-log").await.ok();
        assert_eq!(all["items"].as_array().unwrap().len(), 3);
        let newest = json!({
            "at": app.now(), "user": { "id": app.world.referent.id, "name": "Gil Essai", "role": "sector_referent" },
            "person": { "id": two, "name": "M. Poirier" }, "what": "file",
        });
        assert_eq!(all["items"][0], newest);
        let count = |answer: Value| answer["items"].as_array().unwrap().len();
        let user = app.world.coordinator.id;
        for (query, expected) in [
            (format!("person_id={one}"), 2), (format!("user_id={user}"), 2), (format!("user_id={user}&person_id={two}"), 0),
            ("from=2026-03-02&to=2026-03-02".to_owned(), 3), ("from=2026-03-03".to_owned(), 0), ("to=2026-03-01".to_owned(), 0),
        ] {
            assert_eq!(count(admin.get(&format!("/api/access-log?{query}")).await.ok()), expected, "{query}");
        }
        let (mut found, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = admin.get(&format!("/api/access-log?limit=1{cursor}")).await.ok();
            found.extend(page["items"].as_array().unwrap().clone());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(json!(found), all["items"]);
        assert_eq!(count(app.client(&app.elsewhere.administrator).await.get("/api/access-log").await.ok()), 0);
        for query in ["limit=0", "limit=201", "cursor=abc", "from=hier"] {
            assert_eq!(admin.get(&format!("/api/access-log?{query}")).await.problem(400), "invalid_request", "{query}");
        }
        assert_eq!(referent.get("/api/access-log").await.problem(404), "not_found");
    }
}
