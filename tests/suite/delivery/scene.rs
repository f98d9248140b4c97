//! A server that tests step by hand: the people of a [`TestApp`], its moved clock, and the push service of [`super::service`].

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use uuid::Uuid;
use vigie_server::app::{App, Ctx};
use vigie_server::config::Config;
use vigie_server::ids;
use vigie_server::mail::{self, Mailer};
use vigie_server::outbox::message::Facts;
use vigie_server::outbox::{StepOutcome, step};
use vigie_server::push::Push;
use vigie_server::push::client::Limits;
use vigie_server::push::guard::GuardedResolver;
use vigie_server::push::subscribe::{self, Offer};
use vigie_server::store::outbox::{self, NewMessage, Standing};
use vigie_server::store::subscriptions::{self, Subscription};
use vigie_server::store::users::User;
use vigie_server::store::{Store, deliveries, users};
use vigie_server::webhook::{self, Webhooks};
use vigie_tests::TestApp;

use super::service::PushService;

/// A browser's keys (RFC 8291, section 5).
pub const P256DH: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
pub const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";
/// The private half of the first, as the same example gives it.
const PRIVATE: &str = "q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94";
/// How long a push service may hang in these tests.
pub const PATIENCE: Duration = Duration::from_millis(500);

/// What the browser of these keys reads in a push.
pub fn opened(body: &[u8]) -> Value {
    let octets = |text: &str| URL_SAFE_NO_PAD.decode(text).expect("base64url");
    let key = ece::EcKeyComponents::new(octets(PRIVATE), octets(P256DH));
    let text = ece::decrypt(&key, &octets(AUTH), body).expect("sealed for this browser");
    serde_json::from_slice(&text).expect("JSON, and white space behind it")
}

/// A federation with a push service of its own, and a server to step by hand.
#[derive(Debug)]
pub struct Scene {
    pub app: Ctx,
    pub service: PushService,
    pub federation: Uuid,
    pub sector: Uuid,
    pub aide: Uuid,
    pub coordinator: Uuid,
    pub referent: Uuid,
    pub administrator: Uuid,
    pub test: TestApp,
}

impl Scene {
    pub async fn on(test: TestApp) -> Self {
        Self::with(test, |_| {}).await
    }

    /// With settings of its own, such as a mail server.
    pub async fn with(test: TestApp, set: impl FnOnce(&mut Config)) -> Self {
        let service = PushService::start().await;
        let mut config = test.app().config.clone();
        config.push_origins = service.origins();
        set(&mut config);
        let app = node(&test, config, brief(), PATIENCE).await;
        let people = &test.world;
        Self {
            federation: people.federation,
            sector: people.north,
            aide: people.aide.id,
            coordinator: people.coordinator.id,
            referent: people.referent.id,
            administrator: people.administrator.id,
            app,
            service,
            test,
        }
    }

    /// A second server on the same database, as another node would be.
    pub async fn second_node(&self) -> Ctx {
        node(&self.test, self.app.config.clone(), brief(), PATIENCE).await
    }

    /// The same with other bounds on calls.
    pub async fn node_within(&self, limits: Limits) -> Ctx {
        node(&self.test, self.app.config.clone(), limits, PATIENCE).await
    }

    /// One that waits longer for anybody than any test lasts.
    pub async fn patient_node(&self) -> Ctx {
        let long = Duration::from_secs(120);
        // Thirty-two handshakes at once on a busy machine may keep a turn waiting for longer than a server would wait.
        let pushes = Limits { connect: long, total: long, turn: long, ..Limits::default() };
        node(&self.test, self.app.config.clone(), pushes, long).await
    }

    /// One more user of the sector.
    pub async fn user(&self, role: &str, locale: &str) -> Uuid {
        let id = ids::fresh();
        let user = User {
            federation_id: self.federation,
            id,
            role: role.to_owned(),
            login: format!("{role}-{}", id.simple()),
            name: "Camille Essai".to_owned(),
            locale: locale.to_owned(),
            reference: None,
            password_hash: None,
            disabled_at: None,
        };
        let mut tx = self.store().begin().await.expect("a transaction");
        users::insert(&mut tx, &user, self.now()).await.expect("a user");
        users::add_sector(&mut tx, self.federation, id, self.sector).await.expect("their sector");
        tx.commit().await.expect("committed");
        id
    }

