//! Nobody is told of what somebody else has settled since.

use chrono::TimeDelta;
use serde_json::json;
use vigie_server::scheduler::jobs::UNRATED_FOR;
use vigie_tests::on_both;

use super::{at, crisis, digests, fall, live, phones, set, told, with_jobs};

on_both! {
    async fn an_alert_that_somebody_took_or_closed_is_told_to_nobody_else_and_comes_back_to_nobody(app: TestApp) {
        let scene = at(app, "2026-03-02T21:00:00Z").await;
        let world = scene.test.world.clone();
        fall(&scene, &world.person).await;
        scene.drain().await;
        set(&scene, "2026-03-03T06:00:00Z");
        // Somebody who cannot sleep.
        let eloi = scene.test.client(&world.second_coordinator).await;
        let alert = eloi.only_alert().await;
        let taken = eloi.act(&alert, "claim", json!({})).await.ok();
        set(&scene, "2026-03-03T07:30:00Z");
        scene.drain().await;
        let over = "expired: somebody took the alert";
        assert_eq!(phones(&scene), [0, 1, 0], "only who has it: it is still news to them");
        assert_eq!(told(&scene, world.coordinator.id, "alert_raised").await, [over]);
        assert_eq!(told(&scene, world.referent.id, "alert_raised").await, [over]);
        let eloi = scene.test.client(&world.second_coordinator).await;
        eloi.act(&taken, "release", json!({})).await.ok();
        scene.drain().await;
        assert_eq!(told(&scene, world.coordinator.id, "alert_raised").await, [over], "undone, it stays let go");
        assert_eq!(phones(&scene), [0, 1, 0]);
    }

    async fn a_closed_alert_is_told_to_nobody_and_its_undoing_wakes_nothing(app: TestApp) {
        let scene = at(app, "2026-03-02T21:00:00Z").await;
        let world = scene.test.world.clone();
        fall(&scene, &world.person).await;
        scene.drain().await;
        set(&scene, "2026-03-03T06:00:00Z");
        let gil = scene.test.client(&world.referent).await;
        let alert = gil.only_alert().await;
        let closed = gil.act(&alert, "resolve", json!({ "outcome": "noise" })).await.ok();
        set(&scene, "2026-03-03T07:30:00Z");
        scene.drain().await;
        assert_eq!(phones(&scene), [0, 0, 0]);
        for user in [world.coordinator.id, world.second_coordinator.id, world.referent.id] {
            assert_eq!(told(&scene, user, "alert_raised").await, ["expired: the alert is closed"]);
        }
        scene.test.client(&world.referent).await.act(&closed, "reopen", json!({})).await.ok();
        scene.drain().await;
        assert_eq!(told(&scene, world.coordinator.id, "alert_raised").await, ["expired: the alert is closed"]);
        assert_eq!(phones(&scene), [0, 0, 0]);
    }

    async fn a_coordinator_is_not_told_of_whoever_refused_meanwhile(app: TestApp) {
        let scene = at(app, "2026-03-02T21:00:00Z").await;
        let world = scene.test.world.clone();
        fall(&scene, &world.person).await;
        scene.drain().await;
        let gil = scene.test.client(&world.referent).await;
        let refusal = json!({ "coordination": "refused", "given_by": "la personne" });
        let path = format!("/api/persons/{}/consent", world.person.id);
        let answer = gil.put(&path, &refusal).await;
        assert!(answer.status.is_success(), "{}", answer.text);
        scene.drain().await;
        set(&scene, "2026-03-03T07:30:00Z");
        scene.drain().await;
        assert_eq!(phones(&scene), [0, 0, 1]);
        let why = "expired: it is not its receiver's to know any more";
        assert_eq!(told(&scene, world.coordinator.id, "alert_raised").await, [why]);
    }

    async fn an_alert_that_becomes_graver_in_somebodys_hands_is_news_to_all(app: TestApp) {
        let scene = at(app, "2026-03-02T09:00:00Z").await;
        let world = scene.test.world.clone();
        fall(&scene, &world.person).await;
        let dana = scene.test.client(&world.coordinator).await;
        let alert = dana.only_alert().await;
        dana.act(&alert, "claim", json!({})).await.ok();
        scene.drain().await;
        assert_eq!(phones(&scene), [1, 0, 0], "taken before it was sent");
        scene.later(TimeDelta::minutes(5));
        crisis(&scene, &world.person).await;
        scene.drain().await;
        assert_eq!(phones(&scene), [2, 1, 1]);
    }

    async fn a_visit_that_was_rated_and_a_promise_that_was_kept_remind_nobody(app: TestApp) {
        let scene = at(app, "2026-03-02T18:00:00Z").await;
        let world = scene.test.world.clone();
        with_jobs(&scene).await;
        let visit = world.visit(scene.test.app(), &world.person, &world.aide, scene.now() - TimeDelta::minutes(45), "done").await;
        // Ten past nine in Paris: quiet.
        scene.later(UNRATED_FOR + TimeDelta::minutes(10));
        let late = scene.now().to_rfc3339();
        live(&scene, &late).await;
        assert_eq!(told(&scene, world.aide.id, "unrated_visit").await, ["pending"]);
        let mut rating = world.rating(&world.person, visit.ends_at, [Some(4), Some(4), Some(4)]);
        rating["visit_id"] = json!(visit.id);
        assert_eq!(scene.test.client(&world.aide).await.rate(&[rating]).await, ["stored"]);
        let promise = json!({ "due_on": "2026-03-03" });
        let dana = scene.test.client(&world.coordinator).await;
        let made = dana.post(&format!("/api/persons/{}/follow-ups", world.person.id), &promise).await.body;
        // Seven and eight in the morning: the digest and the reminder are written down.
        set(&scene, "2026-03-03T06:00:00Z");
        live(&scene, "2026-03-03T07:00:00Z").await;
        let dana = scene.test.client(&world.coordinator).await;
        let path = format!("/api/follow-ups/{}/done", made["id"].as_str().expect("an id"));
        assert_eq!(dana.post(&path, &json!({ "version": 1, "result": "same" })).await.status, 200);
        live(&scene, "2026-03-03T07:30:00Z").await;
        assert_eq!(told(&scene, world.aide.id, "unrated_visit").await, ["expired: the visit was rated"]);
        assert_eq!((scene.service.count("alix"), phones(&scene)), (0, [0, 0, 0]));
        assert_eq!(told(&scene, world.coordinator.id, "digest").await, ["expired: nothing waits any more"]);
        assert_eq!(digests(&scene, world.coordinator.id).await.len(), 1);
    }
}
