//! `GET /api/sector-now`: what to take, who has gone quiet.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_server::ids;
use vigie_server::store::persons::Person;
use vigie_server::store::subscriptions::{self, Subscription};
use vigie_tests::{Actor, Client, TestApp, on_both, rows};

async fn now(client: &Client) -> Value {
    client.get("/api/sector-now").await.ok()
}

async fn rate(app: &TestApp, aide: &Actor, person: &Person, health: u8) {
    let rating = app.world.rating(person, app.now(), [Some(health), Some(4), Some(4)]);
    assert_eq!(app.client(aide).await.rate(&[rating]).await, ["stored"]);
}

fn names(list: &Value, key: &str) -> Vec<String> {
    let items = list.as_array().expect("a list");
    items.iter().map(|item| item[key]["name"].as_str().expect("a name").to_owned()).collect()
}

async fn subscribe(app: &TestApp, actor: &Actor) {
    let browser = Subscription {
        federation_id: app.world.federation,
        id: ids::fresh(),
        user_id: actor.id,
        session_id: None,
        endpoint: format!("https://push.example/{}", actor.id),
        p256dh: "x".to_owned(),
        auth: "x".to_owned(),
        vapid_key: None,
    };
    let mut tx = app.store().begin().await.expect("a transaction");
    subscriptions::put(&mut tx, &browser, None, app.now()).await.expect("kept");
    tx.commit().await.expect("committed");
}

