//! `ratings`, `visits`, `rule_sets`.

use chrono::TimeDelta;
use uuid::Uuid;
use vigie_server::ids;
use vigie_server::store::rule_sets::RuleSetRow;
use vigie_server::store::visits::Span;
use vigie_server::store::{StoreError, ratings, rule_sets, visits};
use vigie_tests::on_both;

use super::{begin, rating_row};

on_both! {
    async fn a_rating_reads_back_as_it_was_written_to_the_microsecond(app: TestApp) {
        let (federation, person) = (app.world.federation, &app.world.person);
        let mut row = rating_row(&app, person, "2026-03-01T23:59:59.999999Z".parse().expect("a time"));
        row.visit_id = Some(ids::fresh());
        let mut tx = begin(&app).await;
        assert!(ratings::append(&mut tx, federation, &row).await.expect("stored"));
        assert_eq!(ratings::find(&mut tx, federation, row.id).await.expect("a look"), Some(row.clone()));
        let mut other = row.clone();
        other.health = Some(1);
        assert!(!ratings::append(&mut tx, federation, &other).await.expect("a try"), "the id is there");
        assert_eq!(ratings::find(&mut tx, federation, row.id).await.expect("a look"), Some(row.clone()));
        assert_eq!(ratings::find(&mut tx, app.elsewhere.federation, row.id).await.expect("a look"), None);
        tx.commit().await.expect("committed");
        let mut tx = app.store().read().await.expect("a transaction");
        assert_eq!(ratings::find(&mut tx, federation, row.id).await.expect("a look"), Some(row));
    }

    async fn no_score_beyond_five_can_be_stored(app: TestApp) {
        let mut row = rating_row(&app, &app.world.person, app.now());
        row.mood = Some(6);
        let mut tx = begin(&app).await;
        let refused = ratings::append(&mut tx, app.world.federation, &row).await;
        assert!(matches!(refused, Err(StoreError::Other(_))), "{refused:?}");
    }

    async fn the_standing_ratings_after_a_position_come_in_visit_order(app: TestApp) {
        let (federation, person) = (app.world.federation, &app.world.person);
        let at = |minutes: i64| app.now() - TimeDelta::minutes(minutes);
        let mut rows: Vec<_> = [50, 40, 40, 30, 20, 10].map(|minutes| rating_row(&app, person, at(minutes))).into();
        rows[4].timeliness = "future".to_owned();
        let mut correction = rating_row(&app, person, at(5));
        correction.replaces = Some(rows[5].id);
        rows.push(correction);
        let mut tx = begin(&app).await;
        for row in rows.iter().rev() {
            assert!(ratings::append(&mut tx, federation, row).await.expect("stored"));
        }
        let same_time = if rows[1].id < rows[2].id { [1, 2] } else { [2, 1] };
        let expected = [0, same_time[0], same_time[1], 3, 6].map(|i: usize| rows[i].id);
        let ids = |rows: Vec<ratings::RatingRow>| rows.into_iter().map(|row| row.id).collect::<Vec<Uuid>>();
        assert_eq!(ids(ratings::after(&mut tx, federation, person.id, None).await.expect("a list")), expected);
        let position = Some((at(40), expected[1]));
        assert_eq!(ids(ratings::after(&mut tx, federation, person.id, position).await.expect("a list")), expected[2..]);
        assert!(ratings::is_replaced(&mut tx, federation, rows[5].id).await.expect("a look"));
        assert!(!ratings::is_replaced(&mut tx, federation, rows[0].id).await.expect("a look"));
        let history = ratings::history(&mut tx, federation, person.id, at(40)).await.expect("a history");
        assert_eq!(history.len(), 6);
        assert_eq!(history.iter().filter(|row| row.replaced).map(|row| row.rating.id).collect::<Vec<_>>(), [rows[5].id]);
        let both = [person.id, app.world.second_person.id];
        let low = ratings::low_points(&mut tx, federation, &both, at(40)).await.expect("points");
        assert_eq!(low.len(), 4);
        assert!(low.iter().all(|point| (point.health, point.mood, point.form) == (Some(3), None, Some(5))));
        assert!(ratings::low_points(&mut tx, federation, &[], at(99)).await.expect("points").is_empty());
        let signals = ratings::signals_of(&mut tx, federation, app.world.aide.id, at(99), 10).await.expect("signals");
        assert_eq!(signals, [], "no finding stands on them");
    }

    async fn visits_lie_in_a_stretch_that_has_a_start_and_no_end(app: TestApp) {
        let (world, now) = (&app.world, app.now());
        let mut made = Vec::new();
        for minutes in [0, 30, 60] {
            let at = now + TimeDelta::minutes(minutes);
            made.push(world.visit(app.app(), &world.person, &world.aide, at, "planned").await);
        }
        let span = Span { from: now, to: now + TimeDelta::minutes(60) };
        let mut tx = begin(&app).await;
        let own = visits::of_aide(&mut tx, world.federation, world.aide.id, span, 10).await.expect("visits");
        assert_eq!(own.iter().map(|visit| visit.id).collect::<Vec<_>>(), [made[0].id, made[1].id]);
        let sector = visits::of_sectors(&mut tx, world.federation, world.referent.id, span, 1).await.expect("visits");
        assert_eq!(sector.iter().map(|visit| visit.id).collect::<Vec<_>>(), [made[0].id]);
        visits::mark_done(&mut tx, world.federation, made[0].id).await.expect("marked");
        let read = visits::find(&mut tx, world.federation, made[0].id).await.expect("a look").expect("there");
        assert_eq!((read.status.as_str(), read.starts_at), ("done", now));
        let mut twin = made[1].clone();
        twin.id = ids::fresh();
        visits::insert(&mut tx, &twin, Some("planning-1")).await.expect("stored");
        twin.id = ids::fresh();
        let taken = visits::insert(&mut tx, &twin, Some("planning-1")).await;
        assert!(matches!(taken, Err(StoreError::Taken)), "the planning's key: {taken:?}");
    }

    async fn the_rule_set_in_force_is_the_latest_that_has_begun(app: TestApp) {
        let federation = app.world.federation;
        let row = |version, days: i64| RuleSetRow {
            version,
            body: serde_json::json!({ "n": version, "text": "é" }),
            effective_from: app.now() + TimeDelta::days(days),
            published_by: Some(app.world.administrator.id),
            reason: format!("version {version}"),
        };
        let mut tx = begin(&app).await;
        for new in [row(2, 5), row(3, 5), row(4, 9)] {
            rule_sets::insert(&mut tx, federation, &new).await.expect("stored");
        }
        for (days, expected) in [(0, 1), (4, 1), (5, 3), (8, 3), (9, 4)] {
            let now = app.now() + TimeDelta::days(days);
            assert_eq!(rule_sets::version_in_force(&mut tx, federation, now).await.expect("a look"), Some(expected));
            let read = rule_sets::in_force(&mut tx, federation, now).await.expect("a look").expect("there");
            assert_eq!(read.version, expected);
        }
        let before = app.now() - TimeDelta::days(1);
        assert_eq!(rule_sets::version_in_force(&mut tx, federation, before).await.expect("a look"), None);
        let all = rule_sets::all(&mut tx, federation).await.expect("all");
        assert_eq!(all.iter().map(|row| row.version).collect::<Vec<_>>(), [4, 3, 2, 1]);
        assert_eq!(all[1].body, serde_json::json!({ "n": 3, "text": "é" }));
        let taken = rule_sets::insert(&mut tx, federation, &row(4, 1)).await;
        assert!(matches!(taken, Err(StoreError::Taken)), "{taken:?}");
    }

    async fn only_versions_whose_day_has_not_come_can_be_taken_back(app: TestApp) {
        let federation = app.world.federation;
        let mut tx = begin(&app).await;
        let new = RuleSetRow {
            version: 2,
            body: serde_json::json!({}),
            effective_from: app.now() + TimeDelta::days(1),
            published_by: None,
            reason: "demain".to_owned(),
        };
        rule_sets::insert(&mut tx, federation, &new).await.expect("stored");
        for (now, waits) in [(app.now(), true), (new.effective_from, false)] {
            assert_eq!(rule_sets::is_waiting(&mut tx, federation, now).await.expect("a look"), waits);
        }
        for (now, taken) in [(new.effective_from, false), (app.now(), true), (app.now(), false)] {
            assert_eq!(rule_sets::take_back_waiting(&mut tx, federation, now).await.expect("done"), taken);
        }
        assert_eq!(rule_sets::newest(&mut tx, federation).await.expect("a look"), Some(1));
    }
}
