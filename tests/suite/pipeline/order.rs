//! The order, split and repetition of arrival do not matter to what is found.

use chrono::TimeDelta;
use serde_json::Value;
use vigie_tests::{TestApp, on_both};

/// Two weeks of a person: ordinary, then a fall in mood, a bad day and a sign.
fn history(app: &TestApp) -> Vec<Value> {
    let start = app.now() - TimeDelta::days(20);
    let mut history: Vec<Value> = (0..18)
        .map(|day| {
            let mood = if day >= 16 { 2 } else { 4 };
            app.world.rating(&app.world.person, start + TimeDelta::days(day), [Some(4), Some(mood), Some(4)])
        })
        .collect();
    history.push(app.world.rating(&app.world.person, start + TimeDelta::days(18), [Some(1), Some(3), Some(4)]));
    history[10]["signs"] = serde_json::json!(["fall"]);
    history
}

/// Every finding of the person that stands, as (rule, time, severity).
async fn findings(app: &TestApp) -> Vec<(String, String, i32)> {
    let mut tx = app.store().read().await.expect("a transaction");
    let rows = vigie_server::store::findings::since(
        &mut tx,
        app.world.federation,
        app.world.person.id,
        chrono::DateTime::UNIX_EPOCH,
    )
    .await
    .expect("findings");
    rows.into_iter()
        .filter(|row| row.lifted_at.is_none())
        .map(|row| (row.key, row.at.to_rfc3339(), row.severity))
        .collect()
}

on_both! {
    async fn ratings_in_any_order_and_pieces_give_the_same_findings(app: TestApp) {
        let aide = app.sign_in(&app.world.aide).await;
        let history = history(&app);
        for rating in &history {
            assert_eq!(aide.rate(std::slice::from_ref(rating)).await, ["stored"]);
        }
        let in_order = findings(&app).await;
        assert!(in_order.len() >= 3, "{in_order:?}");

        let other = TestApp::start(app.database).await;
        let aide = other.sign_in(&other.world.aide).await;
        let moved: Vec<Value> = history
            .iter()
            .map(|rating| {
                let mut rating = rating.clone();
                rating["person_id"] = serde_json::json!(other.world.person.id);
                rating
            })
            .collect();
        let mut backwards = moved.clone();
        backwards.reverse();
        for piece in backwards.chunks(3) {
            aide.rate(piece).await;
            aide.rate(piece).await;
        }
        assert_eq!(findings(&other).await, in_order);
        let queue = other.sign_in(&other.world.coordinator).await.queue().await;
        assert_eq!(queue.len(), 1, "one open alert a person");
    }
}
