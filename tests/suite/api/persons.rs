//! `/api/persons`: finding somebody and opening the file.

use serde_json::{Value, json};
use vigie_server::ids;
use vigie_tests::{Client, on_both};

async fn found(client: &Client, query: &str) -> Vec<String> {
    let answer = client.get(&format!("/api/persons{query}")).await.ok();
    let items: &Vec<Value> = answer["items"].as_array().expect("items");
    items.iter().map(|person| person["name"].as_str().unwrap().to_owned()).collect()
}

on_both! {
    async fn a_name_is_found_by_any_part_without_accents_or_case(app: TestApp) {
        for name in ["Mme Hélène L’Œillet-Noël", "M. 100% Coton_Bio"] {
            app.world.another_person(app.app(), name, app.world.north).await;
        }
        let coordinator = app.client(&app.world.coordinator).await;
        for query in ["helene", "H%C3%89L", "oeillet", "%C5%93illet", "l%27oeillet", "noel", "NO%C3%8BL", "%20helene%20"] {
            assert_eq!(found(&coordinator, &format!("?q={query}")).await, ["Mme Hélène L’Œillet-Noël"], "{query}");
        }
        // What a pattern would mean to a database is only a character here.
        for query in ["100%25", "%25%20c", "n_b"] {
            assert_eq!(found(&coordinator, &format!("?q={query}")).await, ["M. 100% Coton_Bio"], "{query}");
        }
        for query in ["h_l", "%25%25", "zzz", "%5C"] {
            assert_eq!(found(&coordinator, &format!("?q={query}")).await, Vec::<String>::new(), "{query}");
        }
    }

    async fn everybody_finds_those_of_their_scope_by_name(app: TestApp) {
        let world = &app.world;
        let cases: [(_, &[&str]); 6] = [
            (&world.coordinator, &["M. Poirier", "Mme Pommier"]),
            (&world.referent, &["M. Poirier", "Mme Cerisier", "Mme Pommier"]),
            (&world.aide, &["M. Poirier", "Mme Cerisier", "Mme Pommier"]),
            (&world.south_coordinator, &["M. Figuier"]),
            (&world.south_referent, &["M. Figuier"]),
            (&world.south_aide, &["M. Figuier"]),
        ];
        for (actor, expected) in cases {
            let client = app.client(actor).await;
            assert_eq!(found(&client, "").await, expected, "{}", actor.name);
            assert_eq!(found(&client, "?q=").await, expected, "{}", actor.name);
        }
        assert_eq!(app.client(&world.administrator).await.get("/api/persons").await.problem(404), "not_found");
    }

    async fn an_aide_reads_names_and_nothing_of_consent(app: TestApp) {
        let items = app.client(&app.world.aide).await.get("/api/persons?q=cerisier").await.ok()["items"].clone();
        let expected = json!([{ "id": app.world.refusing.id, "name": "Mme Cerisier", "sector_id": app.world.north }]);
        assert_eq!(items, expected);
        let items = app.client(&app.world.referent).await.get("/api/persons?q=cerisier").await.ok()["items"].clone();
        assert_eq!(items[0]["coordination"], "refused");
    }

    async fn the_file_has_consent_history_and_alerts(app: TestApp) {
        let mut rating = app.world.rating(&app.world.person, app.now(), [Some(1), Some(3), None]);
        rating["signs"] = json!(["pain"]);
        rating["note"] = json!("Fatiguée depuis hier.");
        assert_eq!(app.client(&app.world.aide).await.rate(std::slice::from_ref(&rating)).await, ["stored"]);
        let coordinator = app.client(&app.world.coordinator).await;
        let alert = coordinator.only_alert().await;
        let file = coordinator.get(&format!("/api/persons/{}", app.world.person.id)).await.ok();
        assert_eq!((&file["name"], &file["sector_id"]), (&json!("Mme Pommier"), &json!(app.world.north)));
        let consent = json!({ "coordination": "accepted", "given_by": "la personne", "at": app.now() });
        assert_eq!(file["consent"], consent);
        let expected = json!({
            "id": rating["id"], "visited_at": app.now(), "aide": { "id": app.world.aide.id, "name": "Alix Essai" },
            "scores": { "intervention": 4, "health": 1, "mood": 3, "form": null }, "signs": ["pain"],
            "note": "Fatiguée depuis hier.", "status": "folded",
        });
        assert_eq!(file["history"]["ratings"], json!([expected]));
        let brief = json!({
            "id": alert["id"], "state": "new", "severity": "critical", "opened_at": app.now(), "closed_at": null,
            "outcome": null, "sentence": alert["sentence"],
        });
        assert_eq!(file["alerts"], json!([brief]));
    }

    async fn no_file_opens_for_those_out_of_scope(app: TestApp) {
        let world = &app.world;
        for (actor, person) in [
            (&world.coordinator, world.refusing.id),
            (&world.coordinator, world.south_person.id),
            (&world.coordinator, app.elsewhere.person.id),
            (&world.referent, world.south_person.id),
            (&world.aide, world.person.id),
            (&world.administrator, world.person.id),
            (&world.referent, ids::fresh()),
        ] {
            let client = app.client(actor).await;
            assert_eq!(client.get(&format!("/api/persons/{person}")).await.problem(404), "not_found", "{}", actor.role);
        }
        app.client(&world.referent).await.get(&format!("/api/persons/{}", world.refusing.id)).await.ok();
    }
}
