//! Nobody writes over what they have not seen.

use serde_json::{Value, json};
use vigie_server::ids;
use vigie_tests::on_both;

use super::{alert_and_coordinator, body_of, kinds};

const VERBS: [&str; 9] = ["claim", "release", "assign", "snooze", "note", "retract", "action", "resolve", "reopen"];

on_both! {
    async fn a_stale_version_gets_the_alert_as_it_is_whatever_the_verb(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        let referent = app.client(&app.world.referent).await;
        let current = referent.act(&alert, "note", json!({ "text": "plus rapide" })).await.ok();
        for verb in VERBS {
            let answer = coordinator.act(&alert, verb, body_of(&app, verb)).await;
            assert_eq!(answer.problem(409), "stale_version", "{verb}");
            assert_eq!(answer.body["alert"]["version"], current["version"], "{verb}");
            assert_eq!(answer.body["alert"]["timeline"], current["timeline"], "{verb}");
        }
        assert_eq!(coordinator.detail(&alert).await["version"], current["version"]);
    }

    async fn a_version_from_the_future_is_stale_too(app: TestApp) {
        let (mut alert, coordinator) = alert_and_coordinator(&app).await;
        for version in [json!(i32::MAX), json!(0), json!(-1)] {
            alert["version"] = version;
            assert_eq!(coordinator.act(&alert, "claim", json!({})).await.problem(409), "stale_version");
        }
    }

    async fn what_is_no_version_is_refused(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        let path = format!("/api/alerts/{}", alert["id"].as_str().unwrap());
        for verb in VERBS {
            for version in [Value::Null, json!("2"), json!(2.5), json!(4_294_967_296_i64), json!([2])] {
                let mut body = body_of(&app, verb);
                body["version"] = version;
                let answer = coordinator.post(&format!("{path}/{verb}"), &body).await;
                assert_eq!(answer.problem(400), "invalid_request", "{verb} {body}");
            }
            let mut body = body_of(&app, verb);
            body["version"] = alert["version"].clone();
            body["surprise"] = json!(true);
            assert_eq!(coordinator.post(&format!("{path}/{verb}"), &body).await.problem(400), "invalid_request", "{verb}");
            let unknown = format!("/api/alerts/{}/{verb}", ids::fresh());
            let mut body = body_of(&app, verb);
            body["version"] = json!(1);
            assert_eq!(coordinator.post(&unknown, &body).await.problem(404), "not_found", "{verb}");
        }
        assert_eq!(kinds(&coordinator.detail(&alert).await), ["opened"]);
    }

    async fn of_two_who_take_an_alert_at_once_one_gets_it_and_the_other_learns_who(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        let others = [&app.world.second_coordinator, &app.world.referent];
        let mut racers = vec![coordinator.clone()];
        for actor in others {
            racers.push(app.client(actor).await);
        }
        let mut tries = Vec::new();
        for racer in racers {
            let alert = alert.clone();
            tries.push(tokio::spawn(async move { racer.act(&alert, "claim", json!({})).await }));
        }
        let mut answers = Vec::new();
        for attempt in tries {
            answers.push(attempt.await.expect("an answer"));
        }
        let (winners, losers): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 200);
        assert_eq!((winners.len(), losers.len()), (1, 2));
        for loser in losers {
            assert_eq!(loser.problem(409), "stale_version");
            assert_eq!(loser.body["alert"]["owner"], winners[0].body["owner"]);
        }
        let claimed = coordinator.detail(&alert).await;
        assert_eq!(kinds(&claimed), ["opened", "claimed"]);
    }

    async fn of_many_notes_at_once_with_one_version_one_is_written(app: TestApp) {
        let (alert, coordinator) = alert_and_coordinator(&app).await;
        let mut tries = Vec::new();
        for number in 0..6 {
            let (client, alert) = (coordinator.clone(), alert.clone());
            tries.push(tokio::spawn(async move { client.act(&alert, "note", json!({ "text": format!("note {number}") })).await }));
        }
        let mut written = 0;
        for attempt in tries {
            let answer = attempt.await.expect("an answer");
            assert!(matches!(answer.status.as_u16(), 200 | 409), "{}", answer.text);
            written += usize::from(answer.status == 200);
        }
        assert_eq!(written, 1);
        assert_eq!(kinds(&coordinator.detail(&alert).await), ["opened", "note"]);
    }
}
