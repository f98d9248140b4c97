//! `POST /api/alerts/{id}/assign`: giving an alert to a colleague who may work it.

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::alert::EventKind;
use vigie_shared::person::Consent;
use vigie_shared::rating::MAX_NOTE;
use vigie_shared::role::Role;

use super::words;
use crate::alerts::change::{Asked, Change};
use crate::alerts::notify;
use crate::alerts::view::AlertDetail;
use crate::app::Ctx;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem, Reader};
use crate::store::{persons, users};

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Assign {
    pub version: i32,
    /// One of `GET /api/team`.
    pub owner_id: Uuid,
    /// For the new owner; at most 2,000 characters.
    pub note: Option<String>,
}

/// Whoever gets an alert must be able to open it and be there: somebody on duty for it, and no coordinator if the person refused
/// coordination.
async fn assignable(change: &mut Change<'_>, owner: Uuid) -> Result<Uuid, Problem> {
    let unknown = || Problem::field("/owner_id", "unknown_user");
    let federation = change.caller.federation;
    let person =
        persons::find(&mut change.tx, federation, change.row.person_id).await?.ok_or_else(Problem::not_found)?;
    let mut roles = vec![Role::SectorReferent];
    if person.coordination.parse().unwrap_or(Consent::Refused).allows_coordination() {
        roles.push(Role::Coordinator);
    }
    let (sector, now) = (change.row.sector_id, change.now);
    let mut away = false;
    for role in roles.iter().map(|role| role.as_str()) {
        let on_duty = users::on_duty(&mut change.tx, federation, (sector, Some(person.id)), role, now).await?;
        if on_duty.iter().any(|user| user.id == owner) {
            return Ok(owner);
        }
        let works_here = users::of_sector(&mut change.tx, federation, sector, role).await?;
        away |= works_here.iter().any(|user| user.id == owner);
    }
    Err(if away { Problem::field("/owner_id", "owner_away") } else { unknown() })
}

/// Gives an alert to somebody.
#[utoipa::path(post, path = "/api/alerts/{id}/assign", tag = "alerts", params(("id" = Uuid, Path)), request_body = Assign,
    responses((status = 200, body = AlertDetail), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument), (status = 422, body = ProblemDocument)))]
pub async fn assign(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(alert): Id,
    Reader(lang): Reader,
    Body(body): Body<Assign>,
) -> Result<Json<AlertDetail>, Problem> {
    let note = words(body.note.as_deref().unwrap_or(""), "/note", MAX_NOTE)?;
    let mut change = Change::begin(&app, Asked { caller, alert, version: body.version, lang }).await?;
    let receiver = assignable(&mut change, body.owner_id).await?;
    let now = change.now;
    let mut change = change.step(|state| state.assign(receiver.into(), now)).await?;
    if receiver != caller.user {
        notify::assigned(&mut change.tx, caller.federation, &change.row, receiver, now).await?;
    }
    change.event(EventKind::Assigned, note, json!({ "owner_id": receiver }));
    change.finish().await
}