    pub fn store(&self) -> &Store {
        &self.app.store
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.test.now()
    }

    pub fn later(&self, step: TimeDelta) {
        self.test.advance(step);
    }

    /// A browser of `user` at `endpoint`.
    pub async fn subscribe(&self, user: Uuid, endpoint: &str) {
        let offer = Offer { endpoint, p256dh: P256DH, auth: AUTH, key: None, session: None };
        let mut tx = self.store().begin().await.expect("a transaction");
        let put = subscribe::put(&mut tx, self.federation, user, offer, &self.app.push, self.now()).await;
        put.expect("subscribed");
        tx.commit().await.expect("committed");
    }

    pub async fn browsers(&self, user: Uuid) -> Vec<Subscription> {
        let mut tx = self.store().read().await.expect("a transaction");
        subscriptions::of_user(&mut tx, self.federation, user).await.expect("read")
    }

    /// Gives `user` a mail address.
    pub async fn address(&self, user: Uuid, email: &str) {
        let mut tx = self.store().begin().await.expect("a transaction");
        let email = email.parse().expect("an address");
        users::set_email(&mut tx, self.federation, user, Some(&email)).await.expect("set");
        tx.commit().await.expect("committed");
    }

    /// Writes a message down; says whether it is new.
    pub async fn enqueue(&self, key: &str, user: Uuid, facts: &Facts, lives: TimeDelta) -> bool {
        let body: Value = facts.to_body();
        let message = NewMessage {
            federation: self.federation,
            key,
            user,
            kind: facts.kind(),
            body: &body,
            expires_at: self.now() + lives,
        };
        let mut tx = self.store().begin().await.expect("a transaction");
        let new = outbox::enqueue(&mut tx, &message, self.now()).await.expect("enqueued");
        tx.commit().await.expect("committed");
        new
    }

    /// A message to `user` that lives for an hour.
    pub async fn test_message(&self, key: &str, user: Uuid) {
        assert!(self.enqueue(key, user, &Facts::Test, TimeDelta::hours(1)).await);
    }

    /// Rounds until nothing is due.
    pub async fn drain(&self) {
        while step(&self.app).await.expect("a round") != StepOutcome::Idle {}
    }

    pub async fn standing(&self, key: &str) -> Standing {
        let mut tx = self.store().read().await.expect("a transaction");
        let found = outbox::standing(&mut tx, self.federation, key).await.expect("read");
        found.unwrap_or_else(|| panic!("there is no message {key}"))
    }

    pub async fn is_enqueued(&self, key: &str) -> bool {
        let mut tx = self.store().read().await.expect("a transaction");
        outbox::standing(&mut tx, self.federation, key).await.expect("read").is_some()
    }

    /// The outcomes of a message, sorted.
    pub async fn outcomes(&self, key: &str) -> Vec<String> {
        let message = self.standing(key).await.id;
        let mut tx = self.store().read().await.expect("a transaction");
        let found = deliveries::of_message(&mut tx, self.federation, message).await.expect("read");
        let mut words: Vec<String> = found.into_iter().map(|delivery| delivery.outcome).collect();
        words.sort();
        words
    }
}

fn brief() -> Limits {
    Limits { connect: PATIENCE, total: PATIENCE, ..Limits::default() }
}

/// A server without a door on the database of a test: with its own connections, and with keys read from the shared ones.
/// `patience` is for mail servers and webhooks.
async fn node(test: &TestApp, config: Config, limits: Limits, patience: Duration) -> Ctx {
    let store = Store::open(test.database_url()).await.expect("the database opens");
    let app = App::with_store(config, test.clock.clone(), test.app().public_url.clone(), store).await;
    let mut app = app.expect("the application opens");
    let held = Arc::get_mut(&mut app).expect("nobody else holds it yet");
    let mut tx = held.store.begin().await.expect("a transaction");
    held.push = Push::open_within(limits, &mut tx, &held.config, held.clock.now()).await.expect("push");
    tx.commit().await.expect("committed");
    let limits = mail::Limits { total: patience, ..Default::default() };
    let resolver = GuardedResolver::system();
    let calls = webhook::client::Limits { total: patience, ..Default::default() };
    held.webhooks = Webhooks::open_within(calls, resolver, &held.config).expect("webhooks");
    held.mail = Mailer::open_within(limits, &held.config, &held.public_url).expect("mail");
    app
}
