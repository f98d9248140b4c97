//! `/api/session/ways`, `/api/oidc/…`, and an administrator who takes an identity off an account.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::form_urlencoded::Serializer;
use utoipa::{IntoParams, ToSchema};
use vigie_shared::wire::ProblemCode;

use super::account::{self, Whose};
use super::flow::{ARRIVAL, Flow};
use super::provider::{Failure, Identity, Provider};
use crate::accounts;
use crate::app::{App, Ctx};
use crate::auth::endpoints::{Session, internal};
use crate::auth::factors::challenge;
use crate::auth::limit::PER_ADDRESS;
use crate::auth::notice::{self, What};
use crate::auth::sign_in::{How, let_in};
use crate::auth::{cookie, random_token, token_hash};
use crate::http::extract::{Admin, Id, Params};
use crate::http::problem::ProblemDocument;
use crate::http::{As, Problem, address};
use crate::ids;
use crate::store::identities::{self, Arrival};
use crate::store::{subscriptions, users};

/// How one can sign in here.
#[derive(Debug, Serialize, ToSchema)]
pub struct Ways {
    pub password: bool,
    /// The identity provider; none: there is none.
    #[schema(required = true)]
    pub oidc: Option<IdentityProvider>,
}

/// A provider, as people call it.
#[derive(Debug, Serialize, ToSchema)]
pub struct IdentityProvider {
    pub name: String,
}

#[derive(Debug, Deserialize, IntoParams)]
pub struct Begin {
    /// The page to go on with, such as `/alertes`.
    pub to: Option<String>,
}

/// What the provider sends back.
#[derive(Debug, Deserialize, IntoParams)]
pub struct Back {
    pub state: Option<String>,
    pub code: Option<String>,
    /// Why it did not let somebody in.
    pub error: Option<String>,
    /// RFC 9207: who answers.
    pub iss: Option<String>,
}

/// Why somebody who came back does not get in, as the sign-in page is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refused {
    /// The provider did not let them in.
    Denied,
    /// It has to be begun again.
    Again,
    Unavailable,
    Unknown,
    Several,
    Closed,
    Taken,
    TooMany,
}

impl Refused {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Again => "again",
            Self::Unavailable => "unavailable",
            Self::Unknown => "unknown",
            Self::Several => "several",
            Self::Closed => "closed",
            Self::Taken => "taken",
            Self::TooMany => "too_many",
        }
    }
}

fn provider(app: &App) -> Result<&Provider, Problem> {
    app.provider.as_ref().ok_or_else(Problem::not_found)
}

/// To the sign-in page, which says in words what came of it. What waited at the provider waits no longer.
fn to_page(app: &App, query: &[(&str, &str)], more: Option<HeaderValue>) -> Response {
    let query = Serializer::new(String::new()).extend_pairs(query).finish();
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, format!("/connexion?{query}"))]).into_response();
    let spent = cookie::set_for_return(app, cookie::FLOW, "", chrono::TimeDelta::zero());
    for value in spent.into_iter().chain(more) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// Says how one can sign in here.
#[utoipa::path(get, path = "/api/session/ways", tag = "session", security(()), responses((status = 200, body = Ways)))]
pub async fn ways(State(app): State<Ctx>) -> Json<Ways> {
    let oidc = app.provider.as_ref().map(|provider| IdentityProvider { name: provider.settings.name.clone() });
    Json(Ways { password: true, oidc })
}

/// Sends a browser to the identity provider; to the sign-in page, if that cannot be reached.
#[utoipa::path(get, path = "/api/oidc/start", tag = "session", security(()), params(Begin),
    responses((status = 303, description = "to the provider"), (status = 404, body = ProblemDocument)))]
pub async fn start(State(app): State<Ctx>, Params(begin): Params<Begin>) -> Result<Response, Problem> {
    let provider = provider(&app)?;
    let flow = Flow::begin(begin.to.as_deref()).map_err(internal)?;
    let place = match provider.authorize(&flow).await {
        Ok(place) => place,
        Err(error) => {
            tracing::warn!(%error, "nobody can be sent to the identity provider");
            return Ok(to_page(&app, &[("oidc", Refused::Unavailable.as_str())], None));
        }
    };
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, place.to_string())]).into_response();
    if let Some(value) = flow.keep(&app, app.clock.now()).map_err(internal)? {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    Ok(response)
}

/// Takes a browser back from the provider. Whatever came of it, the answer is a page.
#[utoipa::path(get, path = "/api/oidc/callback", tag = "session", security(()), params(Back),
    responses((status = 303, description = "to the sign-in page"), (status = 404, body = ProblemDocument)))]