on_both! {
    async fn what_nobody_has_taken_comes_gravest_first(app: TestApp) {
        let world = &app.world;
        for person in [&world.person, &world.second_person, &world.refusing] {
            rate(&app, &world.aide, person, 1).await;
        }
        rate(&app, &world.south_aide, &world.south_person, 1).await;
        let referent = app.client(&world.referent).await;
        let seen = now(&referent).await;
        assert_eq!(seen["sector_ids"], json!([world.north]));
        assert_eq!(names(&seen["to_take"], "person").len(), 3);
        let mine = seen["to_take"].as_array().expect("a list").iter().find(|alert| alert["person"]["name"] == "M. Poirier");
        referent.act(mine.expect("there"), "claim", json!({})).await.ok();
        assert!(!names(&now(&referent).await["to_take"], "person").contains(&"M. Poirier".to_owned()));
        let coordinator = now(&app.client(&world.coordinator).await).await;
        assert_eq!(names(&coordinator["to_take"], "person"), ["Mme Pommier"], "whoever refuses is the referent's");
    }

    async fn who_is_not_rated_for_a_fortnight_is_silent_unless_away(app: TestApp) {
        let world = app.world.clone();
        rate(&app, &world.aide, &world.person, 5).await;
        rate(&app, &world.aide, &world.second_person, 5).await;
        app.advance(TimeDelta::days(13));
        let silent = |answer: Value| names(&answer["silent_persons"], "person");
        assert_eq!(silent(now(&app.client(&world.referent).await).await), Vec::<String>::new());
        rate(&app, &world.aide, &world.second_person, 5).await;
        app.advance(TimeDelta::days(2));
        let seen = now(&app.client(&world.referent).await).await;
        assert_eq!(silent(seen.clone()), ["Mme Cerisier", "Mme Pommier"], "never rated first");
        let [never, once] = [0, 1].map(|place| seen["silent_persons"][place].clone());
        assert_eq!((&never["last_rated_at"], &never["days"]), (&Value::Null, &json!(15)));
        assert_eq!((&once["last_rated_at"], &once["days"]), (&json!(app.now() - TimeDelta::days(15)), &json!(15)));
        assert_eq!(silent(now(&app.client(&world.coordinator).await).await), ["Mme Pommier"], "and not whoever refuses");
        let referent = app.client(&world.referent).await;
        let path = format!("/api/persons/{}/absences", world.person.id);
        let away = json!({ "from_day": "2026-03-03", "to_day": "2026-03-10", "kind": "hospital" });
        assert_eq!(referent.post(&path, &away).await.status.as_u16(), 200);
        assert_eq!(silent(now(&referent).await), ["Mme Cerisier"], "the fortnight since has not passed");
        app.advance(TimeDelta::days(10));
        assert!(silent(now(&app.client(&world.referent).await).await).contains(&"Mme Pommier".to_owned()));
    }

    async fn a_phone_nobody_hears_of_shows_while_its_aide_has_visits(app: TestApp) {
        let world = app.world.clone();
        rate(&app, &world.aide, &world.person, 5).await;
        app.advance(TimeDelta::hours(47));
        world.visit(app.app(), &world.person, &world.aide, app.now() - TimeDelta::hours(2), "planned").await;
        world.visit(app.app(), &world.person, &world.second_aide, app.now() - TimeDelta::hours(2), "cancelled").await;
        let phones = |answer: Value| names(&answer["silent_phones"], "aide");
        assert_eq!(phones(now(&app.client(&world.referent).await).await), Vec::<String>::new());
        app.advance(TimeDelta::hours(2));
        let seen = now(&app.client(&world.referent).await).await;
        assert_eq!(phones(seen.clone()), ["Alix Essai"]);
        let phone = &seen["silent_phones"][0];
        assert_eq!((&phone["last_seen_at"], &phone["unsent"]), (&json!(app.now() - TimeDelta::hours(49)), &Value::Null));
        assert_eq!(phones(now(&app.client(&world.south_referent).await).await), Vec::<String>::new());
        rate(&app, &world.aide, &world.person, 5).await;
        assert_eq!(phones(now(&app.client(&world.referent).await).await), Vec::<String>::new(), "there it is");
        app.advance(TimeDelta::hours(50));
        assert_eq!(phones(now(&app.client(&world.referent).await).await), Vec::<String>::new(), "she is off duty");
    }

    async fn promises_whose_day_has_passed_come_oldest_first(app: TestApp) {
        let world = app.world.clone();
        let referent = app.client(&world.referent).await;
        for (person, day) in [(&world.person, "2026-03-04"), (&world.refusing, "2026-03-03"), (&world.second_person, "2026-03-09")] {
            let promise = json!({ "due_on": day, "kind": "visit" });
            assert_eq!(referent.post(&format!("/api/persons/{}/follow-ups", person.id), &promise).await.status.as_u16(), 201);
        }
        let late = |answer: Value| names(&answer["late_follow_ups"], "person");
        assert_eq!(late(now(&referent).await), Vec::<String>::new());
        app.advance(TimeDelta::days(3));
        let seen = now(&app.client(&world.referent).await).await;
        assert_eq!(late(seen.clone()), ["Mme Cerisier", "Mme Pommier"]);
        let first = &seen["late_follow_ups"][0];
        assert_eq!((&first["due_on"], &first["kind"]), (&json!("2026-03-03"), &json!("visit")));
        assert_eq!(late(now(&app.client(&world.coordinator).await).await), ["Mme Pommier"]);
    }

    async fn colleagues_whom_nothing_reaches_are_named_with_the_reason(app: TestApp) {
        let world = app.world.clone();
        let unreachable = async || -> Vec<String> {
            let list = now(&app.client(&world.referent).await).await["unreachable"].as_array().expect("a list").clone();
            let line = |one: &Value| {
                format!("{} {} {} {}", one["name"].as_str().unwrap(), one["role"].as_str().unwrap(), one["why"].as_str().unwrap(), one["since"])
            };
            list.iter().map(line).collect()
        };
        let nothing = "coordinator no_device null";
        assert_eq!(unreachable().await, [format!("Dana Essai {nothing}"), format!("Éloi Essai {nothing}")]);
        subscribe(&app, &world.coordinator).await;
        assert_eq!(unreachable().await, [format!("Éloi Essai {nothing}")]);
        let off = json!({ "version": 0, "push": false, "mail": false, "quiet_from": null, "quiet_to": null, "days": null,
            "duty_from": null, "duty_to": null, "kinds": {} });
        app.client(&world.coordinator).await.put("/api/notifications", &off).await.ok();
        let since = json!(app.now());
        assert_eq!(unreachable().await, [format!("Dana Essai coordinator off {since}"), format!("Éloi Essai {nothing}")]);
        // Who is away need not be reached.
        let body = json!({ "kind": "remove", "absent_id": world.second_coordinator.id, "from": app.now(),
            "to": app.now() + TimeDelta::days(1) });
        assert_eq!(app.client(&world.administrator).await.post("/api/covers", &body).await.status, 201);
        assert_eq!(unreachable().await, [format!("Dana Essai coordinator off {since}")]);
        // An aide counts while she has visits, also one whose account was closed too early.
        for aide in [&world.aide, &world.second_aide] {
            world.visit(app.app(), &world.person, aide, app.now() + TimeDelta::days(3), "planned").await;
        }
        subscribe(&app, &world.second_aide).await;
        let id = rows::literal(app.store(), world.second_aide.id);
        rows::change(app.store(), &format!("UPDATE users SET disabled_at = created_at WHERE id = {id}")).await;
        let first = ["Alix Essai aide no_device null".to_owned(), format!("Bo Essai aide disabled {since}")];
        assert_eq!(unreachable().await[..2], first);
    }
}
