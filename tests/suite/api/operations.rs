//! What an operator asks, and the document that describes the API.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use vigie_tests::{on_both, rows};

/// Every `$ref` of a document.
fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(target)) = object.get("$ref") {
                found.insert(target.clone());
            }
            object.values().for_each(|inner| references(inner, found));
        }
        Value::Array(list) => list.iter().for_each(|inner| references(inner, found)),
        _ => {}
    }
}

on_both! {
    async fn the_server_is_live_and_ready(app: TestApp) {
        let client = app.anonymous();
        let live = client.get("/healthz").await;
        assert_eq!((live.status.as_u16(), live.text.as_str()), (200, "ok\n"));
        assert_eq!(client.get("/readyz").await.status, 200);
    }

    async fn it_is_not_ready_on_a_schema_that_is_not_its_own(app: TestApp) {
        rows::change(app.store(), "DELETE FROM _sqlx_migrations WHERE version = (SELECT MAX(version) FROM _sqlx_migrations)").await;
        let answer = app.anonymous().get("/readyz").await;
        assert_eq!(answer.status, 503);
        assert!(answer.text.contains("1 migration"), "{}", answer.text);
        assert_eq!(app.anonymous().get("/healthz").await.status, 200, "alive all the same");
    }

    async fn the_figures_have_no_names_and_count_what_happened(app: TestApp) {
        let rating = app.world.rating(&app.world.person, app.now(), [Some(1), None, None]);
        app.client(&app.world.aide).await.rate(&[rating]).await;
        app.advance(chrono::TimeDelta::seconds(90));
        let answer = app.anonymous().get("/metrics").await;
        assert_eq!(answer.status, 200);
        assert!(answer.headers["content-type"].to_str().unwrap().starts_with("text/plain"));
        for name in ["vigie_ratings_total{outcome=\"stored\"}", "vigie_alerts_opened_total", "vigie_oldest_untaken_critical_seconds"] {
            assert!(answer.text.contains(name), "{name} is not in {}", answer.text);
        }
        for secret in ["Pommier", "Alix", "Essai", &app.world.person.id.to_string()] {
            assert!(!answer.text.contains(secret), "{secret}");
        }
    }

    async fn the_openapi_document_is_whole(app: TestApp) {
        let document = app.anonymous().get("/api/openapi.json").await.ok();
        assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")));
        let mut found = BTreeSet::new();
        references(&document, &mut found);
        assert!(found.len() > 20, "{found:?}");
        for target in found {
            let pointer = target.strip_prefix('#').expect("a local reference");
            assert!(document.pointer(pointer).is_some(), "{target} leads nowhere");
        }
        for (path, item) in document["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("operations") {
                assert!(operation["responses"].as_object().is_some_and(|all| !all.is_empty()), "{method} {path}");
                assert!(operation["operationId"].is_string(), "{method} {path}");
                assert!(operation["summary"].is_string(), "{method} {path}");
            }
        }
    }

    async fn the_document_says_which_calls_need_no_token(app: TestApp) {
        let document = app.anonymous().get("/api/openapi.json").await.ok();
        let mut open: Vec<String> = Vec::new();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let free = operation["security"].as_array().is_some_and(|all| all.iter().all(|one| one == &serde_json::json!({})));
                if free {
                    open.push(format!("{method} {path}"));
                }
            }
        }
        open.sort();
        let expected = [
            // For an iPhone's installed app: the link's own cookie says whom it is for.
            "get /api/enrolment/manifest",
            // A browser comes back from the identity provider with what it was given there.
            "get /api/oidc/callback",
            "get /api/oidc/start",
            "get /api/session/ways",
            "post /api/enrolment",
            "post /api/enrolment/check",
            "post /api/enrolment/code",
            // Who has come back holds a cookie that says so.
            "post /api/oidc/session",
            // A service worker has no token: the receipt itself is signed.
            "post /api/push/receipts",
            // A phone that was signed out hands in what it holds: its last cookie says whose it was.
            "post /api/ratings/quarantine",
            "post /api/session",
            "post /api/session/refresh",
            "post /api/session/second-factor",
        ];
        assert_eq!(open, expected);
    }

    async fn the_document_names_the_refusals_of_the_door_for_every_call(app: TestApp) {
        let document = app.anonymous().get("/api/openapi.json").await.ok();
        for (path, item) in document["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let named = |status: &str| operation["responses"].get(status).is_some();
                let free = operation["security"].is_array();
                assert!(named("429") && named("503"), "{method} {path}");
                assert!(free || named("401") && named("403") && named("404"), "{method} {path}");
                if operation.get("requestBody").is_some() {
                    assert!(["400", "408", "413", "422"].into_iter().all(named), "{method} {path}");
                }
                for (status, response) in operation["responses"].as_object().unwrap() {
                    let json = &response["content"]["application/json"]["schema"]["$ref"];
                    let told = json.as_str().is_some_and(|target| target.ends_with("ProblemDocument"));
                    assert!(!told, "{method} {path} {status}: problems travel as application/problem+json");
                }
            }
        }
    }

    async fn a_body_is_an_object_with_every_member_that_would_be_lost(app: TestApp) {
        let dana = app.client(&app.world.coordinator).await;
        let path = format!("/api/persons/{}", app.world.person.id);
        let body = json!({ "phone": "01 02 03 04 05", "address": "1 rue des Essais" });
        assert_eq!(dana.put(&path, &body).await.status, 204);
        for body in [json!([null, null]), json!({ "phone": null }), json!({ "address": null }), json!({}), json!(null), json!("x")] {
            assert_eq!(dana.put(&path, &body).await.problem(400), "invalid_request", "{body}");
        }
        let file = dana.get(&path).await.ok();
        assert_eq!((&file["phone"], &file["address"]), (&json!("01 02 03 04 05"), &json!("1 rue des Essais")));
    }
}
