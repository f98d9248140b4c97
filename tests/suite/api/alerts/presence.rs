//! `POST /api/presence`: somebody is looking.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_tests::{Client, on_both};

use super::alert_of;

async fn beat(client: &Client, alert: Option<&Value>) -> Value {
    let body = json!({ "alert_id": alert.map(|alert| alert["id"].clone()) });
    client.post("/api/presence", &body).await.ok()["items"].clone()
}

on_both! {
    async fn colleagues_see_who_looks_until_they_look_away(app: TestApp) {
        let (first, second) = (alert_of(&app, &app.world.person).await, alert_of(&app, &app.world.second_person).await);
        let (dana, eloi) = (app.client(&app.world.coordinator).await, app.client(&app.world.second_coordinator).await);
        let gil = app.client(&app.world.referent).await;
        assert_eq!(beat(&dana, Some(&first)).await, json!([]), "nobody sees themselves");
        beat(&gil, Some(&first)).await;
        let (dana_name, gil_name) = (json!({ "id": app.world.coordinator.id, "name": "Dana Essai" }), json!({ "id": app.world.referent.id, "name": "Gil Essai" }));
        assert_eq!(beat(&eloi, None).await, json!([{ "alert_id": first["id"], "users": [dana_name, gil_name] }]));
        beat(&dana, Some(&second)).await;
        let seen = beat(&eloi, None).await;
        assert_eq!(seen.as_array().map(Vec::len), Some(2), "one alert at a time: {seen}");
        beat(&dana, None).await;
        assert_eq!(beat(&eloi, None).await, json!([{ "alert_id": first["id"], "users": [gil_name] }]));
        app.advance(TimeDelta::seconds(39));
        assert_eq!(beat(&eloi, None).await.as_array().map(Vec::len), Some(1));
        app.advance(TimeDelta::seconds(2));
        assert_eq!(beat(&eloi, None).await, json!([]), "a closed screen says nothing any more");
    }

    async fn nobody_is_seen_at_what_one_may_not_see(app: TestApp) {
        let hidden = alert_of(&app, &app.world.refusing).await;
        let (coordinator, referent) = (app.client(&app.world.coordinator).await, app.client(&app.world.referent).await);
        beat(&referent, Some(&hidden)).await;
        assert_eq!(beat(&coordinator, None).await, json!([]));
        beat(&coordinator, Some(&hidden)).await;
        assert_eq!(beat(&referent, Some(&hidden)).await, json!([]), "a look that is not allowed is not one");
        let aide = app.client(&app.world.aide).await;
        assert_eq!(aide.post("/api/presence", &json!({ "alert_id": null })).await.problem(404), "not_found");
    }
}
