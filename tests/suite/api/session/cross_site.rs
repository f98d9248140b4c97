//! A page of another site changes nothing, whatever cookies the browser sends along.

use reqwest::Method;
use serde_json::json;
use vigie_tests::{Client, World, on_both};

on_both! {
    async fn a_page_of_another_site_changes_nothing(app: TestApp) {
        let mut client = app.client(&app.world.coordinator).await;
        for site in ["cross-site", "same-site", "something-new"] {
            for (method, path) in [
                (Method::POST, "/api/session"),
                (Method::POST, "/api/session/refresh"),
                (Method::POST, "/api/session/second-factor"),
                (Method::DELETE, "/api/session"),
                (Method::POST, "/api/enrolment"),
                (Method::PUT, "/api/password"),
                (Method::POST, "/api/alerts/bulk"),
            ] {
                let request = client.request(method.clone(), path).header("sec-fetch-site", site);
                let body = json!({ "login": app.world.coordinator.login, "secret": World::SECRET });
                let refused = Client::answer(request.json(&body)).await;
                assert_eq!(refused.problem(403), "cross_site", "{method} {path} from {site}");
                assert!(refused.headers.get("set-cookie").is_none());
            }
        }
        // A link from elsewhere still leads here, and our own page works.
        let read = client.request(Method::GET, "/api/me").header("sec-fetch-site", "cross-site");
        Client::answer(read).await.ok();
        for site in ["same-origin", "none"] {
            let own = client.request(Method::POST, "/api/session/refresh").header("sec-fetch-site", site);
            let answer = Client::answer(own).await;
            client.keep(&answer);
            answer.ok();
        }
        let two = client.request(Method::POST, "/api/session/refresh");
        let two = two.header("sec-fetch-site", "same-origin").header("sec-fetch-site", "cross-site");
        assert_eq!(Client::answer(two).await.problem(403), "cross_site");
    }
}
