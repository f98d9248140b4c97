//! What every answer carries.

use reqwest::Method;
use serde_json::json;
use vigie_tests::{Answer, Client, on_both};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
    manifest-src 'self'; worker-src 'self'; font-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; \
    require-trusted-types-for 'script'; trusted-types vigie";

fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    answer.headers.get(name).and_then(|value| value.to_str().ok())
}

on_both! {
    async fn every_answer_tells_a_browser_to_be_careful(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let anonymous = app.anonymous();
        let mut answers = Vec::new();
        for path in ["/", "/alertes/1", "/sw.js", "/nothing.js", "/healthz", "/readyz", "/metrics", "/api/openapi.json", "/api/me", "/api/nothing"] {
            answers.push((path, anonymous.get(path).await));
        }
        answers.push(("signed in", aide.get("/api/me").await));
        answers.push(("no content", aide.delete("/api/push/subscription", Some(&json!({ "endpoint": "https://x" }))).await));
        answers.push(("a bad request", aide.post("/api/ratings", &json!([])).await));
        answers.push(("a wrong method", aide.delete("/api/me", None).await));
        answers.push(("too large", anonymous.post("/api/session", &json!({ "login": "x".repeat(40_000) })).await));
        for (what, answer) in &answers {
            assert_eq!(header(answer, "content-security-policy"), Some(POLICY), "{what}");
            assert_eq!(header(answer, "x-content-type-options"), Some("nosniff"), "{what}");
            assert_eq!(header(answer, "x-frame-options"), Some("DENY"), "{what}");
            assert_eq!(header(answer, "referrer-policy"), Some("no-referrer"), "{what}");
            assert_eq!(header(answer, "cross-origin-opener-policy"), Some("same-origin"), "{what}");
            assert!(header(answer, "permissions-policy").is_some(), "{what}");
            assert!(header(answer, "x-request-id").is_some_and(|id| !id.is_empty()), "{what}");
            assert_eq!(header(answer, "access-control-allow-origin"), None, "{what}");
        }
    }

    async fn nobody_keeps_an_answer_of_the_api(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        for path in ["/api/me", "/api/alerts", "/api/persons", "/api/nothing", "/api/rules", "/api/alerts?limit=x"] {
            assert_eq!(header(&coordinator.get(path).await, "cache-control"), Some("no-store"), "{path}");
        }
        assert_eq!(header(&app.anonymous().get("/api/me").await, "cache-control"), Some("no-store"));
    }

    async fn behind_https_browsers_are_told_to_stay_there(app: TestApp) {
        let secure = app.anonymous().request(Method::GET, "/healthz").header("x-forwarded-proto", "https");
        let answer = Client::answer(secure).await;
        assert_eq!(header(&answer, "strict-transport-security"), Some("max-age=31536000; includeSubDomains"));
        assert_eq!(header(&app.anonymous().get("/healthz").await, "strict-transport-security"), None);
    }

    async fn an_error_is_told_in_the_readers_language(app: TestApp) {
        let mut client = app.anonymous();
        let french = client.get("/api/me").await;
        client.language = "en-GB, fr;q=0.5";
        let english = client.get("/api/me").await;
        client.language = "de";
        let other = client.get("/api/me").await;
        assert_eq!(french.problem(401), english.problem(401));
        assert_ne!(french.body["detail"], english.body["detail"]);
        assert_eq!(french.body["detail"], other.body["detail"], "French where nothing else fits");
        assert_eq!((header(&french, "content-language"), header(&english, "content-language")), (Some("fr"), Some("en")));
        assert_eq!(french.body["type"], "about:blank");
        assert_eq!(french.body["status"], 401);
        for name in ["title", "detail"] {
            assert!(french.body[name].as_str().is_some_and(|text| text.len() > 3));
        }
    }

    async fn an_address_that_does_something_else_says_what(app: TestApp) {
        let client = app.client(&app.world.referent).await;
        for (method, path) in [("DELETE", "/api/alerts"), ("PATCH", "/api/me"), ("GET", "/api/session/refresh")] {
            let answer = client.send(method.parse().expect("a method"), path, None).await;
            assert_eq!(answer.problem(405), "method_not_allowed", "{method} {path}");
            assert!(header(&answer, "allow").is_some_and(|allowed| !allowed.is_empty()), "{method} {path}");
        }
    }

    async fn nothing_of_the_inside_shows_in_an_error(app: TestApp) {
        let client = app.client(&app.world.referent).await;
        for path in ["/api/alerts?cursor=x", "/api/persons/x", "/api/visits?from=x", "/api/nothing"] {
            let text = client.get(path).await.text.to_lowercase();
            for inside in ["sqlx", "sqlite", "postgres", "panicked", "src/", "serde", "axum", "select "] {
                assert!(!text.contains(inside), "{path}: {inside}");
            }
        }
    }
}
