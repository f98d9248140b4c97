//! Making and changing accounts.

use serde_json::{Value, json};
use vigie_tests::{Client, TestApp, on_both};

use super::{account, admin, history, mistakes, one, path};

fn aide(app: &TestApp, name: &str) -> Value {
    json!({ "role": "aide", "name": name, "login": null, "sector_ids": [app.world.north], "locale": null, "email": null, "phone": null })
}

async fn made(client: &Client, body: &Value) -> Value {
    let answer = client.post("/api/accounts", body).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.body
}

/// The body of a change that changes nothing.
fn same(account: &Value) -> Value {
    let keep = ["version", "name", "login", "sector_ids", "locale", "email", "phone"];
    keep.into_iter().map(|field| (field.to_owned(), account[field].clone())).collect::<serde_json::Map<_, _>>().into()
}

on_both! {
    async fn a_login_is_made_from_the_name_and_numbered(app: TestApp) {
        let referent = app.client(&app.world.referent).await;
        let first = made(&referent, &aide(&app, "Hélène L’Œillet")).await;
        assert_eq!((&first["login"], &first["state"], &first["locale"]), (&json!("helene.l.oeillet"), &json!("invited"), &json!("fr")));
        assert_eq!(made(&referent, &aide(&app, "Hélène L’Œillet")).await["login"], "helene.l.oeillet2");
        let mut asked = aide(&app, "Autre");
        asked["login"] = json!("Helene.l.oeillet");
        assert_eq!(mistakes(&referent.post("/api/accounts", &asked).await), one("/login", "login_taken"));
        assert_eq!(history(&referent, first["id"].as_str().expect("an id")).await, ["created"]);
    }

    async fn a_referent_makes_aides_of_her_sectors_and_nobody_else(app: TestApp) {
        let referent = app.client(&app.world.referent).await;
        let mut body = aide(&app, "Zoé");
        body["role"] = json!("administrator");
        assert_eq!(mistakes(&referent.post("/api/accounts", &body).await), one("/role", "only_aides_here"));
        body = aide(&app, "Zoé");
        body["sector_ids"] = json!([app.world.south]);
        assert_eq!(mistakes(&referent.post("/api/accounts", &body).await), one("/sector_ids", "unknown_sector"));
        body["sector_ids"] = json!([]);
        assert_eq!(mistakes(&referent.post("/api/accounts", &body).await), one("/sector_ids", "missing"));
        body["sector_ids"] = json!([app.elsewhere.north]);
        assert_eq!(mistakes(&admin(&app).await.post("/api/accounts", &body).await), one("/sector_ids", "unknown_sector"));
        let boss = json!({ "role": "administrator", "name": "Ali", "sector_ids": [] });
        assert_eq!(made(&admin(&app).await, &boss).await["role"], "administrator");
    }

    async fn a_change_is_written_at_its_version_and_noted(app: TestApp) {
        let admin = admin(&app).await;
        let before = account(&admin, &app.world.aide).await;
        let mut body = same(&before);
        body["name"] = json!("Alix Martin");
        body["phone"] = json!("06 12 34 56 78");
        body["email"] = json!("alix@Example.org");
        let after = admin.put(&path(&app.world.aide), &body).await.ok();
        assert_eq!((&after["name"], &after["email"], &after["version"]), (&json!("Alix Martin"), &json!("alix@example.org"), &json!(2)));
        let stale = admin.put(&path(&app.world.aide), &body).await;
        assert_eq!(stale.problem(409), "stale_version");
        assert_eq!(stale.body["account"], after);
        let items = admin.get(&format!("{}/history", path(&app.world.aide))).await.ok()["items"].clone();
        assert_eq!(items[0]["detail"], "name,email,phone");
        assert_eq!(items[0]["actor"], json!({ "id": app.world.administrator.id, "name": "Ida Essai" }));
        admin.put(&path(&app.world.aide), &same(&after)).await.ok();
        assert_eq!(history(&admin, &app.world.aide.id.to_string()).await, ["changed"], "nothing changed, nothing noted");
        let mut wrong = same(&account(&admin, &app.world.aide).await);
        wrong["login"] = json!(app.world.coordinator.login);
        assert_eq!(mistakes(&admin.put(&path(&app.world.aide), &wrong).await), one("/login", "login_taken"));
    }

    async fn sectors_of_others_are_not_a_referents_to_give_or_take(app: TestApp) {
        let (admin, referent) = (admin(&app).await, app.client(&app.world.referent).await);
        let mut both = same(&account(&admin, &app.world.aide).await);
        both["sector_ids"] = json!([app.world.north, app.world.south]);
        let shared = admin.put(&path(&app.world.aide), &both).await.ok();
        let mut taken = same(&shared);
        taken["sector_ids"] = json!([app.world.north]);
        assert_eq!(mistakes(&referent.put(&path(&app.world.aide), &taken).await), one("/sector_ids", "not_your_sector"));
        let mut named = same(&shared);
        named["name"] = json!("Alix Nord-Sud");
        let named = referent.put(&path(&app.world.aide), &named).await.ok();
        assert_eq!(named["name"], "Alix Nord-Sud");
        let mut left = same(&named);
        left["sector_ids"] = json!([app.world.south]);
        assert_eq!(referent.put(&path(&app.world.aide), &left).await.ok()["sector_ids"], json!([app.world.south]));
        assert_eq!(referent.get(&path(&app.world.aide)).await.problem(404), "not_found", "she let go of her");
        let mut given = same(&account(&admin, &app.world.second_aide).await);
        given["sector_ids"] = json!([app.world.north, app.world.south]);
        assert_eq!(mistakes(&referent.put(&path(&app.world.second_aide), &given).await), one("/sector_ids", "unknown_sector"));
    }
}
