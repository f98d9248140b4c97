//! `/api/covers`: planning, looking ahead, ending, handing over, reading absences from files.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_tests::{Actor, Client, TestApp, on_both};

/// From an hour from now until tomorrow.
fn plan(app: &TestApp, kind: &str, absent: Option<&Actor>, cover: Option<&Actor>) -> Value {
    json!({
        "kind": kind,
        "absent_id": absent.map(|actor| actor.id),
        "cover_id": cover.map(|actor| actor.id),
        "from": app.now() + TimeDelta::hours(1),
        "to": app.now() + TimeDelta::days(1),
        "reason": "formation",
    })
}

async fn created(client: &Client, plan: &Value) -> Value {
    let answer = client.post("/api/covers", plan).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.body
}

async fn alert_of_north(app: &TestApp) -> Value {
    let rating = app.world.rating(&app.world.person, app.now(), [Some(1), None, None]);
    assert_eq!(app.client(&app.world.aide).await.rate(&[rating]).await, ["stored"]);
    app.client(&app.world.coordinator).await.only_alert().await
}

fn ids(items: &Value) -> Vec<&str> {
    items.as_array().expect("a list").iter().filter_map(|item| item["id"].as_str()).collect()
}

on_both! {
    async fn a_cover_is_planned_lived_and_over_without_anybody_touching_it(app: TestApp) {
        let world = &app.world;
        let alert = alert_of_north(&app).await;
        let coordinator = app.client(&world.coordinator).await;
        let asked = plan(&app, "replace", Some(&world.coordinator), Some(&world.south_coordinator));
        let preview = coordinator.post("/api/covers/preview", &asked).await.ok();
        assert_eq!((&preview["alerts"], &preview["persons"], &preview["follow_ups"]), (&json!(1), &json!(2), &json!(0)));
        assert_eq!((&preview["sectors"][0]["name"], &preview["conflicts"]), (&json!("Nord"), &json!([])));
        let cover = created(&coordinator, &asked).await;
        assert_eq!((&cover["state"], &cover["origin"], &cover["kind"]), (&json!("future"), &json!("declared"), &json!("replace")));
        assert_eq!((&cover["absent"]["name"], &cover["cover"]["name"]), (&json!("Dana Essai"), &json!("Flo Essai")));
        assert_eq!((&cover["sector"], &cover["person"], &cover["ended_at"]), (&Value::Null, &Value::Null, &Value::Null));
        let path = format!("/api/alerts/{}", alert["id"].as_str().expect("an id"));
        let south = app.client(&world.south_coordinator).await;
        assert_eq!(south.get(&path).await.problem(404), "not_found", "not yet");
        assert_eq!(ids(&south.get("/api/me").await.ok()["covering"]), [cover["id"].as_str().expect("an id")]);
        app.advance(TimeDelta::hours(2));
        let south = app.client(&world.south_coordinator).await;
        let lent = south.only_alert().await;
        let taken = south.act(&lent, "claim", json!({})).await.ok();
        assert_eq!(taken["owner"]["name"], "Flo Essai");
        let team = app.client(&world.second_coordinator).await.get("/api/team").await.ok();
        let names: Vec<_> = team["items"].as_array().expect("a team").iter().map(|one| one["name"].clone()).collect();
        assert_eq!(names, ["Flo Essai", "Gil Essai", "Éloi Essai"], "who is away is not in the team, who stands in is");
        let absent = app.client(&world.coordinator).await;
        assert_eq!(absent.only_alert().await["id"], alert["id"], "the absent one keeps sight");
        let refused = app.client(&world.second_coordinator).await
            .act(&taken, "assign", json!({ "owner_id": world.coordinator.id })).await;
        assert_eq!((refused.problem(422), &refused.body["errors"][0]["code"]), ("validation_failed", &json!("owner_away")));
        app.advance(TimeDelta::days(1));
        let south = app.client(&world.south_coordinator).await;
        assert_eq!(south.get(&path).await.problem(404), "not_found", "over by itself");
        let back = app.client(&world.coordinator).await;
        let covers = back.get("/api/covers?from=2026-03-01&to=2026-03-09").await.ok();
        assert_eq!(covers["items"][0]["state"], "ended");
        let lists = back.get(&format!("/api/covers/{}/handover", cover["id"].as_str().expect("an id"))).await.ok();
        assert_eq!((ids(&lists["open"]).len(), &lists["changed"][0]["events"]), (1, &json!(1)));
        assert_eq!(lists["changed"][0]["alert_id"], alert["id"]);
    }

    async fn nobody_gives_sight_that_is_not_theirs_to_give(app: TestApp) {
        let world = &app.world;
        let coordinator = app.client(&world.coordinator).await;
        for (asked, pointer, code) in [
            (plan(&app, "replace", Some(&world.south_coordinator), Some(&world.coordinator)), "/absent_id", "not_a_colleague"),
            (plan(&app, "replace", Some(&world.coordinator), Some(&world.referent)), "/cover_id", "other_role"),
            (plan(&app, "replace", Some(&world.coordinator), Some(&world.aide)), "/cover_id", "unknown_colleague"),
            (plan(&app, "replace", Some(&world.coordinator), Some(&app.elsewhere.coordinator)), "/cover_id", "unknown_colleague"),
            (plan(&app, "replace", Some(&world.coordinator), Some(&world.coordinator)), "/cover_id", "same_person"),
            (plan(&app, "remove", Some(&world.coordinator), Some(&world.second_coordinator)), "/cover_id", "nobody_stands_in"),
            (plan(&app, "replace", Some(&world.coordinator), None), "/cover_id", "missing"),
            (plan(&app, "add", None, Some(&world.coordinator)), "/sector_id", "missing"),
        ] {
            let answer = coordinator.post("/api/covers", &asked).await;
            assert_eq!(answer.problem(422), "validation_failed", "{asked}");
            let error = &answer.body["errors"][0];
            assert_eq!((&error["pointer"], &error["code"]), (&json!(pointer), &json!(code)), "{asked}");
        }
        let mut asked = plan(&app, "add", None, Some(&world.coordinator));
        asked["sector_id"] = json!(world.south);
        assert_eq!(coordinator.post("/api/covers", &asked).await.body["errors"][0]["code"], "unknown_sector");
        asked["sector_id"] = Value::Null;
        for person in [&world.refusing, &world.south_person, &app.elsewhere.person] {
            asked["person_id"] = json!(person.id);
            assert_eq!(coordinator.post("/api/covers", &asked).await.body["errors"][0]["code"], "unknown_person");
        }
        let imposed = plan(&app, "replace", Some(&world.coordinator), Some(&world.south_coordinator));
        let cover = created(&app.client(&world.administrator).await, &imposed).await;
        assert_eq!(cover["origin"], "imposed");
    }

    async fn a_colleague_takes_over_at_once_and_it_is_written_down(app: TestApp) {
        let world = &app.world;
        let second = app.client(&world.second_coordinator).await;
        let body = json!({ "absent_id": world.coordinator.id, "to": app.now() + TimeDelta::days(2) });
        let answer = second.post("/api/covers/take-over", &body).await;
        assert_eq!((answer.status.as_u16(), &answer.body["state"]), (201, &json!("running")));
        let id = answer.body["id"].as_str().expect("an id").to_owned();
        assert_eq!(ids(&app.client(&world.coordinator).await.get("/api/me").await.ok()["covered"]), [id.as_str()]);
        app.advance(TimeDelta::hours(1));
        let referent = app.client(&world.referent).await;
        let path = format!("/api/covers/{id}/end");
        let stale = referent.post(&path, &json!({ "version": 9 })).await;
        assert_eq!((stale.problem(409), &stale.body["cover"]["version"]), ("stale_version", &json!(1)));
        assert_eq!(referent.post(&path, &json!({ "version": 1 })).await.ok()["state"], "ended");
        assert_eq!(referent.post(&path, &json!({ "version": 2 })).await.problem(409), "wrong_state");
        let history = referent.get(&format!("/api/covers/{id}/history")).await.ok();
        let lines: Vec<_> = history["items"].as_array().expect("lines").iter()
            .map(|line| (line["what"].as_str().unwrap_or(""), line["actor"]["name"].as_str().unwrap_or(""))).collect();
        assert_eq!(lines, [("taken_over", "Éloi Essai"), ("ended", "Gil Essai")]);
        let south = app.client(&world.south_coordinator).await;
        assert_eq!(south.get(&format!("/api/covers/{id}/history")).await.problem(404), "not_found");
        assert_eq!(ids(&south.get("/api/covers").await.ok()["items"]), Vec::<&str>::new());
    }

    async fn a_cover_of_one_person_is_not_named_to_who_may_not_see_them(app: TestApp) {
        let world = &app.world;
        let mut asked = plan(&app, "add", None, Some(&world.referent));
        asked["person_id"] = json!(world.refusing.id);
        created(&app.client(&world.referent).await, &asked).await;
        let coordinator = app.client(&world.coordinator).await.get("/api/covers").await;
        assert!(!coordinator.text.contains("Cerisier"), "{}", coordinator.text);
        assert!(app.client(&world.referent).await.get("/api/covers").await.text.contains("Cerisier"));
    }

    async fn what_speaks_against_a_cover_is_said_before(app: TestApp) {
        let world = &app.world;
        let administrator = app.client(&world.administrator).await;
        created(&administrator, &plan(&app, "remove", Some(&world.second_coordinator), None)).await;
        let asked = plan(&app, "replace", Some(&world.coordinator), Some(&world.second_coordinator));
        let preview = administrator.post("/api/covers/preview", &asked).await.ok();
        assert_eq!(preview["conflicts"][0]["code"], "cover_away");
        assert!(preview["conflicts"][0]["detail"].as_str().expect("words").contains("Éloi Essai"));
        created(&administrator, &asked).await;
        let gaps = administrator.get("/api/covers/gaps?days=3").await.ok();
        let seen: Vec<_> = gaps["items"].as_array().expect("days").iter()
            .map(|item| (item["day"].as_str().unwrap_or(""), item["sector"]["name"].as_str().unwrap_or(""), item["gap"] == true))
            .collect();
        assert_eq!(seen, [
            ("2026-03-02", "Nord", true), ("2026-03-02", "Sud", false),
            ("2026-03-03", "Nord", true), ("2026-03-03", "Sud", false),
            ("2026-03-04", "Nord", false), ("2026-03-04", "Sud", false),
        ]);
        let own = app.client(&world.south_coordinator).await.get("/api/covers/gaps").await.ok();
        assert!(own["items"].as_array().expect("days").iter().all(|item| item["sector"]["name"] == "Sud"));
    }

    async fn absences_are_read_from_files_once_and_whole(app: TestApp) {
        let world = &app.world;
        let administrator = app.client(&world.administrator).await;
        let login = &world.coordinator.login;
        let file = |lines: &str, dry_run: bool| json!({
            "format": "csv", "text": format!("qui;du;au;motif\n{lines}"), "dry_run": dry_run,
        });
        let good = format!("{login};2026-03-10;2026-03-12;congés\nÉloi Essai;11/03/2026;11/03/2026;\n");
        let tried = administrator.post("/api/covers/import", &file(&good, true)).await.ok();
        assert_eq!(tried["absences"].as_array().map(Vec::len), Some(2));
        let covers = async || administrator.get("/api/covers?from=2026-03-01&to=2026-03-31").await.ok()["items"].as_array().map(Vec::len);
        assert_eq!(covers().await, Some(0), "only tried");
        let bad = administrator.post("/api/covers/import", &file(&format!("{good}nobody;2026-03-10;2026-03-12;\nx;;;\n"), false)).await.ok();
        let codes: Vec<_> = bad["errors"].as_array().expect("errors").iter().map(|one| (one["line"].clone(), one["code"].clone())).collect();
        assert_eq!(codes, [(json!(4), json!("unknown_user")), (json!(5), json!("invalid_time"))]);
        assert_eq!(covers().await, Some(0), "nothing half imported");
        let done = administrator.post("/api/covers/import", &file(&good, false)).await.ok();
        assert_eq!((&done["absences"][0]["action"], &done["absences"][0]["user"]["name"]), (&json!("added"), &json!("Dana Essai")));
        let again = administrator.post("/api/covers/import", &file(&good, false)).await.ok();
        assert_eq!(again["absences"][1]["action"], "known");
        assert_eq!(covers().await, Some(2));
        let others = app.client(&world.coordinator).await;
        let body = json!({ "format": "csv", "text": "du;au\n2026-03-20;2026-03-20\n", "dry_run": false, "user_id": world.referent.id });
        assert_eq!(others.post("/api/covers/import", &body).await.problem(422), "validation_failed");
    }

    async fn an_absence_that_moves_in_its_calendar_moves_here(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let file = |from: &str, to: &str| json!({
            "format": "ics", "dry_run": false,
            "text": format!("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:leave-1\r\nDTSTART;VALUE=DATE:{from}\r\nDTEND;VALUE=DATE:{to}\r\nSUMMARY:Congés\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"),
        });
        for (from, to) in [("20260310", "20260313"), ("20260311", "20260314"), ("20260311", "20260314")] {
            assert_eq!(coordinator.post("/api/covers/import", &file(from, to)).await.ok()["errors"], json!([]));
        }
        let listed = coordinator.get("/api/covers?from=2026-03-01&to=2026-03-31").await.ok();
        let standing: Vec<_> = listed["items"].as_array().expect("covers").iter().filter(|cover| cover["ended_at"].is_null()).collect();
        assert_eq!(standing.len(), 1);
        assert_eq!((&standing[0]["from"], &standing[0]["origin"]), (&json!("2026-03-10T23:00:00Z"), &json!("imported")));
        assert_eq!((&standing[0]["kind"], &standing[0]["reason"]), (&json!("remove"), &json!("Congés")));
    }
}
