//! `outbox`, `deliveries`, `subscriptions`: the statements. What workers make of them is told in `delivery`.

use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;
use vigie_server::ids;
use vigie_server::store::dead_letters;
use vigie_server::store::deliveries::{self, Delivery};
use vigie_server::store::outbox::{self, NewMessage, Settled, Settlement};
use vigie_server::store::subscriptions::{self, Put, Subscription};
use vigie_shared::delivery::{Channel, DeliveryState, MessageKind};
use vigie_tests::{TestApp, on_both};

use super::begin;

fn subscription(app: &TestApp, user: Uuid, number: usize) -> Subscription {
    Subscription {
        federation_id: app.world.federation,
        id: ids::fresh(),
        user_id: user,
        session_id: None,
        endpoint: format!("https://push.example/{number}"),
        p256dh: "p".to_owned(),
        auth: "a".to_owned(),
        vapid_key: None,
    }
}

on_both! {
    async fn an_endpoint_is_one_persons_and_the_oldest_go_first(app: TestApp) {
        let (federation, user, now) = (app.world.federation, app.world.referent.id, app.now());
        let own: Vec<Subscription> = (0..4).map(|number| subscription(&app, user, number)).collect();
        let mut tx = begin(&app).await;
        for (minutes, one) in (0..).zip(&own) {
            assert_eq!(subscriptions::put(&mut tx, one, None, now + TimeDelta::minutes(minutes)).await.expect("kept"), Put::Kept);
        }
        let theirs = Subscription { id: ids::fresh(), ..subscription(&app, app.world.aide.id, 0) };
        assert_eq!(subscriptions::put(&mut tx, &theirs, None, now).await.expect("a try"), Put::Taken);
        subscriptions::mark_success(&mut tx, federation, own[1].id, now).await.expect("noted");
        subscriptions::mark_received(&mut tx, federation, own[1].id, now).await.expect("noted");
        let devices = subscriptions::devices(&mut tx, federation, user).await.expect("a list");
        assert_eq!((devices[1].last_success_at, devices[1].last_received_at), (Some(now), Some(now)));
        assert_eq!((devices[0].last_success_at, devices[0].stale_at), (None, None));
        subscriptions::mark_stale(&mut tx, federation, own[0].id, now).await.expect("noted");
        subscriptions::mark_stale(&mut tx, federation, own[0].id, now + TimeDelta::days(1)).await.expect("known");
        let stale = subscriptions::devices(&mut tx, federation, user).await.expect("a list").remove(0).stale_at;
        assert_eq!(stale, Some(now), "since the first refusal");
        subscriptions::mark_success(&mut tx, federation, own[0].id, now).await.expect("noted");
        let stale = subscriptions::devices(&mut tx, federation, user).await.expect("a list").remove(0).stale_at;
        assert_eq!(stale, None, "a message that is taken ends it");
        assert!(!subscriptions::remove_own(&mut tx, federation, app.world.aide.id, own[1].id).await.expect("a try"));
        subscriptions::keep_newest(&mut tx, federation, user, 3).await.expect("kept");
        let endpoints = |rows: Vec<Subscription>| rows.into_iter().map(|row| row.endpoint).collect::<Vec<_>>();
        let left = endpoints(subscriptions::of_user(&mut tx, federation, user).await.expect("a list"));
        assert_eq!(left, own[1..].iter().map(|one| one.endpoint.clone()).collect::<Vec<_>>());
        subscriptions::delete(&mut tx, federation, app.world.aide.id, &own[1].endpoint).await.expect("nothing of hers");
        subscriptions::delete(&mut tx, federation, user, &own[1].endpoint).await.expect("gone");
        subscriptions::delete(&mut tx, federation, user, "https://x/\0").await.expect("nothing");
        subscriptions::remove_gone(&mut tx, federation, own[2].id).await.expect("gone");
        let left = endpoints(subscriptions::of_user(&mut tx, federation, user).await.expect("a list"));
        assert_eq!(left, [own[3].endpoint.clone()]);
    }

    async fn a_message_is_written_once_leased_settled_and_handed_back(app: TestApp) {
        let (federation, now) = (app.world.federation, app.now());
        let body = json!({ "é": 1 });
        let (kind, user) = (MessageKind::AlertRaised, app.world.referent.id);
        let message = NewMessage { federation, key: "fact:1", user, kind, body: &body, expires_at: now + TimeDelta::hours(1) };
        let mut tx = begin(&app).await;
        assert_eq!(outbox::oldest_unsent(&mut tx).await.expect("a look"), None);
        assert!(outbox::enqueue(&mut tx, &message, now).await.expect("written"));
        assert!(!outbox::enqueue(&mut tx, &message, now).await.expect("a try"), "the fact is known");
        assert!(!outbox::enqueue_on(&mut tx, Channel::Mail, &message, now).await.expect("a try"), "whatever the channel");
        assert_eq!(outbox::oldest_unsent(&mut tx).await.expect("a look"), Some(now));
        assert_eq!(outbox::unsent(&mut tx).await.expect("counts"), [("pending".to_owned(), 1)]);
        let leased = outbox::lease(&mut tx, Channel::Push, 9, now, TimeDelta::seconds(60)).await.expect("leased").remove(0);
        assert_eq!((leased.key.as_str(), leased.attempts, &leased.body), ("fact:1", 1, &body));
        assert_eq!(leased.channel, "push");
        assert!(outbox::lease(&mut tx, Channel::Push, 9, now, TimeDelta::seconds(60)).await.expect("a try").is_empty());
        assert_eq!(outbox::hand_back(&mut tx, &leased).await.expect("a try"), Settled::Done);
        assert_eq!(outbox::hand_back(&mut tx, &leased).await.expect("a try"), Settled::Stale);
        let leased = outbox::lease(&mut tx, Channel::Push, 9, now, TimeDelta::seconds(60)).await.expect("leased").remove(0);
        assert_eq!((leased.attempts, leased.fence), (1, 2));
        assert_eq!((leased.first_try_at, leased.handed_on_at), (None, None));
        let first = now + TimeDelta::minutes(1);
        outbox::tried(&mut tx, &leased, first).await.expect("noted");
        outbox::tried(&mut tx, &leased, first + TimeDelta::minutes(1)).await.expect("noted before");
        outbox::handed_on(&mut tx, &leased, first).await.expect("noted");
        let later = Settlement {
            state: DeliveryState::Retry,
            next_attempt_at: now + TimeDelta::minutes(5),
            last_error: Some(outbox::NO_SUBSCRIPTION.to_owned()),
        };
        assert_eq!(outbox::settle(&mut tx, &leased, &later, now).await.expect("a try"), Settled::Done);
        assert_eq!(outbox::settle(&mut tx, &leased, &later, now).await.expect("a try"), Settled::Stale);
        outbox::uncount(&mut tx, &leased).await.expect("taken back");
        let standing = outbox::standing(&mut tx, federation, "fact:1").await.expect("a look").expect("there");
        assert_eq!(standing.attempts, 0);
        assert_eq!(outbox::hasten(&mut tx, federation, user, now).await.expect("hastened"), 1);
        let standing = outbox::standing(&mut tx, federation, "fact:1").await.expect("a look").expect("there");
        assert_eq!((standing.state.as_str(), standing.next_attempt_at), ("retry", now));
        let again = outbox::lease(&mut tx, Channel::Push, 9, now, TimeDelta::seconds(60)).await.expect("leased").remove(0);
        assert_eq!((again.first_try_at, again.handed_on_at), (Some(first), Some(first)));
        assert_eq!(outbox::settle(&mut tx, &again, &later, now).await.expect("a try"), Settled::Done);
        assert!(outbox::retract(&mut tx, federation, "fact:1", "why", now).await.expect("a try"));
        assert!(!outbox::retract(&mut tx, federation, "fact:1", "why", now).await.expect("a try"));
    }

    async fn of_each_browser_the_latest_outcome_is_kept(app: TestApp) {
        let (federation, message, browser) = (app.world.federation, ids::fresh(), ids::fresh());
        let outcome = |word: &str, status, minutes: i64| Delivery {
            subscription_id: browser,
            outcome: word.to_owned(),
            status,
            at: app.now() + TimeDelta::minutes(minutes),
            service: Some("fcm.googleapis.com".to_owned()),
        };
        let mut tx = begin(&app).await;
        deliveries::record(&mut tx, federation, message, &outcome("later", Some(503), 1)).await.expect("recorded");
        deliveries::record(&mut tx, federation, message, &outcome("accepted", None, 2)).await.expect("recorded");
        let expected = [outcome("accepted", None, 2)];
        assert_eq!(deliveries::of_message(&mut tx, federation, message).await.expect("a list"), expected);
        assert!(deliveries::of_message(&mut tx, app.elsewhere.federation, message).await.expect("a list").is_empty());
    }

    async fn dead_letters_are_found_sent_again_and_let_go(app: TestApp) {
        let (federation, now) = (app.world.federation, app.now());
        let (body, user) = (json!({}), app.world.referent.id);
        let mut tx = begin(&app).await;
        for key in ["a", "b"] {
            let message = NewMessage { federation, key, user, kind: MessageKind::Test, body: &body, expires_at: now };
            outbox::enqueue(&mut tx, &message, now).await.expect("enqueued");
        }
        assert_eq!(outbox::due_since(&mut tx, now).await.expect("a list"), [("test".to_owned(), now)]);
        assert!(outbox::due_since(&mut tx, now - TimeDelta::seconds(1)).await.expect("a list").is_empty());
        let dead = Settlement { state: DeliveryState::Dead, next_attempt_at: now, last_error: Some("é".to_owned()) };
        for leased in outbox::lease(&mut tx, Channel::Push, 9, now, TimeDelta::seconds(60)).await.expect("leased") {
            outbox::settle(&mut tx, &leased, &dead, now).await.expect("settled");
        }
        let page = dead_letters::page(&mut tx, federation, Some("dead"), None, 9).await.expect("a list");
        assert_eq!(page.len(), 2);
        assert_eq!(dead_letters::find(&mut tx, federation, page[0].id).await.expect("a look").as_ref(), Some(&page[0]));
        let before = Some((page[0].created_at, page[0].id));
        assert_eq!(dead_letters::page(&mut tx, federation, None, before, 9).await.expect("a list"), page[1..]);
        assert!(dead_letters::send_again(&mut tx, federation, page[0].id, now, now).await.expect("a try"));
        assert!(!dead_letters::send_again(&mut tx, federation, page[0].id, now, now).await.expect("a try"));
        assert!(dead_letters::let_go(&mut tx, federation, page[1].id, user, now).await.expect("a try"));
        assert!(!dead_letters::let_go(&mut tx, federation, page[1].id, user, now).await.expect("a try"));
        assert!(dead_letters::page(&mut tx, federation, None, None, 9).await.expect("a list").is_empty());
    }
}
