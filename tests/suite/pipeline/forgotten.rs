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
}
