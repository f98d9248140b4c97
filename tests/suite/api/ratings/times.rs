//! A phone's clock may be wrong: such a rating is kept, marked and shown, but moves nobody's usual level and opens no alert.

use chrono::TimeDelta;
use serde_json::Value;
use vigie_tests::{TestApp, on_both, rows};

/// The history a referent sees, as (id, status).
async fn history(app: &TestApp) -> Vec<(Value, String)> {
    let referent = app.client(&app.world.referent).await;
    let file = referent.get(&format!("/api/persons/{}", app.world.person.id)).await.ok();
    let ratings = file["history"]["ratings"].as_array().expect("ratings").clone();
    ratings.iter().map(|rating| (rating["id"].clone(), rating["status"].as_str().unwrap().to_owned())).collect()
}

on_both! {
    async fn a_rating_from_the_future_is_kept_marked_and_not_heard(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let just = app.world.rating(&app.world.person, app.now() + TimeDelta::minutes(10), [Some(4), None, None]);
        let late = app.now() + TimeDelta::minutes(10) + TimeDelta::microseconds(1);
        let future = app.world.rating(&app.world.person, late, [Some(1), None, None]);
        let verdicts = aide.verdicts(&[just.clone(), future.clone()]).await;
        assert_eq!((&verdicts[0]["outcome"], &verdicts[0]["marked"]), (&"stored".into(), &Value::Null));
        assert_eq!((&verdicts[1]["outcome"], &verdicts[1]["marked"]), (&"stored".into(), &"future".into()));
        assert!(app.client(&app.world.coordinator).await.queue().await.is_empty());
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM findings").await, 0);
        let expected = [(just["id"].clone(), "folded".to_owned()), (future["id"].clone(), "future".to_owned())];
        assert_eq!(history(&app).await, expected);
        // Time passing changes nothing about what was judged.
        app.advance(TimeDelta::days(2));
        assert_eq!(aide_again(&app, &future).await, "duplicate");
        assert!(app.client(&app.world.coordinator).await.queue().await.is_empty());
    }

    async fn a_rating_older_than_sixty_days_is_kept_marked_and_not_heard(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let limit = app.now() - TimeDelta::days(60);
        let just = app.world.rating(&app.world.person, limit, [Some(4), None, None]);
        let old = app.world.rating(&app.world.second_person, limit - TimeDelta::microseconds(1), [Some(1), None, None]);
        let verdicts = aide.verdicts(&[just, old]).await;
        assert_eq!(verdicts[0]["marked"], Value::Null);
        assert_eq!(verdicts[1]["marked"], "too_old");
        assert!(app.client(&app.world.coordinator).await.queue().await.is_empty());
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM ratings WHERE timeliness = 'too_old'").await, 1);
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM ratings WHERE timeliness = 'folded'").await, 1);
    }

    async fn a_future_rating_does_not_move_what_is_usual(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let mut batch: Vec<Value> = (1..=20)
            .map(|day| app.world.rating(&app.world.person, app.now() - TimeDelta::days(day), [Some(4), Some(4), Some(4)]))
            .collect();
        assert!(aide.rate(&batch).await.iter().all(|outcome| outcome == "stored"));
        let usual = |file: &Value| file["history"]["usual"].clone();
        let coordinator = app.client(&app.world.coordinator).await;
        let path = format!("/api/persons/{}", app.world.person.id);
        let before = usual(&coordinator.get(&path).await.ok());
        assert!(before["health"].as_f64().is_some_and(|mean| (3.5..=4.0).contains(&mean)), "{before}");
        batch = (1..=20)
            .map(|day| app.world.rating(&app.world.person, app.now() + TimeDelta::days(day), [Some(1), Some(1), Some(1)]))
            .collect();
        assert!(aide.verdicts(&batch).await.iter().all(|verdict| verdict["marked"] == "future"));
        assert_eq!(usual(&coordinator.get(&path).await.ok()), before);
    }

    async fn a_visit_is_dated_by_the_phone_to_the_microsecond(app: TestApp) {
        let mut rating = app.world.rating(&app.world.person, app.now(), [Some(3), None, None]);
        rating["visited_at"] = "2026-03-02T08:59:59.123456789+01:00".into();
        assert_eq!(app.client(&app.world.aide).await.rate(std::slice::from_ref(&rating)).await, ["stored"]);
        let file = app.client(&app.world.referent).await.get(&format!("/api/persons/{}", app.world.person.id)).await.ok();
        assert_eq!(file["history"]["ratings"][0]["visited_at"], "2026-03-02T07:59:59.123456Z");
        assert_eq!(aide_again(&app, &rating).await, "duplicate");
    }
}

async fn aide_again(app: &TestApp, rating: &Value) -> String {
    app.client(&app.world.aide).await.rate(std::slice::from_ref(rating)).await.remove(0)
}
