//! `GET /api/outbox/services`: the push services, which of them are left alone just now, and how many messages they took.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::Ctx;
use crate::http::extract::Admin;
use crate::http::{As, Problem};
use crate::push::breaker;
use crate::push::services::Seen;
use crate::store::figures;

/// How far back the counts go.
const COUNTED: TimeDelta = TimeDelta::hours(24);

/// Whether a service is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ServiceState {
    Closed,
    /// Left alone until `open_until`.
    Open,
    /// One message is trying it.
    HalfOpen,
}

/// The push services.
#[derive(Debug, Serialize, ToSchema)]
pub struct Services {
    /// By name.
    pub items: Vec<ServiceView>,
}

/// One push service. State, failures and error are what the answering server has seen since it started; the counts are the
/// federation's own.
#[derive(Debug, Serialize, ToSchema)]
pub struct ServiceView {
    pub service: String,
    pub state: ServiceState,
    /// In a row.
    pub failures: u32,
    #[schema(required = true)]
    pub open_until: Option<DateTime<Utc>>,
    #[schema(required = true)]
    pub last_error: Option<String>,
    /// Messages at browsers that it took in the last 24 hours.
    pub accepted_24h: i64,
    /// Those it refused or that wait for another try.
    pub failed_24h: i64,
}

impl ServiceView {
    fn unseen(service: String) -> Self {
        Self {
            service,
            state: ServiceState::Closed,
            failures: 0,
            open_until: None,
            last_error: None,
            accepted_24h: 0,
            failed_24h: 0,
        }
    }

    fn new(seen: Seen) -> Self {
        let (state, open_until) = match seen.state {
            breaker::State::Closed => (ServiceState::Closed, None),
            breaker::State::Open { until } => (ServiceState::Open, Some(until)),
            breaker::State::HalfOpen { .. } => (ServiceState::HalfOpen, None),
        };
        let (failures, last_error) = (seen.failures, seen.last_error);
        Self { state, failures, open_until, last_error, ..Self::unseen(seen.service) }
    }
}

/// How the push services do.
#[utoipa::path(get, path = "/api/outbox/services", tag = "administration", responses((status = 200, body = Services)))]
pub async fn list(State(app): State<Ctx>, As(caller, _): As<Admin>) -> Result<Json<Services>, Problem> {
    let now = app.clock.now();
    let seen = app.push.services().seen(now);
    let mut items: BTreeMap<String, ServiceView> =
        seen.into_iter().map(|seen| (seen.service.clone(), ServiceView::new(seen))).collect();
    let mut tx = app.store.read().await?;
    for counted in figures::at_services(&mut tx, caller.federation, now - COUNTED).await? {
        let name = counted.service;
        let item = items.entry(name.clone()).or_insert_with(|| ServiceView::unseen(name));
        (item.accepted_24h, item.failed_24h) = (counted.accepted, counted.failed);
    }
    Ok(Json(Services { items: items.into_values().collect() }))
}
