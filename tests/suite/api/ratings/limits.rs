//! How much fits into a batch and a rating.

use serde_json::{Value, json};
use vigie_server::ids;
use vigie_tests::{Client, TestApp, on_both, rows};

use super::{mistakes, refusal};

fn noted(app: &TestApp, note: &str) -> Value {
    let mut rating = app.world.rating(&app.world.person, app.now(), [Some(4), Some(4), Some(4)]);
    rating["note"] = json!(note);
    rating
}

on_both! {
    async fn a_hundred_ratings_fit_into_a_batch_and_one_more_does_not(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let batch: Vec<Value> = (0..101).map(|_| noted(&app, "x")).collect();
        let answer = aide.post("/api/ratings", &json!({ "ratings": batch })).await;
        assert_eq!(answer.problem(422), "validation_failed");
        assert_eq!(answer.body["errors"][0]["pointer"], "/ratings");
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM ratings").await, 0);
        assert_eq!(aide.rate(&batch[..100]).await, vec!["stored"; 100]);
        assert_eq!(aide.rate(&[]).await, Vec::<String>::new());
    }

    async fn a_batch_of_more_than_a_quarter_megabyte_is_too_large(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let with_padding = |bytes: usize| {
            let batch = json!({ "ratings": [noted(&app, "x")] }).to_string();
            format!("{}{batch}", " ".repeat(bytes - batch.len()))
        };
        let send = |body: String| {
            let request = aide.request(reqwest::Method::POST, "/api/ratings");
            Client::answer(request.header("content-type", "application/json").body(body))
        };
        assert_eq!(send(with_padding(256 * 1024)).await.status, 200);
        let answer = send(with_padding(256 * 1024 + 1)).await;
        assert_eq!(answer.problem(413), "payload_too_large");
        assert!(!answer.body["detail"].as_str().unwrap().is_empty());
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM ratings").await, 1);
    }

    async fn other_requests_are_small(app: TestApp) {
        let answer = app.anonymous().post("/api/session", &json!({ "login": "a", "secret": "x".repeat(33_000) })).await;
        assert_eq!(answer.problem(413), "payload_too_large");
    }

    async fn a_note_has_two_thousand_characters_at_most(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let verdicts = aide.verdicts(&[noted(&app, &"é".repeat(2_000)), noted(&app, &"é".repeat(2_001))]).await;
        assert_eq!(verdicts[0]["outcome"], "stored");
        assert_eq!(refusal(&verdicts[1]), "invalid_rating");
        assert_eq!(mistakes(&verdicts[1]), [("/note".to_owned(), "too_long".to_owned())]);
    }

    async fn a_note_keeps_its_lines_and_takes_no_control_characters(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        for note in ["a\u{0}b", "\u{1b}[31mrouge", "a\u{7f}", "a\rb", "x\u{85}y", "x\u{9b}y"] {
            let verdict = aide.verdicts(&[noted(&app, note)]).await.remove(0);
            assert_eq!(mistakes(&verdict), [("/note".to_owned(), "control_character".to_owned())], "{note:?}");
        }
        let note = "Elle a bien mangé.\r\n\tIl fait froid 🥶 <b>&amp;</b> \u{202e}abc\u{200f}";
        assert_eq!(aide.rate(&[noted(&app, note)]).await, ["stored"]);
        let file = app.client(&app.world.coordinator).await.get(&format!("/api/persons/{}", app.world.person.id)).await.ok();
        assert_eq!(file["history"]["ratings"][0]["note"], note.replace("\r\n", "\n"), "given back as it was written");
    }

    async fn a_rating_has_twenty_signs_at_most_each_counted_once(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let signed = |signs: Vec<String>| {
            let mut rating = noted(&app, "");
            rating["signs"] = json!(signs);
            rating
        };
        let many: Vec<String> = (0..21).map(|i| format!("sign_{i}")).collect();
        let verdicts = aide.verdicts(&[signed(many.clone()), signed(many[..20].to_vec())]).await;
        assert_eq!(mistakes(&verdicts[0]), [("/signs".to_owned(), "too_many_signs".to_owned())]);
        assert_eq!(verdicts[1]["outcome"], "stored");
        let twice = signed(vec!["pain".to_owned(), "fall".to_owned(), "pain".to_owned()]);
        assert_eq!(aide.rate(std::slice::from_ref(&twice)).await, ["stored"]);
        let mut sorted = twice.clone();
        sorted["signs"] = json!(["fall", "pain"]);
        assert_eq!(aide.rate(&[sorted]).await, ["duplicate"]);
    }

    async fn a_sign_alone_is_enough_and_nothing_at_all_is_not(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let mut silent = noted(&app, "une note seule");
        silent["scores"] = json!({ "health": null });
        let verdict = aide.verdicts(std::slice::from_ref(&silent)).await.remove(0);
        assert_eq!(mistakes(&verdict), [("/scores".to_owned(), "nothing_said".to_owned())]);
        silent["id"] = json!(ids::fresh());
        silent["signs"] = json!(["medicines"]);
        assert_eq!(aide.rate(&[silent]).await, ["stored"]);
    }
}
