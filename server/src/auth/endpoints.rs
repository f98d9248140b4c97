//! `/api/session` and `/api/enrolment`; signing in itself is in [`super::sign_in`].

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::role::Role;
use vigie_shared::wire::ProblemCode;

use super::factors::challenge;
use super::session::{Exchange, Opened, Why, end_all, exchange};
use super::sign_in::{How, let_in};
use super::{change_password, cookie, enrolment, password, token};
use crate::accounts::{self, What};
use crate::app::{App, Ctx};
use crate::http::extract::Anyone;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Problem};
use crate::store::enrolments::{self, Enrolment};
use crate::store::users::{self, User};
use crate::store::{sessions, subscriptions};

/// What a device gets on signing in; the refresh token travels in a cookie beside it.
#[derive(Debug, Serialize, ToSchema)]
pub struct Session {
    pub access_token: String,
    /// Seconds.
    pub expires_in: i64,
    pub user: UserView,
}

/// The account, as its owner sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct UserView {
    pub id: Uuid,
    pub role: Role,
    pub name: String,
    pub login: String,
    pub federation_id: Uuid,
    pub sector_ids: Vec<Uuid>,
    /// `fr` or `en`.
    pub locale: String,
    /// The federation requires a second factor and there is none yet: nothing else is open before it is set up.
    pub second_factor_due: bool,
}

impl UserView {
    pub fn new(user: users::User, sector_ids: Vec<Uuid>, second_factor_due: bool) -> Option<Self> {
        let users::User { federation_id, id, role, login, name, locale, .. } = user;
        Some(Self { id, role: role.parse().ok()?, name, login, federation_id, sector_ids, locale, second_factor_due })
    }
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Link {
    /// What stands behind the `#` of the one-time link.
    pub token: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Enrol {
    pub token: String,
    /// For coordinators and administrators: the password they choose.
    pub password: Option<String>,
}

/// Whom a link is for.
#[derive(Debug, Serialize, ToSchema)]
pub struct Invitation {
    pub role: Role,
    pub name: String,
    pub needs_password: bool,
}

pub(super) fn internal(error: anyhow::Error) -> Problem {
    Problem::internal("sign-in failed on our side")(error)
}

pub(super) fn answer(app: &App, opened: Opened) -> Result<Response, Problem> {
    let Opened { access_token, refresh_token, lifetime, user, sectors, factor_due } = opened;
    let user = UserView::new(user, sectors, factor_due).ok_or_else(|| Problem::new(ProblemCode::Internal))?;
    let body = Session { access_token, expires_in: token::LIFETIME.num_seconds(), user };
    let mut response = Json(body).into_response();
    if let Some(value) = cookie::set(app, &refresh_token, lifetime) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    Ok(response)
}

/// Exchanges the refresh cookie for a fresh pair of tokens.
#[utoipa::path(post, path = "/api/session/refresh", tag = "session", security(()),
    responses((status = 200, body = Session), (status = 401, body = ProblemDocument)))]
pub async fn refresh(State(app): State<Ctx>, headers: HeaderMap) -> Result<Response, Problem> {
    // Only who holds a token of the session learns why it ended.
    let ended =
        |why: Option<Why>| Problem::new(ProblemCode::SessionEnded).with_current("reason", &why.map(Why::as_str));
    let token = cookie::read(&app, &headers).ok_or_else(|| ended(None))?;
    let mut tx = app.store.begin().await?;
    let exchanged = exchange(&app, &mut tx, &token).await.map_err(internal)?;
    tx.commit().await?;
    match exchanged {
        Exchange::Opened(opened) => answer(&app, *opened),
        Exchange::Ended(why) => Err(ended(why)),
        Exchange::Reused => Err(ended(Some(Why::Reuse))),
    }
}

/// Signs out: the session ends on the server, not only here.
#[utoipa::path(delete, path = "/api/session", tag = "session", responses((status = 204)))]
pub async fn sign_out(State(app): State<Ctx>, As(caller, _): As<Anyone>) -> Result<Response, Problem> {
    let mut tx = app.store.begin().await?;
    sessions::revoke(&mut tx, caller.federation, caller.session, Why::SignedOut.as_str(), app.clock.now()).await?;
    subscriptions::remove_signed_out(&mut tx, caller.federation, caller.user).await?;
    tx.commit().await?;
    app.known_tokens.forget(caller.session);
    let mut response = StatusCode::NO_CONTENT.into_response();
    if let Some(value) = cookie::clear(&app) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    Ok(response)
}

