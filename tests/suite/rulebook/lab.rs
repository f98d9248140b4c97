//! The rule lab: a draft beside the rules in force, over the federation's own past.

use std::time::Duration;

use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;
use vigie_server::store::rule_trials;
use vigie_shared::rules::RuleSet;
use vigie_tests::{Client, TestApp, on_both};

const PATIENCE: Duration = Duration::from_secs(30);

/// The default set without what `threshold` finds, hearing every second lowish score instead.
fn draft() -> Value {
    let mut set = serde_json::to_value(RuleSet::default_set()).expect("JSON");
    let rules = set["rules"].as_array_mut().expect("rules");
    rules.retain(|rule| rule["id"] == "sign" || rule["id"] == "drop" || rule["id"] == "silence");
    set
}

/// Forty days of two persons: one has a lowest score, the other a fall.
async fn past(app: &TestApp) {
    let end = app.now();
    for day in 0..40 {
        let at = end - TimeDelta::days(40 - day);
        app.clock.set(at + TimeDelta::minutes(1));
        let aide = app.client(&app.world.aide).await;
        let score = if day == 20 { 1 } else { 4 };
        let visit = app.world.visit(app.app(), &app.world.person, &app.world.aide, at, "done").await;
        let mut first = app.world.rating(&app.world.person, at, [Some(score), Some(4), Some(4)]);
        first["visit_id"] = json!(visit.id);
        let mut second = app.world.rating(&app.world.second_person, at, [Some(4), Some(4), Some(4)]);
        if day == 25 {
            second["signs"] = json!(["fall"]);
        }
        assert_eq!(aide.rate(&[first, second]).await, ["stored", "stored"]);
    }
    app.clock.set(end);
}

async fn start(admin: &Client, rules: &Value, days: u16) -> Value {
    let answer = admin.post("/api/rules/backtest", &json!({ "rules": rules, "days": days })).await;
    assert_eq!(answer.status, 202, "{}", answer.text);
    assert_eq!((&answer.body["state"], &answer.body["progress"]), (&json!("running"), &json!(0.0)));
    answer.body
}

