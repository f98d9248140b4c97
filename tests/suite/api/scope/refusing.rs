//! Somebody who refuses coordination: no byte of theirs reaches a coordinator, by no endpoint and no stream, before and after.

use serde_json::{Value, json};
use vigie_tests::{Client, Events, TestApp, on_both};

use super::places::{Place, Where};
use super::table::{ROUTES, Thing, Who};

/// Everything a coordinator can get, with every filter that might find more.
async fn everything(app: &TestApp, client: &Client, hidden: &Place) -> String {
    let mut paths: Vec<String> = ROUTES
        .iter()
        .filter(|route| route.method == "get" && route.thing == Thing::Nothing && route.who != Who::Open)
        .filter(|route| route.path != "/api/alerts/stream")
        .map(|route| route.path.to_owned())
        .collect();
    for state in ["new", "taken", "snoozed", "closed"] {
        paths.push(format!("/api/alerts?state={state}&limit=100"));
    }
    paths.push(format!("/api/alerts?sector_id={}", app.world.north));
    paths.push("/api/alerts?owner=none&severity=critical".to_owned());
    for filter in ["scope=all", "scope=sectors", "q=azur", "q=refusing", "axis=health", "family=scores", "overdue=true"]
    {
        paths.push(format!("/api/alerts?{filter}"));
    }
    for state in ["done", "cancelled"] {
        paths.push(format!("/api/follow-ups?state={state}"));
    }
    for state in ["active", "requested", "ended", "refused"] {
        paths.push(format!("/api/caseload?state={state}"));
    }
    paths.push(format!("/api/follow-ups?person_id={}", hidden.person));
    paths.push("/api/persons?q=".to_owned());
    paths.push("/api/persons?q=refusing".to_owned());
    paths.push("/api/persons?q=azur".to_owned());
    let mut text = String::new();
    for path in paths {
        text.push_str(&client.get(&path).await.text);
    }
    for route in ROUTES {
        let Some(id) = route.thing.id(hidden) else { continue };
        let path = route.path.replace("{id}", &id.to_string());
        let method = route.method.to_uppercase().parse().expect("a method");
        text.push_str(&client.send(method, &path, Some(&(route.body)(hidden))).await.text);
    }
    text
}

fn assert_hidden(text: &str, hidden: &Place) {
    for word in &hidden.words {
        assert!(!text.contains(word), "{word} is in {text}");
    }
}

on_both! {
    async fn a_refused_person_never_reaches_a_coordinator(app: TestApp) {
        let places = Place::all(&app).await;
        let hidden = places.iter().find(|place| place.place == Where::Refusing).expect("a place");
        let coordinator = app.client(&app.world.coordinator).await;
        let mut stream = Events::open(&coordinator, Some("0")).await;
        stream.expect("hello").await;
        // Work goes on at the referent's desk.
        let referent = app.client(&app.world.referent).await;
        let alert = referent.get(&format!("/api/alerts/{}", hidden.alert)).await.ok();
        let taken = referent.act(&alert, "claim", json!({})).await.ok();
        referent.act(&taken, "resolve", json!({ "outcome": "declined", "for_aide": "rien à partager" })).await.ok();
        assert_hidden(&everything(&app, &coordinator, hidden).await, hidden);
        // The last change of all is one the coordinator sees: what came before it was not shown.
        let own = places.iter().find(|place| place.place == Where::North).expect("a place");
        let seen = coordinator.get(&format!("/api/alerts/{}", own.alert)).await.ok();
        let noted = coordinator.act(&seen, "note", json!({ "text": "fin" })).await.ok();
        loop {
            if stream.expect("alert").await.data["version"] == noted["version"] {
                break;
            }
        }
        assert_hidden(&stream.seen, hidden);
        assert!(stream.seen.contains(&own.alert.to_string()), "the stream does show things");
    }

    async fn who_withdraws_disappears_from_every_screen_of_a_coordinator(app: TestApp) {
        let places = Place::all(&app).await;
        let mut leaving = places.iter().find(|place| place.place == Where::North).expect("a place").clone();
        let coordinator = app.client(&app.world.coordinator).await;
        let before = everything(&app, &coordinator, &leaving).await;
        assert!(leaving.words.iter().any(|word| before.contains(word)), "there was something to see");
        let alert = coordinator.get(&format!("/api/alerts/{}", leaving.alert)).await.ok();
        coordinator.act(&alert, "claim", json!({})).await.ok();
        let body = json!({ "coordination": "withdrawn", "given_by": "elle-même" });
        let answer = coordinator.put(&format!("/api/persons/{}/consent", leaving.person), &body).await;
        assert_eq!((answer.status.as_u16(), &answer.body), (204, &Value::Null));
        leaving.consent = "withdrawn";
        assert_hidden(&everything(&app, &coordinator, &leaving).await, &leaving);
        let mut stream = Events::open(&coordinator, Some("0")).await;
        stream.expect("hello").await;
        let rating = app.world.rating(&app.world.second_person, app.now(), [Some(1), None, None]);
        app.client(&app.world.aide).await.rate(&[rating]).await;
        loop {
            let event = stream.next().await.expect("it goes on");
            if event.data["person"]["name"] == "M. Poirier" {
                break;
            }
            // That it left is all that may be said of it.
            let gone = json!({ "id": leaving.alert });
            assert!(event.name == "alert" || event.data == gone, "{event:?}");
        }
        let text = stream.seen.replace(&json!({ "id": leaving.alert }).to_string(), "");
        assert_hidden(&text, &leaving);
    }
}
