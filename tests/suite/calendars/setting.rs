//! `/api/calendars`: set by an administrator; the address is a secret.

use serde_json::{Value, json};
use vigie_server::store::{calendars, imported_visits};
use vigie_tests::on_both;

use super::{add, of_sector, planned, read, seen, served};

const OWN: &str = "UID:own@x\nDTSTART;TZID=Europe/Paris:20260302T150000\nDURATION:PT1H\nX-VIGIE-PERSON:P-2";

on_both! {
    async fn a_calendar_is_added_changed_and_removed_with_what_it_planned(plain: TestApp) {
        let (app, feed) = served(plain.database).await;
        let admin = app.client(&app.world.administrator).await;
        let mut body = of_sector(&app, &feed.url());
        (body["sector_id"], body["aide_id"]) = (Value::Null, json!(app.world.second_aide.id));
        let made = add(&app, &body).await;
        assert_eq!((&made["version"], &made["aide"]["name"], &made["host"]), (&json!(1), &json!("Bo Essai"), &json!("127.0.0.1")));
        assert!(!made.to_string().contains("secret"));
        // Her own calendar needs nobody's address, and persons of any sector.
        feed.serve(&[OWN]);
        read(&app).await;
        assert_eq!(seen(&app, &app.world.second_aide).await, planned(&["02T14:00"]));
        let path = format!("/api/calendars/{}", made["id"].as_str().expect("an id"));
        let change = json!({ "version": 1, "name": "Bo", "url": null, "sector_id": null, "aide_id": app.world.second_aide.id, "enabled": false });
        let changed = admin.put(&path, &change).await.ok();
        assert_eq!((&changed["version"], &changed["name"], &changed["enabled"]), (&json!(2), &json!("Bo"), &json!(false)));
        let stale = admin.put(&path, &change).await;
        assert_eq!((stale.problem(409), &stale.body["calendar"]["version"]), ("stale_version", &json!(2)));
        assert_eq!(read(&app).await, 0, "it is switched off");
        assert_eq!(admin.delete(&path, None).await.status, 204);
        assert_eq!(admin.delete(&path, None).await.problem(404), "not_found");
        assert_eq!(seen(&app, &app.world.second_aide).await, [("02T14:00".to_owned(), "cancelled".to_owned())]);
        assert_eq!(admin.get("/api/calendars").await.ok()["items"], json!([]));
    }

    async fn addresses_that_lead_inside_and_halves_of_a_setting_are_refused(plain: TestApp) {
        let (app, feed) = served(plain.database).await;
        let admin = app.client(&app.world.administrator).await;
        let url = feed.url();
        let set = |field: &str, value: Value| {
            let mut body = of_sector(&app, &url);
            body[field] = value;
            body
        };
        for (body, pointer) in [
            (set("url", json!("http://planning.example.org/a.ics")), "/url"),
            (set("url", json!("https://10.0.0.1/a.ics")), "/url"),
            (set("url", json!("https://user:pw@planning.example.org/a.ics")), "/url"),
            (set("url", json!("file:///etc/passwd")), "/url"),
            (set("name", json!(" ")), "/name"),
            (set("sector_id", Value::Null), "/sector_id"),
            (set("sector_id", json!(app.elsewhere.north)), "/sector_id"),
            (set("aide_id", json!(app.world.aide.id)), "/aide_id"),
        ] {
            let answer = admin.post("/api/calendars", &body).await;
            assert_eq!(answer.problem(422), "validation_failed", "{body}");
            assert_eq!(answer.body["errors"][0]["pointer"], pointer, "{}", answer.text);
        }
        let aide = app.client(&app.world.aide).await;
        assert_eq!(aide.post("/api/calendars", &of_sector(&app, &url)).await.problem(404), "not_found");
        assert!(feed.asked().is_empty());
    }

    async fn of_two_nodes_one_reads_and_another_federation_is_not_touched(plain: TestApp) {
        let (app, feed) = served(plain.database).await;
        feed.serve(&[OWN]);
        add(&app, &of_sector(&app, &feed.url())).await;
        let mut tx = app.store().begin().await.expect("a transaction");
        let federation = app.world.federation;
        assert_eq!(calendars::ask(&mut tx, app.elsewhere.federation, app.now()).await.expect("asked"), 0);
        assert_eq!(calendars::ask(&mut tx, federation, app.now()).await.expect("asked"), 1);
        let asked = calendars::asked(&mut tx, 9).await.expect("asked for");
        assert!(calendars::take(&mut tx, &asked[0], app.now()).await.expect("taken"));
        assert!(!calendars::take(&mut tx, &asked[0], app.now()).await.expect("taken by another"));
        let which = (asked[0].id, asked[0].version);
        calendars::failed(&mut tx, federation, which, "no_answer", app.now()).await.expect("noted");
        let found = calendars::find(&mut tx, federation, which.0).await.expect("a look").expect("there");
        assert_eq!((found.failure.as_deref(), found.url.as_str()), (Some("no_answer"), feed.url().as_str()));
        calendars::succeeded(&mut tx, federation, which, None, app.now()).await.expect("noted");
        let listed = calendars::list(&mut tx, federation).await.expect("a list");
        assert_eq!((listed.len(), &listed[0].failure), (1, &None));
        let setting = calendars::Setting { name: "B".to_owned(), url: feed.url(), sector: None, aide: Some(app.world.aide.id), enabled: true };
        assert!(calendars::update(&mut tx, federation, which, &setting).await.expect("changed"));
        calendars::insert(&mut tx, federation, vigie_server::ids::fresh(), &setting, app.world.administrator.id, app.now()).await.expect("added");
        let aides = calendars::aides_at(&mut tx, federation, &["alix@example.org".to_owned()]).await.expect("aides");
        assert_eq!(aides.iter().map(|aide| aide.id).collect::<Vec<_>>(), [app.world.aide.id]);
        assert!(calendars::coming(&mut tx, federation, "cal:", app.now()).await.expect("visits").is_empty());
        imported_visits::hold(&mut tx, federation, &[app.world.person.id]).await.expect("nothing to hold");
        assert!(calendars::remove(&mut tx, federation, which.0).await.expect("removed"));
        assert!(!calendars::remove(&mut tx, app.elsewhere.federation, which.0).await.expect("not theirs"));
    }
}
