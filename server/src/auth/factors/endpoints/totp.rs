//! `POST /api/second-factor/totp` and its confirmation: a secret for an authenticator app.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::messages::text;
use vigie_shared::wire::ProblemCode;

use super::{Confirmed, MOST, PerhapsAgain, added};
use crate::app::Ctx;
use crate::auth::confirm;
use crate::auth::endpoints::internal;
use crate::auth::factors::totp;
use crate::http::extract::{Anyone, Id, Optional};
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Problem, Reader};
use crate::ids;
use crate::store::user_factors::{self, Factor};

/// Wrong codes of one account while setting up, within the limiter's window.
const WRONG_CODES: usize = 20;

/// A secret to be put into an app; it opens nothing before a code has shown that it is there.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewTotp {
    pub id: Uuid,
    /// Base32, for typing.
    pub secret: String,
    /// `otpauth://`, for a QR code.
    pub uri: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FirstCode {
    /// Six digits.
    pub code: String,
}

/// Begins the set-up of an authenticator app. One that was begun before and not ended is forgotten.
#[utoipa::path(post, path = "/api/second-factor/totp", tag = "session", request_body(content = Option<PerhapsAgain>),
    responses((status = 201, body = NewTotp), (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn begin(
    State(app): State<Ctx>,
    As(caller, _): As<Anyone>,
    Reader(lang): Reader,
    Optional(again): Optional<PerhapsAgain>,
) -> Result<(StatusCode, Json<NewTotp>), Problem> {
    let user = confirm::freshly(&app, caller, again.unwrap_or_default().secret.as_deref()).await?;
    let secret = totp::new_secret().map_err(internal)?;
    let uri = totp::uri(&secret, &user.login).map_err(internal)?;
    let mut tx = app.store.begin().await?;
    let owner = (caller.federation, caller.user);
    user_factors::remove_unconfirmed(&mut tx, owner.0, owner.1).await?;
    if user_factors::of_user(&mut tx, owner.0, owner.1).await?.len() >= MOST {
        return Err(Problem::field("", "too_many_entries"));
    }
    let factor = Factor {
        id: ids::fresh(),
        kind: "totp".to_owned(),
        label: text(lang, "factor.totp").to_owned(),
        secret,
        created_at: app.clock.now(),
        confirmed_at: None,
        last_used_at: None,
        last_step: None,
    };
    user_factors::insert(&mut tx, owner, &factor).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(NewTotp { id: factor.id, secret: factor.secret, uri })))
}

/// Ends the set-up: a first code shows that the app has the secret. Other browsers of the account are signed out.
#[utoipa::path(post, path = "/api/second-factor/totp/{id}/confirm", tag = "session", params(("id" = Uuid, Path)),
    request_body = FirstCode, responses((status = 200, body = Confirmed), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn finish(
    State(app): State<Ctx>,
    As(caller, _): As<Anyone>,
    Id(id): Id,
    Body(body): Body<FirstCode>,
) -> Result<Json<Confirmed>, Problem> {
    let now = app.clock.now();
    let account = format!("totp-confirm:{}", caller.user);
    let limit = [(account.as_str(), WRONG_CODES)];
    if let Some(seconds) = app.limiter.wait(&limit, now) {
        return Err(Problem::new(ProblemCode::TooManyAttempts).retry_after(seconds));
    }
    let mut tx = app.store.begin().await?;
    user_factors::lock_owner(&mut tx, caller.federation, caller.user).await?;
    let all = user_factors::of_user(&mut tx, caller.federation, caller.user).await?;
    let waiting = |factor: &&Factor| factor.id == id && factor.kind == "totp" && factor.confirmed_at.is_none();
    let factor = all.iter().find(waiting).ok_or_else(Problem::not_found)?;
    let Some(step) = totp::step_of(&factor.secret, &body.code, now) else {
        app.limiter.failed(&limit, now);
        return Err(Problem::field("/code", "wrong_code"));
    };
    if !user_factors::confirm(&mut tx, caller.federation, id, step, now).await? {
        return Err(Problem::not_found());
    }
    Ok(Json(added(&app, tx, caller, now).await?))
}
