//! Whether a message leaves: hours, absences, caps, what others did meanwhile, and what waits until the morning.

mod digest;
mod hours;
mod ladder;
mod missed;
mod overtaken;
mod reach;

use chrono::DateTime;
use serde_json::{Value, json};
use uuid::Uuid;
use vigie_server::scheduler::{ensure_rows, tick};
use vigie_server::store::persons::Person;
use vigie_tests::{Actor, TestApp, rows};

use super::scene::Scene;
use super::service::Behaviour::Status;

/// A scene in which coordinators, the referent and an aide have a phone each, at a time of the clock.
pub async fn at(app: TestApp, time: &str) -> Scene {
    let scene = Scene::on(app).await;
    set(&scene, time);
    let world = scene.test.world.clone();
    for (phone, actor) in [
        ("dana", &world.coordinator),
        ("eloi", &world.second_coordinator),
        ("gil", &world.referent),
        ("alix", &world.aide),
        ("ida", &world.administrator),
    ] {
        let endpoint = scene.service.endpoint(phone, Status(201));
        scene.subscribe(actor.id, &endpoint).await;
    }
    scene
}

pub fn set(scene: &Scene, time: &str) {
    scene.test.clock.set(time.parse::<DateTime<chrono::Utc>>().expect("a time"));
}

/// The messages each phone got so far: Dana's, Éloi's (coordinators), Gil's (referent).
pub fn phones(scene: &Scene) -> [usize; 3] {
    ["dana", "eloi", "gil"].map(|phone| scene.service.count(phone))
}

/// A rating that opens a high alert.
pub async fn fall(scene: &Scene, person: &Person) {
    let world = &scene.test.world;
    let mut rating = world.rating(person, scene.now(), [None, None, None]);
    rating["signs"] = json!(["fall"]);
    assert_eq!(scene.test.client(&world.aide).await.rate(&[rating]).await, ["stored"]);
}

/// A rating that opens a critical one.
pub async fn crisis(scene: &Scene, person: &Person) {
    let world = &scene.test.world;
    let rating = world.rating(person, scene.now(), [Some(1), Some(4), Some(4)]);
    assert_eq!(scene.test.client(&world.aide).await.rate(&[rating]).await, ["stored"]);
}

/// State and reason of the messages of a kind to somebody, in order.
pub async fn told(scene: &Scene, user: Uuid, kind: &str) -> Vec<String> {
    let user = rows::literal(scene.store(), user);
    let sql = format!(
        "SELECT state || COALESCE(': ' || last_error, '') FROM outbox WHERE user_id = {user} AND kind = '{kind}' ORDER BY created_at, id"
    );
    rows::texts(scene.store(), &sql).await
}

/// The facts of the digests to somebody, in order.
pub async fn digests(scene: &Scene, user: Uuid) -> Vec<Value> {
    let user = rows::literal(scene.store(), user);
    let sql = format!(
        "SELECT CAST(body AS TEXT) FROM outbox WHERE user_id = {user} AND kind = 'digest' ORDER BY created_at, id"
    );
    rows::texts(scene.store(), &sql).await.iter().map(|body| serde_json::from_str(body).expect("JSON")).collect()
}

/// Moves the clock, lets the jobs run and the outbox send.
pub async fn live(scene: &Scene, time: &str) {
    set(scene, time);
    assert_eq!(tick(&scene.app).await.expect("a round").failed, 0);
    scene.drain().await;
}

pub async fn with_jobs(scene: &Scene) {
    let mut tx = scene.store().begin().await.expect("a transaction");
    ensure_rows(&mut tx, scene.federation, "Europe/Paris", scene.now()).await.expect("rows");
    tx.commit().await.expect("committed");
}

/// Changes the federation's settings about notifications.
pub async fn federation_says(scene: &Scene, place: &str, value: Value) {
    let administrator = scene.test.client(&scene.test.world.administrator).await;
    let mut settings = administrator.get("/api/settings").await.ok();
    settings["notifications"][place] = value;
    administrator.put("/api/settings", &settings).await.ok();
}

/// Changes somebody's own wishes.
pub async fn wishes(scene: &Scene, actor: &Actor, changes: &[(&str, Value)]) {
    let client = scene.test.client(actor).await;
    let mut body = client.get("/api/notifications").await.ok();
    for derived in ["locked", "effective"] {
        body.as_object_mut().expect("an object").remove(derived);
    }
    for (place, value) in changes {
        body[place] = value.clone();
    }
    client.put("/api/notifications", &body).await.ok();
}

/// Sends somebody away, with nobody to stand in.
pub async fn away(scene: &Scene, actor: &Actor, until: &str) {
    let administrator = scene.test.client(&scene.test.world.administrator).await;
    let body = json!({ "kind": "remove", "absent_id": actor.id, "from": scene.now(), "to": until });
    assert_eq!(administrator.post("/api/covers", &body).await.status, 201);
}
