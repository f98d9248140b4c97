//! `/api/views`: filters kept under a name.

use serde_json::{Value, json};
use vigie_server::ids;
use vigie_tests::{Client, on_both};

async fn views(client: &Client) -> Vec<Value> {
    client.get("/api/views").await.ok()["items"].as_array().expect("items").clone()
}

on_both! {
    async fn a_view_is_kept_renamed_and_forgotten(app: TestApp) {
        let client = app.client(&app.world.coordinator).await;
        let new = json!({ "id": ids::fresh(), "name": " Mes critiques ", "query": "scope=mine&severity=critical" });
        let answer = client.post("/api/views", &new).await;
        assert_eq!(answer.status.as_u16(), 201, "{}", answer.text);
        let expected = json!({ "id": new["id"], "name": "Mes critiques", "query": new["query"], "created_at": app.now() });
        assert_eq!(answer.body, expected);
        let again = client.post("/api/views", &new).await;
        assert_eq!((again.status.as_u16(), &again.body), (201, &expected), "sent twice, kept once");
        assert_eq!(views(&client).await, [expected]);
        let path = format!("/api/views/{}", new["id"].as_str().expect("an id"));
        let renamed = client.put(&path, &json!({ "name": "Nord", "query": "" })).await.ok();
        assert_eq!((&renamed["name"], &renamed["query"]), (&json!("Nord"), &json!("")));
        assert_eq!(client.delete(&path, None).await.status.as_u16(), 204);
        assert_eq!(client.delete(&path, None).await.problem(404), "not_found");
        assert_eq!(views(&client).await, Vec::<Value>::new());
    }

    async fn nobody_sees_or_changes_the_views_of_another(app: TestApp) {
        let (own, other) = (app.client(&app.world.coordinator).await, app.client(&app.world.second_coordinator).await);
        let new = json!({ "id": ids::fresh(), "name": "À moi", "query": "q=x" });
        own.post("/api/views", &new).await;
        assert_eq!(views(&other).await, Vec::<Value>::new());
        let path = format!("/api/views/{}", new["id"].as_str().expect("an id"));
        assert_eq!(other.put(&path, &json!({ "name": "x", "query": "" })).await.problem(404), "not_found");
        assert_eq!(other.delete(&path, None).await.problem(404), "not_found");
        assert_eq!(other.post("/api/views", &new).await.status.as_u16(), 201, "an id is one's own affair");
        assert_eq!(views(&own).await[0]["name"], "À moi");
    }

    async fn a_view_has_a_name_and_there_are_not_too_many(app: TestApp) {
        let client = app.client(&app.world.coordinator).await;
        for (body, pointer) in [
            (json!({ "name": "  ", "query": "" }), "/name"),
            (json!({ "name": "x".repeat(61), "query": "" }), "/name"),
            (json!({ "name": "x", "query": "q".repeat(501) }), "/query"),
        ] {
            let answer = client.post("/api/views", &body).await;
            assert_eq!((answer.problem(422), &answer.body["errors"][0]["pointer"]), ("validation_failed", &json!(pointer)));
        }
        for number in 0..30 {
            assert_eq!(client.post("/api/views", &json!({ "name": format!("{number}"), "query": "" })).await.status.as_u16(), 201);
        }
        let full = client.post("/api/views", &json!({ "name": "de trop", "query": "" })).await;
        assert_eq!((full.problem(422), &full.body["errors"][0]["code"]), ("validation_failed", &json!("too_many_views")));
        assert_eq!(views(&client).await.len(), 30);
    }
}
