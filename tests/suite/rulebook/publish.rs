//! Publishing and rolling back: with a reason, from the version one has seen, and without rewriting what people saw.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_shared::rules::RuleSet;
use vigie_tests::{Client, on_both};

/// The default set without one of its rules.
fn without(rule: &str) -> Value {
    let mut set = serde_json::to_value(RuleSet::default_set()).expect("JSON");
    set["rules"].as_array_mut().expect("rules").retain(|one| one["id"] != rule);
    set
}

async fn publish(admin: &Client, rules: &Value, base: i32) -> vigie_tests::Answer {
    admin.put("/api/rules", &json!({ "rules": rules, "reason": "essai", "base_version": base })).await
}

on_both! {
    async fn a_draft_is_published_with_a_reason_and_takes_effect_at_once(app: TestApp) {
        let admin = app.client(&app.world.administrator).await;
        let view = publish(&admin, &without("threshold"), 1).await.ok();
        assert_eq!((&view["current"]["version"], &view["current"]["reason"]), (&json!(2), &json!("essai")));
        assert_eq!(view["current"]["effective_from"], json!(app.now()));
        assert_eq!(view["current"]["rules"]["version"], 2);
        let newest = &view["versions"][0];
        assert_eq!((&newest["in_force"], &newest["published_by"]["name"]), (&json!(true), &json!("Ida Essai")));
        assert_eq!(view["versions"][1]["in_force"], false);
        assert_eq!(view["versions"][1]["published_by"], Value::Null);
        for name in ["default", "lean"] {
            assert!(RuleSet::parse(&view["builtin"][name].to_string()).is_ok(), "{name}");
        }
        assert_eq!(view["shadow"], Value::Null);
        let rating = app.world.rating(&app.world.person, app.now(), [Some(1), Some(4), Some(4)]);
        app.client(&app.world.aide).await.rate(&[rating]).await;
        assert!(app.client(&app.world.coordinator).await.queue().await.is_empty(), "there is no such rule any more");
        let other = app.client(&app.elsewhere.administrator).await.get("/api/rules").await.ok();
        assert_eq!(other["current"]["version"], 1, "each federation has its own");
    }

    async fn who_has_not_seen_the_version_in_force_is_told_so(app: TestApp) {
        let admin = app.client(&app.world.administrator).await;
        publish(&admin, &without("drop"), 1).await.ok();
        assert_eq!(publish(&admin, &without("drift"), 1).await.problem(409), "stale_version");
        assert_eq!(admin.get("/api/rules").await.ok()["current"]["version"], 2);
    }

    async fn every_mistake_is_named_by_its_place_and_nothing_is_published(app: TestApp) {
        let mut admin = app.client(&app.world.administrator).await;
        admin.language = "en";
        let mut rules = without("drop");
        rules["rules"][0]["lowset"] = json!(1);
        rules["baseline"]["lag_days"] = json!(99);
        let answer = publish(&admin, &rules, 1).await;
        assert_eq!(answer.problem(422), "validation_failed");
        let errors = answer.body["errors"].as_array().expect("errors").clone();
        let place = |pointer: &str| errors.iter().find(|error| error["pointer"] == pointer).expect("named").clone();
        assert_eq!(place("/rules/0/lowset")["code"], "invalid_rule");
        assert!(place("/rules/0/lowset")["detail"].as_str().expect("words").contains("lowest"), "{errors:?}");
        place("/baseline/lag_days");
        for reason in ["", "   ", &"x".repeat(301), "a\u{7}b"] {
            let body = json!({ "rules": without("drop"), "reason": reason, "base_version": 1 });
            let answer = admin.put("/api/rules", &body).await;
            assert_eq!((answer.problem(422), &answer.body["errors"][0]["pointer"]), ("validation_failed", &json!("/reason")));
        }
        assert_eq!(publish(&admin, &json!("text"), 1).await.problem(422), "validation_failed");
        assert_eq!(admin.get("/api/rules").await.ok()["versions"].as_array().map(Vec::len), Some(1));
    }

    async fn a_check_reads_both_notations_and_suggests(app: TestApp) {
        let admin = app.client(&app.world.administrator).await;
        let check = async |rules: Value| admin.post("/api/rules/check", &json!({ "rules": rules })).await.ok();
        let good = check(serde_json::to_value(RuleSet::lean_set()).expect("JSON")).await;
        assert_eq!((&good["problems"], good["rules"].is_object()), (&json!([]), true));
        let toml = RuleSet::lean_set().to_toml().expect("TOML");
        assert_eq!(check(json!(toml)).await["rules"], good["rules"]);
        let bad = check(json!(toml.replace("threshold", "treshold"))).await;
        assert_eq!(bad["rules"], Value::Null);
        let problems = bad["problems"].as_array().expect("problems");
        assert!(problems.iter().any(|problem| problem["suggestion"] == "threshold"), "{problems:?}");
        assert!(problems[0]["place"].as_str().expect("a place").contains("ligne"), "{problems:?}");
        for nonsense in [json!(null), json!(7), json!(""), json!("{"), json!([]), json!({ "rules": [[]] })] {
            let answer = check(nonsense.clone()).await;
            assert!(answer["rules"].is_null() && answer["problems"][0]["detail"].is_string(), "{nonsense}: {answer}");
        }
    }

    async fn a_version_may_wait_for_its_day_and_be_taken_back(app: TestApp) {
        let admin = app.client(&app.world.administrator).await;
        let later = app.now() + TimeDelta::days(3);
        let publish = async |from: Value| {
            let rules = json!(RuleSet::lean_set());
            let body = json!({ "rules": rules, "reason": "allégé", "base_version": 1, "effective_from": from });
            admin.put("/api/rules", &body).await
        };
        for wrong in [json!(app.now()), json!(app.now() + TimeDelta::days(400))] {
            assert_eq!(publish(wrong).await.problem(422), "validation_failed");
        }
        let view = publish(json!(later)).await.ok();
        assert_eq!((&view["current"]["version"], &view["versions"][0]["version"]), (&json!(1), &json!(2)));
        assert_eq!(publish(Value::Null).await.problem(409), "rules_waiting");
        let back = json!({ "reason": "non" });
        assert_eq!(admin.post("/api/rules/rollback", &back).await.problem(409), "nothing_to_roll_back");
        let view = admin.delete("/api/rules/waiting", None).await.ok();
        assert_eq!(view["versions"].as_array().map(Vec::len), Some(1));
        assert_eq!(admin.delete("/api/rules/waiting", None).await.problem(404), "not_found");

        publish(json!(later)).await.ok();
        app.advance(TimeDelta::days(3));
        let admin = app.client(&app.world.administrator).await;
        let view = admin.get("/api/rules").await.ok();
        assert_eq!((&view["current"]["version"], &view["versions"][0]["in_force"]), (&json!(2), &json!(true)));
        assert_eq!(admin.delete("/api/rules/waiting", None).await.problem(404), "not_found", "its day has come");
    }

    async fn a_rollback_publishes_the_version_before(app: TestApp) {
        let admin = app.client(&app.world.administrator).await;
        let back = json!({ "reason": "trop d’alertes" });
        assert_eq!(admin.post("/api/rules/rollback", &back).await.problem(409), "nothing_to_roll_back");
        let first = admin.get("/api/rules").await.ok()["current"]["rules"].clone();
        publish(&admin, &without("drop"), 1).await.ok();
        let view = admin.post("/api/rules/rollback", &back).await.ok();
        assert_eq!((&view["current"]["version"], &view["current"]["reason"]), (&json!(3), &json!("trop d’alertes")));
        let mut same = view["current"]["rules"].clone();
        same["version"] = json!(1);
        assert_eq!(same, first);
        assert_eq!(admin.post("/api/rules/rollback", &json!({ "reason": "" })).await.problem(422), "validation_failed");
    }

    async fn what_people_saw_stays_as_they_saw_it(app: TestApp) {
        let (person, start) = (&app.world.person, app.now());
        let rate = async |day: i64, health: u8| {
            let rating = app.world.rating(person, start + TimeDelta::days(day), [Some(health), Some(4), Some(4)]);
            app.clock.set(start + TimeDelta::days(day) + TimeDelta::minutes(1));
            assert_eq!(app.client(&app.world.aide).await.rate(&[rating]).await, ["stored"]);
        };
        for day in 0..10 {
            rate(day, 4).await;
        }
        rate(10, 1).await;
        let before = app.client(&app.world.coordinator).await.only_alert().await;
        let admin = app.client(&app.world.administrator).await;
        publish(&admin, &without("threshold"), 1).await.ok();
        // Nothing moves by publishing alone ...
        let after = app.client(&app.world.coordinator).await.only_alert().await;
        assert_eq!((&after["version"], &after["findings"]), (&before["version"], &before["findings"]));
        // ... nor when the person is judged under the new rules for the first time, though no rule would find it now.
        rate(11, 4).await;
        let after = app.client(&app.world.coordinator).await.only_alert().await;
        assert_eq!(after["findings"], before["findings"]);
        assert_eq!((&after["state"], &after["severity"]), (&before["state"], &before["severity"]));
        // New ratings are judged by the new rules alone.
        rate(12, 1).await;
        let after = app.client(&app.world.coordinator).await.only_alert().await;
        let rules: Vec<_> = after["findings"].as_array().expect("findings").iter().map(|one| one["rule"].clone()).collect();
        assert_eq!(rules.iter().filter(|rule| **rule == "threshold").count(), 1, "{rules:?}");
    }
}
