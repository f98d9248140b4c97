//! `GET /api/push/devices`, `DELETE /api/push/devices/{id}`: one's own browsers, and when something last arrived there.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use url::Url;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::{App, Ctx};
use crate::http::extract::{Anyone, Id};
use crate::http::problem::ProblemDocument;
use crate::http::{As, Problem};
use crate::push::endpoint::Endpoint;
use crate::store::subscriptions::{self, Device};

/// The caller's browsers.
#[derive(Debug, Serialize, ToSchema)]
pub struct Devices {
    /// Oldest first.
    pub items: Vec<DeviceView>,
}

/// One browser that is pushed to.
#[derive(Debug, Serialize, ToSchema)]
pub struct DeviceView {
    pub id: Uuid,
    /// Whose push service it is: `Google`, `Mozilla`, `Apple`, `Microsoft`, or a host the operator lists.
    pub label: String,
    /// SHA-256 of the endpoint in base64url without padding: a page finds itself by it, and nobody can push with it.
    pub endpoint_hash: String,
    pub created_at: DateTime<Utc>,
    /// When its push service last took a message.
    #[schema(required = true)]
    pub last_accepted_at: Option<DateTime<Utc>>,
    /// When the browser itself last said that a message is there.
    #[schema(required = true)]
    pub last_received_at: Option<DateTime<Utc>>,
    /// Its push service refuses our key: it must subscribe again.
    pub stale: bool,
}

impl DeviceView {
    fn new(app: &App, device: Device) -> Self {
        Self {
            id: device.id,
            label: label(app, &device.endpoint),
            endpoint_hash: URL_SAFE_NO_PAD.encode(Sha256::digest(device.endpoint)),
            created_at: device.created_at,
            last_accepted_at: device.last_success_at,
            last_received_at: device.last_received_at,
            stale: device.stale_at.is_some(),
        }
    }
}

fn label(app: &App, endpoint: &str) -> String {
    match Endpoint::parse(endpoint, app.push.origins()) {
        Ok(endpoint) => endpoint.label().to_owned(),
        // Admitted once and no longer: its host is all there is to say.
        Err(_) => Url::parse(endpoint).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default(),
    }
}

/// The caller's own browsers.
#[utoipa::path(get, path = "/api/push/devices", tag = "push", responses((status = 200, body = Devices)))]
pub async fn list(State(app): State<Ctx>, As(caller, _): As<Anyone>) -> Result<Json<Devices>, Problem> {
    let mut tx = app.store.read().await?;
    let found = subscriptions::devices(&mut tx, caller.federation, caller.user).await?;
    Ok(Json(Devices { items: found.into_iter().map(|device| DeviceView::new(&app, device)).collect() }))
}

/// Pushes no longer to one of the caller's browsers.
#[utoipa::path(delete, path = "/api/push/devices/{id}", tag = "push", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = ProblemDocument)))]
pub async fn remove(State(app): State<Ctx>, As(caller, _): As<Anyone>, Id(id): Id) -> Result<StatusCode, Problem> {
    let mut tx = app.store.begin().await?;
    if !subscriptions::remove_own(&mut tx, caller.federation, caller.user, id).await? {
        return Err(Problem::not_found());
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
