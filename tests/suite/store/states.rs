//! `states`: the rules' memory of a person.

use chrono::TimeDelta;
use serde_json::json;
use vigie_server::ids;
use vigie_server::store::states::{self, StateRow};
use vigie_tests::{TestApp, on_both};

use super::begin;

fn row(app: &TestApp, minutes: i64, version: i32) -> StateRow {
    StateRow {
        person_id: app.world.person.id,
        rule_set_version: version,
        position_at: app.now() + TimeDelta::minutes(minutes),
        position_id: ids::fresh(),
        state: json!({ "minutes": minutes, "é": [1.5, null] }),
    }
}

on_both! {
    async fn the_latest_state_is_one_and_the_last_one_saved(app: TestApp) {
        let (federation, person) = (app.world.federation, app.world.person.id);
        let mut tx = begin(&app).await;
        assert_eq!(states::head(&mut tx, federation, person).await.expect("a look"), None);
        for saved in [row(&app, 1, 1), row(&app, 2, 2)] {
            states::save_head(&mut tx, federation, &saved).await.expect("saved");
            assert_eq!(states::head(&mut tx, federation, person).await.expect("a look"), Some(saved));
        }
        states::drop_head(&mut tx, app.elsewhere.federation, person).await.expect("nothing to drop");
        assert!(states::head(&mut tx, federation, person).await.expect("a look").is_some());
        states::drop_head(&mut tx, federation, person).await.expect("dropped");
        assert_eq!(states::head(&mut tx, federation, person).await.expect("a look"), None);
    }

    async fn a_checkpoint_is_found_strictly_before_a_position(app: TestApp) {
        let (federation, person) = (app.world.federation, app.world.person.id);
        let (early, late, other) = (row(&app, 10, 1), row(&app, 20, 1), row(&app, 15, 2));
        let mut tx = begin(&app).await;
        for kept in [&early, &late, &other] {
            states::add_checkpoint(&mut tx, federation, kept).await.expect("kept");
        }
        let mut again = early.clone();
        again.state = json!({ "again": true });
        states::add_checkpoint(&mut tx, federation, &again).await.expect("kept");
        let at = |row: &StateRow| (row.position_at, row.position_id);
        for (position, version, expected) in [
            (at(&early), 1, None),
            (at(&late), 1, Some(&again)),
            ((app.now() + TimeDelta::minutes(30), ids::fresh()), 1, Some(&late)),
            (at(&late), 2, Some(&other)),
            (at(&late), 3, None),
        ] {
            let found = states::checkpoint_before(&mut tx, federation, person, version, position).await.expect("a look");
            assert_eq!(found.as_ref(), expected);
        }
    }

    async fn stale_and_old_checkpoints_go_and_the_ground_stays(app: TestApp) {
        let (federation, person) = (app.world.federation, app.world.person.id);
        let rows: Vec<StateRow> = [10, 20, 30, 40, 50].map(|minutes| row(&app, minutes, 1)).into();
        let mut tx = begin(&app).await;
        for kept in &rows {
            states::add_checkpoint(&mut tx, federation, kept).await.expect("kept");
        }
        let stale_from = Some((rows[4].position_at, rows[4].position_id));
        let keep_from = app.now() + TimeDelta::minutes(35);
        states::drop_checkpoints(&mut tx, federation, person, stale_from, keep_from).await.expect("dropped");
        let mut left = Vec::new();
        let mut position = (app.now() + TimeDelta::minutes(99), ids::fresh());
        while let Some(found) = states::checkpoint_before(&mut tx, federation, person, 1, position).await.expect("a look") {
            position = (found.position_at, found.position_id);
            left.push(found.state["minutes"].as_i64().expect("a number"));
        }
        assert_eq!(left, [40, 30], "30 is where the oldest foldable rating starts again");
    }
}
