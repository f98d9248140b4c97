//! The jobs of promises: reminders, lateness that climbs, watches that always wait for a look, caseloads that fill up.

use serde_json::{Value, json};
use uuid::Uuid;
use vigie_server::scheduler::{ensure_rows, tick};
use vigie_server::store::outbox;
use vigie_tests::{TestApp, on_both, rows};

async fn with_jobs(app: &TestApp) {
    let mut tx = app.store().begin().await.expect("a transaction");
    ensure_rows(&mut tx, app.world.federation, "Europe/Paris", app.now()).await.expect("rows");
    tx.commit().await.expect("committed");
}

/// Moves the clock to a time and lets the jobs run.
async fn at(app: &TestApp, time: &str) {
    app.clock.set(time.parse().expect("a time"));
    assert_eq!(tick(app.app()).await.expect("a round").failed, 0);
}

async fn message(app: &TestApp, key: &str) -> Option<String> {
    let mut tx = app.store().read().await.expect("a transaction");
    outbox::standing(&mut tx, app.world.federation, key).await.expect("a look").map(|standing| standing.kind)
}

async fn promise(app: &TestApp, person: Uuid, day: &str) -> Value {
    let coordinator = app.client(&app.world.coordinator).await;
    let answer = coordinator.post(&format!("/api/persons/{person}/follow-ups"), &json!({ "due_on": day })).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.body
}

on_both! {
    async fn whoever_holds_promises_hears_of_them_once_on_their_morning(app: TestApp) {
        with_jobs(&app).await;
        for person in [&app.world.person, &app.world.second_person] {
            promise(&app, person.id, "2026-03-03").await;
        }
        promise(&app, app.world.person.id, "2026-03-02").await;
        let key = format!("follow_up_due:{}:2026-03-03", app.world.coordinator.id);
        at(&app, "2026-03-02T12:00:00Z").await;
        assert_eq!(message(&app, &format!("follow_up_due:{}:2026-03-02", app.world.coordinator.id)).await, None, "promised today for today");
        at(&app, "2026-03-03T06:30:00Z").await;
        assert_eq!(message(&app, &key).await, None, "before work");
        at(&app, "2026-03-03T07:30:00Z").await;
        assert_eq!(message(&app, &key).await.as_deref(), Some("follow_up_due"));
        at(&app, "2026-03-03T09:00:00Z").await;
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM outbox WHERE kind = 'follow_up_due'").await, 1);
        let bodies = rows::texts(app.store(), "SELECT CAST(body AS TEXT) FROM outbox WHERE kind = 'follow_up_due'").await;
        assert!(bodies[0].replace(' ', "").contains("\"count\":2"), "{bodies:?}");
    }

    async fn what_nobody_holds_any_more_is_the_referents(app: TestApp) {
        with_jobs(&app).await;
        promise(&app, app.world.person.id, "2026-03-03").await;
        let id = rows::literal(app.store(), app.world.coordinator.id);
        rows::change(app.store(), &format!("UPDATE users SET disabled_at = '2026-03-02T08:00:00+00:00' WHERE id = {id}")).await;
        at(&app, "2026-03-03T07:30:00Z").await;
        assert!(message(&app, &format!("follow_up_due:{}:2026-03-03", app.world.referent.id)).await.is_some());
        assert_eq!(message(&app, &format!("follow_up_due:{}:2026-03-03", app.world.coordinator.id)).await, None);
    }

    async fn a_late_promise_climbs_to_referents_then_administrators_and_is_recorded(app: TestApp) {
        with_jobs(&app).await;
        // Due on a Friday: the weekend does not count.
        let made = promise(&app, app.world.person.id, "2026-03-06").await;
        at(&app, "2026-03-08T09:00:00Z").await;
        let to_referent = |day: &str| format!("follow_up_overdue:{}:1:{day}", app.world.referent.id);
        let to_administrator = |day: &str| format!("follow_up_overdue:{}:2:{day}", app.world.administrator.id);
        assert_eq!(message(&app, &to_referent("2026-03-08")).await, None);
        at(&app, "2026-03-09T09:00:00Z").await;
        assert_eq!(message(&app, &to_referent("2026-03-09")).await.as_deref(), Some("follow_up_overdue"));
        at(&app, "2026-03-10T09:00:00Z").await;
        assert_eq!(message(&app, &to_referent("2026-03-10")).await, None, "once");
        assert_eq!(message(&app, &to_administrator("2026-03-10")).await, None);
        at(&app, "2026-03-11T09:00:00Z").await;
        assert!(message(&app, &to_administrator("2026-03-11")).await.is_some());
        let steps = rows::count(app.store(), "SELECT COUNT(*) FROM case_events WHERE what = 'escalated'").await;
        assert_eq!(steps, 2);
        let coordinator = app.client(&app.world.coordinator).await;
        let path = format!("/api/follow-ups/{}/done", made["id"].as_str().unwrap());
        assert_eq!(coordinator.post(&path, &json!({ "version": 1, "result": "same" })).await.status, 200, "nobody's version moved");
    }

    async fn a_watch_whose_look_was_called_off_gets_another_one(app: TestApp) {
        with_jobs(&app).await;
        let coordinator = app.client(&app.world.coordinator).await;
        let path = format!("/api/persons/{}/watch", app.world.person.id);
        let watch = coordinator.post(&path, &json!({ "cadence": "weekly", "why": "x" })).await.body;
        let cancel = format!("/api/follow-ups/{}/cancel", watch["next"]["id"].as_str().unwrap());
        coordinator.post(&cancel, &json!({ "version": 1 })).await.ok();
        at(&app, "2026-03-03T06:00:00Z").await;
        let coordinator = app.client(&app.world.coordinator).await;
        let next = coordinator.get("/api/watches").await.ok()["items"][0]["next"].clone();
        assert_eq!((&next["due_on"], &next["owner"]["name"]), (&json!("2026-03-10"), &json!("Dana Essai")));
    }

    async fn late_contacts_remind_once_a_month_and_a_filling_caseload_is_told_once(app: TestApp) {
        with_jobs(&app).await;
        let coordinator = app.client(&app.world.coordinator).await;
        for number in 0..25 {
            let person = app.world.another_person(app.app(), &format!("Mme Numéro {number}"), app.world.north).await;
            let answer = coordinator.post(&format!("/api/persons/{}/caseload", person.id), &json!({ "why": "x" })).await;
            assert_eq!(answer.status, 201, "{}", answer.text);
        }
        for day in ["2026-03-03", "2026-03-04", "2026-04-02"] {
            at(&app, &format!("{day}T08:00:00Z")).await;
        }
        let count = async || rows::count(app.store(), "SELECT COUNT(*) FROM outbox WHERE kind = 'caseload'").await;
        assert_eq!(count().await, 1, "the referent, of the 25th");
        for day in ["2026-04-03", "2026-04-04", "2026-04-20"] {
            at(&app, &format!("{day}T08:00:00Z")).await;
        }
        assert_eq!(count().await, 2, "the coordinator, of late contacts");
        assert!(message(&app, &format!("caseload_contact:{}:2026-04-03", app.world.coordinator.id)).await.is_some());
        at(&app, "2026-05-05T08:00:00Z").await;
        assert_eq!(count().await, 3, "again after a month");
    }
}
