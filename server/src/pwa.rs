//! The app the browsers run, out of the binary itself.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use rust_embed::{EmbeddedFile, RustEmbed};

use crate::http::Problem;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/../pwa/dist"]
// The server builds and its tests run without the app, too.
#[allow_missing = true]
struct Files;

/// Files whose names hold a hash of their content never change.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// Everything else is asked for again, at the cost of a 304.
const REVALIDATE: &str = "no-cache";

/// Serves a file, or the app's page for any path a person may have typed or bookmarked.
pub async fn serve(method: Method, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    if path.starts_with("api/") || !matches!(method, Method::GET | Method::HEAD) {
        return Problem::not_found().into_response();
    }
    let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    let name = if path.is_empty() || !is_file { "index.html" } else { path };
    match find(name, &headers) {
        Some((file, encoding)) => answer(name, &file, encoding, &headers),
        None if name == "index.html" => missing(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// The bytes of one of the app's files.
pub fn file(name: &str) -> Option<Vec<u8>> {
    Files::get(name).map(|file| file.data.into_owned())
}

/// The compressed copy, made at build time, for those who can read it.
fn find(name: &str, headers: &HeaderMap) -> Option<(EmbeddedFile, Option<&'static str>)> {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or("");
    let reads_brotli = accepted.split(',').any(|part| part.trim().split(';').next() == Some("br"));
    let brotli = reads_brotli.then(|| Files::get(&format!("{name}.br"))).flatten().map(|file| (file, Some("br")));
    brotli.or_else(|| Files::get(name).map(|file| (file, None)))
}

fn answer(name: &str, file: &EmbeddedFile, encoding: Option<&'static str>, headers: &HeaderMap) -> Response {
    let hash: String = file.metadata.sha256_hash()[..12].iter().map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{hash}\"");
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == tag.as_bytes());
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Body::from(file.data.clone().into_owned()).into_response()
    };
    let out = response.headers_mut();
    out.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(name)));
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let cache = if name.starts_with("assets/") { FOREVER } else { REVALIDATE };
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        out.insert(header::ETAG, tag);
    }
    if let Some(encoding) = encoding {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or("") {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// The server was built before the app.
fn missing() -> Response {
    let text = "This server was built without the app. Build it with `npm ci && npm run build` in pwa/, then build the server \
        again; `make run` does both.";
    (StatusCode::SERVICE_UNAVAILABLE, text).into_response()
}
