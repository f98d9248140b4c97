//! Quiet hours, duty, absence, the cap, one's own wishes.

use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;
use vigie_server::outbox::message::{AboutReply, Facts};
use vigie_server::outbox::{StepOutcome, step};
use vigie_tests::on_both;

use super::{at, away, crisis, digests, fall, federation_says, phones, set, told, wishes};
use crate::delivery::scene::Scene;

/// News without a list behind it.
async fn news(scene: &Scene, user: Uuid, number: u128) {
    let facts = Facts::AideReply(AboutReply { alert_id: Uuid::from_u128(number) });
    assert!(scene.enqueue(&format!("news{number}"), user, &facts, TimeDelta::days(2)).await);
}

on_both! {
    async fn a_critical_alert_waits_for_the_morning_unless_the_federation_says_otherwise(app: TestApp) {
        // Ten in the evening in Paris.
        let scene = at(app, "2026-03-02T21:00:00Z").await;
        crisis(&scene, &scene.test.world.person).await;
        scene.drain().await;
        assert_eq!(phones(&scene), [0, 0, 0], "somebody's night");
        assert_eq!(told(&scene, scene.coordinator, "alert_raised").await, ["pending"]);
        federation_says(&scene, "critical_breaks_quiet", json!(true)).await;
        crisis(&scene, &scene.test.world.second_person).await;
        fall(&scene, &scene.test.world.another_person(scene.test.app(), "Mme Saule", scene.sector).await).await;
        scene.drain().await;
        assert_eq!(phones(&scene), [1, 1, 1], "the critical one, and only that");
        assert_eq!(told(&scene, scene.coordinator, "alert_raised").await, ["pending", "delivered", "pending"]);
        set(&scene, "2026-03-03T07:29:59Z");
        scene.drain().await;
        assert_eq!(phones(&scene), [1, 1, 1]);
        set(&scene, "2026-03-03T07:30:00Z");
        scene.drain().await;
        assert_eq!(phones(&scene), [2, 2, 2]);
        assert_eq!(told(&scene, scene.coordinator, "digest").await, ["delivered"]);
    }

    async fn whoever_is_away_is_told_when_she_is_back_and_not_of_what_is_over_by_then(app: TestApp) {
        let scene = at(app, "2026-03-02T21:00:00Z").await;
        federation_says(&scene, "critical_breaks_quiet", json!(true)).await;
        crisis(&scene, &scene.test.world.person).await;
        // After the fact, and before it was sent: Dana for two hours, Éloi for two days.
        away(&scene, &scene.test.world.coordinator, "2026-03-02T23:00:00Z").await;
        away(&scene, &scene.test.world.second_coordinator, "2026-03-04T21:00:00Z").await;
        scene.drain().await;
        assert_eq!(phones(&scene), [0, 0, 1]);
        let too_late = "expired: its end comes before its receiver is back";
        assert_eq!(told(&scene, scene.test.world.second_coordinator.id, "alert_raised").await, [too_late]);
        set(&scene, "2026-03-02T23:00:00Z");
        scene.drain().await;
        assert_eq!(phones(&scene), [1, 0, 1], "back, and the federation tells of critical alerts at any hour");
        set(&scene, "2026-03-04T21:00:00Z");
        scene.drain().await;
        assert_eq!(phones(&scene), [1, 0, 1]);
    }

    async fn nobody_is_told_at_the_weekend_nor_on_a_holiday(app: TestApp) {
        // Thursday, the eve of the first of May; then a weekend.
        let scene = at(app, "2026-04-30T16:00:00Z").await;
        news(&scene, scene.coordinator, 1).await;
        let facts = Facts::AideReply(AboutReply { alert_id: Uuid::from_u128(2) });
        assert!(scene.enqueue("long", scene.coordinator, &facts, TimeDelta::days(7)).await);
        scene.drain().await;
        let too_late = "expired: its end comes before its receiver is back";
        assert_eq!(told(&scene, scene.coordinator, "aide_reply").await, [too_late, "pending"]);
        let monday = "2026-05-04T06:30:00Z".parse::<chrono::DateTime<chrono::Utc>>().expect("a time");
        assert_eq!(scene.standing("long").await.next_attempt_at, monday);
        for hours in [12, 24, 48, 84] {
            set(&scene, "2026-04-30T16:00:00Z");
            scene.later(TimeDelta::hours(hours));
            scene.drain().await;
            assert_eq!(phones(&scene), [0, 0, 0], "{hours}");
        }
        set(&scene, "2026-05-04T06:30:00Z");
        scene.drain().await;
        assert_eq!(scene.standing("long").await.state, "delivered", "alone, it goes as itself");
        let letters = scene.test.client(&scene.test.world.administrator).await.get("/api/outbox").await;
        assert_eq!(letters.status, 200, "{}", letters.text);
        assert_eq!(letters.body["items"], json!([]), "what the rules let go is no failure");
    }

    async fn the_nights_on_which_clocks_change_end_at_the_hour_on_the_wall(app: TestApp) {
        for (evening, morning) in [
            ("2026-03-28T19:30:00Z", "2026-03-29T05:30:00Z"),
            ("2026-10-24T18:30:00Z", "2026-10-25T06:30:00Z"),
        ] {
            set_scene_for_aide(&app, evening, morning).await;
        }
    }

    async fn beyond_the_cap_the_rest_waits_for_the_next_morning(app: TestApp) {
        let scene = at(app, "2026-03-02T09:00:00Z").await;
        federation_says(&scene, "daily_cap", json!(2)).await;
        for number in 0..5 {
            news(&scene, scene.coordinator, number).await;
        }
        crisis(&scene, &scene.test.world.person).await;
        scene.test_message("test", scene.coordinator).await;
        scene.drain().await;
        assert_eq!(phones(&scene)[0], 4, "two, the critical one and the test");
        assert_eq!(scene.standing("test").await.state, "delivered");
        let states = told(&scene, scene.coordinator, "aide_reply").await;
        assert_eq!(states.iter().filter(|state| *state == "delivered").count(), 2, "{states:?}");
        set(&scene, "2026-03-02T16:00:00Z");
        scene.drain().await;
        assert_eq!(phones(&scene)[0], 4, "still the same day");
        set(&scene, "2026-03-03T07:30:00Z");
        scene.drain().await;
        assert_eq!(phones(&scene)[0], 5);
        assert_eq!(digests(&scene, scene.coordinator).await[0]["news"], 3);
    }

    async fn two_nodes_together_keep_to_the_cap(app: TestApp) {
        let scene = at(app, "2026-03-02T09:00:00Z").await;
        federation_says(&scene, "daily_cap", json!(7)).await;
        for number in 0..40 {
            news(&scene, scene.coordinator, number).await;
            news(&scene, scene.referent, 1_000 + number).await;
        }
        let other = scene.second_node().await;
        let work = async |app| while step(app).await.expect("a round") != StepOutcome::Idle {};
        tokio::join!(work(&scene.app), work(&other), work(&scene.app), work(&other));
        assert_eq!(phones(&scene), [7, 0, 7]);
    }

    async fn ones_own_wishes_hold(app: TestApp) {
        let scene = at(app, "2026-03-02T13:30:00Z").await;
        let world = scene.test.world.clone();
        let kinds = json!({ "aide_reply": false, "alert_raised": false });
        wishes(&scene, &world.coordinator, &[("kinds", kinds)]).await;
        let lunch = [("quiet_from", json!("14:00")), ("quiet_to", json!("16:00"))];
        wishes(&scene, &world.second_coordinator, &lunch).await;
        wishes(&scene, &world.referent, &[("push", json!(false)), ("mail", json!(false))]).await;
        for (number, user) in [world.coordinator.id, world.second_coordinator.id, world.referent.id].into_iter().enumerate() {
            news(&scene, user, number as u128).await;
        }
        fall(&scene, &world.person).await;
        crisis(&scene, &world.second_person).await;
        scene.drain().await;
        assert_eq!(phones(&scene), [1, 0, 0], "the critical one all the same");
        let off = "expired: its receiver switched it off";
        assert_eq!(told(&scene, world.coordinator.id, "aide_reply").await, [off]);
        assert_eq!(told(&scene, world.coordinator.id, "alert_raised").await, [off, "delivered"]);
        assert_eq!(told(&scene, world.referent.id, "aide_reply").await, [off]);
        let nothing_left = "unreachable: its receiver switched it off";
        assert_eq!(told(&scene, world.referent.id, "alert_raised").await, [off, nothing_left]);
        set(&scene, "2026-03-02T15:00:00Z");
        scene.drain().await;
        assert_eq!(phones(&scene), [1, 1, 0], "after one's own quiet hours, in one");
        assert_eq!(told(&scene, world.second_coordinator.id, "digest").await, ["delivered"]);
    }
}

