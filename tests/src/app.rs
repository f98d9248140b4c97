//! One real server on a random port.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{DateTime, TimeDelta, Utc};
use tempfile::TempDir;
use vigie_server::app::{App, Ctx};
use vigie_server::auth::session;
use vigie_server::cli::serve::{Background, Running, listen, open_door};
use vigie_server::clock::Clock;
use vigie_server::config::Config;
use vigie_server::store::{Store, users};

use crate::client::Client;
use crate::postgres;
use crate::world::{Actor, World};

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres,
}

impl Database {
    pub const BOTH: &[Self] = &[Self::Sqlite, Self::Postgres];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }
}

/// A server with a federation to work in and another one that must stay apart.
#[derive(Debug)]
pub struct TestApp {
    running: Running,
    /// Stands still until a test moves it; begins on a Monday morning.
    pub clock: Clock,
    pub world: World,
    /// Another federation: nothing of it may show.
    pub elsewhere: World,
    pub database: Database,
    url: String,
    extra: BTreeMap<String, String>,
    http: reqwest::Client,
    folder: TempDir,
    lease: Option<postgres::Lease>,
}

impl TestApp {
    /// Starts a server on a database of its own. Background work is stepped by the test.
    pub async fn start(database: Database) -> Self {
        Self::start_with(database, &[]).await
    }

    /// The same with settings, such as `("VIGIE_PUSH_ORIGINS", "http://127.0.0.1:1")`.
    pub async fn start_with(database: Database, settings: &[(&str, &str)]) -> Self {
        vigie_server::metrics::install();
        let folder = TempDir::new().expect("a folder");
        let mut lease = None;
        let url = match database {
            Database::Sqlite => format!("sqlite://{}", folder.path().join("test.db").display()),
            Database::Postgres => {
                let (url, held) = postgres::fresh_database().await;
                lease = Some(held);
                url
            }
        };
        let extra = settings.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let monday = "2026-03-02T08:00:00Z".parse().expect("a time");
        let clock = Clock::standing_at(monday);
        let running = run(&url, folder.path().to_path_buf(), &extra, clock.clone()).await;
        let world = World::build(&running.app, "Fédération d’essai").await;
        let elsewhere = World::build(&running.app, "Ailleurs").await;
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        Self { running, clock, world, elsewhere, database, url, extra, http, folder, lease }
    }

    /// A second server on the same database (PostgreSQL) with the same clock.
    pub async fn second_node(&self) -> Running {
        run(&self.url, self.folder.path().to_path_buf(), &self.extra, self.clock.clone()).await
    }

    /// The application behind the door: for steps of background work and looks into the database.
    pub fn app(&self) -> &Ctx {
        &self.running.app
    }

    pub fn store(&self) -> &Store {
        &self.running.app.store
    }

    /// The URL of the database itself.
    pub fn database_url(&self) -> &str {
        &self.url
    }

    pub fn base_url(&self) -> String {
        format!("http://{}", self.running.address)
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub fn advance(&self, step: TimeDelta) {
        self.clock.advance(step);
    }

    /// A client that has not signed in.
    pub fn anonymous(&self) -> Client {
        Client::new(self.http.clone(), self.base_url())
    }

    /// A client of somebody whose session was opened behind the door: the same tokens, without waiting for a password's hash.
    pub async fn client(&self, actor: &Actor) -> Client {
        let app = self.app();
        let mut tx = self.store().begin().await.expect("a transaction");
        let user = users::by_login(&mut tx, &actor.login).await.expect("a look").expect("the account is there");
        let opened = session::open(app, &mut tx, user).await.expect("a session");
        tx.commit().await.expect("committed");
        let mut client = self.anonymous();
        client.token = Some(opened.access_token);
        client.cookie = Some(format!("vigie_refresh={}", opened.refresh_token));
        client
    }

    /// A client that talks to another node.
    pub fn at_node(&self, node: &Running, client: &Client) -> Client {
        let mut moved = Client::new(self.http.clone(), format!("http://{}", node.address));
        moved.token = client.token.clone();
        moved.cookie = client.cookie.clone();
        moved
    }

    /// Stops the server as SIGTERM would and keeps its database for a look.
    pub async fn stop(self) -> Stopped {
        let Self { running, url, folder, lease, world, .. } = self;
        running.stop().await;
        Stopped { url, world, _folder: folder, _lease: lease }
    }

    /// A client signed in as somebody, with the password.
    pub async fn sign_in(&self, actor: &Actor) -> Client {
        let mut client = self.anonymous();
        client.sign_in(&actor.login, World::SECRET).await;
        client
    }
}

/// What a server leaves behind.
#[derive(Debug)]
pub struct Stopped {
    url: String,
    pub world: World,
    _folder: TempDir,
    _lease: Option<postgres::Lease>,
}

impl Stopped {
    /// Its database, opened by nobody else.
    pub async fn store(&self) -> Store {
        Store::open(&self.url).await.expect("the database opens")
    }
}

async fn run(url: &str, folder: PathBuf, extra: &BTreeMap<String, String>, clock: Clock) -> Running {
    let mut settings = extra.clone();
    settings.insert("VIGIE_DATABASE_URL".to_owned(), url.to_owned());
    settings.insert("VIGIE_DATA_DIR".to_owned(), folder.display().to_string());
    settings.insert("VIGIE_LISTEN".to_owned(), "127.0.0.1:0".to_owned());
    settings.insert("VIGIE_PUSH_CONTACT".to_owned(), "mailto:essai@example.org".to_owned());
    let config = Config::from_parts("none", "", &settings).expect("the settings are valid");
    let (listener, address, public_url) = listen(&config).await.expect("a port");
    let app = App::open(config, clock, public_url, true).await.expect("the application opens");
    open_door(app, listener, address, Background::StreamsOnly)
}
