//! What surrounds the demo's persons from the start: partners from a file, family, who coordinates already.

use axum::extract::State;
use vigie_shared::person::OutsideService;
use vigie_shared::role::Role;

use super::cast::Cast;
use super::live::{caller, failed};
use crate::app::Ctx;
use crate::http::{As, Body, Id};
use crate::imports::plan::{self, Missing};
use crate::imports::{Kind, Origin, Place, run};
use crate::persons::around::OutsideCoordinator;
use crate::persons::contacts::{self, ContactBody};
use crate::persons::coordinators::{self, Coordinators};
use crate::persons::details::{self, PersonDetails};

/// The directory, as an office would import it.
const PARTNERS: &str = include_str!("partners.csv");

/// Person, name, relation, phone, carer, guardian, note.
type Somebody = (usize, &'static str, &'static str, &'static str, bool, bool, Option<&'static str>);

const FAMILY: [Somebody; 8] = [
    (0, "Mme Cygne", "fille", "+33 1 99 00 02 01", true, false, Some("Passe le mercredi et le dimanche.")),
    (0, "M. Ruche", "voisin", "+33 1 99 00 02 02", false, false, Some("A les clés.")),
    (3, "Mme Galet-Dupré", "épouse", "+33 1 99 00 02 03", true, false, None),
    (24, "M. Geai", "fils", "+33 1 99 00 02 04", false, false, Some("Joindre après 18 h.")),
    (26, "Mme Jasmin", "sœur", "+33 1 99 00 02 05", true, false, None),
    (26, "Me Balance", "mandataire judiciaire", "+33 1 99 00 02 06", false, true, None),
    (28, "Mme Myrtille", "fille", "+33 1 99 00 02 07", true, false, None),
    (42, "Mme Crique", "fille", "+33 1 99 00 02 08", true, false, Some("Habite à dix minutes.")),
];

/// Person, address, phone.
const PLACES: [(usize, &str, &str); 4] = [
    (0, "3, chemin des Saules\n1er étage, code 1234A", "+33 1 99 00 03 01"),
    (3, "12, rue du Four", "+33 1 99 00 03 02"),
    (26, "7, place du Marché", "+33 1 99 00 03 03"),
    (42, "1, quai des Goélands", "+33 1 99 00 03 04"),
];

/// Person, kind, name.
const SERVICES: [(usize, OutsideService, &str); 3] = [
    (3, OutsideService::Nursing, "Infirmiers de la Source"),
    (26, OutsideService::Guardian, "Me Balance"),
    (26, OutsideService::Apa, "Équipe APA du département"),
];

/// Puts it all in place, through the doors people use.
pub async fn settle(app: &Ctx, cast: &Cast) -> anyhow::Result<()> {
    let mut tx = app.store.begin().await?;
    let place = Place::of(&mut tx, cast.federation, None, app.clock.now()).await?;
    let plan = plan::of_text(Kind::Partners, &mut tx, &place, PARTNERS, Missing::LeftAlone).await?;
    anyhow::ensure!(plan.mistakes.is_empty(), "the demo's partners: {:?}", plan.mistakes);
    run::write(Kind::Partners, &mut tx, &place, &plan, (Origin::Command, Some("partners.csv"))).await?;
    tx.commit().await?;
    for (person, name, relation, phone, carer, guardian, note) in FAMILY {
        let body = ContactBody {
            name: name.to_owned(),
            relation: relation.to_owned(),
            phone: Some(phone.to_owned()),
            email: None,
            carer,
            guardian,
            note: note.map(str::to_owned),
        };
        let (by, id) = (As::new(coordinator(cast, person)), Id(cast.persons[person].id));
        drop(contacts::add(State(app.clone()), by, id, Body(body)).await.map_err(failed)?);
    }
    for (person, address, phone) in PLACES {
        let body = PersonDetails { phone: Some(phone.to_owned()), address: Some(address.to_owned()) };
        let (by, id) = (As::new(coordinator(cast, person)), Id(cast.persons[person].id));
        details::put(State(app.clone()), by, id, Body(body)).await.map_err(failed)?;
    }
    for person in [3, 26] {
        let of_person = SERVICES.iter().filter(|(whose, _, _)| *whose == person);
        let items =
            of_person.map(|(_, kind, name)| OutsideCoordinator { kind: *kind, name: (*name).to_owned(), phone: None });
        let (by, id) = (As::new(coordinator(cast, person)), Id(cast.persons[person].id));
        let body = Coordinators { items: items.collect() };
        coordinators::put(State(app.clone()), by, id, Body(body)).await.map_err(failed)?;
    }
    Ok(())
}

/// Who works for a person.
fn coordinator(cast: &Cast, person: usize) -> crate::http::Caller {
    caller(cast, cast.coordinator_of(person), Role::Coordinator)
}
