//! A server without a door: one federation with somebody of each role, a clock that stands until it is moved, and the push
//! service of [`super::service`].

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use uuid::Uuid;
use vigie_server::app::Ctx;
use vigie_server::clock::Clock;
use vigie_server::ids;
use vigie_server::outbox::message::Facts;
use vigie_server::outbox::{StepOutcome, step};
use vigie_server::push::Push;
use vigie_server::push::client::Limits;
use vigie_server::push::subscribe::{self, Offer};
use vigie_server::store::federations::{Federation, Sector};
use vigie_server::store::outbox::{self, NewMessage, Standing};
use vigie_server::store::subscriptions::{self, Subscription};
use vigie_server::store::users::User;
use vigie_server::store::{Store, deliveries, federations, users};

use super::service::PushService;
use crate::support;

/// A browser's keys (RFC 8291, section 5).
pub const P256DH: &str = "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4";
pub const AUTH: &str = "BTBZMqHH6r4Tts7J_aSIgg";
/// A Monday morning.
pub const START: &str = "2026-03-02T08:00:00Z";
/// How long a push service may hang in these tests.
pub const PATIENCE: Duration = Duration::from_millis(500);

/// One federation on one database, with a push service of its own.
#[derive(Debug)]
pub struct World {
    pub app: Ctx,
    pub service: Arc<PushService>,
    pub federation: Uuid,
    pub sector: Uuid,
    pub aide: Uuid,
    pub coordinator: Uuid,
    pub referent: Uuid,
    pub administrator: Uuid,
    /// Keeps the database for as long as the world is looked at.
    _database: Arc<support::Database>,
}

/// Runs a test on every database.
pub async fn everywhere<F: Future<Output = ()>>(test: impl Fn(World) -> F) {
    for database in support::databases().await {
        test(World::on(Arc::new(database)).await).await;
    }
}

impl World {
    async fn on(database: Arc<support::Database>) -> Self {
        let service = Arc::new(PushService::start().await);
        let app = node(&database, &service, Clock::standing_at(START.parse().expect("a time"))).await;
        let federation = ids::fresh();
        let mut world = Self {
            app,
            service,
            federation,
            sector: ids::fresh(),
            aide: Uuid::nil(),
            coordinator: Uuid::nil(),
            referent: Uuid::nil(),
            administrator: Uuid::nil(),
            _database: database,
        };
        world.furnish().await;
        world
    }

    async fn furnish(&mut self) {
        let now = self.now();
        let mut tx = self.store().begin().await.expect("a transaction");
        let federation = Federation {
            federation_id: self.federation,
            name: "Fédération d’essai".to_owned(),
            time_zone: "Europe/Paris".to_owned(),
            settings: federations::Settings::default(),
        };
        federations::insert(&mut tx, &federation, now).await.expect("a federation");
        let sector = Sector { id: self.sector, name: "Nord".to_owned() };
        federations::insert_sector(&mut tx, self.federation, &sector).await.expect("a sector");
        tx.commit().await.expect("committed");
        self.aide = self.user("aide", "fr").await;
        self.coordinator = self.user("coordinator", "fr").await;
        self.referent = self.user("sector_referent", "fr").await;
        self.administrator = self.user("administrator", "en").await;
    }

    /// A second server on the same database, as another node would be.
    pub async fn second_node(&self) -> Ctx {
        node(&self._database, &self.service, self.app.clock.clone()).await
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
        self.app.clock.now()
    }

    pub fn later(&self, step: TimeDelta) {
        self.app.clock.advance(step);
    }

    /// A browser of `user` at `endpoint`.
    pub async fn subscribe(&self, user: Uuid, endpoint: &str) {
        let offer = Offer { endpoint, p256dh: P256DH, auth: AUTH };
        let mut tx = self.store().begin().await.expect("a transaction");
        let put = subscribe::put(&mut tx, self.federation, user, offer, self.app.push.origins(), self.now()).await;
        put.expect("subscribed");
        tx.commit().await.expect("committed");
    }

    pub async fn browsers(&self, user: Uuid) -> Vec<Subscription> {
        let mut tx = self.store().read().await.expect("a transaction");
        subscriptions::of_user(&mut tx, self.federation, user).await.expect("read")
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

/// A server on a database: its own connections, its own keys read from the shared ones.
async fn node(database: &support::Database, service: &PushService, clock: Clock) -> Ctx {
    let mut app = support::app_on(database, clock, &service.origins()).await;
    let limits = Limits { connect: PATIENCE, total: PATIENCE, ..Limits::default() };
    let held = Arc::get_mut(&mut app).expect("nobody else holds it yet");
    let mut tx = held.store.begin().await.expect("a transaction");
    held.push = Push::open_within(limits, &mut tx, &held.config, held.clock.now()).await.expect("push");
    tx.commit().await.expect("committed");
    app
}
