//! `POST` and `DELETE /api/persons/{id}/place-code`.

use serde_json::{Value, json};
use vigie_tests::{on_both, rows};

use super::{looks, make, open};

on_both! {
    async fn the_desk_and_the_administrator_make_cards_and_a_new_one_ends_the_old(app: TestApp) {
        let (world, id) = (&app.world, app.world.person.id);
        let aide = app.client(&world.aide).await;
        let mut before = None;
        for by in [&world.coordinator, &world.referent, &world.administrator] {
            let code = make(&app, by, id).await;
            assert_eq!(code.len(), vigie_shared::place::LENGTH);
            assert_eq!(open(&aide, &code).await["leads_to"], "rating");
            if let Some(old) = before.replace(code) {
                assert_eq!(open(&aide, &old).await["leads_to"], "nowhere");
            }
        }
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM place_codes").await, 1);
        assert_eq!(looks(&app, id, "place_code").await, 3);
        let file = app.client(&world.coordinator).await.get(&format!("/api/persons/{id}")).await.ok();
        assert_eq!(file["place_code"]["made_by"]["name"], "Ida Essai");
    }

    async fn a_card_says_the_reference_and_no_name_and_its_code_is_kept_nowhere(app: TestApp) {
        let (world, id) = (&app.world, app.world.person.id);
        rows::change(app.store(), "UPDATE persons SET ref = 'P-0042' WHERE name = 'Mme Pommier' AND sector_id IS NOT NULL").await;
        let referent = app.client(&world.referent).await;
        let made = referent.post(&format!("/api/persons/{id}/place-code"), &Value::Null).await;
        assert!(!made.text.contains("Pommier"), "{}", made.text);
        let made = made.ok();
        assert_eq!(made["ref"], "P-0042");
        let code = made["url"].as_str().and_then(|url| url.rsplit('/').next()).expect("a code").to_owned();
        assert_eq!(rows::mentions(app.store(), &code).await, Vec::<String>::new());
    }

    async fn a_card_ends_by_hand_with_the_help_and_with_the_name(app: TestApp) {
        let (world, admin) = (&app.world, app.client(&app.world.administrator).await);
        let aide = app.client(&world.aide).await;
        let by_hand = make(&app, &world.referent, world.person.id).await;
        let ended = admin.delete(&format!("/api/persons/{}/place-code", world.person.id), None).await;
        assert_eq!(ended.status, 204);
        let (archived, erased) = (world.second_person.id, world.refusing.id);
        let with_help = make(&app, &world.referent, archived).await;
        let body = json!({ "version": 1, "reason": "déménagement" });
        admin.post(&format!("/api/persons/{archived}/archive"), &body).await.ok();
        let with_name = make(&app, &world.referent, erased).await;
        let body = json!({ "version": 1, "reason": "demande écrite", "confirm": "Mme Cerisier" });
        admin.post(&format!("/api/persons/{erased}/erase"), &body).await.ok();
        for code in [by_hand, with_help, with_name] {
            assert_eq!(open(&aide, &code).await["leads_to"], "nowhere", "{code}");
        }
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM place_codes").await, 0);
        let again = app.client(&world.administrator).await.post(&format!("/api/persons/{archived}/place-code"), &Value::Null).await;
        assert_eq!(again.problem(409), "wrong_state");
        // Help that goes on begins without a card: the old one may be anywhere.
        admin.post(&format!("/api/persons/{archived}/restore"), &json!({ "version": 2 })).await.ok();
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM place_codes").await, 0);
    }

    async fn the_copy_of_a_file_and_the_register_say_that_there_is_a_card(app: TestApp) {
        let (world, id) = (&app.world, app.world.person.id);
        make(&app, &world.referent, id).await;
        let admin = app.client(&world.administrator).await;
        let copy = admin.get(&format!("/api/persons/{id}/export")).await.ok();
        let section = &copy["sections"]["place_codes"];
        assert_eq!(section[0]["made_by"]["name"], "Gil Essai", "{section}");
        assert!(section[0]["code_hash"].is_null());
        let page = admin.get(&format!("/api/persons/{id}/export?format=html")).await;
        assert!(page.text.contains("Carte au domicile"));
        let register = admin.get("/api/register?q=pommier").await.ok();
        assert_eq!(register["items"][0]["place_code_at"], "2026-03-02T08:00:00Z");
    }
}
