//! The answer to a phone is sent after the commit: the phone forgets its copy then.

use serde_json::json;
use vigie_server::store::{alerts, ratings};
use vigie_tests::on_both;

on_both! {
    async fn what_was_acknowledged_is_in_the_database_after_the_server_is_gone(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let mut sent = Vec::new();
        for health in [4, 1, 3] {
            let rating = app.world.rating(&app.world.second_person, app.now(), [Some(health), None, None]);
            assert_eq!(aide.rate(std::slice::from_ref(&rating)).await, ["stored"]);
            sent.push(rating["id"].as_str().unwrap().parse().expect("an id"));
        }
        let coordinator = app.client(&app.world.coordinator).await;
        coordinator.act(&coordinator.only_alert().await, "claim", json!({})).await.ok();
        let left = app.stop().await;
        let store = left.store().await;
        let mut tx = store.begin().await.expect("a transaction");
        for id in sent {
            assert!(ratings::find(&mut tx, left.world.federation, id).await.expect("a look").is_some(), "{id}");
        }
        let alert = alerts::open_of(&mut tx, left.world.federation, left.world.second_person.id).await.expect("a look");
        assert_eq!(alert.expect("an alert").owner_id, Some(left.world.coordinator.id));
    }

    async fn a_stopped_server_takes_nothing_more(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let rating = app.world.rating(&app.world.person, app.now(), [Some(4), None, None]);
        let body = json!({ "ratings": [rating] });
        let _left = app.stop().await;
        let refused = aide.request(reqwest::Method::POST, "/api/ratings").json(&body).send().await;
        assert!(refused.is_err(), "a phone keeps what nobody took");
    }
}
