//! Access tokens: short JWTs with one algorithm, issuer, audience and purpose; their time is checked against our own clock.

use std::collections::HashMap;
use std::sync::Mutex;

use axum::http::header;
use axum::http::request::Parts;
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use vigie_shared::role::Role;
use vigie_shared::wire::ProblemCode;

use super::sha256_hex;
use crate::app::App;
use crate::http::{Caller, Problem};
use crate::store::sessions;

/// How long an access token is good. A revoked one dies sooner, see [`Known`].
pub const LIFETIME: TimeDelta = TimeDelta::minutes(10);
/// Two servers' clocks may differ by this much.
const LEEWAY: TimeDelta = TimeDelta::seconds(30);
/// How long a session is believed alive without a look into the database: what another node revoked dies within this time.
const RECHECK: TimeDelta = TimeDelta::seconds(30);
/// How exactly it is known when a device was last in use.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(5);
/// Tokens remembered before old ones are swept out.
const SWEEP_AT: usize = 20_000;
const ISSUER: &str = "vigie";
const AUDIENCE: &str = "vigie-api";
/// RFC 9068: an access token and nothing else.
const TYPE: &str = "at+jwt";

/// What a token says.
#[derive(Debug, Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: Uuid,
    exp: i64,
    nbf: i64,
    iat: i64,
    federation: Uuid,
    role: Role,
    session: Uuid,
    /// The refresh token handed out beside this one.
    beside: Uuid,
}

/// The key tokens are signed with, under a name of its own so that it can be changed.
pub struct Keys {
    name: String,
    sign: EncodingKey,
    check: DecodingKey,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Keys {
    pub fn new(secret: &str) -> Self {
        // The name tells keys apart and gives nothing of them away.
        let name = sha256_hex(format!("kid:{secret}").as_bytes())[..16].to_owned();
        Self {
            name,
            sign: EncodingKey::from_secret(secret.as_bytes()),
            check: DecodingKey::from_secret(secret.as_bytes()),
        }
    }

    /// A token for a caller, good from `now`.
    pub fn issue(&self, caller: &Caller, beside: Uuid, now: DateTime<Utc>) -> anyhow::Result<String> {
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(self.name.clone());
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: caller.user,
            exp: (now + LIFETIME).timestamp(),
            nbf: now.timestamp(),
            iat: now.timestamp(),
            federation: caller.federation,
            role: caller.role,
            session: caller.session,
            beside,
        };
        Ok(encode(&header, &claims, &self.sign)?)
    }

    /// The caller and the refresh token beside it, if this is a token of ours and its time has come and not gone.
    pub fn check(&self, token: &str, now: DateTime<Utc>) -> Option<(Caller, Uuid)> {
        let header = decode_header(token).ok()?;
        if header.typ.as_deref() != Some(TYPE) || header.kid.as_deref() != Some(&self.name) {
            return None;
        }
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp", "nbf"]);
        // The library would ask the machine's clock; ours may be moved.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let claims = decode::<Claims>(token, &self.check, &validation).ok()?.claims;
        let expired = now.timestamp() >= claims.exp + LEEWAY.num_seconds();
        let early = now.timestamp() + LEEWAY.num_seconds() < claims.nbf;
        if expired || early {
            return None;
        }
        let caller =
            Caller { federation: claims.federation, user: claims.sub, role: claims.role, session: claims.session };
        Some((caller, claims.beside))
    }
}

/// Tokens seen lately, so that not every request asks the database whether its session still lives.
#[derive(Debug, Default)]
pub struct Known {
    seen: Mutex<HashMap<Uuid, (Uuid, DateTime<Utc>)>>,
}

impl Known {
    fn is_fresh(&self, beside: Uuid, now: DateTime<Utc>) -> bool {
        let seen = self.seen.lock();
        seen.is_ok_and(|seen| seen.get(&beside).is_some_and(|(_, at)| now >= *at && now - *at < RECHECK))
    }

