//! Leases, fences and fan-out: at least once, nothing lost, nothing twice once it is settled.

use chrono::TimeDelta;
use tokio_util::sync::CancellationToken;
use vigie_server::outbox::message::Facts;
use vigie_server::outbox::worker::step_until;
use vigie_server::outbox::{StepOutcome, step};
use vigie_server::store::outbox::{self, Leased, Settled, Settlement};
use vigie_shared::delivery::DeliveryState;

use super::service::Behaviour::Status;
use super::world::{World, everywhere};

async fn lease(world: &World, length: TimeDelta) -> Vec<Leased> {
    let mut tx = world.store().begin().await.expect("a transaction");
    let taken = outbox::lease(&mut tx, 10, world.now(), length).await.expect("leased");
    tx.commit().await.expect("committed");
    taken
}

async fn settle(world: &World, message: &Leased, state: DeliveryState) -> Settled {
    let outcome = Settlement { state, next_attempt_at: world.now(), last_error: None };
    let mut tx = world.store().begin().await.expect("a transaction");
    let settled = outbox::settle(&mut tx, message, &outcome, world.now()).await.expect("settled");
    tx.commit().await.expect("committed");
    settled
}

/// A lease that has run out: as if its holder had died.
const RUN_OUT: TimeDelta = TimeDelta::seconds(0);

/// Past the millisecond in which a lease of no length still holds.
async fn a_moment() {
    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
}

#[tokio::test]
async fn the_same_fact_makes_one_message() {
    everywhere(async |world: World| {
        let hour = TimeDelta::hours(1);
        assert!(world.enqueue("once", world.aide, &Facts::Test, hour).await);
        assert!(!world.enqueue("once", world.aide, &Facts::Test, hour).await);
        assert!(world.enqueue("twice", world.aide, &Facts::Test, hour).await);
    })
    .await;
}

#[tokio::test]
async fn a_leased_message_is_nobody_elses_until_the_lease_runs_out() {
    everywhere(async |world: World| {
        world.test_message("m", world.aide).await;
        let first = lease(&world, TimeDelta::seconds(60)).await;
        assert_eq!((first.len(), lease(&world, TimeDelta::seconds(60)).await.len()), (1, 0));
        world.later(TimeDelta::days(1));
        assert!(lease(&world, TimeDelta::seconds(60)).await.is_empty(), "leases do not live on the business clock");
    })
    .await;
}

#[tokio::test]
async fn an_old_fence_settles_nothing() {
    everywhere(async |world: World| {
        world.test_message("m", world.aide).await;
        let paused = lease(&world, RUN_OUT).await.remove(0);
        a_moment().await;
        let second = lease(&world, TimeDelta::seconds(60)).await.remove(0);
        assert_eq!((second.fence, second.attempts), (paused.fence + 1, 2));
        assert_eq!(settle(&world, &paused, DeliveryState::Dead).await, Settled::Stale);
        assert_eq!(world.standing("m").await.state, "leased");
        assert_eq!(settle(&world, &second, DeliveryState::Delivered).await, Settled::Done);
        assert_eq!(settle(&world, &second, DeliveryState::Dead).await, Settled::Stale, "a settled message stays so");
        assert_eq!(world.standing("m").await.state, "delivered");
    })
    .await;
}

#[tokio::test]
async fn a_crash_between_sending_and_settling_sends_again_under_the_same_topic() {
    everywhere(async |world: World| {
        let endpoint = world.service.endpoint("phone", Status(201));
        world.subscribe(world.aide, &endpoint).await;
        world.test_message("m", world.aide).await;
        // The node that dies: it leases and sends, and its settling never comes.
        let dead = lease(&world, RUN_OUT).await.remove(0);
        let to = world.browsers(world.aide).await.remove(0);
        let facts = Facts::read(&dead.kind, &dead.body).expect("readable");
        let text = facts.payload(dead.id, vigie_shared::lang::Lang::Fr, &world.app.public_url);
        let topic = facts.topic(dead.user_id);
        let letter =
            vigie_server::push::cipher::Letter { text: &text, ttl: 60, urgency: facts.kind().urgency(), topic: &topic };
        world.app.push.send(&to, letter, world.now()).await;
        a_moment().await;
        world.drain().await;
        let topics: Vec<String> = world.service.received().iter().map(|m| m.header("topic").to_owned()).collect();
        assert_eq!(topics, [topic.clone(), topic]);
        assert_eq!(world.standing("m").await.state, "delivered");
        world.drain().await;
        assert_eq!(world.service.count("phone"), 2);
    })
    .await;
}

#[tokio::test]
async fn a_retry_spares_the_browsers_that_have_the_message() {
    everywhere(async |world: World| {
        let (good, busy) = (world.service.endpoint("good", Status(201)), world.service.endpoint("busy", Status(503)));
        let gone = world.service.endpoint("gone", Status(410));
        for endpoint in [&good, &busy, &gone] {
            world.subscribe(world.aide, endpoint).await;
        }
        world.test_message("m", world.aide).await;
        world.drain().await;
        assert_eq!(world.standing("m").await.state, "retry");
        assert_eq!(world.outcomes("m").await, ["accepted", "gone", "later"]);
        assert_eq!(world.browsers(world.aide).await.len(), 2);
        world.service.endpoint("busy", Status(201));
        world.later(TimeDelta::minutes(1));
        world.drain().await;
        assert_eq!(world.standing("m").await.state, "delivered");
        let counts = ["good", "busy", "gone"].map(|name| world.service.count(name));
        assert_eq!(counts, [1, 2, 1]);
    })
    .await;
}

