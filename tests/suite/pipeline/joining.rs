//! New findings join the open alert; people are told when it gets worse or another family speaks.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_tests::{TestApp, on_both, rows};

fn signed(app: &TestApp, at_hours_ago: i64, sign: &str) -> Value {
    let mut rating =
        app.world.rating(&app.world.person, app.now() - TimeDelta::hours(at_hours_ago), [None, None, None]);
    rating["signs"] = json!([sign]);
    rating
}

async fn told(app: &TestApp) -> i64 {
    rows::count(app.store(), "SELECT COUNT(*) FROM outbox WHERE kind = 'alert_raised'").await
}

on_both! {
    async fn a_second_family_makes_the_alert_one_step_graver(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let start = app.now() - TimeDelta::days(12);
        let mut fortnight: Vec<Value> = (0..10)
            .map(|day| app.world.rating(&app.world.person, start + TimeDelta::days(day), [Some(4), Some(4), Some(4)]))
            .collect();
        for day in [10, 11] {
            let low = app.world.rating(&app.world.person, start + TimeDelta::days(day), [Some(4), Some(2), Some(4)]);
            fortnight.push(low);
        }
        assert!(aide.rate(&fortnight).await.iter().all(|outcome| outcome == "stored"));
        let coordinator = app.client(&app.world.coordinator).await;
        let alert = coordinator.only_alert().await;
        assert_eq!((&alert["severity"], &alert["findings"][0]["family"]), (&json!("high"), &json!("scores")));
        let due = alert["due_at"].as_str().unwrap().to_owned();
        assert_eq!(told(&app).await, 3);

        // Taken alone a weak sign twice would be moderate, the drop is high; together they are critical.
        assert_eq!(aide.rate(&[signed(&app, 6, "pain"), signed(&app, 3, "tired")]).await, ["stored", "stored"]);
        let graver = coordinator.detail(&alert).await;
        assert_eq!(graver["severity"], "critical");
        assert!(graver["due_at"].as_str().unwrap() < due.as_str(), "somebody is wanted sooner");
        let kinds: Vec<&str> = graver["timeline"].as_array().unwrap().iter().map(|line| line["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds.last(), Some(&"severity_raised"));
        assert!(kinds.contains(&"finding_added"));
        assert_eq!(told(&app).await, 6, "each of the desk once more");
    }

    async fn more_of_the_same_joins_in_silence(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        assert_eq!(aide.rate(&[signed(&app, 9, "fall")]).await, ["stored"]);
        assert_eq!(told(&app).await, 3);
        assert_eq!(aide.rate(&[signed(&app, 6, "refuses_care")]).await, ["stored"]);
        let alert = app.client(&app.world.coordinator).await.only_alert().await;
        assert_eq!(alert["findings"].as_array().unwrap().len(), 2);
        assert_eq!((told(&app).await, &alert["severity"]), (3, &json!("high")));
    }

    async fn the_same_strong_sign_again_is_graver_and_told(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        aide.rate(&[signed(&app, 9, "fall")]).await;
        aide.rate(&[signed(&app, 6, "fall")]).await;
        let alert = app.client(&app.world.coordinator).await.only_alert().await;
        assert_eq!((told(&app).await, &alert["severity"]), (6, &json!("critical")));
    }

    async fn persons_never_share_an_alert(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let one = app.world.rating(&app.world.person, app.now(), [Some(1), None, None]);
        let other = app.world.rating(&app.world.second_person, app.now(), [Some(1), None, None]);
        aide.rate(&[one, other]).await;
        let queue = app.client(&app.world.coordinator).await.queue().await;
        assert_eq!(queue.len(), 2);
        assert_ne!(queue[0]["person"]["id"], queue[1]["person"]["id"]);
    }

    async fn a_moderate_alert_waits_for_a_second_weak_sign(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let coordinator = app.client(&app.world.coordinator).await;
        aide.rate(&[signed(&app, 30, "pain")]).await;
        assert!(coordinator.queue().await.is_empty());
        aide.rate(&[signed(&app, 3, "tired")]).await;
        assert_eq!(coordinator.only_alert().await["severity"], "moderate");
    }
}
