//! A database on disk or in PostgreSQL with a federation in it, a push service beside it, and the program on top, again and again.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tempfile::TempDir;
use url::Url;
use uuid::Uuid;
use vigie_server::app::{App, Ctx};
use vigie_server::auth::session;
use vigie_server::clock::Clock;
use vigie_server::config::Config;
use vigie_server::ids;
use vigie_server::push::subscribe::{self, Offer};
use vigie_server::store::persons::Person;
use vigie_server::store::users::User;
use vigie_server::store::{Store, users, work_settings};
use vigie_shared::alert::WorkSettings;
use vigie_shared::calendar::{MinuteOfDay, WeekHours};
use vigie_shared::delivery::wishes::NotificationSettings;

use super::clock::MovedClock;
use super::envelope::Browser;
use super::nodes::{Build, Launch, Vigie, free_port};
use super::service::PushService;
use crate::postgres::{Lease, fresh_database};
use crate::{Actor, Database, Lots, World};

/// When these tests begin: at work, whatever day it really is.
const MONDAY: &str = "2026-03-02T09:00:00Z";
/// Persons of the north that are rated.
pub const PERSONS: usize = 6;

/// Where the program runs.
#[derive(Debug)]
pub struct Site {
    pub database: Database,
    pub url: String,
    pub world: World,
    pub persons: Vec<Person>,
    /// Access tokens of the north's two aides.
    pub tokens: [String; 2],
    /// Everybody in the federation has a browser there.
    pub push: PushService,
    /// The nodes' clock; a release build lives on the machine's.
    pub clock: Arc<MovedClock>,
    port: u16,
    folder: TempDir,
    _lease: Option<Lease>,
}

impl Site {
    pub async fn prepare(database: Database) -> Self {
        let folder = TempDir::new().expect("a folder");
        let (url, lease) = match database {
            Database::Sqlite => (format!("sqlite://{}", folder.path().join("vigie.db").display()), None),
            Database::Postgres => {
                let (url, lease) = fresh_database().await;
                (url, Some(lease))
            }
        };
        Self::prepare_on(database, url, lease, folder).await
    }

    /// The same on a database that is the caller's to break.
    pub async fn prepare_on(database: Database, url: String, lease: Option<Lease>, folder: TempDir) -> Self {
        let clock = Arc::new(MovedClock::at(&folder.path().join("clock"), MONDAY));
        let push = PushService::start(clock.clone()).await;
        let app = open(&url, &folder, &push.origin, Clock::standing_at(clock.now())).await;
        let world = World::build(&app, "Fédération d’essai").await;
        open_day_and_night(&app, &world).await;
        let mut persons = Vec::new();
        for number in 0..PERSONS {
            persons.push(world.another_person(&app, &format!("Personne {number}"), world.north).await);
        }
        let tokens = [token(&app, &world.aide).await, token(&app, &world.second_aide).await];
        for (number, actor) in (0..).zip(world.actors()) {
            let browser = Browser::drawn(&mut Lots::new(number));
            subscribe_at(&app, &world, actor.id, &push, browser).await;
        }
        app.store.close().await;
        Self { database, url, world, persons, tokens, push, clock, port: free_port(), folder, _lease: lease }
    }

    /// What a node of this site is started with.
    pub fn launch(&self) -> Launch {
        Launch {
            database_url: self.url.clone(),
            data: self.folder.path().to_owned(),
            port: self.port,
            environment: vec![("VIGIE_PUSH_ORIGINS".to_owned(), self.push.origin.clone()), self.clock.variable()],
            log: std::env::var_os("FAULT_LOGS").map(|folder| PathBuf::from(folder).join(format!("{}.log", self.port))),
            build: Build::Own,
            no_migrate: false,
        }
    }

    /// The node at the address that clients know.
    pub async fn serve(&self) -> Vigie {
        Vigie::launch(&self.launch()).await
    }

    /// A further process on the same database, at a port of its own.
    pub async fn serve_beside(&self) -> Vigie {
        Vigie::launch(&Launch { port: 0, ..self.launch() }).await
    }

    /// The time at the nodes.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// The application without a door or a worker, with a clock of its own that stands at the nodes' present.
    pub async fn office(&self) -> Ctx {
        self.office_with(&[]).await
    }

    /// The same where more push services are admitted.
    pub async fn office_with(&self, others: &[&PushService]) -> Ctx {
        self.office_admitting(&self.origins_with(others)).await
    }

    /// The same with the push services it admits, as an operator lists them.
    pub async fn office_admitting(&self, origins: &str) -> Ctx {
        open(&self.url, &self.folder, origins, Clock::standing_at(self.now())).await
    }

    /// What a node and an office are told that may also call these push services.
    pub fn origins_with(&self, others: &[&PushService]) -> String {
        let origins = std::iter::once(&self.push).chain(others.iter().copied());
        origins.map(|push| push.origin.as_str()).collect::<Vec<_>>().join(",")
    }

