//! The restore drill: a backup while phones rate, a server started on the copy, and what it holds against what was acknowledged by then.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Output;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;
use vigie_server::ids;
use vigie_server::store::scope::everywhere;
use vigie_server::store::{Store, walls};
use vigie_tests::faults::site::Site;
use vigie_tests::{Database, TestApp, Vigie, rows};

/// What writers tried and what they were told, as it grows.
#[derive(Debug, Default)]
struct Ledger {
    attempted: BTreeSet<Uuid>,
    acknowledged: BTreeSet<Uuid>,
}

type Shared = Arc<Mutex<Ledger>>;

/// Rates one person after the other until it is enough.
async fn write(
    (base, now): (String, DateTime<Utc>),
    token: String,
    persons: Vec<Uuid>,
    ledger: Shared,
    enough: Arc<AtomicBool>,
) {
    let http = reqwest::Client::new();
    for number in 0_usize.. {
        if enough.load(Ordering::SeqCst) {
            return;
        }
        let id = ids::fresh();
        ledger.lock().expect("a ledger").attempted.insert(id);
        let rating = json!({
            "id": id, "person_id": persons[number % persons.len()], "visit_id": null, "visited_at": now,
            "scores": { "intervention": 4, "health": 4, "mood": 4, "form": 4 }, "signs": [], "note": null,
        });
        let request =
            http.post(format!("{base}/api/ratings")).bearer_auth(&token).json(&json!({ "ratings": [rating] }));
        let answer: Value = request.send().await.expect("an answer").json().await.expect("JSON");
        assert_eq!(answer["results"][0]["outcome"], "stored", "{answer}");
        ledger.lock().expect("a ledger").acknowledged.insert(id);
    }
}

fn backup(site: &Site, file: &Path) -> Output {
    let file = file.display().to_string();
    let mut command = vigie_tests::command(&["backup", &file]);
    command.env("VIGIE_DATABASE_URL", &site.url).output().expect("the program runs")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_on_a_copy_has_all_that_was_acknowledged_when_it_was_made() {
    everywhere(async {
        let site = Site::prepare(Database::Sqlite).await;
        let vigie = site.serve().await;
        let (ledger, enough) = (Shared::default(), Arc::new(AtomicBool::new(false)));
        let persons: Vec<Uuid> = site.persons.iter().map(|person| person.id).collect();
        let writers: Vec<_> = site
            .tokens
            .iter()
            .map(|token| {
                let place = (site.base_url(), site.now());
                tokio::spawn(write(place, token.clone(), persons.clone(), ledger.clone(), enough.clone()))
            })
            .collect();
        while ledger.lock().expect("a ledger").acknowledged.len() < 100 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let folder = tempfile::TempDir::new().expect("a folder");
        let copy = folder.path().join("vigie.bak");
        let before = ledger.lock().expect("a ledger").acknowledged.clone();
        let made = backup(&site, &copy);
        let after = ledger.lock().expect("a ledger").attempted.clone();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        let said: Value = serde_json::from_slice(&made.stdout).expect("JSON");
        // Writing went on, and goes on.
        assert!(after.len() > before.len(), "nobody wrote during the backup: it proves nothing");
        enough.store(true, Ordering::SeqCst);
        for writer in writers {
            writer.await.expect("a writer that was answered to the end");
        }
        vigie.kill();
        let (mode, names) = (std::fs::metadata(&copy).expect("there").permissions().mode(), listed(folder.path()));
        assert_eq!(
            (mode & 0o777, names),
            (0o600, vec!["vigie.bak".to_owned()]),
            "nobody else reads it, and nothing lies beside it"
        );

        let url = format!("sqlite://{}", copy.display());
        let began = Instant::now();
        let port = TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port").port();
        let restored = Vigie::serve(&url, folder.path(), port).await;
        eprintln!(
            "restored in {:?}: {said}; {} acknowledged before, {} attempted after",
            began.elapsed(),
            before.len(),
            after.len()
        );
        restored.ask_to_stop();
        assert!(restored.ended().await.success());
        let store = Store::open(&url).await.expect("the copy opens");
        let found: BTreeSet<Uuid> = rows::ids(&store, "SELECT id FROM ratings").await.into_iter().collect();
        assert_eq!(before.difference(&found).count(), 0, "acknowledged before the backup began, and not in it");
        assert_eq!(found.difference(&after).count(), 0, "never sent, and in it");
        assert_eq!(said["ratings"], json!(found.len()));
        assert_eq!(rows::texts(&store, "PRAGMA integrity_check").await, ["ok"]);
        store.close().await;
    })
    .await;
}

fn listed(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect()
}

#[tokio::test]
async fn a_backup_never_overwrites_and_leaves_nothing_half_done() {
    everywhere(async {
        let site = Site::prepare(Database::Sqlite).await;
        let folder = tempfile::TempDir::new().expect("a folder");
        let file = folder.path().join("vigie.bak");
        std::fs::write(&file, "precious").expect("written");
        let refused = backup(&site, &file);
        assert_eq!(refused.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&refused.stderr).contains("never overwrites"));
        assert_eq!(std::fs::read_to_string(&file).expect("there"), "precious");
        // Nor does it touch the half of a copy that another one is making.
        let (other, half) = (folder.path().join("other"), folder.path().join("other.partial"));
        std::fs::write(&half, "half").expect("written");
        assert_eq!(backup(&site, &other).status.code(), Some(1));
        assert_eq!(std::fs::read_to_string(&half).expect("there"), "half");
        std::fs::remove_file(&half).expect("removed");
        let nowhere = backup(&site, &folder.path().join("no/such/folder/vigie.bak"));
        assert_eq!(nowhere.status.code(), Some(1));
        // A database that is not there is not made.
        let mut command = vigie_tests::command(&["backup", &folder.path().join("b").display().to_string()]);
        let missing = folder.path().join("missing.db");
        let answer =
            command.env("VIGIE_DATABASE_URL", format!("sqlite://{}", missing.display())).output().expect("runs");
        assert_eq!((answer.status.code(), missing.exists()), (Some(1), false));
        assert_eq!(listed(folder.path()), ["vigie.bak"]);
    })
    .await;
}

