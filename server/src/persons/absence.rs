//! `POST /api/persons/{id}/absences` and `DELETE …/{absence_id}`: days on which nobody expects a visit.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use chrono::{NaiveDate, TimeDelta};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::app::Ctx;
use crate::http::extract::Desk;
use crate::http::problem::ProblemDocument;
use crate::http::{As, Body, Id, Problem};
use crate::ids;
use crate::store::absences::{self, Absence};
use crate::store::persons;

/// A longer absence is one until further notice.
pub const LONGEST: TimeDelta = TimeDelta::days(366);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AbsenceKind {
    Hospital,
    Family,
    Holiday,
    Other,
}

impl AbsenceKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Hospital => "hospital",
            Self::Family => "family",
            Self::Holiday => "holiday",
            Self::Other => "other",
        }
    }
}

#[derive(Debug, Clone, Copy, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAbsence {
    /// The first day.
    pub from_day: NaiveDate,
    /// The last day; none: until further notice.
    pub to_day: Option<NaiveDate>,
    pub kind: AbsenceKind,
}

/// Declares an absence.
#[utoipa::path(post, path = "/api/persons/{id}/absences", tag = "persons", params(("id" = Uuid, Path)),
    request_body = NewAbsence, responses((status = 200, body = Absence), (status = 404, body = ProblemDocument),
    (status = 422, body = ProblemDocument)))]
pub async fn declare(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    Id(id): Id,
    Body(body): Body<NewAbsence>,
) -> Result<Json<Absence>, Problem> {
    let ends_well = body.to_day.is_none_or(|to| to >= body.from_day && to - body.from_day <= LONGEST);
    if !ends_well {
        return Err(Problem::field("/to_day", "invalid_time"));
    }
    let NewAbsence { from_day, to_day, kind } = body;
    let absence = Absence { id: ids::fresh(), from_day, to_day, kind: kind.as_str().to_owned() };
    let mut tx = app.store.begin().await?;
    persons::in_scope(&mut tx, caller.viewer(app.clock.now()), id).await?.ok_or_else(Problem::not_found)?;
    absences::insert(&mut tx, caller.federation, id, &absence, Some(caller.user), app.clock.now()).await?;
    tx.commit().await?;
    Ok(Json(absence))
}

/// Takes an absence back.
#[utoipa::path(delete, path = "/api/persons/{id}/absences/{absence_id}", tag = "persons",
    params(("id" = Uuid, Path), ("absence_id" = Uuid, Path)),
    responses((status = 204), (status = 404, body = ProblemDocument)))]
pub async fn take_back(
    State(app): State<Ctx>,
    As(caller, _): As<Desk>,
    path: Result<Path<(Uuid, Uuid)>, axum::extract::rejection::PathRejection>,
) -> Result<StatusCode, Problem> {
    let Path((person, absence)) = path.map_err(|_| Problem::not_found())?;
    let mut tx = app.store.begin().await?;
    persons::in_scope(&mut tx, caller.viewer(app.clock.now()), person).await?.ok_or_else(Problem::not_found)?;
    if !absences::remove(&mut tx, caller.federation, person, absence, app.clock.now()).await? {
        return Err(Problem::not_found());
    }
    tx.commit().await?;
    Ok(StatusCode::NO_CONTENT)
}
