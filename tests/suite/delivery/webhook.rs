//! The federation's webhook: what people are told, it is told once, signed, at an address that leads nowhere inside.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chrono::TimeDelta;
use openssl::hash::MessageDigest;
use openssl::pkey::PKey;
use openssl::sign::Signer;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use uuid::Uuid;
use vigie_server::outbox::message::{AboutAlert, Facts};
use vigie_server::outbox::step;
use vigie_server::store::webhooks::{self, Setting};
use vigie_server::webhook::signature;
use vigie_shared::delivery::MessageKind;
use vigie_tests::{TestApp, on_both};

use super::scene::Scene;
use super::service::Behaviour::Status;

/// One call as it arrived.
#[derive(Debug, Clone)]
pub struct Call {
    headers: HeaderMap,
    body: Bytes,
}

impl Call {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// The signatures that this secret would make, by another library than the one that made them.
    fn is_signed_with(&self, secret: &str) -> bool {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").expect("a prefix")).expect("base64");
        let key = PKey::hmac(&key).expect("a key");
        let mut signer = Signer::new(MessageDigest::sha256(), &key).expect("a signer");
        signer
            .update(format!("{}.{}.", self.header("webhook-id"), self.header("webhook-timestamp")).as_bytes())
            .expect("fed");
        signer.update(&self.body).expect("fed");
        let expected = format!("v1,{}", STANDARD.encode(signer.sign_to_vec().expect("signed")));
        self.header("webhook-signature").split(' ').any(|given| given == expected)
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("JSON")
    }
}

/// How the other side answers.
#[derive(Debug, Clone, Copy)]
pub enum Mood {
    Status(u16),
    ComeBackIn(u32),
    Redirects,
    Hangs,
    Huge,
}

#[derive(Debug)]
struct Inner {
    mood: Mutex<Mood>,
    calls: Mutex<Vec<Call>>,
    canary: Mutex<usize>,
}

/// Somebody who listens on loopback.
#[derive(Debug)]
pub struct Listener {
    inner: Arc<Inner>,
    pub origin: String,
    _task: JoinSet<()>,
}

impl Listener {
    pub async fn start() -> Self {
        let inner =
            Arc::new(Inner { mood: Mutex::new(Mood::Status(204)), calls: Mutex::default(), canary: Mutex::default() });
        let canary = |State(inner): State<Arc<Inner>>| async move { *inner.canary.lock().expect("not poisoned") += 1 };
        let routes = Router::new().route("/hook", post(take)).route("/canary", post(canary)).with_state(inner.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("bound"));
        let mut task = JoinSet::new();
        task.spawn(async move { axum::serve(listener, routes).await.expect("served") });
        Self { inner, origin, _task: task }
    }

    pub fn is(&self, mood: Mood) {
        *self.inner.mood.lock().expect("not poisoned") = mood;
    }

    pub fn calls(&self) -> Vec<Call> {
        self.inner.calls.lock().expect("not poisoned").clone()
    }
}

async fn take(State(inner): State<Arc<Inner>>, headers: HeaderMap, body: Bytes) -> Response {
    let mood = *inner.mood.lock().expect("not poisoned");
    inner.calls.lock().expect("not poisoned").push(Call { headers, body });
    match mood {
        Mood::Status(status) => StatusCode::from_u16(status).expect("a status").into_response(),
        Mood::ComeBackIn(seconds) => {
            (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, seconds.to_string())]).into_response()
        }
        Mood::Redirects => (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, "/canary")]).into_response(),
        Mood::Hangs => std::future::pending().await,
        Mood::Huge => (StatusCode::BAD_GATEWAY, "x".repeat(10 * 1024 * 1024)).into_response(),
    }
}

/// A scene whose federation has a webhook at `listener` for alerts, and its secret.
pub async fn scene(app: TestApp, listener: &Listener) -> (Scene, String) {
    let scene = Scene::with(app, |config| config.webhook_origins = vec![listener.origin.clone()]).await;
    let secret = renew(&scene).await;
    set(&scene, &format!("{}/hook", listener.origin), true, &[MessageKind::AlertRaised, MessageKind::Escalation]).await;
    (scene, secret)
}

async fn renew(scene: &Scene) -> String {
    let secret = signature::fresh().expect("a secret");
    let mut tx = scene.store().begin().await.expect("a transaction");
    webhooks::set_secret(&mut tx, scene.federation, &secret, scene.administrator, scene.now()).await.expect("set");
    tx.commit().await.expect("committed");
    secret
}

