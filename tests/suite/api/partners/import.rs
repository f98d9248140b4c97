//! The directory from a file.

use serde_json::{Value, json};
use vigie_tests::{Client, on_both};

const GOOD: &str = "\u{feff}ref;name;kind;sectors;area;contact_name;phone;email;availability;note\r\n\
P1;Repas du Vallon;Portage de repas;nord|Sud;Vallée;Mme Modèle;+33199000001;repas@vallon.example;lundi au samedi;\"Deux lignes ;\n\
ici\"\r\n\
P2;Cabinet du Pré;nurse;;;;;;;\r\n";

async fn import(client: &Client, csv: &str, dry_run: bool) -> Value {
    client.post("/api/partners/import", &json!({ "csv": csv, "dry_run": dry_run })).await.ok()
}

fn counts(report: &Value) -> (u64, u64, u64, usize) {
    let number = |name: &str| report[name].as_u64().expect("a number");
    (number("added"), number("changed"), number("unchanged"), report["errors"].as_array().expect("errors").len())
}

on_both! {
    async fn a_file_is_tried_written_and_written_again_without_doubles(app: TestApp) {
        let admin = app.client(&app.world.administrator).await;
        assert_eq!(counts(&import(&admin, GOOD, true).await), (2, 0, 0, 0));
        assert_eq!(admin.get("/api/partners").await.ok()["items"], json!([]), "a trial writes nothing");
        assert_eq!(counts(&import(&admin, GOOD, false).await), (2, 0, 0, 0));
        assert_eq!(counts(&import(&admin, GOOD, false).await), (0, 0, 2, 0));
        let list = admin.get("/api/partners").await.ok();
        assert_eq!((&list["items"][1]["kind"], &list["items"][1]["note"]), (&json!("meal_delivery"), &json!("Deux lignes ;\nici")));
        assert_eq!(list["items"][1]["sector_ids"].as_array().unwrap().len(), 2);
        let changed = GOOD.replace("nord|Sud", "Nord").replace(";nurse;;;", ";Infirmier, SSIAD;;Plaine;");
        assert_eq!(counts(&import(&admin, &changed, false).await), (0, 2, 0, 0));
        let list = admin.get("/api/partners").await.ok();
        assert_eq!((&list["items"][0]["area"], &list["items"][0]["version"]), (&json!("Plaine"), &json!(2)));
        assert_eq!(list["items"][1]["sector_ids"], json!([app.world.north]));
    }

    async fn one_bad_line_and_nothing_is_written(app: TestApp) {
        let admin = app.client(&app.world.administrator).await;
        let bad = "ref,name,kind,sectors,email\nP1,Bon,nurse,Nord,\n,Sans clé,nurse,,\nP1,Double,nurse,,\nP3,,wizard,Est|Nord,nobody\n";
        for dry_run in [true, false] {
            let report = import(&admin, bad, dry_run).await;
            assert_eq!(counts(&report), (0, 0, 0, 6));
            let errors = report["errors"].as_array().unwrap();
            let found: Vec<_> = errors.iter().map(|error| (error["line"].as_u64().unwrap(), error["code"].as_str().unwrap())).collect();
            let expected = [
                (3, "missing"), (4, "ref_twice"), (5, "unknown_sector"), (5, "missing"), (5, "unknown_kind"), (5, "invalid_email"),
            ];
            assert_eq!(found, expected);
            assert_eq!(errors[2]["detail"], "sectors Est : Ce secteur n’existe pas dans la fédération.");
        }
        assert_eq!(admin.get("/api/partners").await.ok()["items"], json!([]));
        assert_eq!(import(&admin, "name,kind\na,nurse\n", false).await["errors"][0]["code"], "missing_column");
    }

    async fn a_file_may_be_larger_than_a_note_but_not_without_end(app: TestApp) {
        let admin = app.client(&app.world.administrator).await;
        let mut file = "ref,name,kind,note\n".to_owned();
        for n in 0..2_000 {
            file.push_str(&format!("R{n},Partenaire {n},other,{}\n", "x".repeat(50)));
        }
        assert_eq!(counts(&import(&admin, &file, true).await), (2_000, 0, 0, 0));
        let huge = json!({ "csv": "x".repeat(5 * 1024 * 1024), "dry_run": true });
        assert_eq!(admin.post("/api/partners/import", &huge).await.problem(413), "payload_too_large");
    }
}
