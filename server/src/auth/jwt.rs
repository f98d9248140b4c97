//! Signed tokens: one algorithm, one issuer, and a purpose each has in its type and its audience. Their time is checked against our own
//! clock. To add a purpose: a [`Purpose`] with words of its own, and a row in `tests/suite/api/session/tokens.rs`.

use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::sha256_hex;

/// Two servers' clocks may differ by this much.
pub const LEEWAY: TimeDelta = TimeDelta::seconds(30);
const ISSUER: &str = "vigie";

/// What a token is for. One made for another purpose is no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purpose {
    /// The header's `typ`.
    pub kind: &'static str,
    pub audience: &'static str,
    pub lifetime: TimeDelta,
}

/// What every token says, and what this purpose adds.
#[derive(Debug, Serialize, Deserialize)]
struct Claims<T> {
    iss: String,
    aud: String,
    sub: Uuid,
    exp: i64,
    nbf: i64,
    iat: i64,
    #[serde(flatten)]
    more: T,
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

    /// A token about a user, good from `now`.
    pub fn sign<T: Serialize>(
        &self,
        purpose: Purpose,
        user: Uuid,
        more: T,
        now: DateTime<Utc>,
    ) -> anyhow::Result<String> {
        let mut header = Header::new(Algorithm::HS256);
        header.typ = Some(purpose.kind.to_owned());
        header.kid = Some(self.name.clone());
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: purpose.audience.to_owned(),
            sub: user,
            exp: (now + purpose.lifetime).timestamp(),
            nbf: now.timestamp(),
            iat: now.timestamp(),
            more,
        };
        Ok(encode(&header, &claims, &self.sign)?)
    }

    /// The user and the rest, if this is a token of ours for this purpose and its time has come and not gone.
    pub fn read<T: DeserializeOwned>(&self, purpose: Purpose, token: &str, now: DateTime<Utc>) -> Option<(Uuid, T)> {
        let header = decode_header(token).ok()?;
        if header.typ.as_deref() != Some(purpose.kind) || header.kid.as_deref() != Some(&self.name) {
            return None;
        }
        let mut validation = Validation::new(Algorithm::HS256);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[purpose.audience]);
        validation.set_required_spec_claims(&["iss", "aud", "sub", "exp", "nbf"]);
        // The library would ask the machine's clock; ours may be moved.
        validation.validate_exp = false;
        validation.validate_nbf = false;
        let claims = decode::<Claims<T>>(token, &self.check, &validation).ok()?.claims;
        let expired = now.timestamp() >= claims.exp.saturating_add(LEEWAY.num_seconds());
        let early = now.timestamp() + LEEWAY.num_seconds() < claims.nbf;
        (!expired && !early).then_some((claims.sub, claims.more))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: Purpose = Purpose { kind: "one+jwt", audience: "one", lifetime: TimeDelta::minutes(10) };

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct More {
        session: Uuid,
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000, 0).expect("in range")
    }

    fn token(keys: &Keys, purpose: Purpose) -> String {
        keys.sign(purpose, Uuid::from_u128(2), More { session: Uuid::from_u128(3) }, now()).expect("signed")
    }

    fn read(keys: &Keys, token: &str, at: DateTime<Utc>) -> Option<(Uuid, More)> {
        keys.read(ONE, token, at)
    }

    #[test]
    fn a_token_reads_back_until_it_expires() {
        let keys = Keys::new("one");
        let token = token(&keys, ONE);
        let said = Some((Uuid::from_u128(2), More { session: Uuid::from_u128(3) }));
        assert_eq!(read(&keys, &token, now()), said);
        assert!(read(&keys, &token, now() + ONE.lifetime).is_some(), "clocks differ a little");
        assert!(read(&keys, &token, now() + ONE.lifetime + LEEWAY).is_none());
        assert!(read(&keys, &token, now() - LEEWAY - TimeDelta::seconds(1)).is_none());
    }

    #[test]
    fn a_token_of_another_key_or_a_changed_one_is_refused() {
        let token = token(&Keys::new("one"), ONE);
        assert!(read(&Keys::new("two"), &token, now()).is_none());
        let mut parts: Vec<&str> = token.split('.').collect();
        assert!(read(&Keys::new("one"), &format!("{}.{}.", parts[0], parts[1]), now()).is_none());
        // {"alg":"none","typ":"one+jwt"}
        parts[0] = "eyJhbGciOiJub25lIiwidHlwIjoib25lK2p3dCJ9";
        assert!(read(&Keys::new("one"), &parts.join("."), now()).is_none());
    }

    #[test]
    fn a_token_made_for_another_purpose_is_refused() {
        let keys = Keys::new("one");
        assert!(read(&keys, &token(&keys, Purpose { audience: "elsewhere", ..ONE }), now()).is_none());
        assert!(read(&keys, &token(&keys, Purpose { kind: "JWT", ..ONE }), now()).is_none());
    }
}
