//! `GET` and `PUT /api/webhook`: where it listens, and of what it hears.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use vigie_shared::delivery::MessageKind;
use vigie_shared::wire::ProblemCode;

use crate::app::Ctx;
use crate::http::extract::Admin;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Problem};
use crate::store::webhooks::{self, Setting, Webhook};
use crate::webhook::target::Target;

#[derive(Debug, Serialize, ToSchema)]
pub struct WebhookView {
    /// To be sent back with a change; 0 while there is none.
    pub version: i32,
    #[schema(required = true)]
    pub url: Option<String>,
    pub enabled: bool,
    /// Of which messages it hears.
    pub kinds: Vec<MessageKind>,
    /// Whether there is a secret to sign with. It was shown once and is not shown again.
    pub has_secret: bool,
    #[schema(required = true)]
    pub secret_made_at: Option<DateTime<Utc>>,
}

impl WebhookView {
    fn of(row: Option<Webhook>) -> Self {
        match row {
            None => Self {
                version: 0,
                url: None,
                enabled: false,
                kinds: Vec::new(),
                has_secret: false,
                secret_made_at: None,
            },
            Some(row) => Self {
                version: row.version,
                url: row.url,
                enabled: row.enabled,
                kinds: row.kinds.into_iter().collect(),
                has_secret: row.secret.is_some(),
                secret_made_at: row.secret_made_at,
            },
        }
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WebhookChange {
    pub version: i32,
    /// https and a host name, or an origin the operator lists.
    #[schema(required = true)]
    #[serde(deserialize_with = "Option::deserialize")]
    pub url: Option<String>,
    pub enabled: bool,
    #[schema(value_type = Vec<MessageKind>)]
    pub kinds: BTreeSet<MessageKind>,
}

/// The webhook of the federation.
#[utoipa::path(get, path = "/api/webhook", tag = "administration", responses((status = 200, body = WebhookView)))]
pub async fn read(State(app): State<Ctx>, As(caller, _): As<Admin>) -> Result<Json<WebhookView>, Problem> {
    let mut tx = app.store.read().await?;
    Ok(Json(WebhookView::of(webhooks::find(&mut tx, caller.federation).await?)))
}

/// Changes it. What is on its way goes to the new address.
#[utoipa::path(put, path = "/api/webhook", tag = "administration", request_body = WebhookChange,
    responses((status = 200, body = WebhookView), (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn change(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Body(body): Body<WebhookChange>,
) -> Result<Json<WebhookView>, Problem> {
    let WebhookChange { version, url, enabled, kinds } = body;
    let url = url.map(|url| url.trim().to_owned()).filter(|url| !url.is_empty());
    if let Some(url) = &url
        && Target::parse(url, app.webhooks.origins()).is_err()
    {
        return Err(Problem::field("/url", "invalid_webhook"));
    }
    if enabled && url.is_none() {
        return Err(Problem::field("/url", "missing"));
    }
    let mut tx = app.store.begin().await?;
    let before = webhooks::find(&mut tx, caller.federation).await?;
    if enabled && before.as_ref().is_none_or(|row| row.secret.is_none()) {
        return Err(Problem::field("/enabled", "no_secret"));
    }
    let new = Setting { version, url, enabled, kinds };
    let saved = version >= 0 && webhooks::save(&mut tx, caller.federation, &new, caller.user, app.clock.now()).await?;
    let now = WebhookView::of(webhooks::find(&mut tx, caller.federation).await?);
    if !saved {
        return Err(Problem::new(ProblemCode::StaleVersion).with_current("webhook", &now));
    }
    tx.commit().await?;
    Ok(Json(now))
}
