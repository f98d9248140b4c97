//! `GET /api/covers/gaps`: who is on duty in the next days, and where nobody is.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use vigie_shared::role::Role;
use vigie_shared::wire::ProblemCode;

use crate::app::Ctx;
use crate::cover::duty;
use crate::http::extract::Office;
use crate::http::{As, Params, Problem};
use crate::visits::Named;

/// As far as anybody plans by the day.
const MOST_DAYS: u64 = 62;

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Query {
    /// 1 to 62; 14 without it.
    #[param(minimum = 1, maximum = 62)]
    pub days: Option<u64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Gaps {
    /// By day and sector; working days only.
    pub items: Vec<DutyView>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct DutyView {
    pub day: NaiveDate,
    pub sector: Named,
    pub on_duty: Vec<Named>,
    /// At some working moment of the day nobody is.
    pub gap: bool,
}

/// Who is on duty, day by day: in one's sectors, for an administrator in all.
#[utoipa::path(get, path = "/api/covers/gaps", tag = "cover", params(Query), responses((status = 200, body = Gaps)))]
pub async fn gaps(
    State(app): State<Ctx>,
    As(caller, _): As<Office>,
    Params(query): Params<Query>,
) -> Result<Json<Gaps>, Problem> {
    let days = query.days.unwrap_or(duty::LOOK_AHEAD);
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(Problem::new(ProblemCode::InvalidRequest));
    }
    let mut tx = app.store.read().await?;
    let (found, posts) = duty::ahead(&mut tx, caller.federation, days, app.clock.now()).await?;
    let names: BTreeMap<Uuid, &str> = posts.iter().map(|post| (post.id, post.name.as_str())).collect();
    let own = |sector: Uuid| posts.iter().any(|post| post.id == caller.user && post.sector_id == sector);
    let shown = found.into_iter().filter(|day| caller.role == Role::Administrator || own(day.sector.id));
    let view = |day: duty::DutyDay| {
        let named = |id: &Uuid| Named { id: *id, name: names.get(id).map_or("", |name| name).to_owned() };
        let mut on_duty: Vec<Named> = day.on_duty.iter().map(named).collect();
        on_duty.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        DutyView { day: day.day, sector: Named { id: day.sector.id, name: day.sector.name }, on_duty, gap: day.gap }
    };
    Ok(Json(Gaps { items: shown.map(view).collect() }))
}
