//! The directory of partners: `ref,name,kind,sectors,area,contact_name,phone,email,availability,note`. More of it in `api/partners`.

use serde_json::{Value, json};
use vigie_tests::{Client, on_both};

use super::undo::{left, undo};
use super::{admin, counts, import};

const FIRST: &str = "ref;name;kind;sectors;phone;note\n\
S1;Repas du Vallon;meal_delivery;Nord;01;À midi\n\
S2;Cabinet du Pré;nurse;;02;\n";
const SECOND: &str = "ref;name;kind;sectors;phone\n\
S1;Repas du Vallon;Portage de repas;Nord|Sud;11\n\
S2;Cabinet des Prés;nurse;;02\n\
S3;Taxi du Pont;other;;\n";

/// The partner of a key, as the directory shows it.
async fn partner(client: &Client, query: &str, reference: &str) -> Value {
    of(&client.get(&format!("/api/partners{query}")).await.ok()["items"], reference).clone()
}

fn of<'a>(items: &'a Value, reference: &str) -> &'a Value {
    items.as_array().expect("a list").iter().find(|item| item["ref"] == reference).unwrap_or(&Value::Null)
}

on_both! {
    async fn what_a_file_changes_is_shown_first_and_taken_back_but_for_what_somebody_changed_since(app: TestApp) {
        let client = admin(&app).await;
        assert_eq!(counts(&import(&client, "partners", FIRST, false).await), [2, 0, 0, 0, 0]);
        let tried = import(&client, "partners", SECOND, true).await;
        assert_eq!(counts(&tried), [1, 2, 0, 0, 0]);
        let renamed = json!([{ "name": "name", "from": "Cabinet du Pré", "to": "Cabinet des Prés" }]);
        assert_eq!(of(&tried["changed"], "S2")["fields"], renamed);
        let fields = &of(&tried["changed"], "S1")["fields"];
        assert_eq!(fields[0], json!({ "name": "phone", "from": "01", "to": "11" }));
        assert_eq!((&fields[1]["name"], &fields[1]["from"], &fields[2]), (&json!("sectors"), &json!("Nord"), &Value::Null));
        assert_eq!(partner(&client, "", "S2").await["name"], "Cabinet du Pré", "a trial writes nothing");
        let diff = import(&client, "partners", SECOND, false).await;
        let before = partner(&client, "", "S1").await;
        assert_eq!((&before["version"], &before["note"]), (&json!(2), &json!("À midi")), "the file has no such column");
        // A coordinator corrects the phone meanwhile.
        let body = json!({
            "version": 2, "ref": "S1", "kind": before["kind"], "name": before["name"], "sector_ids": before["sector_ids"], "phone": "99",
            "note": before["note"],
        });
        let path = format!("/api/partners/{}", before["id"].as_str().expect("an id"));
        app.client(&app.world.coordinator).await.put(&path, &body).await.ok();
        let undone = undo(&client, &diff).await;
        assert_eq!((&undone["taken_back"], &undone["left_alone"]), (&json!(3), &json!(1)));
        assert_eq!(left(&undone), [("S1".to_owned(), json!(["phone"]), "left_changed".to_owned())]);
        let after = partner(&client, "", "S1").await;
        assert_eq!((&after["phone"], &after["sector_ids"]), (&json!("99"), &json!([app.world.north])));
        let other = partner(&client, "", "S2").await;
        assert_eq!((&other["name"], &other["version"]), (&json!("Cabinet du Pré"), &json!(3)), "an open form is told");
        assert_eq!(partner(&client, "", "S3").await, Value::Null);
        assert_eq!(counts(&import(&client, "partners", SECOND, true).await), [1, 2, 0, 0, 0], "it can be imported again");
    }

    async fn a_partner_that_an_action_names_or_that_has_another_key_is_not_taken_away(app: TestApp) {
        let (client, coordinator) = (admin(&app).await, app.client(&app.world.coordinator).await);
        let file = format!("{FIRST}S3;Taxi du Pont;other;;;\n");
        let diff = import(&client, "partners", &file, false).await;
        let named = partner(&client, "", "S1").await["id"].clone();
        let rating = app.world.rating(&app.world.person, app.now(), [Some(1), None, None]);
        app.client(&app.world.aide).await.rate(&[rating]).await;
        let alert = coordinator.only_alert().await;
        let body = json!({ "kind": "partner", "contact": "phone", "agreement": "person", "partner_id": named });
        coordinator.act(&alert, "action", body).await.ok();
        let id = partner(&client, "", "S3").await["id"].clone();
        let path = format!("/api/partners/{}", id.as_str().expect("an id"));
        client.put(&path, &json!({ "version": 1, "kind": "other", "name": "Taxi du Pont" })).await.ok();
        let mut found = left(&undo(&client, &diff).await);
        found.sort_by(|a, b| a.0.cmp(&b.0));
        let expected = [
            ("S1".to_owned(), json!([]), "left_in_use".to_owned()), ("S3".to_owned(), json!([]), "left_changed".to_owned()),
        ];
        assert_eq!(found, expected);
        let list = client.get("/api/partners").await.ok();
        let names: Vec<&Value> = list["items"].as_array().expect("a list").iter().map(|item| &item["name"]).collect();
        assert_eq!(names, ["Repas du Vallon", "Taxi du Pont"]);
    }

    async fn an_archived_partner_stays_archived_and_the_older_door_leaves_the_same_trace(app: TestApp) {
        let client = admin(&app).await;
        let report = client.post("/api/partners/import", &json!({ "csv": FIRST, "dry_run": false })).await.ok();
        assert_eq!(report, json!({ "added": 2, "changed": 0, "unchanged": 0, "errors": [] }));
        let item = client.get("/api/imports").await.ok()["items"][0].clone();
        assert_eq!((&item["kind"], &item["added"], &item["can_undo"]), (&json!("partners"), &json!(2), &json!(true)));
        let id = partner(&client, "", "S2").await["id"].clone();
        let path = format!("/api/partners/{}", id.as_str().expect("an id"));
        assert_eq!(client.delete(&path, None).await.status, 204);
        assert_eq!(counts(&import(&client, "partners", SECOND, false).await), [1, 2, 0, 0, 0]);
        assert_eq!(partner(&client, "", "S2").await, Value::Null);
        assert_eq!(partner(&client, "?archived=true", "S2").await["name"], "Cabinet des Prés");
    }
}
