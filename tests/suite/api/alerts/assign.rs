//! `assign`: only to somebody who may open the alert.

use serde_json::json;
use vigie_server::ids;
use vigie_tests::{on_both, rows};

use super::{alert_and_coordinator, alert_of};

on_both! {
    async fn an_alert_goes_to_a_colleague_of_the_sector(app: TestApp) {
        let (mut alert, coordinator) = alert_and_coordinator(&app).await;
        for colleague in [&app.world.second_coordinator, &app.world.referent, &app.world.coordinator] {
            alert = coordinator.act(&alert, "assign", json!({ "owner_id": colleague.id })).await.ok();
            assert_eq!(alert["owner"], json!({ "id": colleague.id, "name": colleague.name }));
            assert_eq!(alert["state"], "taken");
        }
        let line = &alert["timeline"][3];
        assert_eq!((&line["kind"], &line["data"]["owner_id"]), (&json!("assigned"), &json!(app.world.coordinator.id)));
        assert_eq!(line["actor"]["id"], json!(app.world.coordinator.id));
    }

    async fn nobody_else_can_be_given_an_alert_and_all_look_the_same(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        let outsiders = [
            app.world.south_coordinator.id,
            app.world.south_referent.id,
            app.world.aide.id,
            app.world.administrator.id,
            app.elsewhere.coordinator.id,
            ids::fresh(),
        ];
        let mut answers = Vec::new();
        for outsider in outsiders {
            let answer = coordinator.act(&alert, "assign", json!({ "owner_id": outsider })).await;
            assert_eq!(answer.problem(422), "validation_failed");
            assert_eq!(answer.body["errors"][0]["pointer"], "/owner_id");
            answers.push(answer.text);
        }
        answers.dedup();
        assert_eq!(answers.len(), 1);
        assert_eq!(coordinator.only_alert().await["state"], "new");
    }

    async fn an_alert_of_a_person_who_refuses_goes_to_no_coordinator(app: TestApp) {
        let alert = alert_of(&app, &app.world.refusing).await;
        let referent = app.client(&app.world.referent).await;
        let answer = referent.act(&alert, "assign", json!({ "owner_id": app.world.coordinator.id })).await;
        assert_eq!(answer.problem(422), "validation_failed");
        let own = referent.act(&alert, "assign", json!({ "owner_id": app.world.referent.id })).await.ok();
        assert_eq!(own["state"], "taken");
    }

    async fn a_disabled_colleague_gets_nothing(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        let id = rows::literal(app.store(), app.world.second_coordinator.id);
        let sql = format!("UPDATE users SET disabled_at = '2026-03-02T08:00:00+00:00' WHERE id = {id}");
        assert_eq!(rows::change(app.store(), &sql).await, 1);
        let answer = coordinator.act(&alert, "assign", json!({ "owner_id": app.world.second_coordinator.id })).await;
        assert_eq!(answer.problem(422), "validation_failed");
    }
}
