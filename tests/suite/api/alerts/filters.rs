//! `GET /api/alerts` with filters.

use serde_json::{Value, json};
use vigie_server::ids;
use vigie_tests::{Client, on_both};

use super::alert_of;

async fn persons(client: &Client, query: &str) -> Vec<String> {
    let page = client.get(&format!("/api/alerts?{query}")).await.ok();
    let items: &Vec<Value> = page["items"].as_array().expect("items");
    let mut names: Vec<String> =
        items.iter().map(|alert| alert["person"]["name"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

on_both! {
    async fn the_queue_is_filtered_by_state_owner_severity_and_sector(app: TestApp) {
        let world = &app.world;
        let both = world.another_user(app.app(), "coordinator", "Noa Essai", &[world.north, world.south]).await;
        let client = app.client(&both).await;
        let taken = alert_of(&app, &world.person).await;
        client.act(&taken, "claim", json!({})).await.ok();
        let snoozed = alert_of(&app, &world.second_person).await;
        client.act(&snoozed, "snooze", json!({ "until": app.now() + chrono::TimeDelta::days(1) })).await.ok();
        alert_of(&app, &world.south_person).await;
        let other = world.another_person(app.app(), "Mme Prunier", world.north).await;
        let closed = alert_of(&app, &other).await;
        client.act(&closed, "resolve", json!({ "outcome": "acted" })).await.ok();

        let (pommier, poirier, figuier, prunier) = ("Mme Pommier", "M. Poirier", "M. Figuier", "Mme Prunier");
        let (north, south, me) = (world.north, world.south, both.id);
        for (query, expected) in [
            (String::new(), vec![figuier, poirier, pommier]),
            ("state=new".to_owned(), vec![figuier]),
            ("state=taken".to_owned(), vec![pommier]),
            ("state=snoozed".to_owned(), vec![poirier]),
            ("state=closed".to_owned(), vec![prunier]),
            ("owner=me".to_owned(), vec![pommier]),
            (format!("owner={me}"), vec![pommier]),
            ("owner=none".to_owned(), vec![figuier, poirier]),
            (format!("owner={}", world.referent.id), vec![]),
            (format!("owner={}", ids::fresh()), vec![]),
            ("severity=critical".to_owned(), vec![figuier, poirier, pommier]),
            ("severity=high".to_owned(), vec![]),
            (format!("sector_id={north}"), vec![poirier, pommier]),
            (format!("sector_id={south}"), vec![figuier]),
            (format!("sector_id={}", app.elsewhere.north), vec![]),
            (format!("sector_id={north}&state=new"), vec![]),
            (format!("sector_id={north}&owner=none&severity=critical"), vec![poirier]),
            (format!("state=closed&sector_id={south}"), vec![]),
        ] {
            assert_eq!(persons(&client, &query).await, expected, "{query}");
        }
    }

    async fn a_filter_shows_nothing_that_is_out_of_sight(app: TestApp) {
        alert_of(&app, &app.world.south_person).await;
        alert_of(&app, &app.world.refusing).await;
        let coordinator = app.client(&app.world.coordinator).await;
        for query in ["", "state=new", "owner=none", "severity=critical"] {
            assert_eq!(persons(&coordinator, query).await, Vec::<String>::new(), "{query}");
        }
        let south = format!("sector_id={}", app.world.south);
        assert_eq!(persons(&coordinator, &south).await, Vec::<String>::new());
    }
}
