//! Nobody is forgotten: a rest ends by itself, a claim on which nothing follows goes back to the queue.

use chrono::TimeDelta;
use serde_json::json;
use vigie_server::scheduler::tick;
use vigie_tests::{TestApp, on_both};

/// Runs every job that is due, as the scheduler's loop would.
async fn let_jobs_run(app: &TestApp) {
    vigie_server::scheduler::tick::complete_rows(app.app()).await.expect("rows");
    app.advance(TimeDelta::minutes(6));
    let done = tick(app.app()).await.expect("a tick");
    assert_eq!(done.failed, 0, "{done:?}");
}

/// The one alert, as its sector sees it now.
async fn coordinator_sees(app: &TestApp) -> serde_json::Value {
    app.client(&app.world.coordinator).await.only_alert().await
}

on_both! {
    async fn a_rest_that_is_over_brings_the_alert_back(app: TestApp) {
        let aide = app.sign_in(&app.world.aide).await;
        aide.rate(&[app.world.rating(&app.world.person, app.now(), [Some(1), None, None])]).await;
        let coordinator = app.sign_in(&app.world.coordinator).await;
        let alert = coordinator.only_alert().await;
        let taken = coordinator.act(&alert, "claim", json!({})).await.ok();
        let until = app.now() + TimeDelta::hours(1);
        coordinator.act(&taken, "snooze", json!({ "until": until })).await.ok();
        let_jobs_run(&app).await;
        assert_eq!(coordinator.only_alert().await["state"], "snoozed", "its time has not come");
        app.advance(TimeDelta::hours(1));
        let_jobs_run(&app).await;
        let back = app.sign_in(&app.world.coordinator).await.only_alert().await;
        assert_eq!(back["state"], "taken", "it is its owner's again");
        assert_eq!(back["owner"]["name"], "Dana Essai");
    }

    async fn a_claim_on_which_nothing_follows_goes_back_to_the_queue(app: TestApp) {
        let aide = app.sign_in(&app.world.aide).await;
        aide.rate(&[app.world.rating(&app.world.person, app.now(), [Some(1), None, None])]).await;
        let coordinator = app.sign_in(&app.world.coordinator).await;
        let alert = coordinator.only_alert().await;
        coordinator.act(&alert, "claim", json!({})).await.ok();
        let_jobs_run(&app).await;
        assert_eq!(coordinator.only_alert().await["state"], "taken");
        app.advance(TimeDelta::hours(8));
        let_jobs_run(&app).await;
        let coordinator = app.sign_in(&app.world.coordinator).await;
        let back = coordinator.only_alert().await;
        assert_eq!((back["state"].as_str(), back["owner"].as_str()), (Some("new"), None));
        let detail = coordinator.get(&format!("/api/alerts/{}", back["id"].as_str().expect("an id"))).await.ok();
        let kinds: Vec<&str> = detail["timeline"].as_array().expect("a timeline").iter().filter_map(|line| line["kind"].as_str()).collect();
        assert_eq!(kinds, ["opened", "claimed", "claim_expired"]);
    }

    async fn a_claim_is_forgotten_however_much_worse_the_person_gets(app: TestApp) {
        let aide = app.sign_in(&app.world.aide).await;
        aide.rate(&[app.world.rating(&app.world.person, app.now(), [Some(1), None, None])]).await;
        let coordinator = app.sign_in(&app.world.coordinator).await;
        coordinator.act(&coordinator.only_alert().await, "claim", json!({})).await.ok();
        let_jobs_run(&app).await;
        // Whoever has it is ill, and nobody has said so. Visits go on, and so do the scores of one; the aide says more about it.
        for visit in 0..4 {
            app.advance(TimeDelta::hours(2));
            let aide = app.client(&app.world.aide).await;
            let worse = app.world.rating(&app.world.person, app.now(), [None, Some(1), Some(1)]);
            assert_eq!(aide.rate(&[worse]).await, ["stored"]);
            if visit == 3 {
                let alert = coordinator_sees(&app).await["id"].as_str().expect("an id").to_owned();
                let reply = json!({ "text": "Elle ne se lève plus." });
                assert_eq!(aide.post(&format!("/api/signals/{alert}/reply"), &reply).await.status, 201);
            }
        }
        let_jobs_run(&app).await;
        assert_eq!(coordinator_sees(&app).await["state"], "new");
    }

    async fn whoever_writes_something_down_or_promises_something_has_not_forgotten(app: TestApp) {
        let aide = app.sign_in(&app.world.aide).await;
        aide.rate(&[app.world.rating(&app.world.person, app.now(), [Some(1), None, None])]).await;
        let coordinator = app.client(&app.world.coordinator).await;
        coordinator.act(&coordinator.only_alert().await, "claim", json!({})).await.ok();
        let_jobs_run(&app).await;
        for work in ["note", "follow-up"] {
            app.advance(TimeDelta::hours(6));
            let coordinator = app.client(&app.world.coordinator).await;
            let alert = coordinator.only_alert().await;
            let id = alert["id"].as_str().expect("an id");
            if work == "note" {
                coordinator.act(&alert, "note", json!({ "text": "Rappelée." })).await.ok();
            } else {
                // Due today, so that it is not the promise that keeps the alert in hand.
                let promise = json!({ "due_at": app.now() + TimeDelta::minutes(1) });
                assert_eq!(coordinator.post(&format!("/api/alerts/{id}/follow-ups"), &promise).await.status, 201);
            }
            app.advance(TimeDelta::hours(3));
            let_jobs_run(&app).await;
            assert_eq!(coordinator_sees(&app).await["state"], "taken", "{work}");
        }
        app.advance(TimeDelta::hours(20));
        let_jobs_run(&app).await;
        assert_eq!(coordinator_sees(&app).await["state"], "new", "nothing since");
    }
}