pub async fn callback(
    State(app): State<Ctx>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Params(back): Params<Back>,
) -> Result<Response, Problem> {
    let (provider, now) = (provider(&app)?, app.clock.now());
    let key = format!("oidc:{}", address::group(peer.ip()));
    let limit = [(key.as_str(), PER_ADDRESS)];
    let refuse = |why: Refused| {
        // An office may have one address: only what nobody comes to honestly is counted.
        if why == Refused::Again {
            app.limiter.failed(&limit, now);
        }
        to_page(&app, &[("oidc", why.as_str())], None)
    };
    if app.limiter.wait(&limit, now).is_some() {
        return Ok(to_page(&app, &[("oidc", Refused::TooMany.as_str())], None));
    }
    let state = back.state.as_deref().unwrap_or_default();
    let other = back.iss.as_deref().is_some_and(|iss| iss != provider.settings.issuer);
    let Some(flow) = Flow::of(&app, &headers, state, now).filter(|_| !other) else {
        return Ok(refuse(Refused::Again));
    };
    let Some(code) = back.code.as_deref().filter(|_| back.error.is_none()) else {
        return Ok(refuse(Refused::Denied));
    };
    let identity = match provider.identify(code, &flow).await {
        Ok(identity) => identity,
        Err(error) => {
            tracing::warn!(%error, "a sign-in through the identity provider failed");
            let away = matches!(error, Failure::Unavailable(_));
            return Ok(refuse(if away { Refused::Unavailable } else { Refused::Again }));
        }
    };
    Ok(match arrive(&app, &identity, now).await? {
        Ok(arrival) => to_page(&app, &[("oidc", "arrived"), ("to", &flow.to)], arrival),
        Err(why) => refuse(why),
    })
}

/// Finds the account and keeps the arrival; the cookie that spends it.
async fn arrive(
    app: &App,
    identity: &Identity,
    now: DateTime<Utc>,
) -> Result<Result<Option<HeaderValue>, Refused>, Problem> {
    let mut tx = app.store.begin().await?;
    let whose = account::of(&mut tx, identity, now).await?;
    let user = match whose {
        Whose::Account(user) => user,
        Whose::Nobody => return Ok(Err(Refused::Unknown)),
        Whose::Several => return Ok(Err(Refused::Several)),
        Whose::Closed => return Ok(Err(Refused::Closed)),
        Whose::Taken => return Ok(Err(Refused::Taken)),
    };
    let token = random_token().map_err(internal)?;
    let arrival = Arrival { federation_id: user.federation_id, user_id: user.id, strong: identity.strong };
    identities::arrive(&mut tx, (ids::fresh(), arrival), &token_hash(&token), now, now + ARRIVAL).await?;
    tx.commit().await?;
    app.outbox_bell.notify_one();
    Ok(Ok(cookie::set_named(app, cookie::ARRIVAL, &token, ARRIVAL)))
}

/// Opens the session of who has come back from the provider: once. An account with a second factor is asked for it as after a password,
/// unless the provider vouches for one.
#[utoipa::path(post, path = "/api/oidc/session", tag = "session", security(()),
    responses((status = 200, body = Session), (status = 401, body = ProblemDocument)))]
pub async fn open(State(app): State<Ctx>, headers: HeaderMap) -> Result<Response, Problem> {
    let now = app.clock.now();
    let ended = || Problem::new(ProblemCode::ChallengeEnded);
    let token = cookie::read_named(&app, &headers, cookie::ARRIVAL).ok_or_else(ended)?;
    let mut tx = app.store.begin().await?;
    let arrival = identities::spend(&mut tx, &token_hash(&token), now).await?.ok_or_else(ended)?;
    let user = users::find(&mut tx, arrival.federation_id, arrival.user_id).await?;
    let user = user.filter(|user| user.disabled_at.is_none()).ok_or_else(ended)?;
    if !arrival.strong
        && let Some(asked) = challenge::ask(&app, &mut tx, &user, (None, How::Provider)).await.map_err(internal)?
    {
        tx.commit().await?;
        return Err(asked);
    }
    let how = if arrival.strong { How::ProviderStrong } else { How::Provider };
    let_in(&app, tx, user, &headers, how, now).await
}

/// Takes the identity off an account and signs it out: it can be linked anew.
#[utoipa::path(post, path = "/api/accounts/{id}/identity/unlink", tag = "administration", params(("id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = ProblemDocument)))]
pub async fn unlink(State(app): State<Ctx>, As(caller, _): As<Admin>, Id(id): Id) -> Result<StatusCode, Problem> {
    const WHY: &str = "identity taken off by an administrator";
    let (mut tx, now, owner) = (app.store.begin().await?, app.clock.now(), (caller.federation, id));
    users::find(&mut tx, owner.0, owner.1).await?.ok_or_else(Problem::not_found)?;
    if identities::unlink(&mut tx, owner.0, owner.1).await? == 0 {
        return Ok(StatusCode::NO_CONTENT);
    }
    let ended = crate::store::own_sessions::end_others(&mut tx, owner, None, WHY, now).await?;
    subscriptions::remove_signed_out(&mut tx, owner.0, owner.1).await?;
    accounts::note(&mut tx, owner.0, (id, Some(caller.user)), (accounts::What::IdentityUnlinked, None), now).await?;
    notice::tell(&mut tx, owner, What::IdentityUnlinked, now).await?;
    tx.commit().await?;
    ended.into_iter().for_each(|session| app.known_tokens.forget(session));
    app.outbox_bell.notify_one();
    Ok(StatusCode::NO_CONTENT)
}