/// An aide is told in the morning, at half past seven on the wall, of what came in the evening.
async fn set_scene_for_aide(app: &vigie_tests::TestApp, evening: &str, morning: &str) {
    use vigie_server::store::outbox::{self, NewMessage};
    let (evening, morning) = (evening.parse().expect("a time"), morning.parse().expect("a time"));
    app.clock.set(evening);
    let facts = Facts::AideReply(AboutReply { alert_id: Uuid::from_u128(1) });
    let (key, body) = (format!("{evening}"), facts.to_body());
    let (federation, user) = (app.world.federation, app.world.aide.id);
    let expires_at = evening + TimeDelta::days(1);
    let message = NewMessage { federation, key: &key, user, kind: facts.kind(), body: &body, expires_at };
    let mut tx = app.store().begin().await.expect("a transaction");
    outbox::enqueue(&mut tx, &message, evening).await.expect("enqueued");
    tx.commit().await.expect("committed");
    let drained = async || while step(app.app()).await.expect("a round") != StepOutcome::Idle {};
    let standing = async || {
        let mut tx = app.store().read().await.expect("a transaction");
        outbox::standing(&mut tx, federation, &key).await.expect("a look").expect("there")
    };
    drained().await;
    assert_eq!(standing().await.next_attempt_at, morning);
    app.clock.set(morning - TimeDelta::seconds(1));
    drained().await;
    assert_eq!(standing().await.attempts, 0);
    app.clock.set(morning);
    drained().await;
    assert_eq!(standing().await.attempts, 1, "tried, and there is no browser");
}
