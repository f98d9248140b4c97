//! A person in each place, with an alert, a note and a visit whose words are found nowhere else.

use serde_json::json;
use uuid::Uuid;
use vigie_server::ids;
use vigie_server::store::alerts;
use vigie_server::store::persons::{self, NewConsent, Person};
use vigie_tests::{Actor, TestApp, World};

/// Where somebody is, as seen from the north.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    North,
    /// In the north, refuses coordination.
    Refusing,
    South,
    Elsewhere,
    /// An id that was never handed out.
    Nowhere,
}

/// Somebody somewhere.
#[derive(Debug, Clone)]
pub struct Place {
    pub place: Where,
    pub person: Uuid,
    pub alert: Uuid,
    pub follow_up: Uuid,
    pub watch: Uuid,
    pub case: Uuid,
    /// Of the aide who rated.
    pub account: Uuid,
    pub consent: &'static str,
    /// Words and ids that only those may read who have this person in scope.
    pub words: Vec<String>,
    /// What no aide reads, wherever the person is.
    pub notes: Vec<String>,
}

impl Place {
    pub async fn all(app: &TestApp) -> Vec<Self> {
        let (world, elsewhere) = (&app.world, &app.elsewhere);
        vec![
            seed(app, world, Where::North, world.north, &world.aide, &world.referent).await,
            seed(app, world, Where::Refusing, world.north, &world.aide, &world.referent).await,
            seed(app, world, Where::South, world.south, &world.south_aide, &world.south_referent).await,
            seed(app, elsewhere, Where::Elsewhere, elsewhere.north, &elsewhere.aide, &elsewhere.referent).await,
            Self {
                place: Where::Nowhere,
                person: ids::fresh(),
                alert: ids::fresh(),
                follow_up: ids::fresh(),
                watch: ids::fresh(),
                case: ids::fresh(),
                account: ids::fresh(),
                consent: "accepted",
                words: Vec::new(),
                notes: Vec::new(),
            },
        ]
    }
}

async fn seed(app: &TestApp, world: &World, place: Where, sector: Uuid, aide: &Actor, referent: &Actor) -> Place {
    let name = format!("Mme {place:?}-Azuré");
    let person = world.another_person(app.app(), &name, sector).await;
    let note = format!("note de l’aide {place:?}");
    let mut rating = world.rating(&person, app.now(), [Some(1), Some(4), Some(4)]);
    rating["note"] = json!(note);
    assert_eq!(app.client(aide).await.rate(std::slice::from_ref(&rating)).await, ["stored"]);
    let visit = world.visit(app.app(), &person, aide, app.now(), "done").await;
    let alert = open_alert(app, &person).await;
    let desk = app.client(referent).await;
    let written = format!("note du bureau {place:?}");
    let listed = desk.get(&format!("/api/alerts/{alert}")).await.ok();
    desk.act(&listed, "note", json!({ "text": written })).await.ok();
    let promised = format!("promesse du bureau {place:?}");
    let promise = json!({ "preset": "monday", "text": promised });
    let promise = desk.post(&format!("/api/alerts/{alert}/follow-ups"), &promise).await;
    assert_eq!(promise.status, 201, "{}", promise.text);
    let follow_up: Uuid = promise.body["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
    let why = format!("veille du bureau {place:?}");
    let begun = json!({ "cadence": "weekly", "why": why });
    let begun = desk.post(&format!("/api/persons/{}/watch", person.id), &begun).await;
    assert_eq!(begun.status, 201, "{}", begun.text);
    let watch: Uuid = begun.body["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
    let close = format!("suivi renforcé du bureau {place:?}");
    let coordinator = if sector == world.south { &world.south_coordinator } else { &world.second_coordinator };
    let entered = json!({ "why": close, "coordinator_id": coordinator.id });
    let entered = desk.post(&format!("/api/persons/{}/caseload", person.id), &entered).await;
    assert_eq!(entered.status, 201, "{}", entered.text);
    let case: Uuid = entered.body["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
    let consent = if place == Where::Refusing { "refused" } else { "accepted" };
    record(app, &person, consent).await;
    let id_words = [person.id, alert, visit.id, follow_up, watch, case].map(|id| id.to_string());
    let words = [
        name,
        rating["id"].as_str().expect("an id").to_owned(),
        note.clone(),
        written.clone(),
        promised.clone(),
        why.clone(),
        close.clone(),
    ];
    let mut words: Vec<String> = words.into_iter().chain(id_words).collect();
    if place == Where::Elsewhere {
        words.extend([world.federation, world.north, aide.id, referent.id].map(|id| id.to_string()));
        words.push("Ailleurs".to_owned());
    }
    Place {
        place,
        person: person.id,
        alert,
        follow_up,
        watch,
        case,
        account: aide.id,
        consent,
        words,
        notes: vec![note, written, promised, why, close],
    }
}

async fn open_alert(app: &TestApp, person: &Person) -> Uuid {
    let mut tx = app.store().begin().await.expect("a transaction");
    let row = alerts::open_of(&mut tx, person.federation_id, person.id).await.expect("a look");
    row.expect("an open alert").id
}

async fn record(app: &TestApp, person: &Person, coordination: &str) {
    let new = NewConsent {
        id: ids::fresh(),
        person: person.id,
        coordination,
        given_by: "la personne",
        given_as: "person",
        recorded_by: None,
    };
    let mut tx = app.store().begin().await.expect("a transaction");
    persons::record_consent(&mut tx, person.federation_id, &new, app.now()).await.expect("recorded");
    tx.commit().await.expect("committed");
}
