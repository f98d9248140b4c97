//! Silence is a sign: the morning question, live.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use vigie_server::scheduler::tick;
use vigie_tests::{TestApp, on_both, rows};

/// Lives to a moment, day by day, letting the jobs run each morning.
async fn live_until(app: &TestApp, until: DateTime<Utc>) {
    vigie_server::scheduler::tick::complete_rows(app.app()).await.expect("rows");
    while app.now() < until {
        app.clock.set((app.now() + TimeDelta::days(1)).min(until));
        let done = tick(app.app()).await.expect("a tick");
        assert_eq!(done.failed, 0, "{done:?}");
    }
}

/// A visit every other day for two weeks, all done and rated, then `missed` planned visits that nobody did.
async fn stops_after_two_weeks(app: &TestApp, missed: i64) {
    let aide = app.sign_in(&app.world.aide).await;
    let start = app.now() - TimeDelta::days(14);
    for day in (0..14).step_by(2) {
        let at = start + TimeDelta::days(day);
        let visit = app.world.visit(app.app(), &app.world.person, &app.world.aide, at, "planned").await;
        let mut rating = app.world.rating(&app.world.person, at + TimeDelta::minutes(40), [Some(4), Some(4), Some(4)]);
        rating["visit_id"] = json!(visit.id);
        assert_eq!(aide.rate(&[rating]).await, ["stored"]);
    }
    for day in 0..missed {
        let at = app.now() + TimeDelta::days(2 * day) + TimeDelta::hours(1);
        app.world.visit(app.app(), &app.world.person, &app.world.aide, at, "planned").await;
    }
}

on_both! {
    async fn visits_that_are_not_done_open_one_alert(app: TestApp) {
        stops_after_two_weeks(&app, 4).await;
        live_until(&app, app.now() + TimeDelta::days(9)).await;
        let coordinator = app.sign_in(&app.world.coordinator).await;
        let alert = coordinator.only_alert().await;
        assert_eq!(alert["findings"][0]["family"], "silence");
        let before = alert["findings"].as_array().map(Vec::len);
        live_until(&app, app.now() + TimeDelta::days(2)).await;
        let coordinator = app.sign_in(&app.world.coordinator).await;
        let after = coordinator.only_alert().await;
        assert_eq!(after["findings"].as_array().map(Vec::len), before, "asking again says nothing new");
    }

    async fn a_silence_of_half_a_year_is_not_said_anew_each_morning(app: TestApp) {
        for days_ago in 0..200 {
            let at = app.now() - TimeDelta::days(days_ago) + TimeDelta::hours(3);
            app.world.visit(app.app(), &app.world.person, &app.world.aide, at, "planned").await;
        }
        live_until(&app, app.now() + TimeDelta::days(2)).await;
        let said = "SELECT COUNT(*) FROM findings";
        let before = rows::count(app.store(), said).await;
        assert!(before > 0);
        live_until(&app, app.now() + TimeDelta::days(4)).await;
        assert!(rows::count(app.store(), said).await <= before + 1, "said again once at most, when its time has come");
        let lifted = "SELECT COUNT(*) FROM findings WHERE lifted_at IS NOT NULL";
        assert_eq!(rows::count(app.store(), lifted).await, 0, "it has not ended");
    }

    async fn a_declared_absence_excuses_silence(app: TestApp) {
        stops_after_two_weeks(&app, 4).await;
        let referent = app.sign_in(&app.world.referent).await;
        let path = format!("/api/persons/{}/absences", app.world.person.id);
        let absence = json!({ "from_day": "2026-03-01", "to_day": null, "kind": "hospital" });
        let absence = referent.post(&path, &absence).await.ok();
        live_until(&app, app.now() + TimeDelta::days(9)).await;
        assert_eq!(app.sign_in(&app.world.coordinator).await.queue().await.len(), 0);
        let coordinator = app.sign_in(&app.world.coordinator).await;
        let gone = coordinator.delete(&format!("{path}/{}", absence["id"].as_str().expect("an id")), None).await;
        assert_eq!(gone.status.as_u16(), 204);
        live_until(&app, app.now() + TimeDelta::days(1)).await;
        assert_eq!(app.sign_in(&app.world.coordinator).await.queue().await.len(), 1, "it was taken back");
    }

    async fn a_late_rating_shows_that_somebody_was_there(app: TestApp) {
        stops_after_two_weeks(&app, 3).await;
        let missed = app.now() + TimeDelta::hours(1);
        live_until(&app, app.now() + TimeDelta::days(7)).await;
        assert_eq!(app.sign_in(&app.world.coordinator).await.queue().await.len(), 1);
        let aide = app.sign_in(&app.world.aide).await;
        for day in 0..3 {
            let at = missed + TimeDelta::days(2 * day) + TimeDelta::minutes(30);
            aide.rate(&[app.world.rating(&app.world.person, at, [Some(4), Some(4), Some(4)])]).await;
        }
        live_until(&app, app.now() + TimeDelta::days(1)).await;
        assert_eq!(app.sign_in(&app.world.coordinator).await.queue().await.len(), 0, "nobody had seen it: it closes itself");
    }
}
