//! `snooze`: put off until a date, or until it gets worse.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_tests::on_both;

use super::{alert_and_coordinator, kinds};

on_both! {
    async fn the_date_lies_ahead_and_not_beyond_ninety_days(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        let (now, second) = (app.now(), TimeDelta::seconds(1));
        for bad in [now, now - second, now + TimeDelta::days(90) + second, now + TimeDelta::days(4_000)] {
            let answer = coordinator.act(&alert, "snooze", json!({ "until": bad })).await;
            assert_eq!(answer.problem(422), "validation_failed", "{bad}");
            assert_eq!(answer.body["errors"][0]["pointer"], "/until");
        }
        for bad in [json!("demain"), Value::Null, json!(3), json!("2026-03-05")] {
            assert_eq!(coordinator.act(&alert, "snooze", json!({ "until": bad })).await.problem(400), "invalid_request");
        }
        let soon = coordinator.act(&alert, "snooze", json!({ "until": now + second })).await.ok();
        assert_eq!((&soon["state"], &soon["snoozed_until"]), (&json!("snoozed"), &json!(now + second)));
        let late = coordinator.act(&soon, "snooze", json!({ "until": now + TimeDelta::days(90) })).await.ok();
        assert_eq!(late["snoozed_until"], json!(now + TimeDelta::days(90)));
    }

    async fn whoever_has_an_alert_keeps_it_while_it_rests(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        let taken = coordinator.act(&alert, "claim", json!({})).await.ok();
        let resting = coordinator.act(&taken, "snooze", json!({ "until": app.now() + TimeDelta::days(2) })).await.ok();
        assert_eq!(resting["owner"], taken["owner"]);
        let line = &resting["timeline"][2];
        assert_eq!((&line["kind"], &line["data"]["until"]), (&json!("snoozed"), &resting["snoozed_until"]));
    }

    async fn it_wakes_when_it_gets_worse_and_not_for_more_of_the_same(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let coordinator = app.client(&app.world.coordinator).await;
        let mut fall = app.world.rating(&app.world.person, app.now() - TimeDelta::hours(3), [Some(4), Some(4), Some(4)]);
        fall["signs"] = json!(["fall"]);
        assert_eq!(aide.rate(&[fall]).await, ["stored"]);
        let alert = coordinator.only_alert().await;
        assert_eq!(alert["severity"], "high");
        let taken = coordinator.act(&alert, "claim", json!({})).await.ok();
        coordinator.act(&taken, "snooze", json!({ "until": app.now() + TimeDelta::days(5) })).await.ok();

        let mut same = app.world.rating(&app.world.person, app.now() - TimeDelta::hours(2), [Some(4), Some(4), Some(4)]);
        same["signs"] = json!(["refuses_care"]);
        assert_eq!(aide.rate(&[same]).await, ["stored"]);
        let resting = coordinator.only_alert().await;
        assert_eq!((&resting["state"], resting["findings"].as_array().unwrap().len()), (&json!("snoozed"), 2));

        let worse = app.world.rating(&app.world.person, app.now() - TimeDelta::hours(1), [Some(1), Some(4), Some(4)]);
        assert_eq!(aide.rate(&[worse]).await, ["stored"]);
        let awake = coordinator.detail(&alert).await;
        assert_eq!((&awake["state"], &awake["severity"]), (&json!("taken"), &json!("critical")));
        assert_eq!(awake["owner"]["id"], json!(app.world.coordinator.id), "back to whoever had it");
        assert_eq!(awake["snoozed_until"], Value::Null);
        let expected =
            ["opened", "claimed", "snoozed", "finding_added", "finding_added", "woken", "severity_raised"];
        assert_eq!(kinds(&awake), expected);
    }
}
