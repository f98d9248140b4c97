//! The walk itself.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::Value;
use vigie_server::ids;
use vigie_tests::{Actor, Answer, Client, TestApp, on_both};

use super::places::{Place, Where};
use super::table::{ROUTES, Route, Thing, Who};

/// Where a caller works.
fn home(app: &TestApp, actor: &Actor) -> Option<Where> {
    let world = &app.world;
    let south = [&world.south_aide, &world.south_coordinator, &world.south_referent];
    match actor.role {
        "administrator" => None,
        _ if south.iter().any(|one| one.id == actor.id) => Some(Where::South),
        _ => Some(Where::North),
    }
}

/// Whether a caller has somebody in scope.
fn reaches(app: &TestApp, actor: &Actor, place: Where) -> bool {
    match place {
        Where::North | Where::South => home(app, actor) == Some(place),
        Where::Refusing => home(app, actor) == Some(Where::North) && actor.role != "coordinator",
        Where::Elsewhere | Where::Nowhere => false,
    }
}

/// Whether an account there is this caller's to keep: administrators keep all of their federation.
fn keeps(app: &TestApp, actor: &Actor, place: Where) -> bool {
    let is_far = matches!(place, Where::Elsewhere | Where::Nowhere);
    reaches(app, actor, place) || (actor.role == "administrator" && !is_far)
}

fn url(route: &Route, place: &Place) -> String {
    let id = route.thing.id(place).unwrap_or(place.person);
    route
        .path
        .replace("{id}", &id.to_string())
        .replace("{absence_id}", &ids::fresh().to_string())
        .replace("{contact_id}", &ids::fresh().to_string())
}

pub async fn call(client: &Client, route: &Route, place: &Place) -> Answer {
    let method: Method = route.method.to_uppercase().parse().expect("a method");
    let body = (route.body)(place);
    let body = if body.is_null() { None } else { Some(&body) };
    if route.path == "/api/alerts/stream" {
        return head_of_stream(client, &url(route, place)).await;
    }
    client.send(method, &url(route, place), body).await
}

/// A stream never ends: its status and first event are enough here.
async fn head_of_stream(client: &Client, path: &str) -> Answer {
    let mut response = client.request(Method::GET, path).send().await.expect("an answer");
    let (status, headers) = (response.status(), response.headers().clone());
    let first = response.chunk().await.expect("a chunk").unwrap_or_default();
    let text = String::from_utf8_lossy(&first).into_owned();
    let body = serde_json::from_str(&text).unwrap_or(Value::Null);
    Answer { status, headers, body, text }
}

/// What an answer may not say to this caller.
fn assert_silent(app: &TestApp, actor: &Actor, places: &[Place], answer: &Answer, what: &str) {
    for place in places {
        let hidden = if reaches(app, actor, place.place) {
            if actor.role == "aide" { &place.notes[..] } else { &[] }
        } else {
            &place.words[..]
        };
        for word in hidden {
            assert!(!answer.text.contains(word), "{what}: {word} is in {}", answer.text);
        }
    }
}

async fn walk_as(app: &TestApp, actor: &Actor, places: &[Place]) {
    for route in ROUTES {
        // Signing out would end the walk.
        let client = app.client(actor).await;
        for place in places {
            let what =
                format!("{} {} as {} ({}) to {:?}", route.method, route.path, actor.role, actor.name, place.place);
            let answer = call(&client, route, place).await;
            assert!(answer.status.as_u16() < 500, "{what}: {}", answer.text);
            let far: Vec<Place> = places.iter().filter(|place| place.place == Where::Elsewhere).cloned().collect();
            // The access log names whoever was looked at: that is what the administrator reads it for. So does the register, and who
            // answers for the files hands them out.
            let answers_for =
                route.thing == Thing::Record || ["/api/access-log", "/api/register"].contains(&route.path);
            let hidden = if answers_for && actor.role == "administrator" { &far[..] } else { places };
            assert_silent(app, actor, hidden, &answer, &what);
            let admitted = match route.who {
                Who::Open => continue,
                Who::Roles(roles) => roles.contains(&actor.role),
            };
            let is_thing_in_reach = match route.thing {
                Thing::Nothing => true,
                Thing::Absence => false,
                Thing::Account | Thing::Record => keeps(app, actor, place.place),
                _ => reaches(app, actor, place.place),
            };
            if admitted && is_thing_in_reach {
                assert_ne!(answer.status, 404, "{what}: {}", answer.text);
                assert_ne!(answer.status, 401, "{what}: {}", answer.text);
            } else {
                assert_eq!(answer.problem(404), "not_found", "{what}");
            }
            if route.thing == Thing::Nothing {
                break;
            }
        }
    }
}

