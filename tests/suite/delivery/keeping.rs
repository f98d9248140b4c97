//! What is kept and what is not: the purge of the installation's own memory, and the federation's period for looks and names.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_server::ids;
use vigie_server::scheduler::tick;
use vigie_server::store::deliveries::{self, Delivery};
use vigie_server::store::outbox::{self, NewMessage, Settlement};
use vigie_shared::delivery::{Channel, DeliveryState, MessageKind};
use vigie_tests::rows::mentions;
use vigie_tests::{TestApp, on_both, rows};

use crate::api::records::everything::{WORD, write_everywhere};

async fn run_now(app: &TestApp, job: &str) -> Value {
    let client = app.client(&app.world.administrator).await;
    let done = client.post(&format!("/api/jobs/{job}/run"), &json!({ "id": ids::fresh() })).await.ok();
    assert_eq!(done["runs"][0]["error"], json!(null), "{done}");
    done["last_outcome"].clone()
}

async fn count(app: &TestApp, sql: &str) -> i64 {
    rows::count(app.store(), sql).await
}

async fn archive(app: &TestApp) {
    let id = rows::literal(app.store(), app.world.person.id);
    let at = app.now().format("%Y-%m-%dT%H:%M:%S%.6f+00:00");
    rows::change(app.store(), &format!("UPDATE persons SET archived_at = '{at}' WHERE id = {id}")).await;
}

async fn impact(app: &TestApp) -> Value {
    app.client(&app.world.administrator).await.get("/api/impact?from=2026-02&to=2026-04").await.ok()["rows"].clone()
}

