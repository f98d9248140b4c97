//! `POST /api/persons/{id}/caseload`: following somebody closely. A coordinator who has thirty gets no more without a decision of the
//! referent or an administrator.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;
use vigie_shared::caseload::{CaseState, Load};
use vigie_shared::role::Role;
use vigie_shared::rules::Audience;
use vigie_shared::wire::ProblemCode;

use super::change::{current, note, shown};
use crate::access_log;
use crate::app::Ctx;
use crate::caseload::notify;
use crate::caseload::view::CaseEntry;
use crate::follow_ups::agenda::Agenda;
use crate::follow_ups::owners;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem, Reader};
use crate::ids;
use crate::store::caseload::{self, CaseRow};
use crate::store::{persons, users};
use crate::watch::endpoints::reason;

#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCase {
    /// At most 500 characters.
    pub why: String,
    /// A coordinator of the person's sector; a coordinator who calls may leave it out.
    pub coordinator_id: Option<Uuid>,
}

/// Takes a person into reinforced follow-up, or asks for it.
#[utoipa::path(post, path = "/api/persons/{id}/caseload", tag = "follow-ups", params(("id" = Uuid, Path)), request_body = NewCase,
    responses((status = 201, body = CaseEntry), (status = 404, body = ProblemDocument), (status = 409, body = ProblemDocument),
    (status = 422, body = ProblemDocument)))]
pub async fn enter(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(person): Id,
    Reader(lang): Reader,
    Body(body): Body<NewCase>,
) -> Result<(StatusCode, Json<CaseEntry>), Problem> {
    let (federation, now) = (caller.federation, app.clock.now());
    let mut tx = app.store.begin().await?;
    persons::in_scope(&mut tx, caller.viewer(now), person).await?.ok_or_else(Problem::not_found)?;
    persons::lock(&mut tx, federation, person).await?;
    // Read again under the lock: a refusal may have come meanwhile.
    let person = persons::in_scope(&mut tx, caller.viewer(now), person).await?.ok_or_else(Problem::not_found)?;
    let agenda = Agenda::of(&mut tx, federation, now).await?;
    let why = reason(&body.why, "/why")?;
    let own = (caller.role == Role::Coordinator).then_some(caller.user);
    let coordinator = body.coordinator_id.or(own).ok_or_else(|| Problem::field("/coordinator_id", "missing"))?;
    let account = users::find(&mut tx, federation, coordinator).await?;
    let is_coordinator = account.is_some_and(|user| user.role == Role::Coordinator.as_str());
    let may = owners::may_hold(&mut tx, federation, &person, Audience::Coordination, coordinator, now).await?;
    if !is_coordinator || !(may || own == Some(coordinator)) {
        return Err(Problem::field("/coordinator_id", "unknown_user"));
    }
    if let Some(open) = caseload::open_of(&mut tx, federation, person.id).await? {
        drop(tx);
        let entry = current(&app, caller, lang, &agenda, open.id).await?;
        return Err(Problem::new(ProblemCode::WrongState).with_current("entry", &entry));
    }
    let full = Load::of(caseload::count_locked(&mut tx, federation, coordinator).await?) == Load::Full;
    let state = if full { CaseState::Requested } else { CaseState::Active };
    let row = CaseRow {
        id: ids::fresh(),
        version: 1,
        person_id: person.id,
        person_name: String::new(),
        sector_id: person.sector_id,
        coordinator_id: coordinator,
        coordinator_name: String::new(),
        state: state.as_str().to_owned(),
        since: (!full).then_some(now),
        why: why.clone(),
        requested_by: caller.user,
        requested_by_name: String::new(),
        requested_at: now,
        decided_by: None,
        decided_by_name: None,
        decided_why: None,
        ended_at: None,
        end_cause: None,
        end_reason: None,
        reminded_at: None,
    };
    caseload::insert(&mut tx, federation, &row).await?;
    note(&mut tx, caller, &row, if full { "requested" } else { "entered" }, Some(&why), now).await?;
    if full {
        notify::requested(&mut tx, federation, row.id, person.sector_id, now).await?;
    }
    access_log::note(&mut tx, caller, person.id, "caseload", now).await?;
    let row = caseload::find(&mut tx, federation, row.id).await?.ok_or_else(Problem::not_found)?;
    let entry = shown(&mut tx, caller, row, &agenda, lang).await?;
    tx.commit().await?;
    app.ring();
    Ok((StatusCode::CREATED, Json(entry)))
}
