//! The administrator's figures about messages, and the push services.

use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;
use vigie_server::ids;
use vigie_server::services::breaker::{FIRST_REST, OPENS_AT, Report};
use vigie_server::store::deliveries::{self, Delivery};
use vigie_server::store::figures;
use vigie_server::store::outbox::{self, NewMessage, Settlement};
use vigie_server::store::scope::everywhere;
use vigie_server::store::webhooks::{self, Setting};
use vigie_shared::delivery::{Channel, DeliveryState, MessageKind};
use vigie_tests::{Database, TestApp, on_both};

/// A message that took so long and ended so.
async fn ended(app: &TestApp, kind: MessageKind, took: i64, state: DeliveryState) -> Uuid {
    let (federation, now) = (app.world.federation, app.now());
    let (key, body) = (ids::fresh().to_string(), json!({}));
    let user = app.world.referent.id;
    let message = NewMessage { federation, key: &key, user, kind, body: &body, expires_at: now + TimeDelta::days(1) };
    let mut tx = app.store().begin().await.expect("a transaction");
    outbox::enqueue(&mut tx, &message, now).await.expect("enqueued");
    let leased = outbox::lease(&mut tx, Channel::Push, 1, now, TimeDelta::seconds(60)).await.expect("leased").remove(0);
    let end = Settlement { state, next_attempt_at: now, last_error: None };
    outbox::settle(&mut tx, &leased, &end, now + TimeDelta::seconds(took)).await.expect("settled");
    tx.commit().await.expect("committed");
    leased.id
}

async fn figures_of(app: &TestApp, query: &str) -> Vec<Value> {
    let client = app.client(&app.world.administrator).await;
    let answer = client.get(&format!("/api/outbox/figures{query}")).await.ok();
    answer["items"].as_array().expect("items").clone()
}

