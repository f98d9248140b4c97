//! Who gets how much.

use serde_json::{Value, json};
use vigie_tests::{Client, on_both};

async fn partner(client: &Client, kind: &str, name: &str) -> String {
    let answer = client.post("/api/partners", &json!({ "kind": kind, "name": name })).await;
    assert_eq!(answer.status, 201, "{}", answer.text);
    answer.body["id"].as_str().expect("an id").to_owned()
}

async fn shares(client: &Client, query: &str) -> Value {
    client.get(&format!("/api/partners/shares{query}")).await.ok()["items"].clone()
}

on_both! {
    async fn each_partner_is_counted_as_proposed_and_chosen_by_kind(app: TestApp) {
        let coordinator = app.client(&app.world.coordinator).await;
        let (one, two) = (partner(&coordinator, "meal_delivery", "Un").await, partner(&coordinator, "meal_delivery", "Deux").await);
        let nurse = partner(&coordinator, "nurse", "Soin").await;
        let rating = app.world.rating(&app.world.person, app.now(), [Some(1), None, None]);
        app.client(&app.world.aide).await.rate(&[rating]).await;
        let mut alert = coordinator.only_alert().await;
        let actions = [(&two, json!([one, two])), (&two, json!([one, two])), (&nurse, Value::Null), (&one, json!([one]))];
        for (chosen, proposed) in actions {
            let body = json!({
                "kind": "partner", "contact": "phone", "agreement": "person", "partner_id": chosen, "partners_proposed": proposed,
            });
            alert = coordinator.act(&alert, "action", body).await.ok();
        }
        let last = alert["timeline"].as_array().unwrap().last().unwrap()["seq"].clone();
        coordinator.act(&alert, "retract", json!({ "seq": last })).await.ok();
        let expected = json!([
            { "kind": "meal_delivery", "total": 2, "partners": [
                { "id": two, "name": "Deux", "proposed": 2, "chosen": 2 }, { "id": one, "name": "Un", "proposed": 2, "chosen": 0 } ] },
            { "kind": "nurse", "total": 1, "partners": [{ "id": nurse, "name": "Soin", "proposed": 1, "chosen": 1 }] },
        ]);
        assert_eq!(shares(&coordinator, "").await, expected);
        assert_eq!(shares(&coordinator, "?from=2026-03-02&to=2026-03-02").await, expected);
        assert_eq!(shares(&coordinator, "?from=2026-03-03").await, json!([]));
        assert_eq!(shares(&coordinator, "?to=2026-03-01").await, json!([]));
        // Who refuses coordination is not even counted by a coordinator.
        let referent = app.client(&app.world.referent).await;
        let body = json!({ "coordination": "refused", "given_by": "elle-même" });
        referent.put(&format!("/api/persons/{}/consent", app.world.person.id), &body).await;
        assert_eq!(shares(&coordinator, "").await, json!([]));
        assert_eq!(shares(&referent, "").await, expected);
    }
}
