//! Access tokens: short, bound to a session, and what they may reach.

use std::collections::HashMap;
use std::sync::Mutex;

use axum::http::request::Parts;
use axum::http::{Method, header};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vigie_shared::role::Role;
use vigie_shared::wire::ProblemCode;

use super::factors;
use super::jwt::{Keys, Purpose};
use crate::app::App;
use crate::http::{Caller, Problem};
use crate::store::{scope, sessions};

/// How long an access token is good. A revoked one dies sooner, see [`Known`].
pub const LIFETIME: TimeDelta = TimeDelta::minutes(10);
/// How long a session is believed alive without a look into the database: what another node revoked dies within this time.
const RECHECK: TimeDelta = TimeDelta::seconds(30);
/// How exactly it is known when a device was last in use.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(5);
/// Tokens remembered before old ones are swept out.
const SWEEP_AT: usize = 20_000;
/// RFC 9068: an access token and nothing else.
const ACCESS: Purpose = Purpose { kind: "at+jwt", audience: "vigie-api", lifetime: LIFETIME };
/// What somebody may reach who has yet to set up the second factor the federation requires: oneself, and that.
const BEFORE_FACTOR: [&str; 3] = ["/api/me", "/api/session", "/api/second-factor"];

/// What an access token says beside whom it is about.
#[derive(Debug, Serialize, Deserialize)]
struct Access {
    federation: Uuid,
    role: Role,
    session: Uuid,
    /// The refresh token handed out beside this one.
    beside: Uuid,
}

/// A token for a caller, good from `now`.
pub fn issue(keys: &Keys, caller: &Caller, beside: Uuid, now: DateTime<Utc>) -> anyhow::Result<String> {
    let access = Access { federation: caller.federation, role: caller.role, session: caller.session, beside };
    keys.sign(ACCESS, caller.user, access, now)
}

/// The caller and the refresh token beside the access token.
fn check(keys: &Keys, token: &str, now: DateTime<Utc>) -> Option<(Caller, Uuid)> {
    let (user, access): (Uuid, Access) = keys.read(ACCESS, token, now)?;
    let caller = Caller { federation: access.federation, user, role: access.role, session: access.session };
    Some((caller, access.beside))
}

/// What is known of a session that was looked at lately.
#[derive(Debug, Clone, Copy)]
struct Seen {
    session: Uuid,
    at: DateTime<Utc>,
    /// A second factor is required and not there.
    factor_due: bool,
}

/// Tokens seen lately, so that not every request asks the database whether its session still lives.
#[derive(Debug, Default)]
pub struct Known {
    seen: Mutex<HashMap<Uuid, Seen>>,
}

impl Known {
    fn fresh(&self, beside: Uuid, now: DateTime<Utc>) -> Option<Seen> {
        let seen = self.seen.lock().ok()?.get(&beside).copied()?;
        (now >= seen.at && now - seen.at < RECHECK).then_some(seen)
    }

    fn remember(&self, beside: Uuid, new: Seen) {
        let Ok(mut seen) = self.seen.lock() else { return };
        if seen.len() > SWEEP_AT {
            seen.retain(|_, old| new.at - old.at < RECHECK);
        }
        seen.insert(beside, new);
    }

    /// Forgets a session that has just ended or changed here.
    pub fn forget(&self, session: Uuid) {
        if let Ok(mut seen) = self.seen.lock() {
            seen.retain(|_, known| known.session != session);
        }
    }
}

/// The caller of a request, from its `Authorization` header.
pub async fn caller(parts: &Parts, app: &App) -> Result<Caller, Problem> {
    let unauthenticated = || Problem::new(ProblemCode::Unauthenticated);
    let value = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = value.and_then(|value| value.strip_prefix("Bearer ")).ok_or_else(unauthenticated)?;
    let now = app.clock.now();
    let (caller, beside) = check(&app.tokens, token, now).ok_or_else(unauthenticated)?;
    // Our own signature says whose federation it is: from here on nothing of another is reached.
    scope::narrow(caller.federation);
    let seen = match app.known_tokens.fresh(beside, now) {
        Some(seen) => seen,
        None => look(app, caller, beside, now).await?.ok_or_else(unauthenticated)?,
    };
    if seen.factor_due && !open_before_factor(&parts.method, parts.uri.path()) {
        return Err(Problem::new(ProblemCode::SecondFactorNeeded));
    }
    Ok(caller)
}

/// Asks the database about a session; none if it has ended.
async fn look(app: &App, caller: Caller, beside: Uuid, now: DateTime<Utc>) -> Result<Option<Seen>, Problem> {
    let mut tx = app.store.begin().await?;
    if !sessions::is_alive(&mut tx, caller.federation, caller.session, beside).await? {
        return Ok(None);
    }
    sessions::access_used(&mut tx, caller.federation, beside, now).await?;
    sessions::seen(&mut tx, caller.federation, caller.session, now - SEEN_EVERY, now).await?;
    let factor_due = factors::is_due(&mut tx, &caller).await?;
    tx.commit().await?;
    let seen = Seen { session: caller.session, at: now, factor_due };
    app.known_tokens.remember(beside, seen);
    Ok(Some(seen))
}

fn open_before_factor(method: &Method, path: &str) -> bool {
    // Sessions are `/api/session`, `/api/session/…` and `/api/sessions`.
    let below = |place: &str| {
        let rest = path.strip_prefix(place);
        rest.is_some_and(|rest| matches!(rest, "" | "s") || rest.starts_with('/') || rest.starts_with("s/"))
    };
    BEFORE_FACTOR.iter().any(|place| below(place)) || (method == Method::GET && path == "/api/settings")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn before_the_second_factor_is_there_only_oneself_is_reached() {
        for path in ["/api/me", "/api/session", "/api/session/second-factor", "/api/sessions", "/api/sessions/x"] {
            assert!(open_before_factor(&Method::DELETE, path), "{path}");
        }
        assert!(open_before_factor(&Method::POST, "/api/second-factor/totp/x/confirm"));
        assert!(open_before_factor(&Method::GET, "/api/settings"));
        assert!(!open_before_factor(&Method::PUT, "/api/settings"));
        for path in [
            "/api/alerts",
            "/api/means",
            "/api/mess",
            "/api/sessionsx",
            "/api/persons/x",
            "/api/settings/x",
            "/api/password",
        ] {
            assert!(!open_before_factor(&Method::GET, path), "{path}");
        }
    }
}