on_both! {
    async fn what_became_of_messages_is_counted_by_kind_and_channel(app: TestApp) {
        assert_eq!(figures_of(&app, "").await, Vec::<Value>::new());
        ended(&app, MessageKind::Test, 900, DeliveryState::Delivered).await;
        app.advance(TimeDelta::days(8));
        // A hundred delivered in 1 to 100 seconds: the median is the 50th, the 95th percentile the 95th.
        let mut delivered = Vec::new();
        for took in 1..=100 {
            delivered.push(ended(&app, MessageKind::Feedback, took, DeliveryState::Delivered).await);
        }
        for state in [DeliveryState::Dead, DeliveryState::Expired, DeliveryState::Unreachable, DeliveryState::Gone] {
            ended(&app, MessageKind::Feedback, 5_000, state).await;
        }
        ended(&app, MessageKind::Escalation, 5, DeliveryState::Dead).await;
        let mut tx = app.store().begin().await.expect("a transaction");
        for message in &delivered[..7] {
            for _ in 0..2 {
                let browser = ids::fresh();
                deliveries::received(&mut tx, app.world.federation, *message, browser, app.now()).await.expect("noted");
            }
        }
        tx.commit().await.expect("committed");
        let none = json!({
            "kind": "escalation", "channel": "push", "made": 1, "delivered": 0, "received": 0, "expired": 0, "dead": 1,
            "unreachable": 0, "merged": 0, "median_seconds": null, "p95_seconds": null,
        });
        let many = json!({
            "kind": "feedback", "channel": "push", "made": 104, "delivered": 100, "received": 7, "expired": 1, "dead": 1,
            "unreachable": 2, "merged": 0, "median_seconds": 50.0, "p95_seconds": 95.0,
        });
        assert_eq!(figures_of(&app, "").await, [none, many]);
        let longer = figures_of(&app, "?days=9").await;
        assert_eq!((longer.len(), &longer[2]["kind"], &longer[2]["median_seconds"]), (3, &json!("test"), &json!(900.0)));
        let client = app.client(&app.world.administrator).await;
        for wrong in ["?days=0", "?days=91", "?days=x"] {
            assert_eq!(client.get(&format!("/api/outbox/figures{wrong}")).await.problem(400), "invalid_request");
        }
        let mut tx = app.store().read().await.expect("a transaction");
        let elsewhere = app.elsewhere.federation;
        let since = app.now() - TimeDelta::days(90);
        assert!(figures::counts(&mut tx, elsewhere, since).await.expect("counts").is_empty());
        assert!(figures::seconds(&mut tx, elsewhere, since).await.expect("times").is_empty());
        assert!(figures::at_services(&mut tx, elsewhere, since).await.expect("services").is_empty());
    }

    async fn the_administrator_sees_which_push_service_is_left_alone(app: TestApp) {
        let (now, services) = (app.now(), app.app().push.services());
        let failed = Report::Failed { retry_after: None };
        // A name of this test's own: the figures are those of the whole process.
        let bad = format!("bad-{}.example", app.world.federation);
        for _ in 0..OPENS_AT {
            services.ask(&bad, now).expect("a pass").report(failed, Some("503: essai"));
        }
        let mut tx = app.store().begin().await.expect("a transaction");
        for (service, outcome, hours) in
            [("good.example", "accepted", 1), ("good.example", "later", 2), ("good.example", "accepted", 25), (bad.as_str(), "stale", 3)]
        {
            let said = Delivery {
                subscription_id: ids::fresh(),
                outcome: outcome.to_owned(),
                status: None,
                at: now - TimeDelta::hours(hours),
                service: Some(service.to_owned()),
            };
            deliveries::record(&mut tx, app.world.federation, ids::fresh(), &said).await.expect("recorded");
        }
        tx.commit().await.expect("committed");
        let client = app.client(&app.world.administrator).await;
        let items = client.get("/api/outbox/services").await.ok()["items"].clone();
        assert_eq!(items, json!([
            {
                "service": bad, "state": "open", "failures": OPENS_AT, "open_until": now + FIRST_REST,
                "last_error": "503: essai", "accepted_24h": 0, "failed_24h": 1,
            },
            {
                "service": "good.example", "state": "closed", "failures": 0, "open_until": null, "last_error": null,
                "accepted_24h": 1, "failed_24h": 1,
            },
        ]));
        app.advance(FIRST_REST);
        let probe = services.ask(&bad, app.now()).expect("the probe");
        let items = client.get("/api/outbox/services").await.ok()["items"].clone();
        assert_eq!((&items[0]["state"], &items[0]["open_until"]), (&json!("half_open"), &Value::Null));
        probe.report(Report::Well, None);
        let items = client.get("/api/outbox/services").await.ok()["items"].clone();
        assert_eq!((&items[0]["state"], &items[0]["failures"]), (&json!("closed"), &json!(0)));
        let metrics = app.anonymous().get("/metrics").await.text;
        assert!(metrics.contains(&format!("vigie_service_open{{service=\"{bad}\"}} 0")), "the figure falls back");
    }

    async fn the_federations_own_webhook_stands_beside_them_and_nobody_elses(app: TestApp) {
        let now = app.now();
        for (world, url) in [(&app.world, "https://own.example/hook"), (&app.elsewhere, "https://other.example/hook")] {
            let kinds = [MessageKind::AlertRaised].into();
            let setting = Setting { version: 0, url: Some(url.to_owned()), enabled: true, kinds };
            let mut tx = app.store().begin().await.expect("a transaction");
            let saved = webhooks::save(&mut tx, world.federation, &setting, world.administrator.id, now).await;
            assert!(saved.expect("saved"));
            tx.commit().await.expect("committed");
        }
        let services = app.app().webhooks.services();
        for service in ["webhook:https://own.example", "webhook:https://other.example"] {
            for _ in 0..OPENS_AT {
                services.ask(service, now).expect("a pass").report(Report::Failed { retry_after: None }, Some("503"));
            }
        }
        let mut tx = app.store().begin().await.expect("a transaction");
        for (key, state) in [("a", DeliveryState::Delivered), ("b", DeliveryState::Dead), ("c", DeliveryState::Retry)] {
            let (federation, user, body) = (app.world.federation, app.world.referent.id, json!({}));
            let kind = MessageKind::Test;
            let new = NewMessage { federation, key, user, kind, body: &body, expires_at: now + TimeDelta::hours(1) };
            outbox::enqueue_on(&mut tx, Channel::Webhook, &new, now).await.expect("written");
            let leased = outbox::lease(&mut tx, Channel::Webhook, 1, now, TimeDelta::seconds(60)).await.expect("leased");
            let settlement = Settlement { state, next_attempt_at: now + TimeDelta::minutes(1), last_error: None };
            outbox::settle(&mut tx, &leased[0], &settlement, now).await.expect("settled");
            outbox::tried(&mut tx, &leased[0], now).await.expect("noted");
        }
        let counted = figures::on_channels(&mut tx, app.world.federation, now).await.expect("counts");
        assert_eq!((counted.len(), counted[0].accepted, counted[0].failed), (1, 1, 2));
        assert!(figures::on_channels(&mut tx, app.elsewhere.federation, now).await.expect("counts").is_empty());
        tx.commit().await.expect("committed");
        let items = app.client(&app.world.administrator).await.get("/api/outbox/services").await.ok()["items"].clone();
        assert_eq!(items, json!([{
            "service": "webhook:https://own.example", "state": "open", "failures": OPENS_AT, "open_until": now + FIRST_REST,
            "last_error": "503", "accepted_24h": 1, "failed_24h": 2,
        }]));
    }
}

#[tokio::test]
async fn the_mail_server_is_there_from_the_start() {
    everywhere(async {
        for database in Database::BOTH {
            let settings =
                [("VIGIE_SMTP_URL", "smtp://localhost:2525?tls=none"), ("VIGIE_MAIL_FROM", "vigie@example.org")];
            let app = TestApp::start_with(*database, &settings).await;
            let items =
                app.client(&app.world.administrator).await.get("/api/outbox/services").await.ok()["items"].clone();
            assert_eq!((&items[0]["service"], &items[0]["state"]), (&json!("mail:localhost:2525"), &json!("closed")));
            assert_eq!(items.as_array().map(Vec::len), Some(1));
        }
    })
    .await;
}
