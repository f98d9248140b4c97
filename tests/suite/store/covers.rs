//! `covers`: who stands in for whom, and the sight it gives while it lasts.

use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;
use vigie_server::ids;
use vigie_server::store::covers::{self, CoverRow};
use vigie_server::store::persons::{self, Person, Viewer};
use vigie_tests::{Actor, TestApp, on_both};

use super::begin;

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
        row.source = Some("uid-1".to_owned());
        stored(&app, &row).await;
        let mut tx = begin(&app).await;
        assert_eq!(covers::find(&mut tx, federation, row.id).await.expect("found"), Some(row.clone()));
        assert_eq!(covers::find(&mut tx, app.elsewhere.federation, row.id).await.expect("none"), None);
        let known = covers::by_source(&mut tx, federation, world.coordinator.id, "uid-1").await.expect("known");
        assert_eq!(known.map(|row| row.id), Some(row.id));
        assert_eq!(covers::by_source(&mut tx, federation, world.referent.id, "uid-1").await.expect("none"), None);
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
        let removed = cover(&app, "remove", &world.south_coordinator, Some(&world.coordinator));
        stored(&app, &removed).await;
        assert!(!sees(&app, &world.coordinator, &world.south_person, during).await, "removing gives nobody sight");
    }
}
