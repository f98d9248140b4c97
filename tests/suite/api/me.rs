//! `GET /api/me`.

use serde_json::json;
use vigie_server::store::federations::{Bilingual, EmergencyNumber, Settings};
use vigie_server::store::users;
use vigie_tests::{on_both, rows};

on_both! {
    async fn everybody_learns_what_the_app_needs_once(app: TestApp) {
        for actor in app.world.actors() {
            let me = app.client(actor).await.get("/api/me").await.ok();
            assert_eq!(me["user"]["id"], actor.id.to_string());
            assert_eq!(me["user"]["role"], actor.role);
            let federation = json!({ "id": app.world.federation, "name": "Fédération d’essai", "time_zone": "Europe/Paris" });
            assert_eq!(me["federation"], federation);
            assert_eq!(me["server_time"], "2026-03-02T08:00:00Z");
            let fall = json!({ "id": "fall", "strength": "strong", "label": { "fr": "Chute", "en": "Fall" } });
            assert!(me["signs"].as_array().expect("signs").contains(&fall));
            assert!(!me.to_string().contains("Ailleurs"));
        }
    }

    async fn ones_own_mail_address_is_shown(app: TestApp) {
        let client = app.client(&app.world.aide).await;
        assert_eq!(client.get("/api/me").await.ok()["email"], json!(null));
        let mut tx = app.store().begin().await.expect("a transaction");
        let address = "aide@example.org".parse().expect("an address");
        users::set_email(&mut tx, app.world.federation, app.world.aide.id, Some(&address)).await.expect("set");
        tx.commit().await.expect("committed");
        assert_eq!(client.get("/api/me").await.ok()["email"], "aide@example.org");
    }

    async fn sectors_are_ones_own(app: TestApp) {
        let me = app.client(&app.world.south_referent).await.get("/api/me").await.ok();
        assert_eq!(me["sectors"], json!([{ "id": app.world.south, "name": "Sud" }]));
        assert_eq!(me["user"]["sector_ids"], json!([app.world.south]));
        let me = app.client(&app.world.administrator).await.get("/api/me").await.ok();
        assert_eq!(me["sectors"], json!([]));
    }

    async fn signs_and_emergency_numbers_are_the_federations_own(app: TestApp) {
        let label = Bilingual { fr: "Astreinte".to_owned(), en: "On call".to_owned() };
        let signs = json!([{ "id": "own_sign", "strength": "weak", "label": { "fr": "À nous", "en": "Ours" } }]);
        let emergency = vec![EmergencyNumber { label, phone: "04 00 00 00 00".to_owned() }];
        let settings = Settings { emergency, signs: Some(signs.clone()), ..Settings::default() };
        let id = rows::literal(app.store(), app.world.federation);
        let text = serde_json::to_string(&settings).expect("JSON").replace('\'', "''");
        rows::change(app.store(), &format!("UPDATE federations SET settings = '{text}' WHERE federation_id = {id}")).await;
        let me = app.client(&app.world.aide).await.get("/api/me").await.ok();
        assert_eq!(me["signs"], signs);
        let number = json!({ "label": { "fr": "Astreinte", "en": "On call" }, "phone": "04 00 00 00 00" });
        assert_eq!(me["emergency"], json!([number]));
    }
}
