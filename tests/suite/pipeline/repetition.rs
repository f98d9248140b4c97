//! The same batch twice, backwards, in pieces and by many at once: one set of findings, one alert, one message a fact.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_tests::{Client, TestApp, on_both, rows};

use super::oracle::{expected, found};

/// Five weeks of a person, ending badly.
fn weeks(app: &TestApp) -> Vec<Value> {
    let start = app.now() - TimeDelta::days(40);
    let mut history: Vec<Value> = (0..36)
        .map(|day| {
            let low = if day >= 33 { 2 } else { 4 };
            app.world.rating(&app.world.person, start + TimeDelta::days(day), [Some(4), Some(low), Some(4)])
        })
        .collect();
    history[20]["signs"] = json!(["fall"]);
    history.push(app.world.rating(&app.world.person, start + TimeDelta::days(37), [Some(1), Some(2), Some(4)]));
    history
}

/// What is there: ratings, findings, open alerts, messages.
async fn counts(app: &TestApp) -> [i64; 4] {
    let count = |table: &str| {
        let sql = format!("SELECT COUNT(*) FROM {table}");
        async move { rows::count(app.store(), &sql).await }
    };
    [
        count("ratings").await,
        count("findings").await,
        count("alerts WHERE state <> 'closed'").await,
        count("outbox").await,
    ]
}

/// Every fact went to each of the three who work in the north once; nobody twice.
async fn assert_each_told_once_a_fact(app: &TestApp) {
    let keys = rows::texts(app.store(), "SELECT key FROM outbox WHERE kind = 'alert_raised'").await;
    let mut facts = std::collections::BTreeMap::<String, usize>::new();
    for key in &keys {
        let (fact, _receiver) = key.rsplit_once(':').expect("a receiver");
        *facts.entry(fact.to_owned()).or_default() += 1;
    }
    assert!(!facts.is_empty());
    assert!(facts.values().all(|receivers| *receivers == 3), "{facts:?}");
    let mut unique = keys.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), keys.len());
}

async fn send_all(aide: &Client, batch: &[Value], of: usize) {
    for piece in batch.chunks(of) {
        aide.rate(piece).await;
    }
}

on_both! {
    async fn the_same_batch_again_changes_nothing(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let mut batch = weeks(&app);
        assert!(aide.rate(&batch).await.iter().all(|outcome| outcome == "stored"));
        let after_first = counts(&app).await;
        assert_eq!((after_first[0], after_first[2]), (37, 1));
        let version = app.client(&app.world.coordinator).await.only_alert().await["version"].clone();
        assert!(aide.rate(&batch).await.iter().all(|outcome| outcome == "duplicate"));
        batch.reverse();
        assert!(aide.rate(&batch).await.iter().all(|outcome| outcome == "duplicate"));
        send_all(&aide, &batch, 1).await;
        send_all(&aide, &batch, 7).await;
        assert_eq!(counts(&app).await, after_first);
        assert_eq!(app.client(&app.world.coordinator).await.only_alert().await["version"], version);
        assert_eq!(found(&app, app.world.person.id).await, expected(&batch, app.world.aide.id));
        assert_each_told_once_a_fact(&app).await;
    }

    async fn backwards_and_in_pieces_the_same_is_found(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let mut batch = weeks(&app);
        batch.reverse();
        for piece in batch.chunks(5) {
            aide.rate(piece).await;
            aide.rate(piece).await;
        }
        assert_eq!(found(&app, app.world.person.id).await, expected(&batch, app.world.aide.id));
        assert_eq!(app.client(&app.world.coordinator).await.queue().await.len(), 1);
        assert_each_told_once_a_fact(&app).await;
    }

    async fn eight_phones_at_once_with_the_same_batch_are_one(app: TestApp) {
        let batch = weeks(&app);
        let mut phones = Vec::new();
        for number in 0..8_usize {
            let (aide, mut own) = (app.client(&app.world.aide).await, batch.clone());
            if number % 2 == 1 {
                own.reverse();
            }
            let of = [37, 10, 4, 1][number / 2];
            phones.push(tokio::spawn(async move { send_all(&aide, &own, of).await }));
        }
        for phone in phones {
            phone.await.expect("every phone got its answers");
        }
        assert_eq!(counts(&app).await[0], 37);
        assert_eq!(found(&app, app.world.person.id).await, expected(&batch, app.world.aide.id));
        assert_eq!(app.client(&app.world.coordinator).await.queue().await.len(), 1);
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM alerts").await, 1);
        assert_each_told_once_a_fact(&app).await;
        let (last, events) = (
            rows::count(app.store(), "SELECT last_seq FROM event_counters").await,
            rows::count(app.store(), "SELECT COUNT(*) FROM alert_events").await,
        );
        assert_eq!(last, events, "the numbers of events have no gap");
    }

    async fn one_bad_rating_of_many_aides_at_once_is_one_alert(app: TestApp) {
        let mut phones = Vec::new();
        for number in 0..8 {
            let actor = if number % 2 == 0 { &app.world.aide } else { &app.world.second_aide };
            let aide = app.client(actor).await;
            let at = app.now() - TimeDelta::minutes(number);
            let rating = app.world.rating(&app.world.person, at, [Some(1), None, None]);
            phones.push(tokio::spawn(async move { aide.rate(&[rating]).await }));
        }
        for phone in phones {
            assert_eq!(phone.await.expect("an answer"), ["stored"]);
        }
        let alert = app.client(&app.world.coordinator).await.only_alert().await;
        assert_eq!(alert["findings"].as_array().unwrap().len(), 8);
        assert_eq!(counts(&app).await[3], 3, "the news is one: each of the three is told once");
    }

    async fn a_single_bad_rating_tells_each_of_the_desk_once(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let rating = app.world.rating(&app.world.person, app.now(), [Some(1), Some(1), Some(1)]);
        for _ in 0..3 {
            aide.rate(std::slice::from_ref(&rating)).await;
        }
        let mut told = rows::ids(app.store(), "SELECT user_id FROM outbox").await;
        told.sort();
        let mut desk = [app.world.coordinator.id, app.world.second_coordinator.id, app.world.referent.id];
        desk.sort();
        assert_eq!(told, desk);
    }
}
