//! The planner's questions.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_tests::on_both;

use super::{act, ids, listed, promise, thursday};

on_both! {
    async fn promises_come_by_due_day_and_a_page_at_a_time(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let mut made = Vec::new();
        for day in ["2026-03-10", "2026-03-03", "2026-03-05", "2026-03-05", "2026-03-04"] {
            made.push(promise(&coordinator, app.world.person.id, json!({ "due_on": day })).await);
        }
        made.sort_by_key(|one| (one["due_on"].to_string(), one["id"].to_string()));
        assert_eq!(listed(&coordinator, "").await, made);
        let mut read = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = coordinator.get(&format!("/api/follow-ups?limit=2{cursor}")).await.ok();
            read.extend(page["items"].as_array().unwrap().clone());
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(read, made);
        for query in ["limit=0", "limit=501", "cursor=x", "owner=x", "due_before=soon", "state=lost"] {
            assert_eq!(coordinator.get(&format!("/api/follow-ups?{query}")).await.problem(400), "invalid_request", "{query}");
        }
    }

    async fn days_times_owners_sectors_and_persons_narrow_it_down(app: TestApp) {
        let world = &app.world;
        let both = world.another_user(app.app(), "coordinator", "Noa Essai", &[world.north, world.south]).await;
        let noa = app.client(&both).await;
        let north = thursday(&noa, world.person.id).await;
        let south = promise(&noa, world.south_person.id, json!({ "due_on": "2026-03-06", "owner_id": world.south_referent.id })).await;
        let timed = promise(&noa, world.second_person.id, json!({ "due_at": "2026-03-07T09:00:00Z" })).await;
        for (query, expected) in [
            (String::new(), vec![&north, &south, &timed]),
            ("?owner=me".to_owned(), vec![&north, &timed]),
            (format!("?owner={}", world.south_referent.id), vec![&south]),
            (format!("?sector_id={}", world.north), vec![&north, &timed]),
            (format!("?person_id={}", world.person.id), vec![&north]),
            ("?due_before=2026-03-06".to_owned(), vec![&north]),
            ("?due_after=2026-03-05".to_owned(), vec![&south, &timed]),
            ("?due_after=2026-03-05&due_before=2026-03-07".to_owned(), vec![&south]),
            ("?due_before=2026-03-07T09:00:00Z".to_owned(), vec![&north, &south]),
            ("?due_after=2026-03-07T09:59:59%2B01:00".to_owned(), vec![&timed]),
        ] {
            let expected: Vec<&str> = expected.into_iter().map(|one| one["id"].as_str().unwrap()).collect();
            assert_eq!(ids(&listed(&noa, &query).await), expected, "{query}");
        }
        assert_eq!(ids(&listed(&app.client(&world.south_coordinator).await, "").await), ids(&[south]));
    }

    async fn the_late_todays_and_this_weeks_are_counted(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let person = app.world.person.id;
        for day in ["2026-03-02", "2026-03-03", "2026-03-03", "2026-03-08", "2026-03-09", "2026-03-10"] {
            promise(&coordinator, person, json!({ "due_on": day })).await;
        }
        let counts = async |query: &str| coordinator.get(&format!("/api/follow-ups{query}")).await.ok()["counts"].clone();
        assert_eq!(counts("").await, json!({ "overdue": 0, "today": 1, "week": 4 }));
        app.advance(TimeDelta::days(1));
        let coordinator = app.client(&app.world.coordinator).await;
        let counts = async |query: &str| coordinator.get(&format!("/api/follow-ups{query}")).await.ok()["counts"].clone();
        assert_eq!(counts("?due_before=2026-03-03&limit=1").await, json!({ "overdue": 1, "today": 2, "week": 4 }));
        assert_eq!(counts(&format!("?owner={}", app.world.referent.id)).await, json!({ "overdue": 0, "today": 0, "week": 0 }));
        let late = listed(&coordinator, "?due_before=2026-03-03").await;
        assert_eq!((late.len(), &late[0]["overdue"]), (1, &json!(true)));
        act(&coordinator, &late[0], "done", json!({ "result": "reached" })).await.ok();
        assert_eq!(counts("").await, json!({ "overdue": 0, "today": 2, "week": 4 }));
        assert_eq!(listed(&coordinator, "?state=done").await[0]["overdue"], false, "kept is not late any more");
        assert_eq!(listed(&coordinator, "?state=cancelled").await, Vec::<Value>::new());
    }
}
