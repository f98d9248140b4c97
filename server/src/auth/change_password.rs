//! `PUT /api/password`: a new password for the old one. Other browsers are signed out, and the owner is told.

use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::endpoints::internal;
use super::{confirm, notice, password};
use crate::app::Ctx;
use crate::http::extract::Anyone;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Problem};
use crate::store::{StoreResult, Tx, ceremonies, own_sessions, subscriptions, users};

const WHY: &str = "password changed";

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    pub current: String,
    /// 12 to 128 characters, not easy to guess.
    pub new: String,
}

/// Changes one's own password.
#[utoipa::path(put, path = "/api/password", tag = "session", request_body = NewPassword,
    responses((status = 204), (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument), (status = 429, body = ProblemDocument)))]
pub async fn change(
    State(app): State<Ctx>,
    As(caller, _): As<Anyone>,
    Body(body): Body<NewPassword>,
) -> Result<StatusCode, Problem> {
    let user = confirm::with_password(&app, caller, &body.current, "/current").await?;
    if let Err(code) = password::judge(&body.new, &[&user.login, &user.name]) {
        return Err(Problem::field("/new", code));
    }
    let hash = password::hash(body.new).await.map_err(internal)?;
    let (mut tx, owner, now) = (app.store.begin().await?, (caller.federation, caller.user), app.clock.now());
    users::set_password(&mut tx, owner.0, owner.1, &hash).await?;
    let ended = ended(&mut tx, owner, Some(caller.session), now).await?;
    tx.commit().await?;
    ended.into_iter().for_each(|session| app.known_tokens.forget(session));
    app.outbox_bell.notify_one();
    Ok(StatusCode::NO_CONTENT)
}

/// What a new password in place of an old one ends: sessions but the one to keep, sign-ins under way, pushes to browsers that are signed
/// out. The owner is told. Says which sessions.
pub(super) async fn ended(
    tx: &mut Tx,
    owner: (Uuid, Uuid),
    keep: Option<Uuid>,
    now: DateTime<Utc>,
) -> StoreResult<Vec<Uuid>> {
    ceremonies::end_all(tx, owner.0, owner.1, now).await?;
    let ended = own_sessions::end_others(tx, owner, keep, WHY, now).await?;
    subscriptions::remove_signed_out(tx, owner.0, owner.1).await?;
    notice::tell(tx, owner, notice::What::Password, now).await?;
    Ok(ended)
}