async fn set(scene: &Scene, url: &str, enabled: bool, kinds: &[MessageKind]) {
    let mut tx = scene.store().begin().await.expect("a transaction");
    let version = webhooks::find(&mut tx, scene.federation).await.expect("a look").map_or(0, |hook| hook.version);
    let kinds: BTreeSet<MessageKind> = kinds.iter().copied().collect();
    let new = Setting { version, url: Some(url.to_owned()), enabled, kinds };
    assert!(webhooks::save(&mut tx, scene.federation, &new, scene.administrator, scene.now()).await.expect("saved"));
    tx.commit().await.expect("committed");
}

fn alert() -> Facts {
    let about = AboutAlert {
        alert_id: Uuid::from_u128(7),
        severity: "high".to_owned(),
        sector_name: Some("Zyzomys-Nord".to_owned()),
        linked: true,
    };
    Facts::AlertRaised(about)
}

async fn raise(scene: &Scene, key: &str) {
    assert!(scene.enqueue(key, scene.referent, &alert(), TimeDelta::hours(12)).await);
    scene.drain().await;
}

on_both! {
    async fn what_people_are_told_it_is_told_once_and_signed(app: TestApp) {
        let listener = Listener::start().await;
        let (scene, secret) = scene(app, &listener).await;
        scene.subscribe(scene.referent, &scene.service.endpoint("phone", Status(503))).await;
        raise(&scene, "a").await;
        for _ in 0..5 {
            scene.later(TimeDelta::minutes(1));
            scene.drain().await;
        }
        let calls = listener.calls();
        assert_eq!((calls.len(), scene.standing("a:webhook").await.state.as_str()), (1, "delivered"));
        let standing = scene.standing("a:webhook").await;
        assert_eq!((calls[0].header("webhook-id"), calls[0].header("content-type")), (standing.id.to_string().as_str(), "application/json"));
        assert!(calls[0].is_signed_with(&secret));
        assert!(!calls[0].is_signed_with("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        let event = calls[0].json();
        let expected = json!({ "kind": "alert_raised", "message_id": standing.id, "severity": "high", "user_ref": scene.referent });
        assert_eq!((&event["type"], &event["data"]), (&json!("message.alert_raised"), &expected));
        assert!(event["timestamp"].as_str().is_some_and(|at| at.parse::<chrono::DateTime<chrono::Utc>>().is_ok()));
        assert!(!String::from_utf8_lossy(&calls[0].body).contains("Zyzomys"));
    }

    async fn an_alert_that_a_rating_raises_is_told_with_its_sector_and_nobodys_name(app: TestApp) {
        let listener = Listener::start().await;
        let (scene, secret) = scene(app, &listener).await;
        let world = &scene.test.world;
        let rating = world.rating(&world.person, scene.now(), [Some(1), Some(1), Some(1)]);
        assert_eq!(scene.test.client(&world.aide).await.rate(&[rating]).await, ["stored"]);
        scene.drain().await;
        let calls = listener.calls();
        // The sector's referent and its two coordinators.
        assert_eq!(calls.len(), 3);
        for call in &calls {
            let data = call.json()["data"].clone();
            assert_eq!((&data["sector_id"], &data["kind"]), (&json!(scene.sector), &json!("alert_raised")));
            assert!(call.is_signed_with(&secret));
            let text = String::from_utf8_lossy(&call.body).into_owned();
            assert!(!text.contains(&world.person.id.to_string()) && !text.contains(&world.referent.name), "{text}");
        }
    }

    async fn it_hears_of_what_was_chosen_while_it_is_on(app: TestApp) {
        let listener = Listener::start().await;
        let (scene, _) = scene(app, &listener).await;
        scene.test_message("test", scene.referent).await;
        set(&scene, &format!("{}/hook", listener.origin), false, &[MessageKind::AlertRaised]).await;
        raise(&scene, "off").await;
        set(&scene, &format!("{}/hook", listener.origin), true, &[MessageKind::Feedback]).await;
        raise(&scene, "other").await;
        scene.drain().await;
        for key in ["test", "off", "other"] {
            assert!(!scene.is_enqueued(&format!("{key}:webhook")).await, "{key}");
        }
        assert!(listener.calls().is_empty());
    }

    async fn a_try_that_failed_is_made_again_under_the_same_id_with_its_own_second(app: TestApp) {
        let listener = Listener::start().await;
        let (scene, secret) = scene(app, &listener).await;
        listener.is(Mood::Status(500));
        raise(&scene, "a").await;
        assert_eq!(scene.standing("a:webhook").await.state, "retry");
        listener.is(Mood::Status(200));
        scene.later(TimeDelta::minutes(1));
        scene.drain().await;
        let calls = listener.calls();
        assert_eq!((calls.len(), scene.standing("a:webhook").await.state.as_str()), (2, "delivered"));
        assert_eq!(calls[0].header("webhook-id"), calls[1].header("webhook-id"));
        assert_ne!(calls[0].header("webhook-timestamp"), calls[1].header("webhook-timestamp"));
        assert_eq!(calls[0].body, calls[1].body);
        assert!(calls.iter().all(|call| call.is_signed_with(&secret)));
    }

    async fn whatever_the_other_side_does_the_event_ends_in_one_state(app: TestApp) {
        let listener = Listener::start().await;
        let (scene, _) = scene(app, &listener).await;
        let moods = [
            ("404", Mood::Status(404), "retry"),
            ("410", Mood::Status(410), "dead"),
            ("429", Mood::Status(429), "retry"),
            ("503", Mood::Status(503), "retry"),
            ("redirect", Mood::Redirects, "retry"),
            ("hang", Mood::Hangs, "retry"),
            ("huge", Mood::Huge, "retry"),
            ("202", Mood::Status(202), "delivered"),
        ];
        for (key, mood, expected) in moods {
            listener.is(mood);
            raise(&scene, key).await;
            let standing = scene.standing(&format!("{key}:webhook")).await;
            assert_eq!(standing.state, expected, "{key}: {:?}", standing.last_error);
            assert!(standing.last_error.is_none_or(|why| why.len() < 400 && !why.contains(&listener.origin)), "{key}");
        }
        assert_eq!(*listener.inner.canary.lock().expect("not poisoned"), 0, "a redirect was followed");
        scene.later(TimeDelta::hours(12));
        scene.drain().await;
        for (key, _, expected) in moods {
            let last = scene.standing(&format!("{key}:webhook")).await.state;
            assert_eq!(last, if expected == "retry" { "expired" } else { expected }, "{key}");
        }
    }

    async fn the_other_side_may_ask_for_patience(app: TestApp) {
        let listener = Listener::start().await;
        let (scene, _) = scene(app, &listener).await;
        listener.is(Mood::ComeBackIn(1_200));
        raise(&scene, "a").await;
        scene.later(TimeDelta::seconds(1_100));
        scene.drain().await;
        assert_eq!(listener.calls().len(), 1);
        scene.later(TimeDelta::seconds(100));
        scene.drain().await;
        assert_eq!(listener.calls().len(), 2);
    }

    async fn for_a_day_the_secret_before_signs_too(app: TestApp) {
        let listener = Listener::start().await;
        let (scene, first) = scene(app, &listener).await;
        scene.later(TimeDelta::days(7));
        let second = renew(&scene).await;
        raise(&scene, "during").await;
        scene.later(TimeDelta::hours(25));
        raise(&scene, "after").await;
        let calls = listener.calls();
        let signed = |call: &Call| (call.is_signed_with(&first), call.is_signed_with(&second));
        assert_eq!((signed(&calls[0]), signed(&calls[1])), ((true, true), (false, true)));
        assert_eq!(calls[1].header("webhook-signature").split(' ').count(), 1);
    }

    async fn a_name_that_leads_inside_is_never_called(app: TestApp) {
        let listener = Listener::start().await;
        let (scene, _) = scene(app, &listener).await;
        // An inner port that would notice.
        let inner = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let port = inner.local_addr().expect("bound").port();
        set(&scene, &format!("https://localhost:{port}/hook"), true, &[MessageKind::AlertRaised]).await;
        raise(&scene, "a").await;
        let standing = scene.standing("a:webhook").await;
        assert!(standing.last_error.is_some_and(|why| why.contains("no public address")), "{}", standing.state);
        // What the operator no longer lists is not called either.
        set(&scene, "http://127.0.0.1:1/hook", true, &[MessageKind::AlertRaised]).await;
        raise(&scene, "b").await;
        assert_eq!(scene.standing("b:webhook").await.state, "dead");
        let nobody = tokio::time::timeout(std::time::Duration::from_millis(50), inner.accept()).await;
        assert!(nobody.is_err(), "somebody called");
    }

    async fn a_node_that_dies_after_the_push_leaves_one_event(app: TestApp) {
        let listener = Listener::start().await;
        let (scene, _) = scene(app, &listener).await;
        scene.subscribe(scene.referent, &scene.service.endpoint("phone", Status(201))).await;
        let other = scene.second_node().await;
        assert!(scene.enqueue("a", scene.referent, &alert(), TimeDelta::hours(12)).await);
        // One round: the push is settled and the event written down in the same transaction; then the node is gone.
        step(&scene.app).await.expect("a round");
        assert_eq!((scene.standing("a").await.state.as_str(), listener.calls().len()), ("delivered", 0));
        step(&other).await.expect("a round");
        scene.drain().await;
        assert_eq!((listener.calls().len(), scene.standing("a:webhook").await.state.as_str()), (1, "delivered"));
    }
}
