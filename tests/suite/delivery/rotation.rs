//! A new push key beside the old one: new browsers take the new one, the others keep theirs until they come again.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode};
use serde_json::{Value, json};
use vigie_server::push::keyring::{Configured, Keyring};
use vigie_server::push::vapid::{self, KEY_NAME};
use vigie_server::store::{keys, subscriptions};
use vigie_tests::{Database, TestApp, command, on_both, rows};

use super::scene::{AUTH, P256DH, Scene};
use super::service::Behaviour::Status;
use super::service::Received;
use vigie_server::store::scope::everywhere;

/// Makes a new key beside the others, as `vigie keys rotate` does.
async fn rotate(scene: &Scene) {
    let mut tx = scene.store().begin().await.expect("a transaction");
    assert!(keys::add(&mut tx, KEY_NAME, &vapid::fresh_key(), scene.now()).await.expect("added"));
    tx.commit().await.expect("committed");
}

/// What a running server does by itself twice a minute.
async fn look(scene: &Scene) -> String {
    let mut tx = scene.store().read().await.expect("a transaction");
    scene.app.push.reload(&mut tx, scene.now()).await.expect("reloaded");
    scene.app.push.public_key()
}

/// The public key a message was signed with, after checking that it was, for this service.
fn signed_with(message: &Received, origin: &str) -> String {
    let (token, key) = message
        .header("authorization")
        .strip_prefix("vapid t=")
        .and_then(|rest| rest.split_once(", k=").or_else(|| rest.split_once(",k=")))
        .expect("a token and a key");
    let point = URL_SAFE_NO_PAD.decode(key).expect("base64url");
    let mut rules = Validation::new(Algorithm::ES256);
    rules.set_audience(&[origin]);
    decode::<Value>(token, &DecodingKey::from_ec_der(&point), &rules).expect("signed with the key beside it");
    key.to_owned()
}

/// The key of the last message at an endpoint.
fn last_key(scene: &Scene, name: &str) -> String {
    let messages = scene.service.received();
    let last = messages.iter().rfind(|message| message.endpoint == name).expect("a message");
    signed_with(last, &scene.service.origin)
}

fn subscription(endpoint: &str, key: Option<&str>) -> Value {
    let mut body = json!({ "endpoint": endpoint, "keys": { "p256dh": P256DH, "auth": AUTH } });
    if let Some(key) = key {
        body["key"] = json!(key);
    }
    body
}

