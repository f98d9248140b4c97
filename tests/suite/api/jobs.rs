//! The administrator's hand on the jobs: run now, another schedule, a rest, a preview.

use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;
use vigie_server::ids;
use vigie_server::scheduler::tick;
use vigie_server::store::jobs::{self, JobRow};
use vigie_tests::{Client, TestApp, on_both, rows};

async fn admin(app: &TestApp) -> Client {
    tick::complete_rows(app.app()).await.expect("rows");
    app.client(&app.world.administrator).await
}

async fn job(client: &Client, name: &str) -> Value {
    let list = client.get("/api/jobs").await.ok();
    list["items"].as_array().expect("items").iter().find(|job| job["name"] == name).expect("the job").clone()
}

async fn run_now(client: &Client, name: &str, id: Uuid) -> Value {
    client.post(&format!("/api/jobs/{name}/run"), &json!({ "id": id })).await.ok()
}

/// A visit that was done and not rated, long enough ago to be reminded of.
async fn unrated(app: &TestApp) {
    let start = app.now() - TimeDelta::hours(6);
    app.world.visit(app.app(), &app.world.person, &app.world.aide, start, "done").await;
}

const REMINDERS: &str = "SELECT COUNT(*) FROM outbox WHERE kind = 'unrated_visit'";

