//! Notes and secrets sealed at rest: nobody reads them in the database, its files or a backup, and everybody who may reads them through
//! the program. The real program, since keys belong to a process.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use vigie_server::ids;
use vigie_server::store::scope::everywhere;
use vigie_tests::faults::Site;
use vigie_tests::faults::nodes::Launch;
use vigie_tests::rows::mentions;
use vigie_tests::{Client, Database, Vigie, World, command, rows};

/// Words that are written nowhere else: before there is a key, and with one.
const BEFORE: &str = "Zyzomysbefore";
const AFTER: &str = "Zyzomysafter";

/// A key file with these keys, the first in use.
fn key_file(site: &Site, keys: &[&str]) -> PathBuf {
    let path = site.file("data.key");
    std::fs::write(&path, format!("# keys of a test\n{}\n", keys.join("\n"))).expect("written");
    path
}

fn fresh_key() -> String {
    let made = command(&["keys", "data"]).output().expect("vigie runs");
    String::from_utf8(made.stdout).expect("a line").trim().to_owned()
}

fn sealed_with(site: &Site, keys: &Path) -> Launch {
    let mut launch = site.launch();
    launch.environment.push(("VIGIE_DATA_KEY_FILE".to_owned(), keys.display().to_string()));
    launch
}

/// Runs a command on the site's database; whether it went well, and everything it said.
fn run(site: &Site, keys: Option<&Path>, arguments: &[&str]) -> (bool, String) {
    let mut run = command(arguments);
    run.env("VIGIE_DATABASE_URL", &site.url).env("VIGIE_LISTEN", "127.0.0.1:0").env("VIGIE_DATA_DIR", site.file(""));
    if let Some(keys) = keys {
        run.env("VIGIE_DATA_KEY_FILE", keys);
    }
    let output = run.output().expect("vigie runs");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).into_owned())
}

/// Writes a word as an aide's note, as a note on the alert, into a contact, and into a calendar's address.
async fn write(site: &Site, referent: &Client, word: &str) {
    let mut aide = Client::new(reqwest::Client::new(), site.base_url());
    aide.token = Some(site.tokens[0].clone());
    let rating = json!({
        "id": ids::fresh(), "person_id": site.persons[0].id, "visited_at": site.now(), "scores": { "health": 1 },
        "signs": [], "note": word,
    });
    assert_eq!(aide.rate(std::slice::from_ref(&rating)).await, ["stored"]);
    // Several at a time go another way into the database.
    let others = [1, 2].map(|place: usize| {
        let mut other = rating.clone();
        (other["id"], other["person_id"]) = (json!(ids::fresh()), json!(site.persons[place].id));
        other["scores"]["health"] = json!(4);
        other
    });
    assert_eq!(aide.rate(&others).await, ["stored", "stored"]);
    let alert = referent.only_alert().await;
    referent.act(&alert, "note", json!({ "text": word })).await.ok();
    let contact = json!({ "name": word, "relation": "fille", "phone": word, "email": format!("{word}@example.org"), "note": word });
    let path = format!("/api/persons/{}/contacts", site.persons[0].id);
    assert_eq!(referent.post(&path, &contact).await.status, 201);
    let mut administrator = Client::new(reqwest::Client::new(), site.base_url());
    administrator.sign_in(&site.world.administrator.login, World::SECRET).await;
    let url = format!("https://planning.example.org/{word}");
    let calendar = json!({ "name": "Nord", "url": url, "sector_id": site.world.north, "enabled": false });
    administrator.post("/api/calendars", &calendar).await.ok();
}

/// Where the word is read through the program: the file's history, its timeline, the alert, the copy that is handed out.
async fn reads(site: &Site, referent: &Client, word: &str) -> Vec<usize> {
    let path = format!("/api/persons/{}", site.persons[0].id);
    let alert = referent.only_alert().await;
    let answers = [
        referent.get(&path).await.ok(),
        referent.get(&format!("{path}/timeline")).await.ok(),
        referent.detail(&alert).await,
        referent.get(&format!("{path}/export")).await.ok(),
    ];
    answers.iter().map(|answer: &Value| answer.to_string().matches(word).count()).collect()
}

async fn referent(site: &Site) -> Client {
    let mut client = Client::new(reqwest::Client::new(), site.base_url());
    client.sign_in(&site.world.referent.login, World::SECRET).await;
    client
}

/// Whether the word stands in the embedded database's files, in whatever page.
fn in_files(site: &Site, word: &str) -> bool {
    let folder = std::fs::read_dir(site.file("")).expect("a folder");
    let files = folder.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_file());
    let holds = |path: PathBuf| {
        let octets = std::fs::read(&path).expect("a file");
        octets.windows(word.len()).any(|window| window == word.as_bytes())
    };
    files.filter(|path| path.to_string_lossy().contains("vigie.db")).any(holds)
}