/// Says whom a one-time link is for, without spending it.
#[utoipa::path(post, path = "/api/enrolment/check", tag = "session", request_body = Link, security(()),
    responses((status = 200, body = Invitation), (status = 410, body = ProblemDocument)))]
pub async fn check_enrolment(State(app): State<Ctx>, Body(link): Body<Link>) -> Result<Response, Problem> {
    let spent = || Problem::new(ProblemCode::EnrolmentSpent);
    let mut tx = app.store.read().await?;
    let (_, user) = enrolment::open(&app, &mut tx, &link.token).await?.ok_or_else(spent)?;
    let role: Role = user.role.parse().map_err(|_| Problem::new(ProblemCode::Internal))?;
    let invitation = Invitation { role, name: user.name, needs_password: enrolment::needs_password(role) };
    let mut response = Json(invitation).into_response();
    // For the manifest of an iPhone's home screen, which is asked for next.
    if let Some(value) = cookie::set_invitation(&app, &link.token) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    Ok(response)
}

/// Spends a one-time link and signs in.
#[utoipa::path(post, path = "/api/enrolment", tag = "session", request_body = Enrol, security(()),
    responses((status = 200, body = Session), (status = 410, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn enrol(State(app): State<Ctx>, headers: HeaderMap, Body(enrol): Body<Enrol>) -> Result<Response, Problem> {
    let spent = || Problem::new(ProblemCode::EnrolmentSpent);
    let mut tx = app.store.read().await?;
    let (row, user) = enrolment::open(&app, &mut tx, &enrol.token).await?.ok_or_else(spent)?;
    drop(tx);
    let role: Role = user.role.parse().map_err(|_| Problem::new(ProblemCode::Internal))?;
    let hash = chosen_password(role, &user, enrol.password).await?;
    spend(&app, &headers, (row, user), hash, "link").await
}

/// The hash of the password somebody chooses as they enrol; those who need one must.
pub(super) async fn chosen_password(
    role: Role,
    user: &User,
    password: Option<String>,
) -> Result<Option<String>, Problem> {
    match password {
        Some(chosen) => {
            password::judge(&chosen, &[&user.login, &user.name]).map_err(|code| Problem::field("/password", code))?;
            Ok(Some(password::hash(chosen).await.map_err(internal)?))
        }
        None if enrolment::needs_password(role) => Err(Problem::field("/password", "missing")),
        None => Ok(None),
    }
}

/// Spends an invitation and signs in; `by` says how: `link` or `code`. A new password is no second factor: whoever has one is asked for it.
pub(super) async fn spend(
    app: &App,
    headers: &HeaderMap,
    (row, user): (Enrolment, User),
    hash: Option<String>,
    by: &str,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    if !enrolments::spend(&mut tx, row.federation_id, row.id, now).await? {
        return Err(Problem::new(ProblemCode::EnrolmentSpent));
    }
    let replaced = hash.is_some() && user.password_hash.is_some();
    if let Some(hash) = hash {
        users::set_password(&mut tx, user.federation_id, user.id, &hash).await?;
    }
    accounts::note(&mut tx, user.federation_id, (user.id, None), (What::Enrolled, Some(by)), now).await?;
    // One phone each: the new one takes the place of the old. Whoever has a password may have several devices.
    let has_one = matches!(user.role.parse(), Ok(Role::Aide | Role::SectorReferent));
    let ended = if has_one {
        end_all(&mut tx, user.federation_id, (user.id, None), Why::NewPhone, now).await?
    } else if replaced {
        // As when it is changed: who had the old one has nothing any more, and the owner hears of it.
        change_password::ended(&mut tx, (user.federation_id, user.id), None, now).await?
    } else {
        Vec::new()
    };
    let response = match challenge::ask(app, &mut tx, &user, (None, How::Here)).await.map_err(internal)? {
        Some(asked) => {
            tx.commit().await?;
            Err(asked)
        }
        None => let_in(app, tx, user, headers, How::Here, now).await,
    };
    ended.into_iter().for_each(|session| app.known_tokens.forget(session));
    app.outbox_bell.notify_one();
    response
}
