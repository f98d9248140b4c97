//! `POST /api/webhook/test`: a trial event, whether or not the webhook is switched on.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::delivery::Channel;
use vigie_shared::wire::ProblemCode;

use crate::app::Ctx;
use crate::http::extract::Admin;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Problem};
use crate::ids;
use crate::outbox::message::Facts;
use crate::store::outbox::{self, NewMessage};
use crate::store::webhooks;

/// Trials one federation may ask for in a quarter of an hour.
const MOST: usize = 20;

/// The event that is on its way.
#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookTest {
    pub message_id: Uuid,
}

/// Sends a trial event to the federation's webhook.
#[utoipa::path(post, path = "/api/webhook/test", tag = "administration",
    responses((status = 202, body = WebhookTest), (status = 422, body = ProblemDocument), (status = 429, body = ProblemDocument)))]
pub async fn send(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
) -> Result<(StatusCode, Json<WebhookTest>), Problem> {
    let now = app.clock.now();
    let account = format!("webhook-test:{}", caller.federation);
    let limit = [(account.as_str(), MOST)];
    if let Some(seconds) = app.limiter.wait(&limit, now) {
        return Err(Problem::new(ProblemCode::TooManyAttempts).retry_after(seconds));
    }
    app.limiter.failed(&limit, now);
    let mut tx = app.store.begin().await?;
    let hook = webhooks::find(&mut tx, caller.federation).await?;
    if hook.as_ref().is_none_or(|hook| hook.url.is_none()) {
        return Err(Problem::field("/url", "missing"));
    }
    if hook.is_none_or(|hook| hook.secret.is_none()) {
        return Err(Problem::field("/secret", "no_secret"));
    }
    let (facts, key) = (Facts::Test, format!("webhook-test:{}", ids::fresh().simple()));
    let (federation, user, kind, body) = (caller.federation, caller.user, facts.kind(), facts.to_body());
    let new = NewMessage { federation, key: &key, user, kind, body: &body, expires_at: now + kind.ttl() };
    outbox::enqueue_on(&mut tx, Channel::Webhook, &new, now).await?;
    let standing = outbox::standing(&mut tx, federation, &key).await?;
    let message_id = standing.ok_or_else(|| Problem::new(ProblemCode::Internal))?.id;
    tx.commit().await?;
    app.outbox_bell.notify_one();
    Ok((StatusCode::ACCEPTED, Json(WebhookTest { message_id })))
}
