//! `POST /api/covers/preview`: what a cover would move, and what speaks against it.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;
use vigie_shared::cover::CoverKind;
use vigie_shared::lang::Lang;
use vigie_shared::messages;

use super::plan::{NewCover, Plan, plan};
use super::reach_of;
use crate::app::Ctx;
use crate::http::extract::Office;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Caller, Problem, Reader};
use crate::store::covers::{self, CoverRow};
use crate::store::{StoreResult, Tx, federations, users};
use crate::visits::Named;

#[derive(Debug, Serialize, ToSchema)]
pub struct Preview {
    /// Open alerts that whoever stands in would get.
    pub alerts: i64,
    /// Open promises of the absent one that fall due before the end.
    pub follow_ups: i64,
    pub persons: i64,
    pub sectors: Vec<Named>,
    /// What speaks against it; it can be done all the same.
    pub conflicts: Vec<Conflict>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct Conflict {
    /// `cover_away`, `absent_covers`, `already_covered` or `already_away`.
    pub code: &'static str,
    pub detail: String,
}

/// What a cover would do.
#[utoipa::path(post, path = "/api/covers/preview", tag = "cover", request_body = NewCover,
    responses((status = 200, body = Preview), (status = 422, body = ProblemDocument)))]
pub async fn preview(
    State(app): State<Ctx>,
    As(caller, _): As<Office>,
    Reader(lang): Reader,
    Body(body): Body<NewCover>,
) -> Result<Json<Preview>, Problem> {
    let now = app.clock.now();
    let mut tx = app.store.read().await?;
    let plan = plan(&mut tx, caller, &body, now).await?;
    let (alerts, persons) = covers::weight(&mut tx, caller.federation, reach_of(&plan), plan.role.as_str()).await?;
    let follow_ups = covers::promises(&mut tx, caller.federation, reach_of(&plan), plan.to).await?;
    let sectors = sectors(&mut tx, caller, &plan).await?;
    let conflicts = conflicts(&mut tx, caller, &plan, lang).await?;
    Ok(Json(Preview { alerts, follow_ups, persons, sectors, conflicts }))
}

/// The sectors a plan is about; none for a single person.
async fn sectors(tx: &mut Tx, caller: Caller, plan: &Plan) -> StoreResult<Vec<Named>> {
    let sectors = match (plan.person, plan.sector, plan.absent) {
        (Some(_), _, _) => Vec::new(),
        (None, Some(one), _) => {
            let all = federations::sectors(tx, caller.federation).await?;
            all.into_iter().filter(|sector| sector.id == one).collect()
        }
        (None, None, Some(absent)) => users::sectors_of(tx, caller.federation, absent).await?,
        (None, None, None) => Vec::new(),
    };
    Ok(sectors.into_iter().map(|sector| Named { id: sector.id, name: sector.name }).collect())
}

/// Other covers of the same time that do not go with it.
async fn conflicts(tx: &mut Tx, caller: Caller, plan: &Plan, lang: Lang) -> StoreResult<Vec<Conflict>> {
    let rows = covers::between(tx, caller.federation, plan.from, plan.to).await?;
    let mut found = Vec::new();
    for row in rows.iter().filter(|row| row.ended_at.is_none()) {
        let Some((code, name)) = conflict(plan, row) else { continue };
        let day = |at: DateTime<Utc>| at.format("%d/%m/%Y").to_string();
        let (from, to) = (day(row.starts_at), day(row.ends_at));
        let values = [("name", name), ("from", from.as_str()), ("to", to.as_str())];
        found.push(Conflict { code, detail: messages::fill(lang, &format!("cover.conflict.{code}"), &values) });
    }
    Ok(found)
}

/// Why another cover does not go with a plan, and whom it is about.
fn conflict<'a>(plan: &Plan, row: &'a CoverRow) -> Option<(&'static str, &'a str)> {
    let away = |row: &CoverRow| row.kind != CoverKind::Add.as_str();
    let (absent, cover) = (row.absent_name.as_deref().unwrap_or(""), row.cover_name.as_deref().unwrap_or(""));
    if plan.cover.is_some() && row.absent_id == plan.cover && away(row) {
        return Some(("cover_away", absent));
    }
    if plan.absent.is_some() && plan.kind != CoverKind::Add {
        if row.cover_id == plan.absent && row.kind != CoverKind::Remove.as_str() {
            return Some(("absent_covers", cover));
        }
        if row.absent_id == plan.absent && row.kind == CoverKind::Replace.as_str() {
            return Some(("already_covered", absent));
        }
        if row.absent_id == plan.absent && away(row) && plan.kind == CoverKind::Remove {
            return Some(("already_away", absent));
        }
    }
    None
}
