//! `GET /api/team`.

use serde_json::{Value, json};
use vigie_tests::{on_both, rows};

on_both! {
    async fn the_team_are_those_who_share_a_sector(app: TestApp) {
        let world = &app.world;
        let both = world.another_user(app.app(), "coordinator", "Noa Essai", &[world.north, world.south]).await;
        let team = app.client(&world.coordinator).await.get("/api/team").await.ok();
        let names: Vec<&str> = team["items"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
        let mut expected = vec!["Dana Essai", "Gil Essai", "Noa Essai", "Éloi Essai"];
        let mut found = names.clone();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected);
        let noa: Vec<&Value> = team["items"].as_array().unwrap().iter().filter(|one| one["name"] == "Noa Essai").collect();
        let expected = json!({ "id": both.id, "name": "Noa Essai", "role": "coordinator", "sector_ids": [world.north] });
        assert_eq!(noa, [&expected], "of a colleague one sees the sectors one shares");
        let own = app.client(&both).await.get("/api/team").await.ok();
        assert_eq!(own["items"].as_array().unwrap().len(), 6);
    }

    async fn a_disabled_colleague_is_no_longer_in_the_team(app: TestApp) {
        let id = rows::literal(app.store(), app.world.referent.id);
        rows::change(app.store(), &format!("UPDATE users SET disabled_at = '2026-03-02T08:00:00+00:00' WHERE id = {id}")).await;
        let team = app.client(&app.world.coordinator).await.get("/api/team").await.ok();
        assert!(!team.to_string().contains("Gil Essai"));
    }
}
