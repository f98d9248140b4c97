//! What each answer of a push service does to the message and to the subscription.

use chrono::TimeDelta;
use vigie_server::outbox::message::{AboutAlert, Facts};

use super::service::Behaviour::{self, AcceptAndTrickle, ComeBackAt, ComeBackIn, Hang, Huge, Redirect, Status};
use super::world::{World, everywhere};

/// Sends one message to one browser that answers so.
async fn answered(world: &World, name: &str, behaviour: Behaviour) {
    let user = world.user("aide", "fr").await;
    let endpoint = world.service.endpoint(name, behaviour);
    world.subscribe(user, &endpoint).await;
    world.test_message(name, user).await;
    world.drain().await;
}

async fn kept(world: &World, name: &str) -> bool {
    let user = world.standing(name).await.user_id;
    !world.browsers(user).await.is_empty()
}

#[tokio::test]
async fn a_message_that_is_taken_is_delivered_and_never_sent_again() {
    everywhere(async |world: World| {
        for (name, behaviour) in
            [("200", Status(200)), ("201", Status(201)), ("202", Status(202)), ("slow-body", AcceptAndTrickle)]
        {
            answered(&world, name, behaviour).await;
            assert_eq!(world.standing(name).await.state, "delivered", "{name}");
            assert!(kept(&world, name).await);
        }
        world.later(TimeDelta::hours(2));
        world.drain().await;
        assert_eq!(world.service.received().len(), 4);
    })
    .await;
}

#[tokio::test]
async fn only_404_and_410_remove_a_subscription() {
    everywhere(async |world: World| {
        for status in [400, 401, 403, 404, 408, 410, 413, 415, 429, 500, 502, 503] {
            let name = status.to_string();
            answered(&world, &name, Status(status)).await;
            assert_eq!(kept(&world, &name).await, status != 404 && status != 410, "{status}");
        }
        for (name, behaviour) in [("hang", Hang), ("huge", Huge), ("redirect", Redirect)] {
            answered(&world, name, behaviour).await;
            assert!(kept(&world, name).await, "{name}");
        }
    })
    .await;
}

#[tokio::test]
async fn what_is_our_own_fault_is_dead_and_explains_itself() {
    everywhere(async |world: World| {
        for (status, word) in [(400, "request"), (401, "VAPID token"), (403, "another VAPID key"), (413, "too large")] {
            let name = status.to_string();
            answered(&world, &name, Status(status)).await;
            let standing = world.standing(&name).await;
            let why = standing.last_error.unwrap_or_default();
            assert_eq!(standing.state, "dead", "{status}");
            assert!(why.starts_with(&name) && why.contains(word), "{why}");
        }
        world.later(TimeDelta::hours(2));
        world.drain().await;
        assert_eq!(world.service.received().len(), 4, "a refusal is not tried again");
    })
    .await;
}

#[tokio::test]
async fn what_may_pass_is_tried_again_when_its_time_has_come() {
    everywhere(async |world: World| {
        for (name, behaviour) in
            [("429", Status(429)), ("500", Status(500)), ("503", Status(503)), ("huge", Huge), ("hang", Hang)]
        {
            answered(&world, name, behaviour).await;
            let standing = world.standing(name).await;
            assert_eq!(standing.state, "retry", "{name}");
            let wait = standing.next_attempt_at - world.now();
            assert!((TimeDelta::seconds(5)..=TimeDelta::seconds(10)).contains(&wait), "{name}: {wait}");
            assert!(standing.last_error.is_some_and(|why| why.len() < 400), "{name}");
            world.service.endpoint(name, Status(201));
        }
        world.drain().await;
        assert_eq!(world.service.received().len(), 5, "nothing goes out before its time");
        world.later(TimeDelta::seconds(11));
        world.drain().await;
        for name in ["429", "500", "503", "huge", "hang"] {
            assert_eq!(
                (world.standing(name).await.state.as_str(), world.service.count(name)),
                ("delivered", 2),
                "{name}"
            );
        }
    })
    .await;
}

#[tokio::test]
async fn a_service_that_asks_for_patience_gets_it_in_seconds_and_by_date() {
    everywhere(async |world: World| {
        for (name, behaviour) in [("seconds", ComeBackIn(120)), ("date", ComeBackAt(120))] {
            answered(&world, name, behaviour).await;
            let wait = (world.standing(name).await.next_attempt_at - world.now()).num_seconds();
            assert!((119..=121).contains(&wait), "{name}: {wait}");
        }
        answered(&world, "forever", ComeBackIn(u32::MAX)).await;
        let standing = world.standing("forever").await;
        assert!(standing.next_attempt_at <= standing.expires_at, "no wait outlives its message");
    })
    .await;
}

#[tokio::test]
async fn a_reset_connection_and_a_closed_port_are_tried_again() {
    everywhere(async |world: World| {
        let user = world.user("aide", "fr").await;
        world.subscribe(user, &format!("{}/push/reset", world.service.resetting)).await;
        world.test_message("reset", user).await;
        world.drain().await;
        assert_eq!(world.standing("reset").await.state, "retry");
        assert_eq!(world.browsers(user).await.len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    everywhere(async |world: World| {
        answered(&world, "redirect", Redirect).await;
        assert_eq!(world.standing("redirect").await.state, "dead");
        assert_eq!((world.service.count("redirect"), world.service.canary()), (1, 0));
    })
    .await;
}

#[tokio::test]
async fn a_push_carries_every_header_and_a_token_for_its_origin() {
    everywhere(async |world: World| {
        let endpoint = world.service.endpoint("headers", Status(201));
        world.subscribe(world.referent, &endpoint).await;
        let about = AboutAlert {
            alert_id: vigie_server::ids::fresh(),
            severity: "high".to_owned(),
            sector_name: Some("Nord".to_owned()),
            linked: true,
        };
        world.enqueue("headers", world.referent, &Facts::AlertRaised(about.clone()), TimeDelta::minutes(90)).await;
        world.drain().await;
        let received = world.service.received();
        let [message] = received.as_slice() else { panic!("one message, not {}", received.len()) };
        assert_eq!(message.header("ttl"), "5400");
        assert_eq!(message.header("urgency"), "high");
        assert_eq!(message.header("content-encoding"), "aes128gcm");
        let topic = message.header("topic");
        assert!((1..=32).contains(&topic.len()) && !topic.contains(&about.alert_id.to_string()), "{topic}");
        let claims = claims(message.header("authorization"));
        assert_eq!(claims["aud"], world.service.origin, "the audience has the port");
        assert_eq!(claims["sub"], world.app.config.push_contact);
        let lives = claims["exp"].as_i64().expect("exp") - claims["iat"].as_i64().expect("iat");
        assert!((1..=86_400).contains(&lives), "{lives}");
        let seen = String::from_utf8_lossy(&message.body);
        assert!(!seen.contains("Nord") && message.body.len() > 1_024, "the text is sealed");
    })
    .await;
}

/// The claims of `vapid t=<token>, k=<key>`.
fn claims(authorization: &str) -> serde_json::Value {
    use base64::Engine as _;
    let token = authorization.strip_prefix("vapid t=").and_then(|rest| rest.split(',').next()).expect("a token");
    let middle = token.split('.').nth(1).expect("three parts");
    let octets = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(middle).expect("base64url");
    serde_json::from_slice(&octets).expect("JSON")
}
