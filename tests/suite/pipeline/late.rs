//! Ratings that come late: what they contradict is lifted, what they show is heard.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_tests::{TestApp, on_both, rows};

use super::oracle::{expected, found};

fn on_day(app: &TestApp, days_ago: i64, mood: u8) -> Value {
    app.world.rating(&app.world.person, app.now() - TimeDelta::days(days_ago), [Some(4), Some(mood), Some(4)])
}

/// Twelve ordinary days, then two low ones with a day between them that is not known yet.
async fn drop_of_mood(app: &TestApp) {
    let mut days: Vec<Value> = (5..17).map(|days_ago| on_day(app, days_ago, 4)).collect();
    days.extend([on_day(app, 3, 2), on_day(app, 1, 2)]);
    assert!(app.client(&app.world.aide).await.rate(&days).await.iter().all(|outcome| outcome == "stored"));
}

/// How many were told of an alert.
async fn told(app: &TestApp) -> i64 {
    rows::count(app.store(), "SELECT COUNT(*) FROM outbox WHERE kind = 'alert_raised'").await
}

on_both! {
    async fn a_good_day_between_two_bad_ones_lifts_the_drop(app: TestApp) {
        drop_of_mood(&app).await;
        let coordinator = app.client(&app.world.coordinator).await;
        let alert = coordinator.only_alert().await;
        assert_eq!(alert["findings"][0]["rule"], "drop");
        let late = on_day(&app, 2, 4);
        assert_eq!(app.client(&app.world.second_aide).await.rate(&[late]).await, ["stored"]);
        assert!(coordinator.queue().await.is_empty());
        let closed = coordinator.detail(&alert).await;
        assert_eq!((&closed["state"], &closed["findings"][0]["lifted"]), (&json!("closed"), &json!(true)));
        assert!(!closed["sentence"].as_str().unwrap().is_empty(), "what it was about can still be read");
    }

    async fn a_late_bad_day_is_heard(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let mut days: Vec<Value> = (5..17).map(|days_ago| on_day(&app, days_ago, 4)).collect();
        days.push(on_day(&app, 1, 2));
        let aide = app.client(&app.world.aide).await;
        aide.rate(&days).await;
        assert!(coordinator.queue().await.is_empty());
        assert_eq!(aide.rate(&[on_day(&app, 2, 2)]).await, ["stored"]);
        let alert = coordinator.only_alert().await;
        assert_eq!(alert["findings"][0]["at"], days.last().unwrap()["visited_at"], "completed by the later visit");
    }

    async fn a_fall_heard_of_late_makes_the_alert_as_grave_as_in_order_and_is_told(app: TestApp) {
        let fall = |days_ago| {
            let mut rating = on_day(&app, days_ago, 4);
            rating["signs"] = json!(["fall"]);
            rating
        };
        let (aide, coordinator) = (app.client(&app.world.aide).await, app.client(&app.world.coordinator).await);
        aide.rate(&[fall(1)]).await;
        assert_eq!((coordinator.only_alert().await["severity"].clone(), told(&app).await), (json!("high"), 3));
        let earlier = fall(3);
        assert_eq!(aide.rate(std::slice::from_ref(&earlier)).await, ["stored"]);
        assert_eq!((coordinator.only_alert().await["severity"].clone(), told(&app).await), (json!("critical"), 6));
        let mut corrected = on_day(&app, 3, 4);
        corrected["replaces"] = earlier["id"].clone();
        assert_eq!(aide.rate(&[corrected]).await, ["stored"]);
        let alert = coordinator.only_alert().await;
        assert_eq!((&alert["severity"], told(&app).await), (&json!("high"), 6));
        let id = rows::literal(app.store(), alert["id"].as_str().and_then(|id| id.parse().ok()).expect("an id"));
        let lines = format!("SELECT COUNT(*) FROM alert_events WHERE alert_id = {id}");
        let versions = alert["version"].as_i64().expect("a version");
        assert!(rows::count(app.store(), &lines).await >= versions, "no version without a line: screens look again when there is one");
    }

    async fn what_was_lifted_stands_again_when_its_contradiction_goes(app: TestApp) {
        drop_of_mood(&app).await;
        let coordinator = app.client(&app.world.coordinator).await;
        coordinator.detail(&coordinator.only_alert().await).await;
        let colleague = app.client(&app.world.second_aide).await;
        let late = on_day(&app, 2, 4);
        colleague.rate(std::slice::from_ref(&late)).await;
        let alert = coordinator.only_alert().await;
        assert_eq!(alert["findings"][0]["lifted"], true);
        let mut corrected = on_day(&app, 2, 2);
        corrected["replaces"] = late["id"].clone();
        assert_eq!(colleague.rate(&[corrected]).await, ["stored"]);
        let again = coordinator.only_alert().await;
        assert_eq!(again["id"], alert["id"]);
        let standing: Vec<&Value> = again["findings"].as_array().unwrap().iter().filter(|f| f["lifted"] == false).collect();
        assert!(!standing.is_empty(), "{again}");
    }

    async fn a_rating_from_weeks_ago_does_not_wake_what_is_over(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let aide = app.client(&app.world.aide).await;
        let days: Vec<Value> = (1..40).map(|days_ago| on_day(&app, days_ago, 4)).collect();
        aide.rate(&days).await;
        let late = app.world.rating(&app.world.person, app.now() - TimeDelta::days(30), [None, Some(2), None]);
        assert_eq!(aide.rate(&[late]).await, ["stored"]);
        assert!(coordinator.queue().await.is_empty());
    }

    async fn what_was_struck_out_does_not_come_back_with_a_checkpoint(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let days: Vec<Value> = (5..17).map(|days_ago| on_day(&app, days_ago, 5)).collect();
        aide.rate(&days).await;
        // Corrections that say the visits were long ago: kept, and none of the rules' business.
        let struck = days.iter().map(|day| {
            let mut correction = on_day(&app, 70, 5);
            correction["replaces"] = day["id"].clone();
            correction
        });
        aide.rate(&struck.collect::<Vec<Value>>()).await;
        let left = [on_day(&app, 3, 2), on_day(&app, 1, 2)];
        aide.rate(&left).await;
        let (with, without) = (expected(&[&days[..], &left].concat(), app.world.aide.id), expected(&left, app.world.aide.id));
        assert_ne!(with, without, "the struck ones would say something");
        assert_eq!(found(&app, app.world.person.id).await, without);
    }
}
