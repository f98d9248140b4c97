//! What was imported, and files to begin with.

use serde_json::json;
use vigie_tests::on_both;

use super::{admin, import, planned_for};

on_both! {
    async fn imports_are_listed_with_who_when_and_how_much(app: TestApp) {
        let client = planned_for(&app).await;
        let body = json!({ "csv": "ref,name,sector\nP1,Mme Pin,Nord\nP3,M. Orme,Sud\n", "dry_run": false, "file_name": "mars.csv" });
        client.post("/api/imports/persons", &body).await.ok();
        let page = client.get("/api/imports?limit=2").await.ok();
        let newest = &page["items"][0];
        assert_eq!((&newest["kind"], &newest["origin"], &newest["file_name"]), (&json!("persons"), &json!("page"), &json!("mars.csv")));
        assert_eq!((&newest["added"], &newest["changed"], &newest["unchanged"], &newest["ended"]), (&json!(1), &json!(1), &json!(0), &json!(0)));
        assert_eq!((&newest["by"]["name"], &newest["can_undo"]), (&json!(app.world.administrator.name), &json!(true)));
        let next = format!("/api/imports?limit=2&cursor={}", page["next_cursor"].as_str().expect("a cursor"));
        let rest = client.get(&next).await.ok();
        assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next_cursor"]), (1, &json!(null)));
        assert!(!page.to_string().contains("Mme Pin"), "no name in the history");
        for bad in ["cursor=x", "limit=0", "cursor=1.2"] {
            assert_eq!(client.get(&format!("/api/imports?{bad}")).await.problem(400), "invalid_request");
        }
        let elsewhere = app.client(&app.elsewhere.administrator).await.get("/api/imports").await.ok();
        assert_eq!(elsewhere["items"], json!([]));
    }

    async fn a_template_can_be_imported_once_what_it_names_is_there(app: TestApp) {
        let client = admin(&app).await;
        for kind in ["persons", "aides", "visits", "absences", "partners"] {
            let answer = client.get(&format!("/api/imports/{kind}/template")).await;
            assert_eq!(answer.headers["content-type"], "text/csv; charset=utf-8");
            let diff = import(&client, kind, &answer.text, false).await;
            assert_eq!((&diff["counts"]["added"], &diff["errors"]), (&json!(1), &json!([])), "{kind}");
        }
        let list = client.get("/api/imports").await.ok();
        for kind in list["kinds"].as_array().expect("kinds") {
            for column in kind["columns"].as_array().expect("columns") {
                assert!(column["about"].as_str().is_some_and(|text| text.len() > 5), "{column}");
            }
        }
    }

    async fn nobody_but_the_administrator_imports(app: TestApp) {
        let world = &app.world;
        for actor in [&world.aide, &world.coordinator, &world.referent] {
            let client = app.client(actor).await;
            let body = json!({ "csv": "ref,name,sector\nP1,x,Nord\n", "dry_run": false });
            assert_eq!(client.post("/api/imports/persons", &body).await.problem(404), "not_found");
            assert_eq!(client.get("/api/imports/persons/template").await.problem(404), "not_found");
        }
    }
}
