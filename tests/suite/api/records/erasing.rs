//! `POST /api/persons/{id}/erase`: nothing of the name is left, and the figures are.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_server::ids;
use vigie_tests::rows::mentions;
use vigie_tests::{TestApp, on_both, rows};

use super::everything::{WORD, write_everywhere};
use super::register::entry;

async fn impact(app: &TestApp) -> Value {
    app.client(&app.world.administrator).await.get("/api/impact?from=2026-02&to=2026-04").await.ok()["rows"].clone()
}

/// What of the ratings is figures.
async fn scores(app: &TestApp) -> Vec<String> {
    let id = rows::literal(app.store(), app.world.person.id);
    rows::texts(
        app.store(),
        &format!("SELECT visited_at || ' ' || health || ' ' || mood FROM ratings WHERE person_id = {id} ORDER BY 1"),
    )
    .await
}

/// Filters that somebody kept: one with the name, one with another.
async fn keep_views(app: &TestApp) {
    let coordinator = app.client(&app.world.coordinator).await;
    for (name, query) in [
        ("Une personne", format!("state=new&q={}", WORD.to_lowercase())),
        ("Mes urgences", "severity=critical".to_owned()),
    ] {
        let kept = coordinator.post("/api/views", &json!({ "name": name, "query": query })).await;
        assert_eq!(kept.status, 201, "{}", kept.text);
    }
}

on_both! {
    async fn nothing_of_an_erased_name_is_left_and_figures_stay(app: TestApp) {
        write_everywhere(&app).await;
        keep_views(&app).await;
        let later = app.now() + TimeDelta::days(3);
        app.world.visit(app.app(), &app.world.person, &app.world.aide, later, "planned").await;
        // Something open that nobody could work afterwards, and a message about it that waits.
        let need = json!({ "person_id": app.world.person.id, "sentence": WORD, "severity": "high" });
        assert_eq!(app.client(&app.world.referent).await.post("/api/needs", &need).await.status, 201);
        let typed = mentions(app.store(), &WORD.to_lowercase()).await;
        assert!(typed.iter().any(|table| table == "saved_views"), "{typed:?}");
        let (before, figures) = (scores(&app).await, impact(&app).await);
        let admin = app.client(&app.world.administrator).await;
        let path = format!("/api/persons/{}/erase", app.world.person.id);
        let version = entry(&admin, &app).await["version"].clone();
        let slip = admin.post(&path, &json!({ "version": version, "reason": "Demande du 2 mars", "confirm": "Mme Autre" })).await;
        assert_eq!((slip.problem(422), &slip.body["errors"][0]["code"]), ("validation_failed", &json!("not_the_name")));
        let named = format!("Demande de {}", WORD.to_uppercase());
        let telling = admin.post(&path, &json!({ "version": version, "reason": named, "confirm": WORD })).await;
        assert_eq!(telling.body["errors"][0]["code"], "says_the_name");
        assert!(mentions(app.store(), WORD).await.iter().any(|table| table == "contacts"), "nothing was done yet");
        let stale = admin.post(&path, &json!({ "version": -1, "reason": "x", "confirm": WORD })).await;
        assert_eq!(stale.problem(409), "stale_version");
        let erased = admin.post(&path, &json!({ "version": version, "reason": "Demande du 2 mars", "confirm": WORD.to_lowercase() })).await.ok();
        assert!(erased["name"].as_str().unwrap().starts_with("P-"), "{erased}");
        assert_eq!((&erased["archive_reason"], &erased["erased_at"]), (&json!("Demande du 2 mars"), &erased["pseudonymised_at"]));
        for word in [WORD.to_owned(), WORD.to_lowercase(), WORD.to_uppercase()] {
            assert_eq!(mentions(app.store(), &word).await, Vec::<String>::new(), "{word}");
        }
        assert_eq!(scores(&app).await, before, "scores and days stay");
        let (mut now, mut then) = (impact(&app).await, figures);
        for month in [&mut now, &mut then] {
            // The open alert was ended: by nobody, so it has no outcome.
            month.as_array_mut().unwrap().iter_mut().for_each(|row| drop(row.as_object_mut().unwrap().remove("closed")));
        }
        assert_eq!(now, then, "the impact page is the same");
        let id = rows::literal(app.store(), app.world.person.id);
        for open in ["alerts WHERE state <> 'closed' AND", "follow_ups WHERE state = 'open' AND", "watches WHERE ended_at IS NULL AND",
            "caseload WHERE state = 'active' AND", "visits WHERE status = 'planned' AND"] {
            assert_eq!(rows::count(app.store(), &format!("SELECT COUNT(*) FROM {open} person_id = {id}")).await, 0, "{open}");
        }
        assert_eq!(rows::texts(app.store(), "SELECT name FROM saved_views").await, ["Mes urgences"]);
    }

    async fn an_erased_person_is_erased_for_good(app: TestApp) {
        let admin = app.client(&app.world.administrator).await;
        let path = format!("/api/persons/{}", app.world.person.id);
        let body = json!({ "version": 1, "reason": "Demande écrite", "confirm": app.world.person.name });
        let erased = admin.post(&format!("{path}/erase"), &body).await.ok();
        let version = &erased["version"];
        let again = json!({ "version": version, "reason": "x", "confirm": erased["name"] });
        assert_eq!(admin.post(&format!("{path}/erase"), &again).await.problem(409), "stale_version");
        assert_eq!(admin.post(&format!("{path}/restore"), &json!({ "version": version })).await.problem(409), "stale_version");
        let referent = app.client(&app.world.referent).await;
        for rest in ["", "/export", "/access-log"] {
            assert_eq!(referent.get(&format!("{path}{rest}")).await.problem(404), "not_found");
        }
        // A phone that still has a rating of them: it cannot bring words back.
        let mut rating = app.world.rating(&app.world.person, app.now(), [Some(3); 3]);
        rating["id"] = json!(ids::fresh());
        rating["note"] = json!("Mme Pommier va bien");
        let verdict = app.client(&app.world.aide).await.verdicts(&[rating]).await;
        assert_eq!((&verdict[0]["outcome"], &verdict[0]["problem"]["code"]), (&json!("refused"), &json!("unknown_person")));
        let record = admin.get(&format!("{path}/export")).await.ok();
        assert_eq!(record["person"]["name"], erased["name"], "what is left can still be handed out");
    }
}
