//! Leases, fences and fan-out: at least once, nothing lost, nothing twice once it is settled.

use chrono::TimeDelta;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use vigie_server::outbox::message::Facts;
use vigie_server::outbox::worker::step_until;
use vigie_server::outbox::{StepOutcome, step};
use vigie_server::store::outbox::{self, Leased, Settled, Settlement};
use vigie_shared::delivery::{Channel, DeliveryState};

use super::scene::Scene;
use super::service::Behaviour::Status;
use vigie_tests::{on_both, rows};

async fn lease(scene: &Scene, length: TimeDelta) -> Vec<Leased> {
    let mut tx = scene.store().begin().await.expect("a transaction");
    let taken = outbox::lease(&mut tx, Channel::Push, 10, scene.now(), length).await.expect("leased");
    tx.commit().await.expect("committed");
    taken
}

async fn settle(scene: &Scene, message: &Leased, state: DeliveryState) -> Settled {
    let outcome = Settlement { state, next_attempt_at: scene.now(), last_error: None };
    let mut tx = scene.store().begin().await.expect("a transaction");
    let settled = outbox::settle(&mut tx, message, &outcome, scene.now()).await.expect("settled");
    tx.commit().await.expect("committed");
    settled
}

/// A lease that has run out: as if its holder had died.
const RUN_OUT: TimeDelta = TimeDelta::seconds(0);

/// Past the millisecond in which a lease of no length still holds.
async fn a_moment() {
    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
}

/// What no endpoint does yet: closes an account.
async fn disable(scene: &Scene, user: Uuid) {
    let id = rows::literal(scene.store(), user);
    let sql = format!("UPDATE users SET disabled_at = created_at WHERE id = {id}");
    assert_eq!(rows::change(scene.store(), &sql).await, 1);
}

