//! Federations with their people, written into the server's database, and a session for each device.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, Utc};
use url::Url;
use uuid::Uuid;
use vigie_server::app::{App, Ctx};
use vigie_server::auth::session;
use vigie_server::clock::Clock;
use vigie_server::config::Config;
use vigie_server::ids;
use vigie_server::store::Tx;
use vigie_server::store::persons::{self, Person};
use vigie_server::store::users::{self, User};
use vigie_tests::World;
use vigie_tests::faults::outbox::machine_time;

use crate::day::Scale;

/// One federation, all in one sector.
#[derive(Debug)]
pub struct Federation {
    pub aides: Vec<String>,
    pub coordinators: Vec<String>,
    pub persons: Vec<Uuid>,
}

/// All of them. What is in the lists of devices are access tokens.
#[derive(Debug)]
pub struct Town {
    pub scale: Scale,
    pub federations: Vec<Federation>,
    pub begun: DateTime<Utc>,
    /// Tells this run's ratings from any others.
    pub mark: String,
}

impl Town {
    pub async fn build(database_url: &str, folder: &Path, scale: Scale, seed: u64) -> Self {
        let app = open(database_url, folder).await;
        let mut federations = Vec::new();
        for number in 0..scale.federations {
            federations.push(federation(&app, scale, number).await);
        }
        app.store.close().await;
        Self { scale, federations, begun: machine_time(), mark: format!("{seed}.{}", ids::fresh().simple()) }
    }

    pub fn phones(&self) -> usize {
        self.federations.iter().map(|federation| federation.aides.len()).sum()
    }

    pub fn persons(&self) -> usize {
        self.federations.iter().map(|federation| federation.persons.len()).sum()
    }
}

async fn open(database_url: &str, folder: &Path) -> Ctx {
    let settings = BTreeMap::from([
        ("VIGIE_DATABASE_URL".to_owned(), database_url.to_owned()),
        ("VIGIE_DATA_DIR".to_owned(), folder.display().to_string()),
    ]);
    let config = Config::from_parts("none", "", &settings).expect("valid settings");
    let public = Url::parse("http://127.0.0.1/").expect("a URL");
    App::open(config, Clock::system(), public, true).await.expect("the database opens")
}

async fn federation(app: &App, scale: Scale, number: usize) -> Federation {
    let world = World::build(app, &format!("Fédération {number}")).await;
    let mut tx = app.store.begin().await.expect("a transaction");
    let mut persons = Vec::new();
    for person in 0..scale.persons {
        let row = Person {
            federation_id: world.federation,
            id: ids::fresh(),
            sector_id: world.north,
            name: format!("Personne {person}"),
            coordination: "accepted".to_owned(),
        };
        persons::insert(&mut tx, &row, None, app.clock.now()).await.expect("a person");
        persons.push(row.id);
    }
    let mut aides = Vec::new();
    for _ in 0..scale.aides {
        aides.push(device(app, &mut tx, &world, "aide").await);
    }
    let mut coordinators = Vec::new();
    for _ in 0..scale.coordinators {
        coordinators.push(device(app, &mut tx, &world, "coordinator").await);
    }
    tx.commit().await.expect("committed");
    Federation { aides, coordinators, persons }
}

/// Somebody with a session: the access token.
async fn device(app: &App, tx: &mut Tx, world: &World, role: &str) -> String {
    let id = ids::fresh();
    let user = User {
        federation_id: world.federation,
        id,
        role: role.to_owned(),
        login: format!("{role}-{}", id.simple()),
        name: "Camille Essai".to_owned(),
        locale: "fr".to_owned(),
        reference: None,
        password_hash: None,
        disabled_at: None,
    };
    users::insert(tx, &user, app.clock.now()).await.expect("a user");
    users::add_sector(tx, world.federation, id, world.north).await.expect("their sector");
    session::open(app, tx, user).await.expect("a session").access_token
}
