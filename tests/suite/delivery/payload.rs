//! What a push says, opened as the browser would: every kind, in both languages, fits Declarative Web Push and one size.
//!
//! A new kind needs its facts in [`body`], if it has any that are not there yet.

use serde_json::{Value, json};
use uuid::Uuid;
use vigie_server::outbox::message::Facts;
use vigie_server::push::Outcome;
use vigie_server::push::cipher::Letter;
use vigie_server::push::receipt::Receipt;
use vigie_shared::delivery::MessageKind;
use vigie_shared::lang::Lang;
use vigie_tests::on_both;

use super::scene::{Scene, opened};
use super::service::Behaviour::Status;

/// Facts of any kind, with everything as long as it gets.
fn body() -> Value {
    json!({
        "alert_id": Uuid::max(), "severity": "critical", "sector_name": "Ÿ".repeat(300), "linked": true,
        "visit_id": Uuid::max(), "cover_id": Uuid::max(), "sector_id": Uuid::max(), "day": "2026-12-31", "count": 9_999, "what": "request", "change": "recovery_renewed",
        "alerts": 9_999, "follow_ups": 9_999, "visits": 9_999, "news": 9_999,
    })
}

/// Every kind in both languages, sealed and sent without asking whether it should be; what arrived, with its length.
async fn all_sent(scene: &Scene) -> Vec<(MessageKind, &'static str, Value, usize)> {
    scene.subscribe(scene.referent, &scene.service.endpoint("phone", Status(201))).await;
    let browser = scene.browsers(scene.referent).await.remove(0);
    let receipt = scene.app.receipts.make(Receipt {
        federation: scene.federation,
        message: Uuid::max(),
        subscription: browser.id,
    });
    let mut sent = Vec::new();
    for lang in [Lang::Fr, Lang::En] {
        for kind in MessageKind::ALL {
            let facts = Facts::read(kind.as_str(), &body()).expect("give this kind its facts in `body`");
            let text = facts.payload(Uuid::max(), &receipt, lang, &scene.app.public_url);
            let letter = Letter { text: &text, ttl: 60, urgency: kind.urgency(), topic: &facts.topic(scene.referent) };
            let outcome = scene.app.push.send(&browser, letter, scene.now()).await;
            assert!(matches!(outcome, Outcome::Accepted { .. }), "{kind}: {outcome:?}");
            let message = scene.service.received().pop().expect("a message");
            sent.push((*kind, lang.as_str(), opened(&message.body), message.body.len()));
        }
    }
    sent
}

on_both! {
    async fn every_kind_in_both_languages_is_equally_long(app: TestApp) {
        let scene = Scene::on(app).await;
        let lengths: Vec<usize> = all_sent(&scene).await.into_iter().map(|(_, _, _, length)| length).collect();
        assert!(lengths.iter().all(|length| *length == lengths[0]), "{lengths:?}");
    }

    async fn a_browser_without_our_worker_can_show_every_kind(app: TestApp) {
        let scene = Scene::on(app).await;
        for (kind, locale, read, _) in all_sent(&scene).await {
            // The explainer's required members: the number, the notification, its title and an absolute address.
            assert_eq!(read["web_push"], 8030, "{kind}");
            let shown = &read["notification"];
            assert!(shown["title"].as_str().is_some_and(|title| !title.is_empty()), "{kind}: {read}");
            let address = shown["navigate"].as_str().and_then(|text| url::Url::parse(text).ok()).expect("an address");
            assert_eq!(address.origin(), scene.app.public_url.origin(), "{kind}");
            // Those we use beside them have the types it gives them.
            assert_eq!((shown["lang"].as_str(), shown["silent"].as_bool()), (Some(locale), Some(false)), "{kind}");
            assert!(shown["body"].is_string() && shown["tag"].is_string(), "{kind}: {read}");
            assert_eq!(read["mutable"], true, "our worker is asked first: it sends the receipt");
            assert!(read["receipt"].is_string() && read["id"].is_string(), "{kind}: {read}");
        }
    }
}
