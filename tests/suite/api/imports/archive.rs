//! Persons who leave: nothing about them is closed in silence.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_server::ids;
use vigie_server::scheduler::tick;
use vigie_tests::{Client, TestApp, on_both, rows};

use super::{admin, counts, import, mistakes};

const TWO: &str = "ref;name;sector\nP1;Mme Prunier;Nord\nP2;M. Orme;Nord\n";
const ONE: &str = "ref;name;sector\nP2;M. Orme;Nord\n";

async fn archive(client: &Client, csv: &str, dry_run: bool) -> Value {
    let body = json!({ "csv": csv, "dry_run": dry_run, "archive_missing": true });
    client.post("/api/imports/persons", &body).await.ok()
}

async fn id_of(app: &TestApp, reference: &str) -> String {
    rows::ids(app.store(), &format!("SELECT id FROM persons WHERE ref = '{reference}'")).await[0].to_string()
}

/// Opens an alert about a person that a coordinator holds.
async fn held(app: &TestApp, reference: &str) -> Value {
    let coordinator = app.client(&app.world.coordinator).await;
    let need =
        json!({ "person_id": id_of(app, reference).await, "sentence": "Seule depuis lundi", "severity": "high" });
    let alert = coordinator.post("/api/needs", &need).await;
    assert_eq!(alert.status, 201, "{}", alert.text);
    coordinator.act(&alert.body, "claim", json!({})).await.ok()
}

