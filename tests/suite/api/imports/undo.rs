//! Taking an import back.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_tests::{Client, TestApp, on_both, rows};

use super::{admin, counts, import, planned_for};

pub(super) async fn undo(client: &Client, diff: &Value) -> Value {
    client.post(&format!("/api/imports/{}/undo", diff["id"].as_str().expect("an id")), &json!({})).await.ok()
}

/// What was left alone: ref, fields, why.
pub(super) fn left(undone: &Value) -> Vec<(String, Value, String)> {
    let one = |left: &Value| {
        (left["ref"].as_str().unwrap().to_owned(), left["fields"].clone(), left["why"].as_str().unwrap().to_owned())
    };
    undone["left"].as_array().expect("a list").iter().map(one).collect()
}

async fn texts(app: &TestApp, sql: &str) -> Vec<String> {
    rows::texts(app.store(), sql).await
}

on_both! {
    async fn persons_are_as_they_were_but_for_what_somebody_changed_since(app: TestApp) {
        let client = admin(&app).await;
        let first = "ref;name;sector;phone;address\nP1;Mme Prunier;Nord;01;ici\nP2;M. Orme;Nord;02;là\n";
        import(&client, "persons", first, false).await;
        let second = "ref;name;sector;phone;address\nP1;Mme Pin;Nord;11;ailleurs\nP2;M. Orme;Sud;02;là\nP3;Nouvelle;Sud;;\n";
        let diff = import(&client, "persons", second, false).await;
        assert_eq!(counts(&diff), [1, 2, 0, 0, 0]);
        // A referent corrects the phone meanwhile.
        let id = rows::ids(app.store(), "SELECT id FROM persons WHERE ref = 'P1'").await[0];
        let referent = app.client(&app.world.referent).await;
        assert_eq!(referent.put(&format!("/api/persons/{id}"), &json!({ "phone": "99", "address": "ailleurs" })).await.status, 204);
        let undone = undo(&client, &diff).await;
        assert_eq!((&undone["taken_back"], &undone["left_alone"]), (&json!(3), &json!(1)));
        assert_eq!(left(&undone), [("P1".to_owned(), json!(["phone"]), "left_changed".to_owned())]);
        assert_eq!(undone["left"][0]["detail"], "Modifié depuis : laissé tel quel.");
        let all = "SELECT ref || ' ' || name || ' ' || phone || ' ' || address FROM persons WHERE ref IS NOT NULL ORDER BY ref";
        assert_eq!(texts(&app, all).await, ["P1 Mme Prunier 99 ici", "P2 M. Orme 02 là"]);
        let path = format!("/api/imports/{}/undo", diff["id"].as_str().unwrap());
        assert_eq!(client.post(&path, &json!({})).await.problem(409), "already_undone");
        let item = client.get("/api/imports").await.ok()["items"][0].clone();
        assert_eq!((&item["undone_by"]["name"], &item["can_undo"]), (&json!(app.world.administrator.name), &json!(false)));
        assert_eq!(counts(&import(&client, "persons", second, true).await), [1, 2, 0, 0, 0], "it can be imported again");
    }

    async fn what_was_used_since_is_not_taken_away(app: TestApp) {
        let client = planned_for(&app).await;
        let people = import(&client, "persons", "ref;name;sector\nP8;Mme Houx;Nord\nP9;M. If;Nord\n", false).await;
        let aides = import(&client, "aides", "ref;name;sectors\nA8;Zoé;Nord\nA9;Yann;Nord\n", false).await;
        let visits = import(&client, "visits", "ref;person;aide;start;end\nV8;P8;A8;02/03/2026 9h;02/03/2026 10h\n", false).await;
        let why = |undone: &Value| left(undone).into_iter().map(|(reference, _, why)| (reference, why)).collect::<Vec<_>>();
        assert_eq!(why(&undo(&client, &people).await), [("P8".to_owned(), "left_in_use".to_owned())]);
        assert_eq!(why(&undo(&client, &aides).await), [("A8".to_owned(), "left_in_use".to_owned())]);
        assert_eq!(texts(&app, "SELECT ref FROM persons WHERE ref IN ('P8', 'P9')").await, ["P8"]);
        assert_eq!(texts(&app, "SELECT ref FROM users WHERE ref IN ('A8', 'A9')").await, ["A8"]);
        assert_eq!(undo(&client, &visits).await["taken_back"], json!(1));
        assert!(texts(&app, "SELECT ref FROM visits WHERE ref = 'V8'").await.is_empty());
    }

    async fn a_visit_that_was_rated_since_stays_and_one_that_moved_moves_back_whole(app: TestApp) {
        let client = planned_for(&app).await;
        let head = "ref;person;aide;start;end;status\n";
        let one = |time: &str| format!("V1;P1;A1;02/03/2026 {time};02/03/2026 12h;\n");
        let added = import(&client, "visits", &format!("{head}{}V2;P2;A1;02/03/2026 14h;02/03/2026 15h;\n", one("9h")), false).await;
        let moved = import(&client, "visits", &format!("{head}{}V2;P2;A1;02/03/2026 14h;02/03/2026 15h;annulé\n", one("10h")), false).await;
        assert_eq!(counts(&moved), [0, 1, 1, 0, 0]);
        assert_eq!(undo(&client, &moved).await["taken_back"], json!(2));
        assert_eq!(texts(&app, "SELECT status FROM visits WHERE ref = 'V2'").await, ["planned"]);
        rows::change(app.store(), "UPDATE visits SET status = 'done' WHERE ref = 'V1'").await;
        let undone = undo(&client, &added).await;
        assert_eq!(left(&undone), [("V1".to_owned(), json!([]), "left_changed".to_owned())]);
        assert_eq!(texts(&app, "SELECT ref FROM visits WHERE ref IS NOT NULL").await, ["V1"]);
    }

    async fn an_absence_that_is_taken_back_can_be_imported_again(app: TestApp) {
        let client = planned_for(&app).await;
        let file = "person,from,to\nP1,2026-04-01,2026-04-03\n";
        let diff = import(&client, "absences", file, false).await;
        assert_eq!(undo(&client, &diff).await["taken_back"], json!(1));
        const STANDING: &str = "SELECT from_day FROM absences WHERE removed_at IS NULL";
        assert!(texts(&app, STANDING).await.is_empty());
        assert_eq!(counts(&import(&client, "absences", file, false).await), [1, 0, 0, 0, 0]);
        assert_eq!(texts(&app, STANDING).await, ["2026-04-01"]);
    }

    async fn after_thirty_days_nothing_of_what_stood_there_is_kept(app: TestApp) {
        vigie_server::scheduler::tick::complete_rows(app.app()).await.expect("rows");
        let client = admin(&app).await;
        let diff = import(&client, "persons", "ref;name;sector\nP1;Mme Prunier;Nord\n", false).await;
        let purge = async |app: &TestApp| {
            let client = admin(app).await;
            client.post("/api/jobs/purge/run", &json!({ "id": vigie_server::ids::fresh() })).await.ok();
            rows::count(app.store(), "SELECT COUNT(*) FROM import_lines").await
        };
        app.advance(TimeDelta::days(29));
        assert_eq!(purge(&app).await, 1);
        app.advance(TimeDelta::days(2));
        assert_eq!(purge(&app).await, 0);
        let path = format!("/api/imports/{}/undo", diff["id"].as_str().unwrap());
        assert_eq!(admin(&app).await.post(&path, &json!({})).await.problem(409), "too_late_to_undo");
    }
}
