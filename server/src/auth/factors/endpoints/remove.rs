//! `DELETE /api/second-factor/{id}`.

use axum::extract::State;
use axum::http::StatusCode;

use super::{Again, changed};
use crate::app::Ctx;
use crate::auth::confirm;
use crate::auth::notice::What;
use crate::http::extract::{Anyone, Id};
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Problem};
use crate::store::{recovery_codes, user_factors};

/// Takes one of my second factors away; with the last one go the recovery codes.
#[utoipa::path(delete, path = "/api/second-factor/{id}", tag = "session", params(("id" = Uuid, Path)), request_body = Again,
    responses((status = 204), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn remove(
    State(app): State<Ctx>,
    As(caller, _): As<Anyone>,
    Id(id): Id,
    Body(again): Body<Again>,
) -> Result<StatusCode, Problem> {
    confirm::with_password(&app, caller, &again.secret, "/secret").await?;
    let (mut tx, owner, now) = (app.store.begin().await?, (caller.federation, caller.user), app.clock.now());
    user_factors::lock_owner(&mut tx, owner.0, owner.1).await?;
    if !user_factors::remove(&mut tx, owner.0, owner.1, id).await? {
        return Err(Problem::not_found());
    }
    if user_factors::of_user(&mut tx, owner.0, owner.1).await?.iter().all(|factor| factor.confirmed_at.is_none()) {
        recovery_codes::replace(&mut tx, owner, &[], now).await?;
    }
    changed(&app, tx, caller, What::FactorRemoved, now).await?;
    Ok(StatusCode::NO_CONTENT)
}
