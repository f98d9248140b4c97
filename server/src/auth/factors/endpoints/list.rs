//! `GET /api/second-factor`.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::Ctx;
use crate::auth::factors;
use crate::http::extract::Anyone;
use crate::http::{As, Problem};
use crate::store::{recovery_codes, user_factors};

#[derive(Debug, Serialize, ToSchema)]
pub struct SecondFactors {
    /// The federation requires one of this account.
    pub required: bool,
    /// It does, and there is none.
    pub due: bool,
    /// Oldest first.
    pub items: Vec<FactorView>,
    pub recovery_left: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FactorView {
    pub id: Uuid,
    /// `totp` or `passkey`.
    pub kind: String,
    pub label: String,
    pub created_at: DateTime<Utc>,
    #[schema(required = true)]
    pub last_used_at: Option<DateTime<Utc>>,
}

/// My second factors.
#[utoipa::path(get, path = "/api/second-factor", tag = "session", responses((status = 200, body = SecondFactors)))]
pub async fn list(State(app): State<Ctx>, As(caller, _): As<Anyone>) -> Result<Json<SecondFactors>, Problem> {
    let mut tx = app.store.read().await?;
    let (federation, user) = (caller.federation, caller.user);
    let required = factors::is_required(&mut tx, &caller).await?;
    let all = user_factors::of_user(&mut tx, federation, user).await?;
    let view = |factor: user_factors::Factor| {
        let user_factors::Factor { id, kind, label, created_at, last_used_at, .. } = factor;
        FactorView { id, kind, label, created_at, last_used_at }
    };
    let items: Vec<_> = all.into_iter().filter(|factor| factor.confirmed_at.is_some()).map(view).collect();
    let recovery_left = recovery_codes::left(&mut tx, federation, user).await?;
    Ok(Json(SecondFactors { required, due: required && items.is_empty(), items, recovery_left }))
}