on_both! {
    async fn a_job_runs_now_once_however_often_it_is_clicked(app: TestApp) {
        let client = admin(&app).await;
        unrated(&app).await;
        let before = job(&client, "unrated_visit").await;
        let id = ids::fresh();
        let both = tokio::join!(run_now(&client, "unrated_visit", id), run_now(&client, "unrated_visit", id));
        assert_eq!(both.0["runs"], both.1["runs"]);
        run_now(&client, "unrated_visit", id).await;
        let after = job(&client, "unrated_visit").await;
        let runs = after["runs"].as_array().expect("runs");
        assert_eq!(runs.len(), 1, "{after}");
        assert_eq!((&runs[0]["id"], &runs[0]["by_hand"], &runs[0]["error"]), (&json!(id), &json!(true), &json!(null)));
        assert_eq!((&runs[0]["occurrence"], &runs[0]["outcome"]), (&json!(app.now()), &after["last_outcome"]));
        assert!(runs[0]["duration_ms"].as_i64().is_some_and(|ms| ms >= 0));
        assert_eq!(after["next_at"], before["next_at"], "the schedule stays");
        assert_eq!((&after["failures"], &after["last_started_at"]), (&json!(0), &json!(app.now())));
        assert_eq!(rows::count(app.store(), REMINDERS).await, 1);
        app.advance(TimeDelta::minutes(1));
        run_now(&client, "unrated_visit", ids::fresh()).await;
        let again = job(&client, "unrated_visit").await;
        assert_eq!(again["runs"].as_array().map(Vec::len), Some(2), "another click is another run");
        assert_eq!(rows::count(app.store(), REMINDERS).await, 1, "which finds nothing left to do");
    }

    async fn a_run_by_the_clock_is_listed_too(app: TestApp) {
        let client = admin(&app).await;
        let due = job(&client, "escalation").await["next_at"].clone();
        app.advance(TimeDelta::minutes(3));
        tick::tick(app.app()).await.expect("a round");
        let after = job(&client, "escalation").await;
        assert_eq!((&after["runs"][0]["occurrence"], &after["runs"][0]["by_hand"]), (&due, &json!(false)));
        assert_eq!((&after["runs"][0]["outcome"], &after["runs"][0]["at"]), (&json!("escalated: 0"), &json!(app.now())));
        for _ in 0..55 {
            app.advance(TimeDelta::minutes(1));
            tick::tick(app.app()).await.expect("a round");
        }
        let kept = job(&admin(&app).await, "escalation").await["runs"].as_array().expect("runs").clone();
        assert_eq!(kept.len(), 50);
        assert!(kept.windows(2).all(|pair| pair[0]["at"].as_str() > pair[1]["at"].as_str()), "newest first");
    }

    async fn failures_in_a_row_are_counted_until_the_next_success(app: TestApp) {
        let row = JobRow {
            federation_id: app.world.federation,
            name: "escalation".to_owned(),
            cron: "no schedule".to_owned(),
            time_zone: "UTC".to_owned(),
            enabled: true,
            next_at: app.now(),
            ..JobRow::default()
        };
        let mut tx = app.store().begin().await.expect("a transaction");
        jobs::ensure(&mut tx, &row).await.expect("a row");
        jobs::ensure(&mut tx, &JobRow { name: "gardening".to_owned(), ..row }).await.expect("a row");
        tx.commit().await.expect("committed");
        let client = admin(&app).await;
        for failures in 1..=3 {
            tick::tick(app.app()).await.expect("a round");
            let shown = job(&client, "escalation").await;
            assert_eq!(shown["failures"], failures);
            assert_eq!(shown["runs"][0]["outcome"], json!(null));
            assert!(shown["runs"][0]["error"].as_str().is_some_and(|why| why.contains("six fields")), "{shown}");
            app.advance(TimeDelta::minutes(1));
        }
        let failed = run_now(&client, "gardening", ids::fresh()).await;
        assert_eq!((&failed["failures"], &failed["runs"][0]["by_hand"]), (&json!(4), &json!(true)));
        let mended = client.put("/api/jobs/escalation", &json!({ "enabled": true, "cron": "0 * * * * *" })).await.ok();
        assert_eq!(mended["failures"], 3, "a schedule alone is no success");
        assert_eq!(run_now(&client, "escalation", ids::fresh()).await["failures"], 0);
    }

    async fn a_schedule_is_shown_before_it_is_saved_and_holds_from_then_on(app: TestApp) {
        let client = admin(&app).await;
        let preview = client.post("/api/jobs/silence/preview", &json!({ "cron": "0 30 2 * * SAT,SUN" })).await.ok();
        // Paris: one hour ahead in March, two from the 29th on; the night's missing hour fires right after it.
        assert_eq!(preview["next"], json!(["2026-03-07T01:30:00Z", "2026-03-08T01:30:00Z", "2026-03-14T01:30:00Z"]));
        let before = job(&client, "silence").await;
        assert_ne!(before["cron"], "0 30 2 * * SAT,SUN", "a preview changes nothing");
        let body = json!({ "enabled": true, "cron": "0  30 2 * * SAT,SUN" });
        let changed = client.put("/api/jobs/silence", &body).await.ok();
        assert_eq!((&changed["cron"], &changed["next_at"]), (&json!("0 30 2 * * SAT,SUN"), &preview["next"][0]));
        tick::complete_rows(app.app()).await.expect("rows");
        assert_eq!(job(&client, "silence").await["next_at"], preview["next"][0], "a start keeps it");
    }

    async fn a_job_at_rest_does_not_run_and_catches_nothing_up(app: TestApp) {
        let client = admin(&app).await;
        let cron = job(&client, "wake").await["cron"].clone();
        client.put("/api/jobs/wake", &json!({ "enabled": false, "cron": cron })).await.ok();
        app.advance(TimeDelta::hours(2));
        tick::tick(app.app()).await.expect("a round");
        let client = admin(&app).await;
        assert_eq!(job(&client, "wake").await["last_occurrence"], json!(null));
        let awake = client.put("/api/jobs/wake", &json!({ "enabled": true, "cron": cron })).await.ok();
        assert_eq!(awake["next_at"], json!(app.now() + TimeDelta::minutes(1)));
        let same = client.put("/api/jobs/wake", &json!({ "enabled": true, "cron": cron })).await.ok();
        assert_eq!(same["next_at"], awake["next_at"]);
    }

    async fn what_is_no_schedule_is_refused_with_its_reason(app: TestApp) {
        let client = admin(&app).await;
        for (cron, code) in [
            ("", "cron_fields"),
            ("* * * * *", "cron_fields"),
            ("0 0 7 * * 1", "cron_weekday"),
            ("0 0 7 30 FEB *", "cron_never"),
            ("0 61 7 * * *", "cron_invalid"),
            ("* * * * * *", "cron_too_often"),
            ("*/30 * * * * *", "cron_too_often"),
        ] {
            let body = json!({ "enabled": true, "cron": cron });
            for answer in [
                client.put("/api/jobs/silence", &body).await,
                client.post("/api/jobs/silence/preview", &body).await,
            ] {
                assert_eq!(answer.problem(422), "validation_failed", "{cron}");
                assert_eq!((&answer.body["errors"][0]["pointer"], &answer.body["errors"][0]["code"]), (&json!("/cron"), &json!(code)));
                let detail = answer.body["errors"][0]["detail"].as_str().expect("words");
                assert!(detail.contains(' ') && !detail.starts_with("field."), "{detail}");
            }
        }
        for name in ["gardening", "SILENCE", "%00", "a%20b"] {
            let answer = client.post(&format!("/api/jobs/{name}/preview"), &json!({ "cron": "0 0 7 * * *" })).await;
            assert_eq!(answer.problem(404), "not_found", "{name}");
        }
    }

    async fn another_federation_keeps_its_own(app: TestApp) {
        let client = admin(&app).await;
        client.put("/api/jobs/silence", &json!({ "enabled": false, "cron": "0 0 9 * * *" })).await.ok();
        run_now(&client, "silence", ids::fresh()).await;
        let far = app.client(&app.elsewhere.administrator).await;
        let theirs = job(&far, "silence").await;
        assert_eq!((&theirs["enabled"], &theirs["cron"]), (&json!(true), &json!("0 0 7 * * *")));
        assert_eq!(theirs["runs"], json!([]));
    }
}
