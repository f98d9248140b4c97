//! `federations`, `users`, `persons`, `absences`, `access_log`.

use chrono::TimeDelta;
use uuid::Uuid;
use vigie_server::ids;
use vigie_server::store::StoreError;
use vigie_server::store::absences::Absence;
use vigie_server::store::access_log::{self, Look, LookFilter};
use vigie_server::store::federations::{Bilingual, EmergencyNumber, Federation, Sector, Settings};
use vigie_server::store::persons::{NewConsent, Viewer};
use vigie_server::store::users::User;
use vigie_server::store::{absences, federations, persons, users};
use vigie_tests::{TestApp, on_both};

use super::{begin, sorted};

fn viewer(app: &TestApp, user: Uuid, role: &'static str) -> Viewer<'static> {
    Viewer { federation: app.world.federation, user, role, now: app.now() }
}

on_both! {
    async fn a_federation_reads_back_with_its_settings(app: TestApp) {
        let label = Bilingual { fr: "Astreinte".to_owned(), en: "On call".to_owned() };
        let settings = Settings {
            emergency: vec![EmergencyNumber { label, phone: "15".to_owned() }],
            signs: Some(serde_json::json!([{ "id": "é" }])),
            ..Settings::default()
        };
        let written = Federation {
            federation_id: ids::fresh(),
            name: "L’Île d’Yeu".to_owned(),
            time_zone: "Indian/Reunion".to_owned(),
            settings: settings.clone(),
        };
        let mut tx = begin(&app).await;
        federations::insert(&mut tx, &written, app.now()).await.expect("stored");
        let read = federations::find(&mut tx, written.federation_id).await.expect("a look").expect("there");
        assert_eq!((read.name.as_str(), read.time_zone.as_str(), &read.settings), ("L’Île d’Yeu", "Indian/Reunion", &settings));
        assert!(federations::find(&mut tx, ids::fresh()).await.expect("a look").is_none());
        let all: Vec<Uuid> = federations::all(&mut tx).await.expect("all").iter().map(|row| row.federation_id).collect();
        let expected = vec![written.federation_id, app.world.federation, app.elsewhere.federation];
        assert_eq!(sorted(all), sorted(expected));
        for name in ["B", "A"] {
            let sector = Sector { id: ids::fresh(), name: name.to_owned() };
            federations::insert_sector(&mut tx, written.federation_id, &sector).await.expect("stored");
        }
        let names: Vec<String> =
            federations::sectors(&mut tx, written.federation_id).await.expect("sectors").into_iter().map(|s| s.name).collect();
        assert_eq!(names, ["A", "B"]);
        let again = Sector { id: ids::fresh(), name: "A".to_owned() };
        let taken = federations::insert_sector(&mut tx, written.federation_id, &again).await;
        assert!(matches!(taken, Err(StoreError::Taken)), "{taken:?}");
    }

    async fn accounts_are_found_by_login_sector_role_and_name(app: TestApp) {
        let (world, federation) = (&app.world, app.world.federation);
        let mut tx = begin(&app).await;
        let found = users::by_login(&mut tx, &world.aide.login).await.expect("a look").expect("there");
        assert_eq!((found.id, found.federation_id), (world.aide.id, federation));
        assert!(users::by_login(&mut tx, "a\0").await.expect("a look").is_none());
        assert!(users::find(&mut tx, app.elsewhere.federation, world.aide.id).await.expect("a look").is_none());
        users::set_password(&mut tx, federation, world.aide.id, "hash").await.expect("set");
        let read = users::find(&mut tx, federation, world.aide.id).await.expect("a look").expect("there");
        assert_eq!(read.password_hash.as_deref(), Some("hash"));
        let address = "Aide@Example.ORG".parse().expect("an address");
        users::set_email(&mut tx, federation, world.aide.id, Some(&address)).await.expect("set");
        assert_eq!(users::email_of(&mut tx, federation, world.aide.id).await.expect("a look"), Some(address));
        assert_eq!(users::email_of(&mut tx, app.elsewhere.federation, world.aide.id).await.expect("a look"), None);
        users::set_email(&mut tx, federation, world.aide.id, None).await.expect("set");
        assert_eq!(users::email_of(&mut tx, federation, world.aide.id).await.expect("a look"), None);
        users::add_sector(&mut tx, federation, world.aide.id, world.south).await.expect("added");
        users::add_sector(&mut tx, federation, world.aide.id, world.south).await.expect("added again");
        let sectors = users::sectors_of(&mut tx, federation, world.aide.id).await.expect("sectors");
        assert_eq!(sectors.iter().map(|sector| sector.name.as_str()).collect::<Vec<_>>(), ["Nord", "Sud"]);
        let south = users::of_sector(&mut tx, federation, world.south, "aide").await.expect("aides");
        assert_eq!(sorted(south.iter().map(|one| one.id).collect()), sorted(vec![world.aide.id, world.south_aide.id]));
        let coordinators = users::of_role(&mut tx, federation, "coordinator").await.expect("a role");
        assert_eq!(coordinators.len(), 3);
        let named = users::named(&mut tx, federation, &[world.referent.id, app.elsewhere.referent.id, ids::fresh()]).await;
        assert_eq!(named.expect("names").iter().map(|one| one.id).collect::<Vec<_>>(), [world.referent.id]);
        assert!(users::named(&mut tx, federation, &[]).await.expect("names").is_empty());
    }

    async fn a_login_is_taken_once_in_the_whole_installation(app: TestApp) {
        let user = User {
            federation_id: app.elsewhere.federation,
            id: ids::fresh(),
            role: "aide".to_owned(),
            login: app.world.aide.login.clone(),
            name: "x".to_owned(),
            locale: "fr".to_owned(),
            reference: None,
            password_hash: None,
            disabled_at: None,
        };
        let mut tx = begin(&app).await;
        assert!(matches!(users::insert(&mut tx, &user, app.now()).await, Err(StoreError::Taken)));
        drop(tx);
        let mut tx = begin(&app).await;
        let nowhere = users::add_sector(&mut tx, app.world.federation, app.world.aide.id, app.elsewhere.north).await;
        assert!(matches!(nowhere, Err(StoreError::Dangling)), "a sector of another federation is no sector: {nowhere:?}");
    }

    async fn persons_are_seen_through_somebodys_eyes(app: TestApp) {
        let (world, federation) = (&app.world, app.world.federation);
        let mut tx = begin(&app).await;
        assert_eq!(persons::find(&mut tx, federation, world.person.id).await.expect("a look"), Some(world.person.clone()));
        assert_eq!(persons::find(&mut tx, app.elsewhere.federation, world.person.id).await.expect("a look"), None);
        let coordinator = viewer(&app, world.coordinator.id, "coordinator");
        let referent = viewer(&app, world.referent.id, "sector_referent");
        assert!(persons::in_scope(&mut tx, coordinator, world.refusing.id).await.expect("a look").is_none());
        assert!(persons::in_scope(&mut tx, referent, world.refusing.id).await.expect("a look").is_some());
        assert_eq!(persons::search(&mut tx, referent, "", 2).await.expect("a list").len(), 2, "the limit holds");
        assert_eq!(persons::search(&mut tx, referent, "POMMIER", 9).await.expect("a list"), std::slice::from_ref(&world.person));
        let wanted = [world.south_person.id, world.second_person.id, app.elsewhere.person.id, world.person.id];
        let ratable = persons::lock_ratable(&mut tx, federation, world.aide.id, &wanted).await.expect("locked");
        let ids: Vec<Uuid> = ratable.iter().map(|person| person.id).collect();
        assert_eq!(ids, sorted(vec![world.person.id, world.second_person.id]), "in the order of ids");
        let now = app.now() + TimeDelta::minutes(1);
        let new = NewConsent { id: ids::fresh(), person: world.person.id, coordination: "withdrawn", given_by: "é", given_as: "guardian", recorded_by: None };
        persons::record_consent(&mut tx, federation, &new, now).await.expect("recorded");
        let latest = persons::latest_consent(&mut tx, federation, world.person.id).await.expect("a look").expect("there");
        assert_eq!((latest.coordination.as_str(), latest.given_by.as_str(), latest.at), ("withdrawn", "é", now));
        assert!(persons::latest_consent(&mut tx, federation, ids::fresh()).await.expect("a look").is_none());
        let mut stranger = world.person.clone();
        (stranger.id, stranger.sector_id) = (ids::fresh(), app.elsewhere.north);
        let dangling = persons::insert(&mut tx, &stranger, None, now).await;
        assert!(matches!(dangling, Err(StoreError::Dangling)), "{dangling:?}");
    }

    async fn absences_are_taken_back_and_not_deleted(app: TestApp) {
        let (federation, person) = (app.world.federation, app.world.person.id);
        let day = |text: &str| text.parse().expect("a day");
        let later = Absence { id: ids::fresh(), from_day: day("2026-05-01"), to_day: None, kind: "family".to_owned() };
        let first =
            Absence { id: ids::fresh(), from_day: day("2026-03-02"), to_day: Some(day("2026-03-09")), kind: "hospital".to_owned() };
        let mut tx = begin(&app).await;
        for absence in [&later, &first] {
            absences::insert(&mut tx, federation, person, absence, Some(app.world.referent.id), app.now()).await.expect("stored");
        }
        assert_eq!(absences::of_person(&mut tx, federation, person).await.expect("a list"), [first.clone(), later.clone()]);
        assert_eq!(absences::all(&mut tx, federation).await.expect("a list"), [(person, first.clone()), (person, later.clone())]);
        assert!(absences::all(&mut tx, app.elsewhere.federation).await.expect("a list").is_empty());
        for (other, done) in [(app.world.second_person.id, false), (person, true), (person, false)] {
            assert_eq!(absences::remove(&mut tx, federation, other, first.id, app.now()).await.expect("a try"), done);
        }
        assert_eq!(absences::of_person(&mut tx, federation, person).await.expect("a list"), [later]);
    }

    async fn looks_are_listed_newest_first(app: TestApp) {
        let mut tx = begin(&app).await;
        let look = |minutes: i64| Look {
            id: ids::fresh(),
            at: app.now() + TimeDelta::minutes(minutes),
            user_id: app.world.referent.id,
            person_id: app.world.person.id,
            what: "file".to_owned(),
        };
        let looks = [look(3), look(2), look(1)];
        for look in &looks {
            access_log::append(&mut tx, app.world.federation, look).await.expect("stored");
        }
        assert_eq!(access_log::of_person(&mut tx, app.world.federation, app.world.person.id).await.expect("a list"), looks);
        assert!(access_log::of_person(&mut tx, app.elsewhere.federation, app.world.person.id).await.expect("a list").is_empty());
        let person = Some(app.world.person.id);
        let all = LookFilter { person, ..LookFilter::default() };
        let page = access_log::page(&mut tx, app.world.federation, &all, 10).await.expect("a page");
        assert_eq!(page.iter().map(|look| look.id).collect::<Vec<_>>(), looks.iter().map(|look| look.id).collect::<Vec<_>>());
        let rest = LookFilter { before: Some((page[0].at, page[0].id)), ..all };
        assert_eq!(access_log::page(&mut tx, app.world.federation, &rest, 10).await.expect("a page"), page[1..]);
    }
}
