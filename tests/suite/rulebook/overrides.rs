//! A sector or a person may have rules that differ from the federation's.

use serde_json::{Value, json};
use uuid::Uuid;
use vigie_tests::{Client, TestApp, on_both};

async fn add(admin: &Client, place: (&str, Uuid), overrides: Value) -> vigie_tests::Answer {
    let mut body = json!({ "overrides": overrides, "reason": "essai" });
    body[place.0] = json!(place.1);
    admin.post("/api/rules/overrides", &body).await
}

/// No alert for a lowest score.
fn deaf() -> Value {
    json!({ "rules": { "threshold": { "enabled": false } } })
}

async fn lowest(app: &TestApp, person: &vigie_server::store::persons::Person) {
    let rating = app.world.rating(person, app.now(), [Some(1), Some(4), Some(4)]);
    let aide = if person.sector_id == app.world.south { &app.world.south_aide } else { &app.world.aide };
    assert_eq!(app.client(aide).await.rate(&[rating]).await, ["stored"]);
}

async fn alerts_of(app: &TestApp, person: Uuid) -> usize {
    let queue = app.client(&app.world.coordinator).await.queue().await;
    queue.iter().filter(|alert| alert["person"]["id"] == json!(person)).count()
}

on_both! {
    async fn a_change_for_one_person_is_theirs_alone(app: TestApp) {
        let admin = app.client(&app.world.administrator).await;
        assert_eq!(add(&admin, ("person_id", app.world.person.id), deaf()).await.status, 201);
        for person in [&app.world.person, &app.world.second_person] {
            lowest(&app, person).await;
        }
        assert_eq!(alerts_of(&app, app.world.person.id).await, 0);
        assert_eq!(alerts_of(&app, app.world.second_person.id).await, 1);
    }

    async fn a_change_for_a_sector_is_for_everybody_in_it_and_can_be_taken_back(app: TestApp) {
        let admin = app.client(&app.world.administrator).await;
        let added = add(&admin, ("sector_id", app.world.north), deaf()).await;
        lowest(&app, &app.world.person).await;
        lowest(&app, &app.world.south_person).await;
        assert_eq!(alerts_of(&app, app.world.person.id).await, 0);
        let south = app.client(&app.world.south_coordinator).await.queue().await;
        assert_eq!(south.len(), 1, "the south hears as before");
        let list = admin.get("/api/rules/overrides").await.ok();
        assert_eq!((&list["items"][0]["sector_id"], &list["items"][0]["name"]), (&json!(app.world.north), &json!("Nord")));
        let path = format!("/api/rules/overrides/{}", added.body["id"].as_str().expect("an id"));
        let elsewhere = app.client(&app.elsewhere.administrator).await;
        assert_eq!(elsewhere.delete(&path, None).await.problem(404), "not_found");
        assert_eq!(admin.delete(&path, None).await.status, 204);
        assert_eq!(admin.delete(&path, None).await.problem(404), "not_found");
        app.advance(chrono::TimeDelta::days(1));
        lowest(&app, &app.world.person).await;
        assert_eq!(alerts_of(&app, app.world.person.id).await, 1);
    }

    async fn what_a_person_changes_lies_over_what_the_sector_changes(app: TestApp) {
        let admin = app.client(&app.world.administrator).await;
        add(&admin, ("sector_id", app.world.north), deaf()).await;
        let on = json!({ "rules": { "threshold": { "enabled": true } } });
        add(&admin, ("person_id", app.world.person.id), on).await;
        lowest(&app, &app.world.person).await;
        lowest(&app, &app.world.second_person).await;
        assert_eq!(alerts_of(&app, app.world.person.id).await, 1);
        assert_eq!(alerts_of(&app, app.world.second_person.id).await, 0);
    }

    async fn a_change_must_fit_the_rules_and_somebody_of_the_federation(app: TestApp) {
        let admin = app.client(&app.world.administrator).await;
        let place = ("sector_id", app.world.north);
        let answer = add(&admin, place, json!({ "rules": { "treshold": { "enabled": false } } })).await;
        assert_eq!((answer.problem(422), &answer.body["errors"][0]["code"]), ("validation_failed", &json!("invalid_rule")));
        let answer = add(&admin, place, json!({ "rules": { "threshold": { "lowest": 9 } } })).await;
        assert_eq!(answer.problem(422), "validation_failed");
        assert_eq!(add(&admin, ("sector_id", app.elsewhere.north), deaf()).await.problem(404), "not_found");
        assert_eq!(add(&admin, ("person_id", app.elsewhere.person.id), deaf()).await.problem(404), "not_found");
        let nobody = json!({ "overrides": deaf(), "reason": "essai" });
        assert_eq!(admin.post("/api/rules/overrides", &nobody).await.problem(422), "validation_failed");
        // And a set that it does not fit cannot be published over it.
        add(&admin, place, deaf()).await;
        let body = json!({ "rules": { "rules": [] }, "reason": "essai", "base_version": 1 });
        assert_eq!(admin.put("/api/rules", &body).await.problem(422), "validation_failed");
    }
}
