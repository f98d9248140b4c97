//! The ingest queue: what shares a transaction, who is answered, and what happens when one rating cannot be stored.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::task::JoinSet;
use vigie_server::capture::queue::submit;
use vigie_tests::{Client, Database, TestApp, on_both, rows};

use super::caller;

/// Makes the database refuse ratings with this note, as it would one that breaks a rule of its own.
async fn poison(app: &TestApp) {
    let statements: &[&str] = match app.database {
        Database::Sqlite => &["CREATE TRIGGER poison BEFORE INSERT ON ratings WHEN NEW.note = 'poison'
            BEGIN SELECT RAISE(ABORT, 'poisoned'); END"],
        Database::Postgres => &[
            "CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                IF NEW.note = 'poison' THEN RAISE EXCEPTION 'poisoned'; END IF; RETURN NEW; END $$",
            "CREATE TRIGGER poison BEFORE INSERT ON ratings FOR EACH ROW EXECUTE FUNCTION poison()",
        ],
    };
    for statement in statements {
        rows::change(app.store(), statement).await;
    }
}

async fn stored(app: &TestApp) -> i64 {
    rows::count(app.store(), "SELECT COUNT(*) FROM ratings").await
}

fn rating(app: &TestApp, note: Option<&str>) -> Value {
    let mut rating = app.world.rating(&app.world.person, app.now(), [Some(4), None, None]);
    rating["note"] = json!(note);
    rating
}

/// Sends it; the status and the outcomes.
async fn send(client: Arc<Client>, ratings: Vec<Value>) -> (u16, Vec<String>) {
    let answer = client.post("/api/ratings", &json!({ "ratings": ratings })).await;
    let outcomes = answer.body["results"].as_array().cloned().unwrap_or_default();
    (
        answer.status.into(),
        outcomes.iter().map(|result| result["outcome"].as_str().expect("an outcome").to_owned()).collect(),
    )
}

on_both! {
    async fn one_rating_that_cannot_be_stored_keeps_no_other_out(app: TestApp) {
        poison(&app).await;
        let aide = Arc::new(app.client(&app.world.aide).await);
        // Enough at a time that they share transactions, in which every tenth is poisoned.
        let mut phones = JoinSet::new();
        for place in 0..60 {
            let note = (place % 10 == 0).then_some("poison");
            let batch = vec![rating(&app, note)];
            let aide = aide.clone();
            phones.spawn(async move { (note.is_some(), send(aide, batch).await) });
        }
        while let Some(phone) = phones.join_next().await {
            let (poisoned, (status, outcomes)) = phone.expect("no panic");
            if poisoned {
                assert_eq!(status, 500, "nobody says that it is stored");
            } else {
                assert_eq!((status, outcomes), (200, vec!["stored".to_owned()]));
            }
        }
        assert_eq!(stored(&app).await, 54);
    }

    async fn of_a_batch_every_other_rating_is_stored(app: TestApp) {
        poison(&app).await;
        let aide = Arc::new(app.client(&app.world.aide).await);
        let batch = vec![rating(&app, None), rating(&app, Some("poison")), rating(&app, Some("bien"))];
        let (status, outcomes) = send(aide.clone(), batch.clone()).await;
        assert_eq!((status, outcomes), (200, ["stored", "refused", "stored"].map(str::to_owned).to_vec()));
        let (_, again) = send(aide, batch).await;
        assert_eq!(again, ["duplicate", "refused", "duplicate"]);
        assert_eq!(stored(&app).await, 2);
    }

    async fn whoever_goes_away_is_stored_whole_or_not_at_all_and_keeps_nobody_waiting(app: TestApp) {
        let who = caller(&app.world, &app.world.aide);
        let mut waiting = JoinSet::new();
        for _ in 0..200 {
            let (app, batch) = (app.app().clone(), vec![rating(&app, None), rating(&app, None)]);
            waiting.spawn(async move { submit(&app, who, &batch).await.map(|verdicts| verdicts.len()) });
        }
        tokio::time::sleep(std::time::Duration::from_millis(15)).await;
        waiting.abort_all();
        let mut answered = 0;
        while let Some(done) = waiting.join_next().await {
            if let Ok(done) = done {
                assert_eq!(done.expect("stored"), 2);
                answered += 1;
            }
        }
        let after = submit(app.app(), who, &[rating(&app, None)]).await.expect("it goes on");
        assert_eq!(after.len(), 1);
        let stored = stored(&app).await;
        assert!(stored % 2 == 1 && stored > 2 * answered, "{stored} stored, {answered} answered");
    }

    async fn ratings_of_one_person_by_many_at_a_time_are_each_there_once(app: TestApp) {
        let aides = [app.client(&app.world.aide).await, app.client(&app.world.second_aide).await].map(Arc::new);
        let mut phones = JoinSet::new();
        for place in 0..100 {
            // Each is sent twice, by the same aide, at the same time.
            let (aide, batch) = (aides[place % 2].clone(), vec![rating(&app, None)]);
            for _ in 0..2 {
                phones.spawn(send(aide.clone(), batch.clone()));
            }
        }
        let mut said = Vec::new();
        while let Some(phone) = phones.join_next().await {
            said.extend(phone.expect("no panic").1);
        }
        assert_eq!(said.iter().filter(|word| *word == "stored").count(), 100);
        assert_eq!(said.iter().filter(|word| *word == "duplicate").count(), 100);
        assert_eq!(stored(&app).await, 100);
    }
}
