//! `POST /api/push/test`: a message to one's own browsers, at once, to see whether it arrives.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::wire::ProblemCode;

use crate::app::Ctx;
use crate::http::extract::Anyone;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Problem};
use crate::ids;
use crate::outbox::message::Facts;
use crate::store::outbox::{self, NewMessage};

/// Tests one person may ask for in a quarter of an hour: enough to try every browser twice.
const MOST: usize = 20;

/// The message that is on its way.
#[derive(Debug, Serialize, ToSchema)]
pub struct TestSent {
    pub message_id: Uuid,
}

/// Sends a test message to the caller's own browsers.
#[utoipa::path(post, path = "/api/push/test", tag = "push",
    responses((status = 202, body = TestSent), (status = 429, body = ProblemDocument)))]
pub async fn send(State(app): State<Ctx>, As(caller, _): As<Anyone>) -> Result<(StatusCode, Json<TestSent>), Problem> {
    let now = app.clock.now();
    let account = format!("push-test:{}", caller.user);
    let limit = [(account.as_str(), MOST)];
    if let Some(seconds) = app.limiter.wait(&limit, now) {
        return Err(Problem::new(ProblemCode::TooManyAttempts).retry_after(seconds));
    }
    app.limiter.failed(&limit, now);
    let (facts, key) = (Facts::Test, format!("test:{}:{}", caller.user, ids::fresh().simple()));
    let (kind, body) = (facts.kind(), facts.to_body());
    let message = NewMessage {
        federation: caller.federation,
        key: &key,
        user: caller.user,
        kind,
        body: &body,
        expires_at: now + kind.ttl(),
    };
    let mut tx = app.store.begin().await?;
    outbox::enqueue(&mut tx, &message, now).await?;
    let standing = outbox::standing(&mut tx, caller.federation, &key).await?;
    let message_id = standing.ok_or_else(|| Problem::new(ProblemCode::Internal))?.id;
    tx.commit().await?;
    app.outbox_bell.notify_one();
    Ok((StatusCode::ACCEPTED, Json(TestSent { message_id })))
}
