//! The reminder of an unrated visit and the escalation of a critical alert.

use chrono::TimeDelta;
use uuid::Uuid;
use vigie_server::ids;
use vigie_server::scheduler::jobs::{UNRATED_FOR, UNRATED_UNTIL, UNTAKEN_FOR};
use vigie_server::scheduler::{ensure_rows, tick};
use vigie_server::store::alerts::{self, AlertRow};
use vigie_server::store::persons::{self, Person};
use vigie_server::store::ratings::{self, RatingRow};
use vigie_server::store::visits::{self, Visit};
use vigie_server::store::{events, users};

use super::scene::Scene;
use vigie_tests::on_both;

async fn person(scene: &Scene, coordination: &str) -> Uuid {
    let person = Person {
        federation_id: scene.federation,
        id: ids::fresh(),
        sector_id: scene.sector,
        name: "Madame Essai".to_owned(),
        coordination: coordination.to_owned(),
    };
    let mut tx = scene.store().begin().await.expect("a transaction");
    persons::insert(&mut tx, &person, None, scene.now()).await.expect("a person");
    tx.commit().await.expect("committed");
    person.id
}

/// A visit that ends now.
async fn visit(scene: &Scene, person: Uuid, status: &str) -> Uuid {
    let visit = Visit {
        federation_id: scene.federation,
        id: ids::fresh(),
        person_id: person,
        aide_id: scene.aide,
        starts_at: scene.now() - TimeDelta::hours(1),
        ends_at: scene.now(),
        status: status.to_owned(),
    };
    let mut tx = scene.store().begin().await.expect("a transaction");
    visits::insert(&mut tx, &visit, None).await.expect("a visit");
    tx.commit().await.expect("committed");
    visit.id
}

async fn rate(scene: &Scene, person: Uuid, visit: Uuid) {
    let rating = RatingRow {
        id: ids::fresh(),
        person_id: person,
        aide_id: scene.aide,
        visit_id: Some(visit),
        visited_at: scene.now(),
        received_at: scene.now(),
        intervention: Some(4),
        health: None,
        mood: None,
        form: None,
        signs: Vec::new(),
        note: None,
        replaces: None,
        content_hash: "hash".to_owned(),
        timeliness: "folded".to_owned(),
    };
    let mut tx = scene.store().begin().await.expect("a transaction");
    ratings::append(&mut tx, scene.federation, &rating).await.expect("a rating");
    tx.commit().await.expect("committed");
}

/// A new alert, opened now.
async fn alert(scene: &Scene, person: Uuid, severity: i32) -> Uuid {
    let row = AlertRow {
        id: ids::fresh(),
        version: 1,
        person_id: person,
        person_name: String::new(),
        sector_id: scene.sector,
        state: "new".to_owned(),
        severity,
        audience: "coordination".to_owned(),
        owner_id: None,
        owner_name: None,
        opened_at: scene.now(),
        updated_at: scene.now(),
        due_at: scene.now() + TimeDelta::hours(4),
        taken_at: None,
        snoozed_until: None,
        closed_at: None,
        closed_by: None,
        outcome: None,
        for_aide: None,
        seen_at: None,
        escalated_at: None,
        escalation_step: 0,
        queued_at: None,
        act_due_at: None,
        acted_at: None,
    };
    let mut tx = scene.store().begin().await.expect("a transaction");
    alerts::insert(&mut tx, scene.federation, &row).await.expect("an alert");
    tx.commit().await.expect("committed");
    row.id
}

async fn found(scene: &Scene, alert: Uuid) -> AlertRow {
    let mut tx = scene.store().begin().await.expect("a transaction");
    alerts::find(&mut tx, scene.federation, alert).await.expect("read").expect("the alert")
}

async fn timeline(scene: &Scene, alert: Uuid) -> Vec<String> {
    let mut tx = scene.store().read().await.expect("a transaction");
    let events = events::of_alert(&mut tx, scene.federation, alert).await.expect("read");
    events.into_iter().map(|event| event.kind).collect()
}

async fn with_jobs(scene: &Scene) {
    let mut tx = scene.store().begin().await.expect("a transaction");
    ensure_rows(&mut tx, scene.federation, "Europe/Paris", scene.now()).await.expect("rows");
    tx.commit().await.expect("committed");
}

/// Moves the clock and lets the jobs run.
async fn after(scene: &Scene, step: TimeDelta) {
    scene.later(step);
    assert_eq!(tick(&scene.app).await.expect("a round").failed, 0);
}

fn reminder(visit: Uuid) -> String {
    format!("unrated:{}", visit.simple())
}

fn escalation(alert: Uuid, user: Uuid) -> String {
    format!("escalation:{alert}:{user}")
}

