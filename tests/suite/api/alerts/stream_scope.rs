//! The live stream shows what the list would show, and nothing else. Each test ends with something that must come: whatever
//! came before it was not for this reader.

use serde_json::{Value, json};
use vigie_tests::{Client, Events, TestApp, on_both};

use super::{alert_and_coordinator, alert_of};

async fn open(client: &Client) -> Events {
    let mut stream = Events::open(client, None).await;
    stream.expect("hello").await;
    stream
}

async fn consent(client: &Client, person: uuid::Uuid, word: &str) {
    let body = json!({ "coordination": word, "given_by": "la personne" });
    let answer = client.put(&format!("/api/persons/{person}/consent"), &body).await;
    assert_eq!(answer.status, 204, "{}", answer.text);
}

/// An alert in each place that is out of the north's coordinator's sight.
async fn things_elsewhere(app: &TestApp) {
    alert_of(app, &app.world.south_person).await;
    alert_of(app, &app.world.refusing).await;
    let foreign = &app.elsewhere;
    let rating = foreign.rating(&foreign.person, app.now(), [Some(1), None, None]);
    assert_eq!(app.client(&foreign.aide).await.rate(&[rating]).await, ["stored"]);
}

on_both! {
    async fn nothing_of_other_sectors_federations_or_refusing_persons_comes(app: TestApp) {
        let mut stream = open(&app.client(&app.world.coordinator).await).await;
        let mut referent = open(&app.client(&app.world.referent).await).await;
        things_elsewhere(&app).await;
        alert_of(&app, &app.world.person).await;
        assert_eq!(stream.expect("alert").await.data["person"]["name"], "Mme Pommier");
        for hidden in ["Figuier", "Cerisier", &app.world.refusing.id.to_string(), &app.world.south.to_string()] {
            assert!(!stream.seen.contains(hidden), "{hidden}");
        }
        assert_eq!(referent.expect("alert").await.data["person"]["name"], "Mme Cerisier");
        assert_eq!(referent.expect("alert").await.data["person"]["name"], "Mme Pommier");
        assert!(!referent.seen.contains("Figuier"));
    }

    async fn nothing_of_it_comes_on_a_resume_either(app: TestApp) {
        things_elsewhere(&app).await;
        let coordinator = app.client(&app.world.coordinator).await;
        let mut stream = Events::open(&coordinator, Some("0")).await;
        stream.expect("hello").await;
        alert_of(&app, &app.world.person).await;
        assert_eq!(stream.expect("alert").await.data["person"]["name"], "Mme Pommier");
        assert!(!stream.seen.contains("Cerisier") && !stream.seen.contains("Figuier"));
    }

    async fn an_alert_leaves_the_coordinators_screen_when_consent_is_withdrawn(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        coordinator.act(&alert, "claim", json!({})).await.ok();
        let mut stream = open(&coordinator).await;
        let mut south = open(&app.client(&app.world.south_coordinator).await).await;
        let referent = app.client(&app.world.referent).await;
        let mut theirs = open(&referent).await;
        consent(&referent, app.world.person.id, "withdrawn").await;
        let removed = stream.expect("removed").await;
        assert_eq!(removed.data, json!({ "id": alert["id"] }));
        let kept = theirs.expect("alert").await.data;
        assert_eq!((&kept["id"], &kept["state"], &kept["owner"]), (&alert["id"], &json!("new"), &Value::Null));
        // What happens to it now is no longer the coordinator's.
        referent.act(&kept, "note", json!({ "text": "entre nous" })).await.ok();
        alert_of(&app, &app.world.second_person).await;
        assert_eq!(stream.expect("alert").await.data["person"]["name"], "M. Poirier");
        alert_of(&app, &app.world.south_person).await;
        assert_eq!(south.expect("alert").await.data["person"]["name"], "M. Figuier");
        assert!(!south.seen.contains(alert["id"].as_str().unwrap()), "others learn nothing of the move");
    }

    async fn it_comes_back_when_consent_is_given(app: TestApp) {
        let alert = alert_of(&app, &app.world.refusing).await;
        let coordinator = app.client(&app.world.coordinator).await;
        let mut stream = open(&coordinator).await;
        let referent = app.client(&app.world.referent).await;
        consent(&referent, app.world.refusing.id, "accepted").await;
        assert_eq!(stream.expect("alert").await.data["id"], alert["id"]);
        let timeline = coordinator.detail(&alert).await["timeline"].clone();
        assert_eq!(timeline[1]["kind"], "rerouted");
    }

    async fn each_reads_the_same_change_in_their_language(app: TestApp) {
        let french = app.client(&app.world.coordinator).await;
        let mut english = app.client(&app.world.second_coordinator).await;
        english.language = "en";
        let mut sentences = Vec::new();
        let mut streams = [open(&french).await, open(&english).await, open(&french).await];
        alert_of(&app, &app.world.person).await;
        for stream in &mut streams {
            sentences.push(stream.expect("alert").await.data["sentence"].clone());
        }
        assert_eq!(sentences[0], sentences[2]);
        assert_ne!(sentences[0], sentences[1]);
    }

    async fn those_without_a_queue_have_no_stream(app: TestApp) {
        for actor in [&app.world.aide, &app.world.administrator] {
            assert_eq!(app.client(actor).await.get("/api/alerts/stream").await.problem(404), "not_found");
        }
        assert_eq!(app.anonymous().get("/api/alerts/stream").await.problem(401), "unauthenticated");
    }
}