on_both! {
    async fn a_disabled_account_is_told_nothing(app: TestApp) {
        let scene = Scene::on(app).await;
        let endpoint = scene.service.endpoint("phone", Status(201));
        scene.subscribe(scene.aide, &endpoint).await;
        scene.test_message("m", scene.aide).await;
        disable(&scene, scene.aide).await;
        scene.drain().await;
        assert_eq!((scene.standing("m").await.state.as_str(), scene.service.count("phone")), ("unreachable", 0));
    }

    async fn the_same_fact_makes_one_message(app: TestApp) {
        let scene = Scene::on(app).await;
        let hour = TimeDelta::hours(1);
        assert!(scene.enqueue("once", scene.aide, &Facts::Test, hour).await);
        assert!(!scene.enqueue("once", scene.aide, &Facts::Test, hour).await);
        assert!(scene.enqueue("twice", scene.aide, &Facts::Test, hour).await);
    }

    async fn a_leased_message_is_nobody_elses_until_the_lease_runs_out(app: TestApp) {
        let scene = Scene::on(app).await;
        scene.test_message("m", scene.aide).await;
        let first = lease(&scene, TimeDelta::seconds(60)).await;
        assert_eq!((first.len(), lease(&scene, TimeDelta::seconds(60)).await.len()), (1, 0));
        scene.later(TimeDelta::days(1));
        assert!(lease(&scene, TimeDelta::seconds(60)).await.is_empty(), "leases do not live on the business clock");
    }

    async fn an_old_fence_settles_nothing(app: TestApp) {
        let scene = Scene::on(app).await;
        scene.test_message("m", scene.aide).await;
        let paused = lease(&scene, RUN_OUT).await.remove(0);
        a_moment().await;
        let second = lease(&scene, TimeDelta::seconds(60)).await.remove(0);
        assert_eq!((second.fence, second.attempts), (paused.fence + 1, 2));
        assert_eq!(settle(&scene, &paused, DeliveryState::Dead).await, Settled::Stale);
        assert_eq!(scene.standing("m").await.state, "leased");
        assert_eq!(settle(&scene, &second, DeliveryState::Delivered).await, Settled::Done);
        assert_eq!(settle(&scene, &second, DeliveryState::Dead).await, Settled::Stale, "a settled message stays so");
        assert_eq!(scene.standing("m").await.state, "delivered");
    }

    async fn a_crash_between_sending_and_settling_sends_again_under_the_same_topic(app: TestApp) {
        let scene = Scene::on(app).await;
        let endpoint = scene.service.endpoint("phone", Status(201));
        scene.subscribe(scene.aide, &endpoint).await;
        scene.test_message("m", scene.aide).await;
        // The node that dies: it leases and sends, and its settling never comes.
        let dead = lease(&scene, RUN_OUT).await.remove(0);
        let to = scene.browsers(scene.aide).await.remove(0);
        let facts = Facts::read(&dead.kind, &dead.body).expect("readable");
        let text = facts.payload(dead.id, "receipt", vigie_shared::lang::Lang::Fr, &scene.app.public_url);
        let topic = facts.topic(dead.user_id);
        let letter =
            vigie_server::push::cipher::Letter { text: &text, ttl: 60, urgency: facts.kind().urgency(), topic: &topic };
        scene.app.push.send(&to, letter, scene.now()).await;
        a_moment().await;
        scene.drain().await;
        let topics: Vec<String> = scene.service.received().iter().map(|m| m.header("topic").to_owned()).collect();
        assert_eq!(topics, [topic.clone(), topic]);
        assert_eq!(scene.standing("m").await.state, "delivered");
        scene.drain().await;
        assert_eq!(scene.service.count("phone"), 2);
    }

    async fn a_retry_spares_the_browsers_that_have_the_message(app: TestApp) {
        let scene = Scene::on(app).await;
        let (good, busy) = (scene.service.endpoint("good", Status(201)), scene.service.endpoint("busy", Status(503)));
        let gone = scene.service.endpoint("gone", Status(410));
        for endpoint in [&good, &busy, &gone] {
            scene.subscribe(scene.aide, endpoint).await;
        }
        scene.test_message("m", scene.aide).await;
        scene.drain().await;
        assert_eq!(scene.standing("m").await.state, "retry");
        assert_eq!(scene.outcomes("m").await, ["accepted", "gone", "later"]);
        assert_eq!(scene.browsers(scene.aide).await.len(), 2);
        scene.service.endpoint("busy", Status(201));
        scene.later(TimeDelta::minutes(1));
        scene.drain().await;
        assert_eq!(scene.standing("m").await.state, "delivered");
        let counts = ["good", "busy", "gone"].map(|name| scene.service.count(name));
        assert_eq!(counts, [1, 2, 1]);
    }

    async fn two_nodes_together_send_every_message_once(app: TestApp) {
        let scene = Scene::on(app).await;
        let endpoint = scene.service.endpoint("phone", Status(201));
        scene.subscribe(scene.aide, &endpoint).await;
        for n in 0..100 {
            scene.test_message(&format!("m{n}"), scene.aide).await;
        }
        let other = scene.second_node().await;
        let work = async |app| while step(app).await.expect("a round") != StepOutcome::Idle {};
        tokio::join!(work(&scene.app), work(&other), work(&scene.app), work(&other));
        assert_eq!(scene.service.count("phone"), 100);
        for n in 0..100 {
            let standing = scene.standing(&format!("m{n}")).await;
            assert_eq!((standing.state.as_str(), standing.fence, standing.attempts), ("delivered", 1, 1));
        }
    }

    async fn a_message_waits_for_a_browser_and_leaves_when_there_is_one(app: TestApp) {
        let scene = Scene::on(app).await;
        scene.test_message("m", scene.aide).await;
        scene.drain().await;
        let standing = scene.standing("m").await;
        assert_eq!((standing.state.as_str(), standing.last_error.as_deref()), ("retry", Some("no_subscription")));
        let endpoint = scene.service.endpoint("phone", Status(201));
        scene.subscribe(scene.aide, &endpoint).await;
        scene.drain().await;
        assert_eq!(scene.standing("m").await.state, "delivered");
    }

    async fn at_its_end_a_message_says_why_it_was_not_delivered(app: TestApp) {
        let scene = Scene::on(app).await;
        scene.test_message("nobody", scene.coordinator).await;
        let gone = scene.service.endpoint("gone", Status(410));
        scene.subscribe(scene.referent, &gone).await;
        scene.test_message("gone", scene.referent).await;
        let busy = scene.service.endpoint("busy", Status(503));
        scene.subscribe(scene.aide, &busy).await;
        scene.test_message("busy", scene.aide).await;
        scene.drain().await;
        let sent = scene.service.received().len();
        scene.later(TimeDelta::hours(1));
        scene.drain().await;
        for (key, state) in [("nobody", "unreachable"), ("gone", "gone"), ("busy", "expired")] {
            let standing = scene.standing(key).await;
            assert_eq!((standing.state.as_str(), standing.settled_at), (state, Some(scene.now())), "{key}");
        }
        assert_eq!(scene.service.received().len(), sent, "stale news is not sent");
    }

    async fn a_stopping_server_hands_back_what_it_has_not_begun(app: TestApp) {
        let scene = Scene::on(app).await;
        let endpoint = scene.service.endpoint("phone", Status(201));
        scene.subscribe(scene.aide, &endpoint).await;
        scene.test_message("m", scene.aide).await;
        let stop = CancellationToken::new();
        stop.cancel();
        step_until(&scene.app, &stop).await.expect("a round");
        let standing = scene.standing("m").await;
        assert_eq!((standing.state.as_str(), standing.attempts, scene.service.count("phone")), ("pending", 0, 0));
        scene.drain().await;
        assert_eq!((scene.standing("m").await.state.as_str(), scene.service.count("phone")), ("delivered", 1));
    }

    async fn the_running_worker_delivers_and_stops_when_told(app: TestApp) {
        let scene = Scene::on(app).await;
        let endpoint = scene.service.endpoint("phone", Status(201));
        scene.subscribe(scene.aide, &endpoint).await;
        let stop = CancellationToken::new();
        let running = tokio::spawn(vigie_tests::everywhere(vigie_server::outbox::run(scene.app.clone(), stop.clone())));
        scene.test_message("m", scene.aide).await;
        scene.app.outbox_bell.notify_one();
        for _ in 0..200 {
            if scene.standing("m").await.state == "delivered" {
                break;
            }
            a_moment().await;
        }
        assert_eq!(scene.standing("m").await.state, "delivered");
        stop.cancel();
        let ended = tokio::time::timeout(std::time::Duration::from_secs(5), running).await;
        assert!(matches!(ended, Ok(Ok(()))), "the worker goes on after it was stopped");
    }

    async fn a_message_that_was_overtaken_can_be_taken_back_until_it_is_sent(app: TestApp) {
        let scene = Scene::on(app).await;
        let endpoint = scene.service.endpoint("phone", Status(201));
        scene.subscribe(scene.aide, &endpoint).await;
        scene.test_message("early", scene.aide).await;
        let retract = async |key: &'static str| {
            let mut tx = scene.store().begin().await.expect("a transaction");
            let done = outbox::retract(&mut tx, scene.federation, key, "overtaken", scene.now()).await.expect("asked");
            tx.commit().await.expect("committed");
            done
        };
        assert!(retract("early").await);
        scene.test_message("late", scene.aide).await;
        scene.drain().await;
        assert!(!retract("late").await);
        assert_eq!(scene.service.count("phone"), 1);
        assert_eq!(scene.standing("early").await.state, "expired");
    }

    async fn facts_that_cannot_be_read_harm_no_other_message(app: TestApp) {
        let scene = Scene::on(app).await;
        let endpoint = scene.service.endpoint("phone", Status(201));
        scene.subscribe(scene.aide, &endpoint).await;
        let mut tx = scene.store().begin().await.expect("a transaction");
        let broken = outbox::NewMessage {
            federation: scene.federation,
            key: "broken",
            user: scene.aide,
            kind: vigie_shared::delivery::MessageKind::AlertRaised,
            body: &serde_json::json!({ "alert_id": 7 }),
            expires_at: scene.now() + TimeDelta::hours(1),
        };
        outbox::enqueue(&mut tx, &broken, scene.now()).await.expect("enqueued");
        tx.commit().await.expect("committed");
        scene.test_message("whole", scene.aide).await;
        scene.drain().await;
        assert_eq!(scene.standing("broken").await.state, "dead");
        assert_eq!(scene.standing("whole").await.state, "delivered");
    }
}
