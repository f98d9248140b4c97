//! Every rating of a batch gets its own verdict, in the order of the batch.

use serde_json::{Value, json};
use vigie_server::ids;
use vigie_tests::{TestApp, on_both, rows};

use super::{mistakes, refusal};

fn plain(app: &TestApp) -> Value {
    app.world.rating(&app.world.person, app.now(), [Some(4), Some(4), Some(4)])
}

fn with(rating: &Value, name: &str, value: Value) -> Value {
    let mut changed = rating.clone();
    changed["id"] = json!(ids::fresh());
    changed[name] = value;
    changed
}

on_both! {
    async fn one_bad_rating_does_not_spoil_its_batch(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let good = [plain(&app), plain(&app), plain(&app)];
        let unknown = with(&good[0], "person_id", json!(ids::fresh()));
        let batch = [good[0].clone(), json!("not a rating"), good[1].clone(), unknown.clone(), good[2].clone()];
        let verdicts = aide.verdicts(&batch).await;
        let outcomes: Vec<_> = verdicts.iter().map(|verdict| verdict["outcome"].as_str().unwrap()).collect();
        assert_eq!(outcomes, ["stored", "refused", "stored", "refused", "stored"]);
        assert_eq!(verdicts[0], json!({ "id": good[0]["id"], "outcome": "stored" }));
        assert_eq!(verdicts[1]["id"], Value::Null);
        assert_eq!(refusal(&verdicts[1]), "invalid_rating");
        assert_eq!(verdicts[3]["id"], unknown["id"]);
        assert_eq!(refusal(&verdicts[3]), "unknown_person");
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM ratings").await, 3);
        // What was acknowledged stays so.
        assert_eq!(aide.rate(&good).await, ["duplicate", "duplicate", "duplicate"]);
    }

    async fn who_is_out_of_reach_is_unknown_whoever_they_are(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let foreign = app.elsewhere.person.id;
        let mut answers = Vec::new();
        for person in [app.world.south_person.id, foreign, ids::fresh()] {
            let mut verdict = aide.verdicts(&[with(&plain(&app), "person_id", json!(person))]).await.remove(0);
            assert_eq!(refusal(&verdict), "unknown_person");
            verdict["id"] = Value::Null;
            answers.push(verdict);
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "nothing tells another sector from nobody");
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM ratings").await, 0);
    }

    async fn an_aide_rates_in_her_own_name_only(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let other = with(&plain(&app), "aide_id", json!(app.world.second_aide.id));
        assert_eq!(refusal(&aide.verdicts(&[other]).await[0]), "not_your_rating");
        let own = with(&plain(&app), "aide_id", json!(app.world.aide.id));
        assert_eq!(aide.rate(std::slice::from_ref(&own)).await, ["stored"]);
        let mut unsigned = own.clone();
        unsigned.as_object_mut().unwrap().remove("aide_id");
        assert_eq!(aide.rate(&[unsigned]).await, ["duplicate"], "left out, it is the caller");
        let history = app.client(&app.world.referent).await.get(&format!("/api/persons/{}", app.world.person.id)).await.ok();
        assert_eq!(history["history"]["ratings"][0]["aide"]["name"], "Alix Essai");
    }

    async fn the_id_of_a_rating_is_its_aides_for_ever(app: TestApp) {
        let rating = plain(&app);
        assert_eq!(app.client(&app.world.aide).await.rate(std::slice::from_ref(&rating)).await, ["stored"]);
        let verdicts = app.client(&app.world.second_aide).await.verdicts(std::slice::from_ref(&rating)).await;
        assert_eq!(refusal(&verdicts[0]), "rating_conflict");
        // In another federation it is another rating.
        let mut there = rating.clone();
        there["person_id"] = json!(app.elsewhere.person.id);
        assert_eq!(app.client(&app.elsewhere.aide).await.rate(&[there]).await, ["stored"]);
    }

    async fn each_field_of_the_content_makes_a_conflict(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let rating = plain(&app);
        assert_eq!(aide.rate(std::slice::from_ref(&rating)).await, ["stored"]);
        for (name, value) in [
            ("person_id", json!(app.world.second_person.id)),
            ("visit_id", json!(ids::fresh())),
            ("visited_at", json!(app.now() - chrono::TimeDelta::microseconds(1))),
            ("scores", json!({ "intervention": 4, "health": 4, "mood": 4 })),
            ("signs", json!(["pain"])),
            ("note", json!("x")),
            ("replaces", json!(ids::fresh())),
        ] {
            let mut changed = rating.clone();
            changed[name] = value;
            assert_eq!(refusal(&aide.verdicts(&[changed]).await[0]), "rating_conflict", "{name}");
        }
        let mut same = rating.clone();
        same["visited_at"] = json!("2026-03-02T09:00:00+01:00");
        same["received_at"] = json!("2026-03-02T09:00:00+01:00");
        same["note"] = json!("  ");
        assert_eq!(aide.rate(&[same]).await, ["duplicate"], "said in other words");
    }

    async fn mistakes_are_named_by_their_place_in_the_readers_language(app: TestApp) {
        let mut aide = app.client(&app.world.aide).await;
        let mut bad = plain(&app);
        bad["scores"] = json!({ "health": 6, "mood": "4", "form": 2.5, "intervention": null, "anger": 1 });
        bad["signs"] = json!(["Fall", 3]);
        bad["visited_at"] = json!("2026-03-02 12:05");
        bad["colour"] = json!("blue");
        let verdict = aide.verdicts(std::slice::from_ref(&bad)).await.remove(0);
        assert_eq!(refusal(&verdict), "invalid_rating");
        let expected = [
            ("/colour", "unknown_field"),
            ("/scores/anger", "unknown_field"),
            ("/scores/form", "invalid_score"),
            ("/scores/health", "invalid_score"),
            ("/scores/mood", "wrong_type"),
            ("/signs/0", "invalid_sign"),
            ("/signs/1", "wrong_type"),
            ("/visited_at", "invalid_time"),
        ];
        assert_eq!(mistakes(&verdict), expected.map(|(place, code)| (place.to_owned(), code.to_owned())));
        aide.language = "en";
        let english = aide.verdicts(std::slice::from_ref(&bad)).await.remove(0);
        assert_ne!(english["problem"]["title"], verdict["problem"]["title"]);
        assert_ne!(english["problem"]["errors"][0]["detail"], verdict["problem"]["errors"][0]["detail"]);
    }

    async fn wrong_types_everywhere_are_refused_one_by_one(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let values = [json!(1), json!(true), json!("x"), json!([]), json!({}), json!(1.5)];
        let mut batch = Vec::new();
        for name in ["id", "person_id", "visit_id", "visited_at", "scores", "signs", "note", "replaces"] {
            for value in &values {
                let fits = matches!(
                    (name, value),
                    ("note", Value::String(_)) | ("signs", Value::Array(_)) | ("scores", Value::Object(_))
                );
                if !fits {
                    let mut bad = plain(&app);
                    bad[name] = value.clone();
                    batch.push(bad);
                }
            }
        }
        for missing in ["id", "person_id", "visited_at"] {
            let mut bad = plain(&app);
            bad.as_object_mut().unwrap().remove(missing);
            batch.push(bad);
        }
        batch.push(with(&plain(&app), "scores", json!({})));
        batch.push(with(&plain(&app), "scores", Value::Null));
        batch.extend([Value::Null, json!(3), json!([])]);
        let good = plain(&app);
        batch.push(good.clone());
        let verdicts = aide.verdicts(&batch).await;
        let (last, refused) = verdicts.split_last().expect("verdicts");
        for (verdict, sent) in refused.iter().zip(&batch) {
            assert_eq!(refusal(verdict), "invalid_rating", "{sent}");
            assert!(!mistakes(verdict).is_empty(), "{sent}");
        }
        assert_eq!(last["outcome"], "stored");
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM ratings").await, 1);
    }

    async fn a_visit_of_somebody_else_is_a_mistake_and_one_unheard_of_is_kept(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let visit = app.world.visit(app.app(), &app.world.second_person, &app.world.aide, app.now(), "planned").await;
        let verdicts = aide.verdicts(&[with(&plain(&app), "visit_id", json!(visit.id))]).await;
        assert_eq!(refusal(&verdicts[0]), "unknown_visit");
        assert_eq!(aide.rate(&[with(&plain(&app), "visit_id", json!(ids::fresh()))]).await, ["stored"]);
        let listed = aide.get("/api/visits").await.ok();
        assert_eq!(listed["items"][0]["status"], "planned", "a refused rating leaves no trace");
    }

    async fn a_person_who_refuses_coordination_is_rated_like_everybody(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let rating = app.world.rating(&app.world.refusing, app.now(), [Some(1), None, None]);
        assert_eq!(aide.rate(&[rating]).await, ["stored"]);
        assert_eq!(app.client(&app.world.referent).await.only_alert().await["person"]["name"], "Mme Cerisier");
    }

    async fn only_aides_rate(app: TestApp) {
        for actor in [&app.world.coordinator, &app.world.referent, &app.world.administrator] {
            let answer = app.client(actor).await.post("/api/ratings", &json!({ "ratings": [plain(&app)] })).await;
            assert_eq!(answer.problem(404), "not_found");
        }
        let answer = app.anonymous().post("/api/ratings", &json!({ "ratings": [plain(&app)] })).await;
        assert_eq!(answer.problem(401), "unauthenticated");
    }
}
