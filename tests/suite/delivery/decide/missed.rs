//! What came due while no server was up: one message, as if one had held it.

use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;
use vigie_server::outbox::message::{AboutReply, Facts};
use vigie_server::outbox::{StepOutcome, decide, step};
use vigie_server::store::{Store, outbox};
use vigie_shared::delivery::Channel;
use vigie_tests::{on_both, rows};

use super::{at, crisis, digests, fall, federation_says, phones, set, told};
use crate::delivery::scene::Scene;
use crate::delivery::service::Behaviour::Status;

/// News without a list behind it.
async fn news(scene: &Scene, user: Uuid, number: u128) {
    let facts = Facts::AideReply(AboutReply { alert_id: Uuid::from_u128(number) });
    assert!(scene.enqueue(&format!("news{user}{number}"), user, &facts, TimeDelta::days(3)).await);
}

/// Two alerts and four pieces of news each for a coordinator and a referent, from seven in the evening on, and nobody who sends.
async fn evening(scene: &Scene) {
    let world = scene.test.world.clone();
    let night = ["02T18:00", "02T18:30", "02T21:00", "03T00:10", "03T04:00", "03T07:20"];
    for (number, time) in (0..).zip(night) {
        set(scene, &format!("2026-03-{time}:00Z"));
        match number {
            0 => fall(scene, &world.person).await,
            1 => fall(scene, &world.second_person).await,
            _ => {
                news(scene, scene.coordinator, number).await;
                news(scene, scene.referent, number).await;
            }
        }
    }
    set(scene, "2026-03-03T07:30:00Z");
}

async fn has_one_digest_of_six(scene: &Scene) {
    for user in [scene.coordinator, scene.referent] {
        let expected = json!({ "alerts": 2, "follow_ups": 0, "visits": 0, "news": 4, "linked": true });
        assert_eq!(digests(scene, user).await, [expected]);
        assert_eq!(told(scene, user, "digest").await, ["delivered"]);
        for kind in ["alert_raised", "aide_reply"] {
            let all = told(scene, user, kind).await;
            assert!(all.iter().all(|state| state == "merged: told in one message"), "{kind}: {all:?}");
        }
    }
}

