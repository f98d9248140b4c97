//! A database on disk or in PostgreSQL with a federation in it, and the program on top of it, again and again.

use std::collections::BTreeMap;
use std::net::TcpListener;

use tempfile::TempDir;
use url::Url;
use vigie_server::app::{App, Ctx};
use vigie_server::auth::session;
use vigie_server::clock::Clock;
use vigie_server::config::Config;
use vigie_server::store::persons::Person;
use vigie_server::store::{Store, users};
use vigie_tests::{Actor, Database, Lease, Vigie, World, fresh_database};

/// Persons of the north that are rated.
pub const PERSONS: usize = 6;

/// Where the program runs.
#[derive(Debug)]
pub struct Site {
    pub url: String,
    pub world: World,
    pub persons: Vec<Person>,
    /// Access tokens of the north's two aides.
    pub tokens: [String; 2],
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
        let app = open(&url, &folder).await;
        let world = World::build(&app, "Fédération d’essai").await;
        let mut persons = Vec::new();
        for number in 0..PERSONS {
            persons.push(world.another_person(&app, &format!("Personne {number}"), world.north).await);
        }
        let tokens = [token(&app, &world.aide).await, token(&app, &world.second_aide).await];
        app.store.close().await;
        let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
        Self { url, world, persons, tokens, port, folder, _lease: lease }
    }

    pub async fn serve(&self) -> Vigie {
        Vigie::serve(&self.url, self.folder.path(), self.port).await
    }

    /// A second process on the same database, at a port of its own.
    pub async fn serve_beside(&self) -> Vigie {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
        Vigie::serve(&self.url, self.folder.path(), port).await
    }

    pub fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The database, looked at by nobody else.
    pub async fn store(&self) -> Store {
        Store::open(&self.url).await.expect("the database opens")
    }
}

async fn open(url: &str, folder: &TempDir) -> Ctx {
    let settings = BTreeMap::from([
        ("VIGIE_DATABASE_URL".to_owned(), url.to_owned()),
        ("VIGIE_DATA_DIR".to_owned(), folder.path().display().to_string()),
    ]);
    let config = Config::from_parts("none", "", &settings).expect("valid settings");
    let public = Url::parse("http://127.0.0.1/").expect("a URL");
    App::open(config, Clock::system(), public, true).await.expect("the application opens")
}

/// The keys of tokens are in the database: a session opened here is good at the program.
async fn token(app: &App, actor: &Actor) -> String {
    let mut tx = app.store.begin().await.expect("a transaction");
    let user = users::by_login(&mut tx, &actor.login).await.expect("a look").expect("there");
    let opened = session::open(app, &mut tx, user).await.expect("a session");
    tx.commit().await.expect("committed");
    opened.access_token
}
