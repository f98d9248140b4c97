//! Who plays in the demo.

use chrono::{DateTime, Utc};
use uuid::Uuid;
use vigie_shared::alert::WorkSettings;
use vigie_shared::role::Role;

use super::{Account, SECRET};
use crate::app::App;
use crate::auth::password;
use crate::ids;
use crate::rulebook;
use crate::store::federations::{self, Bilingual, EmergencyNumber, Federation, Sector, Settings};
use crate::store::persons::{self, NewConsent, Person};
use crate::store::users::{self, User};
use crate::store::{Tx, work_settings};

const SECTORS: [&str; 3] = ["Nord", "Centre", "Littoral"];
/// Login, name, role, sectors.
const STAFF: [(&str, &str, Role, &[usize]); 14] = [
    ("aide", "Alice Exemple", Role::Aide, &[0]),
    ("aide2", "Basile Exemple", Role::Aide, &[0]),
    ("aide3", "Clara Exemple", Role::Aide, &[0]),
    ("aide4", "Denis Exemple", Role::Aide, &[1]),
    ("aide5", "Elsa Exemple", Role::Aide, &[1]),
    ("aide6", "Farid Exemple", Role::Aide, &[1]),
    ("aide7", "Gaëlle Exemple", Role::Aide, &[2]),
    ("aide8", "Hugo Exemple", Role::Aide, &[2]),
    ("coordination", "Nadia Modèle", Role::Coordinator, &[0, 1]),
    ("coordination2", "Karim Modèle", Role::Coordinator, &[1, 2]),
    ("referente", "Rose Témoin", Role::SectorReferent, &[0]),
    ("referent2", "Samuel Témoin", Role::SectorReferent, &[1]),
    ("referente3", "Tania Témoin", Role::SectorReferent, &[2]),
    ("admin", "Victor Schéma", Role::Administrator, &[0, 1, 2]),
];
const PERSONS: [&str; 60] = [
    "Mme Mésange",
    "M. Chêne",
    "Mme Tulipe",
    "M. Galet",
    "Mme Rivière",
    "M. Sorbier",
    "Mme Hirondelle",
    "M. Tilleul",
    "Mme Aubépine",
    "M. Rocher",
    "Mme Pervenche",
    "M. Noisetier",
    "Mme Colline",
    "M. Merle",
    "Mme Bruyère",
    "M. Peuplier",
    "Mme Capucine",
    "M. Ruisseau",
    "Mme Fougère",
    "M. Érable",
    "Mme Libellule",
    "M. Granit",
    "Mme Jonquille",
    "M. Cèdre",
    "Mme Alouette",
    "M. Sentier",
    "Mme Glycine",
    "M. Hêtre",
    "Mme Marguerite",
    "M. Vallon",
    "Mme Lavande",
    "M. Cyprès",
    "Mme Coccinelle",
    "M. Torrent",
    "Mme Anémone",
    "M. Olivier-Vert",
    "Mme Bergeronnette",
    "M. Plateau",
    "Mme Campanule",
    "M. Bouleau",
    "Mme Dune",
    "M. Goéland",
    "Mme Algue",
    "M. Phare",
    "Mme Mouette",
    "M. Corail",
    "Mme Marée",
    "M. Cormoran",
    "Mme Coquille",
    "M. Récif",
    "Mme Écume",
    "M. Pin-Maritime",
    "Mme Étoile-de-Mer",
    "M. Estuaire",
    "Mme Sarcelle",
    "M. Tamaris",
    "Mme Vague",
    "M. Ajonc",
    "Mme Salicorne",
    "M. Sable",
];
/// Whoever of the sixty refuses coordination.
pub const REFUSING: usize = 12;
const PER_SECTOR: usize = PERSONS.len() / SECTORS.len();

/// The federation as it stands before the first visit.
#[derive(Debug)]
pub struct Cast {
    pub federation: Uuid,
    pub persons: Vec<Person>,
    /// Aides by sector.
    pub aides: [Vec<Uuid>; 3],
    pub coordinators: Vec<Uuid>,
    pub administrator: Uuid,
    /// The sector that one of them covers for the other.
    pub coast: Uuid,
}

impl Cast {
    /// The sector of a person, by number.
    pub fn sector_of(person: usize) -> usize {
        (person / PER_SECTOR).min(SECTORS.len() - 1)
    }

