//! Visits from a file.

use serde_json::{Value, json};
use vigie_tests::{TestApp, on_both, rows};

use super::{counts, import, mistakes, planned_for};

const HEAD: &str = "ref;person;aide;date;start;end;status\n";

async fn status(app: &TestApp, reference: &str) -> String {
    rows::texts(app.store(), &format!("SELECT status FROM visits WHERE ref = '{reference}'")).await.remove(0)
}

/// The visits the imported aide sees.
async fn seen(app: &TestApp) -> Vec<Value> {
    let mut actor = app.world.aide.clone();
    actor.login = "ana".to_owned();
    let list = app.client(&actor).await.get("/api/visits?from=2026-03-01&to=2026-03-05").await.ok();
    list["items"].as_array().expect("a list").clone()
}

on_both! {
    async fn days_and_times_are_read_as_people_write_them(app: TestApp) {
        let client = planned_for(&app).await;
        let file = format!("{HEAD}V1;P1;A1;02/03/2026;8h30;9h15;prévu\nV2;P2;ana;2026-03-02;23:30;00:30;\nV3;P1;ANA;;02/03/2026 11h;2026-03-02T12:00:00+01:00;\n");
        assert_eq!(counts(&import(&client, "visits", &file, false).await), [3, 0, 0, 0, 0]);
        let times: Vec<_> = seen(&app).await.iter().map(|visit| (visit["starts_at"].clone(), visit["ends_at"].clone())).collect();
        let expected = [
            (json!("2026-03-02T07:30:00Z"), json!("2026-03-02T08:15:00Z")),
            (json!("2026-03-02T10:00:00Z"), json!("2026-03-02T11:00:00Z")),
            (json!("2026-03-02T22:30:00Z"), json!("2026-03-02T23:30:00Z")),
        ];
        assert_eq!(times, expected, "the second one goes on past midnight");
        assert_eq!(counts(&import(&client, "visits", &file, false).await), [0, 0, 0, 3, 0]);
    }

    async fn a_visit_that_moves_keeps_its_rating_and_one_that_is_called_off_is_cancelled(app: TestApp) {
        let client = planned_for(&app).await;
        let file = format!("{HEAD}V1;P1;A1;02/03/2026;7h;8h;\nV2;P2;A1;02/03/2026;14h;15h;\n");
        import(&client, "visits", &file, false).await;
        let visit = seen(&app).await.remove(0);
        let rating = json!({
            "id": vigie_server::ids::fresh(), "person_id": visit["person"]["id"], "visit_id": visit["id"], "visited_at": "2026-03-02T07:40:00Z",
            "scores": { "intervention": 4, "health": 4, "mood": 4, "form": 4 }, "signs": [], "note": null,
        });
        let mut actor = app.world.aide.clone();
        actor.login = "ana".to_owned();
        assert_eq!(app.client(&actor).await.rate(std::slice::from_ref(&rating)).await, ["stored"]);
        let later = file.replace("7h;8h;", "9h;10h;prévu").replace("15h;", "15h;annulé");
        let diff = import(&client, "visits", &later, false).await;
        assert_eq!(counts(&diff), [0, 1, 1, 0, 0]);
        let expected = json!([{ "ref": "V1", "fields": [
            { "name": "end", "from": "2026-03-02 08:00", "to": "2026-03-02 10:00" },
            { "name": "start", "from": "2026-03-02 07:00", "to": "2026-03-02 09:00" },
        ] }]);
        assert_eq!(diff["changed"], expected, "a rated visit is done, whatever an older plan says");
        assert_eq!(diff["ended"][0]["ref"], "V2");
        let moved = seen(&app).await.into_iter().find(|one| one["id"] == visit["id"]).expect("there");
        assert_eq!((&moved["starts_at"], &moved["rating_id"]), (&json!("2026-03-02T08:00:00Z"), &rating["id"]));
        assert_eq!((status(&app, "V1").await, status(&app, "V2").await), ("done".to_owned(), "cancelled".to_owned()));
        let called_off = later.replace("10h;prévu", "10h;annulé");
        assert_eq!(counts(&import(&client, "visits", &called_off, false).await), [0, 0, 0, 2, 0], "it took place");
    }

    async fn what_cannot_be_a_visit_is_named(app: TestApp) {
        let client = planned_for(&app).await;
        let file = format!(
            "{HEAD}V1;P9;A9;02/03/2026;8h;9h;peut-être\nV2;P1;A1;29/03/2026;2h30;4h;\nV3;P1;A1;;demain;;\nV4;P1;A1;;02/03/2026 9h;02/03/2026 8h;\nV5;P1;A1;;02/03/2126 8h;02/03/2126 9h;\n"
        );
        let expected = [
            (2, "unknown_person"), (2, "unknown_aide"), (2, "unknown_status"), (3, "skipped_hour"), (4, "invalid_moment"), (4, "missing"),
            (5, "invalid_visit_span"), (6, "unlikely_year"), (6, "unlikely_year"),
        ];
        let expected: Vec<_> = expected.map(|(line, code)| (line, code.to_owned())).to_vec();
        assert_eq!(mistakes(&import(&client, "visits", &file, false).await), expected);
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM visits WHERE ref IS NOT NULL").await, 0);
    }
}
