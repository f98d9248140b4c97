//! F6: a push service for every way to answer, each a service of its own. What happens is counted in messages and calls, not in time.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::TimeDelta;
use uuid::Uuid;
use vigie_server::outbox::{StepOutcome, step};
use vigie_server::push::client::{Limits, PER_SERVICE};
use vigie_server::services::breaker::{FIRST_REST, OPENS_AT, State};
use vigie_tests::{on_both, rows};

use super::scene::Scene;
use super::service::Behaviour::{ComeBackIn, Hang, Status};

/// So many messages to one new person with a browser there; their keys.
async fn messages(scene: &Scene, endpoint: &str, prefix: &str, number: usize) -> Vec<String> {
    let user = scene.user("aide", "fr").await;
    scene.subscribe(user, endpoint).await;
    let keys: Vec<String> = (0..number).map(|n| format!("{prefix}-{n}")).collect();
    for key in &keys {
        scene.test_message(key, user).await;
    }
    keys
}

async fn states(scene: &Scene, keys: &[String]) -> BTreeMap<String, usize> {
    let mut states = BTreeMap::new();
    for key in keys {
        *states.entry(scene.standing(key).await.state).or_default() += 1;
    }
    states
}

on_both! {
    async fn each_message_ends_in_one_recorded_state_and_only_404_and_410_delete(app: TestApp) {
        let scene = Scene::on(app).await;
        let mut sent: Vec<(&str, Uuid, &str)> = Vec::new();
        for (number, way) in scene.service.ways().iter().enumerate() {
            let user = scene.user("aide", "fr").await;
            scene.subscribe(user, &scene.service.endpoint_of(way, &format!("way-{number}"))).await;
            scene.test_message(way.name, user).await;
            sent.push((way.name, user, way.end));
        }
        // All of them in one round, beside each other.
        assert_eq!(step(&scene.app).await.expect("a round"), StepOutcome::Worked(sent.len()));
        for (name, _, end) in &sent {
            let standing = scene.standing(name).await;
            let first = if *end == "expired" || *end == "gone" { "retry" } else { end };
            assert_eq!(standing.state, first, "{name}");
            if name.starts_with("429") {
                let wait = (standing.next_attempt_at - scene.now()).num_seconds();
                assert!((119..=121).contains(&wait), "{name}: {wait}");
            }
        }
        for _ in 0..7 {
            scene.later(TimeDelta::minutes(10));
            scene.drain().await;
        }
        for (name, user, end) in &sent {
            let standing = scene.standing(name).await;
            assert_eq!((standing.state.as_str(), standing.settled_at.is_some()), (*end, true), "{name}");
            assert_eq!(standing.last_error.is_none(), *end == "delivered", "{name}: {:?}", standing.last_error);
            assert_eq!(scene.browsers(*user).await.is_empty(), *end == "gone", "{name}");
        }
        assert_eq!(scene.service.canary(), 0, "a redirect was followed");
        let open = rows::count(scene.store(), "SELECT COUNT(*) FROM outbox WHERE settled_at IS NULL").await;
        assert_eq!(open, 0);
    }

    async fn a_service_that_fails_is_left_alone_and_costs_no_attempt(app: TestApp) {
        let scene = Scene::on(app).await;
        let (bad, good) = (scene.service.endpoint_at(0, "bad", Status(503)), scene.service.endpoint_at(1, "good", Status(201)));
        let waiting = messages(&scene, &bad, "bad", 80).await;
        let healthy = messages(&scene, &good, "good", 20).await;
        scene.drain().await;
        assert_eq!(states(&scene, &healthy).await, [("delivered".to_owned(), 20)].into());
        let called = scene.service.count("bad");
        // Calls that were under way when the tenth failed may still come.
        assert!((10..=PER_SERVICE).contains(&called), "{called}");
        let mut held = 0;
        for key in &waiting {
            let standing = scene.standing(key).await;
            assert_eq!(standing.state, "retry");
            if standing.attempts == 0 {
                held += 1;
                assert_eq!(standing.next_attempt_at, scene.now() + FIRST_REST, "{key}");
            }
        }
        assert_eq!(held, 80 - called, "whoever was not tried keeps all attempts");
        let seen = scene.app.push.services().seen(scene.now());
        let bad_one = seen.iter().find(|seen| bad.starts_with(&seen.service)).expect("seen");
        assert!(bad_one.failures >= OPENS_AT && bad_one.last_error.as_deref().is_some_and(|why| why.starts_with("503")));
        assert_eq!(bad_one.state, State::Open { until: scene.now() + FIRST_REST });
        // Half open: one call, and the others wait on.
        scene.later(FIRST_REST);
        scene.drain().await;
        assert_eq!(scene.service.count("bad"), called + 1);
        // Well again: one call, then all.
        scene.service.endpoint("bad", Status(201));
        for _ in 0..3 {
            scene.later(FIRST_REST * 2);
            scene.drain().await;
        }
        assert_eq!(states(&scene, &waiting).await, [("delivered".to_owned(), 80)].into());
        // Every message was taken once; those that were tried before were tried again.
        assert_eq!(scene.service.count("bad"), called + 1 + 80);
    }

    async fn patience_asked_for_by_one_message_holds_for_all_of_that_service(app: TestApp) {
        let scene = Scene::on(app).await;
        let endpoint = scene.service.endpoint_at(0, "busy", ComeBackIn(90));
        let first = messages(&scene, &endpoint, "first", 1).await;
        scene.drain().await;
        let user = scene.standing(&first[0]).await.user_id;
        scene.test_message("second", user).await;
        scene.drain().await;
        let second = scene.standing("second").await;
        assert_eq!((second.attempts, second.next_attempt_at), (0, scene.now() + TimeDelta::seconds(90)));
        scene.service.endpoint("busy", Status(201));
        scene.later(TimeDelta::seconds(89));
        scene.drain().await;
        assert_eq!(scene.service.count("busy"), 1, "not a second too early");
        scene.later(TimeDelta::seconds(1));
        scene.drain().await;
        assert_eq!((scene.service.count("busy"), scene.standing("second").await.state.as_str()), (3, "delivered"));
    }

    async fn healthy_services_do_not_wait_for_one_that_hangs(app: TestApp) {
        let scene = Scene::on(app).await;
        let (silent, well) = (scene.service.endpoint_at(0, "silent", Hang), scene.service.endpoint_at(1, "well", Status(201)));
        // Many more than there is room for, and due first.
        let hanging = messages(&scene, &silent, "silent", 250).await;
        scene.later(TimeDelta::seconds(1));
        let healthy = messages(&scene, &well, "well", 60).await;
        // No call to the silent one ends within this test.
        let long = Duration::from_secs(120);
        let node = scene.node_within(Limits { total: long, ..Limits::default() }).await;
        let running = tokio::spawn(vigie_tests::everywhere(vigie_server::outbox::run(node, tokio_util::sync::CancellationToken::new())));
        for _ in 0..600 {
            if states(&scene, &healthy).await == [("delivered".to_owned(), 60)].into() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(states(&scene, &healthy).await, [("delivered".to_owned(), 60)].into());
        let (calls, most) = (scene.service.count("silent"), scene.service.most_at_once(&scene.service.others[0]));
        assert_eq!((calls, most), (PER_SERVICE, PER_SERVICE), "a hanging service holds its calls and no more");
        assert!(scene.service.most_at_once(&scene.service.others[1]) <= PER_SERVICE);
        let ended = rows::count(scene.store(), "SELECT COUNT(*) FROM deliveries WHERE outcome = 'later'").await;
        assert_eq!(ended, 0, "no hanging call had to end before");
        let mut untried = 0;
        for key in &hanging {
            untried += usize::from(scene.standing(key).await.attempts == 0);
        }
        assert!(untried >= 250 - PER_SERVICE - 32, "waiting costs no attempt: {untried}");
        running.abort();
    }
}
