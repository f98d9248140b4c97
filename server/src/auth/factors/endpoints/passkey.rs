//! `POST /api/second-factor/passkey` and its confirmation.

use axum::Json;
use axum::extract::State;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use vigie_shared::messages::text;
use vigie_shared::wire::ProblemCode;

use super::{Confirmed, MOST, PerhapsAgain, added};
use crate::app::Ctx;
use crate::auth::confirm;
use crate::auth::endpoints::internal;
use crate::http::extract::{Anyone, Optional};
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Problem, Reader};
use crate::ids;
use crate::store::ceremonies::{self, Ceremony};
use crate::store::user_factors::{self, Factor};

/// Long enough to find the finger the phone knows.
const LIFETIME: TimeDelta = TimeDelta::minutes(5);
const PURPOSE: &str = "passkey";
const LONGEST_LABEL: usize = 60;

#[derive(Debug, Serialize, ToSchema)]
pub struct PasskeyOptions {
    /// `PublicKeyCredentialCreationOptions` in JSON, octets in base64url.
    #[schema(value_type = Object)]
    pub options: Value,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPasskey {
    /// What its owner calls it.
    pub label: String,
    /// What `navigator.credentials.create` gave, in JSON, octets in base64url.
    #[schema(value_type = Object)]
    pub credential: Value,
}

/// Begins to make a passkey. One that was begun before is forgotten.
#[utoipa::path(post, path = "/api/second-factor/passkey", tag = "session", request_body(content = Option<PerhapsAgain>),
    responses((status = 200, body = PasskeyOptions), (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn begin(
    State(app): State<Ctx>,
    As(caller, _): As<Anyone>,
    Optional(again): Optional<PerhapsAgain>,
) -> Result<Json<PasskeyOptions>, Problem> {
    let user = confirm::freshly(&app, caller, again.unwrap_or_default().secret.as_deref()).await?;
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    let there = user_factors::of_user(&mut tx, caller.federation, caller.user).await?;
    if there.len() >= MOST {
        return Err(Problem::field("", "too_many_entries"));
    }
    let begun = app.passkeys.begin(&user, &there).map_err(internal)?;
    let (options, state) = begun.ok_or_else(|| Problem::new(ProblemCode::PasskeyUnavailable))?;
    let ceremony = Ceremony {
        federation_id: caller.federation,
        id: ids::fresh(),
        user_id: caller.user,
        purpose: PURPOSE.to_owned(),
        state: Some(state),
        device: String::new(),
        expires_at: now + LIFETIME,
        done_at: None,
    };
    ceremonies::begin(&mut tx, &ceremony, now).await?;
    tx.commit().await?;
    Ok(Json(PasskeyOptions { options }))
}

/// Keeps the passkey the browser made. Other browsers of the account are signed out.
#[utoipa::path(post, path = "/api/second-factor/passkey/confirm", tag = "session", request_body = NewPasskey,
    responses((status = 200, body = Confirmed), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn finish(
    State(app): State<Ctx>,
    As(caller, _): As<Anyone>,
    Reader(lang): Reader,
    Body(body): Body<NewPasskey>,
) -> Result<Json<Confirmed>, Problem> {
    let (now, owner) = (app.clock.now(), (caller.federation, caller.user));
    let label = match body.label.trim() {
        "" => text(lang, "factor.passkey"),
        long if long.chars().count() > LONGEST_LABEL => return Err(Problem::field("/label", "too_long")),
        odd if odd.chars().any(char::is_control) => return Err(Problem::field("/label", "control_character")),
        label => label,
    };
    let mut tx = app.store.begin().await?;
    user_factors::lock_owner(&mut tx, owner.0, owner.1).await?;
    let latest = ceremonies::latest(&mut tx, owner.0, owner.1, PURPOSE, now).await?.ok_or_else(Problem::not_found)?;
    let ceremony = ceremonies::open(&mut tx, owner, latest, PURPOSE, now).await?.ok_or_else(Problem::not_found)?;
    let state = ceremony.state.ok_or_else(Problem::not_found)?;
    let made = app.passkeys.finish(&state, body.credential).map_err(internal)?;
    let secret = made.ok_or_else(|| Problem::field("/credential", "wrong_passkey"))?;
    ceremonies::end(&mut tx, owner.0, latest, now).await?;
    let factor = Factor {
        id: ids::fresh(),
        kind: "passkey".to_owned(),
        label: label.to_owned(),
        secret,
        created_at: now,
        confirmed_at: Some(now),
        last_used_at: None,
        last_step: None,
    };
    user_factors::insert(&mut tx, owner, &factor).await?;
    Ok(Json(added(&app, tx, caller, now).await?))
}