#[tokio::test]
async fn two_nodes_together_send_every_message_once() {
    everywhere(async |world: World| {
        let endpoint = world.service.endpoint("phone", Status(201));
        world.subscribe(world.aide, &endpoint).await;
        for n in 0..100 {
            world.test_message(&format!("m{n}"), world.aide).await;
        }
        let other = world.second_node().await;
        let work = async |app| while step(app).await.expect("a round") != StepOutcome::Idle {};
        tokio::join!(work(&world.app), work(&other), work(&world.app), work(&other));
        assert_eq!(world.service.count("phone"), 100);
        for n in 0..100 {
            let standing = world.standing(&format!("m{n}")).await;
            assert_eq!((standing.state.as_str(), standing.fence, standing.attempts), ("delivered", 1, 1));
        }
    })
    .await;
}

#[tokio::test]
async fn a_message_waits_for_a_browser_and_leaves_when_there_is_one() {
    everywhere(async |world: World| {
        world.test_message("m", world.aide).await;
        world.drain().await;
        let standing = world.standing("m").await;
        assert_eq!((standing.state.as_str(), standing.last_error.as_deref()), ("retry", Some("no_subscription")));
        let endpoint = world.service.endpoint("phone", Status(201));
        world.subscribe(world.aide, &endpoint).await;
        world.drain().await;
        assert_eq!(world.standing("m").await.state, "delivered");
    })
    .await;
}

#[tokio::test]
async fn at_its_end_a_message_says_why_it_was_not_delivered() {
    everywhere(async |world: World| {
        world.test_message("nobody", world.coordinator).await;
        let gone = world.service.endpoint("gone", Status(410));
        world.subscribe(world.referent, &gone).await;
        world.test_message("gone", world.referent).await;
        let busy = world.service.endpoint("busy", Status(503));
        world.subscribe(world.aide, &busy).await;
        world.test_message("busy", world.aide).await;
        world.drain().await;
        let sent = world.service.received().len();
        world.later(TimeDelta::hours(1));
        world.drain().await;
        for (key, state) in [("nobody", "unreachable"), ("gone", "gone"), ("busy", "expired")] {
            let standing = world.standing(key).await;
            assert_eq!((standing.state.as_str(), standing.settled_at), (state, Some(world.now())), "{key}");
        }
        assert_eq!(world.service.received().len(), sent, "stale news is not sent");
    })
    .await;
}

#[tokio::test]
async fn a_stopping_server_hands_back_what_it_has_not_begun() {
    everywhere(async |world: World| {
        let endpoint = world.service.endpoint("phone", Status(201));
        world.subscribe(world.aide, &endpoint).await;
        world.test_message("m", world.aide).await;
        let stop = CancellationToken::new();
        stop.cancel();
        step_until(&world.app, &stop).await.expect("a round");
        let standing = world.standing("m").await;
        assert_eq!((standing.state.as_str(), standing.attempts, world.service.count("phone")), ("pending", 0, 0));
        world.drain().await;
        assert_eq!((world.standing("m").await.state.as_str(), world.service.count("phone")), ("delivered", 1));
    })
    .await;
}

#[tokio::test]
async fn the_running_worker_delivers_and_stops_when_told() {
    everywhere(async |world: World| {
        let endpoint = world.service.endpoint("phone", Status(201));
        world.subscribe(world.aide, &endpoint).await;
        let stop = CancellationToken::new();
        let running = tokio::spawn(vigie_server::outbox::run(world.app.clone(), stop.clone()));
        world.test_message("m", world.aide).await;
        world.app.outbox_bell.notify_one();
        for _ in 0..200 {
            if world.standing("m").await.state == "delivered" {
                break;
            }
            a_moment().await;
        }
        assert_eq!(world.standing("m").await.state, "delivered");
        stop.cancel();
        let ended = tokio::time::timeout(std::time::Duration::from_secs(5), running).await;
        assert!(matches!(ended, Ok(Ok(()))), "the worker goes on after it was stopped");
    })
    .await;
}

#[tokio::test]
async fn a_message_that_was_overtaken_can_be_taken_back_until_it_is_sent() {
    everywhere(async |world: World| {
        let endpoint = world.service.endpoint("phone", Status(201));
        world.subscribe(world.aide, &endpoint).await;
        world.test_message("early", world.aide).await;
        let retract = async |key: &'static str| {
            let mut tx = world.store().begin().await.expect("a transaction");
            let done = outbox::retract(&mut tx, world.federation, key, "overtaken", world.now()).await.expect("asked");
            tx.commit().await.expect("committed");
            done
        };
        assert!(retract("early").await);
        world.test_message("late", world.aide).await;
        world.drain().await;
        assert!(!retract("late").await);
        assert_eq!(world.service.count("phone"), 1);
        assert_eq!(world.standing("early").await.state, "expired");
    })
    .await;
}

#[tokio::test]
async fn facts_that_cannot_be_read_harm_no_other_message() {
    everywhere(async |world: World| {
        let endpoint = world.service.endpoint("phone", Status(201));
        world.subscribe(world.aide, &endpoint).await;
        let mut tx = world.store().begin().await.expect("a transaction");
        let broken = outbox::NewMessage {
            federation: world.federation,
            key: "broken",
            user: world.aide,
            kind: vigie_shared::delivery::MessageKind::AlertRaised,
            body: &serde_json::json!({ "alert_id": 7 }),
            expires_at: world.now() + TimeDelta::hours(1),
        };
        outbox::enqueue(&mut tx, &broken, world.now()).await.expect("enqueued");
        tx.commit().await.expect("committed");
        world.test_message("whole", world.aide).await;
        world.drain().await;
        assert_eq!(world.standing("broken").await.state, "dead");
        assert_eq!(world.standing("whole").await.state, "delivered");
    })
    .await;
}
