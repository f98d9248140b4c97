//! `covers`: who stands in for whom, and the sight it gives while it lasts.

use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;
use vigie_server::ids;
use vigie_server::store::covers::{self, CoverRow};
use vigie_server::store::persons::{self, Person, Viewer};
use vigie_server::store::users;
use vigie_tests::{Actor, TestApp, on_both};

use super::{begin, sorted};

/// From an hour from now until two hours from now.
fn cover(app: &TestApp, kind: &str, absent: &Actor, cover: Option<&Actor>) -> CoverRow {
    CoverRow {
        id: ids::fresh(),
        version: 1,
        kind: kind.to_owned(),
        absent_id: Some(absent.id),
        absent_name: Some(absent.name.clone()),
        cover_id: cover.map(|actor| actor.id),
        cover_name: cover.map(|actor| actor.name.clone()),
        sector_id: None,
        sector_name: None,
        person_id: None,
        person_name: None,
        starts_at: app.now() + TimeDelta::hours(1),
        ends_at: app.now() + TimeDelta::hours(2),
        reason: Some("congé d’été".to_owned()),
        origin: "declared".to_owned(),
        source: None,
        created_by: app.world.administrator.id,
        created_by_name: app.world.administrator.name.clone(),
        created_at: app.now(),
        ended_at: None,
    }
}

async fn stored(app: &TestApp, row: &CoverRow) {
    let mut tx = begin(app).await;
    covers::insert(&mut tx, app.world.federation, row).await.expect("stored");
    tx.commit().await.expect("committed");
}

async fn sees(app: &TestApp, actor: &Actor, person: &Person, after: TimeDelta) -> bool {
    let viewer = Viewer { federation: app.world.federation, user: actor.id, role: actor.role, now: app.now() + after };
    let mut tx = begin(app).await;
    persons::in_scope(&mut tx, viewer, person.id).await.expect("a look").is_some()
}

