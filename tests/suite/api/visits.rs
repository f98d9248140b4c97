//! `GET /api/visits`.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use vigie_tests::{Client, TestApp, on_both};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("a time")
}

async fn ids(client: &Client, query: &str) -> Vec<String> {
    let answer = client.get(&format!("/api/visits{query}")).await.ok();
    let items = answer["items"].as_array().expect("items").clone();
    items.iter().map(|visit| visit["id"].as_str().expect("an id").to_owned()).collect()
}

/// A visit of the aide and one of her colleague in the north, one in the south, one elsewhere; all this morning.
async fn morning(app: &TestApp) -> [String; 4] {
    let (world, elsewhere, door, now) = (&app.world, &app.elsewhere, app.app(), app.now());
    let own = world.visit(door, &world.person, &world.aide, now, "planned").await;
    let colleague = world.visit(door, &world.second_person, &world.second_aide, now, "done").await;
    let south = world.visit(door, &world.south_person, &world.south_aide, now, "cancelled").await;
    let foreign = elsewhere.visit(door, &elsewhere.person, &elsewhere.aide, now, "planned").await;
    [own, colleague, south, foreign].map(|visit| visit.id.to_string())
}

on_both! {
    async fn an_aide_gets_her_own_and_a_referent_those_of_the_sector(app: TestApp) {
        let [own, colleague, south, _] = morning(&app).await;
        assert_eq!(ids(&app.client(&app.world.aide).await, "").await, [own.as_str()]);
        let mut sector = ids(&app.client(&app.world.referent).await, "").await;
        sector.sort();
        let mut expected = [own, colleague];
        expected.sort();
        assert_eq!(sector, expected);
        assert_eq!(ids(&app.client(&app.world.south_referent).await, "").await, [south]);
    }

    async fn a_visit_comes_with_all_that_is_needed_to_rate_it_offline(app: TestApp) {
        let visit = app.world.visit(app.app(), &app.world.person, &app.world.aide, app.now(), "planned").await;
        let aide = app.client(&app.world.aide).await;
        let expected = json!({
            "id": visit.id, "person": { "id": app.world.person.id, "name": "Mme Pommier" },
            "aide": { "id": app.world.aide.id, "name": "Alix Essai" },
            "starts_at": "2026-03-02T08:00:00Z", "ends_at": "2026-03-02T08:45:00Z", "status": "planned", "rating_id": null,
        });
        assert_eq!(aide.get("/api/visits").await.ok()["items"], json!([expected]));
    }

    async fn a_rated_visit_is_done_and_names_the_rating_that_stands(app: TestApp) {
        let visit = app.world.visit(app.app(), &app.world.person, &app.world.aide, app.now(), "planned").await;
        let aide = app.client(&app.world.aide).await;
        let mut rating = app.world.rating(&app.world.person, app.now(), [Some(4), Some(4), Some(4)]);
        rating["visit_id"] = json!(visit.id);
        assert_eq!(aide.rate(std::slice::from_ref(&rating)).await, ["stored"]);
        let listed = aide.get("/api/visits").await.ok()["items"][0].clone();
        assert_eq!((&listed["status"], &listed["rating_id"]), (&json!("done"), &rating["id"]));
        let mut correction = app.world.rating(&app.world.person, app.now(), [Some(3), Some(4), Some(4)]);
        correction["visit_id"] = json!(visit.id);
        correction["replaces"] = rating["id"].clone();
        assert_eq!(aide.rate(std::slice::from_ref(&correction)).await, ["stored"]);
        assert_eq!(aide.get("/api/visits").await.ok()["items"][0]["rating_id"], correction["id"]);
    }

    async fn a_cancelled_visit_that_is_rated_stays_cancelled_for_a_person_to_look_into(app: TestApp) {
        let visit = app.world.visit(app.app(), &app.world.person, &app.world.aide, app.now(), "cancelled").await;
        let aide = app.client(&app.world.aide).await;
        let mut rating = app.world.rating(&app.world.person, app.now(), [Some(4), None, None]);
        rating["visit_id"] = json!(visit.id);
        assert_eq!(aide.rate(&[rating]).await, ["stored"]);
        assert_eq!(aide.get("/api/visits").await.ok()["items"][0]["status"], "cancelled");
    }

    async fn dates_are_days_of_the_federation_and_both_ends_count(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let mut made = Vec::new();
        // In Paris: Saturday 23:30, Sunday 00:30, Sunday 23:30, Monday 00:30.
        for time in ["2026-02-28T22:30:00Z", "2026-02-28T23:30:00Z", "2026-03-01T22:30:00Z", "2026-03-01T23:30:00Z"] {
            let visit = app.world.visit(app.app(), &app.world.person, &app.world.aide, at(time), "done").await;
            made.push(visit.id.to_string());
        }
        assert_eq!(ids(&aide, "?from=2026-03-01&to=2026-03-01").await, made[1..3]);
        assert_eq!(ids(&aide, "").await, made[1..4], "yesterday to tomorrow");
        assert_eq!(ids(&aide, "?from=2026-02-28T22:30:00Z&to=2026-02-28T23:30:00Z").await, made[..1]);
        assert_eq!(ids(&aide, "?from=2026-02-28T23:30:00%2B01:00&to=2026-03-01T00:30:00%2B01:00").await, made[..1]);
        assert_eq!(ids(&aide, "?from=2026-03-02&to=2026-03-01").await, Vec::<String>::new());
    }

    async fn what_is_no_date_is_refused(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        for bad in ["hier", "2026-02-30", "2026-3-1x", "", "2026-03-01T10:00:00", "%00", "1e9", "-200000-01-01", "%2B262142-12-31"] {
            for query in [format!("?from={bad}"), format!("?to={bad}")] {
                let answer = aide.get(&format!("/api/visits{query}")).await;
                assert_eq!(answer.problem(400), "invalid_request", "{query}");
            }
        }
    }

    async fn those_who_see_no_visits_find_nothing(app: TestApp) {
        morning(&app).await;
        for actor in [&app.world.coordinator, &app.world.administrator] {
            assert_eq!(app.client(actor).await.get("/api/visits").await.problem(404), "not_found");
        }
    }

    async fn a_visit_in_another_sector_is_the_aides_own_all_the_same(app: TestApp) {
        let visit = app.world.visit(app.app(), &app.world.south_person, &app.world.aide, app.now(), "planned").await;
        let aide = app.client(&app.world.aide).await;
        assert_eq!(ids(&aide, "").await, [visit.id.to_string()]);
        let rating = app.world.rating(&app.world.south_person, app.now() - TimeDelta::hours(1), [Some(4), None, None]);
        assert_eq!(aide.rate(&[rating]).await, ["stored"]);
        let persons: Value = aide.get("/api/persons?q=Figuier").await.ok();
        assert_eq!(persons["items"], json!([]), "the list of a sector is another matter");
    }
}
