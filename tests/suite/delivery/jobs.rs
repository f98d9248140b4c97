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

use super::world::{World, everywhere};

async fn person(world: &World, coordination: &str) -> Uuid {
    let person = Person {
        federation_id: world.federation,
        id: ids::fresh(),
        sector_id: world.sector,
        name: "Madame Essai".to_owned(),
        coordination: coordination.to_owned(),
    };
    let mut tx = world.store().begin().await.expect("a transaction");
    persons::insert(&mut tx, &person, None, world.now()).await.expect("a person");
    tx.commit().await.expect("committed");
    person.id
}

/// A visit that ends now.
async fn visit(world: &World, person: Uuid, status: &str) -> Uuid {
    let visit = Visit {
        federation_id: world.federation,
        id: ids::fresh(),
        person_id: person,
        aide_id: world.aide,
        starts_at: world.now() - TimeDelta::hours(1),
        ends_at: world.now(),
        status: status.to_owned(),
    };
    let mut tx = world.store().begin().await.expect("a transaction");
    visits::insert(&mut tx, &visit, None).await.expect("a visit");
    tx.commit().await.expect("committed");
    visit.id
}

async fn rate(world: &World, person: Uuid, visit: Uuid) {
    let rating = RatingRow {
        id: ids::fresh(),
        person_id: person,
        aide_id: world.aide,
        visit_id: Some(visit),
        visited_at: world.now(),
        received_at: world.now(),
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
    let mut tx = world.store().begin().await.expect("a transaction");
    ratings::append(&mut tx, world.federation, &rating).await.expect("a rating");
    tx.commit().await.expect("committed");
}

/// A new alert, opened now.
async fn alert(world: &World, person: Uuid, severity: i32) -> Uuid {
    let row = AlertRow {
        id: ids::fresh(),
        version: 1,
        person_id: person,
        person_name: String::new(),
        sector_id: world.sector,
        state: "new".to_owned(),
        severity,
        owner_id: None,
        owner_name: None,
        opened_at: world.now(),
        updated_at: world.now(),
        due_at: world.now() + TimeDelta::hours(4),
        taken_at: None,
        snoozed_until: None,
        closed_at: None,
        closed_by: None,
        outcome: None,
        for_aide: None,
        seen_at: None,
        escalated_at: None,
    };
    let mut tx = world.store().begin().await.expect("a transaction");
    alerts::insert(&mut tx, world.federation, &row).await.expect("an alert");
    tx.commit().await.expect("committed");
    row.id
}

async fn found(world: &World, alert: Uuid) -> AlertRow {
    let mut tx = world.store().begin().await.expect("a transaction");
    alerts::find(&mut tx, world.federation, alert).await.expect("read").expect("the alert")
}

async fn timeline(world: &World, alert: Uuid) -> Vec<String> {
    let mut tx = world.store().read().await.expect("a transaction");
    let events = events::of_alert(&mut tx, world.federation, alert).await.expect("read");
    events.into_iter().map(|event| event.kind).collect()
}

async fn with_jobs(world: &World) {
    let mut tx = world.store().begin().await.expect("a transaction");
    ensure_rows(&mut tx, world.federation, "Europe/Paris", world.now()).await.expect("rows");
    tx.commit().await.expect("committed");
}

/// Moves the clock and lets the jobs run.
async fn after(world: &World, step: TimeDelta) {
    world.later(step);
    assert_eq!(tick(&world.app).await.expect("a round").failed, 0);
}

fn reminder(visit: Uuid) -> String {
    format!("unrated:{}", visit.simple())
}

fn escalation(alert: Uuid, user: Uuid) -> String {
    format!("escalation:{alert}:{user}")
}

#[tokio::test]
async fn an_unrated_visit_is_reminded_of_once_two_hours_after_it() {
    everywhere(async |world: World| {
        with_jobs(&world).await;
        let person = person(&world, "accepted").await;
        let (unrated, rated) = (visit(&world, person, "done").await, visit(&world, person, "done").await);
        let (planned, cancelled) = (visit(&world, person, "planned").await, visit(&world, person, "cancelled").await);
        rate(&world, person, rated).await;
        after(&world, UNRATED_FOR - TimeDelta::minutes(1)).await;
        assert!(!world.is_enqueued(&reminder(unrated)).await, "too early");
        after(&world, TimeDelta::minutes(6)).await;
        let message = world.standing(&reminder(unrated)).await;
        assert_eq!((message.user_id, message.kind.as_str()), (world.aide, "unrated_visit"));
        for other in [rated, planned, cancelled] {
            assert!(!world.is_enqueued(&reminder(other)).await);
        }
        for _ in 0..10 {
            after(&world, TimeDelta::hours(1)).await;
        }
        assert_eq!(world.standing(&reminder(unrated)).await, message, "once is enough");
    })
    .await;
}

#[tokio::test]
async fn a_visit_of_yesterday_is_no_longer_reminded_of() {
    everywhere(async |world: World| {
        let person = person(&world, "accepted").await;
        let old = visit(&world, person, "done").await;
        world.later(UNRATED_UNTIL - TimeDelta::minutes(10));
        let recent = visit(&world, person, "done").await;
        with_jobs(&world).await;
        after(&world, UNRATED_FOR + TimeDelta::minutes(5)).await;
        assert!(!world.is_enqueued(&reminder(old)).await);
        let message = world.standing(&reminder(recent)).await;
        assert!(message.expires_at <= world.now() + UNRATED_UNTIL);
    })
    .await;
}

#[tokio::test]
async fn a_critical_alert_nobody_takes_is_escalated_once() {
    everywhere(async |world: World| {
        with_jobs(&world).await;
        let (one, other) = (person(&world, "accepted").await, person(&world, "not_asked").await);
        let (critical, high) = (alert(&world, one, 3).await, alert(&world, other, 2).await);
        after(&world, UNTAKEN_FOR - TimeDelta::minutes(1)).await;
        assert!(timeline(&world, critical).await.is_empty(), "too early");
        for _ in 0..5 {
            after(&world, TimeDelta::minutes(1)).await;
        }
        assert_eq!(timeline(&world, critical).await, ["escalated"]);
        assert!(timeline(&world, high).await.is_empty());
        let row = found(&world, critical).await;
        assert_eq!((row.escalated_at.is_some(), row.version), (true, 2));
        for told in [world.referent, world.administrator] {
            assert_eq!(world.standing(&escalation(critical, told)).await.kind, "escalation");
        }
        for spared in [world.coordinator, world.aide] {
            assert!(!world.is_enqueued(&escalation(critical, spared)).await);
        }
    })
    .await;
}

#[tokio::test]
async fn a_taken_alert_and_one_that_just_came_back_are_left_alone() {
    everywhere(async |world: World| {
        with_jobs(&world).await;
        let (one, other) = (person(&world, "accepted").await, person(&world, "accepted").await);
        let (taken, released) = (alert(&world, one, 3).await, alert(&world, other, 3).await);
        let mut row = found(&world, taken).await;
        (row.state, row.owner_id, row.version) = ("taken".to_owned(), Some(world.coordinator), 2);
        let mut tx = world.store().begin().await.expect("a transaction");
        assert!(alerts::update(&mut tx, world.federation, &row, 1).await.expect("taken"));
        tx.commit().await.expect("committed");
        world.later(TimeDelta::minutes(14));
        let back = events::NewEvent {
            alert_id: released,
            kind: "released",
            actor_id: Some(world.coordinator),
            text: None,
            data: serde_json::json!({}),
        };
        let mut tx = world.store().begin().await.expect("a transaction");
        events::append(&mut tx, world.federation, &[back], world.now()).await.expect("released");
        tx.commit().await.expect("committed");
        after(&world, TimeDelta::minutes(10)).await;
        assert!(timeline(&world, taken).await.is_empty());
        assert_eq!(timeline(&world, released).await, ["released"]);
        after(&world, TimeDelta::minutes(6)).await;
        assert_eq!(timeline(&world, released).await, ["released", "escalated"]);
    })
    .await;
}

#[tokio::test]
async fn a_refused_person_never_reaches_a_coordinator_or_an_administrator() {
    everywhere(async |world: World| {
        with_jobs(&world).await;
        let refused = person(&world, "refused").await;
        let critical = alert(&world, refused, 3).await;
        after(&world, UNTAKEN_FOR).await;
        assert!(world.is_enqueued(&escalation(critical, world.referent)).await);
        for spared in [world.coordinator, world.administrator, world.aide] {
            assert!(!world.is_enqueued(&escalation(critical, spared)).await);
        }
        let mut tx = world.store().read().await.expect("a transaction");
        let coordinators =
            users::of_sector(&mut tx, world.federation, world.sector, "coordinator").await.expect("read");
        assert_eq!(coordinators.len(), 1, "there is a coordinator to be spared");
    })
    .await;
}
