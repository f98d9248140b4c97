//! F13, the short form: clients that hold connections and give nothing for it, against the real program without a proxy in front.
//! They are let go within the bound, and whoever comes with a request is served meanwhile.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::json;
use tokio::task::JoinSet;
use vigie_server::ids;
use vigie_tests::faults::Site;
use vigie_tests::{Database, Loris, rows};

/// Of each kind.
const BURDENS: usize = 20;
const CLIENTS: usize = 8;
/// Ten seconds, and what a busy machine adds.
const BOUND: Duration = Duration::from_secs(15);

#[expect(clippy::disallowed_methods, reason = "the program in its own process lives on the machine's clock")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

/// Rates and looks until it is over; every answer is good.
async fn works(site: Arc<Site>, over: Arc<AtomicBool>, done: Arc<AtomicUsize>, number: usize) {
    let http = reqwest::Client::new();
    while !over.load(Ordering::SeqCst) {
        let rating = json!({
            "id": ids::fresh(), "person_id": site.persons[number % site.persons.len()].id, "visited_at": now(),
            "scores": { "health": 4 }, "signs": [], "note": null,
        });
        let request = http.post(format!("{}/api/ratings", site.base_url())).bearer_auth(&site.tokens[0]);
        let answer = request.json(&json!({ "ratings": [rating] })).send().await.expect("an answer");
        assert_eq!(answer.status(), 200);
        let ready = http.get(format!("{}/readyz", site.base_url())).send().await.expect("an answer");
        assert_eq!(ready.status(), 200);
        done.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_holds_a_connection_for_nothing_is_let_go_and_others_are_served() {
    let site = Arc::new(Site::prepare(Database::Sqlite).await);
    let vigie = site.serve().await;
    let address = vigie.base_url().trim_start_matches("http://").to_owned();
    let mut burdens = JoinSet::new();
    for number in 0..BURDENS * Loris::ALL.len() {
        let (address, token) = (address.clone(), site.tokens[1].clone());
        let kind = Loris::ALL[number % Loris::ALL.len()];
        burdens.spawn(async move { (kind, kind.hold(&address, &token).await) });
    }
    let (over, done) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let mut clients = JoinSet::new();
    for number in 0..CLIENTS {
        clients.spawn(works(site.clone(), over.clone(), done.clone(), number));
    }
    let mut let_go = 0;
    while let Some(held) = burdens.join_next().await {
        let (kind, held) = held.expect("no panic");
        let held = held.unwrap_or_else(|| panic!("{kind:?} is borne for ever"));
        assert!(held <= BOUND, "{kind:?} was borne for {held:?}");
        let_go += 1;
    }
    over.store(true, Ordering::SeqCst);
    while let Some(client) = clients.join_next().await {
        client.expect("every answer was good");
    }
    assert_eq!(let_go, BURDENS * Loris::ALL.len());
    let done = done.load(Ordering::SeqCst);
    assert!(done >= 3 * CLIENTS, "{done} rounds in more than ten seconds: somebody was kept waiting");
    vigie.ask_to_stop();
    assert!(vigie.ended().await.success());
    let store = site.store().await;
    let stored = rows::ids(&store, "SELECT id FROM ratings").await.len();
    assert_eq!(stored, done, "what was acknowledged is there, and nothing of the bodies that never came");
    store.close().await;
}
