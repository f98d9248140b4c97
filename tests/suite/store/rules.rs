//! `rule_sets`, `rule_overrides`, `rule_shadows`, `rule_trials`, and `past`, which back-tests read.

use chrono::TimeDelta;
use serde_json::json;
use vigie_server::ids;
use vigie_server::store::rule_overrides::RuleOverride;
use vigie_server::store::rule_sets::RuleSetRow;
use vigie_server::store::rule_shadows::RuleShadow;
use vigie_server::store::{past, ratings, rule_overrides, rule_sets, rule_shadows, rule_trials};
use vigie_tests::on_both;

use super::{begin, rating_row};

on_both! {
    async fn the_versions_of_a_rule_set_have_neighbours(app: TestApp) {
        let federation = app.world.federation;
        let mut tx = begin(&app).await;
        assert_eq!(rule_sets::before(&mut tx, federation, 1).await.expect("a look").map(|row| row.version), None);
        let (now, reason) = (app.now(), "essai".to_owned());
        let row = RuleSetRow { version: 2, body: json!({}), effective_from: now, published_by: None, reason };
        rule_sets::insert(&mut tx, federation, &row).await.expect("stored");
        assert_eq!(rule_sets::newest(&mut tx, federation).await.expect("a look"), Some(2));
        assert_eq!(rule_sets::newest(&mut tx, app.elsewhere.federation).await.expect("a look"), Some(1));
        let before = rule_sets::before(&mut tx, federation, 2).await.expect("a look").expect("there");
        assert_eq!(before.version, 1);
        assert_eq!(rule_sets::newest(&mut tx, ids::fresh()).await.expect("a look"), None);
    }

    async fn an_override_is_in_force_until_it_is_taken_back(app: TestApp) {
        let federation = app.world.federation;
        let mut tx = begin(&app).await;
        let row = |days: i64, sector, person| RuleOverride {
            id: ids::fresh(),
            sector_id: sector,
            person_id: person,
            body: json!({ "rules": { "drop": { "enabled": false } } }),
            reason: "é".to_owned(),
            created_by: Some(app.world.administrator.id),
            created_at: app.now() + TimeDelta::days(days),
        };
        let rows = [row(0, Some(app.world.north), None), row(1, None, Some(app.world.person.id))];
        for row in [&rows[1], &rows[0]] {
            rule_overrides::insert(&mut tx, federation, row).await.expect("stored");
        }
        assert_eq!(rule_overrides::in_force(&mut tx, federation).await.expect("a look"), rows);
        let ids = rule_overrides::ids_in_force(&mut tx, federation).await.expect("a look");
        assert_eq!(ids, [rows[0].id, rows[1].id]);
        assert!(!rule_overrides::remove(&mut tx, app.elsewhere.federation, ids[0], app.now()).await.expect("a try"));
        assert!(rule_overrides::remove(&mut tx, federation, ids[0], app.now()).await.expect("a try"));
        assert!(!rule_overrides::remove(&mut tx, federation, ids[0], app.now()).await.expect("a try"));
        assert_eq!(rule_overrides::ids_in_force(&mut tx, federation).await.expect("a look"), [rows[1].id]);
    }

    async fn a_federation_tries_one_draft_at_a_time(app: TestApp) {
        let federation = app.world.federation;
        let mut tx = begin(&app).await;
        let row = |n: i64| RuleShadow {
            since: app.now(),
            until: app.now() + TimeDelta::days(n),
            body: json!({ "n": n }),
            started_by: Some(app.world.administrator.id),
        };
        for n in 1..=2 {
            rule_shadows::put(&mut tx, federation, &row(n)).await.expect("stored");
        }
        assert_eq!(rule_shadows::find(&mut tx, federation).await.expect("a look"), Some(row(2)));
        assert_eq!(rule_shadows::find(&mut tx, app.elsewhere.federation).await.expect("a look"), None);
        assert!(rule_shadows::remove(&mut tx, federation).await.expect("a try"));
        assert!(!rule_shadows::remove(&mut tx, federation).await.expect("a try"));
    }

    async fn a_back_test_runs_alone_and_ends_once(app: TestApp) {
        let (federation, me) = (app.world.federation, app.world.administrator.id);
        let (first, second) = (ids::fresh(), ids::fresh());
        let mut tx = begin(&app).await;
        assert!(rule_trials::start(&mut tx, federation, first, 30, me, app.now()).await.expect("a try"));
        assert!(!rule_trials::start(&mut tx, federation, second, 30, me, app.now()).await.expect("a try"));
        assert!(rule_trials::beat(&mut tx, federation, first, 0.25).await.expect("a beat"));
        let seen = rule_trials::find(&mut tx, federation, first).await.expect("a look").expect("there");
        assert_eq!((seen.state.as_str(), seen.progress, seen.days, seen.result), ("running", 0.25, 30, None));
        let result = json!({ "é": 1 });
        assert!(rule_trials::finish(&mut tx, federation, first, "done", Some(&result)).await.expect("a try"));
        assert!(!rule_trials::finish(&mut tx, federation, first, "cancelled", None).await.expect("a try"));
        assert!(!rule_trials::beat(&mut tx, federation, first, 0.5).await.expect("a beat"));
        let seen = rule_trials::find(&mut tx, federation, first).await.expect("a look").expect("there");
        assert_eq!((seen.state.as_str(), seen.progress, seen.result), ("done", 1.0, Some(result)));
        assert!(rule_trials::start(&mut tx, federation, second, 90, me, app.now()).await.expect("a try"));
        assert_eq!(rule_trials::find(&mut tx, federation, first).await.expect("a look"), None);
        assert_eq!(rule_trials::find(&mut tx, app.elsewhere.federation, second).await.expect("a look"), None);
    }

    async fn the_past_is_read_for_the_persons_asked_for(app: TestApp) {
        let (federation, from) = (app.world.federation, app.now() - TimeDelta::days(3));
        let wanted = [app.world.person.id];
        let mut tx = begin(&app).await;
        let rows = [
            rating_row(&app, &app.world.person, app.now()),
            rating_row(&app, &app.world.person, app.now() - TimeDelta::days(1)),
            rating_row(&app, &app.world.person, app.now() - TimeDelta::days(5)),
            rating_row(&app, &app.world.second_person, app.now()),
        ];
        for row in &rows {
            assert!(ratings::append(&mut tx, federation, row).await.expect("stored"));
        }
        tx.commit().await.expect("committed");
        app.world.visit(app.app(), &app.world.person, &app.world.aide, app.now(), "planned").await;
        app.world.visit(app.app(), &app.world.second_person, &app.world.aide, app.now(), "planned").await;
        let mut tx = app.store().read().await.expect("a transaction");
        let read = past::ratings(&mut tx, federation, &wanted, from).await.expect("ratings");
        assert_eq!(read.iter().map(|row| row.id).collect::<Vec<_>>(), [rows[1].id, rows[0].id]);
        assert_eq!((&read[0].signs, read[0].health, read[0].received_at), (&rows[1].signs, Some(3), app.now()));
        let visits = past::visits(&mut tx, federation, &wanted, from).await.expect("visits");
        assert_eq!((visits.len(), visits[0].person_id, visits[0].rated_at), (1, wanted[0], None));
        assert_eq!(past::rebases(&mut tx, federation, &wanted, from).await.expect("rebases"), []);
        let persons = past::persons(&mut tx, federation).await.expect("persons");
        assert_eq!(persons.len(), 4);
        assert!(persons.is_sorted_by_key(|person| person.id));
        assert_eq!(past::alerts(&mut tx, federation, from, app.now()).await.expect("alerts"), []);
        let coordinators = past::coordinators(&mut tx, federation).await.expect("coordinators");
        assert_eq!(coordinators.len(), 3);
        assert!(coordinators.contains(&(app.world.coordinator.id, app.world.coordinator.name.clone(), app.world.north)));
    }
}
