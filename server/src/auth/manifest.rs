//! `GET /api/enrolment/manifest`: the app's manifest for one invitation, whose start page carries the link's token.
//!
//! On an iPhone the installed app has a storage of its own, so the link must be opened inside it. The page of the link asks for
//! this manifest with its cookies (`<link rel="manifest" crossorigin="use-credentials">`); the token comes in a cookie that the
//! look at the link has set for this path alone, and goes out behind the `#` of the start page. So it stands in no address that
//! a server, or a proxy before it, ever sees.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};
use vigie_shared::wire::ProblemCode;

use super::{cookie, enrolment};
use crate::app::{App, Ctx};
use crate::http::Problem;
use crate::http::problem::ProblemDocument;
use crate::pwa;

/// The app's manifest, started with an invitation.
#[utoipa::path(get, path = "/api/enrolment/manifest", tag = "session", security(()),
    responses((status = 200, content_type = "application/manifest+json", body = String), (status = 410, body = ProblemDocument)))]
pub async fn manifest(State(app): State<Ctx>, headers: HeaderMap) -> Result<Response, Problem> {
    let spent = || Problem::new(ProblemCode::EnrolmentSpent);
    let token = cookie::read_invitation(&headers).ok_or_else(spent)?;
    let mut tx = app.store.read().await?;
    enrolment::open(&app, &mut tx, &token).await?.ok_or_else(spent)?;
    drop(tx);
    let mut response = started_with(&app, &token).to_string().into_response();
    let kind = HeaderValue::from_static("application/manifest+json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// The manifest as it is published, with another start page. Its `id` stays, so it is the same app.
fn started_with(app: &App, token: &str) -> Value {
    let published = pwa::file("manifest.webmanifest").and_then(|bytes| serde_json::from_slice::<Value>(&bytes).ok());
    let mut manifest =
        published.unwrap_or_else(|| json!({ "id": "/", "name": "Vigie", "scope": "/", "display": "standalone" }));
    let path = app.public_url.path();
    manifest["start_url"] = json!(format!("{path}bienvenue#{token}"));
    manifest
}
