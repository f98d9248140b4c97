//! Mail and webhooks have lanes, turns and breakers of their own: what hangs there holds up no push, what fails there is left alone and
//! comes back.

use std::time::Duration;

use chrono::TimeDelta;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;
use vigie_server::app::Ctx;
use vigie_server::outbox::message::Facts;
use vigie_server::services::Seen;
use vigie_server::services::breaker::{FIRST_REST, OPENS_AT, State};
use vigie_server::store::outbox::{self, NewMessage};
use vigie_shared::delivery::{Channel, MessageKind};
use vigie_tests::smtp::{Mood as SmtpMood, SmtpServer};
use vigie_tests::{on_both, rows};

use super::mail;
use super::scene::Scene;
use super::service::Behaviour::Status;
use super::webhook::{self, Listener, Mood};

/// So many messages on a channel to the referent.
async fn messages(scene: &Scene, channel: Channel, number: usize) {
    let body = Facts::Test.to_body();
    let mut tx = scene.store().begin().await.expect("a transaction");
    for n in 0..number {
        let message = NewMessage {
            federation: scene.federation,
            key: &format!("{channel}-{n}"),
            user: scene.referent,
            kind: MessageKind::Test,
            body: &body,
            expires_at: scene.now() + TimeDelta::hours(12),
        };
        assert!(outbox::enqueue_on(&mut tx, channel, &message, scene.now()).await.expect("written"));
    }
    tx.commit().await.expect("committed");
}

/// How many messages on a channel are in a state after so many attempts or more.
async fn count(scene: &Scene, channel: Channel, state: &str, attempts: i32) -> usize {
    let sql = format!(
        "SELECT COUNT(*) FROM outbox WHERE channel = '{channel}' AND state = '{state}' AND attempts >= {attempts}"
    );
    usize::try_from(rows::count(scene.store(), &sql).await).expect("a count")
}

