//! Messages that did not arrive: why, how often, sent again, let go.

use chrono::TimeDelta;
use serde_json::{Value, json};
use uuid::Uuid;
use vigie_server::ids;
use vigie_server::store::deliveries::{self, Delivery};
use vigie_server::store::outbox::{self, NewMessage, Settlement};
use vigie_shared::delivery::{Channel, DeliveryState, MessageKind};
use vigie_tests::{Client, TestApp, on_both};

/// A message to the referent that ended in `state`, with what one browser said.
async fn ended(app: &TestApp, federation: Uuid, user: Uuid, key: &str, state: DeliveryState) -> Uuid {
    let (body, now) = (json!({}), app.now());
    let expires_at = now + TimeDelta::hours(1);
    let message = NewMessage { federation, key, user, kind: MessageKind::Test, body: &body, expires_at };
    let mut tx = app.store().begin().await.expect("a transaction");
    assert!(outbox::enqueue(&mut tx, &message, now).await.expect("enqueued"));
    let leased = outbox::lease(&mut tx, Channel::Push, 9, now, TimeDelta::seconds(60)).await.expect("leased").remove(0);
    for outcome in ["refused", "accepted"] {
        let said = Delivery {
            subscription_id: ids::fresh(),
            outcome: outcome.to_owned(),
            status: Some(403),
            at: now,
            service: None,
        };
        deliveries::record(&mut tx, federation, leased.id, &said).await.expect("recorded");
    }
    let end = Settlement { state, next_attempt_at: now, last_error: Some(format!("{state}: essai")) };
    outbox::settle(&mut tx, &leased, &end, now).await.expect("settled");
    tx.commit().await.expect("committed");
    leased.id
}

async fn listed(client: &Client, query: &str) -> Vec<Value> {
    client.get(&format!("/api/outbox{query}")).await.ok()["items"].as_array().expect("items").clone()
}

fn ids_of(items: &[Value]) -> Vec<Uuid> {
    items.iter().map(|item| item["id"].as_str().and_then(|id| id.parse().ok()).expect("an id")).collect()
}

