//! `GET /api/alerts/counts`: what waits, in the scopes of the list.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_tests::{Client, on_both};

use super::alert_of;

async fn counts(client: &Client) -> Value {
    client.get("/api/alerts/counts").await.ok()
}

on_both! {
    async fn counts_say_what_the_list_would_show(app: TestApp) {
        let world = &app.world;
        let both = world.another_user(app.app(), "coordinator", "Noa Essai", &[world.north, world.south]).await;
        let client = app.client(&both).await;
        let empty = counts(&client).await;
        assert_eq!((&empty["all"], &empty["last_rating_at"]), (&json!(0), &Value::Null));
        let taken = alert_of(&app, &world.person).await;
        client.act(&taken, "claim", json!({})).await.ok();
        let snoozed = alert_of(&app, &world.second_person).await;
        client.act(&snoozed, "snooze", json!({ "until": app.now() + TimeDelta::days(1) })).await.ok();
        alert_of(&app, &world.south_person).await;
        alert_of(&app, &world.refusing).await;
        let other = world.another_person(app.app(), "Mme Prunier", world.north).await;
        let closed = alert_of(&app, &other).await;
        client.act(&closed, "resolve", json!({ "outcome": "acted" })).await.ok();
        let expected = json!({
            "mine": 1, "sectors": 3, "all": 3, "new": 1, "taken": 1, "snoozed": 1, "overdue": 0,
            "by_severity": { "critical": 3, "high": 0, "moderate": 0 },
            "last_rating_at": app.now(),
        });
        assert_eq!(counts(&client).await, expected);
        let north = counts(&app.client(&world.coordinator).await).await;
        assert_eq!((&north["mine"], &north["all"], &north["new"]), (&json!(0), &json!(2), &json!(0)));
        let referent = counts(&app.client(&world.referent).await).await;
        assert_eq!((&referent["all"], &referent["new"]), (&json!(3), &json!(1)), "whom refuses is the referent's");
        app.advance(TimeDelta::days(3));
        let client = app.client(&both).await;
        assert_eq!(counts(&client).await["overdue"], 2, "one late to take, one late to act; what was put off is not late");
    }

    async fn a_person_who_refuses_is_counted_for_no_coordinator(app: TestApp) {
        alert_of(&app, &app.world.refusing).await;
        let seen = counts(&app.client(&app.world.coordinator).await).await;
        assert_eq!((&seen["all"], &seen["last_rating_at"]), (&json!(0), &Value::Null), "not even when they were last rated");
    }
}