on_both! {
    async fn after_a_rotation_every_browser_gets_the_key_it_subscribed_with(app: TestApp) {
        let scene = Scene::on(app).await;
        let old = scene.app.push.public_key();
        scene.subscribe(scene.aide, &scene.service.endpoint("phone", Status(201))).await;
        rotate(&scene).await;
        let new = look(&scene).await;
        assert_ne!(old, new);
        scene.subscribe(scene.aide, &scene.service.endpoint("tablet", Status(201))).await;
        // The first phase: both keys are in use.
        scene.test_message("first", scene.aide).await;
        scene.drain().await;
        assert_eq!((last_key(&scene, "phone"), last_key(&scene, "tablet")), (old.clone(), new.clone()));
        // Said again at each start of its page: it still is what it was.
        scene.subscribe(scene.aide, &scene.service.endpoint("phone", Status(201))).await;
        scene.test_message("again", scene.aide).await;
        scene.drain().await;
        assert_eq!(last_key(&scene, "phone"), old);
        // The second: the phone subscribes again, and its old endpoint is gone.
        scene.service.endpoint("phone", Status(410));
        scene.subscribe(scene.aide, &scene.service.endpoint("phone again", Status(201)).replace(' ', "%20")).await;
        scene.test_message("second", scene.aide).await;
        scene.drain().await;
        assert_eq!(last_key(&scene, "phone again"), new);
        let mut tx = scene.store().read().await.expect("a transaction");
        assert_eq!(subscriptions::by_key(&mut tx).await.expect("counts"), [(Some(new), 2)], "nobody has the old one");
    }

    async fn a_server_that_has_not_noticed_looks_when_it_meets_a_key_it_does_not_know(app: TestApp) {
        let scene = Scene::on(app).await;
        let late = scene.second_node().await;
        rotate(&scene).await;
        let new = look(&scene).await;
        assert_ne!(late.push.public_key(), new);
        scene.subscribe(scene.aide, &scene.service.endpoint("phone", Status(201))).await;
        scene.test_message("m", scene.aide).await;
        vigie_server::outbox::step(&late).await.expect("a round");
        assert_eq!((scene.standing("m").await.state.as_str(), last_key(&scene, "phone")), ("delivered", new.clone()));
        assert_eq!(late.push.public_key(), new);
        // So does the door, when a page comes with a key another server gave it.
        let door = scene.test.app();
        assert_ne!(door.push.public_key(), new);
        let aide = scene.test.client(&scene.test.world.aide).await;
        let endpoint = "https://fcm.googleapis.com/fcm/send/abc";
        let put = aide.put("/api/push/subscription", &subscription(endpoint, Some(&new))).await;
        assert_eq!(put.status, 204, "{}", put.text);
        assert_eq!(aide.get("/api/push/key").await.ok()["key"], new);
    }

    async fn a_key_of_somebody_else_is_refused_and_the_right_one_corrects_a_guess(app: TestApp) {
        let scene = Scene::on(app).await;
        let old = scene.app.push.public_key();
        let aide = scene.test.client(&scene.test.world.aide).await;
        let endpoint = "https://fcm.googleapis.com/fcm/send/abc";
        for foreign in ["x", "", P256DH] {
            let refused = aide.put("/api/push/subscription", &subscription(endpoint, Some(foreign))).await;
            assert_eq!(refused.problem(422), "validation_failed", "{foreign}");
            assert_eq!(refused.body["errors"][0]["pointer"], "/key");
            assert_ne!(refused.body["errors"][0]["detail"], "field.unknown_push_key", "the mistake has words");
        }
        rotate(&scene).await;
        let new = look(&scene).await;
        let key_of = async || scene.browsers(scene.aide).await.remove(0).vapid_key;
        for (said, kept) in [(Some(&new), &new), (None, &new), (Some(&old), &old), (None, &old)] {
            let padded = said.map(|key| format!("{key}="));
            let put = aide.put("/api/push/subscription", &subscription(endpoint, padded.as_deref())).await;
            assert_eq!(put.status, 204, "{}", put.text);
            assert_eq!(key_of().await.as_deref(), Some(kept.as_str()), "after {said:?}");
        }
    }

    async fn a_browser_whose_key_is_refused_is_marked_until_something_is_taken_again(app: TestApp) {
        let scene = Scene::on(app).await;
        scene.subscribe(scene.aide, &scene.service.endpoint("phone", Status(403))).await;
        let aide = scene.test.client(&scene.test.world.aide).await;
        let stale = async || aide.get("/api/push/devices").await.ok()["items"][0]["stale"].clone();
        assert_eq!(stale().await, json!(false));
        scene.test_message("m", scene.aide).await;
        scene.drain().await;
        let standing = scene.standing("m").await;
        assert_eq!((standing.state.as_str(), stale().await), ("dead", json!(true)));
        assert!(standing.last_error.is_some_and(|why| why.contains("subscribe again")));
        let mut tx = scene.store().read().await.expect("a transaction");
        assert_eq!(subscriptions::stale(&mut tx).await.expect("a count"), 1);
        drop(tx);
        scene.service.endpoint("phone", Status(201));
        scene.test_message("n", scene.aide).await;
        scene.drain().await;
        assert_eq!((scene.standing("n").await.state.as_str(), stale().await), ("delivered", json!(false)));
    }

    async fn a_key_that_was_lost_costs_no_call_and_explains_itself(app: TestApp) {
        let scene = Scene::on(app).await;
        scene.subscribe(scene.aide, &scene.service.endpoint("phone", Status(201))).await;
        rows::change(scene.store(), "UPDATE push_subscriptions SET vapid_key = 'lost'").await;
        scene.test_message("m", scene.aide).await;
        scene.drain().await;
        let standing = scene.standing("m").await;
        assert_eq!((standing.state.as_str(), scene.service.count("phone")), ("dead", 0));
        assert!(standing.last_error.is_some_and(|why| why.contains("no longer here")));
        let aide = scene.test.client(&scene.test.world.aide).await;
        assert_eq!(aide.get("/api/push/devices").await.ok()["items"][0]["stale"], json!(true));
    }

    async fn configured_keys_come_first_and_browsers_from_before_keep_the_one_there_was(app: TestApp) {
        let scene = Scene::on(app).await;
        let stored = scene.app.push.public_key();
        let [new, old] = [vapid::fresh_key(), vapid::fresh_key()];
        let public = |key: &str| vapid::Vapid::new(key, "mailto:a@example.org").expect("a key").public_key();
        let with = |key: Option<&str>, previous: &[&str]| {
            let mut config = scene.app.config.clone();
            let secret = |text: &str| vigie_server::config::Secret::new(text.to_owned());
            config.vapid_private_key = key.map(secret);
            config.vapid_previous_keys = previous.iter().map(|key| secret(key)).collect();
            Configured::of(&config)
        };
        let mut tx = scene.store().begin().await.expect("a transaction");
        for (configured, current, unsaid) in [
            (with(None, &[]), stored.clone(), stored.clone()),
            (with(Some(&old), &[]), public(&old), public(&old)),
            (with(Some(&new), &[&old]), public(&new), public(&old)),
        ] {
            let keyring = Keyring::load(&mut tx, &configured, None, scene.now()).await.expect("keys");
            assert_eq!((keyring.current().to_owned(), keyring.of(None).expect("a key").public_key()), (current, unsaid));
            assert!(keyring.of(Some(&stored)).is_some(), "what the database has stays usable");
            assert!(keyring.of(Some("x")).is_none());
        }
        assert_eq!(keys::series(&mut tx, KEY_NAME).await.expect("keys").len(), 1, "nothing was made");
    }

    async fn a_series_of_keys_stays_in_order_beyond_nine(app: TestApp) {
        let mut tx = app.store().begin().await.expect("a transaction");
        for n in 1..=12 {
            let value = format!("value-{n}");
            if n == 1 {
                assert_eq!(keys::keep_first(&mut tx, "essai", &value, app.now()).await.expect("kept"), value);
            } else {
                assert!(keys::add(&mut tx, "essai", &value, app.now()).await.expect("added"));
            }
        }
        keys::keep_first(&mut tx, "essai_autre", "other", app.now()).await.expect("kept");
        let expected: Vec<String> = (1..=12).map(|n| format!("value-{n}")).collect();
        assert_eq!(keys::series(&mut tx, "essai").await.expect("keys"), expected);
    }
}