on_both! {
    async fn what_did_not_arrive_is_listed_with_its_reason(app: TestApp) {
        let (federation, user) = (app.world.federation, app.world.referent.id);
        let mut sent = Vec::new();
        for state in [DeliveryState::Dead, DeliveryState::Delivered, DeliveryState::Expired, DeliveryState::Unreachable] {
            let id = ended(&app, federation, user, state.as_str(), state).await;
            if state != DeliveryState::Delivered {
                sent.push(id);
            }
            app.advance(TimeDelta::seconds(1));
        }
        let far = app.elsewhere.referent.id;
        ended(&app, app.elsewhere.federation, far, "far", DeliveryState::Dead).await;
        let client = app.client(&app.world.administrator).await;
        let all = listed(&client, "").await;
        assert_eq!(ids_of(&all), [sent[2], sent[1], sent[0]], "newest first, and nothing of another federation");
        assert_eq!(all[2]["user"], json!({ "id": user, "name": app.world.referent.name }));
        assert_eq!((&all[2]["state"], &all[2]["attempts"]), (&json!("dead"), &json!(1)));
        assert_eq!((&all[2]["kind"], &all[2]["channel"]), (&json!("test"), &json!("push")));
        assert_eq!(all[2]["last_error"], "dead: essai");
        assert_eq!(ids_of(&listed(&client, "?state=expired").await), [sent[1]]);
        let first = client.get("/api/outbox?limit=2").await.ok();
        let cursor = first["next_cursor"].as_str().expect("more");
        let second = client.get(&format!("/api/outbox?limit=2&cursor={cursor}")).await.ok();
        assert_eq!(ids_of(second["items"].as_array().unwrap()), [sent[0]]);
        assert_eq!(second["next_cursor"], json!(null));
        for wrong in ["?state=delivered", "?limit=0", "?limit=201", "?cursor=x"] {
            assert_eq!(client.get(&format!("/api/outbox{wrong}")).await.problem(400), "invalid_request", "{wrong}");
        }
    }

    async fn a_message_sent_again_waits_for_its_turn_and_spares_who_has_it(app: TestApp) {
        let (federation, user) = (app.world.federation, app.world.referent.id);
        let id = ended(&app, federation, user, "again", DeliveryState::Dead).await;
        app.advance(TimeDelta::days(2));
        let client = app.client(&app.world.administrator).await;
        let again = client.post(&format!("/api/outbox/{id}/retry"), &json!({})).await.ok();
        assert_eq!((&again["state"], &again["last_error"]), (&json!("retry"), &json!(null)));
        let mut tx = app.store().begin().await.expect("a transaction");
        let standing = outbox::standing(&mut tx, federation, "again").await.expect("a look").expect("there");
        assert_eq!((standing.next_attempt_at, standing.settled_at), (app.now(), None));
        assert_eq!(standing.expires_at, app.now() + MessageKind::Test.ttl(), "its end had come; it has a new one");
        let left = deliveries::of_message(&mut tx, federation, id).await.expect("a list");
        assert_eq!(left.iter().map(|one| one.outcome.as_str()).collect::<Vec<_>>(), ["accepted"]);
        assert_eq!(outbox::lease(&mut tx, Channel::Push, 9, app.now(), TimeDelta::seconds(60)).await.expect("leased").len(), 1);
        drop(tx);
        assert!(listed(&client, "").await.is_empty());
        for verb in ["retry", "drop"] {
            let answer = client.post(&format!("/api/outbox/{id}/{verb}"), &json!({})).await;
            assert_eq!(answer.problem(409), "wrong_state", "{verb}");
        }
    }

    async fn a_message_let_go_is_never_sent_nor_made_again(app: TestApp) {
        let (federation, user) = (app.world.federation, app.world.referent.id);
        let id = ended(&app, federation, user, "gone", DeliveryState::Unreachable).await;
        let client = app.client(&app.world.administrator).await;
        let dropped = client.post(&format!("/api/outbox/{id}/drop"), &json!({})).await;
        assert_eq!(dropped.status, 204);
        assert!(listed(&client, "").await.is_empty());
        assert_eq!(client.post(&format!("/api/outbox/{id}/retry"), &json!({})).await.problem(409), "wrong_state");
        let (body, now) = (json!({}), app.now());
        let same = NewMessage { federation, key: "gone", user, kind: MessageKind::Test, body: &body, expires_at: now };
        let mut tx = app.store().begin().await.expect("a transaction");
        assert!(!outbox::enqueue(&mut tx, &same, now).await.expect("a try"));
    }

    async fn another_federations_letters_are_not_there(app: TestApp) {
        let far = &app.elsewhere;
        let id = ended(&app, far.federation, far.referent.id, "far", DeliveryState::Dead).await;
        let client = app.client(&app.world.administrator).await;
        for verb in ["retry", "drop"] {
            assert_eq!(client.post(&format!("/api/outbox/{id}/{verb}"), &json!({})).await.problem(404), "not_found");
        }
        assert_eq!(ids_of(&listed(&app.client(&far.administrator).await, "").await), [id]);
    }

    async fn what_waits_too_long_shows_in_the_figures(app: TestApp) {
        ended(&app, app.world.federation, app.world.referent.id, "old", DeliveryState::Retry).await;
        vigie_server::scheduler::tick::complete_rows(app.app()).await.expect("rows");
        app.advance(TimeDelta::minutes(9));
        let figures = app.anonymous().get("/metrics").await.text;
        for name in ["vigie_outbox_lag_seconds{kind=\"test\"}", "vigie_job_lag_seconds{job=\"wake\"}"] {
            assert!(figures.contains(name), "{name} is not in {figures}");
        }
    }
}