on_both! {
    async fn a_night_without_a_server_ends_with_one_message(app: TestApp) {
        let scene = at(app, "2026-03-02T17:00:00Z").await;
        evening(&scene).await;
        scene.drain().await;
        assert_eq!(phones(&scene), [1, 1, 1]);
        has_one_digest_of_six(&scene).await;
        for later in [1, 60, 300] {
            scene.later(TimeDelta::minutes(later));
            scene.drain().await;
        }
        assert_eq!(phones(&scene), [1, 1, 1]);
    }

    async fn one_that_was_missed_alone_goes_as_itself(app: TestApp) {
        let scene = at(app, "2026-03-02T21:00:00Z").await;
        fall(&scene, &scene.test.world.person).await;
        set(&scene, "2026-03-03T08:10:00Z");
        scene.drain().await;
        assert_eq!(phones(&scene), [1, 1, 1]);
        assert_eq!(told(&scene, scene.coordinator, "alert_raised").await, ["delivered"]);
        assert!(digests(&scene, scene.coordinator).await.is_empty());
    }

    async fn an_outage_from_one_working_day_to_the_next_ends_with_one_message_too(app: TestApp) {
        let scene = at(app, "2026-03-02T13:00:00Z").await;
        let world = scene.test.world.clone();
        fall(&scene, &world.person).await;
        scene.later(TimeDelta::hours(1));
        fall(&scene, &world.second_person).await;
        // After the morning in which a server would have told them.
        set(&scene, "2026-03-03T10:00:00Z");
        scene.drain().await;
        assert_eq!(phones(&scene), [1, 1, 1]);
        assert_eq!(digests(&scene, scene.coordinator).await[0]["alerts"], 2);
    }

    async fn what_came_due_at_work_on_the_same_day_goes_one_by_one(app: TestApp) {
        let scene = at(app, "2026-03-02T09:00:00Z").await;
        let world = scene.test.world.clone();
        fall(&scene, &world.person).await;
        fall(&scene, &world.second_person).await;
        set(&scene, "2026-03-02T13:00:00Z");
        scene.drain().await;
        assert_eq!(phones(&scene), [2, 2, 2]);
        assert!(digests(&scene, scene.coordinator).await.is_empty());
    }

    async fn a_critical_alert_that_may_be_told_at_night_is_told_as_itself(app: TestApp) {
        let scene = at(app, "2026-03-02T21:00:00Z").await;
        let world = scene.test.world.clone();
        federation_says(&scene, "critical_breaks_quiet", json!(true)).await;
        crisis(&scene, &world.person).await;
        news(&scene, scene.coordinator, 1).await;
        news(&scene, scene.coordinator, 2).await;
        set(&scene, "2026-03-03T08:00:00Z");
        scene.drain().await;
        assert_eq!(told(&scene, scene.coordinator, "alert_raised").await, ["delivered"]);
        assert_eq!(digests(&scene, scene.coordinator).await[0]["news"], 2);
        assert_eq!(phones(&scene), [2, 1, 1]);
    }

    async fn what_was_tried_before_the_outage_is_told_with_the_rest(app: TestApp) {
        let scene = at(app, "2026-03-02T16:20:00Z").await;
        let world = scene.test.world.clone();
        scene.service.endpoint("dana", Status(503));
        fall(&scene, &world.person).await;
        scene.drain().await;
        let standing = told(&scene, scene.coordinator, "alert_raised").await;
        assert!(standing[0].starts_with("retry"), "{standing:?}");
        // Its second try is due after work.
        let later = "UPDATE outbox SET next_attempt_at = '2026-03-02T17:00:00+00:00' WHERE state = 'retry'";
        assert_eq!(rows::change(scene.store(), later).await, 1);
        news(&scene, scene.coordinator, 1).await;
        set(&scene, "2026-03-03T08:00:00Z");
        scene.service.endpoint("dana", Status(201));
        scene.drain().await;
        assert_eq!(digests(&scene, scene.coordinator).await.len(), 1);
        assert_eq!(told(&scene, scene.coordinator, "alert_raised").await, ["merged: told in one message"]);
    }

    async fn two_nodes_that_come_back_together_make_one_digest(app: TestApp) {
        let scene = at(app, "2026-03-02T17:00:00Z").await;
        evening(&scene).await;
        let (other, third) = (scene.second_node().await, scene.second_node().await);
        let work = async |app| {
            for _ in 0..20 {
                while step(app).await.expect("a round") != StepOutcome::Idle {}
            }
        };
        tokio::join!(work(&scene.app), work(&other), work(&third));
        assert_eq!(phones(&scene), [1, 1, 1]);
        has_one_digest_of_six(&scene).await;
    }

    async fn a_digest_waits_for_what_another_node_has_in_its_hands(app: TestApp) {
        let scene = at(app, "2026-03-02T17:00:00Z").await;
        evening(&scene).await;
        if matches!(scene.store(), Store::Sqlite { .. }) {
            // One writer at a time: nobody has anything in hand that another could see.
            return;
        }
        // Another node has just taken one of the six.
        let mut elsewhere = scene.store().begin().await.expect("a transaction");
        let taken = outbox::lease(&mut elsewhere, Channel::Push, 1, scene.now(), TimeDelta::seconds(60)).await.expect("leased");
        assert_eq!(taken.len(), 1);
        assert_eq!(taken[0].channel, Channel::Push.as_str());
        scene.drain().await;
        assert_eq!(decide::release(&scene.app).await.expect("a look"), 0);
        let user = taken[0].user_id;
        assert!(digests(&scene, user).await.is_empty(), "it is not complete yet");
        outbox::hand_back(&mut elsewhere, &taken[0]).await.expect("given back");
        elsewhere.commit().await.expect("committed");
        scene.drain().await;
        assert_eq!(phones(&scene), [1, 1, 1]);
        has_one_digest_of_six(&scene).await;
    }
}
