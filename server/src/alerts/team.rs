//! `GET /api/team`: the coordinators and referents on duty in the caller's sectors, to assign an alert to. Who is away is not among them,
//! who stands in is.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::role::Role;

use crate::app::Ctx;
use crate::http::extract::Desk;
use crate::http::{As, Caller, Problem};
use crate::store::{StoreResult, Tx, covers, users};

#[derive(Debug, Serialize, ToSchema)]
pub struct Team {
    pub items: Vec<Member>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Member {
    pub id: Uuid,
    pub name: String,
    pub role: Role,
    pub sector_ids: Vec<Uuid>,
}

/// Colleagues.
#[utoipa::path(get, path = "/api/team", tag = "alerts", responses((status = 200, body = Team)))]
pub async fn list(State(app): State<Ctx>, As(caller, _): As<Desk>) -> Result<Json<Team>, Problem> {
    let mut tx = app.store.read().await?;
    let now = app.clock.now();
    let mut items: Vec<Member> = Vec::new();
    for sector in sectors_of(&mut tx, caller, now).await? {
        for role in [Role::Coordinator, Role::SectorReferent] {
            for user in users::on_duty(&mut tx, caller.federation, (sector, None), role.as_str(), now).await? {
                match items.iter_mut().find(|member| member.id == user.id) {
                    Some(member) => member.sector_ids.push(sector),
                    None => items.push(Member { id: user.id, name: user.name, role, sector_ids: vec![sector] }),
                }
            }
        }
    }
    items.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    Ok(Json(Team { items }))
}

/// The sectors a caller works in now: their own, and those of whom they stand in for.
async fn sectors_of(tx: &mut Tx, caller: Caller, now: DateTime<Utc>) -> StoreResult<Vec<Uuid>> {
    let mut sectors: Vec<Uuid> =
        users::sectors_of(tx, caller.federation, caller.user).await?.into_iter().map(|sector| sector.id).collect();
    sectors.extend(covers::lent_sectors(tx, caller.federation, caller.user, now).await?);
    sectors.sort_unstable();
    sectors.dedup();
    Ok(sectors)
}
