//! SIGTERM: the door closes, what is in flight is finished and answered, and the program ends well.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use vigie_server::ids;
use vigie_tests::{Database, rows};

use vigie_server::store::scope::everywhere;
use vigie_tests::faults::Site;

/// Waits until nobody answers at this address any more.
async fn closed(address: &str) {
    let refused = async {
        while TcpStream::connect(address).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), refused).await.expect("the door closes");
}

async fn drains(database: Database) {
    let site = Site::prepare(database).await;
    let vigie = site.serve().await;
    let address = vigie.base_url().trim_start_matches("http://").to_owned();
    let rating = json!({
        "id": ids::fresh(), "person_id": site.persons[0].id, "visited_at": "2026-03-02T08:00:00Z",
        "scores": { "health": 4 }, "signs": [], "note": null,
    });
    let body = json!({ "ratings": [rating] }).to_string();
    let (first, rest) = body.split_at(body.len() / 2);
    let mut connection = TcpStream::connect(&address).await.expect("connected");
    let head = format!(
        "POST /api/ratings HTTP/1.1\r\nhost: {address}\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n{first}",
        site.tokens[0],
        body.len()
    );
    connection.write_all(head.as_bytes()).await.expect("sent");
    connection.flush().await.expect("sent");
    // The request is being read when the answer to another one, sent after it, has come.
    assert_eq!(reqwest::get(format!("{}/healthz", vigie.base_url())).await.expect("an answer").status(), 200);

    vigie.ask_to_stop();
    closed(&address).await;
    connection.write_all(rest.as_bytes()).await.expect("still taken");
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.expect("an answer, and the end");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let results: Value = serde_json::from_str(answer.split("\r\n\r\n").nth(1).expect("a body")).expect("JSON");
    assert_eq!(results["results"][0]["outcome"], "stored");
    assert!(vigie.ended().await.success());
    let store = site.store().await;
    assert_eq!(rows::ids(&store, "SELECT id FROM ratings").await.len(), 1);
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rating_under_way_is_stored_and_answered_before_the_program_ends_on_sqlite() {
    everywhere(async {
        drains(Database::Sqlite).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rating_under_way_is_stored_and_answered_before_the_program_ends_on_postgresql() {
    everywhere(async {
        drains(Database::Postgres).await;
    })
    .await;
}
