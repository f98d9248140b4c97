//! The waist itself: opening, reading, writing, and what goes wrong by kind.

use vigie_server::store::{Store, StoreError, copy, federations, keys, schema};
use vigie_tests::{Database, TestApp, on_both, rows};

use super::begin;
use vigie_server::store::scope::everywhere;

on_both! {
    async fn what_is_not_committed_never_was(app: TestApp) {
        let mut tx = begin(&app).await;
        keys::keep_first(&mut tx, "essai", "x", app.now()).await.expect("kept");
        drop(tx);
        let mut tx = begin(&app).await;
        assert_eq!(keys::find(&mut tx, "essai").await.expect("a look"), None);
        keys::keep_first(&mut tx, "essai", "y", app.now()).await.expect("kept");
        tx.commit().await.expect("committed");
        let mut tx = app.store().read().await.expect("a transaction");
        assert_eq!(keys::find(&mut tx, "essai").await.expect("a look").as_deref(), Some("y"));
    }

    async fn a_reader_cannot_write(app: TestApp) {
        let mut tx = app.store().read().await.expect("a transaction");
        let refused = keys::keep_first(&mut tx, "essai", "x", app.now()).await;
        assert!(matches!(refused, Err(StoreError::Other(_))), "{refused:?}");
    }

    async fn a_reader_sees_one_picture_whatever_is_written_meanwhile(app: TestApp) {
        let mut reader = app.store().read().await.expect("a transaction");
        assert_eq!(keys::find(&mut reader, "essai").await.expect("a look"), None);
        let mut writer = begin(&app).await;
        keys::keep_first(&mut writer, "essai", "x", app.now()).await.expect("kept");
        writer.commit().await.expect("committed");
        assert_eq!(keys::find(&mut reader, "essai").await.expect("a look"), None);
    }

    async fn the_schema_is_up_to_date_and_migrating_again_changes_nothing(app: TestApp) {
        assert_eq!(schema::pending(app.store()).await.expect("a look"), 0);
        app.store().migrate().await.expect("nothing to do");
        assert_eq!(schema::pending(app.store()).await.expect("a look"), 0);
        let mut tx = begin(&app).await;
        assert_eq!(federations::all(&mut tx).await.expect("all").len(), 2);
    }

    async fn a_closed_store_says_that_it_cannot_be_reached(app: TestApp) {
        let store = Store::open(app.database_url()).await.expect("opens");
        store.close().await;
        assert!(matches!(store.begin().await, Err(StoreError::Unavailable(_))));
        assert!(matches!(store.read().await, Err(StoreError::Unavailable(_))));
    }

    async fn each_engine_knows_its_name(app: TestApp) {
        let expected = if app.database == Database::Sqlite { "sqlite" } else { "postgres" };
        assert_eq!(app.store().engine(), expected);
    }

    async fn an_acknowledged_write_survives_a_power_cut_on_the_embedded_database(app: TestApp) {
        if app.database == Database::Postgres {
            // Its own default, and not ours to set.
            return;
        }
        assert_eq!(rows::texts(app.store(), "PRAGMA journal_mode").await, ["wal"]);
        assert_eq!(rows::count(app.store(), "PRAGMA synchronous").await, 2, "FULL");
        assert_eq!(rows::count(app.store(), "PRAGMA foreign_keys").await, 1);
    }
}

#[tokio::test]
async fn only_these_two_engines_are_opened() {
    everywhere(async {
        for url in ["mysql://x", "", "vigie.db", "http://x"] {
            assert!(matches!(Store::open(url).await, Err(StoreError::Url)), "{url}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable() {
    everywhere(async {
        let opened = Store::open("postgres://vigie@127.0.0.1:1/x").await;
        assert!(matches!(opened, Err(StoreError::Unavailable(_))), "{opened:?}");
    })
    .await;
}

#[tokio::test]
async fn a_copy_is_whole_and_its_schema_is_known() {
    everywhere(async {
        let app = TestApp::start(Database::Sqlite).await;
        let mut tx = begin(&app).await;
        keys::put(&mut tx, "essai", "two", app.now()).await.expect("put");
        tx.commit().await.expect("committed");
        let folder = tempfile::TempDir::new().expect("a folder");
        let file = folder.path().join("it's a copy.db");
        copy::write(app.database_url(), &file).await.expect("copied");
        let looked = copy::look(&file).await.expect("a look");
        assert_eq!((looked.integrity.as_str(), looked.dangling, looked.ratings), ("ok", 0, 0));
        assert!(copy::write(app.database_url(), &file).await.is_err(), "a file that is there is not written over");
        let store = Store::open(&format!("sqlite://{}", file.display())).await.expect("the copy opens");
        let mut tx = store.read().await.expect("a transaction");
        assert_eq!(keys::find(&mut tx, "essai").await.expect("a look").as_deref(), Some("two"));
        drop(tx);
        schema::refuse_newer(&store).await.expect("its own");
    })
    .await;
}
