//! What nobody takes climbs when there is somebody to hear it, and whoever is told of something hears of it, be it after a weekend.

use serde_json::json;
use vigie_tests::{on_both, rows};

use super::{at, away, crisis, fall, federation_says, live, phones, set, told, wishes, with_jobs};
use crate::delivery::scene::Scene;

/// How often an alert climbed.
async fn climbed(scene: &Scene) -> i64 {
    rows::count(scene.store(), "SELECT COUNT(*) FROM alert_events WHERE kind = 'escalated'").await
}

on_both! {
    async fn a_crisis_of_friday_evening_reaches_everybody_on_monday_step_by_step(app: TestApp) {
        // Five past six in Paris, after the office has closed.
        let scene = at(app, "2026-03-06T17:05:00Z").await;
        with_jobs(&scene).await;
        crisis(&scene, &scene.test.world.person).await;
        for time in ["2026-03-06T17:20:00Z", "2026-03-06T17:50:00Z", "2026-03-07T10:00:00Z", "2026-03-08T20:00:00Z"] {
            live(&scene, time).await;
            assert_eq!((climbed(&scene).await, phones(&scene)), (0, [0, 0, 0]), "nobody would hear at {time}");
        }
        live(&scene, "2026-03-09T07:30:00Z").await;
        assert_eq!((climbed(&scene).await, phones(&scene)), (0, [1, 1, 1]), "the desk opens");
        assert_eq!(told(&scene, scene.coordinator, "alert_raised").await, ["merged: told in one message"]);
        live(&scene, "2026-03-09T07:45:00Z").await;
        assert_eq!((climbed(&scene).await, phones(&scene)), (1, [2, 2, 1]), "the coordinators");
        live(&scene, "2026-03-09T08:00:00Z").await;
        assert_eq!((climbed(&scene).await, phones(&scene)), (2, [2, 2, 2]), "the referent");
        assert_eq!(scene.service.count("ida"), 0);
        live(&scene, "2026-03-09T08:15:00Z").await;
        assert_eq!((climbed(&scene).await, scene.service.count("ida")), (3, 1), "the administrator");
    }

    async fn where_critical_alerts_are_told_at_any_hour_they_climb_at_any_hour(app: TestApp) {
        let scene = at(app, "2026-03-06T17:05:00Z").await;
        with_jobs(&scene).await;
        federation_says(&scene, "critical_breaks_quiet", json!(true)).await;
        crisis(&scene, &scene.test.world.person).await;
        scene.drain().await;
        assert_eq!(phones(&scene), [1, 1, 1]);
        for (time, desk, administrator) in [
            ("2026-03-06T17:20:00Z", [2, 2, 1], 0),
            ("2026-03-06T17:35:00Z", [2, 2, 2], 0),
            ("2026-03-06T17:50:00Z", [2, 2, 2], 1),
        ] {
            live(&scene, time).await;
            assert_eq!((phones(&scene), scene.service.count("ida")), (desk, administrator), "{time}");
        }
    }

    async fn what_was_raised_after_somebodys_hours_is_told_them_on_their_next_day_of_work(app: TestApp) {
        // Friday, a quarter to five in Paris: Dana has left, the others have not.
        let scene = at(app, "2026-03-06T15:45:00Z").await;
        with_jobs(&scene).await;
        let dana = scene.test.world.coordinator.clone();
        wishes(&scene, &dana, &[("duty_from", json!("09:00")), ("duty_to", json!("16:00"))]).await;
        crisis(&scene, &scene.test.world.person).await;
        live(&scene, "2026-03-06T16:00:00Z").await;
        assert_eq!(phones(&scene), [0, 2, 1], "it was raised, and climbed to the coordinators");
        for kind in ["alert_raised", "escalation"] {
            assert_eq!(told(&scene, dana.id, kind).await, ["pending"], "{kind}");
        }
        set(&scene, "2026-03-09T08:00:00Z");
        scene.drain().await;
        assert_eq!(phones(&scene)[0], 1, "both in one message");
        for kind in ["alert_raised", "escalation"] {
            assert_eq!(told(&scene, dana.id, kind).await, ["merged: told in one message"], "{kind}");
        }
    }

    async fn an_alert_that_became_critical_after_it_had_climbed_climbs_again(app: TestApp) {
        // Ten in the morning in Paris; a fall should be taken within four hours of work.
        let scene = at(app, "2026-03-02T09:00:00Z").await;
        with_jobs(&scene).await;
        fall(&scene, &scene.test.world.person).await;
        for (time, steps) in [("2026-03-02T14:00:00Z", 1), ("2026-03-02T15:00:00Z", 2), ("2026-03-02T16:00:00Z", 3)] {
            live(&scene, time).await;
            assert_eq!(climbed(&scene).await, steps, "{time}");
        }
        set(&scene, "2026-03-03T09:00:00Z");
        crisis(&scene, &scene.test.world.person).await;
        live(&scene, "2026-03-03T09:14:00Z").await;
        assert_eq!(climbed(&scene).await, 3, "whoever was told of the milder one looks at the graver first");
        for (time, steps) in [("2026-03-03T09:15:00Z", 4), ("2026-03-03T09:30:00Z", 5), ("2026-03-03T09:45:00Z", 6)] {
            live(&scene, time).await;
            assert_eq!(climbed(&scene).await, steps, "{time}");
        }
        for user in [scene.coordinator, scene.referent, scene.administrator] {
            assert_eq!(told(&scene, user, "escalation").await, ["delivered", "delivered"]);
        }
    }

    async fn an_alert_whose_owner_is_away_when_its_rest_ends_comes_back_to_the_queue_and_to_the_others(app: TestApp) {
        let scene = at(app, "2026-03-02T09:00:00Z").await;
        with_jobs(&scene).await;
        let world = scene.test.world.clone();
        fall(&scene, &world.person).await;
        let dana = scene.test.client(&world.coordinator).await;
        let taken = dana.act(&dana.only_alert().await, "claim", json!({})).await.ok();
        dana.act(&taken, "snooze", json!({ "until": "2026-03-03T09:00:00Z" })).await.ok();
        scene.drain().await;
        let before = phones(&scene);
        away(&scene, &world.coordinator, "2026-03-20T09:00:00Z").await;
        live(&scene, "2026-03-03T09:01:00Z").await;
        let eloi = scene.test.client(&world.second_coordinator).await;
        let back = eloi.only_alert().await;
        assert_eq!((&back["state"], &back["owner"]), (&json!("new"), &json!(null)), "nobody's, since its owner is away");
        let told: Vec<usize> = before.iter().zip(phones(&scene)).map(|(before, now)| now - before).collect();
        assert!(told[0] == 0 && told[1] > 0 && told[2] > 0, "those who are there: {told:?}");
    }

    async fn a_resting_alert_that_gets_worse_while_its_owner_is_away_is_told_to_the_others(app: TestApp) {
        let scene = at(app, "2026-03-02T09:00:00Z").await;
        let world = scene.test.world.clone();
        fall(&scene, &world.person).await;
        let dana = scene.test.client(&world.coordinator).await;
        let taken = dana.act(&dana.only_alert().await, "claim", json!({})).await.ok();
        dana.act(&taken, "snooze", json!({ "until": "2026-03-10T09:00:00Z" })).await.ok();
        scene.drain().await;
        let before = phones(&scene);
        away(&scene, &world.coordinator, "2026-03-20T09:00:00Z").await;
        set(&scene, "2026-03-02T09:10:00Z");
        crisis(&scene, &world.person).await;
        scene.drain().await;
        let eloi = scene.test.client(&world.second_coordinator).await;
        assert_eq!(eloi.only_alert().await["state"], "new");
        assert_eq!(phones(&scene), [before[0], before[1] + 1, before[2] + 1]);
    }

    async fn whoever_is_given_an_alert_hears_of_it_and_who_takes_one_does_not(app: TestApp) {
        let scene = at(app, "2026-03-02T09:00:00Z").await;
        let world = scene.test.world.clone();
        fall(&scene, &world.person).await;
        scene.drain().await;
        assert_eq!(phones(&scene), [1, 1, 1]);
        let dana = scene.test.client(&world.coordinator).await;
        let own = json!({ "owner_id": world.coordinator.id });
        let alert = dana.act(&dana.only_alert().await, "assign", own).await.ok();
        scene.drain().await;
        assert_eq!(phones(&scene), [1, 1, 1], "she knows");
        let given = dana.act(&alert, "assign", json!({ "owner_id": world.second_coordinator.id })).await.ok();
        scene.drain().await;
        assert_eq!(phones(&scene), [1, 2, 1]);
        // Given on by several at once, in the evening: told in the morning, and only to whoever has it by then.
        set(&scene, "2026-03-02T21:00:00Z");
        let eloi = scene.test.client(&world.second_coordinator).await;
        let items = json!([{ "id": given["id"], "version": given["version"] }]);
        let bulk = json!({ "verb": "assign", "owner_id": world.referent.id, "items": items });
        let answer = eloi.post("/api/alerts/bulk", &bulk).await.ok();
        let there = answer["results"][0]["alert"].clone();
        scene.drain().await;
        assert_eq!(phones(&scene), [1, 2, 1], "the night is quiet");
        let gil = scene.test.client(&world.referent).await;
        gil.act(&there, "assign", json!({ "owner_id": world.coordinator.id })).await.ok();
        set(&scene, "2026-03-03T07:30:00Z");
        scene.drain().await;
        assert_eq!(phones(&scene), [2, 2, 1]);
        assert_eq!(told(&scene, scene.referent, "alert_raised").await, ["delivered", "expired: somebody took the alert"]);
    }
}
