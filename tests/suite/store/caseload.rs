//! `caseload`, `calendar_feeds`, and what the jobs ask of promises.

use chrono::{DateTime, TimeDelta, Utc};
use vigie_server::ids;
use vigie_server::store::caseload::CaseRow;
use vigie_server::store::follow_ups::{DayBounds, DueThen};
use vigie_server::store::persons::Viewer;
use vigie_server::store::{StoreError, calendar_feeds, caseload, follow_ups};
use vigie_tests::{TestApp, on_both};

use super::begin;

fn row(app: &TestApp) -> CaseRow {
    let world = &app.world;
    CaseRow {
        id: ids::fresh(),
        version: 1,
        person_id: world.person.id,
        person_name: world.person.name.clone(),
        sector_id: world.north,
        coordinator_id: world.coordinator.id,
        coordinator_name: world.coordinator.name.clone(),
        state: "active".to_owned(),
        since: Some(app.now()),
        why: "é".to_owned(),
        requested_by: world.referent.id,
        requested_by_name: world.referent.name.clone(),
        requested_at: app.now(),
        decided_by: None,
        decided_by_name: None,
        decided_why: None,
        ended_at: None,
        end_cause: None,
        end_reason: None,
        reminded_at: None,
    }
}

on_both! {
    async fn an_entry_is_written_found_changed_and_ended(app: TestApp) {
        let (federation, person) = (app.world.federation, app.world.person.id);
        let viewer = Viewer { federation, user: app.world.coordinator.id, role: "coordinator", now: app.now() };
        let mut one = row(&app);
        let mut tx = begin(&app).await;
        caseload::insert(&mut tx, federation, &one).await.expect("stored");
        assert_eq!(caseload::find(&mut tx, federation, one.id).await.expect("a look"), Some(one.clone()));
        assert_eq!(caseload::in_scope(&mut tx, viewer, one.id).await.expect("a look"), Some(one.clone()));
        assert_eq!(caseload::open_of(&mut tx, federation, person).await.expect("a look"), Some(one.clone()));
        assert_eq!(caseload::list(&mut tx, viewer, None, None, 9).await.expect("a list"), [one.clone()]);
        assert!(caseload::list(&mut tx, viewer, None, Some("ended"), 9).await.expect("a list").is_empty());
        assert!(caseload::list(&mut tx, viewer, Some(ids::fresh()), None, 9).await.expect("a list").is_empty());
        assert_eq!(caseload::in_state(&mut tx, federation, "active").await.expect("a list"), [one.clone()]);
        assert_eq!(caseload::count_locked(&mut tx, federation, app.world.coordinator.id).await.expect("a count"), 1);
        let all = caseload::counts(&mut tx, federation, None).await.expect("counts");
        assert_eq!((all.len(), all.iter().map(|count| count.active).sum::<i64>()), (3, 1));
        let south = caseload::counts(&mut tx, federation, Some(app.world.south_referent.id)).await.expect("counts");
        assert_eq!(south.iter().map(|count| count.name.as_str()).collect::<Vec<_>>(), ["Flo Essai"]);
        assert!(caseload::home_contacts(&mut tx, federation, &[person]).await.expect("a list").is_empty());
        assert!(caseload::home_contacts(&mut tx, federation, &[]).await.expect("a list").is_empty());
        caseload::mark_reminded(&mut tx, federation, one.id, app.now()).await.expect("marked");
        (one.reminded_at, one.version) = (Some(app.now()), 2);
        (one.decided_by, one.decided_why) = (Some(app.world.referent.id), Some("oui".to_owned()));
        one.decided_by_name = Some(app.world.referent.name.clone());
        assert!(!caseload::update(&mut tx, federation, &one, 9).await.expect("a try"));
        assert!(caseload::update(&mut tx, federation, &one, 1).await.expect("a try"));
        assert_eq!(caseload::find(&mut tx, federation, one.id).await.expect("a look"), Some(one.clone()));
        assert_eq!(caseload::end_by_consent(&mut tx, federation, person, app.now()).await.expect("ended"), 1);
        let ended = caseload::find(&mut tx, federation, one.id).await.expect("a look").expect("there");
        assert_eq!((ended.state.as_str(), ended.end_cause.as_deref(), ended.version), ("ended", Some("consent"), 3));
        caseload::insert(&mut tx, federation, &row(&app)).await.expect("a second after the first");
        assert!(matches!(caseload::insert(&mut tx, federation, &row(&app)).await, Err(StoreError::Taken)));
    }

    async fn an_address_belongs_to_one_user_and_is_renewed_and_removed(app: TestApp) {
        let (federation, user) = (app.world.federation, app.world.coordinator.id);
        let mut tx = begin(&app).await;
        calendar_feeds::put(&mut tx, federation, user, "one", app.now()).await.expect("stored");
        let later = app.now() + TimeDelta::minutes(1);
        calendar_feeds::put(&mut tx, federation, user, "two", later).await.expect("stored");
        assert_eq!(calendar_feeds::created_at(&mut tx, federation, user).await.expect("a look"), Some(later));
        assert!(calendar_feeds::owner(&mut tx, "one").await.expect("a look").is_none());
        assert_eq!(calendar_feeds::owner(&mut tx, "two").await.expect("a look").expect("there").id, user);
        calendar_feeds::remove(&mut tx, federation, user).await.expect("removed");
        assert_eq!(calendar_feeds::created_at(&mut tx, federation, user).await.expect("a look"), None);
    }

    async fn promises_that_are_due_are_found_with_who_holds_them(app: TestApp) {
        let federation = app.world.federation;
        let coordinator = app.client(&app.world.coordinator).await;
        let path = format!("/api/persons/{}/follow-ups", app.world.person.id);
        for day in ["2026-03-02", "2026-03-04"] {
            let answer = coordinator.post(&path, &serde_json::json!({ "due_on": day })).await;
            assert_eq!(answer.status, 201, "{}", answer.text);
        }
        let mut tx = begin(&app).await;
        let bounds = |day: &str| {
            let begins: DateTime<Utc> = format!("{day}T00:00:00Z").parse().expect("a time");
            DayBounds { day: day.to_owned(), begins, ends: begins + TimeDelta::days(1) }
        };
        let of_day = follow_ups::due_then(&mut tx, federation, &bounds("2026-03-04")).await.expect("counts");
        let holder = Some(app.world.coordinator.id);
        assert_eq!(of_day, [DueThen { holder, sector_id: app.world.north, count: 1 }]);
        assert_eq!(follow_ups::due_then(&mut tx, federation, &bounds("2026-03-02")).await.expect("counts"), [], "promised that day");
        let late = follow_ups::tell_late(&mut tx, federation, 1, &bounds("2026-03-03"), 9).await.expect("a list");
        assert_eq!((late.len(), late[0].person_id, late[0].sector_id), (1, app.world.person.id, app.world.north));
        assert_eq!(late[0].due_on, "2026-03-02");
        assert_eq!(follow_ups::tell_late(&mut tx, federation, 1, &bounds("2026-03-03"), 9).await.expect("a list"), [], "once");
        assert_eq!(follow_ups::tell_late(&mut tx, federation, 2, &bounds("2026-03-04"), 9).await.expect("a list").len(), 1);
    }
}
