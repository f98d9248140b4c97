//! `POST /api/places/open`.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_tests::on_both;

use super::{looks, make, open};

/// A code that was never made.
const UNKNOWN: &str = "0123456789ABCDEFGHJK";

on_both! {
    async fn a_card_leads_an_aide_to_her_visits_of_today(app: TestApp) {
        let (world, door) = (&app.world, app.app());
        let code = make(&app, &world.referent, world.person.id).await;
        let at = |hours: i64| app.now() + TimeDelta::hours(hours);
        let morning = world.visit(door, &world.person, &world.aide, at(0), "planned").await;
        let evening = world.visit(door, &world.person, &world.aide, at(9), "planned").await;
        world.visit(door, &world.person, &world.aide, at(26), "planned").await;
        world.visit(door, &world.person, &world.aide, at(2), "cancelled").await;
        world.visit(door, &world.person, &world.second_aide, at(1), "planned").await;
        let aide = app.client(&world.aide).await;
        let mut rating = world.rating(&world.person, app.now(), [Some(4), Some(4), Some(4)]);
        rating["visit_id"] = json!(morning.id);
        assert_eq!(aide.rate(std::slice::from_ref(&rating)).await, ["stored"]);
        let opened = open(&aide, &code.to_lowercase()).await;
        assert_eq!((&opened["leads_to"], &opened["person"]["name"]), (&json!("rating"), &json!("Mme Pommier")));
        let visits = opened["visits"].as_array().expect("visits");
        let found: Vec<(&Value, &Value)> = visits.iter().map(|visit| (&visit["id"], &visit["rating_id"])).collect();
        assert_eq!(found, [(&json!(morning.id), &rating["id"]), (&json!(evening.id), &Value::Null)]);
        assert_eq!(looks(&app, world.person.id, "place").await, 1);
    }

    async fn without_a_visit_she_may_rate_whom_capture_lets_her_rate(app: TestApp) {
        let world = &app.world;
        let code = make(&app, &world.referent, world.refusing.id).await;
        let opened = open(&app.client(&world.second_aide).await, &code).await;
        assert_eq!((&opened["leads_to"], &opened["visits"]), (&json!("rating"), &json!([])));
        // From another sector, once a visit was planned for her there.
        let south = app.client(&world.south_aide).await;
        assert_eq!(open(&south, &code).await["leads_to"], "nowhere");
        world.visit(app.app(), &world.refusing, &world.south_aide, app.now(), "planned").await;
        assert_eq!(open(&south, &code).await["visits"].as_array().map(Vec::len), Some(1));
    }

    async fn the_desk_goes_to_the_file_and_the_administrator_to_the_register(app: TestApp) {
        let world = &app.world;
        let code = make(&app, &world.referent, world.person.id).await;
        for (actor, where_to) in
            [(&world.coordinator, "file"), (&world.referent, "file"), (&world.administrator, "register")]
        {
            let opened = open(&app.client(actor).await, &code).await;
            assert_eq!((&opened["leads_to"], &opened["person"]["id"]), (&json!(where_to), &json!(world.person.id)));
            assert_eq!(opened["visits"], json!([]));
        }
        assert_eq!(looks(&app, world.person.id, "place").await, 3);
    }

    async fn a_wrong_code_and_the_code_of_a_home_that_is_not_ones_own_look_alike(app: TestApp) {
        let (world, elsewhere) = (&app.world, &app.elsewhere);
        let refusing = make(&app, &world.referent, world.refusing.id).await;
        let south = make(&app, &world.south_referent, world.south_person.id).await;
        let foreign = make(&app, &elsewhere.referent, elsewhere.person.id).await;
        for (actor, hidden) in [
            (&world.aide, &south),
            (&world.aide, &foreign),
            (&world.coordinator, &refusing),
            (&world.coordinator, &south),
            (&world.south_referent, &refusing),
            (&world.administrator, &foreign),
        ] {
            let client = app.client(actor).await;
            let answer = client.post("/api/places/open", &json!({ "code": hidden })).await;
            let wrong = client.post("/api/places/open", &json!({ "code": UNKNOWN })).await;
            let none = client.post("/api/places/open", &json!({ "code": "../.." })).await;
            assert_eq!((answer.status, &answer.text), (wrong.status, &wrong.text), "{}", actor.role);
            assert_eq!(wrong.text, none.text);
            assert_eq!(answer.ok()["leads_to"], "nowhere");
        }
        // Nothing was seen, so nothing is in the log but the making of the cards.
        assert_eq!(looks(&app, world.refusing.id, "place").await, 0);
        let called = open(&app.client(&world.aide).await, UNKNOWN).await;
        assert_eq!(called["call"], json!([{ "id": world.referent.id, "name": "Gil Essai" }]));
    }

    async fn somebody_who_is_not_signed_in_learns_nothing_of_a_code(app: TestApp) {
        let code = make(&app, &app.world.referent, app.world.person.id).await;
        let anonymous = app.anonymous();
        for code in [code.as_str(), UNKNOWN] {
            let answer = anonymous.post("/api/places/open", &json!({ "code": code })).await;
            assert_eq!(answer.problem(401), "unauthenticated");
        }
        let right = anonymous.get(&format!("/v/{code}")).await;
        let wrong = anonymous.get(&format!("/v/{UNKNOWN}")).await;
        assert_eq!((right.status, right.text), (wrong.status, wrong.text));
    }

    async fn who_tries_codes_has_to_wait(app: TestApp) {
        let (world, aide) = (&app.world, app.client(&app.world.aide).await);
        let code = make(&app, &world.referent, world.person.id).await;
        for _ in 0..8 {
            assert_eq!(open(&aide, UNKNOWN).await["leads_to"], "nowhere");
        }
        let refused = aide.post("/api/places/open", &json!({ "code": code })).await;
        assert!(refused.headers.contains_key("retry-after"));
        assert_eq!(refused.problem(429), "too_many_attempts");
        // The office's other phones, behind the same address, go on; and so does she later.
        assert_eq!(open(&app.client(&world.second_aide).await, &code).await["leads_to"], "rating");
        app.advance(TimeDelta::minutes(15));
        assert_eq!(open(&app.client(&world.aide).await, &code).await["leads_to"], "rating");
    }

    async fn a_phone_keeps_a_short_hash_and_a_referent_none(app: TestApp) {
        let world = &app.world;
        world.visit(app.app(), &world.person, &world.aide, app.now(), "planned").await;
        let listed = async |actor| app.client(actor).await.get("/api/visits").await.ok()["items"][0]["place"].clone();
        assert_eq!(listed(&world.aide).await, Value::Null);
        let code = make(&app, &world.referent, world.person.id).await;
        let hash = vigie_server::auth::token_hash(&code);
        assert_eq!(listed(&world.aide).await, json!(hash[..vigie_shared::place::SHORT]));
        assert_eq!(listed(&world.referent).await, Value::Null);
    }
}
