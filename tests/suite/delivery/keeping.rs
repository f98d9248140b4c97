//! What is kept and what is not: the purge of the installation's own memory, and the federation's period for looks and names.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_server::ids;
use vigie_server::scheduler::tick;
use vigie_server::store::Store;
use vigie_server::store::deliveries::{self, Delivery};
use vigie_server::store::outbox::{self, NewMessage, Settlement};
use vigie_shared::delivery::{Channel, DeliveryState, MessageKind};
use vigie_tests::{TestApp, on_both, rows};

/// A word that is written nowhere else.
const WORD: &str = "Zyzomys";

async fn run_now(app: &TestApp, job: &str) -> Value {
    let client = app.client(&app.world.administrator).await;
    let done = client.post(&format!("/api/jobs/{job}/run"), &json!({ "id": ids::fresh() })).await.ok();
    assert_eq!(done["runs"][0]["error"], json!(null), "{done}");
    done["last_outcome"].clone()
}

async fn count(app: &TestApp, sql: &str) -> i64 {
    rows::count(app.store(), sql).await
}

/// The tables in which the word stands anywhere, also inside JSON.
async fn mentions(store: &Store) -> Vec<String> {
    let tables = match store {
        Store::Sqlite { .. } => {
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%sqlx%' ORDER BY name"
        }
        Store::Postgres(_) => {
            "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public'
            AND table_name NOT LIKE '%sqlx%' ORDER BY 1"
        }
    };
    let mut found = Vec::new();
    for table in rows::texts(store, tables).await {
        let holds = match store {
            Store::Postgres(_) => format!("{table}::text LIKE '%{WORD}%'"),
            Store::Sqlite { .. } => {
                let columns = rows::texts(store, &format!("SELECT name FROM pragma_table_info('{table}')")).await;
                // As bytes: LIKE stops at the first zero byte, which an id may have.
                let hit = |column: &String| format!("INSTR(CAST(\"{column}\" AS BLOB), CAST('{WORD}' AS BLOB)) > 0");
                columns.iter().map(hit).collect::<Vec<_>>().join(" OR ")
            }
        };
        if rows::count(store, &format!("SELECT COUNT(*) FROM {table} WHERE {holds}")).await > 0 {
            found.push(table);
        }
    }
    found
}

/// Writes the word wherever somebody can type something about a person.
async fn write_everywhere(app: &TestApp) {
    let person = &app.world.person;
    let mut rating = app.world.rating(person, app.now(), [Some(1), Some(2), None]);
    rating["note"] = json!(WORD);
    assert_eq!(app.client(&app.world.aide).await.rate(&[rating]).await, ["stored"]);
    let client = app.client(&app.world.coordinator).await;
    let path = format!("/api/persons/{}", person.id);
    let sent = [
        client.put(&path, &json!({ "phone": WORD, "address": WORD })).await,
        client.post(&format!("{path}/contacts"), &json!({ "name": WORD, "relation": WORD, "note": WORD })).await,
        client.put(&format!("{path}/coordinators"), &json!({ "items": [{ "kind": "apa", "name": WORD }] })).await,
        client.put(&format!("{path}/consent"), &json!({ "coordination": "accepted", "given_by": WORD })).await,
        client.post(&format!("{path}/watch"), &json!({ "cadence": "weekly", "why": WORD })).await,
        client.post(&format!("{path}/caseload"), &json!({ "why": WORD })).await,
        client.post(&format!("{path}/follow-ups"), &json!({ "preset": "monday", "text": WORD })).await,
        client.post("/api/needs", &json!({ "person_id": person.id, "sentence": WORD, "severity": "high" })).await,
    ];
    for answer in sent {
        assert!(answer.status.is_success(), "{}", answer.text);
    }
    let mut alert = client.only_alert().await;
    let acted = json!({ "kind": "other", "contact": "phone", "agreement": "family", "agreed_by": WORD, "text": WORD });
    for (verb, body) in [
        ("note", json!({ "text": WORD })),
        ("action", acted),
        ("dac", json!({ "step": "hand_over", "agreement": "family", "agreed_by": WORD, "text": WORD })),
        ("resolve", json!({ "outcome": "acted", "for_aide": WORD })),
    ] {
        alert = client.act(&alert, verb, body).await.ok();
    }
    quarantine(app).await;
    let id = rows::literal(app.store(), person.id);
    rows::change(app.store(), &format!("UPDATE persons SET name = '{WORD}', ref = '{WORD}' WHERE id = {id}")).await;
    rows::change(app.store(), &format!("UPDATE visits SET ref = '{WORD}' WHERE person_id = {id}")).await;
}

/// A rating with the word, handed in by a lost phone.
async fn quarantine(app: &TestApp) {
    let mut phone = app.client(&app.world.second_aide).await;
    let path = format!("/api/accounts/{}/lost-phone", app.world.second_aide.id);
    app.client(&app.world.administrator).await.post(&path, &json!({ "version": 1 })).await.ok();
    phone.token = None;
    let mut rating = app.world.rating(&app.world.person, app.now() - TimeDelta::hours(3), [Some(4); 3]);
    rating["note"] = json!(WORD);
    let left = phone.post("/api/ratings/quarantine", &json!({ "ratings": [rating] })).await.ok();
    assert_eq!(left["results"][0]["outcome"], "stored");
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
        let typed = mentions(app.store()).await;
        for table in ["persons", "consents", "contacts", "ratings", "alert_events", "findings", "follow_ups", "quarantined_ratings", "visits", "watches"] {
            assert!(typed.iter().any(|found| found == table), "the word should stand in {table}: {typed:?}");
        }
        archive(&app).await;
        app.advance(TimeDelta::days(364));
        assert_eq!(run_now(&app, "retention").await, "looks forgotten: 0, persons: 0");
        assert_eq!(mentions(app.store()).await, typed);
        let before = impact(&app).await;
        app.advance(TimeDelta::days(2));
        assert!(run_now(&app, "retention").await.as_str().is_some_and(|words| words.ends_with("persons: 1")));
        assert_eq!(mentions(app.store()).await, Vec::<String>::new());
        assert_eq!(impact(&app).await, before, "the figures are the same");
        let id = rows::literal(app.store(), app.world.person.id);
        let name = rows::texts(app.store(), &format!("SELECT name FROM persons WHERE id = {id}")).await;
        assert!(name[0].starts_with("P-") && name[0].len() == 10, "{name:?}");
        assert_eq!(run_now(&app, "retention").await, "looks forgotten: 0, persons: 0", "once");
        let others = rows::texts(app.store(), "SELECT name FROM persons WHERE pseudonymised_at IS NULL").await;
        assert!(others.iter().any(|name| name == &app.world.second_person.name), "who is not archived keeps the name");
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
        assert_eq!(run_now(&app, "retention").await, "looks forgotten: 1, persons: 0");
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
        assert_eq!(run_now(&app, "retention").await, "looks forgotten: 1, persons: 0");
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
