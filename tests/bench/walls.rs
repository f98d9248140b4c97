//! What PostgreSQL's walls between federations cost: a transaction with one read of a person, with them and without, turn by turn in one
//! run on one database.
//!
//! `cargo run --release -p vigie-tests --example walls -- [--transactions 2000] [--rounds 9]`

use std::time::Instant;

use sqlx::postgres::{PgPool, PgPoolOptions};
use uuid::Uuid;
use vigie_server::store::{Scope, Store, persons, scope};
use vigie_tests::{Database, TestApp, as_superuser, everywhere};

fn argument(name: &str, default: usize) -> usize {
    let mut arguments = std::env::args();
    let found = arguments.by_ref().find(|argument| argument == name).and_then(|_| arguments.next());
    found.map_or(default, |text| text.parse().expect("a number"))
}

#[tokio::main]
async fn main() {
    let (transactions, rounds) = (argument("--transactions", 2_000), argument("--rounds", 9));
    everywhere(async {
        let app = TestApp::start(Database::Postgres).await;
        let person = (app.world.federation, app.world.person.id);
        let walled = Store::open(app.database_url()).await.expect("opens");
        // A superuser passes the walls; its transactions begin without a word of whom they are for.
        let free =
            PgPoolOptions::new().max_connections(1).connect(&as_superuser(app.database_url())).await.expect("opens");
        let (mut with, mut without) = (Vec::new(), Vec::new());
        for round in 0..=rounds {
            let (walled, free) = (behind(&walled, person, transactions).await, past(&free, person, transactions).await);
            // The first round warms up.
            if round > 0 {
                with.push(walled);
                without.push(free);
            }
        }
        let (with, without) = (median(&mut with), median(&mut without));
        println!(
            "| a transaction with one read, {transactions} a round | microseconds (median of {rounds}) |\n| --- | --- |"
        );
        println!("| without walls | {without:.0} |\n| with walls | {with:.0} |\n| ratio | {:.2} |", with / without);
    })
    .await;
}

/// Microseconds of each, as the product does it.
async fn behind(store: &Store, (federation, person): (Uuid, Uuid), transactions: usize) -> f64 {
    let began = Instant::now();
    scope::within(Scope::Federation(federation), async {
        for _ in 0..transactions {
            let mut tx = store.begin().await.expect("a transaction");
            assert!(persons::find(&mut tx, federation, person).await.expect("a look").is_some());
            tx.commit().await.expect("committed");
        }
    })
    .await;
    each(began, transactions)
}

/// The same where there are none.
async fn past(pool: &PgPool, (federation, person): (Uuid, Uuid), transactions: usize) -> f64 {
    let began = Instant::now();
    for _ in 0..transactions {
        let mut tx = vigie_server::store::Tx::Postgres(pool.begin().await.expect("a transaction"));
        assert!(persons::find(&mut tx, federation, person).await.expect("a look").is_some());
        tx.commit().await.expect("committed");
    }
    each(began, transactions)
}

fn each(began: Instant, transactions: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
    let count = transactions as f64;
    began.elapsed().as_secs_f64() * 1e6 / count
}

fn median(times: &mut [f64]) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
