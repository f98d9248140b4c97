//! `GET /api/me`: what an app needs once and keeps for the cellar: who I am, my sectors, the signs, whom to call.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::sign::{Label, SignId, SignStrength};
use vigie_shared::wire::ProblemCode;

use crate::app::Ctx;
use crate::auth::endpoints::UserView;
use crate::http::extract::Anyone;
use crate::http::{As, Problem};
use crate::rulebook;
use crate::store::federations::{self, EmergencyNumber, Sector};
use crate::store::users;

#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    pub user: UserView,
    pub federation: FederationView,
    pub sectors: Vec<Sector>,
    /// The signs an aide may tick.
    pub signs: Vec<SignView>,
    /// Numbers of the federation, shown below 15, 18 and 112.
    pub emergency: Vec<EmergencyNumber>,
    /// What the server's clock says, so that a phone can tell that its own is wrong.
    pub server_time: DateTime<Utc>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct FederationView {
    pub id: Uuid,
    pub name: String,
    /// An IANA zone, such as `Europe/Paris`.
    pub time_zone: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SignView {
    #[schema(value_type = String)]
    pub id: SignId,
    pub strength: SignStrength,
    pub label: Label,
}

fn signs(federation: &federations::Federation) -> Vec<SignView> {
    let catalogue = rulebook::catalogue(federation);
    let view =
        |sign: &vigie_shared::sign::Sign| SignView { id: sign.id, strength: sign.strength, label: sign.label.clone() };
    catalogue.all().iter().map(view).collect()
}

/// Who I am.
#[utoipa::path(get, path = "/api/me", tag = "session", responses((status = 200, body = Me)))]
pub async fn me(State(app): State<Ctx>, As(caller, _): As<Anyone>) -> Result<Json<Me>, Problem> {
    let mut tx = app.store.read().await?;
    let user = users::find(&mut tx, caller.federation, caller.user).await?.ok_or_else(Problem::not_found)?;
    let federation = federations::find(&mut tx, caller.federation).await?.ok_or_else(Problem::not_found)?;
    let sectors = users::sectors_of(&mut tx, caller.federation, caller.user).await?;
    drop(tx);
    let sector_ids = sectors.iter().map(|sector| sector.id).collect();
    let user = UserView::new(user, sector_ids).ok_or_else(|| Problem::new(ProblemCode::Internal))?;
    Ok(Json(Me {
        user,
        signs: signs(&federation),
        federation: FederationView {
            id: federation.federation_id,
            name: federation.name,
            time_zone: federation.time_zone,
        },
        sectors,
        emergency: federation.settings.emergency,
        server_time: app.clock.now(),
    }))
}
