//! `GET /api/alerts/{id}`: why, and everything that happened.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_tests::on_both;

use super::{alert_and_coordinator, alert_of, body_of, kinds};

on_both! {
    async fn the_whole_story_is_told_in_order_with_who_did_what(app: TestApp) {
        let (mut alert, coordinator) = alert_and_coordinator(&app).await;
        for verb in ["claim", "note", "action", "snooze", "claim", "release", "assign", "resolve", "reopen"] {
            app.advance(TimeDelta::seconds(20));
            alert = coordinator.act(&alert, verb, body_of(&app, verb)).await.ok();
        }
        let expected = [
            "opened", "claimed", "note", "action", "snoozed", "claimed", "released", "assigned", "resolved", "reopened",
        ];
        assert_eq!(kinds(&alert), expected);
        let timeline = alert["timeline"].as_array().unwrap();
        assert!(timeline.windows(2).all(|pair| pair[0]["seq"].as_i64() < pair[1]["seq"].as_i64()));
        assert!(timeline.windows(2).all(|pair| pair[0]["at"].as_str() <= pair[1]["at"].as_str()));
        assert_eq!(timeline[0]["actor"], Value::Null);
        assert!(timeline[1..].iter().all(|line| line["actor"]["name"] == "Dana Essai"));
        assert_eq!(coordinator.detail(&alert).await["timeline"], alert["timeline"]);
    }

    async fn the_sentence_leads_with_the_gravest_finding_that_stands(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let rate = |hours: i64, scores, signs: Value| {
            let mut rating = app.world.rating(&app.world.person, app.now() - TimeDelta::hours(hours), scores);
            rating["signs"] = signs;
            rating
        };
        let grave = rate(5, [Some(1), Some(4), Some(4)], json!([]));
        assert_eq!(aide.rate(&[grave.clone(), rate(2, [None, None, None], json!(["fall"]))]).await.len(), 2);
        let mut coordinator = app.client(&app.world.coordinator).await;
        let alert = coordinator.only_alert().await;
        assert!(alert["sentence"].as_str().unwrap().contains("1 sur 5"), "{}", alert["sentence"]);
        let times: Vec<_> = alert["findings"].as_array().unwrap().iter().map(|f| f["at"].clone()).collect();
        assert_eq!(times, [json!(app.now() - TimeDelta::hours(2)), json!(app.now() - TimeDelta::hours(5))], "newest first");
        coordinator.language = "en";
        assert!(coordinator.only_alert().await["sentence"].as_str().unwrap().contains("1 out of 5"));
        let mut right = rate(5, [Some(4), Some(4), Some(4)], json!([]));
        right["replaces"] = grave["id"].clone();
        assert_eq!(aide.rate(&[right]).await, ["stored"]);
        let sentence = coordinator.only_alert().await["sentence"].clone();
        assert!(sentence.as_str().unwrap().contains("Fall") || sentence.as_str().unwrap().contains("fall"), "{sentence}");
    }

    async fn the_curve_has_the_lowest_score_of_each_of_the_last_28_days(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let day = |days: i64, scores| app.world.rating(&app.world.person, app.now() - TimeDelta::days(days), scores);
        let batch = [
            day(0, [Some(1), Some(4), Some(5)]),
            day(1, [None, Some(3), Some(5)]),
            day(27, [Some(5), Some(5), Some(2)]),
            day(28, [Some(1), Some(1), Some(1)]),
        ];
        assert!(aide.rate(&batch).await.iter().all(|outcome| outcome == "stored"));
        let alert = app.client(&app.world.coordinator).await.only_alert().await;
        let spark = alert["spark"].as_array().unwrap();
        assert_eq!(spark.len(), 28);
        assert_eq!((&spark[27], &spark[26], &spark[0]), (&json!(1), &json!(3), &json!(2)));
        assert!(spark[1..26].iter().all(Value::is_null));
    }

    async fn the_history_reaches_eight_weeks_back_in_the_order_of_the_visits(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let day = |days: i64| app.world.rating(&app.world.person, app.now() - TimeDelta::days(days), [Some(4), None, None]);
        let batch = [day(57), day(3), day(56), day(1), day(30)];
        assert!(aide.rate(&batch).await.iter().all(|outcome| outcome == "stored"));
        let alert = alert_of(&app, &app.world.person).await;
        let detail = app.client(&app.world.coordinator).await.detail(&alert).await;
        let history = &detail["history"];
        let found: Vec<_> = history["ratings"].as_array().unwrap().iter().map(|r| r["id"].clone()).collect();
        let expected = [2, 4, 1, 3].map(|i: usize| batch[i]["id"].clone());
        assert_eq!(found[..4], expected);
        assert_eq!(found.len(), 5, "and the one that opened the alert");
        assert_eq!((&history["from"], &history["to"]), (&json!(app.now() - TimeDelta::weeks(8)), &json!(app.now())));
    }

    async fn graver_alerts_want_somebody_sooner(app: TestApp) {
        let (alert, _) = alert_and_coordinator(&app).await;
        assert_eq!(alert["due_at"], json!(app.now() + TimeDelta::minutes(60)));
        let mut fall = app.world.rating(&app.world.second_person, app.now(), [None, None, None]);
        fall["signs"] = json!(["fall"]);
        app.client(&app.world.aide).await.rate(&[fall]).await;
        let queue = app.client(&app.world.coordinator).await.queue().await;
        // Four hours of work from nine o'clock on, and an hour of lunch.
        assert_eq!(queue[1]["due_at"], json!(app.now() + TimeDelta::hours(5)));
    }
}
