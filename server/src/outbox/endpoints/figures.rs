//! `GET /api/outbox/figures`: what became of the messages of the last days, and how long they took.

use axum::Json;
use axum::extract::State;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use vigie_shared::wire::ProblemCode;

use crate::app::Ctx;
use crate::http::extract::Admin;
use crate::http::{As, Params, Problem};
use crate::store::figures::{self, Counts, Seconds};

const DEFAULT_DAYS: i64 = 7;
/// Settled messages are kept for so long at most.
const MOST_DAYS: i64 = 90;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// 1 to 90; 7 without it.
    #[param(minimum = 1, maximum = 90)]
    pub days: Option<i64>,
}

/// What became of messages.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessageFigures {
    /// By kind and channel.
    pub items: Vec<MessageFigure>,
}

/// Messages of one kind on one channel.
#[derive(Debug, Serialize, ToSchema)]
pub struct MessageFigure {
    pub kind: String,
    /// `push`, `mail` or `webhook`.
    pub channel: String,
    pub made: i64,
    /// A push service, a mail server or a webhook took it.
    pub delivered: i64,
    /// A browser said that it is there.
    pub received: i64,
    pub expired: i64,
    pub dead: i64,
    /// Nobody to send it to, or no browser left.
    pub unreachable: i64,
    /// Told together with others in a digest.
    pub merged: i64,
    /// From the fact to being taken, quiet hours included.
    #[schema(required = true)]
    pub median_seconds: Option<f64>,
    #[schema(required = true)]
    pub p95_seconds: Option<f64>,
}

impl MessageFigure {
    fn new(counts: Counts, times: &[Seconds]) -> Self {
        let Counts { kind, channel, made, delivered, received, expired, dead, unreachable, merged } = counts;
        let took = times.iter().find(|took| took.kind == kind && took.channel == channel);
        let milliseconds = |seconds: f64| (seconds * 1_000.0).round() / 1_000.0;
        let median_seconds = took.and_then(|took| took.median).map(milliseconds);
        let p95_seconds = took.and_then(|took| took.p95).map(milliseconds);
        Self {
            kind,
            channel,
            made,
            delivered,
            received,
            expired,
            dead,
            unreachable,
            merged,
            median_seconds,
            p95_seconds,
        }
    }
}

/// What became of the messages of the last days.
#[utoipa::path(get, path = "/api/outbox/figures", tag = "administration", params(Query), responses((status = 200, body = MessageFigures)))]
pub async fn read(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Params(query): Params<Query>,
) -> Result<Json<MessageFigures>, Problem> {
    let days = query.days.unwrap_or(DEFAULT_DAYS);
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(Problem::new(ProblemCode::InvalidRequest));
    }
    let since = app.clock.now() - TimeDelta::days(days);
    let mut tx = app.store.read().await?;
    let counts = figures::counts(&mut tx, caller.federation, since).await?;
    let times = figures::seconds(&mut tx, caller.federation, since).await?;
    Ok(Json(MessageFigures { items: counts.into_iter().map(|counts| MessageFigure::new(counts, &times)).collect() }))
}
