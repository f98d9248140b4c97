//! What waited for the morning comes as one message, whatever crashes and however many nodes there are.

use chrono::TimeDelta;
use serde_json::json;
use vigie_server::outbox::{StepOutcome, decide, step};
use vigie_server::store::outbox;
use vigie_shared::delivery::Channel;
use vigie_tests::{on_both, rows};

use super::{at, digests, fall, live, phones, set, told, wishes, with_jobs};
use crate::delivery::scene::Scene;

/// A night in which two alerts were raised, up to the moment at which work begins.
async fn night(scene: &Scene) {
    let world = scene.test.world.clone();
    fall(scene, &world.person).await;
    scene.drain().await;
    scene.later(TimeDelta::hours(3));
    fall(scene, &world.second_person).await;
    scene.drain().await;
    for hour in 1..8 {
        set(scene, &format!("2026-03-03T0{hour}:00:00Z"));
        if hour == 7 {
            set(scene, "2026-03-03T07:29:59Z");
        }
        scene.drain().await;
        assert_eq!(phones(scene), [0, 0, 0], "at {hour}");
    }
    assert_eq!(told(scene, scene.coordinator, "alert_raised").await, ["pending", "pending"]);
    set(scene, "2026-03-03T07:30:00Z");
}

const MERGED: [&str; 2] = ["merged: told in one message"; 2];

