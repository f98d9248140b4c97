//! What each answer of a push service does to the message and to the subscription.

use chrono::TimeDelta;
use vigie_server::outbox::message::{AboutAlert, Facts};

use super::scene::Scene;
use super::service::Behaviour::{self, AcceptAndTrickle, ComeBackAt, ComeBackIn, Hang, Huge, Redirect, Status};
use vigie_tests::on_both;

/// Sends one message to one browser that answers so.
async fn answered(scene: &Scene, name: &str, behaviour: Behaviour) {
    let user = scene.user("aide", "fr").await;
    let endpoint = scene.service.endpoint(name, behaviour);
    scene.subscribe(user, &endpoint).await;
    scene.test_message(name, user).await;
    scene.drain().await;
}

async fn kept(scene: &Scene, name: &str) -> bool {
    let user = scene.standing(name).await.user_id;
    !scene.browsers(user).await.is_empty()
}

on_both! {
    async fn a_message_that_is_taken_is_delivered_and_never_sent_again(app: TestApp) {
        let scene = Scene::on(app).await;
        for (name, behaviour) in
            [("200", Status(200)), ("201", Status(201)), ("202", Status(202)), ("slow-body", AcceptAndTrickle)]
        {
            answered(&scene, name, behaviour).await;
            assert_eq!(scene.standing(name).await.state, "delivered", "{name}");
            assert!(kept(&scene, name).await);
        }
        scene.later(TimeDelta::hours(2));
        scene.drain().await;
        assert_eq!(scene.service.received().len(), 4);
    }

    async fn only_404_and_410_remove_a_subscription(app: TestApp) {
        let scene = Scene::on(app).await;
        for status in [400, 401, 403, 404, 408, 410, 413, 415, 429, 500, 502, 503] {
            let name = status.to_string();
            answered(&scene, &name, Status(status)).await;
            assert_eq!(kept(&scene, &name).await, status != 404 && status != 410, "{status}");
        }
        for (name, behaviour) in [("hang", Hang), ("huge", Huge), ("redirect", Redirect)] {
            answered(&scene, name, behaviour).await;
            assert!(kept(&scene, name).await, "{name}");
        }
    }

    async fn what_is_our_own_fault_is_dead_and_explains_itself(app: TestApp) {
        let scene = Scene::on(app).await;
        for (status, word) in [(400, "request"), (401, "VAPID token"), (403, "another VAPID key"), (413, "too large")] {
            let name = status.to_string();
            answered(&scene, &name, Status(status)).await;
            let standing = scene.standing(&name).await;
            let why = standing.last_error.unwrap_or_default();
            assert_eq!(standing.state, "dead", "{status}");
            assert!(why.starts_with(&name) && why.contains(word), "{why}");
        }
        scene.later(TimeDelta::hours(2));
        scene.drain().await;
        assert_eq!(scene.service.received().len(), 4, "a refusal is not tried again");
    }

    async fn what_may_pass_is_tried_again_when_its_time_has_come(app: TestApp) {
        let scene = Scene::on(app).await;
        for (name, behaviour) in
            [("429", Status(429)), ("500", Status(500)), ("503", Status(503)), ("huge", Huge), ("hang", Hang)]
        {
            answered(&scene, name, behaviour).await;
            let standing = scene.standing(name).await;
            assert_eq!(standing.state, "retry", "{name}");
            let wait = standing.next_attempt_at - scene.now();
            assert!((TimeDelta::seconds(5)..=TimeDelta::seconds(10)).contains(&wait), "{name}: {wait}");
            assert!(standing.last_error.is_some_and(|why| why.len() < 400), "{name}");
            scene.service.endpoint(name, Status(201));
        }
        scene.drain().await;
        assert_eq!(scene.service.received().len(), 5, "nothing goes out before its time");
        scene.later(TimeDelta::seconds(11));
        scene.drain().await;
        for name in ["429", "500", "503", "huge", "hang"] {
            assert_eq!(
                (scene.standing(name).await.state.as_str(), scene.service.count(name)),
                ("delivered", 2),
                "{name}"
            );
        }
    }

    async fn a_service_that_asks_for_patience_gets_it_in_seconds_and_by_date(app: TestApp) {
        let scene = Scene::on(app).await;
        let forever = ComeBackIn(u32::MAX);
        for (other, (name, behaviour)) in
            [("seconds", ComeBackIn(120)), ("date", ComeBackAt(120)), ("forever", forever)].into_iter().enumerate()
        {
            let user = scene.user("aide", "fr").await;
            scene.subscribe(user, &scene.service.endpoint_at(other, name, behaviour)).await;
            scene.test_message(name, user).await;
            scene.drain().await;
            let wait = (scene.standing(name).await.next_attempt_at - scene.now()).num_seconds();
            assert!(behaviour == forever || (119..=121).contains(&wait), "{name}: {wait}");
        }
        let standing = scene.standing("forever").await;
        assert!(standing.next_attempt_at <= standing.expires_at, "no wait outlives its message");
    }

    async fn a_reset_connection_and_a_closed_port_are_tried_again(app: TestApp) {
        let scene = Scene::on(app).await;
        let user = scene.user("aide", "fr").await;
        scene.subscribe(user, &format!("{}/push/reset", scene.service.resetting)).await;
        scene.test_message("reset", user).await;
        scene.drain().await;
        assert_eq!(scene.standing("reset").await.state, "retry");
        assert_eq!(scene.browsers(user).await.len(), 1);
    }

    async fn a_redirect_is_not_followed(app: TestApp) {
        let scene = Scene::on(app).await;
        answered(&scene, "redirect", Redirect).await;
        assert_eq!(scene.standing("redirect").await.state, "dead");
        assert_eq!((scene.service.count("redirect"), scene.service.canary()), (1, 0));
    }

    async fn a_push_carries_every_header_and_a_token_for_its_origin(app: TestApp) {
        let scene = Scene::on(app).await;
        let endpoint = scene.service.endpoint("headers", Status(201));
        scene.subscribe(scene.referent, &endpoint).await;
        let about = AboutAlert {
            alert_id: vigie_server::ids::fresh(),
            severity: "high".to_owned(),
            sector_name: Some("Nord".to_owned()),
            linked: true,
        };
        scene.enqueue("headers", scene.referent, &Facts::AlertRaised(about.clone()), TimeDelta::minutes(90)).await;
        scene.drain().await;
        let received = scene.service.received();
        let [message] = received.as_slice() else { panic!("one message, not {}", received.len()) };
        assert_eq!(message.header("ttl"), "5400");
        assert_eq!(message.header("urgency"), "high");
        assert_eq!(message.header("content-encoding"), "aes128gcm");
        let topic = message.header("topic");
        assert!((1..=32).contains(&topic.len()) && !topic.contains(&about.alert_id.to_string()), "{topic}");
        let claims = claims(message.header("authorization"));
        assert_eq!(claims["aud"], scene.service.origin, "the audience has the port");
        assert_eq!(claims["sub"], scene.app.config.push_contact);
        let lives = claims["exp"].as_i64().expect("exp") - claims["iat"].as_i64().expect("iat");
        assert!((1..=86_400).contains(&lives), "{lives}");
        let seen = String::from_utf8_lossy(&message.body);
        assert!(!seen.contains("Nord") && message.body.len() > 1_024, "the text is sealed");
    }
}

/// The claims of `vapid t=<token>, k=<key>`.
fn claims(authorization: &str) -> serde_json::Value {
    use base64::Engine as _;
    let token = authorization.strip_prefix("vapid t=").and_then(|rest| rest.split(',').next()).expect("a token");
    let middle = token.split('.').nth(1).expect("three parts");
    let octets = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(middle).expect("base64url");
    serde_json::from_slice(&octets).expect("JSON")
}
