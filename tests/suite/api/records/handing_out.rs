//! `GET /api/persons/{id}/export`, `GET /api/persons/{id}/access-log` and `vigie export person`.

use serde_json::{Value, json};
use vigie_tests::{TestApp, command, on_both, rows};

use super::everything::{WORD, write_everywhere};

fn path(app: &TestApp, rest: &str) -> String {
    format!("/api/persons/{}/{rest}", app.world.person.id)
}

/// The sections of a record in which the word stands.
fn sections_with_the_word(record: &Value) -> Vec<&String> {
    let sections = record["sections"].as_object().expect("sections");
    sections.iter().filter(|(_, rows)| rows.to_string().contains(WORD)).map(|(name, _)| name).collect()
}

on_both! {
    async fn whatever_was_written_about_a_person_is_in_the_export(app: TestApp) {
        app.world.visit(app.app(), &app.world.person, &app.world.aide, app.now() - chrono::TimeDelta::hours(2), "done").await;
        write_everywhere(&app).await;
        let admin = app.client(&app.world.administrator).await;
        let answer = admin.get(&path(&app, "export")).await;
        assert!(answer.headers["content-disposition"].to_str().unwrap().starts_with("attachment; filename=\"vigie-dossier-"));
        let record = answer.ok();
        assert_eq!((&record["format"], &record["person"]["name"]), (&json!("vigie.person/1"), &json!(WORD)));
        assert_eq!(record["made_by"]["id"], json!(app.world.administrator.id));
        // Each table that holds the word hands it out.
        let tables = rows::mentions(app.store(), WORD).await;
        let said = sections_with_the_word(&record);
        assert!(tables.len() >= 12, "{tables:?}");
        for table in tables {
            let section = vigie_server::store::person_data::SECTIONS.iter().find(|section| section.table == table);
            let section = section.unwrap_or_else(|| panic!("{table} is about a person and not handed out")).name;
            assert!(said.iter().any(|name| *name == section), "{section}: {said:?}");
        }
        let rating = &record["sections"]["ratings"][0];
        assert_eq!((&rating["aide_id"]["role"], &rating["note"]), (&json!("aide"), &json!(WORD)));
        assert!(!record.to_string().contains(&app.world.second_person.id.to_string()), "nobody else is in it");
    }

    async fn the_page_reads_in_both_languages_and_needs_nothing_else(app: TestApp) {
        write_everywhere(&app).await;
        let id = rows::literal(app.store(), app.world.person.id);
        rows::change(app.store(), &format!("UPDATE persons SET address = '<script>alert(1)</script>' WHERE id = {id}")).await;
        let mut referent = app.client(&app.world.referent).await;
        let french = referent.get(&path(&app, "export?format=html")).await;
        assert!(french.headers["content-type"].to_str().unwrap().starts_with("text/html"));
        assert!(french.headers["content-disposition"].to_str().unwrap().contains(".html"));
        for words in ["Ce que Vigie garde sur Zyzomys", "<h2>Appréciations", "<html lang=\"fr\">", "auxiliaire", "sur 5"] {
            assert!(french.text.contains(words), "{words} is not in {}", french.text);
        }
        referent.language = "en";
        let english = referent.get(&path(&app, "export?format=html")).await.text;
        assert!(english.contains("What Vigie keeps about Zyzomys") && english.contains("<h2>Ratings"), "{english}");
        for page in [french.text, english] {
            assert!(!page.contains("<script") && page.contains("&lt;script&gt;alert(1)"), "{page}");
            for outside in ["http:", "https:", "src=", "url(", "@import", "record.", "impact."] {
                assert!(!page.contains(outside), "{outside} is in {page}");
            }
        }
    }

    async fn the_extract_says_who_looked_and_counts_itself(app: TestApp) {
        let (referent, admin) = (app.client(&app.world.referent).await, app.client(&app.world.administrator).await);
        referent.get(&format!("/api/persons/{}", app.world.person.id)).await.ok();
        app.advance(chrono::TimeDelta::minutes(1));
        let extract = admin.get(&path(&app, "access-log")).await.ok();
        assert_eq!(extract["format"], "vigie.person.access-log/1");
        let looks = extract["sections"]["access_log"].as_array().unwrap();
        let said: Vec<_> = looks.iter().map(|look| (look["user_id"]["role"].as_str().unwrap(), look["in_words"].as_str().unwrap())).collect();
        assert_eq!(said, [("sector_referent", "a ouvert le dossier"), ("administrator", "a édité la liste des consultations")]);
        assert_eq!(extract["sections"].as_object().unwrap().len(), 1, "looks and nothing else");
        let page = admin.get(&path(&app, "access-log?format=html")).await.text;
        assert!(page.contains("Qui a consulté le dossier de") && page.contains("référent de secteur") && !page.contains("Appréciations"), "{page}");
        admin.get(&path(&app, "export")).await.ok();
        assert_eq!(rows::texts(app.store(), "SELECT what FROM access_log ORDER BY at, id").await, ["file", "access_log", "access_log", "export"]);
        assert_eq!(admin.get(&path(&app, "export?format=pdf")).await.problem(400), "invalid_request");
    }

    async fn the_command_hands_out_the_same_and_stands_in_the_log(app: TestApp) {
        write_everywhere(&app).await;
        let admin = app.client(&app.world.administrator).await;
        let record = admin.get(&path(&app, "export")).await.ok();
        let mut export = command(&["export", "person", "--person", WORD, "--federation", &app.world.federation.to_string()]);
        export.env("VIGIE_DATABASE_URL", app.database_url());
        let output = tokio::task::spawn_blocking(move || export.output().expect("vigie runs")).await.expect("done");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let mut typed: Value = serde_json::from_slice(&output.stdout).expect("one JSON document");
        assert_eq!(typed["made_by"], json!(null));
        let looks = typed["sections"]["access_log"].as_array().unwrap().clone();
        let last = looks.iter().find(|look| look["user_id"]["name"] == "vigie").expect("the command's own look");
        assert_eq!(last["what"], "export");
        typed["sections"]["access_log"] = record["sections"]["access_log"].clone();
        assert_eq!(typed["sections"], record["sections"]);
        let listed = admin.get("/api/access-log").await.ok();
        assert!(listed["items"].as_array().unwrap().iter().any(|look| look["user"]["name"] == "vigie"), "{listed}");
    }
}
