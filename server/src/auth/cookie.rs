//! The refresh cookie: HttpOnly and SameSite=Strict always; over https also Secure, under a `__Host-` name.

use axum::http::{HeaderMap, HeaderValue, header};
use chrono::TimeDelta;

use crate::app::App;

fn name(app: &App) -> &'static str {
    if is_secure(app) { "__Host-vigie_refresh" } else { "vigie_refresh" }
}

fn is_secure(app: &App) -> bool {
    app.public_url.scheme() == "https"
}

/// The header that keeps `token` in the browser.
pub fn set(app: &App, token: &str, lifetime: TimeDelta) -> Option<HeaderValue> {
    header_value(app, token, lifetime.num_seconds())
}

/// The header that takes the token out of the browser.
pub fn clear(app: &App) -> Option<HeaderValue> {
    header_value(app, "", 0)
}

fn header_value(app: &App, token: &str, seconds: i64) -> Option<HeaderValue> {
    let secure = if is_secure(app) { "; Secure" } else { "" };
    let text = format!("{}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}", name(app));
    HeaderValue::from_str(&text).ok()
}

/// Where a link's token waits for the manifest that is asked for next.
const INVITATION: &str = "vigie_invitation";
/// Long enough to put the app onto the home screen.
const INVITATION_LIFETIME: TimeDelta = TimeDelta::hours(1);

/// The header that keeps a link's token for `/api/enrolment/manifest`, and nothing else.
pub fn set_invitation(app: &App, token: &str) -> Option<HeaderValue> {
    let secure = if is_secure(app) { "; Secure" } else { "" };
    let seconds = INVITATION_LIFETIME.num_seconds();
    let text = format!(
        "{INVITATION}={token}; Path=/api/enrolment/manifest; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}"
    );
    HeaderValue::from_str(&text).ok()
}

/// The token kept by [`set_invitation`].
pub fn read_invitation(headers: &HeaderMap) -> Option<String> {
    read_named(headers, INVITATION)
}

/// The token the browser sent.
pub fn read(app: &App, headers: &HeaderMap) -> Option<String> {
    read_named(headers, name(app))
}

fn read_named(headers: &HeaderMap, wanted: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == wanted)
        .map(|(_, token)| token.to_owned())
}
