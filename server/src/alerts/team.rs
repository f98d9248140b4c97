//! `GET /api/team`: the coordinators and referents who share one of the caller's sectors, to assign an alert to.

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::role::Role;

use crate::app::Ctx;
use crate::http::extract::Desk;
use crate::http::{As, Problem};
use crate::store::users;

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
    let mut items: Vec<Member> = Vec::new();
    for (id, name, role, sector) in users::team_of(&mut tx, caller.federation, caller.user).await? {
        match items.last_mut().filter(|member| member.id == id) {
            Some(member) => member.sector_ids.push(sector),
            None => {
                let Ok(role) = role.parse() else { continue };
                items.push(Member { id, name, role, sector_ids: vec![sector] });
            }
        }
    }
    Ok(Json(Team { items }))
}
