//! A trial beside the rules in force: it tells nobody, and shows what it would have told.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_shared::rules::RuleSet;
use vigie_tests::on_both;

on_both! {
    async fn a_trial_shows_what_the_draft_would_have_told(app: TestApp) {
        let admin = app.client(&app.world.administrator).await;
        let start = app.now();
        let mut draft = serde_json::to_value(RuleSet::default_set()).expect("JSON");
        draft["rules"].as_array_mut().expect("rules").retain(|rule| rule["id"] == "sign");
        let begun = admin.post("/api/rules/shadow", &json!({ "rules": draft, "days": 20 })).await.ok();
        assert_eq!((&begun["live_alerts"], &begun["shadow_alerts"]), (&json!(0), &json!(0)));
        assert_eq!((&begun["since"], &begun["until"]), (&json!(start), &json!(start + TimeDelta::days(20))));
        for (day, score, sign) in [(1, 1, false), (2, 4, true), (30, 4, true)] {
            app.clock.set(start + TimeDelta::days(day));
            let mut rating = app.world.rating(&app.world.person, app.now(), [Some(score), Some(4), Some(4)]);
            if sign {
                rating["person_id"] = json!(app.world.second_person.id);
                rating["signs"] = json!(["fall"]);
            }
            assert_eq!(app.client(&app.world.aide).await.rate(&[rating]).await, ["stored"]);
        }
        let view = app.client(&app.world.administrator).await.get("/api/rules").await.ok();
        assert_eq!(view["current"]["version"], 1, "it is not in force");
        let shadow = &view["shadow"];
        assert_eq!((&shadow["live_alerts"], &shadow["shadow_alerts"]), (&json!(2), &json!(1)), "the third lies after it");
        assert_eq!(shadow["gained"], json!([]));
        let lost = shadow["lost"].as_array().expect("cases");
        assert_eq!((lost.len(), &lost[0]["person"]["id"]), (1, &json!(app.world.person.id)));
        assert_eq!(shadow["rules"]["rules"].as_array().map(Vec::len), Some(1));
        let queue = app.client(&app.world.coordinator).await.queue().await;
        assert_eq!(queue.len(), 2, "people hear what the rules in force say");
    }

    async fn a_trial_ends_when_it_is_told_to(app: TestApp) {
        let admin = app.client(&app.world.administrator).await;
        assert_eq!(admin.delete("/api/rules/shadow", None).await.problem(404), "not_found");
        let rules = serde_json::to_value(RuleSet::lean_set()).expect("JSON");
        for days in [0, 61] {
            let answer = admin.post("/api/rules/shadow", &json!({ "rules": rules, "days": days })).await;
            assert_eq!(answer.problem(422), "validation_failed");
        }
        admin.post("/api/rules/shadow", &json!({ "rules": rules, "days": 60 })).await.ok();
        let other = app.client(&app.elsewhere.administrator).await.get("/api/rules").await.ok();
        assert_eq!(other["shadow"], Value::Null);
        assert_eq!(admin.delete("/api/rules/shadow", None).await.status, 204);
        assert_eq!(admin.get("/api/rules").await.ok()["shadow"], Value::Null);
    }
}
