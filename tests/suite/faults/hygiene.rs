//! F22: a scripted day with names, notes and secrets that are found nowhere else, against the real program that says everything it
//! can say. None of it is in its log, its figures, its pushes or its errors.

use serde_json::{Value, json};
use vigie_server::ids;
use vigie_server::store::scope::everywhere;
use vigie_tests::faults::Site;
use vigie_tests::{Actor, Client, Database, Lots, Vigie, World, rows};

/// Everything of ours is said; of the libraries, what an operator turns on when something is wrong.
const LOUD: &str =
    "debug,vigie_server=trace,vigie_shared=trace,vigie=trace,tower_http=trace,sqlx=info,hyper=info,h2=info";

/// Something that stands nowhere else, made of letters so that no escaping hides it.
fn drawn(lots: &mut Lots, kind: &str) -> String {
    let letters: String = (0..18).map(|_| char::from(b'a' + u8::try_from(lots.below(26)).expect("a letter"))).collect();
    format!("Z{kind}{letters}")
}

/// What must not show.
struct Secrets(Vec<(&'static str, String)>);

impl Secrets {
    fn seed(&mut self, lots: &mut Lots, kind: &'static str) -> String {
        let word = drawn(lots, kind);
        self.0.push((kind, word.clone()));
        word
    }

    fn keep(&mut self, kind: &'static str, value: &str) {
        assert!(value.len() >= 8, "{kind} is too short to be looked for");
        self.0.push((kind, value.to_owned()));
    }

    fn assert_absent(&self, place: &str, text: &str) {
        for (kind, word) in &self.0 {
            let hit = text.to_lowercase().find(&word.to_lowercase());
            let around = hit.map(|at| text.get(at.saturating_sub(200)..(at + 60).min(text.len())).unwrap_or("…"));
            assert!(hit.is_none(), "{kind} is in {place}: {around:?}");
        }
    }
}

struct Day {
    site: Site,
    secrets: Secrets,
    lots: Lots,
    /// Bodies of problem documents.
    errors: Vec<String>,
}

impl Day {
    fn word(&mut self, kind: &'static str) -> String {
        self.secrets.seed(&mut self.lots, kind)
    }

    fn client(&self, http: &reqwest::Client, token: &str) -> Client {
        let mut client = Client::new(http.clone(), self.site.base_url());
        client.token = Some(token.to_owned());
        client
    }

    fn note(&mut self, answer: &vigie_tests::Answer) {
        if !answer.status.is_success() {
            self.errors.push(answer.text.clone());
        }
    }

    /// Names and texts where people write them.
    async fn write_the_file(&mut self, referent: &Client, aide: &Client) {
        let person = self.site.persons[0].id;
        let path = format!("/api/persons/{person}");
        let (phone, address, contact, given_by) =
            (self.word("phone"), self.word("address"), self.word("contact"), self.word("givenby"));
        referent.put(&path, &json!({ "phone": phone, "address": address })).await;
        let body = json!({ "name": contact, "relation": self.word("relation"), "note": self.word("cnote") });
        assert_eq!(referent.post(&format!("{path}/contacts"), &body).await.status, 201);
        referent.put(&format!("{path}/consent"), &json!({ "coordination": "accepted", "given_by": given_by })).await;
        let note = self.word("note");
        let rating = json!({
            "id": ids::fresh(), "person_id": person, "visited_at": self.site.now(), "note": note, "signs": ["fall"],
            "scores": { "health": 1, "mood": 1 },
        });
        assert_eq!(aide.rate(&[rating]).await, ["stored"]);
        let mut alert = referent.only_alert().await;
        let action = json!({ "kind": "other", "contact": "phone", "agreement": "family", "agreed_by": self.word("agreedby"),
            "text": self.word("action") });
        let steps = [
            ("claim", json!({})),
            ("note", json!({ "text": self.word("text") })),
            ("action", action),
            ("resolve", json!({ "outcome": "acted", "for_aide": self.word("foraide") })),
        ];
        for (verb, body) in steps {
            alert = referent.act(&alert, verb, body).await.ok();
        }
        let need = json!({ "person_id": person, "sentence": self.word("need"), "severity": "critical" });
        assert_eq!(referent.post("/api/needs", &need).await.status, 201);
        for format in ["json", "html"] {
            assert_eq!(referent.get(&format!("{path}/export?format={format}")).await.status, 200);
        }
        assert_eq!(referent.get(&format!("/api/persons?q={}", self.word("search"))).await.status, 200);
    }

    /// A calendar whose address is a secret, and which cannot be read.
    async fn read_a_calendar(&mut self, administrator: &Client) {
        let url = format!("{NOWHERE}/{}.ics?key={}", self.word("feed"), self.word("feedkey"));
        let body = json!({ "name": "Nord", "url": url, "sector_id": self.site.world.north, "enabled": true });
        let made = administrator.post("/api/calendars", &body).await.ok();
        let path = format!("/api/calendars/{}/run", made["id"].as_str().expect("an id"));
        let ran = administrator.post(&path, &json!({ "dry_run": false })).await.ok();
        assert_eq!(ran["failure"]["code"], "no_answer");
        let refused = json!({ "name": "Nord", "url": format!("ftp://{}", self.word("feedhost")), "enabled": true });
        let answer = administrator.post("/api/calendars", &refused).await;
        assert_eq!(answer.status, 422);
        self.note(&answer);
        let listed = administrator.get("/api/calendars").await.text;
        self.errors.extend([made.to_string(), ran.to_string(), listed]);
    }

    /// Everything that can be refused, with secrets where one is tempted to repeat what came.
    async fn be_refused(&mut self, referent: &Client, anonymous: &Client) {
        let person = self.site.persons[0].id;
        let (login, secret, code) = (self.word("login"), self.word("password"), self.word("code"));
        let (word, token) = (self.word("refused"), self.word("token"));
        let mut forged = anonymous.clone();
        forged.token = Some(format!("eyJhbGciOiJIUzI1NiJ9.{token}.{token}"));
        forged.cookie = Some(format!("vigie_refresh={token}"));
        let tries = [
            anonymous.post("/api/session", &json!({ "login": login, "secret": secret })).await,
            anonymous.post("/api/enrolment/code", &json!({ "login": login, "code": code })).await,
            anonymous.post("/api/enrolment", &json!({ "token": token })).await,
            forged.get("/api/me").await,
            forged.post("/api/session/refresh", &json!({})).await,
            referent.post("/api/needs", &json!({ "person_id": word, "sentence": word, "severity": word })).await,
            referent
                .post(
                    &format!("/api/persons/{person}/contacts"),
                    &json!({ "name": word, "relation": word, "email": word }),
                )
                .await,
            referent
                .post(
                    &format!("/api/persons/{person}/contacts"),
                    &json!({ "name": word.repeat(400), "relation": word }),
                )
                .await,
            referent
                .put(
                    "/api/push/subscription",
                    &json!({ "endpoint": format!("https://{word}.example/{word}"),
                "keys": { "p256dh": word, "auth": word } }),
                )
                .await,
            referent.get(&format!("/api/alerts/{word}?{word}={word}")).await,
            referent.get(&format!("/api/{word}")).await,
            referent.put(&format!("/api/persons/{person}"), &json!({ word.as_str(): word, "phone": word })).await,
            referent.get(&format!("/calendrier/{word}.ics")).await,
        ];
        for answer in &tries {
            assert!(answer.status.is_client_error(), "{} {}", answer.status, answer.text);
            self.note(answer);
        }
        // A body that stops being JSON right behind a name.
        let broken = referent.request(reqwest::Method::POST, "/api/needs").header("content-type", "application/json");
        let answer = Client::answer(broken.body(format!("{{\"sentence\":\"{word}\" \"{word}"))).await;
        assert_eq!(answer.status, 400);
        self.note(&answer);
    }
}

/// An origin where nobody listens, which the operator lists.
const NOWHERE: &str = "http://127.0.0.1:1";

async fn signed_in(day: &mut Day, http: &reqwest::Client, actor: &Actor) -> Client {
    let mut client = Client::new(http.clone(), day.site.base_url());
    client.sign_in(&actor.login, World::SECRET).await;
    let token = client.token.clone().expect("a token");
    day.secrets.keep("an access token", &token);
    let cookie = client.cookie.clone().expect("a cookie");
    day.secrets.keep("a refresh token", cookie.split_once('=').expect("a value").1);
    client
}

/// Waits until the browsers were told.
async fn told(site: &Site) {
    for _ in 0..200 {
        if !site.push.said().is_empty() {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("nobody was told");
}

async fn keys(store: &vigie_server::store::Store, day: &mut Day) {
    for key in rows::texts(store, "SELECT value FROM server_keys").await.iter().filter(|key| key.len() > 20) {
        day.secrets.keep("a key of the installation", key);
    }
    for column in ["p256dh", "auth"] {
        for key in rows::texts(store, &format!("SELECT {column} FROM push_subscriptions")).await {
            day.secrets.keep("a browser's key", &key);
        }
    }
    for endpoint in rows::texts(store, "SELECT endpoint FROM push_subscriptions").await {
        let path = endpoint.rsplit('/').next().unwrap_or_default().to_owned();
        day.secrets.keep("a browser's address", &path);
    }
}

async fn leaks_nothing(database: Database) {
    let lots = Lots::new(u64::from(std::process::id()));
    let mut day = Day { site: Site::prepare(database).await, secrets: Secrets(Vec::new()), lots, errors: Vec::new() };
    let store = day.site.store().await;
    let name = day.word("name");
    let id = rows::literal(&store, day.site.persons[0].id);
    rows::change(
        &store,
        &format!("UPDATE persons SET name = 'Mme {name}', search_name = 'mme {}' WHERE id = {id}", name.to_lowercase()),
    )
    .await;
    keys(&store, &mut day).await;
    store.close().await;
    let (log, mut launch) = (day.site.file("day.log"), day.site.launch());
    launch.log = Some(log.clone());
    launch.environment.push(("VIGIE_LOG".to_owned(), LOUD.to_owned()));
    launch.environment.push(("VIGIE_WEBHOOK_ORIGINS".to_owned(), NOWHERE.to_owned()));
    let vigie = Vigie::launch(&launch).await;
    let http = reqwest::Client::new();
    let who = day.site.world.referent.clone();
    let referent = signed_in(&mut day, &http, &who).await;
    day.secrets.keep("a password", World::SECRET);
    let aide = day.client(&http, &day.site.tokens[0].clone());
    day.write_the_file(&referent, &aide).await;
    let who = day.site.world.administrator.clone();
    let administrator = signed_in(&mut day, &http, &who).await;
    day.read_a_calendar(&administrator).await;
    let factor = referent.send(reqwest::Method::POST, "/api/second-factor/totp", None).await;
    day.secrets.keep("the secret of a second factor", factor.body["secret"].as_str().expect("a secret"));
    let anonymous = Client::new(http.clone(), day.site.base_url());
    day.be_refused(&referent, &anonymous).await;
    told(&day.site).await;
    let figures = anonymous.get("/metrics").await.text;
    vigie.ask_to_stop();
    assert!(vigie.ended().await.success());
    let said = std::fs::read_to_string(&log).expect("a log");
    assert!(said.lines().count() > 50 && said.contains("TRACE") | said.contains("DEBUG"), "it says little: {said}");
    day.secrets.assert_absent("the log", &said);
    day.secrets.assert_absent("the figures", &figures);
    for text in day.site.push.said() {
        serde_json::from_str::<Value>(&text).expect("a message");
        day.secrets.assert_absent("a push", &text);
    }
    assert!(day.errors.len() >= 12, "{:?}", day.errors);
    for text in &day.errors {
        day.secrets.assert_absent("an error", text);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_leaves_no_name_note_or_secret_where_it_does_not_belong_on_sqlite() {
    everywhere(async {
        leaks_nothing(Database::Sqlite).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_leaves_no_name_note_or_secret_where_it_does_not_belong_on_postgres() {
    everywhere(async {
        leaks_nothing(Database::Postgres).await;
    })
    .await;
}
