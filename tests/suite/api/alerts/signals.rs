//! `GET /api/signals`: an aide reads what came of her ratings, in the words chosen for her.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_tests::{Client, TestApp, on_both};

use super::{alert_and_coordinator, alert_of};

async fn signals(aide: &Client) -> Vec<Value> {
    aide.get("/api/signals").await.ok()["items"].as_array().expect("items").clone()
}

async fn of_aide(app: &TestApp) -> Vec<Value> {
    signals(&app.client(&app.world.aide).await).await
}

on_both! {
    async fn a_signal_is_received_then_taken_then_closed_with_words(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        let [received] = of_aide(&app).await.try_into().expect("one signal");
        assert_eq!(received["alert_id"], alert["id"]);
        assert_eq!(received["person"], json!({ "id": app.world.person.id, "name": "Mme Pommier" }));
        assert_eq!((&received["state"], &received["by"]), (&json!("received"), &Value::Null));
        let taken = coordinator.act(&alert, "claim", json!({})).await.ok();
        let [signal] = of_aide(&app).await.try_into().expect("one signal");
        assert_eq!((&signal["state"], &signal["by"]), (&json!("taken"), &json!("Dana")));
        assert_eq!((&signal["outcome"], &signal["for_aide"]), (&Value::Null, &Value::Null));
        let noted = coordinator.act(&taken, "note", json!({ "text": "confidentiel" })).await.ok();
        coordinator.act(&noted, "resolve", json!({ "outcome": "acted", "for_aide": "Merci Alix." })).await.ok();
        let [signal] = of_aide(&app).await.try_into().expect("one signal");
        assert_eq!((&signal["state"], &signal["by"]), (&json!("closed"), &json!("Dana")));
        assert_eq!((&signal["outcome"], &signal["for_aide"]), (&json!("acted"), &json!("Merci Alix.")));
        assert!(!signal.to_string().contains("confidentiel") && !signal.to_string().contains("Essai"));
    }

    async fn words_go_again_when_the_closing_is_undone(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        let closed = coordinator.act(&alert, "resolve", json!({ "outcome": "acted", "for_aide": "Merci." })).await.ok();
        coordinator.act(&closed, "reopen", json!({})).await.ok();
        let [signal] = of_aide(&app).await.try_into().expect("one signal");
        assert_eq!((&signal["state"], &signal["for_aide"]), (&json!("taken"), &Value::Null));
    }

    async fn of_somebody_who_refuses_nothing_is_shared_but_that_it_was_seen(app: TestApp) {
        let alert = alert_of(&app, &app.world.refusing).await;
        let referent = app.client(&app.world.referent).await;
        let taken = referent.act(&alert, "claim", json!({})).await.ok();
        assert_eq!(of_aide(&app).await[0]["state"], "taken");
        referent.act(&taken, "resolve", json!({ "outcome": "acted", "for_aide": "secret" })).await.ok();
        let [signal] = of_aide(&app).await.try_into().expect("one signal");
        assert_eq!(signal["state"], "closed");
        assert_eq!((&signal["outcome"], &signal["for_aide"]), (&Value::Null, &Value::Null));
    }

    async fn each_aide_sees_her_own_newest_first(app: TestApp) {
        let (aide, colleague) = (app.client(&app.world.aide).await, app.client(&app.world.second_aide).await);
        let low = |person, hours| app.world.rating(person, app.now() - TimeDelta::hours(hours), [Some(1), None, None]);
        let (first, second) = (low(&app.world.person, 5), low(&app.world.second_person, 2));
        aide.rate(&[first.clone(), second.clone()]).await;
        let other = low(&app.world.person, 1);
        colleague.rate(std::slice::from_ref(&other)).await;
        let own: Vec<Value> = signals(&aide).await.iter().map(|signal| signal["rating_id"].clone()).collect();
        assert_eq!(own, [second["id"].clone(), first["id"].clone()]);
        let theirs: Vec<Value> = signals(&colleague).await.iter().map(|signal| signal["rating_id"].clone()).collect();
        assert_eq!(theirs, [other["id"].clone()]);
        assert_eq!(signals(&app.client(&app.world.south_aide).await).await, Vec::<Value>::new());
    }

    async fn a_rating_with_several_findings_is_one_signal(app: TestApp) {
        let mut rating = app.world.rating(&app.world.person, app.now(), [Some(1), Some(1), Some(1)]);
        rating["signs"] = json!(["fall", "confusion"]);
        app.client(&app.world.aide).await.rate(&[rating]).await;
        assert_eq!(of_aide(&app).await.len(), 1);
    }

    async fn a_corrected_rating_is_no_signal_any_more(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let wrong = app.world.rating(&app.world.person, app.now(), [Some(1), None, None]);
        let mut right = app.world.rating(&app.world.person, app.now(), [Some(4), None, None]);
        right["replaces"] = wrong["id"].clone();
        aide.rate(&[wrong]).await;
        assert_eq!(signals(&aide).await.len(), 1);
        aide.rate(&[right]).await;
        assert_eq!(signals(&aide).await, Vec::<Value>::new());
    }
}
