//! `/api/sessions` and `/api/accounts/{id}/sessions`: where somebody is signed in.

use reqwest::Method;
use serde_json::{Value, json};
use vigie_tests::{Actor, Client, TestApp, World, on_both};

/// Signs in with a browser that says what it is.
async fn with_browser(app: &TestApp, actor: &Actor, agent: &str) -> Client {
    let mut client = app.anonymous();
    let body = json!({ "login": actor.login, "secret": World::SECRET });
    let request = client.request(Method::POST, "/api/session").header("user-agent", agent).json(&body);
    let answer = Client::answer(request).await;
    client.keep(&answer);
    answer.ok();
    client
}

async fn items(client: &Client, path: &str) -> Vec<Value> {
    client.get(path).await.ok()["items"].as_array().expect("items").clone()
}

const PHONE: &str = "Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0";
const DESK: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";

on_both! {
    async fn one_sees_where_one_is_signed_in_and_ends_it_there(app: TestApp) {
        let gil = &app.world.referent;
        let phone = with_browser(&app, gil, PHONE).await;
        let desk = with_browser(&app, gil, DESK).await;
        let plain = with_browser(&app, gil, "curl/8").await;
        app.client(&app.world.south_referent).await;
        let mut found = items(&desk, "/api/sessions").await;
        found.sort_by_key(|item| item["label"].as_str().unwrap().to_owned());
        let labels: Vec<_> = found.iter().map(|item| item["label"].as_str().unwrap()).collect();
        assert_eq!(labels, ["Firefox, Android", "Firefox, Windows", "Navigateur inconnu"]);
        let current: Vec<_> = found.iter().map(|item| item["current"].as_bool().unwrap()).collect();
        assert_eq!(current, [false, true, false]);
        let path = format!("/api/sessions/{}", found[0]["id"].as_str().unwrap());
        let stranger = app.client(&app.world.coordinator).await;
        assert_eq!(stranger.delete(&path, None).await.problem(404), "not_found");
        phone.get("/api/me").await.ok();
        assert_eq!(desk.delete(&path, None).await.status, 204);
        assert_eq!(phone.get("/api/me").await.problem(401), "unauthenticated");
        assert_eq!(phone.clone().refresh().await.problem(401), "session_ended");
        assert_eq!(desk.delete(&path, None).await.problem(404), "not_found");
        assert_eq!(desk.post("/api/sessions/end-others", &json!({})).await.status, 204);
        assert_eq!(plain.get("/api/me").await.problem(401), "unauthenticated");
        let left = items(&desk, "/api/sessions").await;
        assert_eq!((left.len(), &left[0]["current"]), (1, &json!(true)));
    }

    async fn a_session_that_ran_out_is_not_listed(app: TestApp) {
        let dana = &app.world.coordinator;
        app.sign_in(dana).await;
        app.advance(chrono::TimeDelta::hours(14));
        let client = app.sign_in(dana).await;
        assert_eq!(items(&client, "/api/sessions").await.len(), 1);
    }

    async fn an_administrator_sees_and_ends_those_of_the_federation(app: TestApp) {
        let dana = &app.world.coordinator;
        let (one, two) = (with_browser(&app, dana, DESK).await, with_browser(&app, dana, PHONE).await);
        let admin = app.client(&app.world.administrator).await;
        let path = format!("/api/accounts/{}/sessions", dana.id);
        let found = items(&admin, &path).await;
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|item| item["current"] == false));
        let phone = found.iter().find(|item| item["label"] == "Firefox, Android").expect("the phone");
        let its = format!("{path}/{}", phone["id"].as_str().unwrap());
        let abroad = TestApp::client(&app, &app.elsewhere.administrator).await;
        assert_eq!(abroad.get(&path).await.problem(404), "not_found");
        assert_eq!(abroad.delete(&its, None).await.problem(404), "not_found");
        assert_eq!(abroad.delete(&path, None).await.problem(404), "not_found");
        assert_eq!(app.client(&app.world.referent).await.get(&path).await.problem(404), "not_found");
        assert_eq!(admin.delete(&its, None).await.status, 204);
        assert_eq!(two.get("/api/me").await.problem(401), "unauthenticated");
        one.get("/api/me").await.ok();
        assert_eq!(admin.delete(&path, None).await.status, 204);
        assert_eq!(one.get("/api/me").await.problem(401), "unauthenticated");
        let own = format!("/api/accounts/{}/sessions", app.world.administrator.id);
        assert_eq!(admin.delete(&own, None).await.status, 204);
        admin.get("/api/me").await.ok();
    }
}
