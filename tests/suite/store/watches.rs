//! `watches`, and the follow-ups of one.

use chrono::TimeDelta;
use serde_json::json;
use vigie_server::ids;
use vigie_server::store::persons::Viewer;
use vigie_server::store::watches::{StepRow, WatchRow};
use vigie_server::store::{StoreError, follow_ups, watches};
use vigie_tests::{TestApp, on_both};

use super::begin;

fn row(app: &TestApp) -> WatchRow {
    let world = &app.world;
    WatchRow {
        id: ids::fresh(),
        version: 1,
        person_id: world.person.id,
        person_name: world.person.name.clone(),
        sector_id: world.north,
        cadence: "weekly".to_owned(),
        why: "é".to_owned(),
        since: app.now(),
        owner_id: Some(world.coordinator.id),
        owner_name: Some(world.coordinator.name.clone()),
        created_by: world.referent.id,
        ended_at: None,
        end_reason: None,
    }
}

on_both! {
    async fn a_watch_is_written_found_changed_and_left(app: TestApp) {
        let (federation, person) = (app.world.federation, app.world.person.id);
        let viewer = Viewer { federation, user: app.world.coordinator.id, role: "coordinator", now: app.now() };
        let mut one = row(&app);
        let mut tx = begin(&app).await;
        watches::insert(&mut tx, federation, &one).await.expect("stored");
        assert_eq!(watches::find(&mut tx, federation, one.id).await.expect("a look"), Some(one.clone()));
        assert_eq!(watches::in_scope(&mut tx, viewer, one.id).await.expect("a look"), Some(one.clone()));
        assert_eq!(watches::open_of(&mut tx, federation, person).await.expect("a look"), Some(one.clone()));
        assert_eq!(watches::list(&mut tx, viewer, None, None, 9).await.expect("a list"), [one.clone()]);
        let (nobody, south) = (Some(ids::fresh()), Some(app.world.south));
        assert!(watches::list(&mut tx, viewer, nobody, None, 9).await.expect("a list").is_empty());
        assert!(watches::list(&mut tx, viewer, None, south, 9).await.expect("a list").is_empty());
        assert_eq!(watches::without_next(&mut tx, federation, 9).await.expect("a list"), [one.clone()]);
        assert!(follow_ups::of_watches(&mut tx, federation, &[one.id]).await.expect("a list").is_empty());
        assert!(follow_ups::of_watches(&mut tx, federation, &[]).await.expect("a list").is_empty());
        assert_eq!(watches::leave_coordinators(&mut tx, federation, person).await.expect("left"), 1);
        (one.version, one.owner_id, one.owner_name) = (3, None, None);
        one.cadence = "monthly".to_owned();
        (one.ended_at, one.end_reason) = (Some(app.now()), Some("fini".to_owned()));
        assert!(!watches::update(&mut tx, federation, &one, 1).await.expect("a try"));
        assert!(watches::update(&mut tx, federation, &one, 2).await.expect("a try"));
        assert_eq!(watches::find(&mut tx, federation, one.id).await.expect("a look"), Some(one.clone()));
        assert_eq!(watches::open_of(&mut tx, federation, person).await.expect("a look"), None);
        watches::insert(&mut tx, federation, &row(&app)).await.expect("a second after the first");
        assert!(matches!(watches::insert(&mut tx, federation, &row(&app)).await, Err(StoreError::Taken)));
    }

    async fn its_steps_are_read_in_their_order_and_one_can_be_taken_back(app: TestApp) {
        let federation = app.world.federation;
        let one = row(&app);
        let step = |minutes: i64, from: Option<&str>, to: &str| StepRow {
            id: ids::fresh(),
            watch_id: one.id,
            at: app.now() + TimeDelta::minutes(minutes),
            from_cadence: from.map(str::to_owned),
            to_cadence: to.to_owned(),
            cause: "decision".to_owned(),
            why: Some("é".to_owned()),
            by_user: Some(app.world.referent.id),
            by_name: Some(app.world.referent.name.clone()),
            follow_up_id: Some(ids::fresh()),
            alert_id: Some(ids::fresh()),
        };
        let steps = [step(0, None, "weekly"), step(1, Some("weekly"), "monthly")];
        let mut tx = begin(&app).await;
        for step in &steps {
            watches::add_step(&mut tx, federation, step).await.expect("stored");
        }
        assert_eq!(watches::steps(&mut tx, federation, &[one.id]).await.expect("a list"), steps);
        assert!(watches::steps(&mut tx, federation, &[]).await.expect("a list").is_empty());
        watches::remove_step(&mut tx, federation, steps[1].id).await.expect("taken back");
        assert_eq!(watches::steps(&mut tx, federation, &[one.id]).await.expect("a list"), steps[..1]);
        drop(tx);
        let rating = app.world.rating(&app.world.person, app.now(), [Some(1), None, None]);
        app.client(&app.world.aide).await.rate(&[rating]).await;
        let mut tx = begin(&app).await;
        for (ago, expected) in [(1, 1), (0, 0)] {
            let since = app.now() - TimeDelta::minutes(ago);
            let count = watches::recent_alerts(&mut tx, federation, app.world.person.id, since).await.expect("a count");
            assert_eq!(count, expected);
        }
    }

    async fn whether_its_next_look_is_there_follows_every_step(app: TestApp) {
        let federation = app.world.federation;
        let client = app.client(&app.world.coordinator).await;
        let waits_for_nothing = async || {
            let mut tx = begin(&app).await;
            watches::without_next(&mut tx, federation, 9).await.expect("a list").len()
        };
        let path = format!("/api/persons/{}/watch", app.world.person.id);
        let watch = client.post(&path, &json!({ "cadence": "weekly", "why": "x" })).await.body;
        let mut look = watch["next"].clone();
        for (step, body, expected) in [
            ("cancel", json!({ "reason": "x" }), 1),
            ("reopen", json!({}), 0),
            ("done", json!({ "result": "better" }), 0),
            ("reopen", json!({}), 0),
        ] {
            let mut body = body;
            body["version"] = look["version"].clone();
            let path = format!("/api/follow-ups/{}/{step}", look["id"].as_str().expect("an id"));
            look = client.post(&path, &body).await.ok();
            assert_eq!(waits_for_nothing().await, expected, "{step}");
        }
    }
}
