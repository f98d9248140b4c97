//! `/api/notifications`: what each role may say about being told.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_tests::on_both;

/// What the answer gives back as a change.
fn change(shown: &Value) -> Value {
    let mut body = shown.clone();
    for derived in ["locked", "effective"] {
        body.as_object_mut().expect("an object").remove(derived);
    }
    body
}

on_both! {
    async fn everybody_sees_the_kinds_of_their_role_and_the_federations_hours(app: TestApp) {
        for (actor, kinds, locked) in [
            (&app.world.aide, vec!["feedback", "unrated_visit"], json!([])),
            (
                &app.world.coordinator,
                vec!["aide_reply", "alert_raised", "case_moved", "caseload", "cover_begins", "digest", "escalation", "follow_up_due"],
                json!(["escalation"]),
            ),
            (
                &app.world.referent,
                vec!["aide_reply", "alert_raised", "caseload", "cover_begins", "cover_gap", "digest", "escalation", "follow_up_due", "follow_up_overdue", "quarantine"],
                json!(["escalation"]),
            ),
            (&app.world.administrator, vec!["caseload", "cover_gap", "escalation", "follow_up_overdue"], json!([])),
        ] {
            let shown = app.client(actor).await.get("/api/notifications").await.ok();
            let mut listed: Vec<&str> = shown["kinds"].as_object().expect("kinds").keys().map(String::as_str).collect();
            listed.sort_unstable();
            assert_eq!((listed, &shown["locked"]), (kinds, &locked), "{}", actor.role);
            assert!(shown["kinds"].as_object().expect("kinds").values().all(|on| *on == json!(true)));
            assert_eq!((&shown["version"], &shown["push"], &shown["mail"]), (&json!(0), &json!(true), &json!(true)));
            for unset in ["quiet_from", "quiet_to", "days", "duty_from", "duty_to"] {
                assert_eq!(shown.get(unset), Some(&Value::Null), "{unset}");
            }
            let effective = &shown["effective"];
            assert_eq!((&effective["quiet_from"], &effective["quiet_to"]), (&json!("20:00"), &json!("07:30")));
            assert_eq!(effective["critical_breaks_quiet"], false);
            assert_eq!(effective["next_duty_at"], json!(app.now()), "at work");
        }
    }

    async fn a_change_is_kept_shows_what_follows_and_is_made_over_what_was_seen(app: TestApp) {
        let client = app.client(&app.world.coordinator).await;
        let mut wanted = change(&client.get("/api/notifications").await.ok());
        wanted["quiet_from"] = json!("19:00");
        wanted["quiet_to"] = json!("08:45");
        wanted["days"] = json!(["tue", "mon"]);
        wanted["duty_from"] = json!("08:00");
        wanted["duty_to"] = json!("12:00");
        wanted["mail"] = json!(false);
        wanted["kinds"] = json!({ "aide_reply": false, "alert_raised": false });
        let saved = client.put("/api/notifications", &wanted).await.ok();
        assert_eq!(saved, client.get("/api/notifications").await.ok());
        assert_eq!((&saved["version"], &saved["mail"], &saved["days"]), (&json!(1), &json!(false), &json!(["mon", "tue"])));
        assert_eq!((&saved["duty_from"], &saved["quiet_to"]), (&json!("08:00"), &json!("08:45")));
        assert_eq!((&saved["kinds"]["aide_reply"], &saved["kinds"]["caseload"]), (&json!(false), &json!(true)));
        let effective = &saved["effective"];
        assert_eq!((&effective["quiet_from"], &effective["quiet_to"]), (&json!("19:00"), &json!("08:45")));
        let stale = client.put("/api/notifications", &wanted).await;
        assert_eq!(stale.problem(409), "stale_version");
        assert_eq!(stale.body["notifications"], saved);
        // At noon on Tuesday the week is over for somebody who works on Mondays and Tuesdays.
        app.advance(TimeDelta::hours(27));
        let client = app.client(&app.world.coordinator).await;
        let shown = client.get("/api/notifications").await.ok();
        assert_eq!(shown["effective"]["next_duty_at"], "2026-03-09T07:45:00Z");
        let mut back = change(&shown);
        back["kinds"] = json!({ "aide_reply": true });
        let back = client.put("/api/notifications", &back).await.ok();
        assert_eq!((&back["kinds"]["aide_reply"], &back["kinds"]["alert_raised"]), (&json!(true), &json!(false)), "left out, it stays");
        let other = app.client(&app.world.second_coordinator).await.get("/api/notifications").await.ok();
        assert_eq!((&other["version"], &other["mail"]), (&json!(0), &json!(true)), "everybody has their own");
    }

    async fn ones_mail_address_is_kept_until_it_is_taken_back(app: TestApp) {
        let client = app.client(&app.world.coordinator).await;
        let shown = client.get("/api/notifications").await.ok();
        assert_eq!(shown.get("email"), Some(&Value::Null));
        let mut wanted = change(&shown);
        wanted["email"] = json!("Dana@Example.org");
        let saved = client.put("/api/notifications", &wanted).await.ok();
        assert_eq!((&saved["email"], &client.get("/api/me").await.ok()["email"]), (&json!("Dana@example.org"), &json!("Dana@example.org")));
        let mut left_out = change(&saved);
        left_out.as_object_mut().expect("an object").remove("email");
        let kept = client.put("/api/notifications", &left_out).await.ok();
        assert_eq!(kept["email"], "Dana@example.org");
        for wrong in ["dana", "dana@example.org\r\nBcc: x@y.org", "Dana <dana@example.org>"] {
            let mut bad = change(&kept);
            bad["email"] = json!(wrong);
            let answer = client.put("/api/notifications", &bad).await;
            assert_eq!((answer.problem(422), &answer.body["errors"][0]["pointer"]), ("validation_failed", &json!("/email")));
        }
        // Without a mail server an address reaches nobody.
        let now = app.client(&app.world.referent).await.get("/api/sector-now").await.ok();
        let names: Vec<&Value> = now["unreachable"].as_array().expect("a list").iter().map(|one| &one["name"]).collect();
        assert!(names.contains(&&json!(app.world.coordinator.name)), "{names:?}");
        let mut back = change(&kept);
        back["email"] = json!(null);
        assert_eq!(client.put("/api/notifications", &back).await.ok()["email"], json!(null));
    }

    async fn what_nobody_can_mean_is_refused_by_place(app: TestApp) {
        let client = app.client(&app.world.coordinator).await;
        let good = change(&client.get("/api/notifications").await.ok());
        for (field, value, pointer, code) in [
            ("quiet_from", json!("20:00"), "/quiet_to", "invalid_clock"),
            ("duty_to", json!("20:00"), "/duty_from", "invalid_clock"),
            ("days", json!([]), "/days", "out_of_range"),
            ("days", json!(["lundi"]), "/days", "out_of_range"),
            ("kinds", json!({ "escalation": false }), "/kinds/escalation", "locked"),
            ("kinds", json!({ "unrated_visit": false }), "/kinds/unrated_visit", "no_such_message"),
            ("kinds", json!({ "test": false }), "/kinds/test", "no_such_message"),
        ] {
            let mut bad = good.clone();
            bad[field] = value;
            let answer = client.put("/api/notifications", &bad).await;
            assert_eq!(answer.problem(422), "validation_failed", "{field}");
            let error = &answer.body["errors"][0];
            assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)));
            assert!(error["detail"].as_str().is_some_and(|text| text.contains(' ')), "{error}");
        }
        for (from, to, duty_from, duty_to, pointer) in [
            (json!("07:00"), json!("20:00"), Value::Null, Value::Null, "/quiet_to"),
            (Value::Null, Value::Null, json!("21:00"), json!("23:00"), "/quiet_to"),
            (Value::Null, Value::Null, json!("17:00"), json!("09:00"), "/duty_to"),
        ] {
            let mut bad = good.clone();
            bad["quiet_from"] = from;
            bad["quiet_to"] = to;
            bad["duty_from"] = duty_from;
            bad["duty_to"] = duty_to;
            let answer = client.put("/api/notifications", &bad).await;
            assert_eq!(answer.problem(422), "validation_failed");
            assert_eq!(answer.body["errors"][0]["pointer"], pointer);
        }
        assert_eq!(change(&client.get("/api/notifications").await.ok()), good, "nothing was written");
    }
}
