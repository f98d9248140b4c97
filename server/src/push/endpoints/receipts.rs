//! `POST /api/push/receipts`: a browser says that a message is there. Its worker has no token, so the receipt itself, which only
//! the browser the message was sealed for can know, is the proof; the answer tells nobody whether it was a good one.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, State};
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use vigie_shared::wire::ProblemCode;

use crate::app::{App, Ctx};
use crate::http::problem::ProblemDocument;
use crate::http::{Body, Problem};
use crate::push::receipt::{Reading, Receipt};
use crate::store::{StoreResult, deliveries, subscriptions};

/// Receipts from one address in a quarter of an hour. A mobile operator puts many phones behind one.
pub const PER_ADDRESS: usize = 2_000;

/// What a push carried.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Arrived {
    /// `receipt` of the push, as it was.
    pub receipt: String,
}

/// Notes that a message is on the device. Says the same of a receipt that is none of ours.
#[utoipa::path(post, path = "/api/push/receipts", tag = "push", request_body = Arrived, security(()),
    responses((status = 204), (status = 422, body = ProblemDocument), (status = 429, body = ProblemDocument)))]
pub async fn take(
    State(app): State<Ctx>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    Body(arrived): Body<Arrived>,
) -> Result<StatusCode, Problem> {
    let now = app.clock.now();
    let address = format!("receipt:{}", peer.ip());
    let limit = [(address.as_str(), PER_ADDRESS)];
    if let Some(seconds) = app.limiter.wait(&limit, now) {
        return Err(Problem::new(ProblemCode::TooManyAttempts).retry_after(seconds));
    }
    app.limiter.failed(&limit, now);
    match app.receipts.read(&arrived.receipt) {
        Reading::Malformed => return Err(Problem::field("/receipt", "invalid_receipt")),
        Reading::Forged => {}
        Reading::Ours(receipt) => note(&app, receipt).await?,
    }
    Ok(StatusCode::NO_CONTENT)
}

/// Writes a receipt down; one that came before changes nothing.
async fn note(app: &App, receipt: Receipt) -> StoreResult<()> {
    let Receipt { federation, message, subscription } = receipt;
    let mut look = app.store.read().await?;
    // The same one again costs no write.
    if deliveries::is_received(&mut look, federation, message, subscription).await? {
        return Ok(());
    }
    drop(look);
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    if deliveries::received(&mut tx, federation, message, subscription, now).await? {
        subscriptions::mark_received(&mut tx, federation, subscription, now).await?;
        tx.commit().await?;
        metrics::counter!("vigie_push_received_total").increment(1);
    }
    Ok(())
}
