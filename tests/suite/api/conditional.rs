//! Whoever has an answer already is told that it still holds.

use chrono::TimeDelta;
use reqwest::Method;
use vigie_tests::{Answer, Client, Database, TestApp, everywhere, on_both, rows};

fn tag_of(answer: &Answer) -> String {
    answer.headers["etag"].to_str().expect("a tag").to_owned()
}

async fn again(client: &Client, path: &str, tag: &str) -> Answer {
    Client::answer(client.request(Method::GET, path).header("if-none-match", tag)).await
}

on_both! {
    async fn an_answer_that_still_holds_is_not_sent_again(app: TestApp) {
        let world = &app.world;
        let (aide, coordinator) = (app.client(&world.aide).await, app.client(&world.coordinator).await);
        world.visit(app.app(), &world.person, &world.aide, app.now(), "planned").await;
        let file = format!("/api/persons/{}", world.person.id);
        let reads = [(&coordinator, "/api/alerts"), (&aide, "/api/visits"), (&coordinator, "/api/follow-ups"),
            (&coordinator, "/api/alerts/counts"), (&coordinator, file.as_str())];
        for (client, path) in reads {
            let first = client.get(path).await;
            assert_eq!(first.status, 200);
            let tag = tag_of(&first);
            let second = again(client, path, &tag).await;
            assert_eq!((second.status.as_u16(), second.text.as_str(), tag_of(&second)), (304, "", tag.clone()), "{path}");
            assert_eq!(second.headers["cache-control"], "no-store");
            assert_eq!(again(client, path, "W/\"0123\"").await.status, 200, "{path}");
        }
        // A look is a look, whatever was sent.
        let looks = format!("SELECT COUNT(*) FROM access_log WHERE person_id = {}", rows::literal(app.store(), world.person.id));
        assert_eq!(rows::count(app.store(), &looks).await, 3);
    }

    async fn what_changed_is_sent_whole_and_a_refusal_stays_one(app: TestApp) {
        let world = &app.world;
        let (aide, coordinator) = (app.client(&world.aide).await, app.client(&world.coordinator).await);
        let before = tag_of(&coordinator.get("/api/alerts").await);
        aide.rate(&[world.rating(&world.person, app.now() - TimeDelta::hours(1), [Some(1), Some(4), None])]).await;
        let after = again(&coordinator, "/api/alerts", &before).await;
        assert_eq!(after.status, 200);
        assert_ne!(tag_of(&after), before);
        assert_eq!(after.ok()["items"].as_array().expect("items").len(), 1);
        assert_eq!(again(&app.anonymous(), "/api/alerts", &before).await.status, 401);
        assert_eq!(again(&aide, "/api/alerts", &before).await.status, 404);
        let mut english = app.client(&world.coordinator).await;
        english.language = "en";
        let queue = coordinator.get("/api/alerts").await;
        assert_eq!(again(&english, "/api/alerts", &tag_of(&queue)).await.status, 200, "another language is another answer");
    }
}

#[tokio::test]
async fn a_tag_is_the_same_on_every_node() {
    everywhere(async {
        let app = TestApp::start(Database::Postgres).await;
        let node = app.second_node().await;
        let here = app.client(&app.world.coordinator).await;
        let there = app.at_node(&node, &here);
        for path in ["/api/alerts", "/api/follow-ups"] {
            let tag = tag_of(&here.get(path).await);
            assert_eq!(again(&there, path, &tag).await.status, 304, "{path}");
        }
    })
    .await;
}
