//! Persons from a file.

use serde_json::json;
use vigie_tests::{on_both, rows};

use super::{admin, counts, import, mistakes};

const GOOD: &str = "\u{feff}Référence;Nom;Secteur;Téléphone;Adresse;Date de naissance\r\n\
P1;Mme Prunier;nord;0199000001;\"12 rue des Essais\n26000 Valence\";1/1/1930\r\n\
P2;M. Cognassier;SUD;;;\r\n";

on_both! {
    async fn a_file_is_tried_written_and_written_again_without_doubles(app: TestApp) {
        let client = admin(&app).await;
        let tried = import(&client, "persons", GOOD, true).await;
        assert_eq!((counts(&tried), &tried["id"]), ([2, 0, 0, 0, 0], &json!(null)));
        assert_eq!(tried["ignored"], json!(["Date de naissance"]), "nothing in Vigie needs a birthday");
        assert_eq!(tried["added"][0]["ref"].as_str().map(|_| ()), Some(()));
        let names = "SELECT name FROM persons WHERE ref IS NOT NULL ORDER BY ref";
        assert!(rows::texts(app.store(), names).await.is_empty(), "a trial writes nothing");
        let written = import(&client, "persons", GOOD, false).await;
        assert_eq!(counts(&written), [2, 0, 0, 0, 0]);
        assert!(written["id"].is_string());
        assert_eq!(rows::texts(app.store(), names).await, ["Mme Prunier", "M. Cognassier"]);
        let again = import(&client, "persons", GOOD, false).await;
        assert_eq!((counts(&again), &again["id"]), ([0, 0, 0, 2, 0], &json!(null)), "nothing to take back");
        let consent = "SELECT coordination FROM persons WHERE ref = 'P1'";
        assert_eq!(rows::texts(app.store(), consent).await, ["not_asked"], "consent is asked of the person");
    }

    async fn the_diff_names_each_field_before_and_after(app: TestApp) {
        let client = admin(&app).await;
        import(&client, "persons", GOOD, false).await;
        let moved = "ref,name,sector,phone\nP1,Mme Prunier-Noël,Sud,\nP2,M. Cognassier,Sud,\n";
        for dry_run in [true, false] {
            let diff = import(&client, "persons", moved, dry_run).await;
            assert_eq!(counts(&diff), [0, 1, 0, 1, 0]);
            let expected = json!([{ "ref": "P1", "fields": [
                { "name": "name", "from": "Mme Prunier", "to": "Mme Prunier-Noël" },
                { "name": "phone", "from": "0199000001", "to": null },
                { "name": "sector", "from": "Nord", "to": "Sud" },
            ] }]);
            assert_eq!(diff["changed"], expected);
        }
        let address = "SELECT address FROM persons WHERE ref = 'P1'";
        assert_eq!(rows::texts(app.store(), address).await, ["12 rue des Essais\n26000 Valence"], "no column, no change");
    }

    async fn every_bad_line_is_named_and_nothing_is_written(app: TestApp) {
        let mut client = admin(&app).await;
        let bad = "ref;name;sector;archived_on\nP1;Bonne;Nord;\n;Sans clé;Nord;\nP1;Double;Nord;\nP3;;Est;31/13/2026\nP4;Deux\tmots;Nord;1/1/0202\n";
        for dry_run in [true, false] {
            let diff = import(&client, "persons", bad, dry_run).await;
            assert_eq!(counts(&diff), [0, 0, 0, 0, 7]);
            let expected = [
                (3, "missing"), (4, "ref_twice"), (5, "missing"), (5, "unknown_sector"), (5, "invalid_day"),
                (6, "control_character"), (6, "unlikely_year"),
            ];
            let expected: Vec<_> = expected.map(|(line, code)| (line, code.to_owned())).to_vec();
            assert_eq!(mistakes(&diff), expected);
            assert_eq!(diff["errors"][3]["detail"], "sector Est : Ce secteur n’existe pas dans la fédération.");
        }
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM persons WHERE ref IS NOT NULL").await, 0);
        client.language = "en";
        let diff = import(&client, "persons", bad, true).await;
        assert!(diff["errors"][4]["detail"].as_str().unwrap().contains("A day is expected"), "{diff}");
        assert_eq!(mistakes(&import(&client, "persons", "name,sector\na,Nord\n", true).await), [(1, "missing_column".to_owned())]);
    }

    async fn bytes_of_a_spreadsheet_come_as_base64(app: TestApp) {
        use base64::Engine as _;
        let client = admin(&app).await;
        // Windows-1252: è is E8, œ is 9C.
        let bytes = base64::engine::general_purpose::STANDARD.encode(b"ref;name;sector\r\nP1;H\xe9l\xe8ne C\x9cur;Nord\r\n");
        let body = json!({ "csv": bytes, "encoding": "base64", "dry_run": false, "file_name": "C:\\plans\\mars.csv" });
        assert_eq!(counts(&client.post("/api/imports/persons", &body).await.ok()), [1, 0, 0, 0, 0]);
        assert_eq!(rows::texts(app.store(), "SELECT name FROM persons WHERE ref = 'P1'").await, ["Hélène Cœur"]);
        let body = json!({ "csv": "é", "encoding": "base64", "dry_run": true });
        let answer = client.post("/api/imports/persons", &body).await;
        assert_eq!((answer.problem(422), &answer.body["errors"][0]["code"]), ("validation_failed", &json!("invalid_base64")));
    }

    async fn a_file_has_its_limits(app: TestApp) {
        let client = admin(&app).await;
        let huge = json!({ "csv": "x".repeat(9 * 1024 * 1024), "dry_run": true });
        assert_eq!(client.post("/api/imports/persons", &huge).await.problem(413), "payload_too_large");
        let long = format!("ref,name,sector\n{}", "P,x,Nord\n".repeat(20_001));
        assert_eq!(mistakes(&import(&client, "persons", &long, true).await), [(20_000, "too_many_lines".to_owned())]);
        assert_eq!(client.post("/api/imports/gardens", &json!({ "csv": "", "dry_run": true })).await.problem(404), "not_found");
        let body = json!({ "csv": "ref,name,sector\n", "dry_run": true, "invite": true });
        assert_eq!(client.post("/api/imports/persons", &body).await.body["errors"][0]["code"], "only_aides");
    }

    async fn another_federation_is_not_touched(app: TestApp) {
        let here = admin(&app).await;
        let there = app.client(&app.elsewhere.administrator).await;
        import(&here, "persons", GOOD, false).await;
        assert_eq!(counts(&import(&there, "persons", GOOD, false).await), [2, 0, 0, 0, 0]);
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM persons WHERE ref = 'P1'").await, 2);
        let id = import(&here, "persons", &GOOD.replace("Prunier", "Pin"), false).await["id"].clone();
        let answer = there.post(&format!("/api/imports/{}/undo", id.as_str().unwrap()), &json!({})).await;
        assert_eq!(answer.problem(404), "not_found");
    }
}