async fn stop(vigie: Vigie) {
    vigie.ask_to_stop();
    assert!(vigie.ended().await.success());
}

async fn seals(database: Database) {
    let site = Site::prepare(database).await;
    let vigie = site.serve().await;
    write(&site, &referent(&site).await, BEFORE).await;
    stop(vigie).await;
    let (first, second) = (fresh_key(), fresh_key());
    let keys = key_file(&site, &[&first]);
    let vigie = Vigie::launch(&sealed_with(&site, &keys)).await;
    let desk = referent(&site).await;
    write(&site, &desk, AFTER).await;
    let totp = desk.send(reqwest::Method::POST, "/api/second-factor/totp", None).await;
    let secret = totp.body["secret"].as_str().expect("a secret").to_owned();
    // Both are read: what was there before stands as it did.
    let seen = reads(&site, &desk, AFTER).await;
    assert!(seen.iter().all(|count| *count > 0), "{seen:?}");
    assert_eq!(reads(&site, &desk, BEFORE).await, seen);
    let store = site.store().await;
    assert_eq!(mentions(&store, AFTER).await, Vec::<String>::new());
    assert_eq!(mentions(&store, &secret).await, Vec::<String>::new());
    assert_eq!(mentions(&store, BEFORE).await, ["alert_events", "calendars", "contacts", "ratings"]);
    store.close().await;
    // What was there is sealed while the server works.
    let (good, said) = run(&site, Some(&keys), &["keys", "seal"]);
    assert!(good && said.contains("values were sealed"), "{said}");
    assert_eq!(reads(&site, &desk, BEFORE).await, seen);
    let (good, said) = run(&site, Some(&keys), &["keys", "seal"]);
    assert!(good && said.starts_with("0\n"), "nothing is left: {said}");
    stop(vigie).await;
    let store = site.store().await;
    for word in [BEFORE, AFTER, &secret] {
        assert_eq!(mentions(&store, word).await, Vec::<String>::new(), "{word}");
    }
    let tokens = rows::texts(&store, "SELECT value FROM server_keys WHERE name = 'token_key'").await;
    assert!(tokens[0].starts_with('\u{1}'), "the keys of the installation too");
    store.close().await;
    if database == Database::Sqlite {
        let copy = site.file("copy");
        let (good, said) = run(&site, Some(&keys), &["backup", copy.to_str().expect("a path")]);
        assert!(good, "{said}");
        std::fs::rename(copy, site.file("copy.vigie.db")).expect("renamed");
        for word in [BEFORE, AFTER, &secret] {
            assert!(!in_files(&site, word), "{word} is in a file");
        }
    }
    without_its_key(&site, &first, &second);
    turned(&site, &first, &second, seen).await;
}

/// A start without the key, or with another one, ends at once and says why.
fn without_its_key(site: &Site, first: &str, second: &str) {
    for keys in [None, Some(key_file(site, &[second]))] {
        for arguments in [&["serve"][..], &["user", "invite", "--login", "x"]] {
            let (good, said) = run(site, keys.as_deref(), arguments);
            assert!(!good && said.contains("VIGIE_DATA_KEY_FILE"), "{arguments:?}: {said}");
        }
    }
    let (good, said) = run(site, Some(&key_file(site, &["short"])), &["serve"]);
    assert!(!good && said.contains("line 2 is not a key") && !said.contains("short\n"), "{said}");
    assert!(run(site, Some(&key_file(site, &[first])), &["migrate"]).0);
    assert!(run(site, Some(&key_file(site, &[first])), &["doctor"]).1.contains("are sealed (VIGIE_DATA_KEY_FILE)"));
}

/// A new key takes over; the old one can go once everything was sealed anew.
async fn turned(site: &Site, first: &str, second: &str, seen: Vec<usize>) {
    let keys = key_file(site, &[second, first]);
    let (good, said) = run(site, Some(&keys), &["keys", "seal"]);
    assert!(good && !said.starts_with("0\n"), "{said}");
    let keys = key_file(site, &[second]);
    let vigie = Vigie::launch(&sealed_with(site, &keys)).await;
    assert_eq!(reads(site, &referent(site).await, BEFORE).await, seen);
    stop(vigie).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_sealed_is_read_by_nobody_but_the_program_on_sqlite() {
    everywhere(async {
        seals(Database::Sqlite).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_sealed_is_read_by_nobody_but_the_program_on_postgres() {
    everywhere(async {
        seals(Database::Postgres).await;
    })
    .await;
}
