//! `vigie import partners`: the same import from a shell, also in the encoding of a spreadsheet.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use vigie_tests::{TestApp, on_both, rows};

fn vigie(app: &TestApp, data: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command: Command = vigie_tests::command(arguments);
    command.env("VIGIE_DATABASE_URL", app.database_url()).env("VIGIE_DATA_DIR", data);
    let Output { status, stdout, stderr } = command.output().expect("the program runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (status.code(), text(stdout), text(stderr))
}

on_both! {
    async fn a_spreadsheets_file_is_imported_or_refused_as_a_whole(app: TestApp) {
        let folder = tempfile::TempDir::new().expect("a folder");
        let (good, bad) = (folder.path().join("good.csv"), folder.path().join("bad.csv"));
        // Windows-1252: é is E9, œ is 9C.
        std::fs::write(&good, b"ref;name;kind;sectors\r\nP1;Soins du C\x9cur \xe0 No\xebl;nurse;Nord\r\n").expect("written");
        std::fs::write(&bad, "ref;name;kind\nP2;Bien;nurse\nP3;Mal;wizard\n").expect("written");
        let federation = app.world.federation.to_string();
        let run = |file: &Path, more: &[&str]| {
            let file = file.display().to_string();
            let mut arguments = vec!["import", "partners", file.as_str(), "--federation", federation.as_str()];
            arguments.extend(more);
            vigie(&app, folder.path(), &arguments)
        };
        let (code, out, err) = run(&bad, &[]);
        assert_eq!((code, out.as_str()), (Some(1), ""));
        assert!(err.contains("bad.csv:3: kind wizard") && err.contains("unknown_kind"), "{err}");
        let names = "SELECT name FROM partners";
        let told = |out: &str| serde_json::from_str::<Value>(out).expect("one line of JSON");
        let tried = told(&run(&good, &["--dry-run"]).1);
        assert_eq!((&tried["counts"]["added"], &tried["id"]), (&json!(1), &json!(null)));
        let fields = tried["added"][0]["fields"].as_array().expect("fields");
        assert!(fields.contains(&json!({ "name": "sectors", "from": null, "to": "Nord" })), "{tried}");
        assert!(rows::texts(app.store(), names).await.is_empty());
        let written = told(&run(&good, &[]).1);
        assert!(written["id"].is_string(), "what it can be taken back by: {written}");
        assert_eq!(rows::texts(app.store(), names).await, ["Soins du Cœur à Noël"]);
        let again = told(&run(&good, &[]).1);
        assert_eq!((&again["counts"]["added"], &again["unchanged"]), (&json!(0), &json!(1)));
        assert_eq!(rows::texts(app.store(), "SELECT kind || ' ' || origin FROM imports").await, ["partners command"]);
        let (code, _, err) = vigie(&app, folder.path(), &["import", "partners", "no/such/file", "--federation", &federation]);
        assert!(code == Some(1) && err.contains("no/such/file"), "{err}");
    }
}
