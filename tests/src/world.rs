//! The people of a test: two sectors, everybody twice, one person who refuses coordination.

use std::sync::LazyLock;

use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, Version};
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;
use vigie_server::app::App;
use vigie_server::ids;
use vigie_server::rulebook;
use vigie_server::store::federations::{self, Federation, Sector, Settings};
use vigie_server::store::persons::{self, NewConsent, Person};
use vigie_server::store::users::{self, User};
use vigie_server::store::visits::{self, Visit};

/// Somebody with an account.
#[derive(Debug, Clone)]
pub struct Actor {
    pub id: Uuid,
    pub login: String,
    pub name: String,
    pub role: &'static str,
}

/// A federation. The north has everything; the south is for what must not be seen.
#[derive(Debug, Clone)]
pub struct World {
    pub federation: Uuid,
    pub north: Uuid,
    pub south: Uuid,
    pub aide: Actor,
    pub second_aide: Actor,
    pub south_aide: Actor,
    pub coordinator: Actor,
    pub second_coordinator: Actor,
    pub south_coordinator: Actor,
    pub referent: Actor,
    pub south_referent: Actor,
    pub administrator: Actor,
    /// In the north.
    pub person: Person,
    pub second_person: Person,
    /// In the north, refuses coordination.
    pub refusing: Person,
    pub south_person: Person,
}

/// Light, as a hash says itself how it is checked: a thousand sign-ins would take minutes at the real one's weight.
static HASH: LazyLock<String> = LazyLock::new(|| {
    let light = Params::new(Params::MIN_M_COST, 1, 1, None).expect("a weight");
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, light);
    argon2.hash_password(World::SECRET.as_bytes()).expect("hashed").to_string()
});

impl World {
    /// Everybody's password.
    pub const SECRET: &'static str = "un secret de test";

    /// Puts a federation into a database.
    pub async fn build(app: &App, name: &str) -> Self {
        let builder = Builder { app, federation: ids::fresh(), now: app.clock.now() };
        builder.build(name).await
    }

    /// A rating of a person as a phone would send it.
    pub fn rating(&self, person: &Person, at: DateTime<Utc>, scores: [Option<u8>; 3]) -> Value {
        let [health, mood, form] = scores;
        json!({
            "id": ids::fresh(),
            "person_id": person.id,
            "visit_id": null,
            "visited_at": at,
            "scores": { "intervention": 4, "health": health, "mood": mood, "form": form },
            "signs": [],
            "note": null,
        })
    }

    /// A planned visit of today's morning.
    pub async fn visit(
        &self,
        app: &App,
        person: &Person,
        aide: &Actor,
        starts_at: DateTime<Utc>,
        status: &str,
    ) -> Visit {
        let visit = Visit {
            federation_id: self.federation,
            id: ids::fresh(),
            person_id: person.id,
            aide_id: aide.id,
            starts_at,
            ends_at: starts_at + chrono::TimeDelta::minutes(45),
            status: status.to_owned(),
        };
        let mut tx = app.store.begin().await.expect("a transaction");
        visits::insert(&mut tx, &visit, None).await.expect("the visit is stored");
        tx.commit().await.expect("committed");
        visit
    }

    /// Another person of a sector who accepts coordination.
    pub async fn another_person(&self, app: &App, name: &str, sector: Uuid) -> Person {
        Builder { app, federation: self.federation, now: app.clock.now() }.person(name, sector, "accepted").await
    }

    /// Another account with the password of all.
    pub async fn another_user(&self, app: &App, role: &'static str, name: &str, sectors: &[Uuid]) -> Actor {
        Builder { app, federation: self.federation, now: app.clock.now() }.user(role, name, sectors).await
    }

    /// Every account of the federation.
    pub fn actors(&self) -> [&Actor; 9] {
        [
            &self.aide,
            &self.second_aide,
            &self.south_aide,
            &self.coordinator,
            &self.second_coordinator,
            &self.south_coordinator,
            &self.referent,
            &self.south_referent,
            &self.administrator,
        ]
    }
}