    /// One more aide of the north, with a browser at a push service.
    pub async fn aide_at(&self, office: &App, push: &PushService, browser: Browser) -> Uuid {
        let id = self.aide(office).await;
        subscribe_at(office, &self.world, id, push, browser).await;
        id
    }

    /// The same with an endpoint at a service of another kind.
    pub async fn aide_called_at(&self, office: &App, endpoint: &str, browser: &Browser) -> Uuid {
        let id = self.aide(office).await;
        offer(office, &self.world, id, endpoint, browser).await;
        id
    }

    async fn aide(&self, office: &App) -> Uuid {
        let id = ids::fresh();
        let user = User {
            federation_id: self.world.federation,
            id,
            role: "aide".to_owned(),
            login: format!("aide-{}", id.simple()),
            name: "Camille Essai".to_owned(),
            locale: "fr".to_owned(),
            reference: None,
            password_hash: None,
            disabled_at: None,
        };
        let mut tx = office.store.begin().await.expect("a transaction");
        users::insert(&mut tx, &user, self.now()).await.expect("a user");
        users::add_sector(&mut tx, user.federation_id, id, self.world.north).await.expect("their sector");
        tx.commit().await.expect("committed");
        id
    }

    /// An access token that is good from the office's present on.
    pub async fn token_from(&self, office: &App, actor: &Actor) -> String {
        token(office, actor).await
    }

    /// The same for who asks once.
    pub async fn token_of(&self, actor: &Actor) -> String {
        let office = self.office().await;
        let token = token(&office, actor).await;
        office.store.close().await;
        token
    }

    /// Other hours and limits for the federation.
    pub async fn save_settings(&self, office: &App, version: i32, settings: &WorkSettings) {
        save(office, &self.world, version, settings).await;
    }

    pub fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A place for files of the run.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The database, looked at by nobody else.
    pub async fn store(&self) -> Store {
        Store::open(&self.url).await.expect("the database opens")
    }
}

async fn open(url: &str, folder: &TempDir, push_origins: &str, clock: Clock) -> Ctx {
    let settings = BTreeMap::from([
        ("VIGIE_DATABASE_URL".to_owned(), url.to_owned()),
        ("VIGIE_DATA_DIR".to_owned(), folder.path().display().to_string()),
        ("VIGIE_PUSH_ORIGINS".to_owned(), push_origins.to_owned()),
    ]);
    let config = Config::from_parts("none", "", &settings).expect("valid settings");
    let public = Url::parse("http://127.0.0.1/").expect("a URL");
    App::open(config, clock, public, true).await.expect("the application opens")
}

/// The keys of tokens are in the database: a session opened here is good at the program.
async fn token(app: &App, actor: &Actor) -> String {
    let mut tx = app.store.begin().await.expect("a transaction");
    let user = users::by_login(&mut tx, &actor.login).await.expect("a look").expect("there");
    let opened = session::open(app, &mut tx, user).await.expect("a session");
    tx.commit().await.expect("committed");
    opened.access_token
}

/// Everybody works at any hour and may be told anything: these tests are about what goes, not about when. (On a public holiday a
/// release build, whose clock cannot be moved, tells the desk of critical alerts only.)
async fn open_day_and_night(app: &App, world: &World) {
    let [midnight, end] = [0, 24 * 60].map(|minute| MinuteOfDay::new(minute).expect("a minute"));
    let mut settings = WorkSettings::default();
    settings.working_time.hours = WeekHours::new([0; 7].map(|_| vec![(midnight, end)])).expect("hours");
    settings.notifications = NotificationSettings {
        quiet_from: midnight,
        quiet_to: midnight,
        critical_breaks_quiet: true,
        daily_cap: u32::MAX,
        aide_from: midnight,
        aide_to: end,
    };
    save(app, world, 0, &settings).await;
}

async fn save(app: &App, world: &World, version: i32, settings: &WorkSettings) {
    let body = serde_json::to_value(settings).expect("JSON");
    let by = world.administrator.id;
    let mut tx = app.store.begin().await.expect("a transaction");
    let saved = work_settings::save(&mut tx, world.federation, version, &body, by, app.clock.now()).await;
    assert!(saved.expect("saved"), "nobody else has changed them");
    tx.commit().await.expect("committed");
}

async fn subscribe_at(app: &App, world: &World, user: Uuid, push: &PushService, browser: Browser) {
    offer(app, world, user, &push.endpoint(user, browser.clone()), &browser).await;
}

async fn offer(app: &App, world: &World, user: Uuid, endpoint: &str, browser: &Browser) {
    let (p256dh, auth) = (browser.p256dh(), browser.auth());
    let offer = Offer { endpoint, p256dh: &p256dh, auth: &auth, key: None, session: None };
    let mut tx = app.store.begin().await.expect("a transaction");
    let put = subscribe::put(&mut tx, world.federation, user, offer, &app.push, app.clock.now()).await;
    put.expect("subscribed");
    tx.commit().await.expect("committed");
}