    /// The coordinator of a person.
    pub fn coordinator_of(&self, person: usize) -> Uuid {
        self.coordinators[usize::from(Self::sector_of(person) > 1)]
    }
}

/// One account a role, and a second coordinator to be faster than.
pub fn accounts() -> Vec<Account> {
    let shown = [
        (0, "aide (sector Nord)"),
        (8, "coordinator (Nord, Centre)"),
        (9, "coordinator (Centre, Littoral)"),
        (10, "sector referent (Nord)"),
        (13, "administrator"),
    ];
    let account = |(place, who): (usize, &str)| {
        let (login, name, role, _) = STAFF[place];
        Account {
            role: role.as_str(),
            login: login.to_owned(),
            secret: SECRET,
            name: name.to_owned(),
            who: who.to_owned(),
        }
    };
    shown.into_iter().map(account).collect()
}

/// Whoever tries the demo at night sees a critical alert arrive all the same.
async fn tell_at_any_hour(tx: &mut Tx, cast: &Cast, now: DateTime<Utc>) -> anyhow::Result<()> {
    let mut settings = WorkSettings::default();
    settings.notifications.critical_breaks_quiet = true;
    let body = serde_json::to_value(&settings)?;
    work_settings::save(tx, cast.federation, 0, &body, cast.administrator, now).await?;
    Ok(())
}

/// Puts everybody in place.
pub async fn gather(app: &App) -> anyhow::Result<Cast> {
    let now = app.clock.now();
    let hash = password::hash(SECRET.to_owned()).await?;
    let federation = ids::fresh();
    let mut tx = app.store.begin().await?;
    let label = Bilingual { fr: "Astreinte de la fédération".to_owned(), en: "Federation, on call".to_owned() };
    let settings = Settings {
        emergency: vec![EmergencyNumber { label, phone: "+33 1 99 00 00 00".to_owned() }],
        ..Settings::default()
    };
    let name = "Fédération fictive des Collines".to_owned();
    let row = Federation { federation_id: federation, name, time_zone: "Europe/Paris".to_owned(), settings };
    federations::insert(&mut tx, &row, now).await?;
    rulebook::install_default(&mut tx, federation, now).await?;
    let sectors: Vec<Sector> =
        SECTORS.iter().map(|name| Sector { id: ids::fresh(), name: (*name).to_owned() }).collect();
    for sector in &sectors {
        federations::insert_sector(&mut tx, federation, sector).await?;
    }
    let mut cast = Cast {
        federation,
        persons: Vec::new(),
        aides: Default::default(),
        coordinators: Vec::new(),
        administrator: Uuid::nil(),
        coast: sectors[SECTORS.len() - 1].id,
    };
    for (login, name, role, places) in STAFF {
        let id = ids::fresh();
        let user = User {
            federation_id: federation,
            id,
            role: role.as_str().to_owned(),
            login: login.to_owned(),
            name: name.to_owned(),
            locale: "fr".to_owned(),
            reference: None,
            password_hash: Some(hash.clone()),
            disabled_at: None,
        };
        users::insert(&mut tx, &user, now).await?;
        for place in places {
            users::add_sector(&mut tx, federation, id, sectors[*place].id).await?;
        }
        match role {
            Role::Aide => cast.aides[places[0]].push(id),
            Role::Coordinator => cast.coordinators.push(id),
            Role::Administrator => cast.administrator = id,
            _ => {}
        }
    }
    tell_at_any_hour(&mut tx, &cast, now).await?;
    for (number, name) in PERSONS.iter().enumerate() {
        let coordination = if number == REFUSING { "refused" } else { "accepted" };
        let person = Person {
            federation_id: federation,
            id: ids::fresh(),
            sector_id: sectors[Cast::sector_of(number)].id,
            name: (*name).to_owned(),
            coordination: coordination.to_owned(),
        };
        persons::insert(&mut tx, &person, None, now).await?;
        let given_by = if number == REFUSING { "la personne, au premier rendez-vous" } else { "la personne" };
        let consent = NewConsent {
            id: ids::fresh(),
            person: person.id,
            coordination,
            given_by,
            given_as: "person",
            recorded_by: None,
        };
        persons::record_consent(&mut tx, federation, &consent, now).await?;
        cast.persons.push(person);
    }
    tx.commit().await?;
    Ok(cast)
}
