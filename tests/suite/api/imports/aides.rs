//! Aides from a file.

use serde_json::json;
use vigie_tests::{on_both, rows};

use super::{admin, counts, import, mistakes};

on_both! {
    async fn aides_become_accounts_with_a_link_only_if_asked(app: TestApp) {
        let client = admin(&app).await;
        let file = "ref;identifiant;nom;secteurs\nA1;Ana.Essai;Ana Essai;Nord|Sud\nA2;;Béa Essai;sud\n";
        let body = json!({ "csv": file, "dry_run": true, "invite": true });
        let tried = client.post("/api/imports/aides", &body).await.ok();
        assert_eq!((counts(&tried), &tried["links"]), ([2, 0, 0, 0, 0], &json!([])));
        let body = json!({ "csv": file, "dry_run": false, "invite": true });
        let written = client.post("/api/imports/aides", &body).await.ok();
        let links = written["links"].as_array().expect("links");
        let mut logins: Vec<&str> = links.iter().filter_map(|link| link["login"].as_str()).collect();
        logins.sort_unstable();
        assert_eq!(logins, ["a2", "ana.essai"]);
        let url = links[0]["url"].as_str().expect("a link");
        let token = url.split_once("bienvenue#").expect("a token").1;
        app.anonymous().post("/api/enrolment", &json!({ "token": token })).await.ok();
        assert_eq!(counts(&client.post("/api/imports/aides", &body).await.ok()), [0, 0, 0, 2, 0]);
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM enrolments").await, 2, "nobody new, no link");
        let moved = import(&client, "aides", &file.replace("Nord|Sud", "Nord"), false).await;
        let fields = json!([{ "name": "sectors", "from": "Nord|Sud", "to": "Nord" }]);
        let sorted = |value: &serde_json::Value| {
            let mut names: Vec<String> = value.as_str().unwrap().split('|').map(str::to_owned).collect();
            names.sort();
            names
        };
        assert_eq!(sorted(&moved["changed"][0]["fields"][0]["from"]), sorted(&fields[0]["from"]));
        assert_eq!(moved["changed"][0]["fields"][0]["to"], "Nord");
    }

    async fn an_account_made_by_hand_is_found_by_its_login_and_gets_its_key(app: TestApp) {
        let client = admin(&app).await;
        let file = format!("ref,login,name,sectors\nA9,{},Alix Essai,Nord\n", app.world.aide.login);
        let diff = import(&client, "aides", &file, false).await;
        assert_eq!(counts(&diff), [0, 1, 0, 0, 0]);
        assert_eq!(diff["changed"][0]["fields"], json!([{ "name": "ref", "from": null, "to": "A9" }]));
        assert_eq!(counts(&import(&client, "aides", &file, false).await), [0, 0, 0, 1, 0]);
    }

    async fn a_login_that_is_taken_is_refused_wherever_it_is_taken(app: TestApp) {
        let client = admin(&app).await;
        let file = format!(
            "ref,login,name,sectors\nA1,{},X,Nord\nA2,{},Y,Nord\nA3,neu,Z,Nord\nA4,neu,Z,Nord\nA5,a b,Z,\n",
            app.world.coordinator.login, app.elsewhere.aide.login
        );
        assert_eq!(mistakes(&import(&client, "aides", &file, false).await), [(6, "blank_in_login".to_owned()), (6, "missing".to_owned())]);
        let file = file.replace("A5,a b,Z,\n", "");
        let expected = [2, 3, 5].map(|line| (line, "login_taken".to_owned()));
        assert_eq!(mistakes(&import(&client, "aides", &file, false).await), expected);
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM users WHERE ref IS NOT NULL").await, 0);
    }
}
