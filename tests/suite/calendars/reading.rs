//! What a reading changes.

use chrono::TimeDelta;
use serde_json::{Value, json};
use vigie_tests::{TestApp, on_both, rows};

use super::{add, of_sector, planned, read, seen, served};

/// Monday the 2nd of March 2026, 9 o'clock in Paris, is now. A visit this afternoon and one each morning at eight, on weekdays.
const AFTERNOON: &str = "UID:one@x\nDTSTART;TZID=Europe/Paris:20260302T150000\nDURATION:PT1H\nX-VIGIE-PERSON:P-1\nATTENDEE:mailto:alix@example.org";
const MORNINGS: &str = "UID:many@x\nDTSTART;TZID=Europe/Paris:20260303T080000\nDURATION:PT45M\nRRULE:FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3\nSUMMARY:Mme P. [ref:P-1]\nATTENDEE:mailto:ALIX@example.org";

/// The only calendar as an administrator sees it.
async fn listed(app: &TestApp) -> Value {
    app.client(&app.world.administrator).await.get("/api/calendars").await.ok()["items"][0].clone()
}

on_both! {
    async fn visits_are_planned_moved_and_called_off_as_the_calendar_says(plain: TestApp) {
        let (app, feed) = served(plain.database).await;
        add(&app, &of_sector(&app, &feed.url())).await;
        feed.serve(&[AFTERNOON, MORNINGS]);
        assert_eq!(read(&app).await, 1);
        assert_eq!(seen(&app, &app.world.aide).await, planned(&["02T14:00", "03T07:00", "05T07:00", "10T07:00"]));
        // The same again is nothing new, and is not even sent.
        app.advance(TimeDelta::minutes(15));
        assert_eq!(read(&app).await, 1);
        assert_eq!(feed.asked(), [None, Some("\"1\"".to_owned())]);
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM imports").await, 1);
        // One is moved, one instance is moved, one is called off by itself.
        let later = AFTERNOON.replace("T150000", "T170000");
        let moved = "UID:many@x\nRECURRENCE-ID;TZID=Europe/Paris:20260305T080000\nDTSTART;TZID=Europe/Paris:20260306T100000\nDURATION:PT45M\nX-VIGIE-PERSON:P-1\nATTENDEE:mailto:alix@example.org";
        let off = "UID:many@x\nRECURRENCE-ID;TZID=Europe/Paris:20260310T080000\nDTSTART;TZID=Europe/Paris:20260310T080000\nDURATION:PT45M\nSTATUS:CANCELLED";
        feed.serve(&[&later, MORNINGS, moved, off]);
        read(&app).await;
        let mut expected = planned(&["02T16:00", "03T07:00", "06T09:00"]);
        expected.push(("10T07:00".to_owned(), "cancelled".to_owned()));
        assert_eq!(seen(&app, &app.world.aide).await, expected);
        assert_eq!(rows::count(app.store(), "SELECT COUNT(*) FROM visits").await, 4);
        let history = app.client(&app.world.administrator).await.get("/api/imports").await.ok();
        assert_eq!((&history["items"][0]["origin"], &history["items"][0]["changed"]), (&json!("feed"), &json!(2)));
    }

    async fn what_is_gone_is_called_off_but_neither_the_past_nor_what_was_rated(plain: TestApp) {
        let (app, feed) = served(plain.database).await;
        add(&app, &of_sector(&app, &feed.url())).await;
        feed.serve(&[AFTERNOON, MORNINGS]);
        read(&app).await;
        let aide = app.client(&app.world.aide).await;
        let listed = aide.get("/api/visits?from=2026-03-03&to=2026-03-03").await.ok();
        // Rated before its hour, say because it was moved by word of mouth.
        let mut rating = app.world.rating(&app.world.person, app.now(), [Some(4), Some(4), Some(4)]);
        rating["visit_id"] = listed["items"][0]["id"].clone();
        assert_eq!(aide.rate(&[rating]).await, ["stored"]);
        // In the evening the afternoon's visit is over.
        app.advance(TimeDelta::hours(9));
        feed.serve(&[]);
        read(&app).await;
        let statuses: Vec<String> = seen(&app, &app.world.aide).await.into_iter().map(|(_, status)| status).collect();
        assert_eq!(statuses, ["planned", "done", "cancelled", "cancelled"]);
        // What comes back is planned again; what was rated or is over stays as it was.
        feed.serve(&[&AFTERNOON.replace("T150000", "T140000"), &MORNINGS.replace("T080000", "T090000")]);
        read(&app).await;
        let mut expected = planned(&["02T14:00", "03T07:00", "05T08:00", "10T08:00"]);
        expected[1].1 = "done".to_owned();
        assert_eq!(seen(&app, &app.world.aide).await, expected);
    }

    async fn what_cannot_be_matched_is_listed_by_line_and_nothing_of_it_is_written(plain: TestApp) {
        let (app, feed) = served(plain.database).await;
        let view = add(&app, &of_sector(&app, &feed.url())).await;
        let with = |what: &str, with: &str| AFTERNOON.replace("one@x", with).replace("X-VIGIE-PERSON:P-1", what);
        let stranger = AFTERNOON.replace("alix@", "inconnue-secret@").replace("one@x", "e@x");
        let nobody = AFTERNOON.replace("\nATTENDEE:mailto:alix@example.org", "").replace("one@x", "f@x");
        feed.serve(&[
            &with("SUMMARY:Secret-Titre", "b@x"),
            &with("X-VIGIE-PERSON:P-404", "c@x"),
            &with("X-VIGIE-PERSON:P-2", "d@x"),
            &stranger,
            &nobody,
            "UID:g@x\nDTSTART;VALUE=DATE:20260302",
            AFTERNOON,
        ]);
        read(&app).await;
        assert_eq!(seen(&app, &app.world.aide).await, planned(&["02T14:00"]));
        let admin = app.client(&app.world.administrator).await;
        let listed = listed(&app).await;
        let problems = listed["problems"].as_array().expect("problems");
        let told = |one: &Value| format!("{} {}", one["line"], one["code"].as_str().expect("a code"));
        assert_eq!(
            problems.iter().map(told).collect::<Vec<_>>(),
            ["3 no_reference", "10 unknown_person", "17 other_sector", "24 unknown_aide", "31 no_aide", "37 whole_day"]
        );
        assert!(problems.iter().all(|one| one["detail"].as_str().is_some_and(|detail| detail.contains(' '))));
        for word in ["Secret-Titre", "inconnue-secret", "P-404"] {
            assert_eq!(rows::mentions(app.store(), word).await, Vec::<String>::new());
        }
        // A dry run says the same and writes nothing.
        feed.serve(&[&AFTERNOON.replace("T150000", "T160000")]);
        let path = format!("/api/calendars/{}/run", view["id"].as_str().expect("an id"));
        let tried = admin.post(&path, &json!({ "dry_run": true })).await.ok();
        assert_eq!((&tried["diff"]["counts"]["changed"], &tried["diff"]["dry_run"]), (&json!(1), &json!(true)), "{tried}");
        assert_eq!(seen(&app, &app.world.aide).await, planned(&["02T14:00"]));
        let done = admin.post(&path, &json!({ "dry_run": false })).await.ok();
        assert_eq!(done["diff"]["counts"]["changed"], 1);
        assert_eq!(seen(&app, &app.world.aide).await, planned(&["02T15:00"]));
    }

    async fn a_feed_that_fails_changes_nothing_and_says_why(plain: TestApp) {
        let (app, feed) = served(plain.database).await;
        add(&app, &of_sector(&app, &feed.url())).await;
        feed.serve(&[AFTERNOON]);
        read(&app).await;
        let large = format!("BEGIN:VCALENDAR\r\nX-A:{}\r\nEND:VCALENDAR\r\n", "a".repeat(vigie_server::calendars::fetch::MOST_BYTES));
        for (status, text, code) in [
            (404, "", "status_404"),
            (302, "", "status_302"),
            (200, "<html>", "no_calendar"),
            (200, "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a", "cut_off"),
            (200, large.as_str(), "too_large"),
        ] {
            app.advance(TimeDelta::minutes(15));
            feed.serve_text(text);
            feed.fail(status);
            assert_eq!(read(&app).await, 1);
            let listed = listed(&app).await;
            assert_eq!(listed["failure"]["code"], code);
            assert!(!listed.to_string().contains("secret"), "the address is a secret");
            assert_eq!(listed["succeeded_at"], "2026-03-02T08:00:00Z");
            assert_eq!(seen(&app, &app.world.aide).await, planned(&["02T14:00"]), "{code}");
        }
        feed.serve(&[AFTERNOON]);
        read(&app).await;
        assert_eq!(listed(&app).await["failure"], Value::Null);
    }
}
