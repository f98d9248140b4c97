//! `POST /api/session` and `POST /api/session/second-factor`: the password, and what stands beside it.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::wire::ProblemCode;

use super::endpoints::{Session, answer, internal};
use super::factors::challenge::{self, Proof};
use super::limit::{PER_ACCOUNT, PER_ADDRESS, PER_DEVICE, PER_PAIR};
use super::{device, oidc, password, session};
use crate::app::{App, Ctx};
use crate::http::problem::ProblemDocument;
use crate::http::{Body, Problem, address};
use crate::store::users::{self, User};
use crate::store::{Tx, ceremonies};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    pub login: String,
    /// The password.
    pub secret: String,
}

/// The second factor: the challenge of the first answer, and one of the others.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondFactorAnswer {
    pub challenge: String,
    /// Six digits of an authenticator app.
    pub code: Option<String>,
    /// A code on paper.
    pub recovery: Option<String>,
    /// What `navigator.credentials.get` gave, in JSON, octets in base64url.
    #[schema(value_type = Option<Object>)]
    pub passkey: Option<serde_json::Value>,
}

impl SecondFactorAnswer {
    fn proof(self) -> Result<Proof, Problem> {
        match (self.code, self.recovery, self.passkey) {
            (Some(code), None, None) => Ok(Proof::Code(code)),
            (None, Some(code), None) => Ok(Proof::Recovery(code)),
            (None, None, Some(answer)) => Ok(Proof::Passkey(answer)),
            _ => Err(Problem::new(ProblemCode::InvalidRequest)),
        }
    }
}

/// Behind what wrong passwords are counted, each with how many there may be.
fn counted(login: &str, peer: SocketAddr, device: Option<Uuid>) -> Vec<(String, usize)> {
    if let Some(device) = device {
        return vec![(format!("device:{device}"), PER_DEVICE)];
    }
    let address = address::group(peer.ip());
    vec![
        (format!("pair:{address}:{login}"), PER_PAIR),
        (format!("account:{login}"), PER_ACCOUNT),
        (format!("address:{address}"), PER_ADDRESS),
    ]
}

/// Signs in. An account with a second factor gets 401 `second_factor_required` with `challenge`, `kinds` and `passkey`.
#[utoipa::path(post, path = "/api/session", tag = "session", request_body = Credentials, security(()),
    responses((status = 200, body = Session), (status = 401, body = ProblemDocument), (status = 429, body = ProblemDocument)))]
pub async fn sign_in(
    State(app): State<Ctx>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Body(credentials): Body<Credentials>,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let login = credentials.login.trim().to_lowercase();
    let device = device::known(&app, &headers, &login, now);
    let counted = counted(&login, peer, device);
    let keys: Vec<(&str, usize)> = counted.iter().map(|(key, most)| (key.as_str(), *most)).collect();
    if let Some(seconds) = app.limiter.wait(&keys, now) {
        return Err(Problem::new(ProblemCode::TooManyAttempts).retry_after(seconds));
    }
    let mut tx = app.store.read().await?;
    let user = users::by_login(&mut tx, &login).await?.filter(|user| user.disabled_at.is_none());
    drop(tx);
    let hash = user.as_ref().and_then(|user| user.password_hash.clone());
    let secret = if credentials.secret.len() <= password::LONGEST { credentials.secret } else { String::new() };
    let good = password::verify(secret, hash).await.map_err(internal)?;
    let Some(user) = user.filter(|_| good) else {
        app.limiter.failed(&keys, now);
        return Err(Problem::new(ProblemCode::BadCredentials));
    };
    // What was counted for this device, or this address, alone.
    if let Some((own, _)) = counted.first() {
        app.limiter.succeeded(own);
    }
    let mut tx = app.store.begin().await?;
    if let Some(asked) = challenge::ask(&app, &mut tx, &user, (device, How::Here)).await.map_err(internal)? {
        tx.commit().await?;
        return Err(asked);
    }
    let_in(&app, tx, user, &headers, How::Here, now).await
}

/// Ends a sign-in with the second factor.
#[utoipa::path(post, path = "/api/session/second-factor", tag = "session", request_body = SecondFactorAnswer, security(()),
    responses((status = 200, body = Session), (status = 401, body = ProblemDocument), (status = 429, body = ProblemDocument)))]
pub async fn second_factor(
    State(app): State<Ctx>,
    headers: HeaderMap,
    Body(body): Body<SecondFactorAnswer>,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let ended = || Problem::new(ProblemCode::ChallengeEnded);
    let named = challenge::read(&app.tokens, &body.challenge, now);
    let proof = body.proof()?;
    let named = named.ok_or_else(ended)?;
    let mut tx = app.store.begin().await?;
    let ceremony = challenge::open(&mut tx, named, now).await?.ok_or_else(ended)?;
    let user = users::find(&mut tx, named.federation, named.user).await?.filter(|user| user.disabled_at.is_none());
    let user = user.ok_or_else(ended)?;
    if let Some(seconds) = challenge::wait(&mut tx, &ceremony, now).await? {
        return Err(Problem::new(ProblemCode::TooManyAttempts).retry_after(seconds));
    }
    if !challenge::prove(&app, &mut tx, &ceremony, proof, now).await.map_err(internal)? {
        ceremonies::failed(&mut tx, named.federation, named.id).await?;
        tx.commit().await?;
        return Err(Problem::new(ProblemCode::BadSecondFactor));
    }
    ceremonies::end(&mut tx, named.federation, named.id, now).await?;
    let_in(&app, tx, user, &headers, named.how, now).await
}

/// Where somebody has shown who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// With what this server knows: a password, a link, a second factor.
    Here,
    /// At the identity provider.
    Provider,
    /// There, with a second factor.
    ProviderStrong,
}

impl How {
    /// What is kept with the session.
    const fn kept(self) -> Option<&'static str> {
        match self {
            Self::Here => None,
            Self::Provider => Some(oidc::ARRIVED),
            Self::ProviderStrong => Some(oidc::ARRIVED_STRONG),
        }
    }
}

/// Opens a session for somebody whose identity has been shown in full, and remembers the browser.
pub(super) async fn let_in(
    app: &App,
    mut tx: Tx,
    user: User,
    headers: &HeaderMap,
    how: How,
    now: DateTime<Utc>,
) -> Result<Response, Problem> {
    let device = device::known(app, headers, &user.login, now);
    let remembered = device::remember(app, user.id, &user.login, device, now);
    let label = device::label(headers);
    let opened = session::open_in(app, &mut tx, user, (label.as_deref(), how.kept())).await.map_err(internal)?;
    tx.commit().await?;
    let mut response = answer(app, opened)?;
    if let Some(value) = remembered {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    Ok(response)
}
