//! Our cookies: HttpOnly always, SameSite=Strict but for the one that waits for a provider's redirect; over https also Secure, under a
//! `__Host-` name.

use axum::http::{HeaderMap, HeaderValue, header};
use chrono::TimeDelta;

use crate::app::App;

/// The refresh token's.
const REFRESH: &str = "vigie_refresh";
/// Says that somebody signed in here before.
pub const DEVICE: &str = "vigie_device";

/// A sign-in that is at the identity provider.
pub const FLOW: &str = "vigie_oidc";
/// One that has come back from there.
pub const ARRIVAL: &str = "vigie_arrival";

fn is_secure(app: &App) -> bool {
    app.public_url.scheme() == "https"
}

fn full_name(app: &App, name: &str) -> String {
    let prefix = if is_secure(app) { "__Host-" } else { "" };
    format!("{prefix}{name}")
}

/// The header that keeps a refresh token in the browser.
pub fn set(app: &App, token: &str, lifetime: TimeDelta) -> Option<HeaderValue> {
    set_named(app, REFRESH, token, lifetime)
}

/// The header that takes it out of the browser.
pub fn clear(app: &App) -> Option<HeaderValue> {
    set_named(app, REFRESH, "", TimeDelta::zero())
}

/// The refresh token the browser sent.
pub fn read(app: &App, headers: &HeaderMap) -> Option<String> {
    read_named(app, headers, REFRESH)
}

/// The header that keeps any of them.
pub fn set_named(app: &App, name: &str, token: &str, lifetime: TimeDelta) -> Option<HeaderValue> {
    written(app, name, token, lifetime, "Strict")
}

/// The same for what must be there when another site's redirect brings the browser back. It opens nothing.
pub fn set_for_return(app: &App, name: &str, token: &str, lifetime: TimeDelta) -> Option<HeaderValue> {
    written(app, name, token, lifetime, "Lax")
}

fn written(app: &App, name: &str, token: &str, lifetime: TimeDelta, same_site: &str) -> Option<HeaderValue> {
    let (name, seconds) = (full_name(app, name), lifetime.num_seconds());
    let secure = if is_secure(app) { "; Secure" } else { "" };
    let text = format!("{name}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite={same_site}{secure}");
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
    find(headers, INVITATION)
}

/// What the browser sent under one of our names.
pub fn read_named(app: &App, headers: &HeaderMap, name: &str) -> Option<String> {
    find(headers, &full_name(app, name))
}

fn find(headers: &HeaderMap, wanted: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == wanted)
        .map(|(_, token)| token.to_owned())
}
