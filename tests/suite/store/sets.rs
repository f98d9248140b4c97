//! `sets` and `set_writes`: the same statements as one by one, for many at once and over several federations.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use uuid::Uuid;
use vigie_server::ids;
use vigie_server::store::findings::FindingRow;
use vigie_server::store::ratings::RatingRow;
use vigie_server::store::rule_overrides::RuleOverride;
use vigie_server::store::set_writes::{self, Stale};
use vigie_server::store::sets::{self, Key, Wish};
use vigie_server::store::states::StateRow;
use vigie_server::store::{findings, persons, ratings, rebases, rule_overrides, rule_sets, states, visits};
use vigie_tests::{TestApp, on_both, rows};

use super::{begin, rating_row};

/// A rating here and one in the other federation.
fn two(app: &TestApp) -> [(Uuid, RatingRow); 2] {
    let here = rating_row(app, &app.world.person, app.now());
    let mut there = rating_row(app, &app.elsewhere.person, app.now() + TimeDelta::microseconds(1));
    there.aide_id = app.elsewhere.aide.id;
    there.visit_id = Some(ids::fresh());
    there.replaces = Some(ids::fresh());
    (there.note, there.signs, there.form) = (None, Vec::new(), None);
    [(app.world.federation, here), (app.elsewhere.federation, there)]
}

fn finding(person_id: Uuid, at: DateTime<Utc>) -> FindingRow {
    FindingRow {
        id: ids::fresh(),
        person_id,
        alert_id: None,
        key: at.to_rfc3339(),
        rule: "essai".to_owned(),
        family: "scores".to_owned(),
        severity: 1,
        at,
        body: json!({ "é": [1.5, null] }),
        found_at: at,
        lifted_at: None,
    }
}

fn state(app: &TestApp, person: Uuid, minutes: i64) -> StateRow {
    StateRow {
        person_id: person,
        rule_set_version: i32::MIN,
        position_at: app.now() + TimeDelta::minutes(minutes),
        position_id: ids::fresh(),
        state: json!("é\"\\"),
    }
}

