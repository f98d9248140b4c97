//! `vigie import persons|aides|visits|absences`: the same import from a shell.

use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};
use vigie_tests::{TestApp, on_both, rows};

fn vigie(app: &TestApp, data: &Path, arguments: &[&str]) -> (Option<i32>, Value, String) {
    let mut command = vigie_tests::command(arguments);
    command.env("VIGIE_DATABASE_URL", app.database_url()).env("VIGIE_DATA_DIR", data);
    let Output { status, stdout, stderr } = command.output().expect("the program runs");
    let out = serde_json::from_slice(&stdout).unwrap_or(Value::Null);
    (status.code(), out, String::from_utf8(stderr).expect("UTF-8"))
}

on_both! {
    async fn a_simulated_population_and_a_spreadsheet_are_imported(app: TestApp) {
        let folder = tempfile::TempDir::new().expect("a folder");
        let federation = app.world.federation.to_string();
        let import = |kind: &str, text: &[u8], more: &[&str]| {
            let file = folder.path().join(format!("{kind}.csv"));
            std::fs::write(&file, text).expect("written");
            let file = file.display().to_string();
            let mut arguments = vec!["import", kind, file.as_str(), "--federation", federation.as_str()];
            arguments.extend(more);
            vigie(&app, folder.path(), &arguments)
        };
        // As `vigie simulate` writes them.
        let persons = b"ref,name,sector,person_id\np-1,Mme Modele,Nord,x\np-2,M. Cobaye,Sud,x\n";
        let (code, diff, err) = import("persons", persons, &["--dry-run"]);
        assert_eq!((code, &diff["counts"]["added"], &diff["id"]), (Some(0), &json!(2), &json!(null)), "{err}");
        assert_eq!(import("persons", persons, &[]).1["counts"]["added"], json!(2));
        let (code, diff, err) = import("aides", b"ref,name,sector,aide_id\nA-1,Ana,Nord,x\n", &["--invite"]);
        assert_eq!((code, &diff["links"][0]["login"]), (Some(0), &json!("a-1")), "{err}");
        assert!(diff["links"][0]["url"].as_str().is_some_and(|url| url.contains("/bienvenue#")), "{diff}");
        let day = vigie_server::clock::Clock::system().now().format("%d/%m/%Y");
        let visits = format!("ref;person;aide;date;d\u{e9}but;fin;statut\nV1;p-1;A-1;{day};8h30;9h;pr\u{e9}vu\n");
        // Windows-1252: é is E9.
        let bytes: Vec<u8> = visits.chars().map(|c| u8::try_from(u32::from(c)).expect("a byte")).collect();
        assert_eq!(import("visits", &bytes, &[]).1["counts"]["added"], json!(1));
        let (code, out, err) = import("absences", b"person,from\np-9,demain\n", &[]);
        assert_eq!((code, out), (Some(1), Value::Null));
        assert!(err.contains("absences.csv:2: person p-9") && err.contains("(unknown_person)") && err.contains("(invalid_day)"), "{err}");
        let origins = "SELECT origin FROM imports ORDER BY at";
        assert_eq!(rows::texts(app.store(), origins).await, ["command"; 3]);
        let (code, diff, err) = import("persons", b"ref,name,sector\np-1,Mme Modele,Nord\n", &["--archive-missing"]);
        assert_eq!((code, &diff["ended"][0]["ref"]), (Some(0), &json!("p-2")), "{err}");
    }
}

#[test]
fn the_help_of_each_kind_names_its_columns() {
    for (kind, column) in [
        ("persons", "archived_on"),
        ("aides", "sectors"),
        ("visits", "8h30"),
        ("absences", "until further notice"),
        ("partners", "waiting list"),
    ] {
        let help = vigie_tests::output(&["import", kind, "--help"]);
        let text = String::from_utf8(help.stdout).expect("UTF-8");
        assert!(text.contains(column) && text.contains("--dry-run"), "{text}");
    }
}
