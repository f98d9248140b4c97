//! `rule_overrides`, `rule_shadows`, `rule_trials`, `past`, and the order of `rule_sets`.

use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;
use vigie_server::ids;
use vigie_server::store::rebases::{self, Rebase};
use vigie_server::store::rule_overrides::{self, RuleOverride};
use vigie_server::store::rule_sets::RuleSetRow;
use vigie_server::store::rule_shadows::{self, RuleShadow};
use vigie_server::store::{past, ratings, rule_sets, rule_trials};
use vigie_tests::{on_both, rows};

use super::{begin, rating_row, sorted};

on_both! {
    async fn overrides_are_taken_back_and_the_newest_comes_last(app: TestApp) {
        let federation = app.world.federation;
        let new = |minutes: i64, sector_id, person_id| RuleOverride {
            id: ids::fresh(),
            sector_id,
            person_id,
            body: json!({ "é": minutes }),
            reason: "essai".to_owned(),
            created_by: Some(app.world.administrator.id),
            created_at: app.now() + TimeDelta::minutes(minutes),
        };
        let (late, early) = (new(2, Some(app.world.north), None), new(1, None, Some(app.world.person.id)));
        let mut tx = begin(&app).await;
        for row in [&late, &early] {
            rule_overrides::insert(&mut tx, federation, row).await.expect("stored");
        }
        assert_eq!(rule_overrides::in_force(&mut tx, federation).await.expect("a list"), [early.clone(), late.clone()]);
        assert_eq!(rule_overrides::ids_in_force(&mut tx, federation).await.expect("a list"), [early.id, late.id]);
        assert!(rule_overrides::in_force(&mut tx, app.elsewhere.federation).await.expect("a list").is_empty());
        for (whose, done) in [(app.elsewhere.federation, false), (federation, true), (federation, false)] {
            assert_eq!(rule_overrides::remove(&mut tx, whose, early.id, app.now()).await.expect("a try"), done);
        }
        assert_eq!(rule_overrides::ids_in_force(&mut tx, federation).await.expect("a list"), [late.id]);
        let of_both = new(3, Some(app.world.north), Some(app.world.person.id));
        assert!(rule_overrides::insert(&mut tx, federation, &of_both).await.is_err(), "a sector or a person, not both");
    }

    async fn a_federation_tries_one_draft_at_a_time(app: TestApp) {
        let federation = app.world.federation;
        let shadow = |days: i64| RuleShadow {
            since: app.now(),
            until: app.now() + TimeDelta::days(days),
            body: json!({ "days": days }),
            started_by: None,
        };
        let mut tx = begin(&app).await;
        assert_eq!(rule_shadows::find(&mut tx, federation).await.expect("a look"), None);
        for days in [7, 14] {
            rule_shadows::put(&mut tx, federation, &shadow(days)).await.expect("stored");
            assert_eq!(rule_shadows::find(&mut tx, federation).await.expect("a look"), Some(shadow(days)));
        }
        assert!(!rule_shadows::remove(&mut tx, app.elsewhere.federation).await.expect("a try"));
        assert!(rule_shadows::remove(&mut tx, federation).await.expect("a try"));
        assert!(!rule_shadows::remove(&mut tx, federation).await.expect("a try"));
    }

    async fn a_back_test_runs_alone_until_it_ends_or_is_lost(app: TestApp) {
        let (federation, who, now) = (app.world.federation, app.world.administrator.id, app.now());
        let (first, second, third) = (ids::fresh(), ids::fresh(), ids::fresh());
        let mut tx = begin(&app).await;
        assert!(rule_trials::start(&mut tx, federation, first, 30, who, now).await.expect("a try"));
        assert!(!rule_trials::start(&mut tx, federation, second, 30, who, now).await.expect("a try"), "one is running");
        assert!(rule_trials::beat(&mut tx, federation, first, 0.25).await.expect("a try"));
        assert!(!rule_trials::beat(&mut tx, federation, second, 0.5).await.expect("a try"));
        let read = rule_trials::find(&mut tx, federation, first).await.expect("a look").expect("there");
        assert_eq!((read.days, read.state.as_str(), read.progress, &read.result), (30, "running", 0.25, &None));
        let result = json!({ "é": [1, null] });
        assert!(rule_trials::finish(&mut tx, federation, first, "done", Some(&result)).await.expect("a try"));
        assert!(!rule_trials::finish(&mut tx, federation, first, "failed", None).await.expect("a try"), "it has ended");
        let read = rule_trials::find(&mut tx, federation, first).await.expect("a look").expect("there");
        assert_eq!((read.state.as_str(), read.progress, read.result), ("done", 1.0, Some(result)));
        assert!(rule_trials::find(&mut tx, app.elsewhere.federation, first).await.expect("a look").is_none());
        assert!(rule_trials::start(&mut tx, federation, second, 60, who, now).await.expect("a try"));
        assert!(rule_trials::find(&mut tx, federation, first).await.expect("a look").is_none(), "its place is taken");
        tx.commit().await.expect("committed");
        // Its process died long ago.
        rows::change(app.store(), "UPDATE rule_trials SET beat_at = '2020-01-01T00:00:00.000+00:00'").await;
        let mut tx = begin(&app).await;
        let lost = rule_trials::find(&mut tx, federation, second).await.expect("a look").expect("there");
        assert_eq!((lost.state.as_str(), lost.result), ("failed", None));
        assert!(rule_trials::start(&mut tx, federation, third, 60, who, now).await.expect("a try"));
    }

    async fn the_past_is_read_of_some_persons_at_a_time(app: TestApp) {
        let (world, now) = (&app.world, app.now());
        let federation = world.federation;
        let visit = world.visit(app.app(), &world.person, &world.aide, now, "done").await;
        let row = rating_row(&app, &world.person, now);
        let low = world.rating(&world.second_person, now, [Some(1), None, None]);
        assert_eq!(app.client(&world.aide).await.rate(&[low]).await, ["stored"]);
        let rebase = Rebase { id: ids::fresh(), person_id: world.person.id, alert_id: ids::fresh(), at: now };
        let mut tx = begin(&app).await;
        assert!(ratings::append(&mut tx, federation, &row).await.expect("stored"));
        rebases::insert(&mut tx, federation, &rebase).await.expect("stored");

        let persons = past::persons(&mut tx, federation).await.expect("persons");
        let everybody = [&world.person, &world.second_person, &world.refusing, &world.south_person].map(|person| person.id);
        assert_eq!(persons.iter().map(|person| person.id).collect::<Vec<_>>(), sorted(everybody.to_vec()));
        let (one, after): ([Uuid; 1], _) = ([world.person.id], now + TimeDelta::microseconds(1));
        let read = past::ratings(&mut tx, federation, &one, now).await.expect("ratings");
        assert_eq!(read.iter().map(|rating| (rating.id, rating.signs.clone())).collect::<Vec<_>>(), [(row.id, row.signs)]);
        assert_eq!(past::ratings(&mut tx, federation, &everybody, now).await.expect("ratings").len(), 2);
        assert!(past::ratings(&mut tx, federation, &everybody, after).await.expect("ratings").is_empty());
        let visits = past::visits(&mut tx, federation, &one, now).await.expect("visits");
        assert_eq!(visits.iter().map(|visit| (visit.id, visit.rated_at)).collect::<Vec<_>>(), [(visit.id, None)]);
        assert_eq!(past::rebases(&mut tx, federation, &one, now).await.expect("rebases"), [rebase]);
        assert!(past::rebases(&mut tx, federation, &[world.second_person.id], now).await.expect("rebases").is_empty());
        let alerts = past::alerts(&mut tx, federation, now, after).await.expect("alerts");
        assert_eq!(alerts.iter().map(|alert| alert.person_id).collect::<Vec<_>>(), [world.second_person.id]);
        assert!(past::alerts(&mut tx, federation, now - TimeDelta::days(1), now).await.expect("alerts").is_empty());
        let desks = past::coordinators(&mut tx, federation).await.expect("coordinators");
        let south: Vec<_> = desks.iter().filter(|(_, _, sector)| *sector == world.south).map(|(id, ..)| *id).collect();
        assert_eq!((desks.len(), south), (3, vec![world.south_coordinator.id]));
    }

    async fn versions_of_the_rules_follow_each_other(app: TestApp) {
        let federation = app.world.federation;
        let mut tx = begin(&app).await;
        assert_eq!(rule_sets::newest(&mut tx, federation).await.expect("a look"), Some(1));
        assert_eq!(rule_sets::newest(&mut tx, ids::fresh()).await.expect("a look"), None);
        let row = RuleSetRow {
            version: 5,
            body: json!({}),
            effective_from: app.now() + TimeDelta::days(1),
            published_by: None,
            reason: "essai".to_owned(),
        };
        rule_sets::insert(&mut tx, federation, &row).await.expect("stored");
        assert_eq!(rule_sets::newest(&mut tx, federation).await.expect("a look"), Some(5), "not in force yet");
        let before = rule_sets::before(&mut tx, federation, 5).await.expect("a look").expect("there");
        assert_eq!(before.version, 1);
        assert!(rule_sets::before(&mut tx, federation, 1).await.expect("a look").is_none());
    }
}