/// The program itself: a new key is made, the doctor counts who still has the old one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_makes_a_key_and_the_doctor_says_who_has_the_old_one() {
    everywhere(async {
        let scene = Scene::on(TestApp::start(Database::Sqlite).await).await;
        scene.subscribe(scene.aide, &scene.service.endpoint("phone", Status(201))).await;
        let before = scene.app.push.public_key();
        let vigie = |arguments: &[&str], more: &[(&str, &str)]| {
            let mut command = command(arguments);
            command.env("VIGIE_DATABASE_URL", scene.test.database_url()).envs(more.iter().copied());
            let output = command.output().expect("vigie runs");
            String::from_utf8_lossy(&output.stdout).into_owned()
        };
        assert!(!vigie(&["doctor"], &[]).contains("earlier push key"));
        let printed = vigie(&["keys", "rotate"], &[]);
        assert_eq!(look(&scene).await, printed.trim());
        assert_ne!(before, printed.trim());
        assert!(vigie(&["doctor"], &[]).contains("1 subscription(s) still use an earlier push key"));
        // A configured key: what to write there, the old one behind it.
        let key = vapid::fresh_key();
        let settings = vigie(&["keys", "rotate"], &[("VIGIE_VAPID_PRIVATE_KEY", &key)]);
        assert!(settings.contains(&format!("VIGIE_VAPID_PREVIOUS_KEYS={key}")), "{settings}");
        assert!(
            settings.starts_with("VIGIE_VAPID_PRIVATE_KEY=")
                && !settings.starts_with(&format!("VIGIE_VAPID_PRIVATE_KEY={key}"))
        );
        rows::change(scene.store(), "UPDATE push_subscriptions SET vapid_key = 'lost'").await;
        assert!(vigie(&["doctor"], &[]).contains("BAD   1 subscription(s) use a push key that is not here"));
    })
    .await;
}
