//! `POST /api/second-factor/recovery`: a new set of codes for paper.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Again, changed};
use crate::app::Ctx;
use crate::auth::endpoints::internal;
use crate::auth::factors::recovery;
use crate::auth::notice::What;
use crate::auth::{confirm, factors};
use crate::http::extract::Anyone;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Problem};

/// A set of codes, shown this once.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewCodes {
    pub recovery_codes: Vec<String>,
}

/// Makes new recovery codes; the old ones are worthless from now on. 404 without a second factor: there is nothing to recover.
#[utoipa::path(post, path = "/api/second-factor/recovery", tag = "session", request_body = Again,
    responses((status = 200, body = NewCodes), (status = 404, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn renew(
    State(app): State<Ctx>,
    As(caller, _): As<Anyone>,
    Body(again): Body<Again>,
) -> Result<Json<NewCodes>, Problem> {
    confirm::with_password(&app, caller, &again.secret, "/secret").await?;
    let (mut tx, owner, now) = (app.store.begin().await?, (caller.federation, caller.user), app.clock.now());
    if !factors::has_one(&mut tx, owner.0, owner.1).await? {
        return Err(Problem::not_found());
    }
    let recovery_codes = recovery::renew(&mut tx, owner, now).await.map_err(internal)?;
    changed(&app, tx, caller, What::RecoveryRenewed, now).await?;
    Ok(Json(NewCodes { recovery_codes }))
}
