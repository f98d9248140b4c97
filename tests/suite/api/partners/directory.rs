//! Listing, writing, archiving.

use serde_json::{Value, json};
use vigie_server::ids;
use vigie_tests::{Client, on_both};

fn names(list: &Value) -> Vec<&str> {
    list["items"].as_array().expect("items").iter().map(|item| item["name"].as_str().expect("a name")).collect()
}

async fn add(client: &Client, body: Value) -> Value {
    let answer = client.post("/api/partners", &body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.body
}

on_both! {
    async fn what_is_written_is_found_by_name_area_kind_and_sector(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let meals = add(&coordinator, json!({
            "ref": " P7 ", "kind": "meal_delivery", "name": " Repas du Vallon ", "area": "Vallée Haute", "sector_ids": [app.world.north],
            "contact_name": "Mme Modèle", "phone": "+33 1 99 00 00 01", "email": "repas@vallon.example", "availability": "lundi au samedi",
            "note": "Régimes possibles.",
        })).await;
        let expected = json!({
            "id": meals["id"], "ref": "P7", "kind": "meal_delivery", "name": "Repas du Vallon", "area": "Vallée Haute",
            "sector_ids": [app.world.north], "contact_name": "Mme Modèle", "phone": "+33 1 99 00 00 01", "email": "repas@vallon.example",
            "availability": "lundi au samedi", "note": "Régimes possibles.", "archived": false, "version": 1,
        });
        assert_eq!(meals, expected);
        add(&coordinator, json!({ "kind": "nurse", "name": "Cabinet du Pré" })).await;
        let south = app.world.south;
        for (query, found) in [
            (String::new(), vec!["Cabinet du Pré", "Repas du Vallon"]),
            ("?q=vallee".to_owned(), vec!["Repas du Vallon"]),
            ("?q=PRE".to_owned(), vec!["Cabinet du Pré"]),
            ("?kind=nurse".to_owned(), vec!["Cabinet du Pré"]),
            (format!("?sector_id={south}"), vec!["Cabinet du Pré"]),
            ("?archived=true".to_owned(), vec![]),
        ] {
            assert_eq!(names(&coordinator.get(&format!("/api/partners{query}")).await.ok()), found, "{query}");
        }
        // Another federation sees and reaches nothing of it.
        let elsewhere = app.client(&app.elsewhere.administrator).await;
        assert!(names(&elsewhere.get("/api/partners").await.ok()).is_empty());
        let path = format!("/api/partners/{}", meals["id"].as_str().unwrap());
        let body = json!({ "version": 1, "kind": "nurse", "name": "x" });
        assert_eq!(elsewhere.put(&path, &body).await.problem(404), "not_found");
        assert_eq!(elsewhere.delete(&path, None).await.problem(404), "not_found");
    }

    async fn a_change_that_comes_too_late_is_shown_what_there_is(app: TestApp) {
        let (admin, referent) = (app.client(&app.world.administrator).await, app.client(&app.world.referent).await);
        let partner = add(&admin, json!({ "kind": "nurse", "name": "Cabinet du Pré", "sector_ids": [app.world.north] })).await;
        let path = format!("/api/partners/{}", partner["id"].as_str().unwrap());
        let changed = referent.put(&path, &json!({ "version": 1, "kind": "doctor", "name": "Dr du Pré" })).await.ok();
        assert_eq!((&changed["version"], &changed["kind"], &changed["sector_ids"]), (&json!(2), &json!("doctor"), &json!([])));
        let late = admin.put(&path, &json!({ "version": 1, "kind": "nurse", "name": "Trop tard" })).await;
        assert_eq!(late.problem(409), "stale_version");
        assert_eq!(late.body["partner"], changed);
        let without = admin.put(&path, &json!({ "kind": "nurse", "name": "x" })).await;
        assert_eq!((without.problem(422), &without.body["errors"][0]["pointer"]), ("validation_failed", &json!("/version")));
    }

    async fn an_archived_partner_is_out_of_sight_until_it_is_restored(app: TestApp) {
        let admin = app.client(&app.world.administrator).await;
        let partner = add(&admin, json!({ "kind": "nurse", "name": "Cabinet du Pré" })).await;
        let path = format!("/api/partners/{}", partner["id"].as_str().unwrap());
        for _ in 0..2 {
            assert_eq!(admin.delete(&path, None).await.status, 204, "once or twice");
        }
        assert!(names(&admin.get("/api/partners").await.ok()).is_empty());
        let archived = admin.get("/api/partners?archived=true").await.ok();
        assert_eq!((&archived["items"][0]["archived"], &archived["items"][0]["version"]), (&json!(true), &json!(2)));
        let back = admin.post(&format!("{path}/restore"), &json!({})).await.ok();
        assert_eq!((&back["archived"], &back["version"]), (&json!(false), &json!(3)));
        assert_eq!(names(&admin.get("/api/partners").await.ok()), ["Cabinet du Pré"]);
    }

    async fn what_cannot_be_written_is_said_field_by_field(app: TestApp) {
        let admin = app.client(&app.world.administrator).await;
        let body = json!({ "kind": "wizard", "name": " ", "email": "nobody", "sector_ids": [ids::fresh()], "phone": "1".repeat(121) });
        let answer = admin.post("/api/partners", &body).await;
        assert_eq!(answer.problem(422), "validation_failed");
        let errors = answer.body["errors"].as_array().unwrap();
        let found: Vec<_> = errors.iter().map(|error| (error["pointer"].as_str().unwrap(), error["code"].as_str().unwrap())).collect();
        let expected = [
            ("/phone", "too_long"), ("/name", "missing"), ("/kind", "unknown_kind"), ("/sector_ids", "unknown_sector"),
            ("/email", "invalid_email"),
        ];
        assert_eq!(found, expected);
        add(&admin, json!({ "kind": "nurse", "name": "a", "ref": "P1" })).await;
        let taken = admin.post("/api/partners", &json!({ "kind": "nurse", "name": "b", "ref": "P1" })).await;
        assert_eq!((taken.problem(422), &taken.body["errors"][0]["code"]), ("validation_failed", &json!("ref_taken")));
    }
}