on_both! {
    async fn an_archived_person_loses_the_name_after_the_period_and_figures_stay(app: TestApp) {
        tick::complete_rows(app.app()).await.expect("rows");
        app.world.visit(app.app(), &app.world.person, &app.world.aide, app.now() - TimeDelta::hours(2), "done").await;
        write_everywhere(&app).await;
        let typed = mentions(app.store(), WORD).await;
        for table in ["persons", "consents", "contacts", "ratings", "alert_events", "findings", "follow_ups", "quarantined_ratings", "visits", "watches"] {
            assert!(typed.iter().any(|found| found == table), "the word should stand in {table}: {typed:?}");
        }
        archive(&app).await;
        // Two years after the end of the help are over on the day after.
        app.advance(TimeDelta::days(730));
        assert!(run_now(&app, "retention").await.as_str().is_some_and(|words| words.ends_with("persons: 0")));
        assert_eq!(mentions(app.store(), WORD).await, typed);
        let before = impact(&app).await;
        app.advance(TimeDelta::days(1));
        assert!(run_now(&app, "retention").await.as_str().is_some_and(|words| words.ends_with("persons: 1")));
        assert_eq!(mentions(app.store(), WORD).await, Vec::<String>::new());
        assert_eq!(impact(&app).await, before, "the figures are the same");
        let id = rows::literal(app.store(), app.world.person.id);
        let name = rows::texts(app.store(), &format!("SELECT name FROM persons WHERE id = {id}")).await;
        assert!(name[0].starts_with("P-") && name[0].len() == 10, "{name:?}");
        assert_eq!(run_now(&app, "retention").await, "looks forgotten: 0, files archived: 0, persons: 0", "once");
        let others = rows::texts(app.store(), "SELECT name FROM persons WHERE pseudonymised_at IS NULL").await;
        assert!(others.iter().any(|name| name == &app.world.second_person.name), "who is not archived keeps the name");
    }

    async fn a_file_without_contact_rests_after_two_years_and_the_name_goes_two_years_later(app: TestApp) {
        tick::complete_rows(app.app()).await.expect("rows");
        let world = &app.world;
        // About her something is open: nobody may lose sight of her.
        let need = json!({ "person_id": world.second_person.id, "sentence": "Seule depuis lundi", "severity": "moderate" });
        assert_eq!(app.client(&world.coordinator).await.post("/api/needs", &need).await.status, 201);
        let resting = async || rows::texts(app.store(), "SELECT name FROM persons WHERE archived_at IS NOT NULL ORDER BY name").await;
        let named = |names: &[String], person: &str| names.iter().any(|name| name == person);
        app.advance(TimeDelta::days(730));
        run_now(&app, "retention").await;
        assert_eq!(resting().await, Vec::<String>::new());
        app.world.visit(app.app(), &world.refusing, &world.aide, app.now(), "planned").await;
        app.advance(TimeDelta::days(1));
        run_now(&app, "retention").await;
        let gone = resting().await;
        assert!(named(&gone, &world.person.name) && named(&gone, &world.south_person.name), "{gone:?}");
        assert!(!named(&gone, &world.second_person.name) && !named(&gone, &world.refusing.name), "{gone:?}");
        // The help of one goes on: her two years begin anew.
        let path = format!("/api/persons/{}/restore", world.person.id);
        app.client(&world.administrator).await.post(&path, &json!({ "version": 2 })).await.ok();
        run_now(&app, "retention").await;
        assert!(!named(&resting().await, &world.person.name));
        app.advance(TimeDelta::days(730));
        run_now(&app, "retention").await;
        let gone = resting().await;
        assert!(!named(&gone, &world.person.name) && named(&gone, &world.south_person.name), "{gone:?}");
        app.advance(TimeDelta::days(1));
        run_now(&app, "retention").await;
        let gone = resting().await;
        assert!(named(&gone, &world.person.name) && !named(&gone, &world.south_person.name), "{gone:?}");
    }

    async fn looks_are_forgotten_after_the_federations_own_period(app: TestApp) {
        tick::complete_rows(app.app()).await.expect("rows");
        let look = async || app.client(&app.world.referent).await.get(&format!("/api/persons/{}", app.world.person.id)).await.ok();
        look().await;
        const LOOKS: &str = "SELECT COUNT(*) FROM access_log";
        app.advance(TimeDelta::days(364));
        run_now(&app, "retention").await;
        assert_eq!(count(&app, LOOKS).await, 1);
        app.advance(TimeDelta::days(2));
        look().await;
        assert_eq!(run_now(&app, "retention").await, "looks forgotten: 1, files archived: 0, persons: 0");
        assert_eq!(count(&app, LOOKS).await, 1, "the new one stays");
        let admin = app.client(&app.world.administrator).await;
        let mut settings = admin.get("/api/settings").await.ok();
        assert_eq!(settings["retention_days"], 365);
        settings["retention_days"] = json!(29);
        assert_eq!(admin.put("/api/settings", &settings).await.body["errors"][0]["pointer"], "/retention_days");
        settings["retention_days"] = json!(30);
        let mut saved = admin.put("/api/settings", &settings).await.ok();
        assert_eq!(saved["retention_days"], 30);
        saved.as_object_mut().expect("an object").remove("retention_days");
        assert_eq!(admin.put("/api/settings", &saved).await.ok()["retention_days"], 30, "left out, it stays");
        app.advance(TimeDelta::days(31));
        assert_eq!(run_now(&app, "retention").await, "looks forgotten: 1, files archived: 0, persons: 0");
    }

    async fn the_purge_clears_what_is_over_and_nothing_that_waits(app: TestApp) {
        tick::complete_rows(app.app()).await.expect("rows");
        let (federation, user, now) = (app.world.federation, app.world.referent.id, app.now());
        let body = json!({});
        let mut tx = app.store().begin().await.expect("a transaction");
        for key in ["settled", "waits"] {
            let end = now + TimeDelta::days(400);
            let message = NewMessage { federation, key, user, kind: MessageKind::Test, body: &body, expires_at: end };
            assert!(outbox::enqueue(&mut tx, &message, now).await.expect("enqueued"));
        }
        for leased in outbox::lease(&mut tx, Channel::Push, 9, now, TimeDelta::seconds(60)).await.expect("leased") {
            let state = if leased.key == "settled" { DeliveryState::Dead } else { DeliveryState::Retry };
            let said = Delivery { subscription_id: ids::fresh(), outcome: "refused".to_owned(), status: None, at: now, service: None };
            deliveries::record(&mut tx, federation, leased.id, &said).await.expect("recorded");
            let end = Settlement { state, next_attempt_at: now, last_error: None };
            outbox::settle(&mut tx, &leased, &end, now).await.expect("settled");
        }
        tx.commit().await.expect("committed");
        app.client(&app.world.aide).await;
        const KEYS: &str = "SELECT key FROM outbox ORDER BY key";
        const TOKENS: &str = "SELECT COUNT(*) FROM refresh_tokens";
        app.advance(TimeDelta::days(89));
        run_now(&app, "purge").await;
        assert_eq!(rows::texts(app.store(), KEYS).await, ["settled", "waits"]);
        app.advance(TimeDelta::days(2));
        run_now(&app, "purge").await;
        assert_eq!(rows::texts(app.store(), KEYS).await, ["waits"]);
        assert_eq!(count(&app, "SELECT COUNT(*) FROM deliveries").await, 1, "what browsers said goes with its message");
        // An aide's session lives 90 days; 30 more, and nothing of it is left.
        let before = count(&app, TOKENS).await;
        app.advance(TimeDelta::days(30));
        let fresh = app.client(&app.world.referent).await;
        run_now(&app, "purge").await;
        assert!(count(&app, TOKENS).await < before + 2);
        let dangling = "SELECT COUNT(*) FROM sessions s WHERE NOT EXISTS (SELECT 1 FROM refresh_tokens t WHERE t.session_id = s.id)";
        assert_eq!(count(&app, dangling).await, 0);
        fresh.get("/api/me").await.ok();
    }
}
