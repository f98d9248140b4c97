//! Partial rules for a sector or a person: listed, added, taken back.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::rules::rule_set::Format;
use vigie_shared::rules::rule_set::overrides::Overrides;

use super::publish::reason_of;
use crate::app::Ctx;
use crate::http::extract::{Admin, Body, Id};
use crate::http::{As, Problem};
use crate::ids;
use crate::store::rule_overrides::{self, RuleOverride};
use crate::store::{StoreResult, Tx, federations, persons};

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOverride {
    /// Either a sector ...
    pub sector_id: Option<Uuid>,
    /// ... or a person.
    pub person_id: Option<Uuid>,
    /// What differs, by the id of the rule: `{"rules": {"ewma": {"limit": 4.0}}}`.
    #[schema(value_type = Object)]
    pub overrides: Value,
    /// Why: 1 to 300 characters.
    pub reason: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct OverrideView {
    pub id: Uuid,
    #[schema(required = true)]
    pub sector_id: Option<Uuid>,
    #[schema(required = true)]
    pub person_id: Option<Uuid>,
    /// The sector's or the person's name.
    pub name: String,
    #[schema(value_type = Object)]
    pub overrides: Value,
    pub reason: String,
    pub created_at: DateTime<Utc>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct OverrideList {
    /// Oldest first; of several for the same sector or person the last one counts.
    pub items: Vec<OverrideView>,
}

async fn view(tx: &mut Tx, federation: Uuid, row: RuleOverride) -> StoreResult<OverrideView> {
    let RuleOverride { id, sector_id, person_id, body, reason, created_by: _, created_at } = row;
    let name = match (sector_id, person_id) {
        (Some(sector), _) => {
            let sectors = federations::sectors(tx, federation).await?;
            sectors.into_iter().find(|known| known.id == sector).map(|sector| sector.name)
        }
        (None, Some(person)) => persons::find(tx, federation, person).await?.map(|person| person.name),
        (None, None) => None,
    };
    Ok(OverrideView { id, sector_id, person_id, name: name.unwrap_or_default(), overrides: body, reason, created_at })
}

/// What sectors and persons change in the rules.
#[utoipa::path(get, path = "/api/rules/overrides", tag = "administration",
    responses((status = 200, body = OverrideList)))]
pub async fn list(State(app): State<Ctx>, As(caller, _): As<Admin>) -> Result<Json<OverrideList>, Problem> {
    let mut tx = app.store.read().await?;
    let rows = rule_overrides::in_force(&mut tx, caller.federation).await?;
    let mut items = Vec::with_capacity(rows.len());
    for row in rows {
        items.push(view(&mut tx, caller.federation, row).await?);
    }
    Ok(Json(OverrideList { items }))
}

/// Adds a change for a sector or a person, in force at once.
#[utoipa::path(post, path = "/api/rules/overrides", tag = "administration", request_body = NewOverride,
    responses((status = 201, body = OverrideView)))]
pub async fn add(
    State(app): State<Ctx>,
    As(caller, _): As<Admin>,
    Body(body): Body<NewOverride>,
) -> Result<(StatusCode, Json<OverrideView>), Problem> {
    let reason = reason_of(&body.reason)?;
    let overrides = Overrides::read(&body.overrides.to_string(), Format::Json).map_err(Problem::rules)?;
    let now = app.clock.now();
    let mut tx = app.store.begin().await?;
    check_place(&mut tx, caller.federation, &body).await?;
    let rules = app.rules.in_force(&mut tx, caller.federation, now).await?;
    rules.engine.rule_set().overridden(&overrides).map_err(Problem::rules)?;
    let row = RuleOverride {
        id: ids::fresh(),
        sector_id: body.sector_id,
        person_id: body.person_id,
        body: body.overrides,
        reason,
        created_by: Some(caller.user),
        created_at: now,
    };
    rule_overrides::insert(&mut tx, caller.federation, &row).await?;
    let added = view(&mut tx, caller.federation, row).await?;
    tx.commit().await?;
    Ok((StatusCode::CREATED, Json(added)))
}

/// Either a sector or a person of this federation.
async fn check_place(tx: &mut Tx, federation: Uuid, body: &NewOverride) -> Result<(), Problem> {
    let known = match (body.sector_id, body.person_id) {
        (Some(sector), None) => federations::sectors(tx, federation).await?.iter().any(|known| known.id == sector),
        (None, Some(person)) => persons::find(tx, federation, person).await?.is_some(),
        _ => return Err(Problem::field("/sector_id", "out_of_range")),
    };
    if known { Ok(()) } else { Err(Problem::not_found()) }
}

/// Takes a change back.
#[utoipa::path(delete, path = "/api/rules/overrides/{id}", tag = "administration", params(("id" = Uuid, Path)),
    responses((status = 204)))]
pub async fn remove(State(app): State<Ctx>, As(caller, _): As<Admin>, Id(id): Id) -> Result<StatusCode, Problem> {
    let mut tx = app.store.begin().await?;
    if !rule_overrides::remove(&mut tx, caller.federation, id, app.clock.now()).await? {
        return Err(Problem::not_found());
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
