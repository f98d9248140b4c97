//! Absences from a file.

use serde_json::json;
use vigie_server::store::absences;
use vigie_tests::{TestApp, on_both};

use super::{counts, import, mistakes, planned_for};

/// First day, last day and kind of those that stand.
async fn standing(app: &TestApp) -> Vec<(String, Option<String>, String)> {
    let mut tx = app.store().read().await.expect("a transaction");
    let all = absences::all(&mut tx, app.world.federation).await.expect("a list");
    let mut all: Vec<_> = all
        .into_iter()
        .map(|(_, one)| (one.from_day.to_string(), one.to_day.map(|day| day.to_string()), one.kind))
        .collect();
    all.sort();
    all
}

on_both! {
    async fn absences_are_added_changed_and_taken_back(app: TestApp) {
        let client = planned_for(&app).await;
        let file = "ref;personne;du;au;motif;statut\nB1;P1;24/12/2026;02/01/2027;famille;\nB2;P2;01/03/2026;;hospitalisation;\n";
        assert_eq!(counts(&import(&client, "absences", file, false).await), [2, 0, 0, 0, 0]);
        let first = ("2026-03-01".to_owned(), None, "hospital".to_owned());
        assert_eq!(standing(&app).await[0], first);
        assert_eq!(counts(&import(&client, "absences", file, false).await), [0, 0, 0, 2, 0]);
        let later = file.replace("02/01/2027;famille;", "03/01/2027;famille;annulé").replace("01/03/2026;;", "01/03/2026;05/03/2026;");
        let diff = import(&client, "absences", &later, false).await;
        assert_eq!(counts(&diff), [0, 1, 1, 0, 0]);
        assert_eq!(diff["changed"][0]["fields"], json!([{ "name": "to", "from": null, "to": "2026-03-05" }]));
        assert_eq!(standing(&app).await, [("2026-03-01".to_owned(), Some("2026-03-05".to_owned()), "hospital".to_owned())]);
    }

    async fn without_a_key_an_absence_is_known_by_person_and_day(app: TestApp) {
        let client = planned_for(&app).await;
        let file = "person,from,to\nP1,2026-04-01,2026-04-03\nP1,2026-05-01,2026-05-03\n";
        assert_eq!(counts(&import(&client, "absences", file, false).await), [2, 0, 0, 0, 0]);
        assert_eq!(counts(&import(&client, "absences", &file.replace("05-03", "05-04"), false).await), [0, 1, 0, 1, 0]);
        assert_eq!(standing(&app).await.len(), 2);
        let twice = "person,from,to\nP1,2026-04-01,2026-04-03\nP1,2026-04-01,2026-04-09\n";
        assert_eq!(mistakes(&import(&client, "absences", twice, false).await), [(3, "ref_twice".to_owned())]);
    }

    async fn years_and_spans_are_checked(app: TestApp) {
        let client = planned_for(&app).await;
        let file = "person,from,to,kind\nP1,2206-04-01,,\nP1,2026-04-03,2026-04-01,\nP1,2026-01-01,2027-12-01,\nP1,,,\nP7,2026-04-01,,pêche\n";
        let expected = [
            (2, "unlikely_year"), (3, "invalid_absence_span"), (4, "invalid_absence_span"), (5, "missing"), (6, "unknown_person"),
            (6, "unknown_absence_kind"),
        ];
        let expected: Vec<_> = expected.map(|(line, code)| (line, code.to_owned())).to_vec();
        assert_eq!(mistakes(&import(&client, "absences", file, false).await), expected);
        assert!(standing(&app).await.is_empty());
    }

    async fn what_was_taken_back_by_hand_stays_so(app: TestApp) {
        let client = planned_for(&app).await;
        let file = "ref,person,from\nB1,P1,2026-04-01\n";
        import(&client, "absences", file, false).await;
        let mut tx = app.store().begin().await.expect("a transaction");
        let all = absences::all(&mut tx, app.world.federation).await.expect("a list");
        let (person, absence) = (all[0].0, all[0].1.id);
        drop(tx);
        let referent = app.client(&app.world.referent).await;
        assert_eq!(referent.delete(&format!("/api/persons/{person}/absences/{absence}"), None).await.status, 204);
        assert_eq!(counts(&import(&client, "absences", file, false).await), [0, 0, 0, 1, 0]);
        assert!(standing(&app).await.is_empty());
        let said = "ref,person,from,status\nB1,P1,2026-04-01,prévu\n";
        assert_eq!(counts(&import(&client, "absences", said, false).await), [0, 1, 0, 0, 0], "unless the file says otherwise");
    }
}
