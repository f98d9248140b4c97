//! Without a key everything is stored as it stands; with one, see `faults::sealed`: keys belong to a process.

use std::path::Path;

use vigie_server::store::vault_rows::{self, Place};
use vigie_server::store::{StoreError, keys, vault};
use vigie_tests::{on_both, rows};

use super::complete::rust_files;

/// Tables with a column that is sealed.
const SEALED: &[&str] = &[
    "ratings",
    "alert_events",
    "contacts",
    "quarantined_ratings",
    "user_factors",
    "calendars",
    "webhooks",
    "server_keys",
];

#[test]
fn whoever_writes_into_a_sealed_column_seals() {
    let store = Path::new(env!("CARGO_MANIFEST_DIR")).join("../server/src/store");
    let mut writers = 0;
    for file in rust_files(&store) {
        let source = std::fs::read_to_string(&file).expect("a source file");
        let words: Vec<&str> = source.split_whitespace().collect();
        let writes = |table: &&&str| {
            words.windows(3).any(|three| three[..2].join(" ").ends_with("INSERT INTO") && three[2] == **table)
        };
        if let Some(table) = SEALED.iter().find(writes) {
            writers += 1;
            assert!(source.contains("vault::seal"), "{} writes {table} in the clear", file.display());
        }
    }
    assert!(writers >= SEALED.len(), "only {writers} files were found");
}

on_both! {
    async fn without_a_key_nothing_is_sealed_and_what_is_sealed_is_refused(app: TestApp) {
        let mut tx = app.store().begin().await.expect("a transaction");
        keys::check_vault(&mut tx, app.now()).await.expect("nothing is sealed");
        keys::reseal(&mut tx, app.now()).await.expect("nothing to do");
        assert_eq!(vault_rows::seal_some(&mut tx, Place::default()).await.expect("nothing to do"), None);
        tx.commit().await.expect("committed");
        assert!(rows::texts(app.store(), "SELECT value FROM server_keys").await.iter().all(|key| !key.starts_with(vault::MARK)));
        let foreign = format!("{}00000000:AAAA", vault::MARK);
        rows::change(app.store(), &format!("INSERT INTO server_keys (name, value, created_at) VALUES ('data_key_check', '{foreign}', '2026-03-02T08:00:00Z')")).await;
        let mut tx = app.store().begin().await.expect("a transaction");
        assert!(matches!(keys::check_vault(&mut tx, app.now()).await, Err(StoreError::Vault)));
    }
}
