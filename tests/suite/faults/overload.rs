//! F14, the short form: more ratings than can be stored at one time. Counted, not timed: what does not fit is refused at once with a
//! time to come back, nothing acknowledged is lost, and coordinators read their queue meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use vigie_server::http::turns::Turn;
use vigie_tests::{Client, TestApp, on_both, rows};

/// More than wait, while others have all 128 turns.
const OFFERED: usize = 300;
const FIT: usize = 256;

/// Takes every place in which ratings are worked on.
async fn fill(app: &TestApp) -> Vec<Turn> {
    let mut turns = Vec::new();
    for _ in 0..128 {
        turns.push(app.app().turns.intake.turn().await.expect("a turn"));
    }
    turns
}

fn batch(app: &TestApp) -> Value {
    json!({ "ratings": [app.world.rating(&app.world.person, app.now(), [Some(4), Some(4), None])] })
}

/// Sends until it is taken; counts how often it was told to come back.
async fn bring_home(client: Arc<Client>, batch: Value, refused: Arc<AtomicUsize>) {
    loop {
        let answer = client.post("/api/ratings", &batch).await;
        if answer.status == 503 {
            assert_eq!(answer.problem(503), "overloaded");
            let wait: u64 = answer.headers["retry-after"].to_str().expect("text").parse().expect("seconds");
            assert!((1..=5).contains(&wait), "{wait}");
            refused.fetch_add(1, Ordering::SeqCst);
            // The test's patience is shorter than a phone's.
            tokio::time::sleep(Duration::from_millis(100 * wait)).await;
            continue;
        }
        assert_eq!(answer.ok()["results"][0]["outcome"], "stored");
        return;
    }
}

on_both! {
    async fn what_does_not_fit_comes_back_and_coordinators_read_meanwhile(app: TestApp) {
        let (aide, coordinator) = (Arc::new(app.client(&app.world.aide).await), app.client(&app.world.coordinator).await);
        let turns = fill(&app).await;
        let (mut phones, refused) = (JoinSet::new(), Arc::new(AtomicUsize::new(0)));
        for _ in 0..OFFERED {
            phones.spawn(bring_home(aide.clone(), batch(&app), refused.clone()));
        }
        for _ in 0..10 {
            assert_eq!(coordinator.get("/api/alerts").await.status, 200, "the queue is read while no rating gets through");
        }
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM ratings").await, 0);
        let told = async {
            while refused.load(Ordering::SeqCst) < OFFERED - FIT {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(60), told).await.expect("what does not fit is told to come back");
        drop(turns);
        while let Some(phone) = phones.join_next().await {
            phone.expect("no panic");
        }
        let stored = rows::count(app.store(), "SELECT COUNT(*) FROM ratings").await;
        assert_eq!(usize::try_from(stored).expect("a count"), OFFERED, "each is there once");
    }

    async fn a_body_that_comes_slowly_keeps_no_other_rating_waiting(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let address = app.base_url().trim_start_matches("http://").to_owned();
        let mut slow = Vec::new();
        for _ in 0..20 {
            let mut stream = TcpStream::connect(&address).await.expect("connected");
            let head = format!(
                "POST /api/ratings HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {}\r\n\
                 content-type: application/json\r\ncontent-length: 500\r\n\r\n{{",
                aide.token.as_deref().expect("signed in"),
            );
            stream.write_all(head.as_bytes()).await.expect("sent");
            slow.push(stream);
        }
        let answer = aide.post("/api/ratings", &batch(&app)).await;
        assert_eq!(answer.ok()["results"][0]["outcome"], "stored");
    }

    async fn a_full_desk_keeps_no_rating_out_and_the_server_says_that_it_lives(app: TestApp) {
        let (aide, coordinator) = (app.client(&app.world.aide).await, app.client(&app.world.coordinator).await);
        let mut turns = Vec::new();
        for _ in 0..32 {
            turns.push(app.app().turns.desk.turn().await.expect("a turn"));
        }
        assert_eq!(aide.post("/api/ratings", &batch(&app)).await.ok()["results"][0]["outcome"], "stored");
        assert_eq!(app.anonymous().get("/readyz").await.status, 200);
        // Nobody waits for ever.
        assert_eq!(coordinator.get("/api/alerts").await.problem(503), "overloaded");
        let administrator = app.client(&app.world.administrator).await;
        let change = administrator.put("/api/settings", &json!({})).await;
        assert_eq!(change.problem(503), "overloaded", "nor does what has a body");
        drop(turns);
        assert_eq!(coordinator.get("/api/alerts").await.status, 200);
    }
}
