//! `alerts`, `events`, `findings`.

use chrono::{TimeDelta, Utc};
use serde_json::json;
use uuid::Uuid;
use vigie_server::ids;
use vigie_server::store::alerts::AlertRow;
use vigie_server::store::events::NewEvent;
use vigie_server::store::persons::{Person, Viewer};
use vigie_server::store::queue::{self, Filter};
use vigie_server::store::{StoreError, Tx, alerts, events, findings};
use vigie_tests::{TestApp, on_both};

use super::{begin, sorted};

/// An alert of a person, through the front door.
async fn opened(app: &TestApp, person: &Person) -> AlertRow {
    let rating = app.world.rating(person, app.now(), [Some(1), Some(1), None]);
    assert_eq!(app.client(&app.world.aide).await.rate(&[rating]).await, ["stored"]);
    let mut tx = begin(app).await;
    alerts::open_of(&mut tx, app.world.federation, person.id).await.expect("a look").expect("an alert")
}

fn event(alert: Uuid, kind: &'static str) -> NewEvent {
    NewEvent { alert_id: alert, kind, actor_id: None, text: Some("é".to_owned()), data: json!({ "a": [1, null] }) }
}

async fn close(tx: &mut Tx, app: &TestApp, row: &mut AlertRow, minutes: i64) {
    let read_at = row.version;
    row.version += 1;
    row.state = "closed".to_owned();
    row.closed_at = Some(app.now() + TimeDelta::minutes(minutes));
    row.outcome = Some("acted".to_owned());
    assert!(alerts::update(tx, app.world.federation, row, read_at).await.expect("written"));
}

