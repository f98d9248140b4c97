//! `POST /api/webhook/secret`: a new secret to sign with.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use vigie_shared::wire::ProblemCode;

use crate::app::Ctx;
use crate::http::extract::Admin;
use crate::http::{As, Problem};
use crate::store::webhooks;
use crate::webhook::signature;

#[derive(Debug, Serialize, ToSchema)]
pub struct NewSecret {
    /// `whsec_…`, shown this once.
    pub secret: String,
}

/// Makes a new secret. The one before signs beside it for a day.
#[utoipa::path(post, path = "/api/webhook/secret", tag = "administration", responses((status = 200, body = NewSecret)))]
pub async fn renew(State(app): State<Ctx>, As(caller, _): As<Admin>) -> Result<Json<NewSecret>, Problem> {
    let secret = signature::fresh().map_err(|error| {
        tracing::error!(%error, "no secret could be made");
        Problem::new(ProblemCode::Internal)
    })?;
    let mut tx = app.store.begin().await?;
    webhooks::set_secret(&mut tx, caller.federation, &secret, caller.user, app.clock.now()).await?;
    tx.commit().await?;
    Ok(Json(NewSecret { secret }))
}
