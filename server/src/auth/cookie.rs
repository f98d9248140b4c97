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

/// The token the browser sent.
pub fn read(app: &App, headers: &HeaderMap) -> Option<String> {
    let wanted = name(app);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == wanted)
        .map(|(_, token)| token.to_owned())
}