/// Looks until it has ended.
async fn ended(admin: &Client, id: &Value) -> Value {
    let path = format!("/api/rules/backtest/{}", id.as_str().expect("an id"));
    let wait = async {
        loop {
            let seen = admin.get(&path).await.ok();
            if seen["state"] != "running" {
                return seen;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.expect("it ends")
}

on_both! {
    async fn a_draft_is_replayed_beside_the_rules_in_force(app: TestApp) {
        past(&app).await;
        // The real alert about the lowest score was useful.
        let coordinator = app.client(&app.world.coordinator).await;
        let queue = coordinator.queue().await;
        let about = |person: Uuid| queue.iter().find(|alert| alert["person"]["id"] == json!(person)).expect("an alert");
        let alert = coordinator.detail(about(app.world.person.id)).await;
        coordinator.act(&alert, "resolve", json!({ "outcome": "acted" })).await.ok();
        let alert = coordinator.detail(about(app.world.second_person.id)).await;
        coordinator.act(&alert, "resolve", json!({ "outcome": "noise" })).await.ok();

        let mut admin = app.client(&app.world.administrator).await;
        admin.language = "en";
        let begun = start(&admin, &draft(), 90).await;
        let done = ended(&admin, &begun["id"]).await;
        assert_eq!((&done["state"], &done["progress"], &done["days"]), (&json!("done"), &json!(1.0), &json!(90)));
        let result = &done["result"];
        let coverage = &result["coverage"];
        assert_eq!((&coverage["to"], &coverage["ratings"]), (&json!("2026-03-02"), &json!(80)));
        assert_eq!((&coverage["days_with_data"], &coverage["persons_rated"]), (&json!(40), &json!(2)));
        let weeks: Vec<u64> = coverage["weeks"].as_array().expect("weeks").iter()
            .filter_map(|week| week["days_with_data"].as_u64()).collect();
        assert!(weeks.len() >= 13 && weeks[0] == 0, "fifty days before anybody rated: {weeks:?}");
        assert_eq!(weeks.iter().sum::<u64>(), 40);
        assert_eq!((&coverage["visits_done"], &coverage["visits_rated"]), (&json!(40), &json!(40)));
        assert_eq!((&result["current"]["alerts"], &result["draft"]["alerts"]), (&json!(2), &json!(1)));
        assert_eq!(result["current"]["by_rule"]["threshold"], 1);
        assert_eq!(result["gained"], json!([]));
        let lost = result["lost"].as_array().expect("cases");
        assert_eq!((lost.len(), &lost[0]["person"]["name"]), (1, &json!("Mme Pommier")));
        assert!(!lost[0]["sentence"].as_str().expect("a sentence").contains("Alix"), "an administrator hears of no aide");
        assert_eq!(result["current"]["judged"], json!({ "useful": 1, "noise": 1, "unjudged": 0 }));
        assert_eq!(result["draft"]["judged"], json!({ "useful": 0, "noise": 1, "unjudged": 0 }));
        let weeks = result["draft"]["per_week"].as_array().expect("weeks");
        assert_eq!((weeks.len(), weeks.iter().filter_map(|week| week["alerts"].as_u64()).sum::<u64>()), (14, 1));
        let sectors = result["current"]["per_sector"].as_array().expect("sectors");
        let alerts: Vec<_> = sectors.iter().map(|line| (line["sector"]["name"].clone(), line["alerts"].clone())).collect();
        assert_eq!(alerts, [(json!("Nord"), json!(2)), (json!("Sud"), json!(0))]);
        let names = result["current"]["per_coordinator"].as_array().expect("coordinators").len();
        assert_eq!(names, 3);
        let warnings: Vec<_> =
            result["warnings"].as_array().expect("warnings").iter().map(|one| (one["code"].clone(), one["rule"].clone())).collect();
        assert!(warnings.contains(&(json!("matches_nothing"), json!("drop"))), "{warnings:?}");
        assert!(warnings.contains(&(json!("no_data"), Value::Null)), "40 of 90 days: {warnings:?}");
        let of_drop = result["warnings"].as_array().into_iter().flatten().find(|one| one["rule"] == "drop");
        assert_eq!(of_drop.expect("of the drop")["detail"], "The rule “Fall” finds nothing in these 90 days.");
    }

    async fn the_same_rules_gain_and_lose_nothing(app: TestApp) {
        past(&app).await;
        let admin = app.client(&app.world.administrator).await;
        let same = serde_json::to_value(RuleSet::default_set()).expect("JSON");
        let done = ended(&admin, &start(&admin, &same, 30).await["id"]).await;
        let result = &done["result"];
        assert_eq!((&result["gained"], &result["lost"]), (&json!([]), &json!([])));
        assert_eq!(result["current"], result["draft"]);
        assert_eq!(result["draft"]["alerts"], 2);
        // A federation without a past has nothing to show, and says so.
        let elsewhere = app.client(&app.elsewhere.administrator).await;
        let done = ended(&elsewhere, &start(&elsewhere, &same, 30).await["id"]).await;
        assert_eq!(done["result"]["coverage"]["ratings"], 0);
        assert_eq!(done["result"]["warnings"][0]["code"], "no_data");
    }

    async fn one_at_a_time_and_it_can_be_cancelled(app: TestApp) {
        let admin = app.client(&app.world.administrator).await;
        // One that stands at its beginning, as a long one would.
        let id = vigie_server::ids::fresh();
        let mut tx = app.store().begin().await.expect("a transaction");
        let me = app.world.administrator.id;
        assert!(rule_trials::start(&mut tx, app.world.federation, id, 30, me, app.now()).await.expect("begun"));
        tx.commit().await.expect("committed");
        let body = json!({ "rules": draft(), "days": 30 });
        assert_eq!(admin.post("/api/rules/backtest", &body).await.problem(409), "backtest_running");
        let path = format!("/api/rules/backtest/{id}");
        let elsewhere = app.client(&app.elsewhere.administrator).await;
        assert_eq!(elsewhere.delete(&path, None).await.problem(404), "not_found");
        assert_eq!(elsewhere.get(&path).await.problem(404), "not_found");
        assert_eq!(admin.delete(&path, None).await.status, 204);
        let seen = admin.get(&path).await.ok();
        assert_eq!((&seen["state"], &seen["result"]), (&json!("cancelled"), &Value::Null));
        let mut tx = app.store().begin().await.expect("a transaction");
        let goes_on = rule_trials::beat(&mut tx, app.world.federation, id, 0.5).await.expect("a beat");
        assert!(!goes_on, "the one who runs it hears of it");
        drop(tx);
        assert_eq!(admin.delete(&path, None).await.status, 204, "cancelling twice is no mistake");
        ended(&admin, &start(&admin, &draft(), 30).await["id"]).await;
        assert_eq!(admin.get(&path).await.problem(404), "not_found", "the last one is kept");
    }

    async fn a_draft_with_mistakes_is_not_begun(app: TestApp) {
        let admin = app.client(&app.world.administrator).await;
        let mut wrong = draft();
        wrong["rules"][0]["kind"] = json!("dorp");
        let answer = admin.post("/api/rules/backtest", &json!({ "rules": wrong, "days": 30 })).await;
        assert_eq!((answer.problem(422), &answer.body["errors"][0]["pointer"]), ("validation_failed", &json!("/rules/0/kind")));
        let answer = admin.post("/api/rules/backtest", &json!({ "rules": draft(), "days": 31 })).await;
        assert_eq!((answer.problem(422), &answer.body["errors"][0]["pointer"]), ("validation_failed", &json!("/days")));
    }
}
