//! `follow_ups`, `case_events`.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use uuid::Uuid;
use vigie_server::ids;
use vigie_server::store::case_events::NewCaseEvent;
use vigie_server::store::follow_ups::{Counts, DayBounds, Filter, FollowUpRow, PageKey};
use vigie_server::store::persons::Viewer;
use vigie_server::store::timeline::Past;
use vigie_server::store::{StoreError, alerts, case_events, follow_ups, jobs};
use vigie_tests::{TestApp, on_both};

use super::begin;

fn row(app: &TestApp, due_at: DateTime<Utc>) -> FollowUpRow {
    let world = &app.world;
    FollowUpRow {
        id: ids::fresh(),
        version: 1,
        person_id: world.person.id,
        person_name: world.person.name.clone(),
        sector_id: world.north,
        alert_id: None,
        watch_id: None,
        kind: "call".to_owned(),
        text: Some("é 'x' %".to_owned()),
        owner_id: Some(world.coordinator.id),
        owner_name: Some(world.coordinator.name.clone()),
        due_on: due_at.date_naive().to_string(),
        due_at,
        timed: true,
        state: "open".to_owned(),
        postponed: 0,
        result: None,
        result_text: None,
        closed_at: None,
        closed_by: None,
        closed_by_name: None,
        created_at: app.now(),
        created_by: world.referent.id,
        created_by_name: Some(world.referent.name.clone()),
        next_id: None,
        escalation: 0,
    }
}

fn viewer(app: &TestApp) -> Viewer<'static> {
    Viewer { federation: app.world.federation, user: app.world.coordinator.id, role: "coordinator", now: app.now() }
}