struct Builder<'a> {
    app: &'a App,
    federation: Uuid,
    now: DateTime<Utc>,
}

impl Builder<'_> {
    async fn build(&self, name: &str) -> World {
        let mut tx = self.app.store.begin().await.expect("a transaction");
        let row = Federation {
            federation_id: self.federation,
            name: name.to_owned(),
            time_zone: "Europe/Paris".to_owned(),
            settings: Settings::default(),
        };
        federations::insert(&mut tx, &row, self.now).await.expect("the federation is stored");
        rulebook::install_default(&mut tx, self.federation, self.now).await.expect("rules");
        tx.commit().await.expect("committed");
        let (north, south) = (self.sector("Nord").await, self.sector("Sud").await);
        World {
            federation: self.federation,
            north,
            south,
            aide: self.user("aide", "Alix Essai", &[north]).await,
            second_aide: self.user("aide", "Bo Essai", &[north]).await,
            south_aide: self.user("aide", "Cléo Essai", &[south]).await,
            coordinator: self.user("coordinator", "Dana Essai", &[north]).await,
            second_coordinator: self.user("coordinator", "Éloi Essai", &[north]).await,
            south_coordinator: self.user("coordinator", "Flo Essai", &[south]).await,
            referent: self.user("sector_referent", "Gil Essai", &[north]).await,
            south_referent: self.user("sector_referent", "Hanna Essai", &[south]).await,
            administrator: self.user("administrator", "Ida Essai", &[]).await,
            person: self.person("Mme Pommier", north, "accepted").await,
            second_person: self.person("M. Poirier", north, "accepted").await,
            refusing: self.person("Mme Cerisier", north, "refused").await,
            south_person: self.person("M. Figuier", south, "accepted").await,
        }
    }

    async fn sector(&self, name: &str) -> Uuid {
        let sector = Sector { id: ids::fresh(), name: name.to_owned() };
        let mut tx = self.app.store.begin().await.expect("a transaction");
        federations::insert_sector(&mut tx, self.federation, &sector).await.expect("the sector is stored");
        tx.commit().await.expect("committed");
        sector.id
    }

    async fn user(&self, role: &'static str, name: &str, sectors: &[Uuid]) -> Actor {
        let id = ids::fresh();
        let login = format!("{role}-{}", id.simple());
        let user = User {
            federation_id: self.federation,
            id,
            role: role.to_owned(),
            login: login.clone(),
            name: name.to_owned(),
            locale: "fr".to_owned(),
            reference: None,
            password_hash: Some(HASH.clone()),
            disabled_at: None,
        };
        let mut tx = self.app.store.begin().await.expect("a transaction");
        users::insert(&mut tx, &user, self.now).await.expect("the user is stored");
        for sector in sectors {
            users::add_sector(&mut tx, self.federation, id, *sector).await.expect("the sector is added");
        }
        tx.commit().await.expect("committed");
        Actor { id, login, name: name.to_owned(), role }
    }

    async fn person(&self, name: &str, sector_id: Uuid, coordination: &str) -> Person {
        let person = Person {
            federation_id: self.federation,
            id: ids::fresh(),
            sector_id,
            name: name.to_owned(),
            coordination: coordination.to_owned(),
        };
        let mut tx = self.app.store.begin().await.expect("a transaction");
        persons::insert(&mut tx, &person, None, self.now).await.expect("the person is stored");
        let consent = NewConsent {
            id: ids::fresh(),
            person: person.id,
            coordination,
            given_by: "la personne",
            given_as: "person",
            recorded_by: None,
        };
        persons::record_consent(&mut tx, self.federation, &consent, self.now).await.expect("the consent is stored");
        tx.commit().await.expect("committed");
        person
    }
}