on_both! {
    async fn every_operation_has_its_line_in_the_table(app: TestApp) {
        let document = app.anonymous().get("/api/openapi.json").await.ok();
        let mut published = BTreeSet::new();
        for (path, item) in document["paths"].as_object().expect("paths") {
            published.extend(item.as_object().expect("operations").keys().map(|method| format!("{method} {path}")));
        }
        let known: BTreeSet<String> = ROUTES.iter().map(|route| format!("{} {}", route.method, route.path)).collect();
        let missing: Vec<_> = published.difference(&known).collect();
        assert!(missing.is_empty(), "not in tests/suite/api/scope/table.rs: {missing:?}");
        let gone: Vec<_> = known.difference(&published).collect();
        assert!(gone.is_empty(), "no longer published: {gone:?}");
    }

    async fn nobody_reaches_beyond_their_role_and_sector(app: TestApp) {
        let places = Place::all(&app).await;
        let world = app.world.clone();
        let callers = [
            &world.aide, &world.south_aide, &world.coordinator, &world.south_coordinator, &world.referent,
            &world.south_referent, &world.administrator,
        ];
        for actor in callers {
            walk_as(&app, actor, &places).await;
        }
    }

    async fn without_a_token_nothing_answers_but_signing_in(app: TestApp) {
        let places = Place::all(&app).await;
        let anonymous = app.anonymous();
        for route in ROUTES {
            for place in &places {
                let answer = call(&anonymous, route, place).await;
                let what = format!("{} {}", route.method, route.path);
                for word in places.iter().flat_map(|place| &place.words) {
                    assert!(!answer.text.contains(word), "{what}: {word}");
                }
                if route.path == "/api/push/receipts" {
                    // A browser's worker has no token: the receipt is the proof, and this one is none.
                    assert_eq!(answer.problem(422), "validation_failed", "{what}");
                } else if ["/api/session/ways", "/api/oidc/start", "/api/oidc/callback"].contains(&route.path) {
                    // How one signs in is no secret; through a provider, here, one does not.
                    assert!(matches!(answer.status.as_u16(), 200 | 404), "{what}: {} {}", answer.status, answer.text);
                } else if route.who == Who::Open {
                    assert!(matches!(answer.status.as_u16(), 401 | 410), "{what}: {} {}", answer.status, answer.text);
                } else {
                    assert_eq!(answer.problem(401), "unauthenticated", "{what}");
                }
            }
        }
    }

    async fn what_is_out_of_scope_looks_like_what_does_not_exist(app: TestApp) {
        let places = Place::all(&app).await;
        let coordinator = app.client(&app.world.coordinator).await;
        for route in ROUTES.iter().filter(|route| route.thing.id(&places[0]).is_some()) {
            let mut answers = Vec::new();
            for place in places.iter().filter(|place| place.place != Where::North) {
                let answer = call(&coordinator, route, place).await;
                answers.push((answer.status, answer.text.clone(), answer.headers.len()));
            }
            assert_eq!(answers.len(), 4);
            answers.dedup();
            assert_eq!(answers.len(), 1, "{} {}: {answers:?}", route.method, route.path);
        }
    }
}