on_both! {
    async fn a_follow_up_is_written_read_and_changed_by_whoever_saw_its_last_version(app: TestApp) {
        let federation = app.world.federation;
        let mut one = row(&app, app.now() + TimeDelta::hours(1));
        let mut tx = begin(&app).await;
        follow_ups::insert(&mut tx, federation, &one).await.expect("stored");
        assert_eq!(follow_ups::find(&mut tx, federation, one.id).await.expect("a look"), Some(one.clone()));
        assert_eq!(follow_ups::in_scope(&mut tx, viewer(&app), one.id).await.expect("a look"), Some(one.clone()));
        assert_eq!(follow_ups::find(&mut tx, app.elsewhere.federation, one.id).await.expect("a look"), None);
        one.version = 2;
        one.state = "done".to_owned();
        (one.result, one.result_text) = (Some("same".to_owned()), Some("ça va".to_owned()));
        (one.closed_at, one.closed_by) = (Some(app.now()), Some(app.world.referent.id));
        one.closed_by_name = Some(app.world.referent.name.clone());
        (one.next_id, one.postponed, one.escalation, one.timed) = (Some(ids::fresh()), 2, 1, false);
        assert!(!follow_ups::update(&mut tx, federation, &one, 7).await.expect("a try"));
        assert!(follow_ups::update(&mut tx, federation, &one, 1).await.expect("a try"));
        assert_eq!(follow_ups::find(&mut tx, federation, one.id).await.expect("a look"), Some(one.clone()));
        assert!(!follow_ups::remove_untouched(&mut tx, federation, one.id).await.expect("a try"));
        let other = row(&app, app.now());
        follow_ups::insert(&mut tx, federation, &other).await.expect("stored");
        assert!(follow_ups::remove_untouched(&mut tx, federation, other.id).await.expect("a try"));
        assert!(matches!(follow_ups::insert(&mut tx, federation, &one).await, Err(StoreError::Taken)));
    }

    async fn lists_counts_and_files_find_the_same_promises(app: TestApp) {
        let federation = app.world.federation;
        let (first, second) = (row(&app, app.now() + TimeDelta::days(1)), row(&app, app.now() + TimeDelta::days(2)));
        let mut on_alert = row(&app, app.now() + TimeDelta::days(3));
        on_alert.alert_id = Some(ids::fresh());
        let mut tx = begin(&app).await;
        for one in [&first, &second, &on_alert] {
            follow_ups::insert(&mut tx, federation, one).await.expect("stored");
        }
        let filter = Filter { state: "open", ..Filter::default() };
        let page = follow_ups::page(&mut tx, viewer(&app), &filter, None, 2).await.expect("a page");
        assert_eq!(page, [first.clone(), second.clone()]);
        let key = PageKey { due_at: second.due_at, id: second.id };
        let page = follow_ups::page(&mut tx, viewer(&app), &filter, Some(key), 2).await.expect("a page");
        assert_eq!(page, [on_alert.clone()]);
        let end = on_alert.due_at + TimeDelta::days(1);
        let week_end = DayBounds { day: on_alert.due_on.clone(), begins: on_alert.due_at, ends: end };
        let counts = follow_ups::counts(&mut tx, viewer(&app), &filter, &second.due_on, &week_end).await;
        assert_eq!(counts.expect("counts"), Counts { overdue: 1, today: 1, week: 1 });
        let of_alert = [on_alert.alert_id.expect("set"), ids::fresh()];
        assert_eq!(follow_ups::of_alerts(&mut tx, federation, &of_alert).await.expect("found"), [on_alert.clone()]);
        assert!(follow_ups::of_alerts(&mut tx, federation, &[]).await.expect("found").is_empty());
        let file = follow_ups::of_person(&mut tx, viewer(&app), app.world.person.id, 10).await.expect("found");
        assert_eq!(file, [first.clone(), second, on_alert]);
        assert_eq!(follow_ups::leave_coordinators(&mut tx, federation, app.world.person.id).await.expect("left"), 3);
        let left = follow_ups::find(&mut tx, federation, first.id).await.expect("a look").expect("there");
        assert_eq!((left.owner_id, left.version), (None, 2));
    }

    async fn what_happened_is_read_by_subject_and_by_person(app: TestApp) {
        let federation = app.world.federation;
        let subject = ids::fresh();
        let mut tx = begin(&app).await;
        for (minute, what) in [(0, "planned"), (1, "done")] {
            let event = NewCaseEvent {
                person: app.world.person.id,
                subject: "follow_up",
                subject_id: subject,
                what,
                actor: Some(app.world.coordinator.id),
                alert: None,
                text: Some("é"),
                data: json!({ "a": [1, null] }),
            };
            case_events::append(&mut tx, federation, &event, app.now() + TimeDelta::minutes(minute)).await.expect("stored");
        }
        let read = case_events::of_subject(&mut tx, federation, subject).await.expect("a look");
        assert_eq!(read.iter().map(|event| event.what.as_str()).collect::<Vec<_>>(), ["planned", "done"]);
        assert_eq!((read[0].actor_name.as_deref(), &read[0].data), (Some("Dana Essai"), &json!({ "a": [1, null] })));
        let past = Past { federation, person: app.world.person.id, role: "coordinator", until: app.now(), limit: 10 };
        let about = case_events::of_person(&mut tx, past).await.expect("a look");
        assert_eq!(about.iter().map(|event| event.what.as_str()).collect::<Vec<_>>(), ["planned"]);
        let later = Past { until: app.now() + TimeDelta::minutes(1), limit: 1, ..past };
        let about = case_events::of_person(&mut tx, later).await.expect("a look");
        assert_eq!(about.iter().map(|event| event.what.as_str()).collect::<Vec<_>>(), ["done"], "newest first");
    }

    async fn many_events_of_one_moment_are_read_as_they_were_written(app: TestApp) {
        let (federation, world) = (app.world.federation, &app.world);
        let subject = ids::fresh();
        let event = |actor, alert, text| NewCaseEvent {
            person: world.person.id,
            subject: "follow_up",
            subject_id: subject,
            what: "escalated",
            actor,
            alert,
            text,
            data: json!({ "a": ["é \"\u{1f976}", null, { "b": 1 }] }),
        };
        let alert = ids::fresh();
        let mut events = vec![event(Some(world.coordinator.id), None, None), event(None, Some(alert), Some("d’un 'mot' \\"))];
        // More than go into one statement.
        events.resize(1_002, event(None, None, None));
        let mut tx = begin(&app).await;
        case_events::append_all(&mut tx, federation, &events, app.now()).await.expect("stored");
        case_events::append_all(&mut tx, federation, &[], app.now()).await.expect("nothing to do");
        let mut read = case_events::of_subject(&mut tx, federation, subject).await.expect("a look");
        assert_eq!(read.len(), 1_002);
        read.sort_by_key(|event| (event.actor_id.is_none(), event.alert_id.is_none()));
        assert_eq!((read[0].actor_id, read[0].alert_id, read[0].text.as_deref()), (Some(world.coordinator.id), None, None));
        assert_eq!((read[1].alert_id, read[1].text.as_deref()), (Some(alert), Some("d’un 'mot' \\")));
        assert!(read.iter().all(|read| read.data == events[0].data && read.at == app.now() && read.what == "escalated"));
    }

    async fn a_claim_with_a_promise_to_come_is_not_idle(app: TestApp) {
        let federation = app.world.federation;
        let rating = app.world.rating(&app.world.person, app.now(), [Some(1), None, None]);
        app.client(&app.world.aide).await.rate(&[rating]).await;
        let coordinator = app.client(&app.world.coordinator).await;
        let alert = coordinator.only_alert().await;
        coordinator.act(&alert, "claim", json!({})).await.ok();
        let alert: Uuid = alert["id"].as_str().and_then(|id| id.parse().ok()).expect("an id");
        let later = app.now() + TimeDelta::days(3);
        let mut tx = begin(&app).await;
        alerts::touch(&mut tx, federation, alert, app.now()).await.expect("touched");
        assert_eq!(jobs::idle_claims(&mut tx, federation, later, later, later, 10).await.expect("a look"), [alert]);
        let mut promise = row(&app, later + TimeDelta::hours(1));
        promise.alert_id = Some(alert);
        follow_ups::insert(&mut tx, federation, &promise).await.expect("stored");
        assert!(jobs::idle_claims(&mut tx, federation, later, later, later, 10).await.expect("a look").is_empty());
        let past = promise.due_at;
        assert_eq!(jobs::idle_claims(&mut tx, federation, later, later, past, 10).await.expect("a look"), [alert]);
    }
}