/// Lets a node work until fifty pushes have gone and what hangs holds so many calls; how many pushes went.
async fn fifty_pushes_go_out(scene: &Scene, node: Ctx, held: impl Fn() -> usize, calls: usize) -> usize {
    scene.subscribe(scene.aide, &scene.service.endpoint("phone", Status(201))).await;
    scene.later(TimeDelta::seconds(1));
    for n in 0..50 {
        scene.test_message(&format!("push-{n}"), scene.aide).await;
    }
    let running = tokio::spawn(vigie_tests::everywhere(vigie_server::outbox::run(node, CancellationToken::new())));
    let mut delivered = 0;
    for _ in 0..1_200 {
        delivered = count(scene, Channel::Push, "delivered", 1).await;
        if delivered == 50 && held() >= calls {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    running.abort();
    delivered
}

fn only(seen: Vec<Seen>) -> Seen {
    let [one] = <[Seen; 1]>::try_from(seen).expect("one service");
    one
}

/// Thirty messages meet a service that fails: ten failures open its breaker, the others wait without an attempt, one call tries it.
async fn is_left_alone(scene: &Scene, channel: Channel, called: impl Fn() -> usize, seen: impl Fn() -> Seen) {
    messages(scene, channel, 30).await;
    scene.drain().await;
    let opens_at = usize::try_from(OPENS_AT).expect("small");
    // Calls that were under way when the tenth failed may still come.
    let first = called();
    assert!((opens_at..opens_at + 8).contains(&first), "{first}");
    assert_eq!(seen().state, State::Open { until: scene.now() + FIRST_REST });
    assert_eq!(count(scene, channel, "retry", 1).await, first, "whoever was not tried keeps all attempts");
    assert_eq!(count(scene, channel, "retry", 0).await, 30);
    scene.later(FIRST_REST);
    scene.drain().await;
    assert_eq!(called(), first + 1, "one call tries it");
}

async fn drains(scene: &Scene, channel: Channel) {
    for _ in 0..4 {
        scene.later(FIRST_REST * 4);
        scene.drain().await;
    }
    assert_eq!(count(scene, channel, "delivered", 1).await, 30);
}

on_both! {
    async fn a_mail_server_that_hangs_holds_up_no_push(app: TestApp) {
        let server = SmtpServer::start().await;
        let scene = mail::scene(app, &server).await;
        server.is(SmtpMood::Hangs);
        // Many more than there is room for, and due first.
        messages(&scene, Channel::Mail, 300).await;
        let node = scene.patient_node().await;
        assert_eq!(fifty_pushes_go_out(&scene, node, || server.greeted(), 4).await, 50);
        assert_eq!(server.greeted(), 4, "it holds its conversations and no more");
        assert_eq!(count(&scene, Channel::Mail, "delivered", 0).await, 0);
        assert!(count(&scene, Channel::Mail, "leased", 0).await <= 16, "a lane’s room at most is in hand");
    }

    async fn a_webhook_that_hangs_holds_up_no_push(app: TestApp) {
        let listener = Listener::start().await;
        let (scene, _) = webhook::scene(app, &listener).await;
        listener.is(Mood::Hangs);
        messages(&scene, Channel::Webhook, 300).await;
        let node = scene.patient_node().await;
        assert_eq!(fifty_pushes_go_out(&scene, node, || listener.calls().len(), 8).await, 50);
        assert_eq!(listener.calls().len(), 8, "it holds its calls and no more");
        assert!(count(&scene, Channel::Webhook, "leased", 0).await <= 80);
    }

    async fn a_mail_server_that_fails_is_left_alone_and_costs_no_attempt(app: TestApp) {
        let server = SmtpServer::start().await;
        let scene = mail::scene(app, &server).await;
        server.is(SmtpMood::Says("GREETING", 421));
        let mailer = scene.app.mail.clone().expect("mail");
        let now = || scene.now();
        is_left_alone(&scene, Channel::Mail, || server.greeted(), || only(mailer.services().seen(now()))).await;
        assert_eq!(only(mailer.services().seen(now())).service, format!("mail:localhost:{}", server.address.port()));
        server.is(SmtpMood::Takes);
        drains(&scene, Channel::Mail).await;
        assert_eq!(server.received().len(), 30, "each once");
        assert_eq!(only(mailer.services().seen(now())).state, State::Closed);
    }

    async fn a_letter_that_is_refused_says_nothing_against_the_mail_server(app: TestApp) {
        let server = SmtpServer::start().await;
        let scene = mail::scene(app, &server).await;
        server.is(SmtpMood::Says("RCPT", 450));
        messages(&scene, Channel::Mail, 30).await;
        scene.drain().await;
        assert_eq!(count(&scene, Channel::Mail, "retry", 1).await, 30, "each was tried");
        let seen = only(scene.app.mail.as_ref().expect("mail").services().seen(scene.now()));
        assert_eq!((seen.state, seen.failures), (State::Closed, 0));
    }

    async fn a_webhook_that_fails_is_left_alone_and_costs_no_attempt(app: TestApp) {
        let listener = Listener::start().await;
        let (scene, _) = webhook::scene(app, &listener).await;
        listener.is(Mood::Status(503));
        let services = || only(scene.app.webhooks.services().seen(scene.now()));
        is_left_alone(&scene, Channel::Webhook, || listener.calls().len(), services).await;
        assert_eq!(services().service, format!("webhook:{}", listener.origin));
        assert_eq!(services().last_error.as_deref(), Some("503"), "what it said is one federation’s business");
        listener.is(Mood::Status(204));
        let before = listener.calls().len();
        drains(&scene, Channel::Webhook).await;
        assert_eq!(listener.calls().len(), before + 30, "each once");
        assert_eq!(services().state, State::Closed);
    }

    async fn patience_a_webhook_asks_for_holds_for_all_its_events(app: TestApp) {
        let listener = Listener::start().await;
        let (scene, _) = webhook::scene(app, &listener).await;
        listener.is(Mood::ComeBackIn(90));
        messages(&scene, Channel::Webhook, 1).await;
        scene.drain().await;
        listener.is(Mood::Status(204));
        let key = format!("own-{}", Uuid::from_u128(1));
        let body = Facts::Test.to_body();
        let (kind, expires_at) = (MessageKind::Test, scene.now() + TimeDelta::hours(1));
        let second = NewMessage { federation: scene.federation, key: &key, user: scene.aide, kind, body: &body, expires_at };
        let mut tx = scene.store().begin().await.expect("a transaction");
        outbox::enqueue_on(&mut tx, Channel::Webhook, &second, scene.now()).await.expect("written");
        tx.commit().await.expect("committed");
        scene.later(TimeDelta::seconds(89));
        scene.drain().await;
        assert_eq!((listener.calls().len(), scene.standing(&key).await.attempts), (1, 0), "not a second too early");
        scene.later(TimeDelta::seconds(1));
        scene.drain().await;
        assert_eq!((listener.calls().len(), count(&scene, Channel::Webhook, "delivered", 1).await), (3, 2));
    }

    async fn an_address_that_does_not_exist_says_nothing_against_its_machine(app: TestApp) {
        let listener = Listener::start().await;
        let (scene, _) = webhook::scene(app, &listener).await;
        listener.is(Mood::Status(404));
        messages(&scene, Channel::Webhook, 30).await;
        scene.drain().await;
        assert_eq!(listener.calls().len(), 30);
        assert_eq!(only(scene.app.webhooks.services().seen(scene.now())).failures, 0);
    }
}
