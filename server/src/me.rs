//! `GET /api/me`: what an app needs once and keeps for the cellar: who I am, my sectors, the signs, whom to call.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::role::Role;
use vigie_shared::sign::{Label, SignId, SignStrength};
use vigie_shared::wire::ProblemCode;

use crate::app::Ctx;
use crate::auth::endpoints::UserView;
use crate::auth::factors;
use crate::cover::view::{Circle, Cover};
use crate::http::extract::Anyone;
use crate::http::{As, Caller, Problem};
use crate::rulebook;
use crate::store::federations::{self, EmergencyNumber, Sector};
use crate::store::{StoreResult, Tx, covers, users};

/// How long before it begins a cover is announced.
const SOON: TimeDelta = TimeDelta::days(7);

#[derive(Debug, Serialize, ToSchema)]
pub struct Me {
    pub user: UserView,
    /// Where mail goes; none: nowhere.
    #[schema(required = true)]
    pub email: Option<String>,
    pub federation: FederationView,
    pub sectors: Vec<Sector>,
    /// The signs an aide may tick.
    pub signs: Vec<SignView>,
    /// Numbers of the federation, shown below 15, 18 and 112.
    pub emergency: Vec<EmergencyNumber>,
    /// For whom one stands in, now or within seven days.
    pub covering: Vec<Cover>,
    /// Who stands in for oneself, or that one is away, now or within seven days.
    pub covered: Vec<Cover>,
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

/// The covers one is part of, as the one who stands in and as the one who is away.
async fn covers_of(tx: &mut Tx, caller: Caller, now: DateTime<Utc>) -> StoreResult<(Vec<Cover>, Vec<Cover>)> {
    if !matches!(caller.role, Role::Coordinator | Role::SectorReferent) {
        return Ok((Vec::new(), Vec::new()));
    }
    let mut rows = covers::between(tx, caller.federation, now, now + SOON).await?;
    rows.retain(|row| row.ended_at.is_none() && [row.absent_id, row.cover_id].contains(&Some(caller.user)));
    let covers = Circle::of(tx, caller.viewer(now)).await?.readable(tx, rows).await?;
    Ok(covers.into_iter().partition(|cover| cover.cover.as_ref().is_some_and(|user| user.id == caller.user)))
}

/// Who I am.
#[utoipa::path(get, path = "/api/me", tag = "session", responses((status = 200, body = Me)))]
pub async fn me(State(app): State<Ctx>, As(caller, _): As<Anyone>) -> Result<Json<Me>, Problem> {
    let mut tx = app.store.read().await?;
    let user = users::find(&mut tx, caller.federation, caller.user).await?.ok_or_else(Problem::not_found)?;
    let federation = federations::find(&mut tx, caller.federation).await?.ok_or_else(Problem::not_found)?;
    let sectors = users::sectors_of(&mut tx, caller.federation, caller.user).await?;
    let email = users::email_of(&mut tx, caller.federation, caller.user).await?;
    let now = app.clock.now();
    let (covering, covered) = covers_of(&mut tx, caller, now).await?;
    let due = factors::is_due(&mut tx, &caller).await?;
    drop(tx);
    let sector_ids = sectors.iter().map(|sector| sector.id).collect();
    let user = UserView::new(user, sector_ids, due).ok_or_else(|| Problem::new(ProblemCode::Internal))?;
    Ok(Json(Me {
        user,
        email: email.map(|address| address.to_string()),
        signs: signs(&federation),
        federation: FederationView {
            id: federation.federation_id,
            name: federation.name,
            time_zone: federation.time_zone,
        },
        sectors,
        emergency: federation.settings.emergency,
        covering,
        covered,
        server_time: now,
    }))
}
