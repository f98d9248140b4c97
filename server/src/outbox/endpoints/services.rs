//! `GET /api/outbox/services`: the push services, the mail server and the federation's webhook: which of them are left alone just now, and
//! how many messages they took.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::delivery::Channel;

use crate::app::Ctx;
use crate::http::extract::Admin;
use crate::http::{As, Problem};
use crate::services::{Seen, breaker};
use crate::store::{Tx, figures, webhooks};

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

/// The services.
#[derive(Debug, Serialize, ToSchema)]
pub struct Services {
    /// By name.
    pub items: Vec<ServiceView>,
}

/// One service: a push service by its name, the mail server as `mail:host:port`, the webhook as `webhook:origin`. State, failures
/// and error are what the answering server has seen since it started; the counts are the
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
    /// Messages that it took in the last 24 hours (pushes: at each browser).
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

/// How the services do.
#[utoipa::path(get, path = "/api/outbox/services", tag = "administration", responses((status = 200, body = Services)))]
pub async fn list(State(app): State<Ctx>, As(caller, _): As<Admin>) -> Result<Json<Services>, Problem> {
    let now = app.clock.now();
    let since = now - COUNTED;
    let mut tx = app.store.read().await?;
    let mail = app.mail.as_ref();
    let own = [
        (Channel::Mail, mail.map(|mail| mail.service().to_owned())),
        (Channel::Webhook, hook(&app, &mut tx, caller.federation).await?),
    ];
    let mut items: BTreeMap<String, ServiceView> = BTreeMap::new();
    for service in own.iter().filter_map(|(_, service)| service.clone()) {
        items.insert(service.clone(), ServiceView::unseen(service));
    }
    let at_mail = mail.map(|mail| mail.services().seen(now)).unwrap_or_default();
    // Only one's own webhook is there to be seen.
    let at_hook = app.webhooks.services().seen(now).into_iter().filter(|seen| items.contains_key(&seen.service));
    let seen: Vec<Seen> = app.push.services().seen(now).into_iter().chain(at_mail).chain(at_hook).collect();
    items.extend(seen.into_iter().map(|seen| (seen.service.clone(), ServiceView::new(seen))));
    let mut counts = figures::at_services(&mut tx, caller.federation, since).await?;
    for mut counted in figures::on_channels(&mut tx, caller.federation, since).await? {
        let service = own.iter().find(|(channel, _)| channel.as_str() == counted.service);
        if let Some((_, Some(service))) = service {
            counted.service.clone_from(service);
            counts.push(counted);
        }
    }
    for counted in counts {
        let name = counted.service;
        let item = items.entry(name.clone()).or_insert_with(|| ServiceView::unseen(name));
        (item.accepted_24h, item.failed_24h) = (counted.accepted, counted.failed);
    }
    Ok(Json(Services { items: items.into_values().collect() }))
}

/// What the federation's webhook goes by, if it has one that is on.
async fn hook(app: &Ctx, tx: &mut Tx, federation: Uuid) -> Result<Option<String>, Problem> {
    let hook = webhooks::find(tx, federation).await?.filter(|hook| hook.enabled);
    Ok(hook.and_then(|hook| hook.url).and_then(|url| app.webhooks.service_of(&url)))
}
