//! Bodies no phone would send. Each gets an answer that says so, none an error of ours, and none is stored by half.

use serde_json::{Value, json};
use vigie_server::ids;
use vigie_tests::{Answer, Client, TestApp, on_both, rows};

use super::refusal;

async fn send(client: &Client, body: impl Into<Vec<u8>>) -> Answer {
    let request = client.request(reqwest::Method::POST, "/api/ratings").header("content-type", "application/json");
    Client::answer(request.body(body.into())).await
}

/// A good rating as text, with one value written by hand.
fn raw(app: &TestApp, name: &str, value: &str) -> String {
    let mut rating = app.world.rating(&app.world.person, app.now(), [Some(4), Some(4), Some(4)]);
    rating[name] = json!("@@");
    rating.to_string().replace("\"@@\"", value)
}

fn batch(items: &[String]) -> String {
    format!("{{\"ratings\":[{}]}}", items.join(","))
}

/// Bodies that are not JSON at all, or JSON that nobody can read.
fn unreadable(app: &TestApp) -> Vec<(&'static str, Vec<u8>)> {
    let good = batch(&[raw(app, "note", "null")]);
    let nested = |depth: usize| batch(&[raw(app, "note", &format!("{}{}", "[".repeat(depth), "]".repeat(depth)))]);
    let mut invalid = batch(&[raw(app, "note", "\"?\"")]).into_bytes();
    let place = invalid.iter().position(|byte| *byte == b'?').expect("a place");
    invalid[place] = 0xff;
    vec![
        ("empty", Vec::new()),
        ("cut off", good.as_bytes()[..good.len() / 2].to_vec()),
        ("two documents", format!("{good}{good}").into_bytes()),
        ("invalid UTF-8", invalid),
        ("UTF-16", good.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        ("a byte order mark", format!("\u{feff}{good}").into_bytes()),
        ("a raw NUL", batch(&[raw(app, "note", "\"a\0b\"")]).into_bytes()),
        ("a lone surrogate", batch(&[raw(app, "note", "\"\\ud83d\"")]).into_bytes()),
        ("surrogates the wrong way round", batch(&[raw(app, "note", "\"\\udc00\\ud83d\"")]).into_bytes()),
        ("a thousand levels", nested(1_000).into_bytes()),
        ("a hundred thousand levels", nested(100_000).into_bytes()),
        ("a number beyond all numbers", batch(&[raw(app, "scores", "{\"health\":1e400}")]).into_bytes()),
        ("not a number", batch(&[raw(app, "scores", "{\"health\":NaN}")]).into_bytes()),
        ("a comment", format!("/* */{good}").into_bytes()),
    ]
}

on_both! {
    async fn a_body_nobody_can_read_is_refused_as_a_whole(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        for (what, body) in unreadable(&app) {
            let answer = send(&aide, body).await;
            assert_eq!(answer.problem(400), "invalid_json", "{what}");
        }
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM ratings").await, 0);
    }

    async fn a_body_of_another_shape_is_refused_as_a_whole(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let good = raw(&app, "note", "null");
        for body in [
            "null".to_owned(),
            "[]".to_owned(),
            "{}".to_owned(),
            "\"ratings\"".to_owned(),
            "{\"ratings\":null}".to_owned(),
            "{\"ratings\":{}}".to_owned(),
            format!("{{\"ratings\":[{good}],\"force\":true}}"),
            format!("{{\"ratings\":[],\"ratings\":[{good}]}}"),
        ] {
            assert_eq!(send(&aide, body.clone()).await.problem(400), "invalid_request", "{body}");
        }
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM ratings").await, 0);
    }

    async fn a_strange_value_refuses_its_rating_and_no_other(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let huge = "9".repeat(400);
        let strange = [
            raw(&app, "note", "\"a\\u0000b\""),
            raw(&app, "scores", "{\"health\":18446744073709551616}"),
            raw(&app, "scores", "{\"health\":-0}"),
            raw(&app, "scores", "{\"health\":-9223372036854775809}"),
            raw(&app, "scores", "{\"health\":4.0}"),
            raw(&app, "scores", "{\"health\":1e-400}"),
            raw(&app, "scores", "{\"health\":257}"),
            raw(&app, "visited_at", "\"+10000-01-01T00:00:00Z\""),
            raw(&app, "visited_at", "\"2026-02-30T00:00:00Z\""),
            raw(&app, "visited_at", "\"2026-03-02T25:00:00Z\""),
            raw(&app, "visited_at", "\"2026-03-02T08:00:00\""),
            raw(&app, "visited_at", &format!("\"{huge}\"")),
            raw(&app, "id", "\"00000000\""),
            raw(&app, "person_id", "\"\u{202e}\""),
            raw(&app, "signs", "[\"' OR 1=1 --\"]"),
            raw(&app, "__proto__", "{}"),
            raw(&app, "note", &format!("{}{}", "[".repeat(100), "]".repeat(100))),
        ];
        for strange in strange {
            let good = raw(&app, "note", "null");
            let answer = send(&aide, batch(&[strange.clone(), good])).await.ok();
            assert_eq!(refusal(&answer["results"][0]), "invalid_rating", "{strange}");
            assert_eq!(answer["results"][1]["outcome"], "stored", "{strange}");
        }
    }

    async fn times_at_the_ends_of_the_calendar_are_kept_and_marked(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        for (time, mark) in [
            ("0000-01-01T00:00:00Z", "too_old"),
            ("1969-12-31T23:59:59.999999Z", "too_old"),
            ("9999-12-31T23:59:59.999999999Z", "future"),
            ("9999-12-31T23:59:59-23:59", "future"),
        ] {
            let body = batch(&[raw(&app, "visited_at", &format!("\"{time}\""))]);
            let answer = send(&aide, body.clone()).await.ok();
            assert_eq!(answer["results"][0]["outcome"], "stored", "{time}");
            assert_eq!(answer["results"][0]["marked"], mark, "{time}");
            assert_eq!(send(&aide, body).await.ok()["results"][0]["outcome"], "duplicate", "{time}");
        }
        let leap = batch(&[raw(&app, "visited_at", "\"2026-03-01T23:59:60Z\"")]);
        let verdict = send(&aide, leap).await.ok()["results"][0].clone();
        assert!(verdict["outcome"] == "stored" || verdict["outcome"] == "refused", "{verdict}");
        app.client(&app.world.referent).await.get(&format!("/api/persons/{}", app.world.person.id)).await.ok();
    }

    async fn of_a_key_written_twice_the_last_one_counts(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let twice = raw(&app, "scores", "{\"health\":1},\"scores\":{\"health\":5}");
        let answer = send(&aide, batch(std::slice::from_ref(&twice))).await.ok();
        assert_eq!(answer["results"][0]["outcome"], "stored");
        assert!(app.client(&app.world.referent).await.queue().await.is_empty(), "nothing of the first one is heard");
        let plain: Value = serde_json::from_str(&twice).expect("JSON");
        assert_eq!(aide.rate(&[plain]).await, ["duplicate"], "read the same way by every reader");
    }

    async fn words_that_look_like_code_are_only_words(app: TestApp) {
        let aide = app.client(&app.world.aide).await;
        let note = "'; DROP TABLE ratings; -- <script>alert(1)</script> {{7*7}} ${jndi:ldap://x} %s %n ../../etc/passwd";
        let mut rating = app.world.rating(&app.world.person, app.now(), [Some(1), None, None]);
        rating["note"] = json!(note);
        assert_eq!(aide.rate(&[rating]).await, ["stored"]);
        let coordinator = app.client(&app.world.coordinator).await;
        let detail = coordinator.detail(&coordinator.only_alert().await).await;
        assert_eq!(detail["history"]["ratings"][0]["note"], note);
    }

    async fn hostile_paths_and_queries_are_never_an_error_of_ours(app: TestApp) {
        let referent = app.client(&app.world.referent).await;
        let id = ids::fresh();
        for path in [
            "/api/persons?q=%00",
            "/api/persons?q=%ff%fe",
            "/api/persons?q=%25%5c_'%22",
            "/api/persons/%00",
            "/api/persons/%ff",
            "/api/persons/../me",
            "/api/alerts?owner=%00",
            "/api/alerts?cursor=%00",
            "/api/alerts?cursor=MXw5MjIzMzcyMDM2ODU0Nzc1ODA3fDA",
            "/api/alerts?sector_id=1",
            "/api/alerts/00000000000000000000000000000000",
            "/api/alerts/stream?last_event_id=99999999999999999999",
            "/api/alerts/stream/",
            "/api//alerts",
            "/api/",
        ] {
            let answer = referent.get(path).await;
            assert!(answer.status.as_u16() < 500, "{path}: {} {}", answer.status, answer.text);
        }
        let long = referent.get(&format!("/api/persons?q={}", "a".repeat(20_000))).await;
        assert!(long.status.as_u16() < 500, "{}", long.status);
        let nul = referent.delete("/api/push/subscription", Some(&json!({ "endpoint": "https://x/\u{0}" }))).await;
        assert!(nul.status.as_u16() < 500, "{}", nul.text);
        let nul = json!({ "coordination": "accepted", "given_by": "\u{0}" });
        let answer = referent.put(&format!("/api/persons/{id}/consent"), &nul).await;
        assert_eq!(answer.problem(422), "validation_failed");
    }

    async fn a_cursor_from_another_age_finds_nothing_and_breaks_nothing(app: TestApp) {
        use base64::Engine as _;
        let referent = app.client(&app.world.referent).await;
        for micros in [i64::MIN, -8_000_000_000_000_000_000, -300_000_000_000_000_000, 8_000_000_000_000_000_000, i64::MAX] {
            let cursor = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(format!("2|{micros}|{}", ids::fresh()));
            let answer = referent.get(&format!("/api/alerts?cursor={cursor}")).await;
            assert!(answer.status.as_u16() < 500, "{micros}: {}", answer.text);
        }
    }
}
