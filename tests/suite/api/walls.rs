//! Requests reach the database for their caller's federation and not for everybody's. The tests take the view over the whole installation
//! away and ask again: whoever had it would now be answered otherwise.

use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, PgConnection};
use vigie_tests::{Client, Database, TestApp, everywhere, superuser_of};

/// These never end, or change with each look.
const PASSED_OVER: [&str; 2] = ["/api/alerts/stream", "/api/access-log"];

/// From now on nothing is shown to who works for the whole installation.
async fn close_the_overview(superuser: &mut PgConnection) {
    const TABLES: &str =
        "SELECT relname::text FROM pg_class WHERE relrowsecurity AND relnamespace = 'public'::regnamespace";
    let tables: Vec<String> = sqlx::query_scalar(TABLES).fetch_all(&mut *superuser).await.expect("tables");
    assert!(tables.len() > 60);
    for table in tables {
        let sql = format!(
            "CREATE POLICY no_overview ON {table} AS RESTRICTIVE USING (current_setting('vigie.federation', true) <> '*')"
        );
        sqlx::query(AssertSqlSafe(sql)).execute(&mut *superuser).await.expect("a policy");
    }
}

/// Every address without a place in it that is read with GET.
async fn readable(app: &TestApp) -> Vec<String> {
    let document = app.anonymous().get("/api/openapi.json").await.ok();
    let paths = document["paths"].as_object().expect("paths");
    let read = paths.iter().filter(|(path, there)| there.get("get").is_some() && !path.contains('{'));
    read.map(|(path, _)| path.clone()).filter(|path| !PASSED_OVER.contains(&path.as_str())).collect()
}

/// What each client reads at each address.
async fn read_all(clients: &[Client], paths: &[String]) -> Vec<(String, u16, String)> {
    let mut answers = Vec::new();
    for client in clients {
        for path in paths {
            let answer = client.get(path).await;
            answers.push((path.clone(), answer.status.as_u16(), answer.text));
        }
    }
    answers
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_known_reads_the_same_without_a_view_of_the_whole() {
    everywhere(async {
        let app = TestApp::start(Database::Postgres).await;
        let world = &app.world;
        let aide = app.client(&world.aide).await;
        aide.rate(&[world.rating(&world.person, app.now(), [Some(1), Some(1), None])]).await;
        let mut clients = vec![aide];
        for actor in [&world.coordinator, &world.referent, &world.administrator] {
            clients.push(app.client(actor).await);
        }
        let mut paths = readable(&app).await;
        assert!(paths.len() > 30, "{paths:?}");
        let alert = clients[1].get("/api/alerts").await.ok()["items"][0]["id"].as_str().expect("an alert").to_owned();
        paths.extend([format!("/api/persons/{}", world.person.id), format!("/api/alerts/{alert}")]);
        // The first look at an alert leaves a trace in it; the second one leaves none.
        read_all(&clients, &paths).await;
        let before = read_all(&clients, &paths).await;
        let good = before.iter().filter(|(_, status, _)| *status == 200).count();
        assert!(good > paths.len(), "{good} of {}", before.len());
        close_the_overview(&mut superuser_of(app.database_url()).await).await;
        for (before, after) in before.iter().zip(read_all(&clients, &paths).await) {
            assert_eq!(*before, after, "{} is not read for the caller's federation alone", before.0);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_known_writes_without_a_view_of_the_whole() {
    everywhere(async {
        let app = TestApp::start(Database::Postgres).await;
        let world = &app.world;
        let (aide, coordinator) = (app.client(&world.aide).await, app.client(&world.coordinator).await);
        close_the_overview(&mut superuser_of(app.database_url()).await).await;
        assert_eq!(aide.rate(&[world.rating(&world.person, app.now(), [Some(1), Some(1), None])]).await, ["stored"]);
        let batch: Vec<Value> =
            (0..3).map(|_| world.rating(&world.second_person, app.now(), [Some(4), None, None])).collect();
        assert_eq!(aide.rate(&batch).await, ["stored"; 3]);
        let item = coordinator.get("/api/alerts").await.ok()["items"][0].clone();
        let claim = format!("/api/alerts/{}/claim", item["id"].as_str().expect("an alert"));
        assert_eq!(coordinator.post(&claim, &json!({ "version": item["version"] })).await.ok()["state"], "taken");
        let need = json!({ "person_id": world.person.id, "sentence": "Un lit médicalisé", "severity": "moderate" });
        assert!(coordinator.post("/api/needs", &need).await.status.is_success());
        // Nobody is known yet: this looks a login up in the whole installation, and there is no such view here.
        let sign_in = json!({ "login": world.aide.login, "secret": vigie_tests::World::SECRET });
        assert_eq!(app.anonymous().post("/api/session", &sign_in).await.status.as_u16(), 401);
    })
    .await;
}