#[tokio::test]
async fn on_postgresql_the_command_to_run_is_said_without_the_password() {
    everywhere(async {
        let mut command = vigie_tests::command(&["backup", "x.dump"]);
        let answer =
            command.env("VIGIE_DATABASE_URL", "postgres://vigie:hunter2@127.0.0.1:1/vigie").output().expect("runs");
        let said = String::from_utf8(answer.stderr).expect("UTF-8");
        assert_eq!(answer.status.code(), Some(1));
        assert!(said.contains("--format=custom --file='x.dump'") && !said.contains("hunter2"), "{said}");
    })
    .await;
}

/// Runs the command of a dump, as a shell would, with PostgreSQL's own programs.
fn shell(line: &str) {
    let path = std::env::join_paths(
        std::iter::once(vigie_tests::binaries())
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    );
    let mut command = std::process::Command::new("sh");
    let answer = command.args(["-c", line]).env("PATH", path.expect("a path")).output().expect("a shell");
    assert!(answer.status.success(), "{line}: {}", String::from_utf8_lossy(&answer.stderr));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dump_that_is_read_back_has_every_federation_and_its_walls() {
    everywhere(async {
        let app = TestApp::start(Database::Postgres).await;
        app.client(&app.world.aide)
            .await
            .rate(&[app.world.rating(&app.world.person, app.now(), [Some(2), None, None])])
            .await;
        let folder = tempfile::TempDir::new().expect("a folder");
        let file = folder.path().join("vigie.dump");
        let mut command = vigie_tests::command(&["backup", &file.display().to_string()]);
        let said = command.env("VIGIE_DATABASE_URL", app.database_url()).output().expect("the program runs").stderr;
        let said = String::from_utf8(said).expect("UTF-8");
        // What it says to run is what is run.
        shell(said.lines().find(|line| line.contains("pg_dump --")).expect("a command"));
        let (url, _lease) = vigie_tests::empty_database().await;
        shell(&format!("pg_restore --exit-on-error --dbname='{url}' '{}'", file.display()));
        let (before, after) = (app.store(), Store::open(&url).await.expect("the copy opens"));
        for table in ["federations", "users", "persons", "ratings", "server_keys"] {
            let sql = format!("SELECT COUNT(*) FROM {table}");
            let there = rows::count(before, &sql).await;
            assert_eq!((rows::count(&after, &sql).await, there > 0), (there, true), "{table}");
        }
        let mut tx = after.read().await.expect("a transaction");
        let walls = walls::look(&mut tx).await.expect("a look").expect("there are walls");
        assert_eq!((walls.passed, walls.lacking.len()), (false, 0), "{walls:?}");
        drop(tx);
        after.close().await;
    })
    .await;
}

#[tokio::test]
async fn a_copy_with_a_newer_schema_is_refused_plainly_and_the_doctor_knows_of_backups() {
    everywhere(async {
        for database in [Database::Sqlite, Database::Postgres] {
            let site = Site::prepare(database).await;
            let run = |arguments: &[&str]| {
                let mut command = vigie_tests::command(arguments);
                let answer = command
                    .env("VIGIE_DATABASE_URL", &site.url)
                    .env("VIGIE_LISTEN", "127.0.0.1:0")
                    .output()
                    .expect("runs");
                let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
                (answer.status.code(), text(answer.stdout), text(answer.stderr))
            };
            if database == Database::Sqlite {
                assert!(run(&["doctor"]).1.contains("no backup was made with `vigie backup` yet"));
                let folder = tempfile::TempDir::new().expect("a folder");
                assert!(backup(&site, &folder.path().join("b")).status.success());
                assert!(run(&["doctor"]).1.contains("the last backup was made today"));
            } else {
                assert!(run(&["doctor"]).1.contains("pg_dump"));
            }
            let store = site.store().await;
            let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
            SELECT 9999, 'from the future', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1";
            rows::change(&store, newer).await;
            store.close().await;
            for arguments in [&["serve"][..], &["serve", "--no-migrate"], &["migrate"]] {
                let (code, _, said) = run(arguments);
                assert_eq!(code, Some(1), "{said}");
                assert!(said.contains("schema 9999") && said.contains("newer version of Vigie"), "{said}");
            }
            assert!(run(&["doctor"]).1.contains("schema 9999"));
        }
    })
    .await;
}
