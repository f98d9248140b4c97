//! `/api/settings`: working hours and targets, and what follows from them.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use vigie_tests::{TestApp, on_both};

/// A rating that opens a high alert.
async fn fall(app: &TestApp) {
    let mut rating = app.world.rating(&app.world.person, app.now(), [None, None, None]);
    rating["signs"] = json!(["fall"]);
    assert_eq!(app.client(&app.world.aide).await.rate(&[rating]).await, ["stored"]);
}

fn hours(spans: &Value) -> Value {
    let none = json!([]);
    json!({ "mon": spans, "tue": spans, "wed": spans, "thu": spans, "fri": spans, "sat": none, "sun": none })
}

on_both! {
    async fn an_administrator_changes_them_and_others_read_them(app: TestApp) {
        let administrator = app.client(&app.world.administrator).await;
        let mut settings = administrator.get("/api/settings").await.ok();
        assert_eq!(settings["version"], 0);
        assert_eq!(settings["working_time"]["holidays"], "metropole");
        assert_eq!(settings["working_time"]["hours"]["mon"], json!([["08:30", "12:30"], ["13:30", "17:30"]]));
        assert_eq!(settings["working_time"]["critical_always"], true);
        settings["working_time"]["hours"] = hours(&json!([["09:00", "17:00"]]));
        settings["working_time"]["days_off"] = json!(["2026-05-15"]);
        settings["act_minutes"]["high"] = json!(300);
        let saved = administrator.put("/api/settings", &settings).await.ok();
        assert_eq!(saved["version"], 1);
        let coordinator = app.client(&app.world.coordinator).await;
        assert_eq!(coordinator.get("/api/settings").await.ok(), saved);
        let stale = administrator.put("/api/settings", &settings).await;
        assert_eq!(stale.problem(409), "stale_version");
        assert_eq!(stale.body["settings"], saved);
        let elsewhere = app.client(&app.elsewhere.administrator).await;
        assert_eq!(elsewhere.get("/api/settings").await.ok()["version"], 0, "another federation has its own");
        assert_eq!(administrator.put("/api/settings", &saved).await.ok()["version"], 2);
    }

    async fn what_nobody_can_mean_is_refused_by_place(app: TestApp) {
        let administrator = app.client(&app.world.administrator).await;
        let good = administrator.get("/api/settings").await.ok();
        for (pointer, value) in [
            ("/working_time/hours/mon", json!([["12:00", "08:00"]])),
            ("/working_time/days_off", json!(["le 15 mai"])),
            ("/act_minutes/critical", json!(0)),
            ("/claim_idle_minutes/other", json!(100_000)),
        ] {
            let mut bad = good.clone();
            *bad.pointer_mut(pointer).expect("a place") = value;
            let answer = administrator.put("/api/settings", &bad).await;
            assert_eq!(answer.problem(422), "validation_failed", "{pointer}");
            let place = answer.body["errors"][0]["pointer"].as_str().expect("a place");
            assert!(pointer.starts_with(place), "{pointer}: {place}");
        }
        assert_eq!(administrator.get("/api/settings").await.ok(), good, "nothing was written");
    }

    async fn quiet_hours_are_a_setting_that_stays_when_it_is_left_out(app: TestApp) {
        let administrator = app.client(&app.world.administrator).await;
        let mut settings = administrator.get("/api/settings").await.ok();
        let built_in = json!({ "quiet_from": "20:00", "quiet_to": "07:30", "critical_breaks_quiet": false, "daily_cap": 20,
            "aide_from": "07:00", "aide_to": "20:30" });
        assert_eq!(settings["notifications"], built_in);
        let changed = json!({ "quiet_from": "19:30", "quiet_to": "08:00", "critical_breaks_quiet": true, "daily_cap": 5,
            "aide_from": "06:30", "aide_to": "21:00" });
        settings["notifications"] = changed.clone();
        let mut saved = administrator.put("/api/settings", &settings).await.ok();
        assert_eq!(saved["notifications"], changed);
        saved.as_object_mut().expect("an object").remove("notifications");
        let kept = administrator.put("/api/settings", &saved).await.ok();
        assert_eq!((&kept["version"], &kept["notifications"]), (&json!(2), &changed));
        for (place, value, code, named) in [
            ("quiet_from", json!("25:00"), "invalid_clock", "quiet_from"),
            ("daily_cap", json!(0), "out_of_range", "daily_cap"),
            ("aide_to", json!("06:00"), "out_of_range", "aide_to"),
            ("quiet_to", json!("19:00"), "no_time_left", "quiet_to"),
        ] {
            let mut bad = kept.clone();
            bad["notifications"][place] = value;
            let answer = administrator.put("/api/settings", &bad).await;
            assert_eq!(answer.problem(422), "validation_failed", "{place}");
            let error = &answer.body["errors"][0];
            assert_eq!((&error["pointer"], &error["code"]), (&json!(format!("/notifications/{named}")), &json!(code)));
            assert!(error["detail"].as_str().is_some_and(|text| text.contains(' ')), "{error}");
        }
    }

    async fn targets_are_counted_in_the_working_time_that_was_set(app: TestApp) {
        let administrator = app.client(&app.world.administrator).await;
        let mut settings = administrator.get("/api/settings").await.ok();
        // The clock stands at nine in Paris: one hour is left today, the other three are tomorrow's.
        settings["working_time"]["hours"] = hours(&json!([["07:00", "10:00"]]));
        settings["act_minutes"]["high"] = json!(90);
        administrator.put("/api/settings", &settings).await.ok();
        fall(&app).await;
        let coordinator = app.client(&app.world.coordinator).await;
        let alert = coordinator.only_alert().await;
        let tomorrow: DateTime<Utc> = "2026-03-03T09:00:00Z".parse().expect("a time");
        assert_eq!(alert["due_at"], json!(tomorrow));
        assert_eq!((&alert["act_due_at"], &alert["overdue"]), (&Value::Null, &json!(false)));
        let taken = coordinator.act(&alert, "claim", json!({})).await.ok();
        assert_eq!(taken["act_due_at"], json!("2026-03-03T06:30:00Z"));
        app.advance(TimeDelta::hours(23));
        let coordinator = app.client(&app.world.coordinator).await;
        let late = coordinator.only_alert().await;
        assert_eq!((&late["state"], &late["overdue"]), (&json!("taken"), &json!(true)));
        let action = json!({ "kind": "phone_call", "contact": "phone", "agreement": "person", "text": null });
        let acted = coordinator.act(&late, "action", action).await.ok();
        assert_eq!((&acted["act_due_at"], &acted["overdue"]), (&Value::Null, &json!(false)), "something was done");
        let seq = acted["timeline"].as_array().expect("a timeline").last().expect("a line")["seq"].clone();
        let back = coordinator.act(&acted, "retract", json!({ "seq": seq })).await.ok();
        assert_eq!((&back["act_due_at"], &back["overdue"]), (&taken["act_due_at"], &json!(true)), "nothing, after all");
    }

    async fn a_critical_alert_does_not_wait_for_the_office_to_open(app: TestApp) {
        app.clock.set("2026-03-07T21:00:00Z".parse().expect("a Saturday night"));
        let rating = app.world.rating(&app.world.person, app.now(), [Some(1), Some(4), Some(4)]);
        app.client(&app.world.aide).await.rate(&[rating]).await;
        let alert = app.client(&app.world.coordinator).await.only_alert().await;
        assert_eq!(alert["severity"], "critical");
        assert_eq!(alert["due_at"], json!(app.now() + TimeDelta::hours(1)));
    }
}
