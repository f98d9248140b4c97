//! `POST /api/enrolment/code`: the short code beside a link, for where no link can be opened.
//!
//! Six characters are few, so a code opens nothing without the login, dies after five wrong tries and is kept as a password is.
//! Whoever guesses learns nothing: an unknown login, one without an invitation, a dead code and a wrong one get the same answer
//! after the same time.

use std::net::SocketAddr;
use std::time::Duration;

use axum::extract::{ConnectInfo, State};
use axum::http::HeaderMap;
use axum::response::Response;
use rand::TryRngCore as _;
use serde::Deserialize;
use tokio::time::Instant;
use utoipa::ToSchema;
use vigie_shared::role::Role;
use vigie_shared::wire::ProblemCode;

use super::endpoints::{self, Session, chosen_password, internal};
use super::limit::{PER_ADDRESS, PER_PAIR};
use super::password;
use crate::app::{App, Ctx};
use crate::http::problem::ProblemDocument;
use crate::http::{Body, Problem, address};
use crate::store::enrolments::{self, Enrolment};
use crate::store::users::{self, User};

/// Neither vowels, which make words, nor what looks like something else: 0 O, 1 I L, 2 Z, 5 S, 8 B, U V.
const ALPHABET: &[u8] = b"CDFGHJKMNPQRTWXY34679";
const LENGTH: usize = 6;
/// Wrong tries after which a code is dead.
const MOST_TRIES: i32 = 5;
/// No refusal is given sooner: what differs between an account and none (a write, a look) takes less.
const REFUSED_AFTER: Duration = Duration::from_millis(300);

/// A fresh code.
#[derive(Debug)]
pub struct Code {
    /// `ABC-DEF`, for people.
    pub shown: String,
    /// What is kept of it.
    pub hash: String,
}

/// Draws a code and hashes it.
pub async fn draw() -> anyhow::Result<Code> {
    let mut plain = String::with_capacity(LENGTH);
    while plain.len() < LENGTH {
        let mut byte = [0_u8; 1];
        rand::rngs::OsRng.try_fill_bytes(&mut byte)?;
        // Bytes beyond the last whole multiple would make the first characters likelier.
        let whole = u8::MAX as usize / ALPHABET.len() * ALPHABET.len();
        if usize::from(byte[0]) < whole {
            plain.push(char::from(ALPHABET[usize::from(byte[0]) % ALPHABET.len()]));
        }
    }
    let shown = format!("{}-{}", &plain[..LENGTH / 2], &plain[LENGTH / 2..]);
    Ok(Code { shown, hash: password::hash(plain).await? })
}

/// What was typed, as it was drawn: capitals, without what stands between.
fn plain(typed: &str) -> String {
    let letters = typed.chars().filter(char::is_ascii_alphanumeric).take(LENGTH * 2);
    letters.map(|c| c.to_ascii_uppercase()).collect()
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EnrolByCode {
    pub login: String,
    /// As shown, `ABC-DEF`; small letters and blanks do not matter.
    pub code: String,
    /// For coordinators and administrators: the password they choose. Asked for (422) once the code is right.
    pub password: Option<String>,
}

/// Spends an invitation by its short code and signs in.
#[utoipa::path(post, path = "/api/enrolment/code", tag = "session", request_body = EnrolByCode, security(()),
    responses((status = 200, body = Session), (status = 401, body = ProblemDocument), (status = 422, body = ProblemDocument),
    (status = 429, body = ProblemDocument)))]
pub async fn enrol(
    State(app): State<Ctx>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Body(body): Body<EnrolByCode>,
) -> Result<Response, Problem> {
    let (asked, now) = (Instant::now(), app.clock.now());
    let login = body.login.trim().to_lowercase();
    // Its own count: whoever guesses codes must not keep somebody from signing in.
    let (account, address) = (format!("code:{login}"), format!("address:{}", address::group(peer.ip())));
    let keys = [(account.as_str(), PER_PAIR), (address.as_str(), PER_ADDRESS)];
    if let Some(seconds) = app.limiter.wait(&keys, now) {
        return Err(Problem::new(ProblemCode::TooManyAttempts).retry_after(seconds));
    }
    let Some((row, user)) = opened(&app, &login, &body.code).await? else {
        app.limiter.failed(&keys, now);
        tokio::time::sleep_until(asked + REFUSED_AFTER).await;
        return Err(Problem::new(ProblemCode::BadCode));
    };
    app.limiter.succeeded(&account);
    let role: Role = user.role.parse().map_err(|_| Problem::new(ProblemCode::Internal))?;
    let hash = chosen_password(role, &user, body.password).await?;
    endpoints::spend(&app, &headers, (row, user), hash, "code").await
}

/// The invitation this login and code open, if they do. A try is taken before the look, so that many at once are not more.
async fn opened(app: &App, login: &str, code: &str) -> Result<Option<(Enrolment, User)>, Problem> {
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    let user = users::by_login(&mut tx, login).await?.filter(|user| user.disabled_at.is_none());
    let mut found = None;
    if let Some(user) = user
        && let Some(row) = enrolments::with_code(&mut tx, user.federation_id, user.id, now).await?
        && enrolments::take_try(&mut tx, row.federation_id, row.id, MOST_TRIES).await?
    {
        found = Some((row, user));
    }
    tx.commit().await?;
    let hash = found.as_ref().and_then(|(row, _)| row.code_hash.clone());
    if !password::verify(plain(code), hash).await.map_err(internal)? {
        return Ok(None);
    }
    if let Some((row, _)) = &found {
        let mut tx = app.store.begin().await?;
        enrolments::give_try_back(&mut tx, row.federation_id, row.id).await?;
        tx.commit().await?;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_code_reads_back_however_it_is_typed() {
        let code = draw().await.expect("drawn");
        assert_eq!(code.shown.len(), 7);
        for typed in [code.shown.clone(), code.shown.to_lowercase(), code.shown.replace('-', " ")] {
            assert!(password::verify(plain(&typed), Some(code.hash.clone())).await.expect("checked"), "{typed}");
        }
        assert!(!password::verify(plain(""), Some(code.hash)).await.expect("checked"));
        assert_ne!(draw().await.expect("drawn").shown, code.shown);
    }

    #[test]
    fn no_two_characters_look_alike() {
        let letters: std::collections::BTreeSet<u8> = ALPHABET.iter().copied().collect();
        assert_eq!(letters.len(), ALPHABET.len());
        for confusing in [b"0O".as_slice(), b"1IL", b"2Z", b"5S", b"8B", b"UV"] {
            let both = confusing.iter().filter(|c| letters.contains(c)).count();
            assert!(both <= 1, "{confusing:?}");
        }
        assert!(!letters.iter().any(|c| b"AEIOU".contains(c)));
    }
}
