//! `GET /api/caseload`: who is followed closely, and how much each coordinator has. An administrator sees numbers, and of what waits
//! for a decision everything but the person.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vigie_shared::caseload::{CaseState, FULL, Load, WARNING};
use vigie_shared::role::Role;

use crate::app::Ctx;
use crate::caseload::view::{CaseEntry, views, without_person};
use crate::follow_ups::agenda::Agenda;
use crate::http::extract::Office;
use crate::http::{As, Params, Problem, Reader};
use crate::store::caseload::{self, Count};
use crate::visits::Named;

/// More than the coordinators of a few sectors can follow.
const MOST: i64 = 1_000;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Query {
    pub coordinator_id: Option<Uuid>,
    /// Without it the active and the requested ones.
    pub state: Option<CaseState>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Caseload {
    pub items: Vec<CaseEntry>,
    pub counts: Vec<CaseCount>,
    pub limits: CaseLimits,
}

/// What one coordinator has, in every sector of theirs.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseCount {
    pub coordinator: Named,
    pub active: i64,
    pub requested: i64,
    pub level: Load,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct CaseLimits {
    pub warning: i64,
    pub full: i64,
}

impl From<Count> for CaseCount {
    fn from(count: Count) -> Self {
        Self {
            level: Load::of(count.active),
            coordinator: Named { id: count.id, name: count.name },
            active: count.active,
            requested: count.requested,
        }
    }
}

/// The caseload.
#[utoipa::path(get, path = "/api/caseload", tag = "follow-ups", params(Query), responses((status = 200, body = Caseload)))]
pub async fn list(
    State(app): State<Ctx>,
    As(caller, _): As<Office>,
    Reader(lang): Reader,
    Params(query): Params<Query>,
) -> Result<Json<Caseload>, Problem> {
    let (federation, now) = (caller.federation, app.clock.now());
    let is_administrator = caller.role == Role::Administrator;
    let mut tx = app.store.read().await?;
    let agenda = Agenda::of(&mut tx, federation, now).await?;
    let rows = if is_administrator {
        caseload::in_state(&mut tx, federation, CaseState::Requested.as_str()).await?
    } else {
        let state = query.state.map(CaseState::as_str);
        caseload::list(&mut tx, caller.viewer(now), query.coordinator_id, state, MOST).await?
    };
    let mut items = views(&mut tx, federation, rows, &agenda, lang).await?;
    if is_administrator {
        items = items.into_iter().map(without_person).collect();
    }
    let colleague = (!is_administrator).then_some(caller.user);
    let counts = caseload::counts(&mut tx, federation, colleague).await?.into_iter().map(CaseCount::from).collect();
    Ok(Json(Caseload { items, counts, limits: CaseLimits { warning: WARNING, full: FULL } }))
}