on_both! {
    async fn an_alert_is_written_by_whoever_saw_its_last_version(app: TestApp) {
        let federation = app.world.federation;
        let mut row = opened(&app, &app.world.person).await;
        let mut tx = begin(&app).await;
        let mut changed = row.clone();
        changed.version += 1;
        changed.state = "taken".to_owned();
        changed.owner_id = Some(app.world.coordinator.id);
        (changed.taken_at, changed.seen_at) = (Some(app.now()), Some(app.now()));
        assert!(!alerts::update(&mut tx, federation, &changed, row.version - 1).await.expect("a try"));
        assert!(!alerts::update(&mut tx, app.elsewhere.federation, &changed, row.version).await.expect("a try"));
        assert!(alerts::update(&mut tx, federation, &changed, row.version).await.expect("a try"));
        assert!(!alerts::update(&mut tx, federation, &changed, row.version).await.expect("a try"));
        row = alerts::find(&mut tx, federation, row.id).await.expect("a look").expect("there");
        changed.owner_name = Some(app.world.coordinator.name.clone());
        assert_eq!(row, changed);
        let later = app.now() + TimeDelta::minutes(1);
        alerts::mark_seen(&mut tx, federation, row.id, later).await.expect("marked");
        let read = alerts::find(&mut tx, federation, row.id).await.expect("a look").expect("there");
        assert_eq!(read.seen_at, Some(app.now()), "the first look counts");
    }

    async fn a_person_has_one_open_alert_and_a_last_closed_one(app: TestApp) {
        let (federation, person) = (app.world.federation, &app.world.person);
        let mut first = opened(&app, person).await;
        let mut tx = begin(&app).await;
        let mut twin = first.clone();
        twin.id = ids::fresh();
        let taken = alerts::insert(&mut tx, federation, &twin).await;
        assert!(matches!(taken, Err(StoreError::Taken)), "{taken:?}");
        drop(tx);
        let mut tx = begin(&app).await;
        assert!(alerts::last_closed_of(&mut tx, federation, person.id).await.expect("a look").is_none());
        close(&mut tx, &app, &mut first, 1).await;
        alerts::insert(&mut tx, federation, &twin).await.expect("there is room now");
        close(&mut tx, &app, &mut twin, 2).await;
        assert!(alerts::open_of(&mut tx, federation, person.id).await.expect("a look").is_none());
        let last = alerts::last_closed_of(&mut tx, federation, person.id).await.expect("a look").expect("there");
        assert_eq!(last.id, twin.id);
        let both = alerts::of_person(&mut tx, federation, person.id).await.expect("a list");
        assert_eq!(sorted(both.iter().map(|row| row.id).collect()), sorted(vec![first.id, twin.id]));
    }

    async fn who_sees_an_alert_depends_on_sector_and_consent(app: TestApp) {
        let (world, federation) = (&app.world, app.world.federation);
        let (row, refusing) = (opened(&app, &world.person).await, opened(&app, &world.refusing).await);
        let mut tx = begin(&app).await;
        for (actor, id, expected) in [
            (&world.coordinator, row.id, true),
            (&world.coordinator, refusing.id, false),
            (&world.referent, refusing.id, true),
            (&world.south_coordinator, row.id, false),
            (&world.south_referent, refusing.id, false),
        ] {
            let viewer = Viewer { federation, user: actor.id, role: actor.role, now: app.now() };
            let seen = alerts::in_scope(&mut tx, viewer, id).await.expect("a look").is_some();
            assert_eq!(seen, expected, "{}", actor.name);
            let listed = queue::page(&mut tx, viewer, &Filter::default(), None, 10).await.expect("a page");
            assert_eq!(listed.iter().any(|row| row.id == id), expected, "{}", actor.name);
        }
        for (actor, expected) in [(&world.coordinator, true), (&world.south_coordinator, false)] {
            let viewer = Viewer { federation, user: actor.id, role: actor.role, now: app.now() };
            let there = alerts::is_in_sectors(&mut tx, viewer, refusing.id).await.expect("a look");
            assert_eq!(there, expected);
        }
    }

    async fn the_oldest_untaken_critical_alert_is_what_an_operator_watches(app: TestApp) {
        let mut tx = begin(&app).await;
        assert_eq!(alerts::oldest_untaken_critical(&mut tx).await.expect("a look"), None);
        drop(tx);
        let start = app.now();
        opened(&app, &app.world.person).await;
        app.advance(TimeDelta::minutes(5));
        opened(&app, &app.world.second_person).await;
        let mut tx = begin(&app).await;
        assert_eq!(alerts::oldest_untaken_critical(&mut tx).await.expect("a look"), Some(start));
    }

    async fn events_are_numbered_without_gaps_in_each_federation(app: TestApp) {
        let (federation, other) = (app.world.federation, app.elsewhere.federation);
        let (one, two) = (ids::fresh(), ids::fresh());
        let mut tx = begin(&app).await;
        assert_eq!(events::last_seq(&mut tx, federation).await.expect("a look"), 0);
        let batch = [event(one, "opened"), event(two, "opened"), event(one, "note")];
        assert_eq!(events::append(&mut tx, federation, &batch, app.now()).await.expect("stored"), 3);
        assert_eq!(events::append(&mut tx, other, &batch[..1], app.now()).await.expect("stored"), 1);
        assert_eq!(events::append(&mut tx, federation, &[event(two, "rerouted")], app.now()).await.expect("stored"), 4);
        let timeline = events::of_alert(&mut tx, federation, one).await.expect("a timeline");
        assert_eq!(timeline.iter().map(|line| line.seq).collect::<Vec<_>>(), [1, 3]);
        assert_eq!((timeline[0].text.as_deref(), &timeline[0].data), (Some("é"), &json!({ "a": [1, null] })));
        let changed = |rows: Vec<events::Changed>| -> Vec<(Uuid, i64, bool)> {
            rows.into_iter().map(|row| (row.alert_id, row.seq, row.rerouted)).collect()
        };
        let all = events::changed_since(&mut tx, federation, 0, 100).await.expect("changes");
        assert_eq!(changed(all), [(one, 3, false), (two, 4, true)]);
        let first_two = events::changed_since(&mut tx, federation, 0, 2).await.expect("changes");
        assert_eq!(changed(first_two), [(one, 1, false), (two, 2, false)], "a batch never skips ahead");
        assert!(events::changed_since(&mut tx, federation, 4, 100).await.expect("changes").is_empty());
        let mut counters = events::counters(&mut tx).await.expect("counters");
        counters.sort();
        let mut expected = vec![(federation, 4), (other, 1)];
        expected.sort();
        assert_eq!(counters, expected);
    }

    async fn findings_are_marked_moved_and_rewritten_never_deleted(app: TestApp) {
        let (federation, person) = (app.world.federation, app.world.person.id);
        let row = opened(&app, &app.world.person).await;
        let mut tx = begin(&app).await;
        let found = findings::since(&mut tx, federation, person, app.now()).await.expect("findings");
        assert!(found.len() >= 2);
        let after = app.now() + TimeDelta::microseconds(1);
        assert!(findings::since(&mut tx, federation, person, after).await.expect("findings").is_empty());
        assert_eq!(findings::of_alerts(&mut tx, federation, &[row.id, ids::fresh()]).await.expect("findings").len(), found.len());
        assert!(findings::of_alerts(&mut tx, federation, &[]).await.expect("findings").is_empty());
        assert_eq!(findings::aides_behind(&mut tx, federation, row.id).await.expect("aides"), [app.world.aide.id]);
        findings::set_lifted(&mut tx, federation, found[0].id, Some(app.now())).await.expect("marked");
        findings::set_body(&mut tx, federation, found[1].id, 1, &json!({ "new": "é" })).await.expect("written");
        let read = findings::since(&mut tx, federation, person, chrono::DateTime::<Utc>::UNIX_EPOCH).await.expect("findings");
        assert_eq!(read.iter().find(|f| f.id == found[0].id).expect("there").lifted_at, Some(app.now()));
        let rewritten = read.iter().find(|f| f.id == found[1].id).expect("there");
        assert_eq!((rewritten.severity, &rewritten.body), (1, &json!({ "new": "é" })));
        for one in &read {
            findings::set_lifted(&mut tx, federation, one.id, Some(app.now())).await.expect("marked");
        }
        assert!(findings::aides_behind(&mut tx, federation, row.id).await.expect("aides").is_empty());
        let elsewhere = ids::fresh();
        findings::set_alert(&mut tx, federation, found[0].id, elsewhere).await.expect("moved");
        let moved = findings::of_alerts(&mut tx, federation, &[elsewhere]).await.expect("findings");
        assert_eq!(moved.iter().map(|f| f.id).collect::<Vec<_>>(), [found[0].id]);
        let again = findings::insert(&mut tx, federation, &found[0], &[]).await;
        assert!(matches!(again, Err(StoreError::Taken)), "{again:?}");
    }
}
