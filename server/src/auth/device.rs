//! The browser somebody signs in with: what it calls itself, and whether it is known.
//!
//! A browser that signed in before keeps a signed cookie that says so. Wrong passwords are counted for it alone, so whoever guesses from
//! elsewhere does not lock its owner out. The cookie opens nothing.

use axum::http::{HeaderMap, HeaderValue, header};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::jwt::Purpose;
use super::{cookie, token_hash};
use crate::app::App;
use crate::ids;

/// Half a year after the last sign-in a browser is like any other.
const KNOWN: Purpose = Purpose { kind: "device+jwt", audience: "vigie-device", lifetime: TimeDelta::days(180) };
/// Longer names of browsers are cut before they are looked at.
const LONGEST_AGENT: usize = 400;

#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    /// The device's own name, under which its wrong passwords are counted.
    jti: Uuid,
    /// Which login it is known to, hashed: the cookie tells nobody who works here.
    login: String,
}

/// The name of the device, if it has signed in with this login before.
pub fn known(app: &App, headers: &HeaderMap, login: &str, now: DateTime<Utc>) -> Option<Uuid> {
    let token = cookie::read_named(app, headers, cookie::DEVICE)?;
    let (_, claims): (Uuid, Claims) = app.tokens.read(KNOWN, &token, now)?;
    (claims.login == token_hash(login)).then_some(claims.jti)
}

/// The header that makes a browser known to a login; it keeps the name it had.
pub fn remember(app: &App, user: Uuid, login: &str, device: Option<Uuid>, now: DateTime<Utc>) -> Option<HeaderValue> {
    let claims = Claims { jti: device.unwrap_or_else(ids::fresh), login: token_hash(login) };
    let token = app.tokens.sign(KNOWN, user, claims, now).ok()?;
    cookie::set_named(app, cookie::DEVICE, &token, KNOWN.lifetime)
}

/// Browser and system in plain words, such as `Firefox, Windows`; none if the browser does not say. Names only, no version: enough to tell
/// one's own devices apart.
pub fn label(headers: &HeaderMap) -> Option<String> {
    let agent: String = headers.get(header::USER_AGENT)?.to_str().ok()?.chars().take(LONGEST_AGENT).collect();
    let find =
        |names: &[(&str, &'static str)]| names.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name);
    let parts: Vec<&str> = [find(BROWSERS), find(SYSTEMS)].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// The first that is found counts: most browsers also name those they wish to be taken for.
const BROWSERS: &[(&str, &str)] = &[
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    // An installed app on an iPhone names no browser.
    ("AppleWebKit/", "Safari"),
];
const SYSTEMS: &[(&str, &str)] = &[
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_named_in_plain_words() {
        for (agent, label) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
                Some("Firefox, Windows"),
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36",
                Some("Chrome, Android"),
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
                Some("Safari, iPhone"),
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
                Some("Safari, iPhone"),
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0",
                Some("Edge, Windows"),
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
                Some("Safari, Mac"),
            ),
            ("curl/8.5.0", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::USER_AGENT, HeaderValue::from_str(agent).expect("a header"));
            assert_eq!(super::label(&headers).as_deref(), label, "{agent}");
        }
        assert_eq!(super::label(&HeaderMap::new()), None);
    }
}
