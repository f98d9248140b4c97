//! The calendar feed: a secret address, one's own promises, nobody's name.

use serde_json::{Value, json};
use vigie_tests::{on_both, rows};

use super::promise;

on_both! {
    async fn the_feed_has_ones_own_open_promises_and_no_name(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        assert_eq!(coordinator.get("/api/calendar-feed").await.ok(), json!({ "created_at": null }));
        let url = coordinator.post("/api/calendar-feed", &json!({})).await.ok()["url"].as_str().unwrap().to_owned();
        assert_eq!(coordinator.get("/api/calendar-feed").await.ok(), json!({ "created_at": app.now() }));
        let person = app.world.person.id;
        let day = promise(&coordinator, person, json!({ "due_on": "2026-03-05", "text": "La hanche ?" })).await;
        let hour = promise(&coordinator, app.world.second_person.id, json!({ "due_at": "2026-03-06T09:00:00Z", "kind": "visit" })).await;
        let others = promise(&coordinator, person, json!({ "preset": "monday", "owner_id": app.world.referent.id })).await;
        let path = url.strip_prefix(&app.base_url()).expect("our own address").to_owned();
        let answer = app.anonymous().get(&path).await;
        assert_eq!((answer.status.as_u16(), answer.headers["content-type"].to_str().unwrap()), (200, "text/calendar; charset=utf-8"));
        let text = answer.text;
        assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n"), "{text}");
        for line in ["DTSTART;VALUE=DATE:20260305", "DTEND;VALUE=DATE:20260306", "DTSTART:20260306T090000Z", "SUMMARY:Vigie : appel", "SUMMARY:Vigie : visite"] {
            assert!(text.contains(&format!("{line}\r\n")), "{line} is not in {text}");
        }
        for one in [&day, &hour] {
            assert!(text.contains(&format!("UID:{}@vigie\r\n", one["id"].as_str().unwrap())));
        }
        for word in ["Pommier", "Poirier", "hanche", others["id"].as_str().unwrap(), &person.to_string()] {
            assert!(!text.contains(word), "{word} is in {text}");
        }
        let token = path.trim_start_matches("/calendrier/").trim_end_matches(".ics");
        let kept = rows::texts(app.store(), "SELECT token_hash FROM calendar_feeds").await;
        assert!(kept.len() == 1 && kept[0] != token, "only a hash is kept");
        // Who refuses is in nobody's calendar but the referents'.
        let referent = app.client(&app.world.referent).await;
        let consent = format!("/api/persons/{person}/consent");
        assert_eq!(referent.put(&consent, &json!({ "coordination": "refused", "given_by": "elle" })).await.status, 204);
        assert!(!app.anonymous().get(&path).await.text.contains(day["id"].as_str().unwrap()));
    }

    async fn a_new_address_ends_the_old_one_and_so_does_leaving(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let mut paths = Vec::new();
        for _ in 0..2 {
            let url = coordinator.post("/api/calendar-feed", &Value::Null).await.ok()["url"].as_str().unwrap().to_owned();
            paths.push(url.strip_prefix(&app.base_url()).expect("our own address").to_owned());
        }
        let anonymous = app.anonymous();
        assert_eq!(anonymous.get(&paths[0]).await.problem(404), "not_found");
        assert_eq!(anonymous.get(&paths[1]).await.status, 200);
        assert_eq!(anonymous.get(&paths[1].replace(".ics", "")).await.problem(404), "not_found");
        assert_eq!(anonymous.get("/calendrier/x.ics").await.problem(404), "not_found");
        assert_eq!(coordinator.delete("/api/calendar-feed", None).await.status, 204);
        assert_eq!(anonymous.get(&paths[1]).await.problem(404), "not_found");
        let url = coordinator.post("/api/calendar-feed", &Value::Null).await.ok()["url"].as_str().unwrap().to_owned();
        let id = rows::literal(app.store(), app.world.coordinator.id);
        rows::change(app.store(), &format!("UPDATE users SET disabled_at = '2026-03-02T08:00:00+00:00' WHERE id = {id}")).await;
        assert_eq!(anonymous.get(url.strip_prefix(&app.base_url()).unwrap()).await.problem(404), "not_found");
    }
}