on_both! {
    async fn missing_persons_are_left_alone_unless_asked_and_shown_first(app: TestApp) {
        let client = admin(&app).await;
        import(&client, "persons", TWO, false).await;
        assert_eq!(counts(&import(&client, "persons", ONE, false).await), [0, 0, 0, 1, 0]);
        let tried = archive(&client, ONE, true).await;
        assert_eq!((counts(&tried), &tried["ended"][0]["ref"]), ([0, 0, 1, 1, 0], &json!("P1")));
        const ARCHIVED: &str = "SELECT ref FROM persons WHERE archived_at IS NOT NULL";
        assert!(rows::texts(app.store(), ARCHIVED).await.is_empty());
        archive(&client, ONE, false).await;
        assert_eq!(rows::texts(app.store(), ARCHIVED).await, ["P1"], "those without a key are nobody's business here");
        assert_eq!(counts(&archive(&client, ONE, false).await), [0, 0, 0, 1, 0]);
        let back = import(&client, "persons", TWO, false).await;
        assert_eq!((counts(&back), &back["changed"][0]["ref"]), ([0, 1, 0, 1, 0], &json!("P1")), "whoever is in a file again is helped again");
        assert!(rows::texts(app.store(), ARCHIVED).await.is_empty());
        assert_eq!(mistakes(&archive(&client, "ref;name;sector\n", false).await), [(1, "nobody_left".to_owned())]);
    }

    async fn an_open_alert_of_somebody_who_left_goes_to_the_referents_with_a_line(app: TestApp) {
        let client = admin(&app).await;
        import(&client, "persons", TWO, false).await;
        let alert = held(&app, "P1").await;
        let path = format!("/api/alerts/{}", alert["id"].as_str().unwrap());
        let (coordinator, referent) = (app.client(&app.world.coordinator).await, app.client(&app.world.referent).await);
        let promised = coordinator.post(&format!("{path}/follow-ups"), &json!({ "preset": "monday" })).await;
        assert_eq!(promised.status, 201, "{}", promised.text);
        let diff = archive(&client, ONE, false).await;
        assert_eq!(coordinator.get(&path).await.problem(404), "not_found");
        let seen = referent.get(&path).await.ok();
        assert_eq!((&seen["state"], &seen["owner"]), (&json!("new"), &json!(null)), "not closed, and nobody's");
        let last = seen["timeline"].as_array().unwrap().last().unwrap().clone();
        assert_eq!((&last["kind"], &last["data"]["reason"]), (&json!("rerouted"), &json!("archived")));
        let listed = referent.get("/api/alerts").await.ok();
        assert!(listed["items"].as_array().unwrap().iter().any(|item| item["id"] == alert["id"]), "it is in the queue");
        let promises = referent.get("/api/follow-ups").await.ok();
        assert_eq!(promises["items"][0]["owner"], json!(null), "the promise waits for somebody");
        // Closing it can be undone: it stays in sight.
        let closed = referent.act(&seen, "resolve", json!({ "outcome": "nothing_needed" })).await.ok();
        referent.act(&closed, "reopen", json!({})).await.ok();
        let undo = format!("/api/imports/{}/undo", diff["id"].as_str().unwrap());
        assert_eq!(client.post(&undo, &json!({})).await.ok()["taken_back"], json!(1));
        assert_eq!(coordinator.get(&path).await.ok()["timeline"].as_array().unwrap().last().unwrap()["data"]["reason"], "helped_again");
    }

    async fn a_person_who_moves_takes_the_alert_along(app: TestApp) {
        let client = admin(&app).await;
        import(&client, "persons", TWO, false).await;
        let alert = held(&app, "P1").await;
        let path = format!("/api/alerts/{}", alert["id"].as_str().unwrap());
        import(&client, "persons", &TWO.replace("Prunier;Nord", "Prunier;Sud"), false).await;
        assert_eq!(app.client(&app.world.coordinator).await.get(&path).await.problem(404), "not_found");
        let there = app.client(&app.world.south_coordinator).await.get(&path).await.ok();
        assert_eq!((&there["state"], &there["owner"], &there["person"]["sector_id"]), (&json!("new"), &json!(null), &json!(app.world.south)));
        assert_eq!(there["timeline"].as_array().unwrap().last().unwrap()["data"]["reason"], "sector");
        const TOLD: &str = "SELECT u.name FROM outbox o JOIN users u ON u.id = o.user_id WHERE o.key LIKE 'raised:%' AND u.name LIKE '%Flo%'";
        assert_eq!(rows::texts(app.store(), TOLD).await.len(), 1, "the new sector's desk is told");
    }

    async fn two_years_after_leaving_the_name_goes(app: TestApp) {
        tick::complete_rows(app.app()).await.expect("rows");
        let client = admin(&app).await;
        let mut settings = client.get("/api/settings").await.ok();
        settings["retention_days"] = json!(730);
        client.put("/api/settings", &settings).await.ok();
        import(&client, "persons", TWO, false).await;
        archive(&client, ONE, false).await;
        let names = async |app: &TestApp| {
            let client = admin(app).await;
            client.post("/api/jobs/retention/run", &json!({ "id": ids::fresh() })).await.ok();
            rows::count(app.store(), "SELECT COUNT(*) FROM persons WHERE name = 'Mme Prunier'").await
        };
        app.advance(TimeDelta::days(730));
        assert_eq!(names(&app).await, 1, "day 730");
        app.advance(TimeDelta::days(1));
        assert_eq!(names(&app).await, 0, "day 731");
        let kept = "SELECT COUNT(*) FROM import_lines WHERE ref = 'P1'";
        assert_eq!(rows::count(app.store(), kept).await, 0, "nor does the history of imports hold it");
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM persons WHERE name = 'M. Orme'").await, 1);
    }

    async fn a_name_stays_while_the_import_that_ended_the_help_long_ago_can_be_taken_back(app: TestApp) {
        tick::complete_rows(app.app()).await.expect("rows");
        import(&admin(&app).await, "persons", TWO, false).await;
        let old = "ref;name;sector;archived_on\nP1;Mme Prunier;Nord;01/03/2023\nP2;M. Orme;Nord;\n";
        let names = async |app: &TestApp| {
            let client = admin(app).await;
            client.post("/api/jobs/retention/run", &json!({ "id": ids::fresh() })).await.ok();
            rows::count(app.store(), "SELECT COUNT(*) FROM persons WHERE name = 'Mme Prunier'").await
        };
        let diff = import(&admin(&app).await, "persons", old, false).await;
        assert_eq!(counts(&diff), [0, 0, 1, 1, 0]);
        assert_eq!(names(&app).await, 1);
        let undo = format!("/api/imports/{}/undo", diff["id"].as_str().unwrap());
        assert_eq!(admin(&app).await.post(&undo, &json!({})).await.ok()["taken_back"], json!(1));
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM persons WHERE archived_at IS NOT NULL").await, 0);
        import(&admin(&app).await, "persons", old, false).await;
        app.advance(TimeDelta::days(29));
        assert_eq!(names(&app).await, 1);
        app.advance(TimeDelta::days(2));
        assert_eq!(names(&app).await, 0);
    }
}
