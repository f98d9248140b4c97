//! Who sees which accounts, in which order.

use serde_json::{Value, json};
use vigie_tests::{Client, on_both};

use super::{account, admin, invite};

fn names(page: &Value) -> Vec<String> {
    let items = page["items"].as_array().expect("items");
    items.iter().map(|item| item["name"].as_str().expect("a name").to_owned()).collect()
}

async fn named(client: &Client, query: &str) -> Vec<String> {
    names(&client.get(&format!("/api/accounts?{query}")).await.ok())
}

on_both! {
    async fn an_administrator_sees_all_by_name_and_a_referent_her_aides(app: TestApp) {
        let admin = admin(&app).await;
        let all = ["Alix Essai", "Bo Essai", "Cléo Essai", "Dana Essai", "Éloi Essai", "Flo Essai", "Gil Essai", "Hanna Essai", "Ida Essai"];
        assert_eq!(named(&admin, "").await, all);
        let referent = app.client(&app.world.referent).await;
        assert_eq!(named(&referent, "").await, ["Alix Essai", "Bo Essai"]);
        assert_eq!(named(&app.client(&app.world.south_referent).await, "").await, ["Cléo Essai"]);
        for hidden in [&app.world.south_aide, &app.world.coordinator, &app.world.referent, &app.elsewhere.aide] {
            assert_eq!(referent.get(&format!("/api/accounts/{}", hidden.id)).await.problem(404), "not_found");
        }
    }

    async fn pages_follow_each_other_without_gap_or_repeat(app: TestApp) {
        let admin = admin(&app).await;
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = admin.get(&format!("/api/accounts?limit=2{cursor}")).await.ok();
            seen.extend(names(&page));
            match page["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(seen, named(&admin, "").await);
        for wrong in ["limit=0", "limit=201", "cursor=x", "role=boss", "state=asleep"] {
            assert_eq!(admin.get(&format!("/api/accounts?{wrong}")).await.problem(400), "invalid_request", "{wrong}");
        }
    }

    async fn a_list_is_narrowed_by_words_role_sector_and_state(app: TestApp) {
        let admin = admin(&app).await;
        assert_eq!(named(&admin, "q=CLEO").await, ["Cléo Essai"]);
        assert_eq!(named(&admin, "q=%25").await, Vec::<String>::new(), "a wildcard is a character");
        assert_eq!(named(&admin, &format!("role=coordinator&sector_id={}", app.world.south)).await, ["Flo Essai"]);
        let new = json!({ "role": "aide", "name": "Zoé Neuve", "login": null, "sector_ids": [app.world.north], "locale": null, "email": null, "phone": null });
        assert_eq!(admin.post("/api/accounts", &new).await.status, 201);
        assert_eq!(named(&admin, "state=invited").await, ["Zoé Neuve"]);
        assert_eq!(named(&admin, "state=active").await.len(), 9);
        assert_eq!(named(&admin, "state=disabled").await, Vec::<String>::new());
    }

    async fn an_account_tells_its_sessions_and_invitation(app: TestApp) {
        let admin = admin(&app).await;
        let before = account(&admin, &app.world.aide).await;
        assert_eq!((&before["sessions"], &before["last_seen_at"], &before["invited_until"]), (&json!(0), &Value::Null, &Value::Null));
        assert_eq!((&before["state"], &before["has_password"], &before["second_factor"]), (&json!("active"), &json!(true), &json!("none")));
        for absent in ["ref", "email", "phone", "disabled_at"] {
            assert!(before.as_object().expect("an object").contains_key(absent), "{absent}");
        }
        app.client(&app.world.aide).await;
        let expires_at = invite(&admin, &app.world.aide).await["expires_at"].clone();
        let after = account(&admin, &app.world.aide).await;
        assert_eq!((&after["sessions"], &after["invited_until"]), (&json!(1), &expires_at));
        assert_eq!(after["sector_ids"], json!([app.world.north]));
    }
}