on_both! {
    async fn a_quiet_night_ends_with_one_message(app: TestApp) {
        let scene = at(app, "2026-03-02T21:00:00Z").await;
        night(&scene).await;
        scene.drain().await;
        assert_eq!(phones(&scene), [1, 1, 1]);
        for user in [scene.coordinator, scene.referent] {
            assert_eq!(told(&scene, user, "alert_raised").await, MERGED);
            assert_eq!(told(&scene, user, "digest").await, ["delivered"]);
            let expected = json!({ "alerts": 2, "follow_ups": 0, "visits": 0, "news": 0, "linked": true });
            assert_eq!(digests(&scene, user).await, [expected]);
        }
        for later in [1, 60, 600] {
            scene.later(TimeDelta::minutes(later));
            scene.drain().await;
        }
        assert_eq!(phones(&scene), [1, 1, 1]);
        let names = rows::count(scene.store(), "SELECT COUNT(*) FROM outbox WHERE last_error LIKE '%Po%'").await;
        assert_eq!(names, 0, "no reason names anybody");
    }

    async fn one_message_that_waited_alone_goes_as_itself(app: TestApp) {
        let scene = at(app, "2026-03-02T21:00:00Z").await;
        fall(&scene, &scene.test.world.person).await;
        scene.drain().await;
        set(&scene, "2026-03-03T07:30:00Z");
        scene.drain().await;
        assert_eq!(phones(&scene), [1, 1, 1]);
        assert_eq!(told(&scene, scene.coordinator, "alert_raised").await, ["delivered"]);
        assert!(digests(&scene, scene.coordinator).await.is_empty());
    }

    async fn what_is_settled_in_the_night_is_not_counted(app: TestApp) {
        let scene = at(app, "2026-03-02T21:00:00Z").await;
        night(&scene).await;
        set(&scene, "2026-03-03T06:30:00Z");
        let referent = scene.test.client(&scene.test.world.referent).await;
        let alert = referent.queue().await.remove(0);
        referent.act(&alert, "resolve", json!({ "outcome": "noise" })).await.ok();
        fall(&scene, &scene.test.world.another_person(scene.test.app(), "Mme Saule", scene.sector).await).await;
        scene.drain().await;
        set(&scene, "2026-03-03T07:30:00Z");
        scene.drain().await;
        assert_eq!(phones(&scene), [1, 1, 1]);
        assert_eq!(digests(&scene, scene.coordinator).await[0]["alerts"], 2, "one closed, one new");
    }

    async fn two_nodes_make_one_digest(app: TestApp) {
        let scene = at(app, "2026-03-02T21:00:00Z").await;
        night(&scene).await;
        let other = scene.second_node().await;
        let work = async |app| while step(app).await.expect("a round") != StepOutcome::Idle {};
        tokio::join!(work(&scene.app), work(&other), work(&scene.app), work(&other));
        assert_eq!(phones(&scene), [1, 1, 1]);
        assert_eq!(told(&scene, scene.coordinator, "alert_raised").await, MERGED);
        assert_eq!(told(&scene, scene.coordinator, "digest").await, ["delivered"]);
    }

    async fn a_crash_between_merging_and_sending_sends_once(app: TestApp) {
        let scene = at(app, "2026-03-02T21:00:00Z").await;
        night(&scene).await;
        // The node that dies: it merges, and takes the digests for a lease that runs out at once.
        assert_eq!(decide::release(&scene.app).await.expect("released"), 3);
        assert_eq!(told(&scene, scene.coordinator, "alert_raised").await, MERGED);
        let mut tx = scene.store().begin().await.expect("a transaction");
        let taken = outbox::lease(&mut tx, Channel::Push, 10, scene.now(), TimeDelta::zero()).await.expect("leased");
        let taken = decide::sort_out(&mut tx, taken, scene.now()).await.expect("decided");
        assert_eq!(taken.len(), 3);
        tx.commit().await.expect("committed");
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        let other = scene.second_node().await;
        while step(&other).await.expect("a round") != StepOutcome::Idle {}
        assert_eq!(phones(&scene), [1, 1, 1]);
        assert_eq!(told(&scene, scene.coordinator, "digest").await, ["delivered"]);
        let counted = rows::count(scene.store(), "SELECT COUNT(*) FROM outbox WHERE counted_on = '2026-03-03'").await;
        assert_eq!(counted, 3, "sent again, it counts once");
    }

    async fn the_morning_digest_takes_in_what_waited_and_the_reminder_of_the_day(app: TestApp) {
        let scene = at(app, "2026-03-02T15:00:00Z").await;
        let world = scene.test.world.clone();
        with_jobs(&scene).await;
        for (actor, person) in [(&world.coordinator, &world.person), (&world.second_coordinator, &world.second_person)] {
            let promise = json!({ "due_on": "2026-03-03" });
            let path = format!("/api/persons/{}/follow-ups", person.id);
            assert_eq!(scene.test.client(actor).await.post(&path, &promise).await.status, 201);
        }
        // Éloi begins an hour earlier than the office, so his reminder comes after his digest.
        wishes(&scene, &world.second_coordinator, &[("duty_from", json!("07:30")), ("duty_to", json!("17:30"))]).await;
        set(&scene, "2026-03-02T21:00:00Z");
        fall(&scene, &world.person).await;
        for time in ["2026-03-02T21:01:00Z", "2026-03-03T06:00:00Z", "2026-03-03T06:29:00Z"] {
            live(&scene, time).await;
            assert_eq!(phones(&scene), [0, 0, 0], "{time}");
        }
        live(&scene, "2026-03-03T06:30:00Z").await;
        assert_eq!(phones(&scene), [0, 1, 0], "half past seven");
        live(&scene, "2026-03-03T07:15:00Z").await;
        assert_eq!(told(&scene, world.second_coordinator.id, "follow_up_due").await, ["merged: told in one message"]);
        for time in ["2026-03-03T07:30:00Z", "2026-03-03T08:00:00Z", "2026-03-03T09:00:00Z"] {
            live(&scene, time).await;
            assert_eq!(phones(&scene), [1, 1, 1], "{time}");
        }
        for actor in [&world.coordinator, &world.second_coordinator] {
            assert_eq!(told(&scene, actor.id, "alert_raised").await, MERGED[..1], "{}", actor.name);
            assert_eq!(told(&scene, actor.id, "follow_up_due").await, MERGED[..1], "{}", actor.name);
            assert_eq!(told(&scene, actor.id, "digest").await, ["delivered"], "{}", actor.name);
            let digest = digests(&scene, actor.id).await.remove(0);
            assert_eq!((&digest["alerts"], &digest["follow_ups"]), (&json!(1), &json!(1)), "{}", actor.name);
        }
    }

    async fn the_morning_digest_comes_on_working_days_to_those_who_work_and_have_something_waiting(app: TestApp) {
        let scene = at(app, "2026-03-05T09:00:00Z").await;
        let world = scene.test.world.clone();
        with_jobs(&scene).await;
        fall(&scene, &world.person).await;
        scene.drain().await;
        let before = phones(&scene);
        // Dana does without, Éloi does not work on Fridays.
        wishes(&scene, &world.coordinator, &[("kinds", json!({ "digest": false }))]).await;
        wishes(&scene, &world.second_coordinator, &[("days", json!(["mon", "tue", "wed", "thu"]))]).await;
        let digest_of = async |actor: &vigie_tests::Actor| digests(&scene, actor.id).await.len();
        for (day, expected) in [("06", [0, 0, 1]), ("07", [0, 0, 1]), ("08", [0, 0, 1]), ("09", [0, 1, 2])] {
            for time in ["06:00", "07:30"] {
                live(&scene, &format!("2026-03-{day}T{time}:00Z")).await;
            }
            let count = [digest_of(&world.coordinator).await, digest_of(&world.second_coordinator).await, digest_of(&world.referent).await];
            assert_eq!(count, expected, "{day}");
        }
        assert!(phones(&scene)[2] > before[2]);
        for actor in [&world.south_coordinator, &world.south_referent, &world.administrator, &world.aide] {
            assert_eq!(digest_of(actor).await, 0, "{}: nothing waits for them, or it is not their desk", actor.name);
        }
    }
}