on_both! {
    async fn ratings_written_together_read_back_as_they_were_written_each_once(app: TestApp) {
        let rows = two(&app);
        let lines: Vec<(Uuid, &RatingRow)> = rows.iter().map(|(federation, row)| (*federation, row)).collect();
        let keys: Vec<Key> = rows.iter().map(|(federation, row)| (*federation, row.id)).collect();
        let mut tx = begin(&app).await;
        let mut new = set_writes::append(&mut tx, &lines).await.expect("stored");
        new.sort_unstable_by_key(|key| keys.iter().position(|known| known == key));
        assert_eq!(new, keys);
        assert!(set_writes::append(&mut tx, &lines).await.expect("a try").is_empty(), "they are there");
        for (federation, row) in &rows {
            assert_eq!(ratings::find(&mut tx, *federation, row.id).await.expect("a look").as_ref(), Some(row));
        }
        let known = sets::stored(&mut tx, &keys).await.expect("a list");
        assert_eq!(known.len(), 2);
        let other = known.iter().find(|one| one.id == rows[1].1.id).expect("the other one");
        assert_eq!((other.visited_at, other.replaces), (rows[1].1.visited_at, rows[1].1.replaces));
        assert_eq!((&other.content_hash, &other.timeliness), (&rows[1].1.content_hash, &rows[1].1.timeliness));
        let replaced = (rows[1].0, rows[1].1.replaces.expect("an id"));
        let correcting = sets::stored(&mut tx, &[replaced, (rows[0].0, replaced.1)]).await.expect("a list");
        assert_eq!(correcting, std::slice::from_ref(other), "found by what it corrects, in its own federation");
    }

    async fn an_aide_may_rate_whom_she_could_rate_one_by_one(app: TestApp) {
        let (here, there) = (&app.world, &app.elsewhere);
        let wish = |federation, person, aide| Wish { federation, person, aide };
        here.visit(app.app(), &here.person, &here.south_aide, app.now(), "planned").await;
        let wishes = [
            wish(here.federation, here.person.id, here.aide.id),
            wish(here.federation, here.person.id, here.south_aide.id),
            wish(here.federation, here.south_person.id, here.aide.id),
            wish(here.federation, there.person.id, here.aide.id),
            wish(there.federation, there.person.id, there.aide.id),
            wish(there.federation, there.person.id, here.aide.id),
        ];
        let forgotten = here.another_person(app.app(), "Mme Saule", here.north).await;
        let id = rows::literal(app.store(), forgotten.id);
        let set = format!("UPDATE persons SET pseudonymised_at = created_at WHERE id = {id}");
        assert_eq!(rows::change(app.store(), &set).await, 1);
        let wishes: Vec<Wish> =
            wishes.into_iter().chain([wish(here.federation, forgotten.id, here.aide.id)]).collect();
        let mut tx = begin(&app).await;
        let mut may: Vec<_> = sets::lock_ratable(&mut tx, &wishes).await.expect("a list");
        may.sort_by_key(|one| wishes.iter().position(|wish| (wish.aide, wish.person) == (one.aide_id, one.person.id)));
        assert_eq!(may.len(), 3);
        for (one, wish) in may.iter().zip([wishes[0], wishes[1], wishes[4]]) {
            let alone = persons::lock_ratable(&mut tx, wish.federation, wish.aide, &[wish.person]).await.expect("a list");
            assert_eq!(alone, std::slice::from_ref(&one.person));
        }
    }

    async fn rated_visits_are_done_but_for_the_cancelled(app: TestApp) {
        let world = &app.world;
        let planned = world.visit(app.app(), &world.person, &world.aide, app.now(), "planned").await;
        let cancelled = world.visit(app.app(), &world.second_person, &world.aide, app.now(), "cancelled").await;
        let keys = [planned.id, cancelled.id, ids::fresh()].map(|id| (world.federation, id));
        let mut tx = begin(&app).await;
        let mut of = sets::persons_visited(&mut tx, &keys).await.expect("a list");
        of.sort_by_key(|(_, visit, _)| *visit != planned.id);
        let expected = [(planned.id, world.person.id), (cancelled.id, world.second_person.id)];
        assert_eq!(of, expected.map(|(visit, person)| (world.federation, visit, person)));
        set_writes::mark_done(&mut tx, &keys).await.expect("marked");
        for (visit, status) in [(planned.id, "done"), (cancelled.id, "cancelled")] {
            let found = visits::find(&mut tx, world.federation, visit).await.expect("a look").expect("a visit");
            assert_eq!(found.status, status);
        }
    }

    async fn states_are_saved_and_read_together(app: TestApp) {
        let keys = [(app.world.federation, app.world.person.id), (app.elsewhere.federation, app.elsewhere.person.id)];
        let mut tx = begin(&app).await;
        let before = sets::heads(&mut tx, &keys).await.expect("a list");
        assert!(before.iter().all(|row| row.has_past == 0 && row.head.state.is_none()) && before.len() == 2);
        let rebase = rebases::Rebase { id: ids::fresh(), person_id: keys[1].1, alert_id: ids::fresh(), at: app.now() };
        rebases::insert(&mut tx, keys[1].0, &rebase).await.expect("stored");
        for minutes in [1, 2] {
            let saved = (keys[0].0, state(&app, keys[0].1, minutes));
            set_writes::save_heads(&mut tx, std::slice::from_ref(&saved)).await.expect("saved");
            assert_eq!(states::head(&mut tx, keys[0].0, keys[0].1).await.expect("a look"), Some(saved.1));
        }
        let after = sets::heads(&mut tx, &keys).await.expect("a list");
        let of = |key: Key| after.iter().find(|row| (row.federation_id, row.person_id) == key).expect("a row");
        assert_eq!((of(keys[0]).has_past, of(keys[1]).has_past), (1, 1));
        assert_eq!(of(keys[0]).head.rule_set_version, Some(i32::MIN));
        assert_eq!(of(keys[0]).head.state.as_ref().map(|state| state.0.clone()), Some(json!("é\"\\")));
        assert!(of(keys[1]).head.state.is_none(), "a past without a state");
    }

    async fn checkpoints_go_together_as_they_would_one_by_one(app: TestApp) {
        let persons = [app.world.person.id, app.world.second_person.id];
        let federation = app.world.federation;
        let days = |days: i64| TimeDelta::days(days).num_minutes();
        let mut tx = begin(&app).await;
        let rows: Vec<StateRow> = [-90, -80, -70, -7, 0]
            .iter()
            .flat_map(|ago| persons.map(|person| StateRow { position_id: Uuid::from_u128(7), ..state(&app, person, days(*ago)) }))
            .collect();
        let lines: Vec<(Uuid, StateRow)> = rows.iter().map(|row| (federation, row.clone())).collect();
        set_writes::add_checkpoints(&mut tx, &lines).await.expect("added");
        set_writes::add_checkpoints(&mut tx, &lines).await.expect("the same again");
        let (from, keep_from) = ((app.now(), Uuid::from_u128(7)), app.now() - TimeDelta::days(60));
        set_writes::drop_checkpoints(&mut tx, &[Stale { federation, person: persons[0], from, keep_from }]).await.expect("gone");
        states::drop_checkpoints(&mut tx, federation, persons[1], Some(from), keep_from).await.expect("gone");
        let mut left = [Vec::new(), Vec::new()];
        for (person, left) in persons.iter().zip(&mut left) {
            let mut before = (app.now() + TimeDelta::days(1), Uuid::nil());
            while let Some(row) =
                states::checkpoint_before(&mut tx, federation, *person, i32::MIN, before).await.expect("a look")
            {
                before = (row.position_at, row.position_id);
                left.push(row.position_at);
            }
        }
        assert_eq!(left[0], [-7, -70].map(|ago| app.now() + TimeDelta::days(ago)));
        assert_eq!(left[0], left[1]);
    }

    async fn findings_are_read_from_a_time_of_each_person(app: TestApp) {
        let world = &app.world;
        let (early, late) = (app.now() - TimeDelta::days(2), app.now());
        let mut tx = begin(&app).await;
        for person in [&world.person, &world.second_person] {
            for at in [early, late] {
                let row = finding(person.id, at);
                findings::insert(&mut tx, world.federation, &row, &[]).await.expect("stored");
            }
        }
        let from = [((world.federation, world.person.id), early), ((world.federation, world.second_person.id), late)];
        let found = sets::findings_since(&mut tx, &from).await.expect("a list");
        let of = |person| found.iter().filter(move |row| row.finding.person_id == person).map(|row| row.finding.clone());
        let here = findings::since(&mut tx, world.federation, world.person.id, early).await.expect("a list");
        assert_eq!(of(world.person.id).collect::<Vec<_>>(), here);
        assert_eq!(of(world.second_person.id).map(|row| row.at).collect::<Vec<_>>(), [late]);
        assert!(found.iter().all(|row| row.federation_id == world.federation));
    }

    async fn the_rules_of_several_federations_are_asked_for_at_once(app: TestApp) {
        let federations = [app.world.federation, app.elsewhere.federation];
        let mut tx = begin(&app).await;
        let row = RuleOverride {
            id: ids::fresh(),
            sector_id: Some(app.world.north),
            person_id: None,
            body: json!({}),
            reason: "essai".to_owned(),
            created_by: None,
            created_at: app.now(),
        };
        rule_overrides::insert(&mut tx, federations[0], &row).await.expect("stored");
        let newer = rule_sets::RuleSetRow {
            version: 2,
            body: json!({}),
            effective_from: app.now() + TimeDelta::days(1),
            published_by: None,
            reason: "essai".to_owned(),
        };
        rule_sets::insert(&mut tx, federations[1], &newer).await.expect("stored");
        for (days, expected) in [(0, 1), (1, 2)] {
            let at = app.now() + TimeDelta::days(days);
            let mut versions = rule_sets::versions_in_force(&mut tx, &federations, at).await.expect("a list");
            versions.sort_by_key(|(federation, _)| *federation != federations[0]);
            assert_eq!(versions, [(federations[0], 1), (federations[1], expected)]);
        }
        let changes = rule_overrides::ids_in_force_of(&mut tx, &federations).await.expect("a list");
        assert_eq!(changes, [(federations[0], row.id)]);
    }
}
