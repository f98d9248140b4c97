//! What a look costs, counted and not timed: rows that PostgreSQL touched, instructions of SQLite's machine.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use vigie_server::store::{StoreResult, Tx};
use vigie_tests::TestApp;

/// Stored beside what is looked for: at first as many, then a hundred times as many.
pub const FEW: usize = 40;
pub const MANY: usize = 4_000;

/// Starts counting SQLite's work in a transaction.
async fn watch(tx: &mut Tx) -> Arc<AtomicU64> {
    let steps = Arc::new(AtomicU64::new(0));
    if let Tx::Sqlite(transaction) = tx {
        let count = steps.clone();
        let mut handle = transaction.lock_handle().await.expect("the connection");
        handle.set_progress_handler(1, move || {
            count.fetch_add(1, Ordering::Relaxed);
            true
        });
    }
    steps
}

/// Rows that PostgreSQL has touched on this connection since it last reported: earlier transactions may be among them. A federation has a few
/// thousand persons and accounts; to look names up it may read them all.
async fn touched(tx: &mut Tx) -> u64 {
    const TOUCHED: &str = "SELECT COALESCE(SUM(seq_tup_read + COALESCE(idx_tup_fetch, 0)), 0)::bigint
        FROM pg_stat_xact_user_tables WHERE relname NOT IN ('persons', 'users')";
    let Tx::Postgres(transaction) = tx else { return 0 };
    let touched: i64 = sqlx::query_scalar(TOUCHED).fetch_one(&mut **transaction).await.expect("a sum");
    touched.unsigned_abs()
}

/// What the transaction has cost since `before`.
async fn cost(tx: &mut Tx, steps: &AtomicU64, before: u64) -> u64 {
    if let Tx::Sqlite(transaction) = tx {
        transaction.lock_handle().await.expect("the connection").remove_progress_handler();
        return steps.load(Ordering::Relaxed);
    }
    touched(tx).await - before
}

/// What a look costs that finds `found` rows. Nothing of it is kept.
pub async fn priced(app: &TestApp, found: usize, look: impl AsyncFn(&mut Tx) -> StoreResult<usize>) -> u64 {
    let mut tx = app.store().begin().await.expect("a transaction");
    let steps = watch(&mut tx).await;
    if let Tx::Postgres(transaction) = &mut tx {
        // A table of a few thousand rows is read whole sooner than looked up in; a large one is not.
        sqlx::query("SET LOCAL enable_seqscan = off").execute(&mut **transaction).await.expect("set");
    }
    let before = touched(&mut tx).await;
    let there = look(&mut tx).await.expect("a list");
    let cost = cost(&mut tx, &steps, before).await;
    assert_eq!(there, found);
    cost
}

/// What another plan over the same few rows may cost more: a tenth of a look at all that is stored.
const OTHER_PLAN: u64 = 400;

/// Nearly the same price, whatever was stored in between.
pub fn same(what: &str, before: u64, after: u64) {
    assert!(after <= before + before / 4 + OTHER_PLAN, "{what}: {before} with {FEW} more stored, {after} with {MANY}");
}