on_both! {
    async fn a_cover_reads_back_ends_once_and_keeps_its_history(app: TestApp) {
        let (world, federation) = (&app.world, app.world.federation);
        let mut row = cover(&app, "replace", &world.coordinator, Some(&world.south_coordinator));
        row.source = Some("uid_1@0-9".to_owned());
        stored(&app, &row).await;
        let mut tx = begin(&app).await;
        assert_eq!(covers::find(&mut tx, federation, row.id).await.expect("found"), Some(row.clone()));
        assert_eq!(covers::find(&mut tx, app.elsewhere.federation, row.id).await.expect("none"), None);
        let known = covers::by_source(&mut tx, federation, world.coordinator.id, "uid_1@0-9").await.expect("known");
        assert_eq!(known.map(|row| row.id), Some(row.id));
        assert_eq!(covers::by_source(&mut tx, federation, world.referent.id, "uid_1@0-9").await.expect("none"), None);
        for (event, hours, expected) in [("uid_1", 0, 1), ("uidX1", 0, 0), ("uid", 0, 0), ("uid_1", 2, 0)] {
            let at = app.now() + TimeDelta::hours(hours);
            let of_event = covers::by_event(&mut tx, federation, world.coordinator.id, event, at).await.expect("read");
            assert_eq!(of_event.len(), expected, "{event} after {hours} h");
        }
        assert_eq!(covers::promises(&mut tx, federation, row.reach(), row.ends_at).await.expect("read"), 0);
        let in_time = async |tx: &mut vigie_server::store::Tx, from: i64, to: i64| {
            let (from, to) = (app.now() + TimeDelta::minutes(from), app.now() + TimeDelta::minutes(to));
            covers::between(tx, federation, from, to).await.expect("read").len()
        };
        assert_eq!([in_time(&mut tx, 0, 60).await, in_time(&mut tx, 0, 61).await], [0, 1]);
        assert_eq!([in_time(&mut tx, 119, 500).await, in_time(&mut tx, 120, 500).await], [1, 0]);
        let at = app.now() + TimeDelta::minutes(90);
        assert!(!covers::end(&mut tx, federation, row.id, 9, at).await.expect("stale"));
        assert!(covers::end(&mut tx, federation, row.id, 1, at).await.expect("ended"));
        assert!(!covers::end(&mut tx, federation, row.id, 2, at).await.expect("ended already"));
        assert_eq!([in_time(&mut tx, 80, 500).await, in_time(&mut tx, 95, 500).await], [1, 0]);
        for (number, what) in ["declared", "ended"].into_iter().enumerate() {
            let (actor, data) = (Some(world.coordinator.id), json!({ "n": number }));
            let at = app.now() + TimeDelta::minutes(number as i64);
            covers::note(&mut tx, federation, (ids::fresh(), row.id), actor, what, &data, at).await.expect("noted");
        }
        let lines = covers::history(&mut tx, federation, row.id).await.expect("history");
        assert_eq!(lines.iter().map(|line| line.what.as_str()).collect::<Vec<_>>(), ["declared", "ended"]);
        assert_eq!((lines[1].actor_name.as_deref(), &lines[1].data), (Some("Dana Essai"), &json!({ "n": 1 })));
    }

    async fn sight_through_cover_begins_and_ends_by_itself(app: TestApp) {
        let world = &app.world;
        let row = cover(&app, "replace", &world.coordinator, Some(&world.south_coordinator));
        stored(&app, &row).await;
        for (minutes, expected) in [(59, false), (60, true), (119, true), (120, false)] {
            let seen = sees(&app, &world.south_coordinator, &world.person, TimeDelta::minutes(minutes)).await;
            assert_eq!(seen, expected, "after {minutes} minutes");
        }
        let during = TimeDelta::minutes(90);
        assert!(sees(&app, &world.coordinator, &world.person, during).await, "the absent one keeps sight");
        assert!(!sees(&app, &world.south_coordinator, &world.refusing, during).await, "a refusal stands");
        assert!(!sees(&app, &world.south_referent, &world.person, during).await, "others gain nothing");
    }

    async fn duty_moves_with_a_cover_and_comes_back(app: TestApp) {
        let world = &app.world;
        stored(&app, &cover(&app, "replace", &world.coordinator, Some(&world.south_coordinator))).await;
        let mut of_person = cover(&app, "replace", &world.second_coordinator, Some(&world.south_coordinator));
        of_person.person_id = Some(world.person.id);
        stored(&app, &of_person).await;
        let mut tx = begin(&app).await;
        for (minutes, person, expected) in [
            (0, None, [&world.coordinator, &world.second_coordinator].map(|actor| actor.id).to_vec()),
            (90, None, [&world.second_coordinator, &world.south_coordinator].map(|actor| actor.id).to_vec()),
            (90, Some(world.person.id), vec![world.south_coordinator.id]),
            (120, Some(world.person.id), [&world.coordinator, &world.second_coordinator].map(|actor| actor.id).to_vec()),
        ] {
            let at = app.now() + TimeDelta::minutes(minutes);
            let found = users::on_duty(&mut tx, world.federation, (world.north, person), "coordinator", at).await;
            let found = found.expect("read").into_iter().map(|user| user.id).collect();
            assert_eq!(sorted(found), sorted(expected), "after {minutes} minutes, {person:?}");
        }
        let desk = users::desk(&mut tx, world.federation).await.expect("read");
        assert_eq!(desk.len(), 5, "three coordinators and two referents, each in one sector");
    }

    async fn what_a_cover_moves_is_counted_for_who_gets_it(app: TestApp) {
        let world = &app.world;
        let row = cover(&app, "replace", &world.coordinator, Some(&world.south_coordinator));
        stored(&app, &row).await;
        for person in [&world.person, &world.refusing] {
            let rating = world.rating(person, app.now(), [Some(1), None, None]);
            assert_eq!(app.client(&world.aide).await.rate(&[rating]).await, ["stored"]);
        }
        let mut tx = begin(&app).await;
        let mut reach = row.reach();
        for (role, expected) in [("coordinator", (1, 2)), ("sector_referent", (2, 3))] {
            assert_eq!(covers::weight(&mut tx, world.federation, reach, role).await.expect("read"), expected, "{role}");
        }
        let during = (app.now(), app.now() + TimeDelta::minutes(1));
        let later = (app.now() + TimeDelta::minutes(1), app.now() + TimeDelta::minutes(2));
        let viewer = |after: i64| Viewer {
            federation: world.federation,
            user: world.south_coordinator.id,
            role: "coordinator",
            now: app.now() + TimeDelta::minutes(after),
        };
        for (after, span, expected) in [(90, None, 1), (0, None, 0), (90, Some(during), 1), (90, Some(later), 0)] {
            let found = covers::alerts_of(&mut tx, viewer(after), reach, span, 10).await.expect("read");
            assert_eq!(found.len(), expected, "{after} {span:?}");
        }
        reach.person = Some(world.second_person.id);
        assert_eq!(covers::weight(&mut tx, world.federation, reach, "sector_referent").await.expect("read"), (0, 1));
    }

    async fn sight_is_as_narrow_as_the_cover(app: TestApp) {
        let world = &app.world;
        let narrow = |person: Option<Uuid>, sector: Option<Uuid>| CoverRow {
            person_id: person,
            sector_id: sector,
            ..cover(&app, "add", &world.coordinator, Some(&world.south_coordinator))
        };
        let during = TimeDelta::minutes(90);
        let row = narrow(Some(world.person.id), None);
        stored(&app, &row).await;
        assert!(sees(&app, &world.south_coordinator, &world.person, during).await);
        assert!(!sees(&app, &world.south_coordinator, &world.second_person, during).await);
        stored(&app, &narrow(None, Some(world.north))).await;
        assert!(sees(&app, &world.south_coordinator, &world.second_person, during).await);
        let mut tx = begin(&app).await;
        let lent = async |tx: &mut vigie_server::store::Tx, after: TimeDelta| {
            let (federation, user) = (world.federation, world.south_coordinator.id);
            covers::lent_sectors(tx, federation, user, app.now() + after).await.expect("read")
        };
        assert_eq!(lent(&mut tx, during).await, [world.north]);
        assert!(lent(&mut tx, TimeDelta::hours(3)).await.is_empty());
        drop(tx);
        let removed = cover(&app, "remove", &world.south_coordinator, Some(&world.coordinator));
        stored(&app, &removed).await;
        assert!(!sees(&app, &world.coordinator, &world.south_person, during).await, "removing gives nobody sight");
    }
}