on_both! {
    async fn an_unrated_visit_is_reminded_of_once_two_hours_after_it(app: TestApp) {
        let scene = Scene::on(app).await;
        with_jobs(&scene).await;
        let person = person(&scene, "accepted").await;
        let (unrated, rated) = (visit(&scene, person, "done").await, visit(&scene, person, "done").await);
        let (planned, cancelled) = (visit(&scene, person, "planned").await, visit(&scene, person, "cancelled").await);
        rate(&scene, person, rated).await;
        after(&scene, UNRATED_FOR - TimeDelta::minutes(1)).await;
        assert!(!scene.is_enqueued(&reminder(unrated)).await, "too early");
        after(&scene, TimeDelta::minutes(6)).await;
        let message = scene.standing(&reminder(unrated)).await;
        assert_eq!((message.user_id, message.kind.as_str()), (scene.aide, "unrated_visit"));
        for other in [rated, planned, cancelled] {
            assert!(!scene.is_enqueued(&reminder(other)).await);
        }
        for _ in 0..10 {
            after(&scene, TimeDelta::hours(1)).await;
        }
        assert_eq!(scene.standing(&reminder(unrated)).await, message, "once is enough");
    }

    async fn a_visit_of_yesterday_is_no_longer_reminded_of(app: TestApp) {
        let scene = Scene::on(app).await;
        let person = person(&scene, "accepted").await;
        let old = visit(&scene, person, "done").await;
        scene.later(UNRATED_UNTIL - TimeDelta::minutes(10));
        let recent = visit(&scene, person, "done").await;
        with_jobs(&scene).await;
        after(&scene, UNRATED_FOR + TimeDelta::minutes(5)).await;
        assert!(!scene.is_enqueued(&reminder(old)).await);
        let message = scene.standing(&reminder(recent)).await;
        assert!(message.expires_at <= scene.now() + UNRATED_UNTIL);
    }

    async fn a_critical_alert_nobody_takes_is_escalated_once(app: TestApp) {
        let scene = Scene::on(app).await;
        with_jobs(&scene).await;
        let (one, other) = (person(&scene, "accepted").await, person(&scene, "not_asked").await);
        let (critical, high) = (alert(&scene, one, 3).await, alert(&scene, other, 2).await);
        after(&scene, UNTAKEN_FOR - TimeDelta::minutes(1)).await;
        assert!(timeline(&scene, critical).await.is_empty(), "too early");
        for _ in 0..5 {
            after(&scene, TimeDelta::minutes(1)).await;
        }
        assert_eq!(timeline(&scene, critical).await, ["escalated"]);
        assert!(timeline(&scene, high).await.is_empty());
        let row = found(&scene, critical).await;
        assert_eq!((row.escalated_at.is_some(), row.version), (true, 2));
        for told in [scene.referent, scene.administrator] {
            assert_eq!(scene.standing(&escalation(critical, told)).await.kind, "escalation");
        }
        for spared in [scene.coordinator, scene.aide] {
            assert!(!scene.is_enqueued(&escalation(critical, spared)).await);
        }
    }

    async fn a_taken_alert_and_one_that_just_came_back_are_left_alone(app: TestApp) {
        let scene = Scene::on(app).await;
        with_jobs(&scene).await;
        let (one, other) = (person(&scene, "accepted").await, person(&scene, "accepted").await);
        let (taken, released) = (alert(&scene, one, 3).await, alert(&scene, other, 3).await);
        let mut row = found(&scene, taken).await;
        (row.state, row.owner_id, row.version) = ("taken".to_owned(), Some(scene.coordinator), 2);
        let mut tx = scene.store().begin().await.expect("a transaction");
        assert!(alerts::update(&mut tx, scene.federation, &row, 1).await.expect("taken"));
        tx.commit().await.expect("committed");
        scene.later(TimeDelta::minutes(14));
        let back = events::NewEvent {
            alert_id: released,
            kind: "released",
            actor_id: Some(scene.coordinator),
            text: None,
            data: serde_json::json!({}),
        };
        let mut tx = scene.store().begin().await.expect("a transaction");
        events::append(&mut tx, scene.federation, &[back], scene.now()).await.expect("released");
        tx.commit().await.expect("committed");
        after(&scene, TimeDelta::minutes(10)).await;
        assert!(timeline(&scene, taken).await.is_empty());
        assert_eq!(timeline(&scene, released).await, ["released"]);
        after(&scene, TimeDelta::minutes(6)).await;
        assert_eq!(timeline(&scene, released).await, ["released", "escalated"]);
    }

    async fn an_alert_of_a_person_who_refuses_escalates_to_referents_alone(app: TestApp) {
        let scene = Scene::on(app).await;
        with_jobs(&scene).await;
        let refused = person(&scene, "refused").await;
        let critical = alert(&scene, refused, 3).await;
        after(&scene, UNTAKEN_FOR).await;
        assert!(scene.is_enqueued(&escalation(critical, scene.referent)).await);
        for spared in [scene.coordinator, scene.administrator, scene.aide] {
            assert!(!scene.is_enqueued(&escalation(critical, spared)).await);
        }
        let mut tx = scene.store().read().await.expect("a transaction");
        let coordinators =
            users::of_sector(&mut tx, scene.federation, scene.sector, "coordinator").await.expect("read");
        assert!(!coordinators.is_empty(), "there is a coordinator to be spared");
    }
}
