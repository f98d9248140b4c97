//! The reminder of an unrated visit and the escalation of a critical alert.

use chrono::TimeDelta;
use uuid::Uuid;
use vigie_server::ids;
use vigie_server::scheduler::jobs::{UNRATED_FOR, UNRATED_UNTIL};
use vigie_server::scheduler::{ensure_rows, tick};
use vigie_server::store::alerts::{self, AlertRow};
use vigie_server::store::persons::{self, Person};
use vigie_server::store::ratings::{self, RatingRow};
use vigie_server::store::visits::{self, Visit};
use vigie_server::store::{events, users};

use super::scene::Scene;
use vigie_tests::{on_both, rows};

/// What each step of the escalation of a critical alert waits, unless the federation says otherwise.
const STEP: TimeDelta = TimeDelta::minutes(15);

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
        worked_at: None,
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

/// The message of the first round of an escalation.
fn escalation(alert: Uuid, step: i32, user: Uuid) -> String {
    format!("escalation:{alert}:0:{step}:{user}")
}

async fn is_escalated_to(scene: &Scene, alert: Uuid, step: i32, user: Uuid) -> bool {
    scene.is_enqueued(&escalation(alert, step, user)).await
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

    async fn a_critical_alert_nobody_takes_climbs_step_by_step(app: TestApp) {
        let scene = Scene::on(app).await;
        with_jobs(&scene).await;
        let (one, other) = (person(&scene, "accepted").await, person(&scene, "not_asked").await);
        let (critical, high) = (alert(&scene, one, 3).await, alert(&scene, other, 2).await);
        after(&scene, STEP - TimeDelta::minutes(1)).await;
        assert!(timeline(&scene, critical).await.is_empty(), "too early");
        for (step, told) in [(1, scene.coordinator), (2, scene.referent), (3, scene.administrator)] {
            after(&scene, TimeDelta::minutes(1)).await;
            assert_eq!(timeline(&scene, critical).await, vec!["escalated"; step as usize]);
            assert_eq!(scene.standing(&escalation(critical, step, told)).await.kind, "escalation");
            let row = found(&scene, critical).await;
            assert_eq!((row.escalated_at, row.escalation_step, row.version), (Some(scene.now()), step, step + 1));
            for (later, spared) in [(2, scene.referent), (3, scene.administrator)] {
                assert_eq!(is_escalated_to(&scene, critical, later, spared).await, later <= step, "{later} at {step}");
            }
            after(&scene, STEP - TimeDelta::minutes(1)).await;
        }
        after(&scene, STEP * 4).await;
        assert_eq!(timeline(&scene, critical).await.len(), 3, "there is nobody above");
        assert!(timeline(&scene, high).await.is_empty(), "its target has not passed");
        assert!(!is_escalated_to(&scene, critical, 1, scene.aide).await);
    }

    async fn an_alert_past_its_target_climbs_in_working_time(app: TestApp) {
        let scene = Scene::on(app).await;
        with_jobs(&scene).await;
        let person = person(&scene, "accepted").await;
        let high = alert(&scene, person, 2).await;
        after(&scene, TimeDelta::hours(4) - TimeDelta::minutes(1)).await;
        assert!(timeline(&scene, high).await.is_empty(), "until its target");
        after(&scene, TimeDelta::minutes(1)).await;
        assert!(is_escalated_to(&scene, high, 1, scene.coordinator).await);
        // One in the afternoon in Paris: lunch does not count, so an hour of work ends at half past two.
        after(&scene, TimeDelta::minutes(89)).await;
        assert!(!is_escalated_to(&scene, high, 2, scene.referent).await);
        after(&scene, TimeDelta::minutes(1)).await;
        assert!(is_escalated_to(&scene, high, 2, scene.referent).await);
    }

    async fn a_step_where_nobody_is_on_duty_is_skipped_and_written_down(app: TestApp) {
        let scene = Scene::on(app).await;
        with_jobs(&scene).await;
        let administrator = scene.test.client(&scene.test.world.administrator).await;
        for absent in [&scene.test.world.coordinator, &scene.test.world.second_coordinator] {
            let body = serde_json::json!({
                "kind": "remove", "absent_id": absent.id, "from": scene.now(), "to": scene.now() + TimeDelta::days(1),
            });
            assert_eq!(administrator.post("/api/covers", &body).await.status, 201);
        }
        let person = person(&scene, "accepted").await;
        let critical = alert(&scene, person, 3).await;
        after(&scene, STEP).await;
        assert!(is_escalated_to(&scene, critical, 2, scene.referent).await, "told at once");
        assert!(!is_escalated_to(&scene, critical, 1, scene.coordinator).await, "who is away is not");
        let mut tx = scene.store().read().await.expect("a transaction");
        let events = events::of_alert(&mut tx, scene.federation, critical).await.expect("read");
        let data = &events[0].data;
        assert_eq!((&data["step"], &data["skipped"]), (&serde_json::json!(2), &serde_json::json!([1])));
        assert_eq!(data["told"], serde_json::json!({ "sector_referent": 1 }));
    }

    async fn a_taken_alert_and_one_that_just_came_back_are_left_alone(app: TestApp) {
        let scene = Scene::on(app).await;
        with_jobs(&scene).await;
        let (one, other) = (person(&scene, "accepted").await, person(&scene, "accepted").await);
        let (taken, released) = (alert(&scene, one, 3).await, alert(&scene, other, 3).await);
        let coordinator = scene.test.client(&scene.test.world.coordinator).await;
        let claim = async |alert: Uuid, version: i32| {
            let path = format!("/api/alerts/{alert}/claim");
            coordinator.post(&path, &serde_json::json!({ "version": version })).await.ok()
        };
        claim(taken, 1).await;
        let held = claim(released, 1).await;
        scene.later(TimeDelta::minutes(9));
        let coordinator = scene.test.client(&scene.test.world.coordinator).await;
        coordinator.act(&held, "release", serde_json::json!({})).await.ok();
        let back = scene.now();
        after(&scene, STEP - TimeDelta::minutes(1)).await;
        assert_eq!(timeline(&scene, taken).await, ["claimed"]);
        assert_eq!(timeline(&scene, released).await, ["claimed", "released"]);
        after(&scene, TimeDelta::minutes(1)).await;
        assert_eq!(timeline(&scene, released).await, ["claimed", "released", "escalated"]);
        let key = format!("escalation:{released}:{}:1:{}", back.timestamp(), scene.coordinator);
        assert!(scene.is_enqueued(&key).await);
    }

    async fn an_alert_of_a_person_who_refuses_climbs_past_coordinators(app: TestApp) {
        let scene = Scene::on(app).await;
        with_jobs(&scene).await;
        let refused = person(&scene, "refused").await;
        let critical = alert(&scene, refused, 3).await;
        after(&scene, STEP).await;
        assert!(is_escalated_to(&scene, critical, 2, scene.referent).await);
        after(&scene, STEP).await;
        assert!(is_escalated_to(&scene, critical, 3, scene.administrator).await);
        let sql = "SELECT CAST(body AS TEXT) FROM outbox WHERE key LIKE 'escalation:%:3:%'";
        for body in rows::texts(scene.store(), sql).await {
            let body: serde_json::Value = serde_json::from_str(&body).expect("JSON");
            assert_eq!(body["linked"], false, "no way into a file that is not theirs to open");
            assert!(!body.to_string().contains("Essai"), "and no name");
        }
        for spared in [scene.coordinator, scene.aide] {
            assert!(!is_escalated_to(&scene, critical, 1, spared).await);
        }
        let mut tx = scene.store().read().await.expect("a transaction");
        let coordinators =
            users::of_sector(&mut tx, scene.federation, scene.sector, "coordinator").await.expect("read");
        assert!(!coordinators.is_empty(), "there is a coordinator to be spared");
    }

    async fn a_hole_in_the_cover_is_told_of_when_it_appears_and_when_it_is_near(app: TestApp) {
        let scene = Scene::on(app).await;
        with_jobs(&scene).await;
        let administrator = scene.test.client(&scene.test.world.administrator).await;
        let absent = &scene.test.world.south_coordinator;
        // From Tuesday the tenth to Thursday the twelfth.
        let body = serde_json::json!({
            "kind": "remove", "absent_id": absent.id, "from": "2026-03-09T23:00:00Z", "to": "2026-03-12T23:00:00Z",
        });
        assert_eq!(administrator.post("/api/covers", &body).await.status, 201);
        let south = scene.test.world.south;
        let key = |fact: &str, day: u32, user: Uuid| format!("{fact}:{south}:2026-03-{day}:{user}");
        let referent = scene.test.world.south_referent.id;
        after(&scene, TimeDelta::days(1)).await;
        for user in [referent, scene.administrator] {
            assert_eq!(scene.standing(&key("cover_gap", 10, user)).await.kind, "cover_gap");
        }
        assert!(!scene.is_enqueued(&key("cover_gap", 11, referent)).await, "one hole, one message");
        assert!(!scene.is_enqueued(&key("cover_gap", 10, scene.referent)).await, "not the north's business");
        assert!(!scene.is_enqueued(&key("cover_gap_soon", 10, referent)).await);
        for _ in 0..12 {
            after(&scene, TimeDelta::days(1)).await;
        }
        assert!(scene.is_enqueued(&key("cover_gap_soon", 10, referent)).await);
        for day in [11, 12] {
            assert!(!scene.is_enqueued(&key("cover_gap_soon", day, referent)).await, "{day}");
        }
    }
}
