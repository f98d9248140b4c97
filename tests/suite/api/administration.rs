//! `GET /api/rules` and `GET /api/jobs`.

use serde_json::json;
use vigie_server::scheduler::tick;
use vigie_server::store::rule_sets::{self, RuleSetRow};
use vigie_shared::rules::RuleSet;
use vigie_tests::on_both;

on_both! {
    async fn the_administrator_reads_the_rules_in_force_and_their_versions(app: TestApp) {
        let admin = app.client(&app.world.administrator).await;
        let rules = admin.get("/api/rules").await.ok();
        assert_eq!((&rules["current"]["version"], &rules["current"]["effective_from"]), (&json!(1), &json!(app.now())));
        let body = rules["current"]["rules"].to_string();
        assert!(RuleSet::parse(&body).is_ok(), "what is shown can be read again");
        let next = RuleSetRow {
            version: 2,
            body: serde_json::to_value(RuleSet::default_set().with_version(2)).expect("JSON"),
            effective_from: app.now() + chrono::TimeDelta::days(1),
            published_by: Some(app.world.administrator.id),
            reason: "essai".to_owned(),
        };
        let mut tx = app.store().begin().await.expect("a transaction");
        rule_sets::insert(&mut tx, app.world.federation, &next).await.expect("stored");
        tx.commit().await.expect("committed");
        let rules = admin.get("/api/rules").await.ok();
        assert_eq!(rules["current"]["version"], 1, "it is not in force yet");
        let versions: Vec<_> = rules["versions"].as_array().unwrap().iter().map(|row| row["version"].clone()).collect();
        assert_eq!(versions, [json!(2), json!(1)]);
        app.advance(chrono::TimeDelta::days(1));
        let current = app.client(&app.world.administrator).await.get("/api/rules").await.ok()["current"].clone();
        assert_eq!((&current["version"], &current["reason"]), (&json!(2), &json!("essai")));
        assert_eq!(current["published_by"], json!(app.world.administrator.id));
    }

    async fn the_administrator_sees_the_federations_jobs(app: TestApp) {
        tick::complete_rows(app.app()).await.expect("rows");
        let jobs = app.client(&app.world.administrator).await.get("/api/jobs").await.ok();
        let items = jobs["items"].as_array().expect("items");
        let names: std::collections::BTreeSet<_> = items.iter().map(|job| job["name"].as_str().unwrap()).collect();
        assert_eq!(names.len(), items.len(), "one row a job, not one a federation: {jobs}");
        assert!(names.len() >= 2, "{jobs}");
        for job in items {
            assert!(job["time_zone"] == "Europe/Paris" || job["time_zone"] == "UTC", "{job}");
            assert_eq!(job["enabled"], true);
            assert!(job["next_at"].as_str() > Some(app.now().to_rfc3339().as_str()));
            assert_eq!(job["last_outcome"], json!(null));
        }
    }

    async fn nobody_else_finds_them(app: TestApp) {
        for actor in app.world.actors().into_iter().filter(|actor| actor.role != "administrator") {
            let client = app.client(actor).await;
            for path in ["/api/rules", "/api/jobs"] {
                assert_eq!(client.get(path).await.problem(404), "not_found", "{} {path}", actor.role);
            }
        }
    }
}