    fn remember(&self, beside: Uuid, session: Uuid, now: DateTime<Utc>) {
        let Ok(mut seen) = self.seen.lock() else { return };
        if seen.len() > SWEEP_AT {
            seen.retain(|_, (_, at)| now - *at < RECHECK);
        }
        seen.insert(beside, (session, now));
    }

    /// Forgets a session that has just ended here.
    pub fn forget(&self, session: Uuid) {
        if let Ok(mut seen) = self.seen.lock() {
            seen.retain(|_, (owner, _)| *owner != session);
        }
    }
}

/// The caller of a request, from its `Authorization` header.
pub async fn caller(parts: &Parts, app: &App) -> Result<Caller, Problem> {
    let unauthenticated = || Problem::new(ProblemCode::Unauthenticated);
    let value = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = value.and_then(|value| value.strip_prefix("Bearer ")).ok_or_else(unauthenticated)?;
    let now = app.clock.now();
    let (caller, beside) = app.tokens.check(token, now).ok_or_else(unauthenticated)?;
    if app.known_tokens.is_fresh(beside, now) {
        return Ok(caller);
    }
    let mut tx = app.store.begin().await?;
    if !sessions::is_alive(&mut tx, caller.federation, caller.session, beside).await? {
        return Err(unauthenticated());
    }
    sessions::access_used(&mut tx, caller.federation, beside, now).await?;
    sessions::seen(&mut tx, caller.federation, caller.session, now - SEEN_EVERY, now).await?;
    tx.commit().await?;
    app.known_tokens.remember(beside, caller.session, now);
    Ok(caller)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller() -> Caller {
        let id = Uuid::from_u128;
        Caller { federation: id(1), user: id(2), role: Role::Aide, session: id(3) }
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).expect("in range")
    }

    #[test]
    fn a_token_reads_back_until_it_expires() {
        let keys = Keys::new("one");
        let token = keys.issue(&caller(), Uuid::from_u128(4), now()).expect("signed");
        assert_eq!(keys.check(&token, now()), Some((caller(), Uuid::from_u128(4))));
        assert!(keys.check(&token, now() + LIFETIME).is_some(), "clocks differ a little");
        assert!(keys.check(&token, now() + LIFETIME + LEEWAY).is_none());
        assert!(keys.check(&token, now() - LEEWAY - TimeDelta::seconds(1)).is_none());
    }

    #[test]
    fn a_token_of_another_key_or_a_changed_one_is_refused() {
        let token = Keys::new("one").issue(&caller(), Uuid::nil(), now()).expect("signed");
        assert!(Keys::new("two").check(&token, now()).is_none());
        let mut parts: Vec<&str> = token.split('.').collect();
        assert!(Keys::new("one").check(&format!("{}.{}.", parts[0], parts[1]), now()).is_none());
        // {"alg":"none","typ":"at+jwt"}
        parts[0] = "eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0";
        assert!(Keys::new("one").check(&parts.join("."), now()).is_none());
    }

    #[test]
    fn a_token_made_for_another_purpose_is_refused() {
        let keys = Keys::new("one");
        let claims = serde_json::json!({
            "iss": ISSUER, "aud": "elsewhere", "sub": Uuid::nil(), "exp": now().timestamp() + 60, "nbf": 0, "iat": 0,
            "federation": Uuid::nil(), "role": "aide", "session": Uuid::nil(), "beside": Uuid::nil()
        });
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some(TYPE.to_owned());
        header.kid = Some(keys.name.clone());
        let wrong_audience = encode(&header, &claims, &keys.sign).expect("signed");
        assert!(keys.check(&wrong_audience, now()).is_none());
        header.typ = Some("JWT".to_owned());
        let token = encode(&header, &claims, &keys.sign).expect("signed");
        assert!(keys.check(&token, now()).is_none());
    }
}
