//! The sectors of a federation.

use serde_json::{Value, json};
use vigie_tests::{Client, on_both};

use super::{admin, mistakes, one};

async fn sectors(client: &Client) -> Vec<Value> {
    client.get("/api/sectors").await.ok()["items"].as_array().expect("items").clone()
}

fn path(sector: &Value) -> String {
    format!("/api/sectors/{}", sector["id"].as_str().expect("an id"))
}

on_both! {
    async fn a_sector_is_made_named_archived_and_taken_back(app: TestApp) {
        let admin = admin(&app).await;
        let names: Vec<Value> = sectors(&admin).await.iter().map(|sector| sector["name"].clone()).collect();
        assert_eq!(names, ["Nord", "Sud"]);
        let made = admin.post("/api/sectors", &json!({ "name": " Littoral " })).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let expected = json!({ "id": made.body["id"], "version": 1, "name": "Littoral", "persons": 0, "aides": 0, "coordinators": 0,
            "referents": 0, "archived_at": null });
        assert_eq!(made.body, expected);
        let named = admin.put(&path(&made.body), &json!({ "version": 1, "name": "Côte" })).await.ok();
        assert_eq!((&named["name"], &named["version"]), (&json!("Côte"), &json!(2)));
        let stale = admin.put(&path(&made.body), &json!({ "version": 1, "name": "Mer" })).await;
        assert_eq!((stale.problem(409), &stale.body["sector"]), ("stale_version", &named));
        assert_eq!(mistakes(&admin.post("/api/sectors", &json!({ "name": "Nord" })).await), one("/name", "name_taken"));
        assert_eq!(mistakes(&admin.post("/api/sectors", &json!({ "name": "" })).await), one("/name", "missing"));
        let archived = admin.post(&format!("{}/archive", path(&named)), &json!({ "version": 2 })).await.ok();
        assert_eq!(archived["archived_at"], json!(app.now()));
        let aide = json!({ "role": "aide", "name": "Zoé", "sector_ids": [named["id"]] });
        assert_eq!(mistakes(&admin.post("/api/accounts", &aide).await), one("/sector_ids", "unknown_sector"));
        let back = admin.post(&format!("{}/restore", path(&named)), &json!({ "version": 3 })).await.ok();
        assert_eq!((&back["archived_at"], &back["version"]), (&Value::Null, &json!(4)));
        assert_eq!(admin.post("/api/accounts", &aide).await.status, 201);
    }

    async fn persons_move_with_their_alerts_to_whom_they_belong_now(app: TestApp) {
        let (admin, north) = (admin(&app).await, app.client(&app.world.coordinator).await);
        let rating = app.world.rating(&app.world.person, app.now(), [Some(1), Some(1), Some(1)]);
        assert_eq!(app.client(&app.world.aide).await.rate(&[rating]).await, ["stored"]);
        let alert = north.only_alert().await;
        north.act(&alert, "claim", json!({})).await.ok();
        let path = format!("/api/sectors/{}/move-persons", app.world.north);
        for wrong in [app.world.north, app.elsewhere.south] {
            assert_eq!(mistakes(&admin.post(&path, &json!({ "to": wrong })).await), one("/to", "unknown_sector"));
        }
        assert_eq!(admin.post(&path, &json!({ "to": app.world.south })).await.ok()["persons"], 0);
        assert!(north.queue().await.is_empty());
        let south = app.client(&app.world.south_coordinator).await;
        let found = south.detail(&south.only_alert().await).await;
        assert_eq!((&found["state"], &found["owner"], &found["person"]["sector_id"]), (&json!("new"), &Value::Null, &json!(app.world.south)));
        assert_eq!(sectors(&admin).await[1]["persons"], 4);
    }

    async fn an_alert_that_is_opened_again_is_where_its_person_lives_now(app: TestApp) {
        let (admin, north) = (admin(&app).await, app.client(&app.world.coordinator).await);
        let rating = app.world.rating(&app.world.person, app.now(), [Some(1), Some(1), Some(1)]);
        assert_eq!(app.client(&app.world.aide).await.rate(&[rating]).await, ["stored"]);
        let closed = north.act(&north.only_alert().await, "resolve", json!({ "outcome": "acted" })).await.ok();
        let path = format!("/api/sectors/{}/move-persons", app.world.north);
        admin.post(&path, &json!({ "to": app.world.south })).await.ok();
        let south = app.client(&app.world.south_coordinator).await;
        south.act(&closed, "reopen", json!({})).await.ok();
        let again = south.get(&format!("/api/alerts?sector_id={}", app.world.south)).await.ok();
        assert_eq!(again["items"].as_array().map(Vec::len), Some(1), "{again}");
        assert_eq!((&again["items"][0]["id"], &again["items"][0]["person"]["sector_id"]), (&closed["id"], &json!(app.world.south)));
        assert!(north.queue().await.is_empty());
    }

    async fn a_sector_with_somebody_in_it_stays(app: TestApp) {
        let admin = admin(&app).await;
        let north = sectors(&admin).await.remove(0);
        let refused = admin.post(&format!("{}/archive", path(&north)), &json!({ "version": 1 })).await;
        assert_eq!(refused.problem(409), "sector_in_use");
        assert_eq!(refused.body["sector"], north);
        assert_eq!((&north["persons"], &north["aides"], &north["coordinators"], &north["referents"]), (&json!(3), &json!(2), &json!(2), &json!(1)));
        let elsewhere = app.client(&app.elsewhere.administrator).await;
        assert_eq!(elsewhere.put(&path(&north), &json!({ "version": 1, "name": "x" })).await.problem(404), "not_found");
    }
}
