//! `vigie import partners`: the same import from a shell, also in the encoding of a spreadsheet.

use std::path::Path;
use std::process::{Command, Output};

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
        let expected = "{\"added\":1,\"changed\":0,\"unchanged\":0,\"errors\":[]}\n";
        assert_eq!(run(&good, &["--dry-run"]).1, expected);
        assert!(rows::texts(app.store(), names).await.is_empty());
        assert_eq!(run(&good, &[]).1, expected);
        assert_eq!(rows::texts(app.store(), names).await, ["Soins du Cœur à Noël"]);
        assert_eq!(run(&good, &[]).1, expected.replace("added\":1", "added\":0").replace("unchanged\":0", "unchanged\":1"));
        let (code, _, err) = vigie(&app, folder.path(), &["import", "partners", "no/such/file", "--federation", &federation]);
        assert!(code == Some(1) && err.contains("no/such/file"), "{err}");
    }
}
