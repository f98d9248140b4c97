//! What the browser keeps while it is at the provider: a signed cookie, so that any node can take it back, and nobody who has not begun
//! can end.

use axum::http::{HeaderMap, HeaderValue};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::app::App;
use crate::auth::jwt::Purpose;
use crate::auth::{cookie, random_token};
use crate::ids;

/// Long enough to type a password there and to look for the phone.
const FLOW: Purpose = Purpose { kind: "oidc-flow+jwt", audience: "vigie-oidc-flow", lifetime: TimeDelta::minutes(10) };
/// From the redirect to the page that opens the session.
pub const ARRIVAL: TimeDelta = TimeDelta::minutes(2);
/// Longer paths are nothing of ours.
const LONGEST_PATH: usize = 512;

/// A sign-in on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    pub state: String,
    pub nonce: String,
    /// The PKCE verifier.
    pub verifier: String,
    /// The page to go on with.
    pub to: String,
}

impl Flow {
    pub fn begin(to: Option<&str>) -> anyhow::Result<Self> {
        let to = to.and_then(page).unwrap_or("/").to_owned();
        Ok(Self { state: random_token()?, nonce: random_token()?, verifier: random_token()?, to })
    }

    /// The header that gives it to the browser.
    pub fn keep(&self, app: &App, now: DateTime<Utc>) -> anyhow::Result<Option<HeaderValue>> {
        let token = app.tokens.sign(FLOW, ids::fresh(), self, now)?;
        Ok(cookie::set_for_return(app, cookie::FLOW, &token, FLOW.lifetime))
    }

    /// The one the browser has brought back, if this answer belongs to it.
    pub fn of(app: &App, headers: &HeaderMap, state: &str, now: DateTime<Utc>) -> Option<Self> {
        let token = cookie::read_named(app, headers, cookie::FLOW)?;
        let (_, flow): (Uuid, Self) = app.tokens.read(FLOW, &token, now)?;
        // What was drawn is long and dies with the first look: how long a comparison takes tells nothing in time.
        (flow.state == state).then_some(flow)
    }
}

/// A path of our own app, and nothing a browser would take for another site.
fn page(to: &str) -> Option<&str> {
    let plain = to.len() <= LONGEST_PATH && to.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (plain && to.starts_with('/') && !to.starts_with("//") && !to.starts_with("/api/")).then_some(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_pages_of_our_own_are_gone_back_to() {
        for good in ["/", "/alertes", "/alertes/1?x=%20#y"] {
            assert_eq!(page(good), Some(good));
        }
        for bad in ["", "//evil.example", "/\\evil.example", "https://evil.example", "/a b", "/\n/evil", "/api/session"]
        {
            assert_eq!(page(bad), None, "{bad}");
        }
    }
}
